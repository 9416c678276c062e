"""Schedule and budget drifts by edition, published and calculated."""

import functools
from typing import Any

import numpy as np
import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.parts.editions import editions_covered, position_in, provenance, where_table
from data.questions.parts.lines import with_lines

DRIFTS = {
    "budget": ("budget_drift_pct", "cost_change_pct", "cost_meur"),
    "schedule": ("schedule_drift_pct", "duration_change_pct", "planned_duration_years"),
}
"""Drift → published mean, calculated change since the first known edition, value that it is calculated on."""


# A page needs both drifts for its opening, its words and the common scale of its figures; all name `drift`, part of the
# cache's key as they write it.
@functools.lru_cache(maxsize=8)
def drift_by_edition(dataset: Dataset, selection: Selection, drift: str) -> pd.DataFrame:
    """Published and calculated drift by edition, in percent.

    Filters apply to the calculated measures; the published mean (`budget` or `schedule`) is that of the panorama.

    Returns:
        `edition`, `reference_date`, `published_pct`, `provenance`; since the first known edition `median_pct`,
        `p25_pct`, `p75_pct`, `mean_pct`, `weighted_pct`, `known` (projects with the measure); since the
        previous edition with a table, on projects in both, `previous_median_pct`, `previous_mean_pct` and
        `previous_known`; `projects` in the selection. No mean, median nor quartile below five projects.
        Where the selection is split, the median of each line, `line:<slug>`.
    """
    published, change, value = DRIFTS[drift]
    editions = editions_covered(dataset, selection)
    rows = selection.apply(dataset)
    columns: dict[str, Any] = {name: editions[name] for name in ("edition", "reference_date")}
    columns |= {"published_pct": editions[published], "provenance": provenance(editions, published)}
    for prefix, changes in (("", rows[change]), ("previous_", _change_since_previous(dataset, value)[rows.index])):
        figures = measures.distributions(changes, rows["edition"], editions["edition"])
        columns |= {f"{prefix}{name}_pct": figures[name].to_numpy() for name in ("mean", "median", "p25", "p75")}
        columns[f"{prefix}known"] = where_table(figures["n"], editions)
    values, changes = (rows[column].to_numpy(dtype=float) for column in (value, change))
    reference = np.divide(values, 1 + changes / 100, out=np.full(len(values), np.nan), where=changes > -100)
    weighted = measures.weighted_change_pct(values, reference, rows["edition"], editions["edition"])
    columns["weighted_pct"] = weighted.to_numpy()
    columns["projects"] = where_table(np.bincount(position_in(editions, rows), minlength=len(editions)), editions)

    def median(values: np.ndarray, group: np.ndarray, count: int) -> np.ndarray:
        return measures.distributions(values, pd.Series(group), pd.Series(range(count)))["median"].to_numpy()

    return with_lines(pd.DataFrame(columns), dataset, selection, change, median)


def change_by_project(dataset: Dataset, selection: Selection, drift: str) -> pd.DataFrame:
    """The calculated change of each project of the selection since its first known edition, in percent.

    Returns:
        `edition`, `project`, `name` and `change_pct`, one row per project and edition with a value, ascending.
    """
    change = DRIFTS[drift][1]
    rows = selection.apply(dataset)
    rows = rows.loc[rows[change].notna(), ["edition", "project", "name", change]]
    return rows.rename(columns={change: "change_pct"}).sort_values(["project", "edition"], ignore_index=True)


def has_few_projects(frame: pd.DataFrame) -> bool:
    """Whether no edition of `drift_by_edition` has enough projects for a mean, while some project has a value."""
    return bool(np.isnan(frame["mean_pct"].to_numpy()).all() and (frame["known"].to_numpy() > 0).any())


# The same for every selection; a dataset is its own key, by identity.
@functools.lru_cache(maxsize=8)
def _change_since_previous(dataset: Dataset, value: str) -> np.ndarray:
    """The change of each row since the previous edition with a table (%), missing where either value is unknown."""
    before = measures.previous_known(dataset.projects, value, dataset.editions_with_table)
    changes: np.ndarray = measures.change_pct(dataset.projects[value], before).to_numpy(dtype=float)
    return changes
