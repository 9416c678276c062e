"""Charts as an office suite shows them: categories and editable series of numbers, from the frame of a chart."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import pandas as pd

from components.charts.parts import edition_series
from components.charts.parts.edition_axis import Word
from components.charts.parts.series_breaks import Break, broken_at
from components.charts.parts.tables import escape_formula, printable, shortened
from data.questions.parts.editions import Line, records

Form = Literal["columns", "facing", "bars", "clusters", "lines", "bubbles"]
"""Stacked columns, columns up and down, stacked bars, side by side bars, lines, bubbles."""
Number = float | None

FRENCH = "[$-40C]"
"""Before a format: its numbers are written in French, whatever the language of the suite that honours it."""
COUNT = f"{FRENCH}#,##0;{FRENCH}#,##0;"
MEUR = f'[>=1000]{FRENCH}0.0#,"\u00a0Md€";{FRENCH}#,##0.0"\u00a0M€"'
"""A comma at the end of the digits divides by a thousand."""


def literal(text: str) -> str:
    """The format of any number that shows a text instead."""
    quoted = '"{}"'.format(printable(text).replace('"', "”").replace(";", ","))
    return ";".join([quoted] * 3)


def pct(name: str, *, signed: bool = True) -> str:
    """The format of a rate, followed by the name of its series."""
    unit = f'"\u00a0% {name}"'
    plus = "+" if signed else ""
    return f"{FRENCH}{plus}#,##0.0{unit};{FRENCH}\u2212#,##0.0{unit};{FRENCH}0{unit}"


WIDEST = 34
"""Diameter of the largest bubble, in pixels."""


class Series(NamedTuple):
    """A series of a chart: one point for each category, None where nothing is known.

    The colour is empty where it only holds others up, `label` is the format of the numbers beside its bars, or of the
    last one of a line. `is_line` draws it over the bars, `is_thin` without marks in the background, `is_joined` joins
    its marks, `is_hollow` draws them hollow.
    """

    name: str
    points: tuple[Number, ...]
    colour: str
    label: str = ""
    is_line: bool = False
    is_thin: bool = False
    in_legend: bool = True
    is_joined: bool = True
    is_hollow: bool = False


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
    """A chart for an office suite: the names along its axis, none for bubbles. Its scale is that of the figure.

    Attributes:
        title: What it measures; empty where the slide says it.
        months: When each category is, as `edition_axis.dated` counts; empty where the axis is not time.
        words: What is written above the plot of such a chart.
        share: Its share of the height of the block.
    """

    form: Form
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    title: str = ""
    bubbles: tuple[Bubble, ...] = ()
    axis_titles: tuple[str, str] = ("", "")
    months: tuple[float, ...] = ()
    words: tuple[Word, ...] = ()
    share: float = 1.0
    has_legend: bool = True


def numbers(values: Iterable[float]) -> tuple[Number, ...]:
    """Numbers as files write them, None where missing."""
    return tuple(None if pd.isna(value) else float(value) for value in values)


_EPOCH = pd.Timestamp("1899-12-30")


def days(dates: pd.Series) -> pd.Series:
    """Dates as a spreadsheet counts them."""
    return (dates - _EPOCH).dt.days


def project_name(name: object) -> str:
    """The name of a project, harmless in the workbook behind a chart."""
    return escape_formula(shortened(printable(name), 42))


def across_editions(
    form: Form, editions: Sequence[Line], series: Iterable[Series], words: Iterable[Word] = (), **options: Any
) -> NativeChart:
    """A chart of `dated` editions, under some words; one category after the other where none has a date."""
    chart = NativeChart(form, tuple(str(line["edition"]) for line in editions), tuple(series), **options)
    is_known = any(line["reference_date"] for line in editions)
    return chart._replace(months=tuple(line["x"] for line in editions), words=tuple(words)) if is_known else chart


def published(
    frame: pd.DataFrame, breaks: tuple[Break, ...], value: str, name: str, colour: str, label: str = "", **style: Any
) -> list[Series]:
    """A published series, one for each run between two breaks: no line then joins two runs. The last point is labelled.

    The figures that are not the publisher's have a hollow mark, a series of its own.
    """
    editions = frame["edition"].tolist()
    bounds = [editions[0], *(edition for edition in sorted(broken_at(breaks)) if edition > editions[0])]
    found: list[Series] = []
    for start, end in pairwise([*bounds, editions[-1] + 1]):
        points = frame[value].where(frame["edition"].between(start, end - 1))
        if points.notna().any():
            suffix = f"édition {start}" if end - start == 1 else f"éditions {start} à {end - 1}"
            suffixed = f"{name}, {suffix}" if found else name
            found.append(Series(suffixed, numbers(points), colour, in_legend=not found, **style))
    if found:
        found[-1] = found[-1]._replace(label=label)
    if words := edition_series.hollow_words(records(frame), value):
        points = frame[value].where(frame["provenance"] != "publisher")
        found.append(Series(words, numbers(points), colour, is_joined=False, is_hollow=True, **style))
    return found
