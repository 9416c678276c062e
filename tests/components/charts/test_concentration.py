"""Concentration: the curve and its thresholds."""

import pandas as pd

from components.charts.chart import Context
from components.charts.concentration import figure
from tests.components.charts.conftest import texts_of


def test_the_curve_of_concentration_starts_at_nought_and_says_how_many_make_half(context: Context) -> None:
    frame = pd.DataFrame(
        {
            "rank": [1, 2, 3],
            "project": ["a", "b", "c"],
            "name": ["A", "B", "C"],
            "cost_meur": [60.0, 30.0, 10.0],
            "cumulated_pct": [60.0, 90.0, 100.0],
        }
    )
    drawn = figure(frame, context)
    assert drawn["data"][0]["y"] == [0, 60.0, 90.0, 100.0]
    assert "50\u00a0% : 1\u00a0projet" in texts_of(drawn)
    assert "80\u00a0% : 2\u00a0projets" in texts_of(drawn)
