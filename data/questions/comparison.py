"""Two editions compared: which projects make the difference between their totals, and by how much each.

Every project of the selection, in either edition, is in exactly one kind; the amounts of the kinds add up to the
difference of the totals.
"""

import functools
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection, editions_with_table
from data.model.wording import unaccented
from data.questions.parts.editions import Line, records

KINDS = (
    *("leaver", "left_selection", "entrant", "joined_selection", "up", "down"),
    *("newly_published", "withheld", "unchanged", "never_published"),
)
"""What became of a project between two editions, in the order of a waterfall.

`leaver` and `entrant` are out of, or into, the whole table of projects; `left_selection` and `joined_selection` are
in both tables but selected in one only (a phase that changed, for instance); `up` and `down` have both costs;
`newly_published` and `withheld` have one of the two; `unchanged` moved by `ROUNDING_MEUR` at most;
`never_published` has none.
"""
ROUNDING_MEUR = 0.05
"""A smaller change is a matter of printed decimals, which went from one to two at edition 5."""


def has_moved(change_meur: Any) -> Any:
    """True where an amount in M€ changed by more than printed decimals explain; False where it is missing.

    Of a number, an array or a series.
    """
    return abs(change_meur) > ROUNDING_MEUR + 1e-9


def without_rounding(change_meur: pd.Series) -> pd.Series:
    """The amounts, 0 where they have not moved."""
    return change_meur.where(has_moved(change_meur), 0.0)


@dataclass(frozen=True)
class Comparison:
    """Two editions compared over one selection.

    Attributes:
        common_only: Only the projects present in both tables (« projets communs »).
        frame: One row per project, by name: `project`, `name`, `kind` (one of `KINDS`), `is_before` and `is_after`
            (selected in that edition), `before_meur` and `after_meur` (the published costs), `amount_meur` (what it
            adds to the difference of the totals), `ministry_name` and `phase` (latest known of the two),
            `phase_before`, `phase_after`, `start_change_months`, `duration_change_months` and `slip_months` (their
            sum; missing unless the planned end is known in both).
        total_before_meur: Sum of the costs known in the earlier edition, or NaN; `total_after_meur` in the later one.
        published_before_meur: Printed total of the earlier edition, NaN where projects are filtered; likewise `after`.
        missing: The editions in between that have no table.
        slip_rounding_months: A smaller slip or an equal one may only be another unit: 1 where durations go from days
            to whole months in between, else 0.
    """

    before: int
    after: int
    common_only: bool
    frame: pd.DataFrame
    total_before_meur: float
    total_after_meur: float
    published_before_meur: float
    published_after_meur: float
    missing: tuple[int, ...]
    slip_rounding_months: int

    @property
    def steps(self) -> pd.DataFrame:
        """Each kind in the order of `KINDS`, even without a project: `kind`, `amount_meur`, `projects`."""
        by_kind = self.frame.groupby("kind")["amount_meur"].agg(amount_meur=measures.total, projects="size")
        return by_kind.reindex(list(KINDS), fill_value=0).rename_axis("kind").reset_index()

    def of(self, kind: str) -> list[Line]:
        """The projects of a kind, largest amount first, then by name."""
        return self.by_kind.get(kind, [])

    def amount(self, kind: str) -> float:
        """The sum of the amounts known of a kind, in M€."""
        return float(np.nansum([line["amount_meur"] for line in self.of(kind)]))

    @functools.cached_property
    def by_kind(self) -> dict[str, list[Line]]:
        """Kind → its projects, as `of` orders them; kinds without one are absent."""
        found = defaultdict[str, list[Line]](list)
        for line in records(largest_first(self.frame, "amount_meur")):
            found[line["kind"]].append(line)
        return dict(found)

    @property
    def decisive(self) -> pd.DataFrame:
        """The projects that make the difference: those whose part of the total or planned end moved.

        A slip that may only be another unit is 0.
        """
        moved = self.frame["project"].isin(self.slipped["project"])
        rows = self.frame[moved | ~self.frame["kind"].isin(["unchanged", "never_published"])]
        return rows.assign(slip_months=rows["slip_months"].where(moved | rows["slip_months"].isna(), 0))

    @property
    def slipped(self) -> pd.DataFrame:
        """The projects whose planned end moved, furthest first; those moved by their start alone among them."""
        moved = self.frame["slip_months"].abs() > self.slip_rounding_months
        return largest_first(self.frame[moved], "slip_months")


ORDERS = {
    "mouvement": "kind",
    "projet": "name",
    "difference": "amount_meur",
    "avant": "before_meur",
    "apres": "after_meur",
    "decalage": "slip_months",
}
"""Name of an order in addresses → the column of a comparison sorted by."""


def sorted_movements(rows: pd.DataFrame, order: str, kinds: list[str], *, is_descending: bool) -> pd.DataFrame:
    """Rows of a comparison in one of `ORDERS`, missing values last; by kind in the order given, largest first."""
    key = rows[ORDERS[order]]
    if order == "mouvement":
        key = key.map(kinds.index)
    elif order == "projet":
        key = key.astype(str).map(unaccented)
    ranked = rows.assign(order=key, size=-rows["amount_meur"].abs(), by_name=rows["name"].astype(str).map(unaccented))
    return ranked.sort_values(["order", "size", "by_name"], ascending=[not is_descending, True, True], kind="stable")


def largest_first(frame: pd.DataFrame, change: str) -> pd.DataFrame:
    """The rows by size of a change, then by name."""
    return frame.iloc[by_size(frame[change].to_numpy(dtype=float), frame["name"].to_numpy(dtype=object))]


