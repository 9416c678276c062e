"""A figure as an SVG that stands on its own: what pages show at once, what pictures, slides and files hold.

It draws all that figures use: bars both ways, stacked or floating; lines, bands, markers, texts; shapes and notes;
axes whose ranges and ticks are written by `components/charts/parts/scale.py`.
"""

from collections import defaultdict
from html import escape
from typing import Any

from components.charts.parts.theme import FONT, GRID, INK, MUTED, PAPER
from components.html.figure_frame import FigureFrame, number
from components.html.figure_marks import Marks

_TICK_GAP = 1
"""Pixels between the labels of a vertical axis and the plot."""
_MANY_LABELS = 12
"""Labels of a horizontal axis that a phone has room for."""
_WIDE_ONLY = 'class="au-large"'
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}


def to_svg(figure: dict[str, Any], *, name: str, title: str = "", desc: str = "", width: int | None = None) -> str:
    """The SVG of a figure.

    Args:
        figure: Plain values (`data`, `layout`), every axis with its range and ticks.
        name: Of the chart: begins the ids inside, which must be unique on a page.
        title: What the drawing is; empty where it is hidden from assistive technology, named by what stands around it.
        desc: What it shows.
        width: In pixels, for a picture; None on a page, where the drawing is as wide as its place.
    """
    layout = figure["layout"]
    frame = FigureFrame(layout, width, name)
    marks = Marks(frame, layout)
    shapes = layout.get("shapes", [])
    content = "".join(_shape(frame, shape) for shape in shapes if shape.get("layer") == "below")
    content += "".join(_grid(frame, axis) for axis in frame.axes)
    content += "".join(marks.trace(trace) for trace in figure["data"])
    content += "".join(_shape(frame, shape) for shape in shapes if shape.get("layer") != "below")
    content += "".join(_labels(frame, axis) for axis in frame.axes)
    # Lines stop around the words that they pass under.
    around = f'stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    notes = "".join(_note(frame, note) for note in layout.get("annotations", []))
    content += f"<g {around}>{notes}</g>" if notes else ""
    definitions = f"<defs>{''.join(frame.definitions.values())}</defs>" if frame.definitions else ""
    words = (f"<title>{escape(title, quote=False)}</title>" if title else "") + (
        f"<desc>{escape(desc, quote=False)}</desc>" if desc else ""
    )
    role = 'role="img"' if title else 'aria-hidden="true"'
    font = f'font-family="{escape(FONT)}" font-size="{frame.size}" fill="{INK}"'
    top, right, bottom, left = (frame.margin[side] for side in "trbl")
    if width:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{layout["height"]}" '
            # Without a clip, which takes longer to draw than the rest.
            f'viewBox="0 0 {width} {layout["height"]}" overflow="visible" {role} {font}>{words}{definitions}'
            f'<g transform="translate({left} {top})">{content}</g></svg>'
        )
    return (
        f'<div class="dessin" style="padding:{top}px {right}px {bottom}px {left}px;height:{layout["height"]}px">'
        f'<svg width="100%" height="{number(frame.height)}" overflow="visible" {role} {font}>{words}{definitions}'
        f"{content}</svg></div>"
    )


def _is_shown(axis: dict[str, Any]) -> bool:
    return axis.get("visible") is not False


def _is_on(frame: FigureFrame, name: str, tick: Any) -> bool:
    return -1e-6 <= frame.share(tick, name) <= 1 + 1e-6


def _grid(frame: FigureFrame, name: str) -> str:
    """The grid of an axis, its line, and zero."""
    axis = frame.axes[name]
    if not _is_shown(axis):
        return ""
    ticks = [tick for tick in axis.get("tickvals", []) if _is_on(frame, name, tick)]
    content = ""
    if axis.get("showgrid", True):
        path = frame.path(point for tick in ticks for point in _ends(frame, name, tick))
        content += f'<path d="{path}" {frame.stroke({"color": axis.get("gridcolor", GRID), "width": 1})}/>'
    if axis.get("zeroline") and axis.get("type") != "date" and _is_on(frame, name, 0):
        line = {"color": axis.get("zerolinecolor", MUTED), "width": axis.get("zerolinewidth", 1)}
        content += f'<path d="{frame.path(_ends(frame, name, 0))}" {frame.stroke(line)}/>'
    if axis.get("showline"):
        length = _tick_length(axis)
        base = (1 - frame.beside(name)[0]) * frame.height
        minor = axis.get("minor", {})
        if minor:
            content += _tick_marks(frame, name, minor["tickvals"], base, minor["ticklen"], minor["tickcolor"])
        ends = [(share, base) for share in frame.domain(name)]
        content += _tick_marks(frame, name, ticks, base, length, axis["linecolor"], *ends)
    return frame.lines(content)


def _tick_marks(
    frame: FigureFrame, name: str, ticks: list[Any], base: float, length: float, colour: str, *points: Any
) -> str:
    """Marks below a horizontal axis, after a line through some points."""
    line = list(points)
    for tick in ticks:
        share = frame.across(tick, name)
        line += [None, (share, base), (share, base + length)]
    return f'<path d="{frame.path(line)}" fill="none" {frame.stroke({"color": colour, "width": 1})}/>'


