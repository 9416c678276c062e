"""A chart as a picture for a report or a slide: title, subtitle, legend, notes, selection, source and licence in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import orjson

from components.charts.chart import ComputedChart
from components.charts.parts import theme
from components.charts.parts.narrative import break_notes
from components.charts.parts.projector_style import for_projection
from components.charts.parts.tables import printable
from components.charts.parts.tokens import projected
from components.files.typesetting import typeset
from components.html import typeface
from components.html.card import source_line
from components.html.figure_legend import legend_height, legend_svg
from components.html.figure_svg import to_svg
from data.model import french

MOST_PIXELS = 6_000_000
"""A picture of more at its scale is drawn at one dot for each pixel: its time grows with them."""
_DOCUMENT = Path(__file__).with_name("picture.typ")
_LINE = 1.36
"""Height of a line, as a share of its size."""


@dataclass(frozen=True)
class Usage:
    """What a picture is for: its size and those of its texts, in pixels.

    Attributes:
        width: Of the picture.
        height: Of the picture, 0 where the chart's own height decides.
        scale: Dots of a PNG for each pixel.
        padding: Room around all.
        title: Size of text.
        subtitle: Size of text.
        legend: Size of text.
        foot: Size of text, of notes and source.
    """

    width: int
    height: int
    scale: float
    padding: int
    title: int
    subtitle: int
    legend: int
    foot: int


PAGE = Usage(width=1169, height=0, scale=2, padding=24, title=22, subtitle=14, legend=13, foot=11)
"""An A4 page held sideways, at 100 to the inch."""
SLIDE = Usage(width=1280, height=720, scale=1.5, padding=32, title=28, subtitle=18, legend=17, foot=15)
"""A slide of 1920 × 1080 dots, whose texts are a fiftieth of its height at least."""
USAGES: Mapping[str, Usage] = {"": PAGE, "diapositive": SLIDE}
"""Value of `usage` in an address → what it asks for."""
_LOWEST_PLOT = 400
"""A chart lower than that on a slide makes the picture higher instead."""


def chart_png(chart: ComputedChart, usage: Usage = PAGE) -> bytes:
    """The picture as PNG.

    Raises:
        TypesetError: typst failed.
    """
    svg, height = _picture(chart, usage, is_live=False)
    scale = usage.scale if usage.width * height * usage.scale**2 <= MOST_PIXELS else 1
    fonts = [theme.FAMILY] if typeface.files() else typeface.SYSTEM_FAMILIES
    data = orjson.dumps({"svg": svg, "width": usage.width, "height": height, "fonts": fonts})
    return typeset(_DOCUMENT, data, "png", dots=72 * scale)


def chart_svg(chart: ComputedChart, usage: Usage = PAGE) -> bytes:
    """The picture as SVG, whose texts stay texts and whose marks say what they are."""
    return _picture(chart, usage, is_live=True)[0].encode()


def _picture(chart: ComputedChart, usage: Usage, *, is_live: bool) -> tuple[str, int]:
    """The SVG and its height."""
    narrative = chart.narrative
    room = usage.width - 2 * usage.padding
    head = _Text(usage, usage.padding * 0.75)
    head.write(narrative.heading, usage.title, is_bold=True)
    head.write(narrative.subtitle, usage.subtitle)
    legend_top = head.bottom + 6
    plot_top = legend_top + legend_height(chart.legend, room, usage.legend)
    foot = _Text(usage, 8, theme.SLIDE_INK if usage.height else theme.FOOT)
    for text in _foot(chart, is_short=bool(usage.height)):
        foot.write(text, usage.foot)
    below = foot.bottom + usage.padding * 0.6
    figure, colour = chart.slide_figure if usage.height else chart.figure, lambda colour: colour
    plot_height = figure["layout"]["height"]
    if usage.height:
        plot_height = round(max(usage.height - plot_top - below, plot_height if plot_height > 620 else _LOWEST_PLOT))
        figure, colour = for_projection(figure, room, plot_height), projected
    foot_top = plot_top + plot_height
    height = round(foot_top + foot.bottom + usage.padding * 0.6)
    plot = to_svg(_with_room(_plain(figure, is_live=is_live)), name=chart.chart.name, width=room)
    words = f"{narrative.subtitle}. {' '.join(narrative.sentences)}"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{usage.width}" height="{height}" role="img" lang="fr" '
        f'viewBox="0 0 {usage.width} {height}" font-family="{escape(theme.FONT)}" fill="{theme.INK}">'
        f"<title>{_escaped(narrative.heading)}</title><desc>{_escaped(words)}</desc>"
        f'<rect width="{usage.width}" height="{height}" fill="{theme.PAPER}"/>{head.svg()}'
        f'<g transform="translate({usage.padding} {legend_top:.0f})">'
        f"{legend_svg(chart.legend, room, usage.legend, colour)}</g>"
        f'<g transform="translate({usage.padding} {plot_top:.0f})">{plot}</g>'
        f'<g transform="translate(0 {foot_top:.0f})">{foot.svg()}</g></svg>'
    )
    return svg, height


def _foot(chart: ComputedChart, *, is_short: bool) -> list[str]:
    """What must be known to read the chart: breaks, hollow marks, gaps; then selection, source, licence, dataset."""
    context = chart.context
    notes = list(chart.narrative.notes)
    if is_short and len(context.breaks):
        explained = set(map(french.typeset, break_notes(context.breaks)))
        notes = [note for note in notes if note not in explained]
    selection = french.typeset(f"Sélection : {context.selection.in_words(context.dataset)}.")
    source = f"{selection} {source_line(context.dataset)} Jeu de données {context.dataset.id}."
    return [" ".join(notes), source] if is_short else [*notes, source]


class _Text:
    """Paragraphs one under the other, wrapped."""

    def __init__(self, usage: Usage, top: float, colour: str = theme.INK) -> None:
        self.bottom = top
        self._usage, self._colour = usage, colour
        self._lines: list[str] = []

    def write(self, text: str, size: int, *, is_bold: bool = False) -> None:
        room = self._usage.width - 2 * self._usage.padding
        weight = ' font-weight="700"' if is_bold else ""
        for line in typeface.wrapped(printable(text), room, size, is_bold=is_bold):
            self._lines.append(
                f'<text x="{self._usage.padding}" y="{self.bottom + size:.1f}" font-size="{size}"{weight} '
                f'fill="{self._colour}">{_escaped(line)}</text>'
            )
            self.bottom += size * _LINE

    def svg(self) -> str:
        return "".join(self._lines)


def _escaped(text: str) -> str:
    return escape(printable(text), quote=False)


def _with_room(figure: dict[str, Any]) -> dict[str, Any]:
    """The figure with a left margin as wide as the labels that stand in it."""
    layout = figure["layout"]
    needed = [
        typeface.width(text, axis.get("tickfont", {}).get("size", theme.SIZE)) + 4
        for name, axis in layout.items()
        if name.startswith("yaxis") and axis.get("visible") is not False
        for text in axis.get("ticktext") or ()
    ]
    margin = layout["margin"]
    left = round(max([margin["l"], *needed]))
    return {"data": figure["data"], "layout": {**layout, "margin": {**margin, "l": left}}}


def _plain(value: Any, *, is_live: bool) -> Any:
    """The figure without links, which lead nowhere in a file, and without words where nothing can show them."""
    unseen = ("customdata",) if is_live else ("customdata", "hovertext")
    if isinstance(value, Mapping):
        return {name: _plain(inner, is_live=is_live) for name, inner in value.items() if name not in unseen}
    if isinstance(value, list):
        return [_plain(inner, is_live=is_live) for inner in value]
    return printable(value) if isinstance(value, str) else value
