"""A figure as a light SVG, rendered by the server: shown until plotly.js has loaded, or without it.

It supports the part of Plotly that charts across editions use: stacked bars and lines on numbers, several vertical
axes, shapes and annotations. Any other figure gives no SVG, and its space stays empty until plotly.js draws it.
"""

import math
import re
from html import escape
from typing import Any

from components.charts.parts.theme import GRID, MUTED, PAPER

_SIDE = 1000
"""Side of the view box of lines and bars, stretched over the plot."""
_TAGS = re.compile(r"<[^>]+>")


def to_svg(figure: dict[str, Any], height: int) -> str:
    """The SVG of a figure, as wide as its container and `height` pixels high; empty for an unsupported figure."""
    traces, layout = figure["data"], figure["layout"]
    if not all(_is_supported(trace) for trace in traces) or not {"range", "ticktext"} <= layout.get("xaxis", {}).keys():
        return ""
    top, right, bottom, left = (layout["margin"][side] for side in "trbl")
    plot = _Plot(layout, traces, height - top - bottom)
    marks = "".join(plot.shape(shape) for shape in layout.get("shapes", []))
    marks += "".join(plot.grid(axis) for axis in plot.ranges)
    stacked: dict[float, float] = {}
    marks += "".join(plot.bars(trace, stacked) for trace in traces if trace["type"] == "bar")
    marks += "".join(plot.scatter(trace) for trace in traces if trace["type"] == "scatter")
    texts = "".join(plot.labels(axis) for axis in plot.ranges) + plot.editions()
    texts += "".join(plot.note(note) for note in layout.get("annotations", []))
    texts += "".join(plot.texts(trace) for trace in traces if trace.get("mode") == "text")
    return (
        f'<div class="dessin" style="padding:{top}px {right}px {bottom}px {left}px;height:{height}px">'
        f'<svg width="100%" height="{plot.height}" overflow="visible" aria-hidden="true">'
        f'<svg width="100%" height="{plot.height}" viewBox="0 0 {_SIDE} {_SIDE}" preserveAspectRatio="none">'
        f"{marks}</svg>{texts}</svg></div>"
    )


def _is_supported(trace: dict[str, Any]) -> bool:
    values = [*trace.get("x", ["?"]), *trace.get("y", ["?"])]
    return (
        trace["type"] in ("bar", "scatter")
        and trace.get("orientation") != "h"
        and all(value is None or isinstance(value, int | float) for value in values)
    )


