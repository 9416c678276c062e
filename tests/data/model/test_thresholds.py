"""The filters of the watch list: which rows they select, their words, their counts."""

import pandas as pd
import pytest

from data.model.dataset import Dataset
from data.model.selection import FILTERS, Selection, option_counts


@pytest.mark.parametrize(
    ("selection", "column", "least"),
    [(Selection(least_slip=25), "slip_months", 25), (Selection(least_increase=50), "cost_change_pct", 50)],
)
def test_a_threshold_selects_the_rows_that_reach_it_and_none_of_which_nothing_is_known(
    dataset: Dataset, selection: Selection, column: str, least: int
) -> None:
    rows = selection.apply(dataset)
    expected = [index for index, value in dataset.projects[column].items() if pd.notna(value) and value >= least]
    assert rows.index.tolist() == expected
    assert expected
    assert selection.filters_projects


def test_costs_published_or_not_share_out_every_row(dataset: Dataset) -> None:
    published, others = (Selection(is_cost_published=value).apply(dataset) for value in (True, False))
    assert published["cost_meur"].notna().all()
    assert others["cost_meur"].isna().all()
    assert len(published) + len(others) == len(dataset.projects)


def test_words(dataset: Dataset) -> None:
    selection = Selection(least_slip=24, least_increase=20, is_cost_published=False)
    words = "Fin décalée de 24\u00a0mois ou plus ; coût augmenté de 20\u00a0% ou plus ; coût non publié"
    assert selection.in_words(dataset) == words


@pytest.mark.parametrize(
    ("value", "is_known"), [("24", True), ("0", True), ("121", False), ("-3", False), ("2,5", False)]
)
def test_values_of_an_address(dataset: Dataset, value: str, is_known: bool) -> None:
    assert FILTERS["least_slip"].accepts(value, dataset) is is_known
    assert FILTERS["least_slip"].parse(["0"], dataset) is None


def test_fewer_remain_as_a_threshold_rises(dataset: Dataset) -> None:
    counts = option_counts(dataset, Selection())["least_slip"]
    numbers = [counts[value] for value in sorted(counts, key=int)]
    assert numbers == sorted(numbers, reverse=True)
    latest = dataset.projects[dataset.projects["edition"] == dataset.latest_table]
    assert counts["1"] == (latest["slip_months"] >= 1).sum()
