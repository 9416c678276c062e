"""Dispersion: what goes beyond the edge, who moved."""

import numpy as np
import pandas as pd

from components.charts.chart import Context
from components.charts.dispersion import figure
from data.model.dataset import Dataset
from data.model.selection import Selection
from tests.components.charts.conftest import words_of


def test_what_goes_beyond_the_edge_is_a_triangle_at_the_edge_with_its_true_value(context: Context) -> None:
    frame = pd.DataFrame(
        {
            "edition": [1, 1, 2, 3],
            "reference_date": ["2016-11", "2016-11", "2017-02", ""],
            "project": ["a", "b", "a", None],
            "name": ["A", "B", "A", None],
            "cost_change_pct": [0.0, 250.0, 10.0, np.nan],
            "cost_meur": [10.0, 35.0, 11.0, np.nan],
            "first_cost_meur": [10.0, 10.0, 10.0, np.nan],
        }
    )
    within, beyond, nothing = figure(frame, context)["data"]
    assert nothing["x"] == [12 * 2017 + 1 + 6]
    assert np.diff(within["x"]) == [3]
    assert within["y"] == [0.0, 10.0]
    assert beyond["marker"]["symbol"] == "triangle-up"
    assert beyond["y"][0] < 250
    assert "+250\u00a0%" in beyond["hovertext"][0]


def test_clipped_values_are_counted_and_named(dataset: Dataset) -> None:
    text = words_of(dataset, "dispersion", Selection())
    assert "4 points au-delà de +200 %" in text
    assert "ASTREA (édition 14)" in text
    assert "au-delà" not in words_of(dataset, "dispersion", Selection(until=5))


def test_a_change_of_printed_decimals_counts_as_none(dataset: Dataset) -> None:
    text = words_of(dataset, "dispersion", Selection())
    assert "27 sont réévalués à la hausse, 9 sont réévalués à la baisse et 13 sont inchangés" in text
