"""The legend of a figure: its marks as SVG, alone or beside their names on as many lines as they take."""

from collections.abc import Callable, Sequence
from html import escape
from urllib.parse import quote

from components.charts.chart import LegendEntry
from components.charts.parts.theme import INK, PAPER
from components.html import typeface
from components.html.figure_frame import DASHES, number, outline
from components.markup import html

LINE = 1.7
"""Height of a line, as a share of its size of text."""
_MARK, _AFTER_MARK, _BETWEEN = 1.0, 0.5, 1.6
"""Width of a mark, room after it and between two entries, as shares of the size."""
_SWATCH = 14
"""Width and height of a mark alone, in pixels."""
_PATTERNS = {
    "/": '<path d="M-2 4L4 -2M0 8L8 0M4 10L12 2" stroke="{colour}" stroke-width="1.4"/>',
    ".": '<path d="M2 2h0M6 2h0M4 5h0M8 5h0" stroke="{colour}" stroke-width="2" stroke-linecap="round"/>',
    "|": '<path d="M2 0V8M5 0V8M8 0V8" stroke="{colour}"/>',
    "-": '<path d="M0 2H10M0 4H10M0 6H10" stroke="{colour}" stroke-width="0.8"/>',
}
"""Pattern of a bar → what fills a mark of 10 by 8."""


def legend_height(entries: Sequence[LegendEntry], width: float, size: float) -> float:
    """Height of the legend of a figure, 0 for none."""
    return len(_lines(entries, width, size)) * LINE * size


def legend_svg(
    entries: Sequence[LegendEntry], width: float, size: float, colour: Callable[[str], str] = lambda colour: colour
) -> str:
    """The elements of a legend whose top left corner is the origin.

    Args:
        entries: The series.
        width: Room in pixels.
        size: Of its text, in pixels.
        colour: Colour of an entry → the one drawn.
    """
    parts = []
    for row, line in enumerate(_lines(entries, width, size)):
        y = (row + 0.5) * LINE * size
        for x, entry in line:
            parts.append(_mark(entry, x, y, size, colour(entry.colour)))
            text_x = x + (_MARK + _AFTER_MARK) * size
            parts.append(
                f'<text x="{number(text_x)}" y="{number(y + 0.36 * size)}" font-size="{number(size)}">'
                f"{escape(entry.name, quote=False)}</text>"
            )
    return "".join(parts)


def swatch(entry: LegendEntry, colour: str) -> html.Img:
    """The mark of an entry as a picture, as high as the text around it; the same in forced colours."""
    mark = _mark(entry, 0, _SWATCH / 2, _SWATCH, colour)
    size = f'width="{_SWATCH}" height="{_SWATCH}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif">{mark}</svg>'
    return html.Img(src="data:image/svg+xml," + quote(svg, safe=" /=:"), alt="")


def _lines(entries: Sequence[LegendEntry], width: float, size: float) -> list[list[tuple[float, LegendEntry]]]:
    """The entries of each line, each with its start."""
    lines: list[list[tuple[float, LegendEntry]]] = []
    x = 0.0
    for entry in entries:
        needed = (_MARK + _AFTER_MARK) * size + typeface.width(entry.name, size)
        if not lines or x + needed > width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, entry))
        x += needed + _BETWEEN * size
    return lines


def _mark(entry: LegendEntry, x: float, y: float, size: float, colour: str) -> str:
    width, middle = _MARK * size, x + _MARK * size / 2
    if entry.shape in ("bar", "band"):
        return _bar(entry, x, y, size, colour)
    if entry.shape == "line":
        dashes = f' stroke-dasharray="{DASHES[entry.pattern]}"' if entry.pattern in DASHES else ""
        line = f'stroke="{colour}" stroke-width="{number(size / 5)}"{dashes}'
        return f'<path d="M{number(x)} {number(y)}h{number(width)}" {line}/>'
    if entry.shape.startswith("circle"):
        fill = PAPER if entry.shape == "circle-open" else colour
        return (
            f'<circle cx="{number(middle)}" cy="{number(y)}" r="{number(0.36 * size)}" fill="{fill}" '
            f'stroke="{colour}" stroke-width="{number(size / 8)}"/>'
        )
    path = outline(entry.shape, 0.42 * size)
    return f'<path transform="translate({number(middle)} {number(y)})" d="{path}" fill="{colour}"/>'


def _bar(entry: LegendEntry, x: float, y: float, size: float, colour: str) -> str:
    """A bar, with its pattern or with what is written on it; a band is pale."""
    side = 0.8 * size
    box = f'x="{number(x)}" y="{number(y - side / 2)}" width="{number(_MARK * size)}" height="{number(side)}"'
    if entry.pattern:
        is_over = entry.pattern.endswith("over")
        inside = _PATTERNS[entry.pattern.removesuffix("over")].format(colour=PAPER if is_over else colour)
        if is_over:
            inside = f'<path d="M0 0H10V8H0Z" fill="{colour}"/>{inside}'
        return (
            f'<svg {box} viewBox="0 0 10 8"><g>{inside}</g><path d="M0 0H10V8H0Z" fill="none" stroke="{colour}"/></svg>'
        )
    opacity = ' opacity="0.4"' if entry.shape == "band" else ""
    edge = f' stroke="{INK}" stroke-width="0.5"' if entry.text else ""
    written = (
        f'<text x="{number(x + _MARK * size / 2)}" y="{number(y + 0.3 * size)}" font-size="{number(side)}" '
        f'text-anchor="middle" fill="{INK}">{entry.text}</text>'
        if entry.text
        else ""
    )
    return f'<rect {box} fill="{colour}"{edge}{opacity}/>{written}'
