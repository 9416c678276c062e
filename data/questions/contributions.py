"""Who explains a calculated drift: what each project of an edition brings to it since a reference."""

import functools
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered
from data.questions.comparison import by_size
from data.questions.parts.editions import latest_rows, plain

MEASURES = {"cost": "cost_meur", "duration": "planned_duration_years"}
"""Drift → the value that it is calculated on."""
OUTSIDE = ("entrant", "newly_published", "withheld", "never_published", "leaver")
"""Why a project brings nothing to a drift: absent from the reference edition, no value there, no value any more, no
value in either, absent from the later edition."""
SHOWN = 0.05
"""Points that are written as more than 0."""


@dataclass(frozen=True)
class Account:
    """The contributions to one drift: the projects by name, largest first, the others summed, the total.

    The total is missing below `MINIMUM_FOR_A_MEAN` projects, where each of them is named.
    """

    measure: str
    known: int
    named: pd.DataFrame
    others: int
    others_points: float
    total: float

    @property
    def points(self) -> list[float]:
        """The points of each project by name."""
        values: list[float] = self.named[f"{self.measure}_points"].tolist()
        return values


def accounts(frame: pd.DataFrame, most: int) -> list[Account]:
    """The account of each measure that some project of `contributions` has twice, with so many by name at most."""
    found = [_account(frame, measure, most) for measure in MEASURES]
    return [account for account in found if account.known]


def account_since_first(rows: pd.DataFrame, measure: str, change: str, most: int) -> Account:
    """The account of a measure since the first known values, for rows of one edition whose `change` in percent says it.

    It says what `contributions` does, in a tenth of its time.
    """
    current, changes = (rows[column].to_numpy(dtype=float) for column in (MEASURES[measure], change))
    points = _points(measure, current / (1 + changes / 100), current)
    return _account(pd.DataFrame({"name": rows["name"], f"{measure}_points": points}), measure, most)


def _account(frame: pd.DataFrame, measure: str, most: int) -> Account:
    points = frame[f"{measure}_points"].to_numpy(dtype=float)
    is_known = ~np.isnan(points)
    is_few = bool(is_known.sum() < measures.MINIMUM_FOR_A_MEAN)
    shown = np.flatnonzero(is_known & (is_few | (np.abs(points) >= SHOWN)))
    shown = shown[by_size(points[shown], frame["name"].to_numpy(dtype=object)[shown])]
    shown = shown if is_few else shown[:most]
    others = np.delete(points, shown)
    others = others[~np.isnan(others)]
    total = float("nan") if is_few else float(points[is_known].sum())
    return Account(measure, int(is_known.sum()), frame.iloc[shown], len(others), float(others.sum()), total)


def _points(measure: str, references: np.ndarray, values: np.ndarray) -> np.ndarray:
    changes = values - references
    is_known = ~np.isnan(changes)
    whole = references[is_known].sum() if measure == "cost" else references * is_known.sum()
    points = np.full(len(changes), np.nan)
    return np.divide(100 * changes, whole, out=points, where=is_known & (np.asarray(whole) != 0))


def contributions(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """What each project brings to the drift of the selection, in points of percent, between a reference and an edition.

    The edition is `selection.after`, else the latest table covered; the reference is the edition `selection.before`,
    else the first known value of each project. Cost: 100 × (current − first) / Σ first, which sums to the weighted
    change; duration: 100 × (current / first − 1) / N, which sums to the mean change. Both over the projects that have
    the value twice, whatever their number.

    Returns:
        One row per project of the selection in the edition, and one per leaver, by name: `edition`, `before` (missing
        where the reference is the first known value), `project`, `name`, `ministry`, `ministry_name`; then for each
        measure (`cost`, `duration`) `first_<value>`, `<value>`, `<measure>_points` and `<measure>_outside`, empty where
        the project brings points, else one of `OUTSIDE`.
    """
    tables = dataset.editions_with_table
    if selection.after in tables:
        selection = replace(selection, since=None, until=selection.after)
    rows, after = latest_rows(dataset, selection), latest_edition_covered(dataset, selection) or 0
    before = selection.before if selection.before in tables and (selection.before or 0) < after else None
    leavers = _leavers(dataset, selection, before, after) if before else rows.iloc[:0]
    columns = ["project", "name", "ministry", "ministry_name", *MEASURES.values()]
    frame = plain(pd.concat([rows, leavers]) if len(leavers) else rows, columns)
    frame = frame.iloc[np.argsort(frame["name"].to_numpy(dtype=object), kind="stable")].reset_index(drop=True)
    projects, gone = frame["project"].tolist(), set(leavers["project"])
    is_leaver = np.array([project in gone for project in projects], dtype=bool)
    known_before = dataset.tables[before] if before else set(projects)
    is_entrant = np.array([project not in known_before for project in projects], dtype=bool)
    found: dict[str, Any] = {}
    for measure, value in MEASURES.items():
        reference = _reference(dataset, value, before, after)
        first = np.array([reference.get(project, np.nan) for project in projects], dtype=float)
        current = np.where(is_leaver, np.nan, frame[value].to_numpy(dtype=float))
        # The first condition that holds decides.
        reasons = {
            "leaver": is_leaver,
            "entrant": is_entrant,
            "never_published": np.isnan(first) & np.isnan(current),
            "newly_published": np.isnan(first),
            "withheld": np.isnan(current),
        }
        found |= {f"first_{value}": first, value: current, f"{measure}_points": _points(measure, first, current),
                  f"{measure}_outside": np.select([*reasons.values()], [*reasons], "")}  # fmt: skip
    return frame.assign(**found, edition=after, before=before)


def _leavers(dataset: Dataset, selection: Selection, before: int, after: int) -> pd.DataFrame:
    """The selected projects of the reference edition that the later table no longer has."""
    rows = latest_rows(dataset, replace(selection, since=None, until=before))
    return rows[~rows["project"].isin(dataset.tables[after])]


# The same for every selection; a dataset is its own key, by identity.
@functools.lru_cache(maxsize=64)
def _reference(dataset: Dataset, value: str, before: int | None, after: int) -> dict[str, float]:
    """Project → its value in the reference edition, or the first known up to the later one."""
    rows = dataset.projects
    rows = rows[rows["edition"] == before] if before else rows[rows["edition"] <= after]
    known = rows[rows[value].notna()].drop_duplicates("project")
    return dict(zip(known["project"].tolist(), known[value].tolist(), strict=True))
