"""One project, edition after edition."""

import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.editions import plain

_VALUES = ["published_name", "ministry_name", "published_ministry", "phase", "start", "planned_duration_years", "end"]


def trajectory(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Cost, planned end, phase and ministry of one project at each edition held since it was first printed.

    Args:
        dataset: The panorama.
        selection: Its `project`; filters do not apply to a project's own history.

    Returns:
        `edition`, `reference_date`, `project`, `name`, `is_held` (the edition's table is), `is_present`,
        `published_name`, `ministry_name`, `published_ministry`, `phase`, `phase_name`, `start`,
        `planned_duration_years`, `end`, `cost_meur`, `cost_change_pct`, `slip_months`; `start_change_months` and
        `end_change_months` since its last known value; `is_new_phase`, `is_new_ministry`. Editions in between that
        are not held, or where the project is absent, stand with missing values: a gap. Empty for an unknown project.
    """
    own = dataset.projects[dataset.projects["project"] == selection.project]
    own = plain(own, ["edition", "project", "name", *_VALUES, "cost_meur", "cost_change_pct", "slip_months"])
    editions = dataset.editions[["edition", "reference_date"]]
    first = own["edition"].min() if len(own) else dataset.latest_table + 1
    span = editions[editions["edition"].between(first, dataset.latest_table)]
    frame = span.merge(own, on="edition", how="left")
    frame = frame.assign(is_held=frame["edition"].isin(dataset.held_editions))
    frame = frame.assign(is_present=frame["project"].notna(), project=selection.project, name=_name(own))
    present = frame[frame["is_present"]]
    return frame.assign(
        phase_name=frame["phase"].map(dataset.vocabulary.phases.names),
        start_change_months=_since_last(frame["start"]),
        end_change_months=_since_last(frame["end"]),
        is_new_phase=_is_new(present["phase"]).reindex(frame.index, fill_value=False),
        is_new_ministry=_is_new(present["ministry_name"]).reindex(frame.index, fill_value=False),
    )


def _name(own: pd.DataFrame) -> str:
    return str(own["name"].iloc[0]) if len(own) else ""


def _since_last(dates: pd.Series) -> pd.Series:
    return measures.slip_months(dates, dates.ffill().shift())


def _is_new(values: pd.Series) -> pd.Series:
    before = values.shift()
    return before.notna() & (values != before)