def _ends(frame: FigureFrame, name: str, tick: Any) -> list[Any]:
    """The two ends of a line of the grid, then the pen lifted."""
    if not name.startswith("x"):
        y = frame.down(tick, name)
        return [*((share, y) for share in frame.beside(name)), None]
    share = frame.across(tick, name)
    bottom, top = frame.beside(name)
    return [(share, (1 - top) * frame.height), (share, (1 - bottom) * frame.height), None]


def _labels(frame: FigureFrame, name: str) -> str:
    axis = frame.axes[name]
    if not _is_shown(axis):
        return ""
    font = axis.get("tickfont", {})
    size = font.get("size", frame.size)
    pairs = [
        (tick, text)
        for tick, text in zip(axis.get("tickvals", []), _tick_texts(axis), strict=True)
        if _is_on(frame, name, tick)
    ]
    if not name.startswith("x"):
        return "".join(
            frame.text(
                frame.beside(name)[0],
                frame.down(tick, name) + 0.35 * size,
                text,
                anchor="end",
                font=font,
                dx=-_TICK_GAP,
            )
            for tick, text in pairs
        ) + _axis_title(frame, axis, axis_side="y")
    if axis.get("side") == "top":
        base = -0.35 * size
    else:
        length = _tick_length(axis)
        base = (1 - frame.beside(name)[0]) * frame.height + (length + 3 if length else 1) + size
    labels = [frame.text(frame.across(tick, name), base, text, font=font) for tick, text in pairs]
    if not frame.width and len(labels) > _MANY_LABELS and _WIDE_ONLY not in "".join(labels):
        labels = _thinned(labels)
    return "".join(labels) + _axis_title(frame, axis, axis_side="x")


def _thinned(labels: list[str]) -> list[str]:
    """Labels of which every other one, line by line from the last, is hidden where the drawing is narrow."""
    counts: dict[int, int] = defaultdict(int)
    thinned = []
    for label in reversed(labels):
        for line, text in enumerate(label.split("<text ")[1:]):
            counts[line] += 1
            thinned.append(f"<text {'' if counts[line] % 2 else _WIDE_ONLY + ' '}{text}")
    return thinned


def _tick_length(axis: dict[str, Any]) -> float:
    return axis.get("ticklen", 5) if axis.get("ticks") == "outside" else 0


def _tick_texts(axis: dict[str, Any]) -> list[str]:
    return axis.get("ticktext") or [str(tick) for tick in axis.get("tickvals", [])]


def _axis_title(frame: FigureFrame, axis: dict[str, Any], *, axis_side: str) -> str:
    title = axis.get("title", {})
    if not title or axis_side == "y":
        return ""
    return frame.text(0.5, frame.height + frame.margin["b"] - 2, title["text"], font=title.get("font"))


def _shape(frame: FigureFrame, shape: dict[str, Any]) -> str:
    x_axis, y_axis = shape.get("xref", "x"), shape.get("yref", "y")
    left, right = (frame.across(shape[end], x_axis) for end in ("x0", "x1"))
    low, high = (frame.down(shape[end], y_axis) for end in ("y0", "y1"))
    if shape["type"] == "rect":
        corners = [(left, low), (right, low), (right, high), (left, high)]
        return frame.lines(f'<path d="{frame.path(corners, is_closed=True)}" fill="{shape["fillcolor"]}"/>')
    return frame.lines(f'<path d="{frame.path([(left, low), (right, high)])}" {frame.stroke(shape["line"])}/>')


def _note(frame: FigureFrame, note: dict[str, Any]) -> str:
    """A note where plotly.js puts it: its box is as high as its lines, with a pixel of edge and of room around."""
    font = note.get("font", {})
    size = font.get("size", frame.size)
    x_axis, y_axis = note.get("xref", "x"), note.get("yref", "y")
    share, y = frame.across(note["x"], x_axis), frame.down(note["y"], y_axis) - note.get("yshift", 0)
    lines = note["text"].count("<br>") + 1
    height = lines * 1.3 * size + 2
    vertical = note.get("yanchor") or _automatic(note["y"], y_axis, ("bottom", "middle", "top"))
    top = {"bottom": y - height, "middle": y - height / 2, "top": y}[vertical]
    horizontal = note.get("xanchor") or _automatic(note["x"], x_axis, ("left", "center", "right"))
    inset = {"left": 1, "center": 0, "right": -1}[horizontal]
    return frame.text(
        share,
        top + 1 + size,
        note["text"],
        anchor=_ANCHORS[horizontal],
        font=font,
        dx=note.get("xshift", 0) + inset,
    )


def _automatic(value: float, axis: str, names: tuple[str, str, str]) -> str:
    if axis != "paper":
        return names[1]
    return names[0] if value <= 1 / 3 else names[1] if value < 2 / 3 else names[2]
