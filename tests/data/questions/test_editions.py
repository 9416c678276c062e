"""What several questions share: editions covered, movements, the table of editions and its reconciliation."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given

from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered
from data.questions.cout_total import cost_by_edition
from data.questions.ecarts import drift_by_edition
from data.questions.parts.editions import (
    editions_table,
    movements_by_edition,
    reconciliation,
    reconciliation_in_words,
)
from tests.data.questions.selections import DATASET, selections


class TestMovements:
    def test_five_came_and_four_went_between_editions_13_and_14(self, dataset: Dataset) -> None:
        moves = movements_by_edition(dataset, Selection()).set_index("edition")
        assert (moves.at[14, "entrants"], moves.at[14, "leavers"]) == (5, 4)

    def test_nothing_is_counted_across_editions_that_are_not_held(self, dataset: Dataset) -> None:
        assert 13 not in set(movements_by_edition(dataset, Selection())["edition"])

    def test_the_range_does_not_hide_those_who_left_at_its_first_edition(self, dataset: Dataset) -> None:
        moves = movements_by_edition(dataset, Selection(since=14)).set_index("edition")
        assert (moves.at[14, "entrants"], moves.at[14, "leavers"]) == (5, 4)

    def test_a_change_of_phase_is_neither_an_entry_nor_a_departure(self, dataset: Dataset) -> None:
        whole = movements_by_edition(dataset, Selection()).set_index("edition")
        by_phase = [
            movements_by_edition(dataset, Selection(phases=(phase,))).set_index("edition")
            for phase in dataset.vocabulary.phases.names
        ]
        pd.testing.assert_frame_equal(sum(by_phase[1:], by_phase[0]), whole)


class TestEditions:
    def test_each_edition_shows_what_is_printed_beside_what_is_counted(self, dataset: Dataset) -> None:
        table = editions_table(dataset, Selection()).set_index("edition")
        # Edition 8 prints 46 projects over a table of 48 rows.
        assert (table.at[8, "projects_published"], table.at[8, "projects_in_table"]) == (46, 48)
        assert table["projects_in_table"].sum() == 558

    @given(selections)
    def test_the_range_chooses_the_editions(self, selection: Selection) -> None:
        table = editions_table(DATASET, selection)
        low, high = selection.since or 1, selection.until or 20
        assert table["edition"].tolist() == list(range(low, high + 1))


class TestAnyEdition:
    def test_frames_are_never_written_into(self, dataset: Dataset) -> None:
        before = dataset.projects.copy(deep=True)
        for question in (cost_by_edition, editions_table, movements_by_edition):
            question(dataset, Selection(ministries=("interieur",)))
        drift_by_edition(dataset, Selection(), "schedule")
        pd.testing.assert_frame_equal(dataset.projects, before)


def test_the_latest_table_that_the_selection_covers_is_shown(dataset: Dataset) -> None:
    assert latest_edition_covered(dataset, Selection()) == 14
    assert latest_edition_covered(dataset, Selection(until=12)) == 8
    assert latest_edition_covered(dataset, Selection(since=15)) is None


AGREE = (1, 2, 3, 4, 6, 7)


@pytest.mark.parametrize("edition", AGREE)
def test_editions_recompute_to_the_printed_precision(dataset: Dataset, edition: int) -> None:
    lines = reconciliation(dataset)
    assert lines.loc[lines["edition"] == edition, "agrees"].all()


@pytest.mark.parametrize(
    ("edition", "figure", "difference", "reason"),
    [
        (5, "total_cost_meur", 21.2, "20 M€"),
        (8, "projects", -2, "48 lignes"),
        (13, "total_cost_meur", 468.2, "470 M€"),
        (14, "total_cost_meur", 108.1, "110 M€"),
    ],
)
def test_known_differences_are_shown_with_their_reason(
    dataset: Dataset, edition: int, figure: str, difference: float, reason: str
) -> None:
    lines = reconciliation(dataset)
    differing = lines[(lines["edition"] == edition) & ~lines["agrees"]]
    assert list(differing["figure"]) == [figure]
    assert differing["difference"].iloc[0] == pytest.approx(difference, abs=0.1)
    assert reason in differing["reason"].iloc[0]


def test_the_report_has_one_line_per_edition_held(dataset: Dataset) -> None:
    report = reconciliation_in_words(reconciliation(dataset)).splitlines()
    assert len(report) == len(dataset.editions_with_table)
    assert "≠" in report[-1]
    assert "≠" not in report[0]


def test_a_figure_that_was_not_published_is_no_difference_of_the_report(dataset: Dataset) -> None:
    editions = dataset.editions.assign(projects=float("nan"), total_cost_meur=float("nan"))
    report = reconciliation_in_words(reconciliation(replace(dataset, editions=editions))).splitlines()
    assert "projets non publié, recalculé 50" in report[-1]
    assert "≠" not in report[-1]
    assert "Motif" not in report[-1]
