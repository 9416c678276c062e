"""Charts with one row per name, the name above its marks: a phone has room for both."""

import textwrap
from collections.abc import Sequence
from typing import Any

from components.charts.parts import theme
from components.charts.parts.direct_labels import by_width, texts_of
from components.charts.parts.tables import shortened
from data.model import french

ROW, COMPACT_ROW = 42, 25
"""Height of a row in CSS pixels: a line of text, then its bar; in the frame of one chart, no room between rows."""
MOST, MOST_COMPACT = 40, 8
"""Rows of a figure at most, and of one in the frame of one chart; the tables have all of them."""
THICKNESS = 0.36
NAME_SIZE = 12
_BAR, _NAME = 0.2, -0.25
_LINE, _WIDE_LINE = 38, 70
"""Letters that the width of a phone holds, and that of the least wide drawing."""
_PHONE = 220
"""Width of a plot on the narrowest phone, in CSS pixels."""


def bar_positions(count: int) -> list[float]:
    """Vertical positions of the bars of each row, the first on top."""
    return [position + _BAR for position in range(count)]


def title(name: str, amount: str, *notes: str) -> str:
    """The text of a row: a name, cut where a drawing has no room for it, its amount, and notes for wider drawings."""
    rest = "".join(f"<span> · {note}</span>" for note in notes)
    lines = (_LINE, max(_LINE, _WIDE_LINE - len("".join(notes)) - 3 * len(notes)))
    return by_width(*(f"{shortened(name, line - 2 - len(amount))} : <b>{amount}</b>{rest}" for line in lines))


def names_above(names: Sequence[str], axis: str = "y") -> list[dict[str, Any]]:
    """The line of text above the marks of each row, from the left edge."""
    style = {"showarrow": False, "xanchor": "left", "yanchor": "middle", "font": {"size": NAME_SIZE}}
    return [
        {"x": 0, "y": position + _NAME, "xref": "paper", "yref": axis, "text": text, **style}
        for position, name in enumerate(names)
        for text in texts_of(name)
    ]


def most(*, is_compact: bool) -> int:
    """How many rows a figure draws at most."""
    return MOST_COMPACT if is_compact else MOST


def others(count: int, singular: str, plural: str) -> list[str]:
    """The line that says how many rows are in the table only; none where all are drawn."""
    return [f"{french.count(count, singular, plural)} : voir le tableau"] if count > 0 else []


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


def inside(texts: Sequence[str], lengths: Sequence[float], longest: float, colour: str) -> dict[str, Any]:
    """The settings of bars that write a text in each one, where it fits on a phone.

    Args:
        texts: One for each bar.
        lengths: Of the bars, in the unit of `longest`.
        longest: What the whole axis holds.
        colour: Of the texts.
    """
    letter = 0.65 * theme.SMALL
    written = [
        text if (len(text) * letter + 2) <= abs(length) / longest * _PHONE else ""
        for text, length in zip(texts, lengths, strict=False)
    ]
    return {"text": written, "textposition": "inside", "textangle": 0, "insidetextanchor": "middle",
            "textfont": {"size": theme.SMALL, "color": colour}}  # fmt: skip


def figure(
    traces: Sequence[theme.Trace],
    titles: Sequence[str],
    xaxis: dict[str, Any],
    *,
    is_compact: bool = False,
    **layout: Any,
) -> theme.Figure:
    """A figure of one row for each title, over an axis of amounts; those without a bar are lines of text."""
    count = len(titles)
    tall = height(count, row=COMPACT_ROW if is_compact else ROW)
    return theme.figure(
        traces, height=tall, annotations=names_above(titles), xaxis=xaxis, yaxis=row_axis(count), **layout
    )


def two_panels(
    counts: tuple[int, int], names: Sequence[str], axes: Sequence[dict[str, Any]], *, is_compact: bool
) -> dict[str, Any]:
    """The layout of two panels of rows, one above the other, each as high as its rows; a panel without rows is none.

    Args:
        counts: Rows of each panel, one of them above 0.
        names: Of the panels, written above them.
        axes: Their axes of amounts.
        is_compact: In the frame of one chart.
    """
    row, above, between, below = (COMPACT_ROW, 20, 22, theme.BELOW) if is_compact else (ROW, 32, 40, theme.BELOW)
    gap = below + between if all(counts) else 0
    plot = row * sum(counts) + gap
    share = row * counts[0] / plot
    layout: dict[str, Any] = {
        "annotations": [],
        "height": plot + above + below,
        "margin": {"l": theme.LEFT, "r": 16, "t": above, "b": below},
    }
    domains = ((1 - share, 1.0), (0.0, row * counts[1] / plot))
    for count, name, axis, domain, at in zip(counts, names, axes, domains, ("", "2"), strict=True):
        if count:
            layout["annotations"].append(theme.panel_name(name, domain[1], shift=2 if is_compact else 8))
            layout[f"xaxis{at}"] = axis | {"anchor": f"y{at}"}
            layout[f"yaxis{at}"] = row_axis(count, domain=domain, anchor=f"x{at}")
    return layout


def nothing(text: str, **layout: Any) -> theme.Figure:
    """A figure without data, which says so."""
    note = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False, "font": {"color": theme.MUTED}}
    note["text"] = "<br>".join(textwrap.wrap(text, _LINE))
    hidden = {"visible": False, "fixedrange": True}
    return theme.figure([], height=120, xaxis=hidden, yaxis=hidden, annotations=[note], **layout)


NO_PROJECT = "Rien à montrer pour cette sélection"
