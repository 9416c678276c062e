"""The SVG of the server says what the live figure says, or nothing."""

import re
from typing import Any

import pytest

from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from components.charts.parts import theme
from components.html.figure_svg import to_svg
from data.model.dataset import Dataset
from data.model.selection import Selection

ACROSS_EDITIONS = ("cout-total", "ecart-calendaire", "ecart-budgetaire")


@pytest.mark.parametrize("name", ACROSS_EDITIONS)
def test_main_charts_are_drawn_with_every_edition_and_dot(dataset: Dataset, name: str) -> None:
    chart = compute(CHARTS[name], dataset, Selection())
    svg = to_svg(chart.figure, chart.height)
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert {str(edition) for edition in range(1, 21)} <= set(texts)
    marked = [trace for trace in chart.figure["data"] if "markers" in trace.get("mode", "")]
    assert marked
    hollow = sum(list(trace["marker"]["color"]).count("#ffffff") for trace in marked)
    assert svg.count("h0") == sum(x is not None for trace in marked for x in trace["x"]) + hollow


@pytest.mark.parametrize("name", ACROSS_EDITIONS)
def test_the_drawing_weighs_little(dataset: Dataset, name: str) -> None:
    chart = compute(CHARTS[name], dataset, Selection())
    assert len(to_svg(chart.figure, chart.height)) < 9_000


def figure(*traces: theme.Trace, **layout: Any) -> theme.Figure:
    axis = {"range": [0.4, 2.6], "tickvals": [1, 2], "ticktext": ["1<br>2017", "2"]}
    return theme.figure(list(traces), height=300, xaxis=axis, yaxis=theme.value_axis(), **layout)


def test_bars_stand_on_each_other() -> None:
    bars = [{"type": "bar", "x": [1, 2], "y": [10.0, 0.0], "marker": {"color": "#000091"}} for _ in range(2)]
    svg = to_svg(figure(*bars), 300)
    lower, upper = re.findall(r'<path d="([^"]+)" fill="#000091"', svg)
    # The first bar of the upper trace begins where that of the lower one ends.
    assert upper.split("L")[0].removeprefix("M") == lower.split("L")[1]


def test_text_of_a_figure_cannot_become_markup() -> None:
    svg = to_svg(figure({"type": "scatter", "x": [1], "y": [1.0], "mode": "text", "text": ["<script>x</script>"]}), 300)
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


@pytest.mark.parametrize(
    "trace",
    [
        {"type": "heatmap", "z": [[1]]},
        {"type": "bar", "x": [1.0], "y": ["Intérieur"], "orientation": "h"},
        {"type": "scatter", "x": ["2021-11"], "y": [1.0]},
    ],
    ids=["heatmap", "horizontal bars", "dates"],
)
def test_a_figure_that_it_cannot_draw_gives_nothing(trace: theme.Trace) -> None:
    assert to_svg(figure(trace), 300) == ""
