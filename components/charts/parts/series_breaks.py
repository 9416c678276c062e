"""The breaks of published series that a chart shows: their letters, and the marks that carry them."""

from typing import Any, NamedTuple

import pandas as pd

from components.charts.parts import theme
from components.charts.parts.marks import note, vertical_line
from data.questions.editions import records


class Break(NamedTuple):
    """A break and every edition at which it is: no line of the series enters them from before."""

    letter: str
    name: str
    explanation: str
    editions: tuple[int, ...]

    @property
    def span(self) -> str:
        """« Édition 3 », « Éditions 6 à 8 »."""
        first, last = self.editions[0], self.editions[-1]
        return f"Éditions {first} à {last}" if last > first else f"Édition {first}"


def lettered(rows: pd.DataFrame) -> tuple[Break, ...]:
    """The breaks of some rows of `Dataset.breaks`, ascending, each with its letter (a, b, c…)."""
    found: dict[tuple[str, str], set[int]] = {}
    for line in records(rows):
        found.setdefault((line["name"], line["explanation"]), set()).add(line["edition"])
    ordered = sorted(found.items(), key=lambda one: (min(one[1]), max(one[1])))
    return tuple(Break(chr(ord("a") + index), *words, tuple(sorted(at))) for index, (words, at) in enumerate(ordered))


def broken_at(breaks: tuple[Break, ...]) -> set[int]:
    """The editions that no line of the series enters from before."""
    return {edition for mark in breaks for edition in mark.editions}


def break_marks(breaks: tuple[Break, ...], bottom: float = 0, top: float = 1) -> tuple[list[dict], list[dict]]:
    """Shapes and annotations of the breaks: a dotted line or a band, and its letter above.

    `bottom` and `top` are shares of the plot's height.
    """
    shapes: list[dict[str, Any]] = []
    letters: dict[float, list[str]] = {}
    for mark in breaks:
        start, end = mark.editions[0] - 0.5, mark.editions[-1] + 0.5
        is_band = end - start > 1
        band = {"type": "rect", "x1": end, "line": {"width": 0}, "fillcolor": theme.ZONE}
        shapes.append(vertical_line(start, bottom, top) | (band if is_band else {}))
        letters.setdefault((start + end) / 2 if is_band else start, []).append(mark.letter)
    return shapes, [note(x, top, ", ".join(marks)) for x, marks in letters.items()]
