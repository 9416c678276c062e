"""What several questions share: the editions of a selection, those of its projects at the latest table, names.

A frame by edition has one row for each edition that the selection covers, ascending: missing values where nothing is
known, so that a gap shows.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from data.model import french, measures
from data.model.dataset import Dataset, slugs_by_edition
from data.model.key_figures import FIGURES
from data.model.selection import Selection, editions_with_table, latest_edition_covered

PART = "part:"
"""Prefix of the columns that add up to a total, followed by the slug of the part."""
RECONCILED = (
    ("projects", "projects_published", "projects_in_table", 0, 1.0),
    ("total_cost_meur", "total_cost_published_meur", "total_cost_meur", 2, 1000.0),
    ("mean_duration_years", "mean_duration_published_years", "mean_duration_years", 1, 1.0),
)
"""Figure, its published and recomputed columns, the decimals and the unit printed (Md€ for totals)."""


PROVENANCES = {"publisher": "publié", "secondary": "source secondaire", "derived": "déduit", "computed": "calculé"}
"""What `provenance` tells, or `computed` for a figure of the tables of projects → its word in tables and files."""


_INSTITUTIONS = ("Sénat", "Cour des comptes")


def parts_of(frame: pd.DataFrame, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Column, slug and French name of each part of a total."""
    slugs = [column.removeprefix(PART) for column in frame.columns if column.startswith(PART)]
    return [(f"{PART}{slug}", slug, names[slug]) for slug in slugs]


