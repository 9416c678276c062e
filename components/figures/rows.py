"""What charts with one row per name share: the name stands above its marks, so that a phone has room for both."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from components.figures import theme

ROW = 42
"""Height of a row in CSS pixels: a line of text, then its bar."""
THICKNESS = 0.4
_BAR, _NAME = 0.2, -0.2


def bar_positions(count: int) -> list[float]:
    """Vertical positions of the bars of each row, the first on top."""
    return [position + _BAR for position in range(count)]


def names_above(names: Sequence[str], x: float = 0) -> go.Scatter:
    """The line of text above the marks of each row, from `x` rightwards."""
    return go.Scatter(
        x=[x] * len(names),
        y=[position + _NAME for position in range(len(names))],
        mode="text",
        text=list(names),
        textposition="middle right",
        textfont={"size": theme.SIZE, "color": theme.INK},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def row_axis(count: int, **settings: Any) -> dict[str, Any]:
    """The vertical axis: nothing is written on it, the first row is on top."""
    return {"range": [count - 0.4, -0.6], "visible": False, "fixedrange": True, **settings}


def amount_axis(**settings: Any) -> dict[str, Any]:
    """The horizontal axis of amounts, under the rows."""
    return theme.value_axis(**{"rangemode": "tozero", "nticks": 6, **settings})


def height(count: int, *, margins: int = 40, row: int = ROW) -> int:
    """Height of a figure of so many rows."""
    return max(count, 1) * row + margins


def nothing(text: str, **layout: Any) -> go.Figure:
    """A figure without data, which says so."""
    note = {"text": text, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False,
            "font": {"color": theme.MUTED}}  # fmt: skip
    hidden = {"visible": False, "fixedrange": True}
    return theme.figure([], height=120, xaxis=hidden, yaxis=hidden, annotations=[note], **layout)


NO_PROJECT = "Aucun projet dans cette sélection"
