"""The legend of a picture: every entry on its line, each with a mark of its own shape, none beyond its room."""

import re
from xml.etree import ElementTree

import pytest

from components.charts.catalogue import CHARTS
from components.charts.chart import LegendEntry, compute
from components.html import typeface
from components.html.figure_legend import LINE, legend_height, legend_svg
from data.model.dataset import Dataset
from data.model.selection import Selection

SHAPES = ("bar", "band", "line", "circle", "circle-open", "diamond", "square", "triangle-up", "triangle-left",
          "triangle-right")  # fmt: skip
ENTRIES = [LegendEntry(f"Série {shape} & <b>", "#000091", shape) for shape in SHAPES]


def test_each_shape_has_a_mark_of_its_own() -> None:
    marks = set()
    for entry in ENTRIES:
        mark, text = ElementTree.fromstring(f"<svg>{legend_svg([entry], 500, 16)}</svg>")
        assert text.text == entry.name
        marks.add(ElementTree.tostring(mark))
    assert len(marks) == len(SHAPES)


@pytest.mark.parametrize("width", [260, 600, 3000])
def test_entries_wrap_within_their_room_and_the_height_says_how_many_lines(width: int) -> None:
    texts = ElementTree.fromstring(f"<svg>{legend_svg(ENTRIES, width, 16)}</svg>").findall("text")
    assert [text.text for text in texts] == [entry.name for entry in ENTRIES]
    for text in texts:
        assert float(text.get("x", 0)) + typeface.width(text.text or "", 16) <= width
    lines = {text.get("y") for text in texts}
    assert legend_height(ENTRIES, width, 16) == pytest.approx(len(lines) * LINE * 16)
    assert legend_height([], width, 16) == 0


def test_colours_may_be_those_of_a_projector() -> None:
    svg = legend_svg(ENTRIES, 600, 16, lambda colour: "#123456")
    assert not re.search("#000091", svg)


def test_series_of_bars_differ_without_their_colour(dataset: Dataset) -> None:
    for name in ("phases-par-ministere", "carte", "reevaluations", "dispersion", "classe-de-reference"):
        legend = compute(CHARTS[name], dataset, Selection()).legend
        marks = {legend_svg([entry._replace(name="", colour="#000000")], 500, 16) for entry in legend}
        assert len(marks) == len(legend), name
