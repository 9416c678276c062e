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
    slugs = dataset.projects["project"].astype(object).to_numpy()[row_at.max(axis=1)]
    row = row_at[:, is_covered].ravel()
    cost, before, since = (values[row] for values in (lines.cost, lines.before, lines.since))
    conditions = [row < 0, ~mask[row], np.isnan(cost), np.isnan(before)]
    state = np.select(conditions, STATES[:4], STATES[4]).astype(object)
    has_changed = state == "change"
    frame = pd.DataFrame(
        {
            "project": np.repeat(slugs, is_covered.sum()),
            "edition": np.tile(np.array(dataset.editions_with_table)[is_covered], len(slugs)),
            "cost_meur": np.where(has_changed | (state == "first"), cost, np.nan),
            "previous_meur": np.where(has_changed, before, np.nan),
            "previous_edition": np.where(has_changed, since, np.nan),
            "state": state,
        }
    )
    return frame.assign(
        change_pct=measures.change_pct(frame["cost_meur"], frame["previous_meur"]),
        name=frame["project"].map(lines.names),
        entry=frame["project"].map(lines.entry),
        reference_date=frame["edition"].map(dataset.reference_date),
    )


class _Lines(NamedTuple):
    """What no selection changes.

    Attributes:
        row_at: Row of the projects at each project (by first edition, then name) and edition with a table, −1 for none.
        cost: Cost of each row, in M€.
        before: The cost published before it, and `since`, its edition.
        names: Name of each project, by slug, and `entry`, its first edition.
    """

    row_at: np.ndarray
    cost: np.ndarray
    before: np.ndarray
    since: np.ndarray
    names: pd.Series
    entry: pd.Series


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
    return _Lines(row_at, cost, before, since, names, entry)
