"""The marks of a figure as SVG: bars, lines, bands, markers and texts, with their words and their links."""

import math
import re
from collections import defaultdict
from collections.abc import Callable
from html import escape, unescape
from typing import Any

from components.addresses.site import site
from components.charts.parts.scale import bases
from components.html.figure_frame import FigureFrame, number

_TAG = re.compile(r"<[^>]+>")
_ADDRESS = re.compile(r"/(?!/)")
_AROUND_BAR = 3
"""Pixels between a bar and the text outside it."""
_SIGNS = {"start": 1, "end": -1, "middle": 0, "bottom": 1, "top": -1}


class Marks:
    """Draws the traces of one figure, in their order.

    Args:
        frame: The plot.
        layout: Of the figure: how bars stand together.
    """

    def __init__(self, frame: FigureFrame, layout: dict[str, Any]) -> None:
        self.frame = frame
        self._is_stacked = layout.get("barmode") in ("stack", "relative")
        self._gap = layout.get("bargap", 0.2)
        self._stacks: dict[tuple[Any, bool], float] = defaultdict(float)

    def trace(self, trace: dict[str, Any]) -> str:
        """The SVG of a trace.

        Raises:
            KeyError: For a type that no figure may use.
        """
        drawings: dict[str, Callable[[dict[str, Any]], str]] = {
            "bar": self._bars,
            "scatter": self._scatter,
        }
        return drawings[trace["type"]](trace)

    def _bars(self, trace: dict[str, Any]) -> str:
        is_flat = trace.get("orientation") == "h"
        centres, values = (trace["y"], trace["x"]) if is_flat else (trace["x"], trace["y"])
        marker, count = trace["marker"], len(values)
        widths = each(trace.get("width", 1 - self._gap), count)
        colours = each(marker["color"], count)
        shapes = each(marker.get("pattern", {}).get("shape", ""), count)
        line = marker.get("line", {})
        parts = []
        for index, (centre, value, base) in enumerate(zip(centres, values, bases(trace, count), strict=True)):
            if value is None:
                continue
            if not value:
                parts.append(self._bar_text(trace, index, centre, (0.0, value), is_flat=is_flat))
                continue
            start = self._start(centre, value, base)
            fill = self._fill(marker, shapes[index], colours[index])
            edge = f' stroke="{line["color"]}" stroke-width="{number(line["width"])}"' if line.get("width") else ""
            if shapes[index] and not edge:
                edge = f' stroke="{colours[index]}"'
            box = self._box(trace, centre, (start, start + value), widths[index], is_flat=is_flat)
            shape = f'<rect {box} fill="{fill}"{edge}/>'
            parts.append(opened(trace, index, shape))
            parts.append(self._bar_text(trace, index, centre, (start, start + value), is_flat=is_flat))
        return "".join(parts)

    def _fill(self, marker: dict[str, Any], shape: str, colour: str) -> str:
        is_over = marker.get("pattern", {}).get("fillmode") == "overlay"
        return self.frame.pattern(shape, colour, is_over=is_over) if shape else colour

    def _start(self, centre: Any, value: float, base: float) -> float:
        if not self._is_stacked:
            return base
        key = (centre, value >= 0)
        start = self._stacks[key]
        self._stacks[key] = start + value
        return start

    def _box(
        self, trace: dict[str, Any], centre: float, ends: tuple[float, float], width: float, *, is_flat: bool
    ) -> str:
        x_axis, y_axis = trace.get("xaxis", "x"), trace.get("yaxis", "y")
        xs, ys = (
            (ends, (centre - width / 2, centre + width / 2))
            if is_flat
            else (
                (centre - width / 2, centre + width / 2),
                ends,
            )
        )
        left, right = sorted(self.frame.across(value, x_axis) for value in xs)
        top, bottom = sorted(self.frame.down(value, y_axis) for value in ys)
        return (
            f'x="{self.frame.x(left)}" y="{number(top)}" width="{self.frame.x(right - left)}" '
            f'height="{number(bottom - top)}"'
        )

    def _bar_text(
        self, trace: dict[str, Any], index: int, centre: float, ends: tuple[float, float], *, is_flat: bool
    ) -> str:
        text = trace.get("text", [])[index : index + 1]
        if not text or not text[0]:
            return ""
        font = trace.get("textfont", {})
        size = font.get("size", self.frame.size)
        x_axis, y_axis = trace.get("xaxis", "x"), trace.get("yaxis", "y")
        if is_flat:
            middle = (self.frame.across(ends[0], x_axis) + self.frame.across(ends[1], x_axis)) / 2
            return self.frame.text(middle, self.frame.down(centre, y_axis) + 0.35 * size, text[0], font=font)
        end = self.frame.down(ends[1], y_axis)
        is_below = math.copysign(1, ends[1] - ends[0] or ends[1]) < 0
        y = end + _AROUND_BAR + size if is_below else end - _AROUND_BAR - 0.25 * size
        return self.frame.text(self.frame.across(centre, x_axis), y, text[0], font=font)

    def _scatter(self, trace: dict[str, Any]) -> str:
        mode = trace.get("mode", "lines")
        return (
            (self._line(trace) if "lines" in mode else "")
            + (self._markers(trace) if "markers" in mode else "")
            + (self._texts(trace) if "text" in mode else "")
        )

    def _points(self, trace: dict[str, Any]) -> list[tuple[float, float] | None]:
        x_axis, y_axis = trace.get("xaxis", "x"), trace.get("yaxis", "y")
        return [
            None if x is None or y is None else (self.frame.across(x, x_axis), self.frame.down(y, y_axis))
            for x, y in zip(trace["x"], trace["y"], strict=True)
        ]

    def _line(self, trace: dict[str, Any]) -> str:
        is_band = trace.get("fill") == "toself"
        path = self.frame.path(self._points(trace), is_closed=is_band)
        fill = trace["fillcolor"] if is_band else "none"
        return self.frame.lines(f'<path d="{path}" fill="{fill}" {self.frame.stroke(trace["line"])}/>') if path else ""

    def _markers(self, trace: dict[str, Any]) -> str:
        marker, points = trace["marker"], self._points(trace)
        count = len(points)
        colours, shapes = each(marker["color"], count), each(marker.get("symbol", "circle"), count)
        sizes = _diameters(marker, count)
        line = marker.get("line", {})
        style = f' stroke="{line["color"]}" stroke-width="{number(line["width"])}"' if line.get("width") else ""
        style += f' opacity="{marker["opacity"]}"' if "opacity" in marker else ""
        parts = []
        for index, point in enumerate(points):
            if point is None:
                continue
            x, y = self.frame.x(point[0]), number(point[1])
            fill = f'fill="{colours[index]}"{style}'
            if shapes[index] == "circle":
                shape = f'<circle cx="{x}" cy="{y}" r="{number(sizes[index] / 2)}" {fill}/>'
            else:
                shape = f'<use href="{self.frame.symbol(shapes[index], sizes[index])}" x="{x}" y="{y}" {fill}/>'
            parts.append(opened(trace, index, shape))
        return "".join(parts)

    def _texts(self, trace: dict[str, Any]) -> str:
        font = trace.get("textfont", {})
        size = font.get("size", self.frame.size)
        points = self._points(trace)
        positions = each(trace.get("textposition", "middle center"), len(points))
        parts = []
        for point, text, where in zip(points, trace["text"], positions, strict=True):
            if point is None:
                continue
            vertical, horizontal = where.split()
            anchor = {"left": "end", "right": "start"}.get(horizontal, "middle")
            sign = _SIGNS[vertical]
            # As plotly.js places the text of a point without a marker.
            dy = 0.75 * size + (sign - 1) * size / 2
            parts.append(self.frame.text(point[0], point[1] + dy, text, anchor=anchor, font=font))
        return "".join(parts)


