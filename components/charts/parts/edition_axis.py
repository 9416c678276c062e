"""The horizontal axis of every chart across editions: time, true to their dates, with editions as marks on it."""

from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from components.charts.parts import direct_labels, theme
from components.charts.parts.direct_labels import LINE, NARROW, WIDE, WIDE_ONLY
from components.charts.parts.marks import scatter, vertical_line
from components.charts.parts.narrative import edition_label
from components.charts.parts.series_breaks import Break
from data.model import french
from data.questions.parts.editions import Line, records

BAR = 2.8
"""Width of a bar, in months."""
_ROOM, _LEAST_SPAN = 2, 12
"""Months before the first edition and after the last, and the fewest that an axis shows."""
_USUAL_STEP = 6
"""Months from an edition to the next where one has no date."""
_COARSE = 5
"""Of editions that do not all fit, only these multiples are written."""
_LEAST_OF_A_YEAR = 3
"""Months of a year that an axis shows, from which the year is written."""
_BESIDE = {"left": 3, "right": -3}
"""Pixels from a dotted line to the word on one side of it."""
_YEARS_DOWN = 20
"""Pixels from the axis to the years."""


class Word(NamedTuple):
    """What is written above the plot at a position, over a dotted line, or over a zone up to `end`."""

    x: float
    text: str
    end: float = 0.0


def dated(frame: pd.DataFrame) -> list[Line]:
    """The rows of a frame, one per edition, ascending, with `x`, the month of each, counted from the year 0.

    The month is between its neighbours where it is unknown.
    """
    editions = records(frame)
    known = [line for line in editions if line["reference_date"]]
    numbers = np.array([line["edition"] for line in editions], dtype=float)
    x = numbers * _USUAL_STEP
    if known:
        months = [12 * int(line["reference_date"][:4]) + int(line["reference_date"][5:7]) - 1 for line in known]
        dates = [line["edition"] for line in known]
        beyond = np.minimum(numbers - dates[0], 0) + np.maximum(numbers - dates[-1], 0)
        x = np.interp(numbers, dates, months) + _USUAL_STEP * beyond
    return [line | {"x": month} for line, month in zip(editions, x.tolist(), strict=True)]


def hover_texts(editions: Sequence[Line], written: Callable[[Line], str]) -> list[str]:
    """« Édition 14 (novembre 2021) » in bold for each edition, over what is written of it."""
    return [
        f"<b>{french.capitalised(edition_label(line['edition'], line['reference_date']))}</b><br>{written(line)}"
        for line in editions
    ]


def ends(editions: Sequence[Line]) -> list[float]:
    """Both ends of the axis of dated editions."""
    if not editions:
        return [0.0, float(_LEAST_SPAN)]
    low, high = editions[0]["x"] - _ROOM, editions[-1]["x"] + _ROOM
    more = max(0.0, _LEAST_SPAN - (high - low)) / 2
    return [low - more, high + more]


