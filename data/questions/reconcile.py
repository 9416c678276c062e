"""Published figures beside those recomputed from the tables: differences are shown with their reason."""

import pandas as pd

from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.editions import editions_table

FIGURES = (
    ("projects", "projects_published", "projects_in_table", 0, 1.0),
    ("total_cost_meur", "total_cost_published_meur", "total_cost_meur", 2, 1000.0),
    ("mean_duration_years", "mean_duration_published_years", "mean_duration_years", 1, 1.0),
)
"""Figure, its published and recomputed columns, the decimals and the unit printed (Md€ for totals)."""


def reconciliation(dataset: Dataset) -> pd.DataFrame:
    """The reconciliation of each edition that has a table.

    Returns:
        One row per edition and figure: `edition`, `figure`, `published`, `recomputed`, `difference`
        (published − recomputed, in the unit of the figure), `agrees` (equal at the printed precision) and `reason`, the
        note of the edition where they differ.
    """
    table = editions_table(dataset, Selection())
    records = []
    for edition in table[table["has_table"]].to_dict("records"):
        for figure, published, recomputed, decimals, unit in FIGURES:
            agrees = french.number(edition[published] / unit, decimals) == french.number(
                edition[recomputed] / unit, decimals
            )
            records.append(
                {
                    "edition": edition["edition"],
                    "figure": figure,
                    "published": edition[published],
                    "recomputed": edition[recomputed],
                    "difference": edition[published] - edition[recomputed],
                    "agrees": agrees,
                    "reason": "" if agrees else edition["note"] or "Motif inconnu.",
                }
            )
    return pd.DataFrame.from_records(records)


def in_words(lines: pd.DataFrame) -> str:
    """The reconciliation as a text table, one line per edition, with the reason of each difference."""
    labels = {
        "projects": "projets",
        "total_cost_meur": "coût total (M€)",
        "mean_duration_years": "durée (ans)",
    }
    texts = []
    for edition, group in lines.groupby("edition", sort=True):
        cells = []
        for line in group.to_dict("records"):
            decimals = {"projects": 0, "total_cost_meur": 1, "mean_duration_years": 2}[line["figure"]]
            sign = "=" if line["agrees"] else "≠"
            published, recomputed = (french.number(line[name], decimals) for name in ("published", "recomputed"))
            cells.append(f"{labels[line['figure']]} {published} {sign} {recomputed}")
        reasons = " ".join(dict.fromkeys(group.loc[~group["agrees"], "reason"]))
        texts.append(f"édition {edition:>2} : {' · '.join(cells)}{' — ' + reasons if reasons else ''}")
    return "\n".join(texts)
