"""Projects followed: what moved since when, who came and went, how changes grow with age."""

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions import history
from data.questions.trajectory import trajectory


def test_dispersion_has_one_row_per_known_change_and_one_per_gap(dataset: Dataset) -> None:
    frame = history.dispersion(dataset, Selection())
    known = frame[frame["cost_change_pct"].notna()]
    assert len(known) == dataset.projects["cost_change_pct"].notna().sum()
    assert set(frame["edition"]) == set(range(1, 21))
    assert frame.loc[frame["edition"] == 10, "project"].isna().all()


def test_every_cell_of_the_grid_is_in_exactly_one_state(dataset: Dataset) -> None:
    frame = history.changes_by_cell(dataset, Selection())
    assert len(frame) == 108 * 10
    assert set(frame["state"]) <= set(history.STATES)
    assert (frame["state"] != "absent").sum() == len(dataset.projects)
    assert (frame["change_pct"].notna() == (frame["state"] == "change")).all()


def test_sirhen_is_absent_at_7_and_without_cost_at_8(dataset: Dataset) -> None:
    frame = history.changes_by_cell(dataset, Selection(text="sirhen"))
    states = frame.set_index("edition")["state"]
    assert (states[6], states[7], states[8], states[13]) == ("change", "absent", "unpublished", "absent")


def test_a_cell_outside_the_selection_says_nothing_of_its_cost(dataset: Dataset) -> None:
    frame = history.changes_by_cell(dataset, Selection(phases=("deploiement",)))
    outside = frame[frame["state"] == "unselected"]
    assert len(outside)
    assert outside[["cost_meur", "previous_meur", "change_pct"]].isna().all(axis=None)


def test_entrants_and_leavers_by_name_where_two_tables_follow_each_other(dataset: Dataset) -> None:
    lines = history.comings_and_goings(dataset, Selection()).set_index("edition")
    last = lines.loc[14]
    assert {name for _, name in last["entrants_named"]} == {
        "France Sésame",
        "Géoplateforme",
        "Intelligence emploi",
        "PPN",
        "SIV",
    }
    assert {name for _, name in last["leavers_named"]} == {"ADAMANT", "FranceConnect phase II", "OSHIMAE", "SCRIBE"}
    assert "SIRHEN" in {name for _, name in lines.loc[8, "entrants_named"]}


def test_what_happened_across_missing_editions_is_said_to_be_so(dataset: Dataset) -> None:
    lines = history.comings_and_goings(dataset, Selection()).set_index("edition")
    assert (lines.loc[13, "basis"], lines.loc[13, "compared_with"]) == ("gap", 8)
    assert (lines.loc[9, "basis"], lines.loc[9, "entrants_named"]) == ("published", ())
    assert lines.loc[[10, 15], "entrants"].isna().all()


def test_the_stock_follows_from_entries_and_exits(dataset: Dataset) -> None:
    lines = history.comings_and_goings(dataset, Selection())
    held = lines[lines["compared_with"].notna()].set_index("edition")
    stock = lines.set_index("edition")["stock"]
    for edition, line in held.iterrows():
        assert stock[line["compared_with"]] + line["entrants"] - line["leavers"] == stock[edition]


def test_published_numbers_do_not_stand_beside_a_selection(dataset: Dataset) -> None:
    lines = history.comings_and_goings(dataset, Selection(ministries=("justice",)))
    assert set(lines["basis"]) <= {"", "tables", "gap"}
    assert lines.set_index("edition").loc[20, ["stock", "entrants"]].isna().all()


def test_no_median_below_five_projects_of_an_age(dataset: Dataset) -> None:
    frame = history.change_by_age(dataset, Selection())
    assert frame["age"].tolist() == list(range(1, 14))
    assert (frame["median_pct"].notna() == (frame["known"] >= 5)).all()


def test_a_trajectory_keeps_gaps_and_marks_what_changed(dataset: Dataset) -> None:
    frame = trajectory(dataset, Selection(project="sirhen")).set_index("edition")
    assert frame["is_present"].loc[[6, 7, 8]].tolist() == [True, False, True]
    assert frame["cost_meur"].loc[[7, 8]].isna().all()
    assert frame["is_held"].loc[[7, 9]].tolist() == [True, False]
    assert frame.loc[2, "start_change_months"] == 23
    assert frame.loc[8, "is_new_phase"]


def test_a_trajectory_of_no_known_project_is_empty(dataset: Dataset) -> None:
    assert trajectory(dataset, Selection(project="introuvable")).empty
