"""One project: gaps and events."""

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.trajectoire import trajectory


def test_a_trajectory_keeps_gaps_and_marks_what_changed(dataset: Dataset) -> None:
    frame = trajectory(dataset, Selection(project="sirhen")).set_index("edition")
    assert frame["is_present"].loc[[6, 7, 8]].tolist() == [True, False, True]
    assert frame["cost_meur"].loc[[7, 8]].isna().all()
    assert frame["is_held"].loc[[7, 9]].tolist() == [True, False]
    assert frame.loc[2, "start_change_months"] == 23
    assert frame.loc[8, "is_new_phase"]


def test_a_trajectory_of_no_known_project_is_empty(dataset: Dataset) -> None:
    assert trajectory(dataset, Selection(project="introuvable")).empty
