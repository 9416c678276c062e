"""What stands on a slide, and where: one geometry for the screen, the PowerPoint file and the PDF.

A slide is 1280 × 720 CSS pixels, which are 13.333 × 7.5 inches: the same numbers place a block on a page, on paper and
in a file. Sizes of text are in the same pixels; none is under `SMALLEST`, a fiftieth of the height.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from components.charts.chart import LegendEntry
from components.charts.parts.native import NativeChart
from components.charts.parts.tables import printable, shortened
from data.model import french

WIDTH, HEIGHT = 1280, 720
MARGIN = 48
SMALLEST = 15
SIZES = (20, 18, 17, 16, SMALLEST)
"""Sizes of running text, the first that fits being taken."""
TITLE_SIZES = (34, 31, 28, 25, 22)
LINE = 1.32
"""Height of a line, as a share of its size."""
_LETTER, _BOLD_LETTER = 0.55, 0.61
"""Width of a letter in French text, as a share of its size, in the widest of usual fonts."""


@dataclass(frozen=True)
class Box:
    """A rectangle of a slide, in pixels of its 1280 × 720."""

    left: int
    top: int
    width: int
    height: int


TITLE = Box(MARGIN, 26, WIDTH - 2 * MARGIN, 84)
SUBTITLE = Box(MARGIN, 112, WIDTH - 2 * MARGIN, 28)
CONTENT = Box(MARGIN, 152, WIDTH - 2 * MARGIN, 500)
SOURCE = Box(MARGIN, 672, 1084, 26)
NUMBER = Box(1152, 672, 80, 26)


@dataclass(frozen=True)
class Words:
    """Paragraphs, under a heading where there is one."""

    box: Box
    paragraphs: tuple[str, ...]
    size: int
    heading: str = ""
    is_listed: bool = False


@dataclass(frozen=True)
class Tile:
    """A key figure: what it is, its value, its date and what it was."""

    box: Box
    name: str
    label: str
    value: str
    detail: str
    is_known: bool


@dataclass(frozen=True)
class Grid:
    """A small table.

    Attributes:
        box: Where it stands.
        caption: What it holds.
        headers: One for each column; the first column heads each line.
        rows: Texts.
        shares: Width of each column, as a share of the table's.
        numbers: Columns aligned on their digits.
        more: What stands under it where lines are left out.
    """

    box: Box
    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    numbers: tuple[int, ...] = ()
    more: str = ""


@dataclass(frozen=True)
class Picture:
    """A chart.

    Attributes:
        box: Where it stands, legend included.
        name: Name of the chart.
        alternative: What it shows, for who does not see it.
        figure: The figure as drawn in a card, as plain values.
        legend: Its series.
        native: The same chart for a PowerPoint file.
    """

    box: Box
    name: str
    alternative: str
    figure: dict[str, Any]
    legend: tuple[LegendEntry, ...]
    native: Callable[[], tuple[NativeChart, ...]]


@dataclass(frozen=True)
class Legend:
    """The series of several charts, where they share one legend; the charts of a file have their own."""

    box: Box
    entries: tuple[LegendEntry, ...]


Block = Legend | Words | Tile | Grid | Picture


def words(
    box: Box,
    paragraphs: list[str],
    *,
    heading: str = "",
    is_listed: bool = False,
    sizes: tuple[int, ...] = SIZES,
) -> Words:
    """Paragraphs at the largest size that fits their box; what still does not fit is cut, the notes having it all."""
    texts = [french.typeset(printable(text)) for text in paragraphs if text]
    room = box.height - (44 if heading else 0)
    size = next((size for size in sizes if _height(texts, size, box.width) <= room), sizes[-1])
    while texts and _height(texts, size, box.width) > room:
        longest = len(texts[-1])
        texts[-1:] = [] if longest < 60 else [shortened(texts[-1], longest - 30)]
    return Words(box, tuple(texts), size, printable(heading), is_listed)


def title_size(title: str, width: int = TITLE.width) -> int:
    """The largest size at which a title takes two lines at most."""
    return next((size for size in TITLE_SIZES if _lines(title, size * _BOLD_LETTER, width) <= 2), TITLE_SIZES[-1])


def fitted_title(title: str) -> str:
    """The title, cut where two lines of the smallest size do not hold it."""
    text = french.typeset(printable(title))
    return shortened(text, int(2 * TITLE.width * 0.94 / (TITLE_SIZES[-1] * _BOLD_LETTER)))


def cell(text: object, width: float, size: int = 16) -> str:
    """The text of a cell on one line of so many pixels."""
    return shortened(printable(text).replace("\n", " "), max(4, int((width - 14) / (size * 0.58))))


def _height(texts: list[str], size: int, width: int) -> float:
    # Half a line between paragraphs.
    return sum((_lines(text, size * _LETTER, width - 20) * LINE + 0.5) * size for text in texts)


def _lines(text: str, letter: float, width: float) -> int:
    # A line ends at a word: it holds a little less than its width.
    return max(1, math.ceil(len(text) * letter / (width * 0.95)))
