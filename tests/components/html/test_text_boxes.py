"""The texts of every drawing, measured: none covers another, none is small, none leaves its frame, at every width."""

import functools
import re
from itertools import combinations, pairwise
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest

from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from components.charts.parts.direct_labels import NARROW_ONLY, WIDE, WIDE_ONLY
from components.html import typeface
from components.html.figure_svg import to_svg
from data.model.dataset import Dataset
from data.model.selection import Selection

WIDTHS = {320: 262, 375: 317, 768: 686, 1280: 566, 1281: 1198, 1920: 1838}
"""Width of the window → that of a drawing in a card; at 1280 the drifts stand side by side, others do not."""
SELECTIONS = {
    "all": Selection(project="si-samu"),
    "justice": Selection(ministries=("justice",), project="ned"),
    "culture": Selection(ministries=("culture",), project="astrea"),
    "agriculture": Selection(ministries=("agriculture",), project="oper"),
    "cadrage": Selection(phases=("cadrage",), project="inpt"),
    "deploiement": Selection(phases=("deploiement",), project="sirhen"),
    "until 8": Selection(until=8, project="france-visas"),
    "9 to 12": Selection(since=9, until=12, project="op-le"),
    "10": Selection(since=10, until=10, project="cpa"),
    "since 13": Selection(since=13, project="si-samu"),
    "20 to 100": Selection(cost_bands=("20-100",), project="ned"),
    "none": Selection(text="introuvable", project="introuvable"),
}
LINES = {
    "by ministry": Selection(split="ministere"),
    "by phase": Selection(split="phase"),
    "two": Selection(split="ministere", ministries=("justice", "interieur")),
    "four": Selection(split="ministere", ministries=("justice", "interieur", "education", "economie-finances")),
    "three phases": Selection(split="phase", phases=("conception-realisation", "deploiement", "experimentation")),
    "few": Selection(split="phase", ministries=("justice",), since=5),
}
"""For the charts of `NAMED`: one line for each ministry or phase, beside `SELECTIONS`."""
NAMED = ("cout-total", "ecart-calendaire", "ecart-budgetaire")
SMALLEST, OVERLAP = 11, 1
_ABOVE, _BELOW = 0.76, 0.22
"""Height of letters above their baseline and below, as shares of their size."""

width_of = functools.cache(typeface.width)


class Box(NamedTuple):
    text: str
    left: float
    top: float
    right: float
    bottom: float


def pixels(value: str, width: float) -> float:
    return float(value[:-1]) * width / 100 if value.endswith("%") else float(value)


def text_boxes(drawing: ElementTree.Element, width: float) -> tuple[list[Box], list[float]]:
    """The boxes of the texts that a drawing of this width shows, from the corner of its frame; their sizes."""
    top, right, _, left = map(int, re.findall(r"(\d+)px", drawing.get("style", ""))[:4])
    boxes, sizes = [], []
    for text in drawing.iter("text"):
        if text.get("class") == ("au-large" if width <= WIDE else "au-petit"):
            continue
        size = float(text.get("font-size", 13))
        for part in list(text):
            if part.get("class") == "au-large" and width <= WIDE:
                part.text = ""
        words = "".join(text.itertext())
        bold = "".join("".join(part.itertext()) for part in text if part.get("font-weight"))
        length = width_of(words.replace(bold, "", 1), size) + width_of(bold, size, is_bold=True)
        start = left + pixels(text.get("x", "0"), width - left - right) + float(text.get("dx", 0))
        start -= {"middle": length / 2, "end": length}.get(text.get("text-anchor", "start"), 0)
        base = top + float(text.get("y", 0))
        boxes.append(Box(words, start, base - _ABOVE * size, start + length, base + _BELOW * size))
        sizes.append(size)
    return boxes, sizes


def faults(drawing: ElementTree.Element, width: float) -> list[str]:
    height = float(re.findall(r"height:(\d+)px", drawing.get("style", ""))[0])
    boxes, sizes = text_boxes(drawing, width)
    found = [
        f"{box.text} is outside"
        for box in boxes
        if min(box.left, box.top) < -OVERLAP or box.right > width + OVERLAP or box.bottom > height + OVERLAP
    ]
    found += [f"{box.text} is small" for box, size in zip(boxes, sizes, strict=True) if size < SMALLEST]
    for one, other in combinations(boxes, 2):
        across = min(one.right, other.right) - max(one.left, other.left)
        down = min(one.bottom, other.bottom) - max(one.top, other.top)
        if across > OVERLAP and down > OVERLAP:
            found.append(f"{one.text} covers {other.text}")
    return found


@pytest.mark.parametrize("name", CHARTS)
def test_texts_stand_apart_inside_their_frame_and_are_large_enough(dataset: Dataset, name: str) -> None:
    found = {}
    for selection, asked in (SELECTIONS | (LINES if name in NAMED else {})).items():
        for is_compact in (False, True):
            figure = compute(CHARTS[name], dataset, asked, is_compact=is_compact).figure
            svg = to_svg(figure, name=name)
            drawing = ElementTree.fromstring(svg)
            for window, width in reversed(WIDTHS.items()):  # narrower drawings lose some texts
                if some := faults(drawing, width):
                    found[selection, window, is_compact] = some
    assert not found


