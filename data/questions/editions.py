"""What several questions share: the editions of a selection, those of its projects at the latest table, names.

A frame by edition has one row for each edition that the selection covers, ascending: missing values where nothing is
known, so that a gap shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered

PART = "part:"
"""Prefix of the columns that add up to a total, followed by the slug of the part."""
RECONCILED = (
    ("projects", "projects_published", "projects_in_table", 0, 1.0),
    ("total_cost_meur", "total_cost_published_meur", "total_cost_meur", 2, 1000.0),
    ("mean_duration_years", "mean_duration_published_years", "mean_duration_years", 1, 1.0),
)
"""Figure, its published and recomputed columns, the decimals and the unit printed (Md€ for totals)."""


def parts_of(frame: pd.DataFrame, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Column, slug and French name of each part of a total."""
    parts = [(column, column.removeprefix(PART)) for column in frame.columns if column.startswith(PART)]
    return [(column, slug, names[slug]) for column, slug in parts]


def editions_covered(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """The rows of `dataset.editions` in the range of the selection."""
    editions = dataset.editions
    return editions[editions["edition"].map(selection.covers)].reset_index(drop=True)


def zero_where_table(frame: pd.DataFrame, has_table: pd.Series, counts: list[str]) -> pd.DataFrame:
    """Counts that are 0 where an edition has a table but nothing is selected, and missing where it has no table."""
    counted = np.nan_to_num(frame[counts].to_numpy(dtype=float))
    counted[~has_table.to_numpy(dtype=bool)] = np.nan
    return frame.assign(**dict(zip(counts, counted.T, strict=True)))


def provenance(editions: pd.DataFrame, figure: str) -> pd.Series:
    """Where a published figure comes from: `publisher`, `secondary`, `derived`, or empty for none."""
    kinds = [
        "secondary" if figure in secondary.split() else "derived" if figure in derived.split() else "publisher"
        for secondary, derived in zip(editions["secondary"], editions["derived"], strict=True)
    ]
    return pd.Series(kinds, index=editions.index).where(editions[figure].notna(), "")


def latest_rows(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """The selected projects of `latest_edition_covered`, with `ministry`: the one under which each is counted."""
    rows = selection.apply(dataset)
    rows = rows[rows["edition"] == (latest_edition_covered(dataset, selection) or -1)]
    # A label that covers two ministries is counted once, under the first printed.
    return rows.assign(ministry=rows["ministries"].astype(str).str.split("|").str[0])


def plain(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Some columns with categories as plain text, so that grouping and joining see only what is there."""
    categories = {name: object for name in columns if isinstance(rows[name].dtype, pd.CategoricalDtype)}
    return rows[columns].astype(categories)


def by_slug(
    figures: pd.DataFrame, column: str, names: Mapping[str, str], rows: pd.DataFrame, largest: Sequence[str] = ()
) -> pd.DataFrame:
    """Figures of groups of `latest_rows` as a frame.

    Args:
        figures: One row for each group, under its slug.
        column: Name of the column of slugs.
        names: French name of each slug.
        rows: The rows grouped, all of one edition.
        largest: Columns of figures by which groups are sorted, largest first; their order is unchanged without any.

    Returns:
        The figures, the slugs in `column` and their names in `<column>_name`, `edition` and `reference_date`.
    """
    frame = figures.rename_axis(column).reset_index()
    if largest:
        ascending = [False] * len(largest) + [True]
        frame = frame.sort_values([*largest, column], ascending=ascending, ignore_index=True)
    frame = frame.assign(**{f"{column}_name": frame[column].map(names)})
    if rows.empty:
        return frame.assign(edition=pd.Series(dtype=int), reference_date=pd.Series(dtype=object))
    return frame.assign(edition=int(rows["edition"].iloc[0]), reference_date=str(rows["reference_date"].iloc[0]))


def movements_by_edition(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Entrants and leavers of the selection by edition, where the edition just before has a table too.

    Returns:
        `edition`, `entrants`, `leavers` (numbers); an entrant is absent from the whole previous table, not
        merely from the selection; a leaver was in the selection in the previous edition.
    """
    rows = selection.apply(dataset)
    # Those who left are looked for among the rows of the edition before, which the range may leave out.
    before = replace(selection, since=None, until=None).apply(dataset)
    entrants = rows.loc[dataset.is_entrant.loc[rows.index], "edition"].value_counts()
    leavers = (before.loc[dataset.is_leaver.loc[before.index], "edition"] + 1).value_counts()
    with_table = set(dataset.editions_with_table)
    records = [
        (edition, float(entrants.get(edition, 0)), float(leavers.get(edition, 0)))
        for edition in editions_covered(dataset, selection)["edition"]
        if edition in with_table and edition - 1 in with_table
    ]
    return pd.DataFrame(records, columns=["edition", "entrants", "leavers"]).astype(
        {"edition": int, "entrants": float, "leavers": float}
    )


def editions_table(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """The editions as `schema.EDITIONS` describes them: published figures beside those of the selection."""
    editions = editions_covered(dataset, selection)
    rows = selection.apply(dataset)
    recomputed = rows.groupby("edition").agg(
        projects_in_table=("project", "size"),
        total_cost_meur=("cost_meur", "sum"),
        mean_duration_years=("planned_duration_years", "mean"),
    )
    moves = movements_by_edition(dataset, selection).set_index("edition")
    filtered = selection.filters_projects
    frame = editions.rename(
        columns={
            "projects": "projects_published",
            "interministerial": "interministerial_published",
            "total_cost_meur": "total_cost_published_meur",
            "mean_duration_years": "mean_duration_published_years",
        }
    ).join(recomputed, on="edition")
    counted = editions[["edition"]].join(moves, on="edition")
    frame = frame.assign(
        entrants=counted["entrants"] if filtered else editions["entrants"].fillna(counted["entrants"]),
        leavers=counted["leavers"] if filtered else editions["leavers"].fillna(counted["leavers"]),
    )
    return zero_where_table(frame, editions["has_table"], ["projects_in_table", "total_cost_meur"])


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
        for figure, published, recomputed, decimals, unit in RECONCILED:
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


def reconciliation_in_words(lines: pd.DataFrame) -> str:
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
