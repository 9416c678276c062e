"""Names of series beside their last point: where each stands so that none covers another, on a phone too.

Widths are those of the narrowest drawing and heights those of the lowest: what is apart there is apart everywhere,
since texts keep their size while the plot grows.
"""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from components.charts.parts.theme import SMALL
from components.charts.parts.tokens import projected

NARROW, WIDE = 262, 576
"""Widths of a drawing in CSS pixels: in a window of 320, and the least at which labels `WIDE_ONLY` are shown."""
WIDE_ONLY = "\u200b"
"""Begins a label that narrow drawings hide (`assets/25-charts.css`)."""
LINE = 1.3 * SMALL
"""Height of a line of small text, in pixels."""
_LETTER = 0.59
"""Width of a letter, as a share of its size, on the safe side."""
_AWAY, _AROUND_POINT = 7, 6
"""Pixels between a point and its label, and around the points that no label may cover."""
_STEPS = sorted(range(-40, 200, 2), key=abs)
"""Pixels by which a label may be moved down, the least first."""
_LEAST_RIGHT, _LEAST_PLOT = 14, 90
"""The fewest pixels on the right of a plot, and of a plot."""
FOOT = 18
"""Pixels that « n. d. » takes at the bottom of a plot."""


class Label(NamedTuple):
    """The name of a series at its last point, with `b` and `br` tags; its colour is darkened to be read."""

    x: float
    y: float
    text: str
    colour: str


class _Box(NamedTuple):
    left: float
    right: float
    top: float
    bottom: float

    def is_beside(self, other: "_Box") -> bool:
        return self.left < other.right and other.left < self.right


def text_width(text: str) -> float:
    """Width of the longest line of a small text, in pixels, on the safe side."""
    return max(len(line) for line in re.sub("</?b>", "", text).split("<br>")) * _LETTER * SMALL


def placed(
    labels: Sequence[Label],
    x_ends: Sequence[float],
    y_ends: Sequence[float],
    *,
    left: int,
    height: float,
    foot: float = 0,
    points: Iterable[tuple[float, float | None]] = (),
) -> tuple[list[dict[str, Any]], int]:
    """The notes of the labels, and the room that they need on the right of the plot, in pixels.

    Args:
        labels: In any order.
        x_ends: Both ends of the horizontal axis.
        y_ends: Both ends of the vertical one.
        left: Room on the left of the plot, in pixels.
        height: Of the plot, the lowest that it has, in pixels.
        foot: Room that stays free at the bottom of the plot, in pixels.
        points: What no label covers, as long as there is room elsewhere.
    """
    shares = [(label.x - x_ends[0]) / (x_ends[1] - x_ends[0]) for label in labels]
    sizes = [text_width(label.text) + _AWAY for label in labels]
    needed = [(size - (1 - share) * (NARROW - left)) / share for size, share in zip(sizes, shares, strict=True)]
    right = min(math.ceil(max([_LEAST_RIGHT, *needed])), NARROW - left - _LEAST_PLOT)
    width = NARROW - left - right

    def across(x: float) -> float:
        return (x - x_ends[0]) / (x_ends[1] - x_ends[0]) * width

    def down(y: float) -> float:
        return (y_ends[1] - y) / (y_ends[1] - y_ends[0]) * height

    around = [_Box(across(x) - _AROUND_POINT, across(x) + _AROUND_POINT, down(y) - _AROUND_POINT, down(y) + 6)
              for x, y in points if y is not None and not math.isnan(y)]  # fmt: skip
    wanted = []
    for label, size in zip(labels, sizes, strict=True):
        start, middle = across(label.x) + _AWAY, down(label.y)
        half = (label.text.count("<br>") + 1) * LINE / 2
        wanted.append((label, _Box(start, start + size - _AWAY, middle - half, middle + half)))
    wanted.sort(key=lambda one: one[1].top + one[1].bottom)
    tops = _apart([box for _, box in wanted], around, height - foot)
    return [_note(label, box.top - top) for (label, box), top in zip(wanted, tops, strict=True)], right


def _apart(boxes: Sequence[_Box], points: Sequence[_Box], height: float) -> list[float]:
    """The tops of boxes moved up or down until none covers another, in their order from the top down."""
    moved: list[_Box] = []
    for box in boxes:
        size = box.bottom - box.top
        least = max([other.bottom for other in moved if other.is_beside(box)], default=-LINE)
        beside = [(point.top, point.bottom) for point in points if point.is_beside(box)]
        tops = [box.top + step for step in _STEPS if box.top + step >= least] or [least]
        free = (top for top in tops if not any(top < low and high < top + size for high, low in beside))
        top = next(free, tops[0])
        moved.append(box._replace(top=top, bottom=top + size))
    # Those that stand too low push the ones above up.
    for index in range(len(moved) - 1, -1, -1):
        box = moved[index]
        below = min([other.top for other in moved[index + 1 :] if other.is_beside(box)], default=height)
        if box.bottom > below:
            moved[index] = box._replace(top=below - (box.bottom - box.top), bottom=below)
    return [box.top for box in moved]


def _note(label: Label, raised: float) -> dict[str, Any]:
    return {"x": label.x, "y": label.y, "xref": "x", "yref": "y", "text": label.text, "showarrow": False,
            "xanchor": "left", "yanchor": "middle", "xshift": _AWAY, "yshift": round(raised), "align": "left",
            "font": {"size": SMALL, "color": projected(label.colour)}}  # fmt: skip


def above(words: Sequence[tuple[float, str]], width: float, right: float) -> list[tuple[int, str]]:
    """Row above the plot, from 0 at the lowest, and side (`left` or `right` of its position) of each word.

    Args:
        words: Share of the width and text, ascending.
        width: Of the narrowest plot, in pixels.
        right: Room on its right, in pixels.
    """
    taken: list[list[tuple[float, float]]] = []
    found: list[tuple[int, str]] = []
    # From the right: the line below a word then crosses none of those on its right.
    for share, text in reversed(words):
        size, x = text_width(text) + 4, share * width
        anchor = "left" if x + size <= width + right else "right"
        start = x if anchor == "left" else x - size
        row = next((row for row, spans in enumerate(taken) if all(end <= start or start + size <= begin
                                                                  for begin, end in spans)), len(taken))  # fmt: skip
        taken += [[]] if row == len(taken) else []
        taken[row].append((start, start + size))
        found.insert(0, (row, anchor))
    return found


def without_collision(labels: Sequence[tuple[float, str]], scale: float) -> set[int]:
    """Indices of the labels (position, text), centred, that stand apart at so many pixels a unit; the last first."""
    found: set[int] = set()
    free = math.inf
    for index in range(len(labels) - 1, -1, -1):
        position, half = labels[index][0] * scale, text_width(labels[index][1]) / 2
        if position + half <= free:
            found.add(index)
            free = position - half - 2
    return found
