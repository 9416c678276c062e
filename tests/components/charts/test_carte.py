"""Carte: what each cell shows."""

import numpy as np
import pandas as pd

from components.charts.carte import figure
from components.charts.chart import Context


def test_cells_carry_their_number_their_state_and_their_address(context: Context) -> None:
    frame = pd.DataFrame(
        {
            "project": ["a"] * 3 + ["b"] * 3,
            "name": ["A"] * 3 + ["B"] * 3,
            "edition": [7, 8, 13] * 2,
            "reference_date": ["2018-11", "2019-03", "2021-07"] * 2,
            "state": ["first", "change", "absent", "absent", "unpublished", "first"],
            "change_pct": [np.nan, 12.4, np.nan, np.nan, np.nan, np.nan],
        }
    )
    states, changes = figure(frame, context)["data"]
    # An empty column stands where tables are missing.
    assert changes["text"] == [["", "+12", "", ""], ["", "", "", ""]]
    assert states["text"] == [["○", "", "", ""], ["", "·", "", "○"]]
    assert changes["customdata"][1] == [None, "/projets/b", None, "/projets/b"]
