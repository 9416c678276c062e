"""A slide, its blocks and their geometry: the same for the screen, the PowerPoint file and the PDF.

A slide is 1280 × 720 CSS pixels, which are 13.333 × 7.5 inches. Text sizes are in pixels too; none is under
`SMALLEST`, a fiftieth of the height.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from components.charts.chart import LegendEntry
from components.charts.parts.native import NativeChart
from components.charts.parts.tables import Table, printable, shortened
from data.model import french

WIDTH, HEIGHT = 1280, 720
MARGIN = 48
SMALLEST = 15
SIZES = (20, 18, 17, 16, SMALLEST)
"""Sizes of running text, largest first: the first that fits is used."""
TITLE_SIZES = (34, 31, 28, 25, 22)
COVER_TITLE_SIZES = (60, 52, 44, 36)
LINE = 1.32
"""Line height, as a share of the text size."""
HEADING = 44
"""Height of the heading of a text block, space below included."""
_LETTER, _BOLD_LETTER = 0.55, 0.61
"""Average letter width of French text, as a share of its size, in the widest of the usual fonts."""


class Box(NamedTuple):
    """A rectangle of a slide, in pixels."""

    left: int
    top: int
    width: int
    height: int


TITLE = Box(MARGIN, 26, WIDTH - 2 * MARGIN, 84)
SUBTITLE = Box(MARGIN, 112, WIDTH - 2 * MARGIN, 28)
CONTENT = Box(MARGIN, 152, WIDTH - 2 * MARGIN, 500)
SOURCE = Box(MARGIN, 672, 1084, 26)
NUMBER = Box(1152, 672, 80, 26)
COVER_TITLE = Box(MARGIN, 180, TITLE.width, 190)
COVER_TEXT = Box(MARGIN, 380, TITLE.width, 220)


@dataclass(frozen=True)
class Words:
    """Paragraphs, under an optional heading."""

    box: Box
    paragraphs: tuple[str, ...]
    size: int
    heading: str = ""
    is_listed: bool = False


@dataclass(frozen=True)
class Tile:
    """A key figure: label, value, and its date and previous value as detail."""

    box: Box
    name: str
    label: str
    value: str
    detail: str
    is_known: bool


@dataclass(frozen=True)
class Grid:
    """A small table.

    The first column heads each row; `shares` are the widths of columns, as shares of the table's, `numbers` the
    positions of right-aligned columns, `more` a line below the table where rows are left out.
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
    """A chart, legend included: its text alternative, the figure of its card, and the same for the PowerPoint file."""

    box: Box
    name: str
    alternative: str
    figure: dict[str, Any]
    legend: tuple[LegendEntry, ...]
    native: tuple[NativeChart, ...]


@dataclass(frozen=True)
class Legend:
    """The legend shared by several charts on screen; in the PowerPoint file each chart has its own."""

    box: Box
    entries: tuple[LegendEntry, ...]


Block = Legend | Words | Tile | Grid | Picture


@dataclass(frozen=True)
class Slide:
    """A slide, with the presenter's notes and the tables behind it.

    `key` is its name in the deck: that of its entry, or `projet-<slug>`.
    """

    key: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    notes: Sequence[str]
    tables: tuple[tuple[pd.DataFrame, Table], ...] = ()
    is_cover: bool = False

    @property
    def fitted_title(self) -> str:
        """The title, cut where two lines of the smallest size do not hold it."""
        most = int(2 * TITLE.width * 0.94 / (self._title_sizes[-1] * _BOLD_LETTER))
        return shortened(french.typeset(printable(self.title)), most)

    @property
    def title_size(self) -> int:
        """The largest size at which the fitted title takes two lines at most."""
        title = self.fitted_title
        fits = (size for size in self._title_sizes if _lines(title, size * _BOLD_LETTER, TITLE.width) <= 2)
        return next(fits, self._title_sizes[-1])

    @property
    def _title_sizes(self) -> tuple[int, ...]:
        return COVER_TITLE_SIZES if self.is_cover else TITLE_SIZES


def words(
    box: Box, paragraphs: Sequence[str], *, heading: str = "", is_listed: bool = False, sizes: tuple[int, ...] = SIZES
) -> Words:
    """Paragraphs at the largest size that fits their box; text that still does not fit is cut."""
    texts = [french.typeset(printable(text)) for text in paragraphs if text]
    available = box.height - (HEADING if heading else 0)
    size = next((size for size in sizes if _height(texts, size, box.width) <= available), sizes[-1])
    while texts and _height(texts, size, box.width) > available:
        longest = len(texts[-1])
        texts[-1:] = [] if longest < 60 else [shortened(texts[-1], longest - 30)]
    return Words(box, tuple(texts), size, printable(heading), is_listed)


def cell(text: object, width: float, size: int = 16) -> str:
    """The text of a table cell, cut to one line of this width."""
    return shortened(printable(text).replace("\n", " "), max(4, int((width - 14) / (size * 0.58))))


def _height(texts: list[str], size: int, width: int) -> float:
    # Half a line between paragraphs.
    return sum((_lines(text, size * _LETTER, width - 20) * LINE + 0.5) * size for text in texts)


def _lines(text: str, letter: float, width: float) -> int:
    # Lines break at words: they hold a little less than their width.
    return max(1, math.ceil(len(text) * letter / (width * 0.95)))
