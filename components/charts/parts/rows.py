"""Charts with one row per name, the name above its marks: a phone has room for both."""

import textwrap
from collections.abc import Sequence
from typing import Any

from components.charts.parts import theme

ROW = 42
"""Height of a row in CSS pixels: a line of text, then its bar."""
THICKNESS = 0.4
NAME_SIZE = 12
_BAR, _NAME = 0.2, -0.2
_LINE = 38
"""Letters that the width of a phone holds."""


def bar_positions(count: int) -> list[float]:
    """Vertical positions of the bars of each row, the first on top."""
    return [position + _BAR for position in range(count)]


def names_above(names: Sequence[str], axis: str = "y") -> list[dict[str, Any]]:
    """The line of text above the marks of each row, from the left edge."""
    style = {"showarrow": False, "xanchor": "left", "yanchor": "middle", "font": {"size": NAME_SIZE}}
    return [
        {"x": 0, "y": position + _NAME, "xref": "paper", "yref": axis, "text": name, **style}
        for position, name in enumerate(names)
    ]


def shortened(name: str, longest: int = 32) -> str:
    """A name that fits the width of a phone, whole in the tables."""
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def row_axis(count: int, **settings: Any) -> dict[str, Any]:
    """The vertical axis: nothing is written on it, the first row is on top."""
    return {"range": [count - 0.4, -0.6], "visible": False, "fixedrange": True, **settings}


def amount_axis(**settings: Any) -> dict[str, Any]:
    """The horizontal axis of amounts, under the rows."""
    return theme.value_axis(**{"rangemode": "tozero", "nticks": 6, **settings})


def height(count: int, *, margins: int = 40, row: int = ROW) -> int:
    """Height of a figure of so many rows."""
    return max(count, 1) * row + margins


def bars(x: list[float], y: list[float], hover: list[str], **settings: Any) -> theme.Trace:
    """Horizontal bars of some lengths, at positions as `bar_positions` gives them."""
    shape = {"type": "bar", "x": x, "y": y, "orientation": "h", "width": THICKNESS}
    return {**shape, "hovertext": hover, "hoverinfo": "text", **settings}


def figure(traces: Sequence[theme.Trace], titles: Sequence[str], xaxis: dict[str, Any], **layout: Any) -> theme.Figure:
    """A figure of one row for each title, over an axis of amounts."""
    count = len(titles)
    return theme.figure(
        traces, height=height(count), annotations=names_above(titles), xaxis=xaxis, yaxis=row_axis(count), **layout
    )


def nothing(text: str, **layout: Any) -> theme.Figure:
    """A figure without data, which says so."""
    note = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False, "font": {"color": theme.MUTED}}
    note["text"] = "<br>".join(textwrap.wrap(text, _LINE))
    hidden = {"visible": False, "fixedrange": True}
    return theme.figure([], height=120, xaxis=hidden, yaxis=hidden, annotations=[note], **layout)


NO_PROJECT = "Rien à montrer pour cette sélection"