class EditionAxis:
    """The horizontal axis of a figure, and what is written along it.

    Args:
        editions: As `dated` gives them.
        left: Room on the left of the plot, in pixels.
        right: Room on its right.
        height: Of the figure.
        words: What is written above the plot.
        share: Of the room between left and right that the axis takes.
    """

    def __init__(
        self, editions: Sequence[Line], left: int, right: int, height: int, words: Sequence[Word] = (), share: float = 1
    ) -> None:
        self.editions = editions
        self.ends = ends(editions)
        self._scales = [(width - left - right) * share / (self.ends[1] - self.ends[0]) for width in (NARROW, WIDE)]
        words = sorted(words)
        shares = [((word.x - self.ends[0]) / (self.ends[1] - self.ends[0]), word.text) for word in words]
        rows = direct_labels.above(shares, NARROW - left - right, right)
        top = 12 + round(LINE * (max((row for row, _ in rows), default=-1) + 1))
        self.margin = {"l": left, "r": right, "b": theme.BELOW_EDITIONS, "t": top}
        line = LINE / (height - top - theme.BELOW_EDITIONS)
        self.notes = [
            {"x": word.x, "y": 1, "xref": "x", "yref": "paper", "text": word.text, "showarrow": False, "xanchor": side,
             "yanchor": "bottom", "yshift": round(row * LINE), "xshift": _BESIDE[side], "font": theme.QUIET}
            for word, (row, side) in zip(words, rows, strict=True)
        ] + self._years()  # fmt: skip
        zone = {"type": "rect", "line": {"width": 0}, "fillcolor": theme.ZONE}
        self.shapes = [vertical_line(word.x) | zone | {"x1": word.end} for word in words if word.end > word.x] + [
            vertical_line(word.x, 0, 1 + (row + 1) * line) for word, (row, _) in zip(words, rows, strict=True)
        ]

    def layout(self, **settings: Any) -> dict[str, Any]:
        """The axis for a layout: a tick at each edition, its number where it fits, a longer tick at each new year."""
        numbers = [(line["x"], str(line["edition"])) for line in self.editions]
        shown = dict(self.fitting(numbers, lambda text: int(text) % _COARSE == 0))
        low, high = self.ends
        january = [12 * year for year in range(int(low // 12) + 1, int(high // 12) + 1)]
        minor = {"tickmode": "array", "tickvals": january, "ticks": "outside", "ticklen": 16, "tickcolor": theme.GRID}
        texts = [shown.get(x, "") for x, _ in numbers]
        labels = {"tickmode": "array", "tickvals": [x for x, _ in numbers], "ticktext": texts, "minor": minor,
                  "tickangle": 0, "tickfont": theme.QUIET}  # fmt: skip
        line = {"ticks": "outside", "ticklen": 3, "showline": True, "linecolor": theme.MUTED, **theme.ALL_LABELS}
        return {**labels, **line, "range": self.ends, "fixedrange": True, "showgrid": False, "zeroline": False,
                **settings}  # fmt: skip

    def fitting(
        self, labels: Sequence[tuple[float, str]], is_first: Callable[[str], bool] = lambda text: True
    ) -> list[tuple[float, str]]:
        """The labels (position, text) that stand apart; those for which only a wide drawing has room say so.

        Where a narrow drawing has no room for all, it shows only those that come first.
        """
        narrow, wide = (direct_labels.without_collision(labels, scale) for scale in self._scales)
        if len(narrow) < len(labels):
            coarse = [index for index, (_, text) in enumerate(labels) if is_first(text)]
            apart = direct_labels.without_collision([labels[index] for index in coarse], self._scales[0])
            narrow = {coarse[index] for index in apart}
        return [
            (x, text if index in narrow else WIDE_ONLY + text)
            for index, (x, text) in enumerate(labels)
            if index in narrow | wide
        ]

    def _years(self) -> list[dict[str, Any]]:
        low, high = self.ends
        spans = [(max(low, 12 * year), min(high, 12 * year + 12), str(year))
                 for year in range(int(low // 12), int(high // 12) + 1)]  # fmt: skip
        middles = [((start + end) / 2, year) for start, end, year in spans if end - start > _LEAST_OF_A_YEAR]
        is_known = any(line["reference_date"] for line in self.editions)
        return [
            {"x": x, "y": 0, "xref": "x", "yref": "paper", "text": text, "showarrow": False, "xanchor": "center",
             "yanchor": "top", "yshift": -_YEARS_DOWN, "font": theme.QUIET}
            for x, text in self.fitting(middles if is_known else [])
        ]  # fmt: skip

    def missing(self, value: str, y: float = 0) -> list[theme.Trace]:
        """One « n. d. » above `y` under each run of editions without a value, as up to one trace."""
        runs = groupby(self.editions, key=lambda line: french.is_missing(line[value]))
        missing = [[line["x"] for line in run] for is_missing, run in runs if is_missing]
        labels = self.fitting([((run[0] + run[-1]) / 2, "n. d.") for run in missing])
        trace = scatter("text", [x for x, _ in labels], [y] * len(labels), text=[text for _, text in labels],
                              textposition="top center", textfont=theme.QUIET, cliponaxis=False)  # fmt: skip
        return [trace] if labels else []


def break_words(editions: Sequence[Line], breaks: Sequence[Break]) -> list[Word]:
    """The names of breaks, each before its first edition; those of several editions end after the last."""
    before = {line["edition"]: (former["x"] + line["x"]) / 2 for former, line in pairwise(editions)}
    after = {line["edition"]: before[later["edition"]] for line, later in pairwise(editions)}
    return [
        Word(before[mark.editions[0]], mark.label,
             after.get(mark.editions[-1], editions[-1]["x"] + _ROOM / 2) if len(mark.editions) > 1 else 0.0)
        for mark in breaks
    ]  # fmt: skip
