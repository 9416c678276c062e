"""Two editions compared: which projects make the difference between their totals, and by how much each.

Every project of the selection, in either edition, is in exactly one kind; the amounts of the kinds add up to the
difference of the totals.
"""

import functools
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection, editions_with_table
from data.model.wording import unaccented
from data.questions.parts.editions import plain

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


def has_moved(change_meur: pd.Series) -> pd.Series:
    """True where an amount in M€ changed by more than printed decimals explain; False where it is missing."""
    return change_meur.abs() > ROUNDING_MEUR + 1e-9


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

    def of(self, *kinds: str) -> pd.DataFrame:
        """The projects of some kinds, largest amount first, then by name."""
        return self._by_size[self._by_size["kind"].isin(kinds)]

    @functools.cached_property
    def _by_size(self) -> pd.DataFrame:
        return largest_first(self.frame, "amount_meur")

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
    """The rows by size of a change, then by name; the size is added as `size`."""
    return frame.assign(size=frame[change].abs()).sort_values(["size", "name"], ascending=[False, True])


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
    lines, edition_of = _lines(dataset), selection.apply(dataset)["edition"]
    earlier, later = (lines.loc[edition_of.index[edition_of == edition]] for edition in (before, after))
    earlier, later = (rows.set_index("project") for rows in (earlier, later))
    if common_only:
        both = earlier.index.intersection(later.index)
        earlier, later = earlier.loc[both], later.loc[both]
    printed = dataset.editions.set_index("edition")["total_cost_meur"]
    if selection.filters_projects or common_only:
        printed = printed * float("nan")
    unit_changes = dataset.breaks.loc[dataset.breaks["series"] == "slip_months", "edition"]
    return Comparison(
        before=before,
        after=after,
        common_only=common_only,
        frame=_frame(earlier, later, [dataset.tables[edition] for edition in (before, after)]),
        total_before_meur=float(measures.total(earlier["cost_meur"])),
        total_after_meur=float(measures.total(later["cost_meur"])),
        published_before_meur=float(printed[before]),
        published_after_meur=float(printed[after]),
        slip_rounding_months=int(((unit_changes > before) & (unit_changes <= after)).any()),
        missing=tuple(edition for edition in range(before + 1, after) if edition not in dataset.editions_with_table),
    )


# The same for every selection; a dataset is its own key, by identity.
@functools.lru_cache(maxsize=2)
def _lines(dataset: Dataset) -> pd.DataFrame:
    """What a comparison needs of each row of the projects."""
    return plain(dataset.projects, ["project", "name", "cost_meur", "start", "end", "phase", "ministry_name"])


def _frame(earlier: pd.DataFrame, later: pd.DataFrame, tables: list[set[str]]) -> pd.DataFrame:
    projects = earlier.index.union(later.index)
    old, new = earlier.reindex(projects), later.reindex(projects)
    start_change, slip = (
        measures.slip_months(pd.to_datetime(new[date]), pd.to_datetime(old[date])) for date in ("start", "end")
    )
    latest = {name: new[name].where(new[name].notna(), old[name]) for name in ("name", "ministry_name", "phase")}
    frame = pd.DataFrame(
        {
            "name": latest["name"],
            "is_before": projects.isin(earlier.index),
            "is_after": projects.isin(later.index),
            "before_meur": old["cost_meur"],
            "after_meur": new["cost_meur"],
            "amount_meur": new["cost_meur"].sub(old["cost_meur"], fill_value=0.0),
            "ministry_name": latest["ministry_name"],
            "phase": latest["phase"],
            "phase_before": old["phase"],
            "phase_after": new["phase"],
            "start_change_months": start_change.where(slip.notna()),
            "duration_change_months": slip - start_change,
            "slip_months": slip,
        }
    ).rename_axis("project")
    was, is_now = (projects.isin(table) for table in tables)
    frame = frame.assign(kind=_kinds(frame, was, is_now)).reset_index()
    return frame.sort_values("name", ignore_index=True)


def _kinds(frame: pd.DataFrame, was: np.ndarray, is_now: np.ndarray) -> np.ndarray:
    had_cost, has_cost = frame["before_meur"].notna(), frame["after_meur"].notna()
    # The first condition that holds decides.
    conditions = {
        "entrant": ~was,
        "leaver": ~is_now,
        "joined_selection": ~frame["is_before"],
        "left_selection": ~frame["is_after"],
        "never_published": ~had_cost & ~has_cost,
        "newly_published": ~had_cost,
        "withheld": ~has_cost,
        "unchanged": ~has_moved(frame["amount_meur"]),
        "up": frame["amount_meur"] > 0,
    }
    return np.select([np.asarray(condition) for condition in conditions.values()], list(conditions), "down")
