"""When each cost changed: one cell for each project and edition."""

import functools
from typing import NamedTuple

import numpy as np
import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection, editions_with_table
from data.questions.parts.editions import plain

STATES = ("absent", "unselected", "unpublished", "first", "change")
"""State of a cell: not in the table; in it but not selected; no cost published; the first cost ever published; a
change since the last published one, however many editions ago."""


def changes_by_cell(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Change of cost since the last known one, for each project selected at least once.

    Returns:
        `edition`, `reference_date`, `project`, `name`, `entry` (first edition in the panorama), `state` (one of
        `STATES`), `cost_meur`, `previous_meur` and `previous_edition` (of the last cost published before),
        `change_pct`; projects by first edition then name, each with every edition that has a table, ascending.
    """
    lines = _lines(dataset)
    mask = selection.mask(dataset)
    is_covered = np.isin(dataset.editions_with_table, editions_with_table(dataset, selection))
    row_at = lines.row_at[((lines.row_at >= 0) & mask[lines.row_at]).any(axis=1)]
    projects, editions = row_at.max(axis=1), np.array(dataset.editions_with_table)[is_covered]
    dates = np.array([dataset.reference_date(edition) for edition in editions.tolist()], dtype=object)
    row = row_at[:, is_covered].ravel()
    cost, before, since = (values[row] for values in (lines.cost, lines.before, lines.since))
    conditions = [row < 0, ~mask[row], np.isnan(cost), np.isnan(before)]
    state = np.select(conditions, range(4), 4)
    has_changed = state == STATES.index("change")
    cost = np.where(state >= STATES.index("first"), cost, np.nan)
    before, since = (np.where(has_changed, values, np.nan) for values in (before, since))

    def by_project(values: np.ndarray) -> np.ndarray:
        return np.repeat(values[projects], len(editions))

    # Text as objects, without a copy of each: there may be hundreds of thousands of cells.
    return pd.DataFrame(
        {
            "project": pd.Series(by_project(lines.slugs), dtype=object),
            "edition": np.tile(editions, len(projects)),
            "cost_meur": cost,
            "previous_meur": before,
            "previous_edition": since,
            "state": pd.Categorical.from_codes(state, pd.Index(STATES)),
            "change_pct": measures.change_pct(cost, before),
            "name": pd.Series(by_project(lines.names), dtype=object),
            "entry": by_project(lines.entry),
            "reference_date": pd.Series(np.tile(dates, len(projects)), dtype=object),
        }
    )


class _Lines(NamedTuple):
    """What no selection changes.

    Attributes:
        row_at: Row of the projects at each project (by first edition, then name) and edition with a table, −1 for none.
        cost: Cost of each row, in M€.
        before: The cost published before it, and `since`, its edition.
        slugs: Project of each row, its name, `names`, and its first edition, `entry`.
    """

    row_at: np.ndarray
    cost: np.ndarray
    before: np.ndarray
    since: np.ndarray
    slugs: np.ndarray
    names: np.ndarray
    entry: np.ndarray


# A dataset is its own key, by identity.
@functools.lru_cache(maxsize=2)
def _lines(dataset: Dataset) -> _Lines:
    projects = plain(dataset.projects, ["project", "edition", "name", "cost_meur"])
    entry = projects.groupby("project")["edition"].min()
    names = projects.drop_duplicates("project").set_index("project")["name"]
    slugs = sorted(entry.index, key=lambda slug: (entry[slug], str(names[slug]).casefold()))
    row_at = np.full((len(slugs), len(dataset.editions_with_table)), -1)
    edition = pd.Index(dataset.editions_with_table).get_indexer(pd.Index(projects["edition"]))
    row_at[pd.Index(slugs).get_indexer(pd.Index(projects["project"])), edition] = np.arange(len(projects))
    last = measures.last_known(projects, "cost_meur")
    cost, before, since = (
        values.to_numpy(dtype=float) for values in (projects["cost_meur"], last["value"], last["value_edition"])
    )
    slug, name = (values.to_numpy(dtype=object) for values in (projects["project"], projects["project"].map(names)))
    return _Lines(row_at, cost, before, since, slug, name, projects["project"].map(entry).to_numpy(dtype=int))
