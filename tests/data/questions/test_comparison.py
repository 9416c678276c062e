"""Two editions compared: every project in one kind, amounts that add up, the facts known by name."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model import folders
from data.model.dataset import Dataset, build_dataset
from data.model.selection import Selection
from data.questions.comparison import KINDS, compare, pair

HELD = (1, 2, 3, 4, 5, 6, 7, 8, 13, 14)
SELECTIONS = (
    Selection(),
    Selection(ministries=("interieur",)),
    Selection(phases=("deploiement",)),
    Selection(ministries=("justice",), phases=("conception-realisation",)),
    Selection(text="sirh"),
    Selection(text="no such project"),
)


def named(dataset: Dataset, before: int, after: int, kind: str) -> set[str]:
    return {line["name"] for line in compare(dataset, Selection(), before, after).of(kind)}


def test_entrants_and_leavers_of_the_latest_edition_by_name(dataset: Dataset) -> None:
    assert named(dataset, 13, 14, "entrant") == {
        "France Sésame",
        "Géoplateforme",
        "Intelligence emploi",
        "PPN",
        "SIV",
    }
    assert named(dataset, 13, 14, "leaver") == {"ADAMANT", "FranceConnect phase II", "OSHIMAE", "SCRIBE"}


def test_sirhen_comes_back_at_edition_8_with_its_figures_withheld(dataset: Dataset) -> None:
    sirhen = compare(dataset, Selection(), 7, 8).frame.set_index("project").loc["sirhen"]
    assert sirhen["kind"] == "entrant"
    assert sirhen[["before_meur", "after_meur", "amount_meur"]].isna().all()


def test_a_changed_start_is_told_apart_from_a_changed_duration(dataset: Dataset) -> None:
    ned = compare(dataset, Selection(), 13, 14).frame.set_index("project").loc["ned"]
    assert ned["start_change_months"] == 36
    assert ned["slip_months"] == ned["start_change_months"] + ned["duration_change_months"]
    assert (ned["kind"], ned["before_meur"], ned["after_meur"]) == ("down", 25.0, 5.6)


def test_a_cost_that_is_published_again_is_no_re_estimate(dataset: Dataset) -> None:
    assert "SI SAMU" in named(dataset, 13, 14, "newly_published")
    assert "SI SAMU" in named(dataset, 7, 8, "withheld")


def test_a_change_of_printed_decimals_is_no_re_estimate(dataset: Dataset) -> None:
    rounded = compare(dataset, Selection(), 4, 5).frame.set_index("project").loc["sirhen"]
    assert rounded["kind"] == "unchanged"
    assert rounded["amount_meur"] == pytest.approx(-0.02)


def test_a_change_of_unit_moves_no_planned_end(dataset: Dataset) -> None:
    across = compare(dataset, Selection(), 7, 8)
    assert across.slip_rounding_months == 1
    assert across.slipped["slip_months"].abs().min() > 1
    assert compare(dataset, Selection(), 13, 14).slip_rounding_months == 0


def test_a_change_of_phase_is_neither_an_entry_nor_a_departure(dataset: Dataset) -> None:
    comparison = compare(dataset, Selection(phases=("conception-realisation",)), 7, 8)
    kinds = set(comparison.frame["kind"])
    assert {"joined_selection", "left_selection"} <= kinds
    assert {line["name"] for line in comparison.of("leaver")} <= named(dataset, 7, 8, "leaver")


def test_tables_that_are_missing_in_between_are_said(dataset: Dataset) -> None:
    assert compare(dataset, Selection(), 8, 14).missing == (9, 10, 11, 12)
    assert compare(dataset, Selection(), 13, 14).missing == ()


def test_printed_totals_apply_to_the_whole_panorama_only(dataset: Dataset) -> None:
    assert compare(dataset, Selection(), 13, 14).published_after_meur == 2620
    filtered = compare(dataset, Selection(ministries=("justice",)), 13, 14)
    assert filtered.published_after_meur != filtered.published_after_meur
    common = compare(dataset, Selection(), 13, 14, common_only=True)
    assert common.published_after_meur != common.published_after_meur


def test_common_projects_leave_no_one_coming_nor_going(dataset: Dataset) -> None:
    common = compare(dataset, Selection(), 13, 14, common_only=True)
    assert len(common.frame) == 45
    assert not set(common.frame["kind"]) & {"entrant", "leaver", "joined_selection", "left_selection"}


@pytest.mark.parametrize("selection", SELECTIONS, ids=lambda selection: selection.key or "all")
@pytest.mark.parametrize("common_only", [False, True])
def test_the_steps_add_up_to_the_difference_of_the_totals(
    dataset: Dataset, selection: Selection, common_only: bool
) -> None:
    rows = selection.apply(dataset)
    for before, after in combinations(HELD, 2):
        comparison = compare(dataset, selection, before, after, common_only)
        steps = comparison.steps
        assert tuple(steps["kind"]) == KINDS
        assert comparison.frame["project"].is_unique
        assert steps["projects"].sum() == len(comparison.frame)
        totals = np.nan_to_num([comparison.total_before_meur, comparison.total_after_meur])
        assert totals[0] + steps["amount_meur"].sum() == pytest.approx(totals[1])
        if not common_only:
            shown = rows.loc[rows["edition"] == after, "cost_meur"].sum(min_count=1)
            assert comparison.total_after_meur == pytest.approx(shown, nan_ok=True)


REAL = build_dataset(folders.DATA_DIR)


@given(
    before=st.none() | st.integers(-5, 40),
    after=st.none() | st.integers(-5, 40),
    since=st.none() | st.integers(1, 20),
    until=st.none() | st.integers(1, 20),
)
def test_whatever_is_asked_two_editions_with_table_are_compared(
    before: int | None, after: int | None, since: int | None, until: int | None
) -> None:
    editions = pair(REAL, Selection(since=since, until=until), before, after)
    assert editions is not None
    assert editions[0] < editions[1]
    assert set(editions) <= set(HELD)
    if before in HELD and after in HELD and before != after:
        assert set(editions) == {before, after}


def test_a_range_of_editions_is_compared_from_end_to_end(dataset: Dataset) -> None:
    assert pair(dataset, Selection(), None, None) == (13, 14)
    assert pair(dataset, Selection(since=4, until=8), None, None) == (4, 8)
    assert pair(dataset, Selection(until=8), None, None) == (7, 8)
