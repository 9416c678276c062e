"""The drifts by edition: known answers, and what must hold of every selection."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.ecarts import drift_by_edition
from tests.data.questions.selections import DATASET, selections


@pytest.mark.parametrize(
    ("edition", "drift", "mean", "median", "weighted"),
    [(8, "schedule", 13, 9, None), (8, "budget", 12, 1, None), (14, "budget", 25, 1, 11)],
)
def test_calculated_drifts_are_the_known_ones(
    dataset: Dataset, edition: int, drift: str, mean: int, median: int, weighted: int | None
) -> None:
    line = drift_by_edition(dataset, Selection(), drift).set_index("edition").loc[edition]
    assert (round(line["mean_pct"]), round(line["median_pct"])) == (mean, median)
    if weighted is not None:
        assert round(line["weighted_pct"]) == weighted


def test_published_drifts_are_those_that_were_printed_whatever_is_selected(dataset: Dataset) -> None:
    for selection in (Selection(), Selection(ministries=("interieur",))):
        budget = drift_by_edition(dataset, selection, "budget").set_index("edition")["published_pct"]
        assert (budget[1], budget[14]) == (32, 13.5)


@given(selections, st.sampled_from(["budget", "schedule"]))
def test_no_mean_below_five_projects_and_none_made_up(selection: Selection, drift: str) -> None:
    frame = drift_by_edition(DATASET, selection, drift)
    few = frame["known"].fillna(0) < 5
    assert frame.loc[few, ["mean_pct", "median_pct", "p25_pct", "p75_pct", "weighted_pct"]].isna().all(axis=None)
    assert frame.loc[~few, ["mean_pct", "median_pct", "p25_pct", "p75_pct", "weighted_pct"]].notna().all(axis=None)
    few_before = frame["previous_known"].fillna(0) < 5
    assert frame.loc[few_before, ["previous_mean_pct", "previous_median_pct"]].isna().all(axis=None)
    assert (frame["known"].fillna(0) <= frame["projects"].fillna(0)).all()


def test_the_change_since_the_previous_edition_is_that_of_the_projects_in_both(dataset: Dataset) -> None:
    frame = drift_by_edition(dataset, Selection(), "budget").set_index("edition")
    costs = dataset.projects.pivot_table(index="project", columns="edition", values="cost_meur", observed=True)
    both = (costs[14] / costs[13] - 1).dropna() * 100
    assert frame.at[14, "previous_known"] == len(both)
    assert frame.at[14, "previous_mean_pct"] == pytest.approx(both.mean())
    assert np.isnan(frame.at[1, "previous_mean_pct"])
