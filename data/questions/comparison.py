"""Two editions compared: which projects make the difference between their totals, and by how much each.

Every project of the selection, in either edition, is in exactly one kind; the amounts of the kinds add up to the
difference of the totals.
"""

import threading
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from cachetools import LRUCache, cached

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection, editions_with_table

KINDS = (
    "leaver",
    "left_selection",
    "entrant",
    "joined_selection",
    "up",
    "down",
    "newly_published",
    "withheld",
    "unchanged",
    "never_published",
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


_LABELS = ("phase", "ministry_name")
_VALUES = ("cost_meur", "start", "end", *_LABELS)


@dataclass(frozen=True)
class Comparison:
    """Two editions compared over one selection.

    Attributes:
        before: Number of the earlier edition.
        after: Number of the later edition.
        common_only: Only the projects present in both tables (« projets communs »).
        frame: One row per project, by name: `project`, `name`, `kind` (one of `KINDS`), `is_before` and `is_after`
            (it is in the selection in that edition), `before_meur` and
            `after_meur` (the published costs), `amount_meur` (what the project adds to the difference of the totals,
            0 where it adds nothing), `ministry_name` and `phase` (latest known of the two),
            `phase_before`, `phase_after`, `start_change_months`, `duration_change_months` and `slip_months`
            (their sum: planned end moved; missing unless known in both).
        total_before_meur: Sum of the costs known in the earlier edition.
        total_after_meur: Sum of the costs known in the later edition.
        published_before_meur: Printed total of the earlier edition, NaN where projects are filtered.
        published_after_meur: Printed total of the later edition, NaN where projects are filtered.
        missing: Numbers of the editions in between whose table is not held.
        slip_rounding_months: A planned end that moved by this much at most may only be written in another unit: 1
            where durations go from days to whole months in between, 0 elsewhere.
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
        """Each kind in the order of `KINDS`: `kind`, `amount_meur`, `projects` (kinds without a project too).

        `total_before_meur` and the amounts add up to `total_after_meur`.
        """
        by_kind = self.frame.groupby("kind")["amount_meur"].agg(["sum", "size"]).reindex(list(KINDS), fill_value=0)
        return pd.DataFrame(
            {
                "kind": list(KINDS),
                "amount_meur": by_kind["sum"].to_numpy(dtype=float),
                "projects": by_kind["size"].to_numpy(dtype=int),
            }
        )

    def of(self, *kinds: str) -> pd.DataFrame:
        """The projects of some kinds, largest amount first, then by name."""
        return self._by_size[self._by_size["kind"].isin(kinds)]

    @cached_property
    def _by_size(self) -> pd.DataFrame:
        sizes = self.frame.assign(size=self.frame["amount_meur"].abs())
        return sizes.sort_values(["size", "name"], ascending=[False, True])

    @property
    def slipped(self) -> pd.DataFrame:
        """The projects whose planned end moved, furthest first; those moved by their start alone among them."""
        rows = self.frame[self.frame["slip_months"].abs() > self.slip_rounding_months]
        return rows.assign(size=rows["slip_months"].abs()).sort_values(["size", "name"], ascending=[False, True])


def pair(dataset: Dataset, selection: Selection, before: int | None, after: int | None) -> tuple[int, int] | None:
    """The two editions to compare, earlier first, whatever is asked for; None where fewer than two tables are held.

    What is not asked for is completed: the latest table that the selection covers, and the one held before it, or
    the first that the selection covers when it says since when.
    """
    held = dataset.held_editions
    if len(held) < 2:
        return None
    if before in held and after in held and before != after:
        first, last = sorted(edition for edition in (before, after) if edition is not None)
        return first, last
    covered = editions_with_table(dataset, selection)
    last = next((edition for edition in reversed(covered) if edition > max(before or 0, held[0])), held[-1])
    if after is not None and after in held[1:]:
        last = after
    earlier = [edition for edition in held if edition < last]
    if before is not None and before in earlier:
        return before, last
    since = [edition for edition in earlier if edition in covered] if selection.since is not None else []
    return (since or earlier[-1:])[0], last


def _question(
    dataset: Dataset, selection: Selection, before: int, after: int, common_only: bool = False
) -> tuple[Hashable, ...]:
    return dataset.id, id(dataset), selection, before, after, common_only


# A page asks the same comparison for its words, its waterfall and its lists.
@cached(LRUCache(32), key=_question, lock=threading.Lock())
def compare(dataset: Dataset, selection: Selection, before: int, after: int, common_only: bool = False) -> Comparison:
    """What changed between two editions.

    Args:
        dataset: The panorama.
        selection: Which projects; its range of editions is set aside, the two editions being asked for by name.
        before: Number of the earlier edition, whose table is held.
        after: Number of the later one, held too.
        common_only: Leave out the projects that are not in both tables.
    """
    asked = replace(selection, since=None, until=None)
    rows = asked.apply(dataset)
    present = [
        set(dataset.projects.loc[dataset.projects["edition"] == edition, "project"]) for edition in (before, after)
    ]
    earlier, later = (_of_edition(rows, edition) for edition in (before, after))
    if common_only:
        both = [project for project in earlier.index if project in later.index]
        earlier, later = earlier.loc[both], later.loc[both]
    frame = _frame(earlier, later, present)
    printed = dataset.editions.set_index("edition")["total_cost_meur"]
    published = printed * float("nan") if asked.filters_projects or common_only else printed
    held = dataset.held_editions
    unit_changes = dataset.breaks.loc[dataset.breaks["series"] == "slip_months", "edition"]
    return Comparison(
        before=before,
        after=after,
        common_only=common_only,
        frame=frame,
        total_before_meur=float(earlier["cost_meur"].sum()),
        total_after_meur=float(later["cost_meur"].sum()),
        published_before_meur=float(published[before]),
        published_after_meur=float(published[after]),
        slip_rounding_months=int(((unit_changes > before) & (unit_changes <= after)).any()),
        missing=tuple(edition for edition in range(before + 1, after) if edition not in held),
    )


def _of_edition(rows: pd.DataFrame, edition: int) -> pd.DataFrame:
    rows = rows[rows["edition"] == edition]
    plain = rows[["project", "name", *_VALUES]].astype(dict.fromkeys(("project", "name", *_LABELS), object))
    return plain.set_index("project")


def _frame(earlier: pd.DataFrame, later: pd.DataFrame, present: Sequence[set[str]]) -> pd.DataFrame:
    projects = pd.Index(sorted({*earlier.index, *later.index}), name="project", dtype=object)
    old, new = earlier.reindex(projects), later.reindex(projects)
    start_change, slip = (_months(new[name], old[name]) for name in ("start", "end"))
    frame = pd.DataFrame(
        {
            "name": new["name"].fillna(old["name"]),
            "before_meur": old["cost_meur"],
            "after_meur": new["cost_meur"],
            "amount_meur": new["cost_meur"].fillna(0.0) - old["cost_meur"].fillna(0.0),
            "ministry_name": new["ministry_name"].fillna(old["ministry_name"]),
            "phase": new["phase"].fillna(old["phase"]),
            "phase_before": old["phase"],
            "phase_after": new["phase"],
            "start_change_months": start_change.where(slip.notna()),
            "duration_change_months": slip - start_change,
            "slip_months": slip,
        }
    ).reset_index()
    was, is_now = (frame["project"].isin(tables) for tables in present)
    selected_before, selected_after = frame["project"].isin(earlier.index), frame["project"].isin(later.index)
    frame = frame.assign(is_before=selected_before, is_after=selected_after)
    return frame.assign(kind=_kinds(frame, was, is_now, selected_before, selected_after)).sort_values(
        "name", ignore_index=True
    )


def _kinds(
    frame: pd.DataFrame, was: pd.Series, is_now: pd.Series, selected_before: pd.Series, selected_after: pd.Series
) -> np.ndarray:
    had_cost, has_cost = frame["before_meur"].notna(), frame["after_meur"].notna()
    # The first condition that holds decides.
    conditions = {
        "entrant": ~was,
        "leaver": ~is_now,
        "joined_selection": ~selected_before,
        "left_selection": ~selected_after,
        "never_published": ~had_cost & ~has_cost,
        "newly_published": ~had_cost,
        "withheld": ~has_cost,
        "unchanged": ~has_moved(frame["amount_meur"]),
        "up": frame["amount_meur"] > 0,
    }
    return np.select([condition.to_numpy(dtype=bool) for condition in conditions.values()], list(conditions), "down")


def _months(later: pd.Series, earlier: pd.Series) -> pd.Series:
    """Whole months between two columns of dates, missing where either is."""
    return measures.slip_months(pd.to_datetime(later), pd.to_datetime(earlier))
