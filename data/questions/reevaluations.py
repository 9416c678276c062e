"""First known and current values of the projects of the latest edition covered."""

import functools

import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered
from data.questions.parts.editions import plain, with_first_ministry


def reestimates(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """First known and current cost and planned end of each project of the latest edition covered.

    Returns:
        `edition`, `reference_date`, `project`, `name`, `ministry`, `ministry_name`; `first_cost_meur`,
        `first_cost_edition`, `cost_meur`, `change_meur`; `first_end`, `first_end_edition`, `end`, `slip_months`, of
        which `start_change_months` by a changed start and `duration_change_months` by a changed duration; by name.
    """
    rows = selection.apply(dataset)
    latest = rows.index[rows["edition"] == (latest_edition_covered(dataset, selection) or -1)]
    return _of_every_row(dataset).loc[latest].sort_values("name", ignore_index=True)


# The same for every selection; a dataset is its own key, by identity.
@functools.lru_cache(maxsize=2)
def _of_every_row(dataset: Dataset) -> pd.DataFrame:
    """The re-estimates of every row of `dataset.projects`, in their order."""
    with_cost, with_end = (_first_known(dataset.projects, value) for value in ("cost_meur", "end"))
    columns = ["edition", "reference_date", "project", "name", "ministry", "ministry_name"]
    rows = with_first_ministry(dataset.projects)
    frame = plain(rows, [*columns, "first_cost_meur", "cost_meur", "end", "start", "slip_months"])
    has_end = frame["end"].notna()
    first_start = frame["project"].map(with_end["start"])
    frame = frame.assign(
        first_cost_edition=frame["project"].map(with_cost["edition"]).where(frame["first_cost_meur"].notna()),
        change_meur=frame["cost_meur"] - frame["first_cost_meur"],
        first_end=frame["project"].map(with_end["end"]).where(has_end),
        first_end_edition=frame["project"].map(with_end["edition"]).where(has_end),
        start_change_months=measures.slip_months(frame["start"], first_start).where(has_end),
    )
    frame["duration_change_months"] = frame["slip_months"] - frame["start_change_months"]
    return frame.drop(columns="start")


def _first_known(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    """The first row of each project, by slug, that has a value."""
    rows = rows.loc[rows[value].notna(), ["project", "edition", "start", "end", "cost_meur"]]
    return rows.assign(project=rows["project"].astype(object)).drop_duplicates("project").set_index("project")
