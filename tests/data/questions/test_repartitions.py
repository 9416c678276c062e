"""Bars of one edition: each project is counted once, nothing unknown becomes nought."""

import pytest

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.parts.editions import PART, latest_rows
from data.questions.repartitions import cost_bands, costs_by_ministry, functional_areas, phases_by_ministry

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
        phases_by_ministry,
        costs_by_ministry,
        cost_bands,
        functional_areas,
    ):
        frame = query(dataset, selection)
        assert frame["projects"].sum() == len(rows)
        if "total_meur" in frame:
            assert frame["total_meur"].sum() == pytest.approx(rows["cost_meur"].sum())


def test_a_label_that_covers_two_ministries_is_counted_once(dataset: Dataset) -> None:
    frame = costs_by_ministry(dataset, Selection(since=6, until=6))
    assert frame["projects"].sum() == 56


def test_a_ministry_without_any_published_cost_has_no_total(dataset: Dataset) -> None:
    frame = costs_by_ministry(dataset, Selection(phases=("cadrage",)))
    assert frame["known"].tolist() == [0]
    assert frame["total_meur"].isna().all()


def test_bars_are_sorted_and_bands_keep_their_order(dataset: Dataset) -> None:
    assert costs_by_ministry(dataset, Selection())["total_meur"].is_monotonic_decreasing
    assert functional_areas(dataset, Selection())["projects"].is_monotonic_decreasing
    assert cost_bands(dataset, Selection())["cost_band"].tolist()[0] == "moins-de-5"


def test_phases_add_up_to_the_projects_of_each_ministry(dataset: Dataset) -> None:
    frame = phases_by_ministry(dataset, Selection())
    parts = [column for column in frame.columns if column.startswith(PART)]
    assert (frame[parts].sum(axis=1) == frame["projects"]).all()