def names_on_lines(figure: dict[str, Any], width: float) -> list[str]:
    """The names at the end of a line that lie on another one, in a drawing of this width."""
    layout = figure["layout"]
    margin, found = layout["margin"], []
    plot = (width - margin["l"] - margin["r"], layout["height"] - margin["t"] - margin["b"])

    def pixels_of(x: float, y: float) -> tuple[float, float]:
        (left, right), (low, high) = layout["xaxis"]["range"], layout["yaxis"]["range"]
        return (x - left) / (right - left) * plot[0], (high - y) / (high - low) * plot[1]

    for note in layout["annotations"]:
        is_hidden = note["text"].startswith(WIDE_ONLY if width <= WIDE else NARROW_ONLY)
        if note["yref"] != "y" or note.get("yanchor") != "middle" or is_hidden:
            continue
        left, middle = pixels_of(note["x"], note["y"])
        left, middle = left + note["xshift"], middle - note["yshift"]
        lines = note["text"].replace("<b>", "").replace("</b>", "").split("<br>")
        right, half = left + max(width_of(line, 11) for line in lines), len(lines) * 1.3 * 11 / 2 - 2
        for trace in figure["data"]:
            points = list(zip(trace["x"], trace["y"], strict=True))
            if "lines+markers" not in trace.get("mode", "") or (note["x"], note["y"]) in points:
                continue
            for one, other in pairwise(points):
                if None in (*one, *other):
                    continue
                (x, y), (x2, y2) = pixels_of(*one), pixels_of(*other)
                samples = ((x + (x2 - x) * step / 20, y + (y2 - y) * step / 20) for step in range(21))
                if any(left < across < right and abs(down - middle) < half for across, down in samples):
                    found.append(f"{note['text']} lies on {trace['name']}")
                    break
    return found


@pytest.mark.parametrize("name", NAMED)
def test_no_name_lies_on_the_line_of_another_series(dataset: Dataset, name: str) -> None:
    found = {}
    for selection, asked in (SELECTIONS | LINES).items():
        for is_compact in (False, True):
            chart = compute(CHARTS[name], dataset, asked, is_compact=is_compact)
            if "xaxis2" in chart.figure["layout"]:  # panels have one line each
                continue
            for window in (320, 375, 768, 1280):
                if some := names_on_lines(chart.figure, WIDTHS[window]):
                    found[selection, window, is_compact] = some
    assert not found


@pytest.mark.parametrize("is_compact", [False, True])
def test_a_name_that_a_phone_has_no_room_for_is_in_the_legend(dataset: Dataset, is_compact: bool) -> None:
    chart = compute(CHARTS["ecart-budgetaire"], dataset, LINES["four"], is_compact=is_compact)
    hidden = [note["text"] for note in chart.figure["layout"]["annotations"] if note["text"].startswith(WIDE_ONLY)]
    names = {entry.name for entry in chart.legend}
    assert len([text for text in hidden if "%" in text]) == 5
    assert names >= {"Justice", "Intérieur", "Éducation nationale", "Économie, finances et comptes publics"}
    assert "Moyenne publiée" in names


def test_a_wide_drawing_has_each_name_nearer_to_its_end(dataset: Dataset) -> None:
    notes = compute(CHARTS["ecart-budgetaire"], dataset, Selection()).figure["layout"]["annotations"]
    away = {note["text"]: abs(note["yshift"]) for note in notes if note["text"][:1] in (NARROW_ONLY, WIDE_ONLY)}
    narrow, wide = (
        {text[1:]: size for text, size in away.items() if text.startswith(mark)} for mark in (NARROW_ONLY, WIDE_ONLY)
    )
    assert len(narrow) == 5
    assert narrow.keys() == {text for text in wide if not text.isdigit()}
    assert sum(wide[text] for text in narrow) < sum(narrow.values()) / 2


def test_a_name_on_a_line_is_found() -> None:
    layout = {
        "height": 100,
        "margin": dict.fromkeys("lrtb", 0),
        "xaxis": {"range": [0, 10]},
        "yaxis": {"range": [0, 10]},
    }
    name = {"x": 2, "y": 5, "yref": "y", "yanchor": "middle", "xshift": 7, "yshift": 0, "text": "<b>4</b><br>a name"}
    line = {"name": "other", "mode": "lines+markers", "x": [0, 10, None, 0], "y": [4, 6, None, 9]}
    own = line | {"x": [0, 2], "y": [5, 5]}
    figure = {"data": [own, line], "layout": {**layout, "annotations": [name]}}
    assert names_on_lines(figure, 200) == ["<b>4</b><br>a name lies on other"]
    name["yshift"] = 40
    assert names_on_lines(figure, 200) == []


def test_what_is_measured_is_what_would_be_seen() -> None:
    style = 'style="padding:0px 0px 0px 0px;height:100px"'
    apart, over = ('<text x="10%" y="20">abc</text><text x="60%" y="20">abc</text>', '<text x="12%" y="22">abc</text>')
    small = '<text x="10%" y="90" font-size="9">abc</text>'
    assert faults(ElementTree.fromstring(f"<div {style}>{apart}</div>"), 300) == []
    for fault in (over, small, '<text x="99%" y="60">abc</text>', '<text x="1%" y="5">abc</text>'):
        assert len(faults(ElementTree.fromstring(f"<div {style}>{apart}{fault}</div>"), 300)) == 1
