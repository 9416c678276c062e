"""Figures are plain values."""

import numpy as np

from components.charts.parts import theme


def test_a_figure_holds_plain_values_and_none_where_one_is_missing() -> None:
    traces = [{"type": "bar", "x": np.array([1, 2]), "y": [np.float64(0.5), np.nan]}]
    bars = theme.figure(traces, height=300)["data"][0]
    assert (bars["x"], bars["y"]) == ([1, 2], [0.5, None])
    assert {type(value) for value in (*bars["x"], *bars["y"])} == {int, float, type(None)}
