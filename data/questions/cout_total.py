"""Complete estimated cost by edition: published, and recomputed by ministry or phase."""

import numpy as np
import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.parts.editions import PART, editions_covered, provenance, zero_where_table
from data.questions.parts.lines import with_lines

OTHERS = "autres"
PARTS_SHOWN = 3


def cost_by_edition(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Complete estimated cost by edition, in M€.

    Returns:
        `edition`, `reference_date`, `published_meur` and `provenance` (missing when projects are filtered: the
        printed total cannot be), `total_meur` (sum of the costs known, missing where none is), `known` (projects
        with a cost) and `projects`, then the parts of the total, `part:<slug>`: the largest ministries or phases
        (see `cost_split`), and `part:autres` where there are more. Parts add up to `total_meur`. Where the selection
        is split, the total of each line, `line:<slug>`.
    """
    editions = editions_covered(dataset, selection)
    rows = selection.apply(dataset)
    costs = rows["cost_meur"].groupby(rows["edition"])
    by_edition = pd.DataFrame({"total_meur": measures.total(costs), "known": costs.count(), "projects": costs.size()})
    parts = _cost_parts(rows, cost_split(selection))
    frame = editions[["edition", "reference_date"]].assign(
        published_meur=np.nan if selection.filters_projects else editions["total_cost_meur"],
        provenance="" if selection.filters_projects else provenance(editions, "total_cost_meur"),
    )
    frame = frame.join(pd.concat([by_edition, parts], axis=1), on="edition")
    frame = zero_where_table(frame, editions["has_table"], ["known", "projects"])
    return with_lines(
        frame, dataset, selection, "cost_meur", lambda costs, editions: measures.total(costs.groupby(editions))
    )


def cost_split(selection: Selection) -> str:
    """What the cost is split by: `phase` where ministries are chosen and phases are not, else `ministries`."""
    return "phase" if selection.ministries and not selection.phases else "ministries"


def _cost_parts(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    # A label that covers two ministries is counted once, under the first printed.
    group = rows[by].map(lambda slugs: slugs.split("|")[0]).astype(str)
    known = measures.total(rows["cost_meur"].groupby(group)).dropna().sort_values(ascending=False, kind="stable")
    shown, others = list(known.index[:PARTS_SHOWN]), [OTHERS] if len(known) > PARTS_SHOWN else []
    # A part without a project is 0, one whose costs are all withheld is missing.
    group = group.where(group.isin(shown), OTHERS).rename("part")
    sums = measures.total(rows["cost_meur"].groupby([rows["edition"], group]))
    parts = sums.unstack(fill_value=0.0)  # noqa: PD010 - pivot_table takes five times as long
    parts = parts[rows.groupby("edition")["cost_meur"].count() > 0]
    return parts[[*shown, *others]].rename(columns=lambda slug: f"{PART}{slug}")
