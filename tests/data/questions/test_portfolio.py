"""One edition described: parts add up, each project is counted once, nothing unknown becomes nought."""

import pytest

from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered
from data.questions import portfolio
from data.questions.editions import PART, latest_rows

SELECTIONS = (
    Selection(),
    Selection(until=6),
    Selection(ministries=("interieur", "justice")),
    Selection(phases=("deploiement",)),
    Selection(is_interministerial=True),
)


@pytest.mark.parametrize("selection", SELECTIONS, ids=str)
def test_every_frame_counts_every_project_of_the_edition_once(dataset: Dataset, selection: Selection) -> None:
    rows = latest_rows(dataset, selection)
    for query in (
        portfolio.phases_by_ministry,
        portfolio.costs_by_ministry,
        portfolio.cost_bands,
        portfolio.functional_areas,
    ):
        frame = query(dataset, selection)
        assert frame["projects"].sum() == len(rows)
        if "total_meur" in frame:
            assert frame["total_meur"].sum() == pytest.approx(rows["cost_meur"].sum())


def test_phases_add_up_to_the_projects_of_each_ministry(dataset: Dataset) -> None:
    frame = portfolio.phases_by_ministry(dataset, Selection())
    parts = [column for column in frame.columns if column.startswith(PART)]
    assert (frame[parts].sum(axis=1) == frame["projects"]).all()


def test_the_latest_table_that_the_selection_covers_is_shown(dataset: Dataset) -> None:
    assert latest_edition_covered(dataset, Selection()) == 14
    assert latest_edition_covered(dataset, Selection(until=12)) == 8
    assert latest_edition_covered(dataset, Selection(since=15)) is None


def test_a_label_that_covers_two_ministries_is_counted_once(dataset: Dataset) -> None:
    frame = portfolio.costs_by_ministry(dataset, Selection(since=6, until=6))
    assert frame["projects"].sum() == 56


def test_a_ministry_without_any_published_cost_has_no_total(dataset: Dataset) -> None:
    frame = portfolio.costs_by_ministry(dataset, Selection(phases=("cadrage",)))
    assert frame["known"].tolist() == [0]
    assert frame["total_meur"].isna().all()


def test_bars_are_sorted_and_bands_keep_their_order(dataset: Dataset) -> None:
    assert portfolio.costs_by_ministry(dataset, Selection())["total_meur"].is_monotonic_decreasing
    assert portfolio.functional_areas(dataset, Selection())["projects"].is_monotonic_decreasing
    assert portfolio.cost_bands(dataset, Selection())["cost_band"].tolist()[0] == "moins-de-5"