def by_size(changes: np.ndarray, names: np.ndarray) -> np.ndarray:
    """Positions by size of a change, then by name."""
    by_name = np.argsort(names, kind="stable")
    return by_name[np.argsort(-np.abs(changes)[by_name], kind="stable")]


def pair(dataset: Dataset, selection: Selection, before: int | None, after: int | None) -> tuple[int, int] | None:
    """The two editions to compare, earlier first; None where fewer than two have a table.

    What is not given, or has no table, is completed: the latest table that the selection covers, and the table before
    it, or the first that the selection covers when it says since when.
    """
    tables = dataset.editions_with_table
    if len(tables) < 2:
        return None
    if before in tables and after in tables and before and after and before != after:
        return min(before, after), max(before, after)
    covered = editions_with_table(dataset, selection)
    if not after or after not in tables[1:]:
        after = max((edition for edition in covered if edition > max(before or 0, tables[0])), default=tables[-1])
    earlier = [edition for edition in tables if edition < after]
    if before and before in earlier:
        return before, after
    since = [edition for edition in earlier if edition in covered] if selection.since is not None else []
    return (since or earlier[-1:])[0], after


# A page computes the same comparison for its words, its waterfall and its lists.
@functools.lru_cache(maxsize=8)
def compare(dataset: Dataset, selection: Selection, before: int, after: int, common_only: bool = False) -> Comparison:
    """What changed between two editions that have a table; the selection's own range of editions is set aside."""
    selection = replace(selection, since=None, until=None)
    frame = _frame(dataset, selection.mask(dataset), (before, after), common_only=common_only)
    printed = dict(zip(dataset.editions["edition"].tolist(), dataset.editions["total_cost_meur"].tolist(), strict=True))
    if selection.filters_projects or common_only:
        printed = dict.fromkeys(printed, float("nan"))
    unit_changes = dataset.breaks.loc[dataset.breaks["series"] == "slip_months", "edition"]
    return Comparison(
        before=before,
        after=after,
        common_only=common_only,
        frame=frame,
        total_before_meur=float(measures.total(frame["before_meur"])),
        total_after_meur=float(measures.total(frame["after_meur"])),
        published_before_meur=float(printed[before]),
        published_after_meur=float(printed[after]),
        slip_rounding_months=int(((unit_changes > before) & (unit_changes <= after)).any()),
        missing=tuple(edition for edition in range(before + 1, after) if edition not in dataset.editions_with_table),
    )


# The same for every selection; a dataset is its own key, by identity.
@functools.lru_cache(maxsize=2)
def _lines(dataset: Dataset) -> tuple[dict[int, np.ndarray], dict[str, np.ndarray]]:
    """Edition → the row of each project (by slug, ascending) in it, −1 for none; columns, dates in months."""
    projects, row_at = dataset.projects, {}
    slugs, project = np.unique(projects["project"].to_numpy(dtype=object), return_inverse=True)
    for edition in dataset.editions_with_table:
        rows = np.flatnonzero(projects["edition"] == edition)
        row_at[edition] = np.full(len(slugs), -1)
        row_at[edition][project[rows]] = rows
    columns = {name: projects[name].to_numpy(dtype=object) for name in ("project", "name", "ministry_name", "phase")}
    for name in ("start", "end"):
        columns[name] = (projects[name].dt.year * 12 + projects[name].dt.month).to_numpy(dtype=float)
    return row_at, columns | {"cost_meur": projects["cost_meur"].to_numpy(dtype=float)}


def _frame(dataset: Dataset, mask: np.ndarray, pair: tuple[int, int], *, common_only: bool) -> pd.DataFrame:
    """`Comparison.frame`, of the rows that a mask selects in two editions."""
    row_at, columns = _lines(dataset)
    tables = np.array([row_at[edition] for edition in pair])
    is_in = (tables >= 0) & mask[tables]
    chosen = np.flatnonzero(is_in.all(axis=0) if common_only else is_in.any(axis=0))
    is_before, is_after = is_in[:, chosen]
    old, new = tables[:, chosen]
    latest = np.where(is_after, new, old)

    def both(name: str) -> tuple[np.ndarray, np.ndarray]:
        return np.where(is_before, columns[name][old], np.nan), np.where(is_after, columns[name][new], np.nan)

    before, after = both("cost_meur")
    amount = np.where(np.isnan(before) & np.isnan(after), np.nan, np.nan_to_num(after) - np.nan_to_num(before))
    (start, new_start), (end, new_end) = both("start"), both("end")
    slip, start_change = new_end - end, new_start - start
    start_change[np.isnan(slip)] = np.nan
    phase_before, phase_after = both("phase")
    # The first condition that holds decides.
    kinds = {
        "entrant": old < 0,
        "leaver": new < 0,
        "joined_selection": ~is_before,
        "left_selection": ~is_after,
        "never_published": np.isnan(amount),
        "newly_published": np.isnan(before),
        "withheld": np.isnan(after),
        "unchanged": ~has_moved(amount),
        "up": amount > 0,
    }
    frame = pd.DataFrame(
        {
            "project": columns["project"][latest],
            "name": columns["name"][latest],
            "is_before": is_before,
            "is_after": is_after,
            "before_meur": before,
            "after_meur": after,
            "amount_meur": amount,
            "ministry_name": columns["ministry_name"][latest],
            "phase": columns["phase"][latest],
            "phase_before": phase_before,
            "phase_after": phase_after,
            "start_change_months": start_change,
            "duration_change_months": slip - start_change,
            "slip_months": slip,
            "kind": np.select([*kinds.values()], [*kinds], "down"),
        }
    )
    return frame.iloc[np.argsort(frame["name"].to_numpy(dtype=object), kind="stable")].reset_index(drop=True)
