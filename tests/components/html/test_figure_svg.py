"""The drawing of the server says what its figure says; tests/browser/test_figure_svg.py compares it with plotly.js."""

import gzip
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from components.charts.parts import theme
from components.charts.parts.direct_labels import NARROW_ONLY, WIDE_ONLY
from components.html.figure_svg import to_svg
from data.model.dataset import Dataset
from data.model.selection import Selection

ACROSS_EDITIONS = ("cout-total", "ecart-calendaire", "ecart-budgetaire")
every_width = pytest.mark.parametrize("width", [None, 900], ids=["page", "picture"])


def figure(*traces: theme.Trace, **layout: Any) -> theme.Figure:
    axis = {"range": [0.4, 2.6], "tickvals": [1, 2], "ticktext": ["1<br>2017", "2"]}
    return theme.figure(list(traces), height=300, xaxis=axis, yaxis=theme.value_axis(), **layout)


def elements(svg: str, name: str) -> list[ElementTree.Element]:
    """The elements of a drawing that are not the inside of a pattern."""
    root = ElementTree.fromstring(re.sub(r' xmlns="[^"]*"', "", svg))
    for definitions in root.iter("defs"):
        definitions.clear()
    return list(root.iter(name))


@pytest.mark.parametrize("name", ACROSS_EDITIONS)
def test_main_charts_are_drawn_with_every_edition_and_dot(dataset: Dataset, name: str) -> None:
    chart = compute(CHARTS[name], dataset, Selection())
    svg = to_svg(chart.figure, name=name)
    texts = {"".join(text.itertext()) for text in elements(svg, "text")}
    assert {str(edition) for edition in range(1, 21)} <= texts
    marked = [trace for trace in chart.figure["data"] if "markers" in trace.get("mode", "")]
    assert marked
    points = [(x, y) for trace in marked for x, y in zip(trace["x"], trace["y"], strict=True) if None not in (x, y)]
    assert len(elements(svg, "circle")) + len(elements(svg, "use")) == len(points)


@pytest.mark.parametrize("name", CHARTS)
def test_a_drawing_weighs_little(dataset: Dataset, name: str) -> None:
    chart = compute(CHARTS[name], dataset, Selection(project="si-samu"))
    size = len(gzip.compress(to_svg(chart.figure, name=name).encode(), 6))
    assert size < (6_000 if name in ACROSS_EDITIONS else 25_000)


@every_width
@pytest.mark.parametrize("name", CHARTS)
def test_a_drawing_has_every_text_of_its_figure(dataset: Dataset, name: str, width: int | None) -> None:
    chart = compute(CHARTS[name], dataset, Selection(project="si-samu"))
    svg = to_svg(chart.figure, name=name, width=width)
    drawn = ["".join(text.itertext()) for text in elements(svg, "text")]
    layout = chart.figure["layout"]
    notes = [note["text"] for note in layout.get("annotations", [])]
    wanted = [text.removeprefix(NARROW_ONLY) for text in notes if not (width and text.startswith(NARROW_ONLY))]
    wanted += [text for trace in chart.figure["data"] if "text" in trace.get("mode", "") for text in trace["text"]]
    lines = [re.sub(f"</?(b|span)>|{WIDE_ONLY}", "", line) for text in wanted if text for line in text.split("<br>")]
    assert [line for line in lines if line and line not in drawn] == []


@every_width
def test_bars_stand_on_each_other(width: int | None) -> None:
    bars = [{"type": "bar", "x": [1, 2], "y": [10.0, 0.0], "marker": {"color": "#000091"}} for _ in range(2)]
    svg = to_svg(figure(*bars, barmode="stack"), name="bars", width=width)
    lower, upper = [bar for bar in elements(svg, "rect") if bar.get("fill") == "#000091"]
    assert float(upper.get("y", 0)) + float(upper.get("height", 0)) == pytest.approx(float(lower.get("y", 0)), abs=0.02)


@every_width
def test_text_of_a_figure_cannot_become_markup(width: int | None) -> None:
    trace = {"type": "scatter", "x": [1], "y": [1.0], "mode": "text", "text": ["<script>x</script>"]}
    svg = to_svg(figure(trace), name="hostile", width=width)
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_words_and_links_of_a_mark_are_its_own() -> None:
    marks = {"type": "scatter", "mode": "markers", "x": [1, 2], "y": [1.0, 2.0], "marker": {"color": "#000091"},
             "hovertext": ["<b>SI SAMU</b><br>1 M€", "Autre"],
             "customdata": ["/projets/si-samu", "//evil.example/x"]}  # fmt: skip
    svg = to_svg(figure(marks), name="links")
    assert [link.get("href") for link in elements(svg, "a")] == ["/projets/si-samu"]
    assert [title.text for title in elements(svg, "title")] == ["SI SAMU\n1 M€", "Autre"]


def test_a_type_that_it_cannot_draw_is_an_error() -> None:
    pie = {"type": "pie", "x": [1.0], "y": [1.0]}
    with pytest.raises(KeyError):
        to_svg(figure(pie), name="pie")
