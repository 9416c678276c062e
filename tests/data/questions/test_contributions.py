"""What each project brings to a drift: it sums to the drift, exactly, and says who is outside."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.selection import Selection, latest_edition_covered
from data.questions.contributions import MEASURES, OUTSIDE, contributions
from data.questions.ecarts import drift_by_edition
from tests.data.questions.selections import DATASET, HELD, selections


@given(selection=selections)
def test_they_sum_to_the_weighted_change_of_costs_and_to_the_mean_change_of_durations(selection: Selection) -> None:
    frame = contributions(DATASET, selection)
    edition = latest_edition_covered(DATASET, selection)
    for measure, drift, figure in (("cost", "budget", "weighted_pct"), ("duration", "schedule", "mean_pct")):
        points = frame[f"{measure}_points"]
        expected = drift_by_edition(DATASET, selection, drift).set_index("edition")[figure].get(edition, math.nan)
        if points.count() >= 5:
            assert points.sum() == pytest.approx(expected, abs=1e-9)
        else:
            assert math.isnan(expected), "no statistic below five projects, but their points are known"


@given(selection=selections, pair=st.lists(st.sampled_from(HELD), min_size=2, max_size=2, unique=True).map(sorted))
def test_between_two_editions_they_are_those_of_the_rows_and_everyone_else_is_outside_for_a_reason(
    selection: Selection, pair: list[int]
) -> None:
    before, after = pair
    selection = Selection(ministries=selection.ministries, phases=selection.phases, before=before, after=after)
    frame = contributions(DATASET, selection).set_index("project")
    rows = selection.apply(DATASET)
    tables = {edition: rows[rows["edition"] == edition].set_index("project") for edition in pair}
    everyone = {edition: DATASET.projects.query("edition == @edition").set_index("project") for edition in pair}
    left = set(tables[before].index) - set(everyone[after].index)
    assert set(frame.index) == set(tables[after].index) | left
    for measure, value in MEASURES.items():
        values = {
            project: (everyone[before][value].get(project, math.nan), tables[after][value].get(project, math.nan))
            for project in frame.index
        }
        both = {project: pair for project, pair in values.items() if not any(map(math.isnan, pair))}
        total = sum(first for first, _ in both.values())
        for project, (first, current) in values.items():
            points, outside = frame.loc[project, [f"{measure}_points", f"{measure}_outside"]]
            if project in both:
                share = total if measure == "cost" else first * len(both)
                assert points == pytest.approx(100 * (current - first) / share, abs=1e-9)
                assert outside == ""
            else:
                assert pd.isna(points)
                assert outside in OUTSIDE
                assert (outside == "leaver") == (project in left)
                assert (outside == "entrant") == (project not in everyone[before].index)
                if outside == "newly_published":
                    assert math.isnan(first) and not math.isnan(current)
                if outside == "withheld":
                    assert math.isnan(current) and not math.isnan(first)


def test_largest_contributions_of_the_latest_table_are_those_of_the_known_cases() -> None:
    frame = contributions(DATASET, Selection()).set_index("project")
    largest = frame["cost_points"].abs().nlargest(4).index
    assert set(largest) >= {"inpt", "si-samu"}
    total = frame["first_cost_meur"].where(frame["cost_points"].notna()).sum()
    assert frame.loc["inpt", "cost_points"] == pytest.approx(100 * (205.158 - 352) / total)


def test_nothing_selected_is_an_empty_frame() -> None:
    assert contributions(DATASET, Selection(text="zzzz")).empty