def editions_covered(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """The rows of `dataset.editions` in the range of the selection; shared by all who need them."""
    return _editions_between(dataset, selection.since, selection.until)


# A page needs them some twenty times; a dataset is its own key, by identity.
@functools.lru_cache(maxsize=64)
def _editions_between(dataset: Dataset, since: int | None, until: int | None) -> pd.DataFrame:
    editions = dataset.editions
    return editions[editions["edition"].map(Selection(since=since, until=until).covers)].reset_index(drop=True)


def position_in(editions: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    """Position, among ascending editions that cover them, of the edition of each row."""
    return np.searchsorted(editions["edition"].to_numpy(), rows["edition"].to_numpy())


def where_table(counts: Any, editions: pd.DataFrame) -> np.ndarray:
    """Counts by edition, 0 where it has a table but nothing is selected, missing where it has no table."""
    return np.where(editions["has_table"].to_numpy(dtype=bool), np.nan_to_num(np.asarray(counts, dtype=float)), np.nan)


def provenance(editions: pd.DataFrame, figure: str) -> pd.Series:
    """Where a published figure comes from: `publisher`, `secondary`, `derived`, or empty for none."""
    columns = (editions[name].tolist() for name in (figure, "secondary", "derived"))
    kinds = [
        "" if french.is_missing(value)
        else "secondary" if figure in secondary.split() else "derived" if figure in derived.split() else "publisher"
        for value, secondary, derived in zip(*columns, strict=True)
    ]  # fmt: skip
    return pd.Series(kinds, index=editions.index, dtype="str")


def breaks_between(dataset: Dataset, series: str, before: int, after: int) -> list[str]:
    """The names of the breaks of a published series that lie between two editions, in their order."""
    rows = dataset.breaks[(dataset.breaks["series"] == series) & dataset.breaks["edition"].between(before + 1, after)]
    return list(dict.fromkeys(rows.sort_values("edition", kind="stable")["name"]))


def secondary_source(source: str) -> str:
    """Who states a secondary figure, by the `source` of its edition: an institution that it names, else « presse »."""
    return next((name for name in _INSTITUTIONS if name in source), "presse")


def latest_rows(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """The selected projects of `latest_edition_covered`, with `ministry`: the one under which each is counted."""
    rows = selection.apply(dataset)
    return with_first_ministry(rows[rows["edition"] == (latest_edition_covered(dataset, selection) or -1)])


def with_first_ministry(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `Dataset.projects` with `ministry`: a label that covers two is counted once, under the first printed."""
    return rows.assign(ministry=[slugs.partition("|")[0] for slugs in rows["ministries"].tolist()])


def plain(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Some columns with categories as plain text, so that grouping and joining see only what is there."""
    arrays = {name: rows[name].array for name in columns}
    texts = {name: pd.Series(np.asarray(values, dtype=object), rows.index, dtype=object)
             for name, values in arrays.items() if isinstance(values, pd.Categorical)}  # fmt: skip
    return pd.DataFrame(arrays | texts, rows.index)


Line = dict[Any, Any]
"""A row of a frame: column → value."""


def records(frame: pd.DataFrame) -> list[Line]:
    """As `to_dict("records")`, in a tenth of its time for frames of some twenty rows."""
    names = frame.columns.tolist()
    return [dict(zip(names, line, strict=True)) for line in frame.to_numpy(dtype=object).tolist()]


def with_value(lines: Sequence[Line], key: str) -> list[Line]:
    """The lines that have a value in a column."""
    return [line for line in lines if not french.is_missing(line[key])]


def by_slug(
    figures: pd.DataFrame, column: str, names: Mapping[str, str], rows: pd.DataFrame, largest: Sequence[str] = ()
) -> pd.DataFrame:
    """The figures of groups of `latest_rows` (`rows`), one row per slug, by the columns `largest` where there are any.

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
    """`edition`, `entrants` and `leavers` (numbers) of the selection, where the edition just before has a table too.

    An entrant is absent from the whole previous table; a leaver was in the selection in the previous edition.
    """
    moves = [(edition, *numbers) for edition, numbers in movements(dataset, selection).items()]
    return pd.DataFrame(moves, columns=["edition", "entrants", "leavers"], dtype=float).astype({"edition": int})


def movements(dataset: Dataset, selection: Selection) -> dict[int, tuple[int, int]]:
    """Edition → its entrants and leavers, as `movements_by_edition` has them."""
    # Those who left are looked for in the edition before, which the range may leave out.
    chosen, tables = slugs_by_edition(replace(selection, since=None, until=None).apply(dataset)), dataset.tables
    return {
        edition: (len(chosen.get(edition, set()) - tables[before]), len(chosen.get(before, set()) - tables[edition]))
        for edition in editions_with_table(dataset, selection)
        if (before := edition - 1) in tables
    }


def editions_table(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """The editions as `schema.EDITIONS` describes them: published figures beside those of the selection."""
    editions = editions_covered(dataset, selection)
    recomputed = (
        selection.apply(dataset)
        .groupby("edition")
        .agg(
            projects_in_table=("project", "size"),
            total_cost_meur=("cost_meur", measures.total),
            mean_duration_years=("planned_duration_years", lambda years: measures.distribution(years).mean),
        )
    )
    printed = {figure: published for figure, published, *_ in RECONCILED}
    frame = editions.rename(columns={**printed, "interministerial": "interministerial_published"})
    frame = frame.join(recomputed, on="edition")
    moves = movements_by_edition(dataset, selection).set_index("edition").reindex(editions["edition"])
    flags = {figure: provenance(editions, figure).map(PROVENANCES) for figure in FIGURES}
    for move in ("entrants", "leavers"):
        counted = moves[move].set_axis(frame.index)
        published = frame[move].where(frame["edition"].notna() & (not selection.filters_projects))
        frame[move] = published.fillna(counted)
        flags[move] = flags[move].where(published.notna(), "calculé").where(frame[move].notna(), "")
    names = {**printed, "interministerial": "interministerial_published"}
    frame = frame.assign(**{f"{names.get(figure, figure)}_source": flag for figure, flag in flags.items()})
    return frame.assign(projects_in_table=where_table(frame["projects_in_table"], editions))


def latest_printed(dataset: Dataset) -> int:
    """The latest edition of which a figure is known from the publisher itself."""
    is_printed = [(provenance(dataset.editions, figure) == "publisher").to_numpy() for figure in FIGURES]
    return int(dataset.editions.loc[np.any(is_printed, axis=0), "edition"].max())


def reconciliation(dataset: Dataset) -> pd.DataFrame:
    """Published and recomputed figures of each edition that has a table.

    Returns:
        `edition`, `figure`, `published`, `recomputed`, `difference` (published − recomputed, in the unit of the
        figure), `agrees` (equal at the printed precision) and `reason`, the note of the edition where they differ.
    """
    table = editions_table(dataset, Selection())
    records = []
    for edition in table[table["has_table"]].to_dict("records"):
        for figure, published, recomputed, decimals, unit in RECONCILED:
            values = edition[published], edition[recomputed]
            reason = _reason(values, edition["note"], decimals, unit)
            records.append((edition["edition"], figure, *values, values[0] - values[1], not reason, reason))
    columns = ["edition", "figure", "published", "recomputed", "difference", "agrees", "reason"]
    return pd.DataFrame(records, columns=columns)


def _reason(values: tuple[float, float], note: str, decimals: int, unit: float) -> str:
    agrees = len({french.number(value / unit, decimals) for value in values}) == 1
    return "" if agrees else note or "Motif inconnu."


def reasons_of_totals(dataset: Dataset, lines: Sequence[Line]) -> list[str]:
    """Why `published_meur` and `total_meur` differ, for each line by edition: empty where they agree."""
    (precision,) = [(decimals, unit) for figure, _, _, decimals, unit in RECONCILED if figure == "total_cost_meur"]
    notes = dict(zip(dataset.editions["edition"].tolist(), dataset.editions["note"].tolist(), strict=True))
    return [_reason((line["published_meur"], line["total_meur"]), notes[line["edition"]], *precision) for line in lines]


def reconciliation_in_words(lines: pd.DataFrame) -> str:
    """The reconciliation as a text table, one line per edition, with the reason of each difference."""
    written = {"projects": ("projets", 0), "total_cost_meur": ("coût total (M€)", 1),
               "mean_duration_years": ("durée (ans)", 2)}  # fmt: skip
    texts = []
    for edition, group in lines.groupby("edition", sort=True):
        cells = []
        for line in group.to_dict("records"):
            label, decimals = written[line["figure"]]
            published, recomputed = (french.number(line[name], decimals) for name in ("published", "recomputed"))
            sign = ", recalculé" if pd.isna(line["published"]) else " =" if line["agrees"] else " ≠"
            cells.append(f"{label} {published}{sign} {recomputed}")
        differs = ~group["agrees"] & group["published"].notna()
        reasons = " ".join(dict.fromkeys(group.loc[differs, "reason"]))
        texts.append(f"édition {edition:>2} : {' · '.join(cells)}{' — ' + reasons if reasons else ''}")
    return "\n".join(texts)
