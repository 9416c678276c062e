"""Names of series beside their last point: where each stands so that none covers another, on a phone too.

Widths are those of the narrowest drawing and heights those of the lowest: what is apart there is apart everywhere,
since texts keep their size while the plot grows.
"""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, permutations
from typing import Any, NamedTuple

import numpy as np

from components.charts.parts.theme import SMALL
from components.charts.parts.tokens import projected

NARROW, WIDE = 262, 576
"""Widths of a drawing in CSS pixels: in a window of 320, and the least at which labels `WIDE_ONLY` are shown."""
WIDE_ONLY, NARROW_ONLY = "\u200b", "\u200c"
"""Begin a label that narrow drawings hide, and one that wide ones do (`assets/25-charts.css`)."""
LINE = 1.3 * SMALL
"""Height of a line of small text, in pixels."""
_LETTER = 0.59
"""Width of a letter, as a share of its size, on the safe side."""
_AWAY, _AROUND_POINT, _AROUND_LINE = 7, 6, 3
"""Pixels between a point and its label, and around the points and lines that no label may cover."""
_SAMPLES = 16
"""Points at which a line from one mark to the next is looked at."""
_STEP, _COVERING = 1, 300
"""Pixels from a position of a label to the next, and those it rather moves than cover a mark."""
LEAST_RIGHT, _LEAST_PLOT = 14, 90
"""The fewest pixels on the right of a plot, and of a plot."""
FOOT = 18
"""Pixels that « n. d. » takes at the bottom of a plot."""


class Label(NamedTuple):
    """The name of a series at its last point, with `b` and `br` tags; its colour is darkened to be read."""

    x: float
    y: float
    text: str
    colour: str


class _Wanted(NamedTuple):
    """Where a label would stand, in pixels, how far from its middle other marks are, and how far they must be.

    `sinks` is how much lower it stands in the highest plot.
    """

    left: float
    right: float
    top: float
    size: float
    sinks: float
    off: np.ndarray
    away: np.ndarray


def by_width(narrow: str, wide: str) -> str:
    """The text of drawings of both widths, in one where they differ; `texts_of` gives each."""
    return narrow if narrow == wide else f"{NARROW_ONLY}{narrow}{WIDE_ONLY}{wide}"


def texts_of(text: str) -> list[str]:
    """The texts that `by_width` put together, each with its mark."""
    return re.split(f"(?={WIDE_ONLY})", text)


def text_width(text: str) -> float:
    """Width of the longest line of a small text, in pixels, on the safe side."""
    return max(len(line) for line in re.sub("</?b>", "", text).split("<br>")) * _LETTER * SMALL


def placed(
    labels: Sequence[Label],
    x_ends: Sequence[float],
    y_ends: Sequence[float],
    *,
    left: int,
    heights: Sequence[float],
    foot: float = 0,
    narrow: int = NARROW,
    least_right: int = LEAST_RIGHT,
    curves: Iterable[tuple[Sequence[float | None], Sequence[float | None]]] = (),
) -> tuple[list[dict[str, Any]], int, bool]:
    """The notes of the labels, the room that they need on the right of the plot, in pixels; whether none covers a line.

    Args:
        labels: In any order.
        x_ends: Both ends of the horizontal axis.
        y_ends: Both ends of the vertical one.
        left: Room on the left of the plot, in pixels.
        heights: Of the plot, in pixels: the lowest that it has, then the others.
        foot: Room that stays free at the bottom of the plot, in pixels.
        narrow: Width of the narrowest drawing that shows them, in pixels.
        least_right: The fewest pixels on the right of the plot.
        curves: Coordinates of lines, None between two; no label covers them, as long as there is room elsewhere.
    """
    shares = [(label.x - x_ends[0]) / (x_ends[1] - x_ends[0]) for label in labels]
    sizes = [text_width(label.text) + _AWAY for label in labels]
    needed = [(size - (1 - share) * (narrow - left)) / share for size, share in zip(sizes, shares, strict=True)]
    right = min(math.ceil(max([least_right, *needed])), narrow - left - _LEAST_PLOT)
    width = narrow - left - right
    samples = np.concatenate([np.empty((3, 0)), *map(_samples, curves)], axis=1)
    x = (samples[0] - x_ends[0]) / (x_ends[1] - x_ends[0]) * width
    y = (y_ends[1] - samples[1]) / (y_ends[1] - y_ends[0])
    wanted = []
    for label, share, size in zip(labels, shares, sizes, strict=True):
        start, down = share * width + _AWAY, (y_ends[1] - label.y) / (y_ends[1] - y_ends[0])
        end, half = start + size - _AWAY, (label.text.count("<br>") + 1) * LINE / 2
        near = (x > start - samples[2]) & (x < end + samples[2])
        off = np.concatenate([(y[near] - down) * height for height in heights])
        away = half + np.tile(samples[2][near], len(heights))
        wanted.append(
            _Wanted(start, end, down * heights[0] - half, 2 * half, down * (max(heights) - heights[0]), off, away)
        )
    shifts, is_free = _apart(wanted, heights[0] - foot)
    return [_note(label, -shift) for label, shift in zip(labels, shifts, strict=True)], right, is_free


