"""Phases stacked by ministry."""

import pandas as pd

from components.charts.chart import Context
from components.charts.repartitions import phases_figure


def test_phases_are_stacked_with_their_number_in_each_part(context: Context) -> None:
    frame = pd.DataFrame(
        {
            "ministry": ["interieur", "justice"],
            "ministry_name": ["Intérieur", "Justice"],
            "projects": [3, 1],
            "part:deploiement": [2, 1],
            "part:cadrage": [1, 0],
        }
    )
    deployed, framed = phases_figure(frame, context)["data"]
    assert (deployed["x"], deployed["text"]) == ([2, 1], ["2", "1"])
    assert framed["customdata"] == ["/projets?ministere=interieur&phase=cadrage"]
