"""Counts beside options: what choosing one more would keep."""

from dataclasses import replace

import pytest

from data.model.dataset import Dataset
from data.model.selection import COUNTED, FILTERS, Selection, latest_edition_covered, option_counts


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(ministries=("interieur",)),
        Selection(phases=("deploiement",), until=8),
        Selection(text="si"),
    ],
)
def test_a_count_is_what_the_option_alone_in_its_filter_would_keep(dataset: Dataset, selection: Selection) -> None:
    edition = latest_edition_covered(dataset, selection)
    for field, counts in option_counts(dataset, selection).items():
        for option, count in counts.items():
            asked = FILTERS[field].parse([option], dataset)
            kept = replace(selection, **{field: asked}).apply(dataset)
            assert (kept["edition"] == edition).sum() == count, (field, option)


def test_the_choice_made_in_a_filter_leaves_its_own_counts_alone(dataset: Dataset) -> None:
    chosen = option_counts(dataset, Selection(ministries=("interieur",)))
    assert chosen["ministries"] == option_counts(dataset, Selection())["ministries"]
    assert sum(chosen["phases"].values()) == 12


def test_a_range_without_a_table_counts_nothing(dataset: Dataset) -> None:
    assert option_counts(dataset, Selection(since=9, until=12)) == {field: {} for field in COUNTED}
