"""One project, edition after edition."""

import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.editions import plain
from data.questions.presence import rows_of


def trajectory(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Cost, planned end, phase and ministry of one project at each edition since it was first printed.

    Args:
        dataset: The panorama.
        selection: Its `project`; filters do not apply to a project's own history.

    Returns:
        `edition`, `reference_date`, `name`, `is_held` (the edition has a table), `is_present`, `ministry_name`,
        `published_ministry`, `phase`, `phase_name`, `start`, `planned_duration_years`, `end`, `cost_meur`,
        `cost_change_pct`, `slip_months`; `start_change_months` since the last known start; `is_new_phase`,
        `is_new_ministry`. Editions without a table, or where the project is absent, have missing values: a gap.
        Empty for an unknown project.
    """
    columns = ["edition", "name", "ministry_name", "published_ministry", "phase", "start", "planned_duration_years"]
    columns += ["end", "cost_meur", "cost_change_pct", "slip_months"]
    own = plain(rows_of(dataset, selection.project), columns)
    editions = dataset.editions[["edition", "reference_date"]]
    first = own["edition"].min() if len(own) else dataset.latest_table + 1
    span = editions[editions["edition"].between(first, dataset.latest_table)]
    frame = span.merge(own, on="edition", how="left")
    present = frame[frame["edition"].isin(own["edition"])]
    return frame.assign(
        is_held=frame["edition"].isin(dataset.held_editions),
        is_present=frame["edition"].isin(own["edition"]),
        name=own["name"].iloc[0] if len(own) else "",
        phase_name=frame["phase"].map(dataset.vocabulary.phases.names),
        start_change_months=measures.slip_months(frame["start"], frame["start"].ffill().shift()),
        is_new_phase=_is_new(present["phase"]).reindex(frame.index, fill_value=False),
        is_new_ministry=_is_new(present["ministry_name"]).reindex(frame.index, fill_value=False),
    )


def _is_new(values: pd.Series) -> pd.Series:
    before = values.shift()
    return before.notna() & (values != before)