def each(value: Any, count: int) -> list[Any]:
    """A value for each of `count` marks, from a list or from one value for all."""
    return list(value) if isinstance(value, list) else [value] * count


def opened(trace: dict[str, Any], index: int, shape: str) -> str:
    """The shape of a mark with its words and its link."""
    if trace.get("hoverinfo") == "skip":
        return shape
    words = trace.get("hovertext", [])[index : index + 1]
    addresses = trace.get("customdata", [])[index : index + 1]
    return linked(shape, words[0] if words else "", addresses[0] if addresses else None)


def linked(shape: str, words: str | None, address: str | None) -> str:
    """A shape with words (`title`) and a link, where it has some; an address of another site is none."""
    title = f"<title>{escape(plain(words), quote=False)}</title>" if words else ""
    if address and _ADDRESS.match(address):
        return f'<a href="{escape(site().located(address))}">{title}{shape}</a>'
    return f"<g>{title}{shape}</g>" if title else shape


def plain(words: str) -> str:
    """The words of a mark without tags, one line each."""
    return unescape(_TAG.sub("", words.replace("<br>", "\n")))


def _diameters(marker: dict[str, Any], count: int) -> list[float]:
    sizes = each(marker.get("size", 6), count)
    if marker.get("sizemode") != "area":
        return sizes
    # As plotly.js: the area follows the value, with a smallest diameter.
    return [max(marker.get("sizemin", 0) * 2, 2 * (size / 2 / marker["sizeref"]) ** 0.5) for size in sizes]