class _Plot:
    """The scales of a figure, and each of its elements as SVG."""

    def __init__(self, layout: dict[str, Any], traces: list[dict[str, Any]], height: int) -> None:
        self.height = height
        self._x = layout["xaxis"]
        self._axes = {name.replace("axis", ""): axis for name, axis in layout.items() if name.startswith("yaxis")}
        self._gap = layout.get("bargap", 0.2)
        self.ranges = {
            name: _extent(axis, [trace for trace in traces if trace.get("yaxis", "y") == name])
            for name, axis in self._axes.items()
        }

    def _across(self, x: float) -> float:
        low, high = self._x["range"]
        return (x - low) / (high - low)

    def _down(self, y: float, axis: str) -> float:
        (low, high), (bottom, top) = self.ranges[axis], self._axes[axis].get("domain", (0, 1))
        return 1 - (bottom + (y - low) / ((high - low) or 1) * (top - bottom))

    def _point(self, x: float, y: float, axis: str) -> str:
        return f"{self._across(x) * _SIDE:.0f} {self._down(y, axis) * _SIDE:.0f}"

    def bars(self, trace: dict[str, Any], stacked: dict[float, float]) -> str:
        path = ""
        half = (1 - self._gap) / 2
        for x, value in zip(trace["x"], trace["y"], strict=True):
            base = stacked.get(x, 0.0)
            stacked[x] = base + value
            path += f"M{self._point(x - half, base, 'y')}L{self._point(x - half, base + value, 'y')}"
            path += f"L{self._point(x + half, base + value, 'y')}L{self._point(x + half, base, 'y')}Z"
        return f'<path d="{path}" fill="{trace["marker"]["color"]}" stroke="{PAPER}" {_THIN}/>'

    def scatter(self, trace: dict[str, Any]) -> str:
        mode = trace.get("mode", "lines")
        return (self._line(trace) if "lines" in mode else "") + (self._dots(trace) if "markers" in mode else "")

    def _line(self, trace: dict[str, Any]) -> str:
        line, axis, path, joins = trace["line"], trace.get("yaxis", "y"), "", False
        for x, y in zip(trace["x"], trace["y"], strict=True):
            is_point = x is not None and y is not None
            if is_point:
                path += f"{'L' if joins else 'M'}{self._point(x, y, axis)}"
            joins = is_point
        dash = {"dot": "2 3", "dash": "7 4", "dashdot": "7 3 2 3"}.get(line.get("dash", ""), "none")
        fill = trace.get("fillcolor", "none") if trace.get("fill") else "none"
        return (
            f'<path d="{path}" fill="{fill}" stroke="{line["color"]}" stroke-width="{line["width"]}" '
            f'stroke-dasharray="{dash}" {_UNSCALED}/>'
        )

    def _dots(self, trace: dict[str, Any]) -> str:
        # A line without length and with round ends is a dot that the stretching leaves round.
        marker, axis = trace["marker"], trace.get("yaxis", "y")
        full = hollow = ""
        for x, y, colour in zip(trace["x"], trace["y"], _each(marker["color"], len(trace["x"])), strict=True):
            dot = f"M{self._point(x, y, axis)}h0" if x is not None and y is not None else ""
            full, hollow = (full, hollow + dot) if colour == PAPER else (full + dot, hollow)
        edge, size = marker["line"]["color"], marker["size"]
        dots = f'<path d="{full}{hollow}" stroke="{edge}" stroke-width="{size + 2}" {_ROUND}/>'
        inside = f'<path d="{hollow}" stroke="{PAPER}" stroke-width="{size - 2}" {_ROUND}/>'
        return dots + (inside if hollow else "")

    def shape(self, shape: dict[str, Any]) -> str:
        left, right = (self._across(shape[end]) * _SIDE for end in ("x0", "x1"))
        low, high = ((1 - shape[end]) * _SIDE for end in ("y0", "y1"))
        if shape["type"] == "rect":
            box = f'x="{left:.0f}" y="{high:.0f}" width="{right - left:.0f}" height="{low - high:.0f}"'
            return f'<rect {box} fill="{shape["fillcolor"]}"/>'
        line = f'd="M{left:.0f} {low:.0f}V{high:.0f}" stroke="{shape["line"]["color"]}"'
        return f'<path {line} stroke-dasharray="2 3" {_THIN}/>'

    def grid(self, axis: str) -> str:
        if self._axes[axis].get("visible") is False:
            return ""
        path = "".join(f"M0 {self._down(tick, axis) * _SIDE:.0f}H{_SIDE}" for tick in _ticks(*self.ranges[axis]))
        zero = f"M0 {self._down(0, axis) * _SIDE:.0f}H{_SIDE}"
        return f'<path d="{path}" stroke="{GRID}" {_THIN}/><path d="{zero}" stroke="{MUTED}" {_THIN}/>'

    def labels(self, axis: str) -> str:
        settings = self._axes[axis]
        if settings.get("visible") is False:
            return ""
        suffix, labels = settings.get("ticksuffix", ""), ""
        for tick in _ticks(*self.ranges[axis]):
            text = f"{tick:,.0f}".replace(",", "\u202f").replace("-", "\u2212")
            y = self._down(tick, axis) * self.height + 4
            labels += f'<text x="-6" y="{y:.0f}" text-anchor="end">{text}{suffix}</text>'
        return labels

    def editions(self) -> str:
        lines = ""
        for x, text in zip(self._x["tickvals"], self._x["ticktext"], strict=True):
            for row, line in enumerate(text.split("<br>")):
                lines += self._text(self._across(x), self.height + 16 + 14 * row, line)
        return lines

    def note(self, note: dict[str, Any]) -> str:
        across = self._across(note["x"]) if note["xref"] == "x" else note["x"]
        y = (1 - note["y"]) * self.height - 4 - note.get("yshift", 0)
        anchor = "start" if note.get("xanchor") == "left" else "middle"
        return self._text(across, y, _TAGS.sub("", note["text"]), anchor)

    def texts(self, trace: dict[str, Any]) -> str:
        axis, under = trace.get("yaxis", "y"), -4 if "top" in trace.get("textposition", "") else 4
        return "".join(
            self._text(self._across(x), self._down(y, axis) * self.height + under, text)
            for x, y, text in zip(trace["x"], trace["y"], trace["text"], strict=True)
        )

    def _text(self, across: float, y: float, text: str, anchor: str = "middle") -> str:
        return f'<text x="{across * 100:.1f}%" y="{y:.0f}" text-anchor="{anchor}">{escape(text, quote=False)}</text>'


_UNSCALED = 'vector-effect="non-scaling-stroke"'
_THIN = f'stroke-width="1" {_UNSCALED}'
_ROUND = f'fill="none" stroke-linecap="round" {_UNSCALED}'


def _each(value: Any, length: int) -> list[Any]:
    return list(value) if isinstance(value, list) else [value] * length


def _extent(axis: dict[str, Any], traces: list[dict[str, Any]]) -> tuple[float, float]:
    if "range" in axis:
        return axis["range"][0], axis["range"][1]
    stacked: dict[float, float] = {}
    for trace in traces:
        if trace["type"] == "bar":
            for x, y in zip(trace["x"], trace["y"], strict=True):
                stacked[x] = stacked.get(x, 0.0) + y
    values = [y for trace in traces if trace["type"] == "scatter" for y in trace["y"] if y is not None]
    values += stacked.values()
    low, high = min([*values, 0.0]), max([*values, 0.0])
    margin = (high - low) * 0.06 or 1.0
    return (low - margin if low < 0 or axis.get("rangemode") != "tozero" else low), high + margin


def _ticks(low: float, high: float) -> list[float]:
    """Round values between two ends, about five of them."""
    rough = (high - low) / 5
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = magnitude * next(factor for factor in (1, 2, 5, 10) if factor * magnitude >= rough)
    first = math.ceil(low / step)
    return [step * number for number in range(first, math.floor(high / step) + 1)]
