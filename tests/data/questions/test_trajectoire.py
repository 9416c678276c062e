"""One project: gaps and events, departure, names, changed starts."""

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.trajectoire import neighbours, presence, rows_of, spans, start_changes, trajectory


def test_a_trajectory_keeps_gaps_and_marks_what_changed(dataset: Dataset) -> None:
    frame = trajectory(dataset, Selection(project="sirhen")).set_index("edition")
    assert frame["is_present"].loc[[6, 7, 8]].tolist() == [True, False, True]
    assert frame["cost_meur"].loc[[7, 8]].isna().all()
    assert frame["has_table"].loc[[7, 9]].tolist() == [True, False]
    assert frame.loc[2, "start_change_months"] == 23
    assert frame.loc[8, "is_new_phase"]


def test_a_trajectory_of_no_known_project_is_empty(dataset: Dataset) -> None:
    assert trajectory(dataset, Selection(project="introuvable")).empty


def test_a_project_that_left_came_back_and_left_again(dataset: Dataset) -> None:
    where = presence(dataset, "sirhen")
    assert (where.editions, where.gaps, where.absent_from) == ((1, 2, 3, 4, 5, 6, 8), (7,), 13)
    assert where.has_left


def test_a_project_of_the_latest_table_has_not_left(dataset: Dataset) -> None:
    assert not presence(dataset, "ned").has_left


def test_successive_values_keep_their_editions(dataset: Dataset) -> None:
    phases = spans(rows_of(dataset, "si-samu"), "phase")
    assert phases == [
        ("conception-realisation", (1, 2, 3, 4, 5, 6, 7)),
        ("non-publie", (8, 13)),
        ("conception-realisation", (14,)),
    ]


def test_a_changed_start_says_between_which_editions_and_by_how_much(dataset: Dataset) -> None:
    change = start_changes(rows_of(dataset, "ned")).iloc[0]
    assert (change["previous_edition"], change["edition"], change["months"]) == (13, 14, 36)
    assert start_changes(rows_of(dataset, "si-samu")).empty


def test_neighbours_share_a_portfolio_and_leave_out_the_project_itself(dataset: Dataset) -> None:
    assert set(neighbours(dataset, "si-samu")["name"]) == {"Espace numérique de santé (ENS)"}