def _samples(curve: tuple[Sequence[float | None], Sequence[float | None]]) -> np.ndarray:
    """Points of a line, those that are marked first: x, y, and the pixels around them that are taken."""
    x, y = (np.array(side, dtype=float) for side in curve)
    steps = np.linspace(0, 1, _SAMPLES)[:, None]
    between = [(side[:-1] + (side[1:] - side[:-1]) * steps).ravel() for side in (x, y)]
    around = [_AROUND_POINT] * len(x) + [_AROUND_LINE] * len(between[0])
    samples = np.array([np.append(x, between[0]), np.append(y, between[1]), around])
    return samples[:, ~np.isnan(samples).any(axis=0)]


def _apart(boxes: Sequence[_Wanted], height: float) -> tuple[list[float], bool]:
    """How far down each box moves so that none covers another, and whether none covers anything else either."""
    columns: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda index: boxes[index].left):
        is_beside = columns and boxes[index].left < max(boxes[other].right for other in columns[-1])
        columns = [*columns[:-1], [*columns[-1], index]] if is_beside else [*columns, [index]]
    tops = np.arange(-height, height, _STEP)
    costs = [_costs(box, tops) for box in boxes]
    shifts, is_free = [0.0] * len(boxes), True
    for column in columns:
        order = sorted(column, key=lambda index: boxes[index].top + boxes[index].size / 2)
        stacks = [_stacked(boxes, order, costs)]
        # No order costs less than each box where it costs least.
        if stacks[0][0] >= max(_COVERING, sum(float(costs[index].min()) for index in column) + _STEP / 2):
            others = dict.fromkeys(tuple(_moved(order, *pair)) for pair in permutations(range(len(order)), 2))
            stacks += [_stacked(boxes, other, costs) for other in others]
        least, found = min(stacks, key=lambda stack: stack[0])
        for index, position in found.items():
            shifts[index] = float(tops[position] - boxes[index].top)
        is_free = is_free and least < _COVERING
    return shifts, is_free


def _costs(box: _Wanted, tops: np.ndarray) -> np.ndarray:
    """What it costs a box to stand at each of some tops."""
    shifts = tops - box.top
    covers = (np.abs(box.off[:, None] - shifts) < box.away[:, None]).any(axis=0)
    return np.abs(shifts) + _COVERING * (covers | (tops < 0))


def _moved(order: Sequence[int], start: int, end: int) -> list[int]:
    """An order in which one stands elsewhere."""
    others = [*order[:start], *order[start + 1 :]]
    return [*others[:end], order[start], *others[end:]]


def _stacked(
    boxes: Sequence[_Wanted], order: Sequence[int], costs: Sequence[np.ndarray]
) -> tuple[float, dict[int, int]]:
    """The least cost of boxes one below the other in an order, and the position of each among its costs.

    By dynamic programming, from the first down.
    """
    # One that stands above another, while its point is below, comes nearer to it in a higher plot.
    nearer = [max(0.0, boxes[one].sinks - boxes[below].sinks) for one, below in pairwise([*order, order[-1]])]
    steps = [math.ceil((boxes[index].size + more) / _STEP) for index, more in zip(order, nearer, strict=True)]
    count = len(costs[0])
    positions, before = np.arange(count), np.zeros(count)
    best, least = [], before
    for index, size in zip(order, steps, strict=True):
        cost = before + costs[index]
        least = np.minimum.accumulate(cost)
        best.append(np.maximum.accumulate(np.where(cost == least, positions, 0)))
        before = np.full(count, np.inf)
        before[size:] = least[: count - size]
    found, last = {}, count
    for index, size, position in zip(reversed(order), reversed(steps), reversed(best), strict=True):
        last = int(position[max(last - size, 0)])
        found[index] = last
    return float(least[max(count - steps[-1], 0)]), found


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
