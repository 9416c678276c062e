"""Cohortes: ages with enough projects."""

import numpy as np
import pandas as pd

from components.charts.chart import Context
from components.charts.cohortes import figure


def test_ages_with_too_few_projects_are_counted_but_not_drawn(context: Context) -> None:
    frame = pd.DataFrame(
        {
            "age": [1, 2, 3],
            "known": [12, 3, 6],
            "median_pct": [0.0, np.nan, 8.0],
            "p25_pct": [-1.0, np.nan, 2.0],
            "p75_pct": [4.0, np.nan, 20.0],
        }
    )
    drawn = figure(frame, context)
    points = next(trace for trace in drawn["data"] if trace.get("name") == "Médiane")
    counts = next(trace for trace in drawn["data"] if trace.get("mode") == "text")
    assert points["x"] == [1, None, 3]
    assert counts["text"] == ["12", "3", "6"]
