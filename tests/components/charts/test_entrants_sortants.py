"""Entrants et sortants: bars above and below the axis."""

import numpy as np
import pandas as pd

from components.charts.chart import Context
from components.charts.entrants_sortants import figure


def test_entrants_stand_above_and_leavers_below_the_axis(context: Context) -> None:
    frame = pd.DataFrame(
        {
            "edition": [7, 8, 9],
            "reference_date": ["2018-11", "2019-03", ""],
            "basis": ["", "tables", "published"],
            "compared_with": [np.nan, 7.0, np.nan],
            "entrants": [np.nan, 2.0, 4.0],
            "leavers": [np.nan, 8.0, 4.0],
            "stock": [54.0, 48.0, 47.0],
            "entrants_named": [(), (("a", "A"), ("b", "B")), ()],
            "leavers_named": [(), tuple((str(n), f"P{n}") for n in range(8)), ()],
        }
    )
    drawn = figure(frame, context)
    entrants, leavers = (trace for trace in drawn["data"] if trace["type"] == "bar")
    assert (entrants["y"], leavers["y"]) == ([2.0, 4.0], [-8.0, -4.0])
    assert entrants["customdata"] == ["/comparer?de=7&a=8", None]
    assert "A<br>B" in entrants["hovertext"][0]
    assert "noms non disponibles" in entrants["hovertext"][1]
    assert entrants["marker"]["pattern"]["shape"] == ["", "."]
