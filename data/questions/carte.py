"""When each cost changed: one cell for each project and edition."""

import numpy as np
import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection, editions_with_table
from data.questions.editions import plain

STATES = ("absent", "unselected", "unpublished", "first", "change")
"""State of a cell: not in the table; in it but not selected; no cost published; a cost without one in the previous
edition with a table; a change since that edition."""


def changes_by_cell(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Change of cost since the previous edition with a table, for each project selected at least once.

    Returns:
        `edition`, `reference_date`, `project`, `name`, `entry` (first edition in the panorama), `state` (one of
        `STATES`), `cost_meur`, `previous_meur`, `change_pct`; projects by first edition then name, each with every
        edition that has a table, ascending.
    """
    selected = plain(selection.apply(dataset), ["project", "edition"])
    editions = editions_with_table(dataset, selection)
    projects = plain(dataset.projects, ["project", "edition", "name", "cost_meur"])
    entry = projects.groupby("project")["edition"].min()
    names = projects.drop_duplicates("project").set_index("project")["name"]
    slugs = sorted(set(selected["project"]), key=lambda slug: (entry[slug], str(names[slug]).casefold()))
    grid = pd.MultiIndex.from_product([slugs, editions], names=["project", "edition"])
    previous = measures.previous_known(dataset.projects, "cost_meur", dataset.editions_with_table)
    known = projects.assign(previous_meur=previous.to_numpy()).set_index(["project", "edition"])
    cost, before = (known[name].reindex(grid) for name in ("cost_meur", "previous_meur"))
    is_selected = grid.isin(pd.MultiIndex.from_frame(selected))
    conditions = [~grid.isin(known.index), ~is_selected, cost.isna().to_numpy(), before.isna().to_numpy()]
    state = pd.Series(np.select(conditions, STATES[:4], STATES[4]), grid)
    cost, before = cost.where(state.isin(("first", "change"))), before.where(state == "change")
    frame = pd.DataFrame({"cost_meur": cost, "previous_meur": before, "state": state}, index=grid).reset_index()
    return frame.assign(
        change_pct=measures.change_pct(frame["cost_meur"], frame["previous_meur"]),
        name=frame["project"].map(names),
        entry=frame["project"].map(entry),
        reference_date=frame["edition"].map(dataset.reference_date),
    )
