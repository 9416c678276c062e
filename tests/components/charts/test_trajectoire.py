"""Trajectoire: steps, gaps, moved starts."""

import numpy as np
import pandas as pd

from components.charts.chart import Context
from components.charts.trajectoire import figure
from data.model.dataset import Dataset
from data.model.selection import Selection
from tests.components.charts.conftest import texts_of, words_of

JULY = 12 * 2018 + 6


def test_a_trajectory_keeps_the_previous_value_until_the_next_and_tells_gaps_apart(context: Context) -> None:
    frame = pd.DataFrame(
        {
            "edition": [6, 7, 8, 9],
            "reference_date": ["2018-07", "2018-11", "2019-03", "2019-07"],
            "has_table": [True, True, True, False],
            "is_present": [True, True, True, False],
            "cost_meur": [10.0, 14.0, np.nan, np.nan],
            "cost_change_pct": [0.0, 40.0, np.nan, np.nan],
            "end": pd.to_datetime(["2020-01-01", "2021-01-01", None, None]),
            "slip_months": [0.0, 12.0, np.nan, np.nan],
            "start_change_months": [np.nan, 12.0, np.nan, np.nan],
            "is_new_phase": [False, True, False, False],
            "is_new_ministry": [False, True, False, False],
            "phase_name": ["Cadrage", "Déploiement", "Déploiement", ""],
        }
    )
    drawn = figure(frame, context)
    steps = drawn["data"][0]
    assert (steps["x"], steps["y"]) == ([JULY, JULY + 4, JULY + 4, None], [10.0, 10.0, 14.0, None])
    assert "n. p." in texts_of(drawn)
    assert "n. d." in texts_of(drawn)
    assert "Déploiement" in texts_of(drawn)
    assert "ministère" in texts_of(drawn)
    moved = next(trace for trace in drawn["data"] if trace.get("name") == "Fin prévue, début déplacé")
    assert (moved["x"], moved["marker"]["symbol"]) == ([JULY + 4], "diamond")


def test_a_moved_start_is_written_apart(dataset: Dataset) -> None:
    text = words_of(dataset, "trajectoire", Selection(project="ned"))
    assert "Début déplacé de +36 mois à l'édition 14, à lire à part" in text
    assert "la durée prévue, elle, change de −57 mois" in text
