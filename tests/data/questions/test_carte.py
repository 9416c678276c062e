"""Each cell of project and edition in one state."""

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.carte import STATES, changes_by_cell


def test_every_cell_of_the_grid_is_in_exactly_one_state(dataset: Dataset) -> None:
    frame = changes_by_cell(dataset, Selection())
    assert len(frame) == 108 * 10
    assert set(frame["state"]) <= set(STATES)
    assert (frame["state"] != "absent").sum() == len(dataset.projects)
    assert (frame["change_pct"].notna() == (frame["state"] == "change")).all()


def test_sirhen_is_absent_at_7_and_without_cost_at_8(dataset: Dataset) -> None:
    frame = changes_by_cell(dataset, Selection(text="sirhen"))
    states = frame.set_index("edition")["state"]
    assert (states[6], states[7], states[8], states[13]) == ("change", "absent", "unpublished", "absent")


def test_a_cell_outside_the_selection_says_nothing_of_its_cost(dataset: Dataset) -> None:
    frame = changes_by_cell(dataset, Selection(phases=("deploiement",)))
    outside = frame[frame["state"] == "unselected"]
    assert len(outside)
    assert outside[["cost_meur", "previous_meur", "change_pct"]].isna().all(axis=None)
