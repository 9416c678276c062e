"""Charts as an office suite shows them: categories and editable series of numbers, from the frame of a chart."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, NamedTuple

import pandas as pd

from components.charts.parts.series_breaks import Break, broken_at
from components.charts.parts.tables import escape_formula, printable, shortened

Form = Literal["columns", "facing", "bars", "clusters", "lines", "bubbles"]
"""Stacked columns, columns up and down, stacked bars, side by side bars, lines, bubbles."""
Number = float | None

FRENCH = "[$-40C]"
"""Before a format: its numbers are written in French, whatever the language of the suite that honours it."""
PLAIN_MEUR = f'{FRENCH}#,##0" M€"'
PCT = f'{FRENCH}#,##0" %"'
SIGNED_PCT = f'{FRENCH}+#,##0" %";{FRENCH}\u2212#,##0" %";0" %"'
COUNT = f"{FRENCH}#,##0;{FRENCH}#,##0"
MONTHS = "+0;\u22120;0"
YEAR = "yyyy"
TENTHS = f"{FRENCH}#,##0.0"


WIDEST = 34
"""Diameter of the largest bubble, in pixels."""


class Series(NamedTuple):
    """A series of a chart: one point for each category, None where nothing is known.

    The colour is empty where it only holds others up, `label` is the format of the numbers beside its marks. `is_line`
    draws it over the bars, `is_thin` without marks in the background.
    """

    name: str
    points: tuple[Number, ...]
    colour: str
    label: str = ""
    is_line: bool = False
    is_thin: bool = False
    in_legend: bool = True


class Bubble(NamedTuple):
    """A project of a chart of bubbles.

    `size` is what its area shows, the largest having the width `WIDEST`; `position` is that of its name, as in a figure
    (`middle right`), empty where it is not written.
    """

    x: float
    y: float
    size: float
    name: str
    position: str


class NativeChart(NamedTuple):
    """A chart for an office suite: the names along its axis, none for bubbles, and the format of its numbers.

    Attributes:
        title: What it measures; empty where the slide says it.
        breaks: Position among the categories → name of a break, from 0; empty after the first.
        lowest: Where the axis starts, None for the suite's choice.
        step: From one tick to the next, likewise.
        share: Its share of the height of the block.
    """

    form: Form
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str
    title: str = ""
    bubbles: tuple[Bubble, ...] = ()
    axis_titles: tuple[str, str] = ("", "")
    breaks: tuple[tuple[float, str], ...] = ()
    lowest: float | None = None
    step: float | None = None
    share: float = 1.0
    has_legend: bool = True


def numbers(values: Iterable[float]) -> tuple[Number, ...]:
    """Numbers as files write them, None where missing."""
    return tuple(None if pd.isna(value) else float(value) for value in values)


_EPOCH = pd.Timestamp("1899-12-30")


def days(dates: pd.Series) -> pd.Series:
    """Dates as a spreadsheet counts them."""
    return (dates - _EPOCH).dt.days


def year_axis(dates: pd.Series) -> tuple[float | None, float | None]:
    """Start and step of an axis of `days` whose ticks are years: 366 days never leave a year behind."""
    years = dates.dt.year.dropna()
    if years.empty:
        return None, None
    first, last = int(years.min()), int(years.max())
    return float((pd.Timestamp(first, 1, 1) - _EPOCH).days), 366.0 * (1 + (last - first) // 8)


def project_name(name: object) -> str:
    """The name of a project, harmless in the workbook behind a chart."""
    return escape_formula(shortened(printable(name), 42))


def edition_names(frame: pd.DataFrame) -> tuple[str, ...]:
    """The categories of a chart across editions."""
    return tuple(map(str, frame["edition"]))


def runs(frame: pd.DataFrame, breaks: tuple[Break, ...], value: str, name: str) -> list[tuple[str, tuple[Number, ...]]]:
    """Name and points of each run of a published series between two breaks: no line then joins two runs."""
    editions = frame["edition"].tolist()
    bounds = [editions[0], *(edition for edition in sorted(broken_at(breaks)) if edition > editions[0])]
    found = []
    for start, end in pairwise([*bounds, editions[-1] + 1]):
        points = numbers(frame[value].where(frame["edition"].between(start, end - 1)))
        if any(point is not None for point in points):
            suffix = f"édition {start}" if end - start == 1 else f"éditions {start} à {end - 1}"
            found.append((f"{name}, {suffix}", points))
    return found


def break_positions(frame: pd.DataFrame, breaks: tuple[Break, ...]) -> tuple[tuple[float, str], ...]:
    """`NativeChart.breaks` of a chart across editions."""
    editions = frame["edition"].tolist()
    return tuple(
        # A break that spans several editions is marked at each, and named at the first.
        (float(editions.index(edition)), "" if position else mark.label)
        for mark in breaks
        for position, edition in enumerate(mark.editions)
        if edition in editions
    )
