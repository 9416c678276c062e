"""The legend of a figure as SVG, for pictures and slides: marks and names on as many lines as they take."""

from collections.abc import Callable, Sequence
from html import escape

from components.charts.chart import LegendEntry
from components.charts.parts.theme import PAPER
from components.html import typeface
from components.html.figure_frame import number, outline

LINE = 1.7
"""Height of a line, as a share of its size of text."""
_MARK, _AFTER_MARK, _BETWEEN = 1.0, 0.5, 1.6
"""Width of a mark, room after it and between two entries, as shares of the size."""


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
        side = 0.8 * size
        opacity = ' opacity="0.4"' if entry.shape == "band" else ""
        return (
            f'<rect x="{number(x)}" y="{number(y - side / 2)}" width="{number(width)}" height="{number(side)}" '
            f'fill="{colour}"{opacity}/>'
        )
    if entry.shape == "line":
        return (
            f'<path d="M{number(x)} {number(y)}h{number(width)}" stroke="{colour}" stroke-width="{number(size / 5)}"/>'
        )
    if entry.shape.startswith("circle"):
        fill = PAPER if entry.shape == "circle-open" else colour
        return (
            f'<circle cx="{number(middle)}" cy="{number(y)}" r="{number(0.36 * size)}" fill="{fill}" '
            f'stroke="{colour}" stroke-width="{number(size / 8)}"/>'
        )
    path = outline(entry.shape, 0.42 * size)
    return f'<path transform="translate({number(middle)} {number(y)})" d="{path}" fill="{colour}"/>'
