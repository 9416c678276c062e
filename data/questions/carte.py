"""When each cost changed: one cell for each project and edition."""

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
    selected = plain(selection.apply(dataset), ["project", "edition"])
    editions = editions_with_table(dataset, selection)
    projects = plain(dataset.projects, ["project", "edition", "name", "cost_meur"])
    entry = projects.groupby("project")["edition"].min()
    names = projects.drop_duplicates("project").set_index("project")["name"]
    slugs = sorted(set(selected["project"]), key=lambda slug: (entry[slug], str(names[slug]).casefold()))
    grid = pd.MultiIndex.from_product([slugs, editions], names=["project", "edition"])
    known = projects.join(measures.last_known(projects, "cost_meur")).set_index(["project", "edition"])
    cost, before, since = (known[name].reindex(grid) for name in ("cost_meur", "value", "value_edition"))
    is_selected = grid.isin(pd.MultiIndex.from_frame(selected))
    conditions = [~grid.isin(known.index), ~is_selected, cost.isna().to_numpy(), before.isna().to_numpy()]
    state = pd.Series(np.select(conditions, STATES[:4], STATES[4]), grid)
    frame = pd.DataFrame(
        {
            "cost_meur": cost.where(state.isin(("first", "change"))),
            "previous_meur": before.where(state == "change"),
            "previous_edition": since.where(state == "change"),
            "state": state,
        },
        index=grid,
    ).reset_index()
    return frame.assign(
        change_pct=measures.change_pct(frame["cost_meur"], frame["previous_meur"]),
        name=frame["project"].map(names),
        entry=frame["project"].map(entry),
        reference_date=frame["edition"].map(dataset.reference_date),
    )
