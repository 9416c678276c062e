"""Where the names of points stand on a plot whose width is not known: those without room on every one are left out."""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

LETTER, LINE = 7.0, 14.0
"""Width and height of a letter of the smallest text, in pixels."""
_BEYOND = 12.0
"""Pixels right of a plot that a text may take."""
_HORIZONTAL = {"right": 0.0, "left": 1.0, "center": 0.5}
_VERTICAL = {"middle": 0.5, "top": 0.0, "bottom": 1.0}
_AROUND = product(("top", "bottom"), ("center", "left", "right"))
BESIDE = ("middle right", "middle left")
_POSITIONS = (*BESIDE, *(f"{vertical} {horizontal}" for vertical, horizontal in _AROUND))


class Label(NamedTuple):
    """A text at a point, as shares of the width and height of the plot.

    `position` where it has no choice; `is_beside` where the mark is so large that a text above or below would cover it.
    """

    x: float
    y: float
    text: str
    position: str = ""
    is_beside: bool = False


def positions(
    labels: Sequence[Label], fixed: Sequence[Label], plots: Sequence[tuple[float, float]]
) -> list[str | None]:
    """The `textposition` of each label, None where it would cross another text or an edge.

    Args:
        labels: Most important first.
        fixed: What is written anyway.
        plots: Widths and heights in pixels of the plots on which they must have room.
    """
    taken = [[_box(label, label.position, plot) for label in fixed] for plot in plots]
    found: list[str | None] = []
    for label in labels:
        chosen = None
        for position in BESIDE if label.is_beside else _POSITIONS:
            boxes = [_box(label, position, plot) for plot in plots]
            if all(_has_room(*each) for each in zip(boxes, plots, taken, strict=True)):
                chosen = position
                for box, others in zip(boxes, taken, strict=True):
                    others.append(box)
                break
        found.append(chosen)
    return found


_Box = tuple[float, float, float, float]


def _box(label: Label, position: str, plot: tuple[float, float]) -> _Box:
    """Left, bottom, right and top of a text around its point."""
    vertical, horizontal = position.split()
    width = len(label.text) * LETTER
    left = label.x * plot[0] - _HORIZONTAL[horizontal] * width
    bottom = label.y * plot[1] - _VERTICAL[vertical] * LINE
    return left, bottom, left + width, bottom + LINE


def _has_room(box: _Box, plot: tuple[float, float], taken: Sequence[_Box]) -> bool:
    left, bottom, right, top = box
    if left < 0 or bottom < 0 or right > plot[0] + _BEYOND or top > plot[1]:
        return False
    return not any(left < other[2] and other[0] < right and bottom < other[3] and other[1] < top for other in taken)
