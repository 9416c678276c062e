"""Where each value of a figure stands in its SVG: as wide as its container on a page, of a given width in a picture."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from components.charts.parts.direct_labels import NARROW_ONLY, WIDE_ONLY
from components.charts.parts.scale import position
from components.charts.parts.theme import INK, PAPER, SIZE

_PATTERNS = {
    "/": ("hatch", '<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="{colour}" stroke-width="2"/>'),
    ".": ("dots", '<path d="M2 2h0M6 6h0" stroke="{colour}" stroke-width="2.4" stroke-linecap="round"/>'),
    "|": ("lines", '<path d="M4 0V8" stroke="{colour}" stroke-width="1.2"/>'),
    "-": ("rules", '<path d="M0 1H8M0 5H8" stroke="{colour}" stroke-width="0.8"/>'),
}
"""Pattern of plotly.js → its name, and what a square of 8 holds."""
_STRETCHED = 1000
"""Width of the drawing of lines that is stretched over the plot of a page."""
DASHES = {"dot": "2 3", "dash": "7 4", "dashdot": "7 3 2 3", "longdash": "10 4"}
"""Dash of a line as plotly.js names it → as SVG does."""
_PART = re.compile(r"<(/?b|br|/?span)>")
_TSPANS = {
    "b": '<tspan font-weight="700">',
    "span": '<tspan class="au-large">',
    "/b": "</tspan>",
    "/span": "</tspan>",
}


class FigureFrame:
    """The plot of a figure: its size, its axes, and the elements of which drawings are made.

    On a page (`width` None) horizontal positions are percentages, so that the drawing follows its container;
    in a picture they are pixels. Vertical positions are pixels from the top of the plot.

    Attributes:
        width: Width of the whole picture in pixels, None on a page.
        height: Height of the plot in pixels.
        margin: Room around the plot in pixels: `t`, `r`, `b`, `l`.
        size: Of the texts that have none of their own.
    """

    def __init__(self, layout: Mapping[str, Any], width: int | None, prefix: str) -> None:
        self.width = width
        self.margin = layout["margin"]
        self.height = layout["height"] - self.margin["t"] - self.margin["b"]
        self.size = layout.get("font", {}).get("size", SIZE)
        self.axes = {name.replace("axis", ""): axis for name, axis in layout.items() if name[1:].startswith("axis")}
        self._ends = {name: [position(end) for end in axis["range"]] for name, axis in self.axes.items()}
        self._domains = {name: tuple(axis.get("domain", (0.0, 1.0))) for name, axis in self.axes.items()}
        self.prefix = prefix
        self.definitions: dict[str, str] = {}

    @property
    def plot_width(self) -> float:
        """Width of the plot in pixels, of a picture only."""
        return (self.width or 0) - self.margin["l"] - self.margin["r"]

    def share(self, value: Any, axis: str) -> float:
        """Where a value stands on its axis, from 0 (start) to 1 (end)."""
        low, high = self._ends[axis]
        return (position(value) - low) / ((high - low) or 1.0)

    def domain(self, axis: str) -> tuple[float, float]:
        """The shares of the plot between which an axis stands, from the left or from the bottom."""
        return self._domains.get(axis, (0.0, 1.0))

    def beside(self, axis: str) -> tuple[float, float]:
        """`domain` of the axis that an axis is anchored to."""
        return self.domain(self.axes[axis].get("anchor", "y" if axis.startswith("x") else "x"))

    def across(self, value: Any, axis: str = "x") -> float:
        """Share of the width at which a value stands; the axis `paper` takes shares."""
        if axis == "paper":
            return float(value)
        start, end = self._domains[axis]
        return start + self.share(value, axis) * (end - start)

    def down(self, value: Any, axis: str = "y") -> float:
        """Pixels from the top at which a value stands; the axis `paper` takes shares, from the bottom."""
        if axis == "paper":
            return (1 - float(value)) * self.height
        bottom, top = self._domains[axis]
        return (1 - (bottom + self.share(value, axis) * (top - bottom))) * self.height

    def x(self, share: float) -> str:
        """A share of the width as an attribute."""
        return number(share * self.plot_width) if self.width else f"{number(share * 100)}%"

    def path(self, points: Iterable[tuple[float, float] | None], *, is_closed: bool = False) -> str:
        """The data of a path through points (share of the width, pixels from the top); None lifts the pen."""
        scale = self.plot_width if self.width else _STRETCHED
        data, command = "", "M"
        for point in points:
            if point is None:
                command = "M"
                continue
            data += f"{command}{number(point[0] * scale)} {number(point[1])}"
            command = "L"
        return data + ("Z" if is_closed and data else "")

    def lines(self, paths: str) -> str:
        """Paths in the plot; on a page they are stretched to its width, not their strokes."""
        if self.width or not paths:
            return paths
        box = f'viewBox="0 0 {_STRETCHED} {number(self.height)}" preserveAspectRatio="none"'
        return f'<svg width="100%" height="{number(self.height)}" {box} overflow="visible">{paths}</svg>'

    def stroke(self, line: Mapping[str, Any]) -> str:
        """The attributes of a line's stroke."""
        dash = DASHES.get(line.get("dash", ""), "")
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        unscaled = "" if self.width else ' vector-effect="non-scaling-stroke"'
        return f'stroke="{line["color"]}" stroke-width="{number(line.get("width", 2))}"{dashes}{unscaled}'

    def text(
        self,
        share: float,
        y: float,
        text: str,
        *,
        anchor: str = "middle",
        font: Mapping[str, Any] | None = None,
        dx: float = 0,
        angle: int = 0,
    ) -> str:
        """A text, its lines one under the other.

        Args:
            share: Share of the width.
            y: Baseline of the first line, in pixels from the top.
            text: With the tags `b` and `br` that figures use.
            anchor: `start`, `middle` or `end`.
            font: `size` and `color`, those of the figure where missing.
            dx: Pixels to the right.
            angle: Degrees by which it is turned.
        """
        font = font or {}
        size = font.get("size", self.size)
        style = f' font-size="{size}"' if size != self.size else ""
        style += f' fill="{font["color"]}"' if font.get("color", INK) != INK else ""
        style += f' text-anchor="{anchor}"' if anchor != "start" else ""
        style += f' dx="{number(dx)}"' if dx else ""
        style += f' transform="rotate({angle})"' if angle else ""
        if text.startswith(NARROW_ONLY) and self.width:
            return ""
        name = {WIDE_ONLY: "au-large", NARROW_ONLY: "au-petit"}.get(text[:1], "")
        style += f' class="{name}"' if name and not self.width else ""
        lines = text.lstrip(WIDE_ONLY + NARROW_ONLY).split("<br>")
        return "".join(
            f'<text x="{self.x(share)}" y="{number(y + row * 1.3 * size)}"{style}>{_bold(line)}</text>'
            for row, line in enumerate(lines)
            if line
        )

    def pattern(self, shape: str, colour: str, *, is_over: bool = False) -> str:
        """The fill of hatched (`/`), dotted (`.`) or lined (`|`, `-`) marks, defined once in the drawing.

        Lines are of the colour, or white over it.
        """
        name = f"{self.prefix}-{_PATTERNS[shape][0]}-{re.sub(r'[^0-9a-zA-Z]', '', colour)}"
        inside = _PATTERNS[shape][1].format(colour=PAPER if is_over else colour)
        if is_over:
            inside = f'<path d="M0 0H8V8H0Z" fill="{colour}"/><g opacity="0.5">{inside}</g>'
        self.definitions[name] = (
            f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">{inside}</pattern>'
        )
        return f"url(#{name})"

    def symbol(self, shape: str, size: float) -> str:
        """Reference to the outline of a marker, defined once in the drawing."""
        name = f"{self.prefix}-{shape}-{number(size).replace('.', '_')}"
        self.definitions[name] = f'<path id="{name}" d="{outline(shape, size / 2)}"/>'
        return f"#{name}"


def number(value: float) -> str:
    """A coordinate with at most one decimal, as short as can be."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _bold(line: str) -> str:
    """A line with its tags as tspans, `span` for what phones have no room for; anything else is escaped."""
    parts = _PART.split(line)
    text = escape(parts[0], quote=False)
    for tag, part in zip(parts[1::2], parts[2::2], strict=True):
        text += _TSPANS.get(tag, "")
        text += escape(part, quote=False)
    return text


def outline(shape: str, radius: float) -> str:
    """The outlines of plotly.js's symbols."""
    if shape == "diamond":
        reach = radius * 1.3
        points = [(reach, 0.0), (0.0, -reach), (-reach, 0.0), (0.0, reach)]
    elif shape == "square":
        points = [(radius, radius), (-radius, radius), (-radius, -radius), (radius, -radius)]
    else:
        wide, short = radius * 2 / 3**0.5, radius / 2
        turned = {
            "triangle-up": [(-wide, short), (wide, short), (0.0, -radius)],
            "triangle-left": [(short, -wide), (short, wide), (-radius, 0.0)],
            "triangle-right": [(-short, -wide), (-short, wide), (radius, 0.0)],
        }
        points = turned[shape]
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"
