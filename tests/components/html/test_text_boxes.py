"""The texts of every drawing, measured: none covers another, none is small, none leaves its frame, at every width."""

import functools
import re
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from components.charts.parts.direct_labels import WIDE
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
        if text.get("class") == "au-large" and width <= WIDE:
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
    for selection, asked in SELECTIONS.items():
        for is_compact in (False, True):
            figure = compute(CHARTS[name], dataset, asked, is_compact=is_compact).figure
            svg = to_svg(figure, name=name)
            drawing = ElementTree.fromstring(svg)
            for window, width in reversed(WIDTHS.items()):  # narrower drawings lose some texts
                if some := faults(drawing, width):
                    found[selection, window, is_compact] = some
    assert not found


def test_what_is_measured_is_what_would_be_seen() -> None:
    style = 'style="padding:0px 0px 0px 0px;height:100px"'
    apart, over = ('<text x="10%" y="20">abc</text><text x="60%" y="20">abc</text>', '<text x="12%" y="22">abc</text>')
    small = '<text x="10%" y="90" font-size="9">abc</text>'
    assert faults(ElementTree.fromstring(f"<div {style}>{apart}</div>"), 300) == []
    for fault in (over, small, '<text x="99%" y="60">abc</text>', '<text x="1%" y="5">abc</text>'):
        assert len(faults(ElementTree.fromstring(f"<div {style}>{apart}{fault}</div>"), 300)) == 1
