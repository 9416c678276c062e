"""Colours, sizes and the common layout of every figure; the same colour means the same thing everywhere."""

from collections.abc import Sequence
from typing import Any

import orjson

from components.charts.parts import scale
from components.charts.parts.tokens import COLOURS, SLUGS

Trace = dict[str, Any]
"""A trace as plotly.js reads it: `type`, and the attributes of that type."""
Figure = dict[str, Any]
"""A figure as plotly.js reads it: `data`, its traces, and `layout`; plain values, None where one is missing."""

# What each means is written in the file of tokens.
PAPER, GRID, PUBLISHED = COLOURS["paper"], COLOURS["grid"], COLOURS["blue"]
INK, MUTED, FOOT, SLIDE_INK = (COLOURS[f"ink{part}"] for part in ("", "-muted", "-foot", "-slide"))
MEDIAN, MEAN, WEIGHTED = COLOURS["median"], COLOURS["mean"], COLOURS["weighted"]
BAND, BAND_SOLID = COLOURS["band"], COLOURS["band-solid"]
BREAK, ZONE, NOTHING = COLOURS["break"], COLOURS["zone"], COLOURS["nothing"]
QUANTITY, PLUS, MINUS, UNEXPLAINED = (COLOURS[name] for name in ("quantity", "plus", "minus", "unexplained"))

BY_SLUG = SLUGS
"""Colour of each ministry and phase, at least 3:1 on white."""

ON_SLUG = {"cadrage": INK, "non-publie": INK}
"""Colour of what is written on the colour of `BY_SLUG`, where white would not be read."""

TRACE_TYPES = ("bar", "scatter")
"""The only types of trace drawn: the bundle of plotly.js that pages load holds no other."""

FAMILY = "Panorama"
"""Inter, cut to the letters of French by `bin/build-typeface`."""
FONT = f"{FAMILY}, system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif"
SIZE = 13
SMALL = 11
QUIET = {"size": SMALL, "color": MUTED}
"""Font of labels and of what stands beside the marks."""

# Margins are fixed: a figure that looks for its own room (`automargin`) is drawn twice.
LEFT, AMOUNTS, RATES = 18, 50, 44
"""Room on the left, in CSS pixels: without labels, for those as long as « 2,5 Md€ », as long as « −100 % »."""
BELOW, BELOW_EDITIONS, BELOW_TITLE = 24, 40, 44
"""Room below, in CSS pixels, for a line of labels, for editions over their years, for labels over a title."""

CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "locale": "fr",
    "responsive": True,
    # On by default in plotly.js 4: it offers to send the data to a third party.
    "showSendToCloud": False,
    "scrollZoom": False,
    "doubleClick": False,
}


ALL_LABELS = {"ticklabeloverflow": "allow"}
"""For an axis whose margin has room for every label: measuring each against the edge takes a fifth of a drawing."""


def figure(traces: Sequence[Trace], *, height: int, **layout: Any) -> Figure:
    """A figure with the common settings: French separators, no zoom, transparent ground, quiet axes.

    Its width follows the card. Numbers may be those of numpy.
    Nothing is validated here, where it would take most of the time of a request: the tests do it, with plotly.py.
    """
    settings: dict[str, Any] = {
        "height": height,
        "margin": {"l": LEFT, "r": 16, "t": 12, "b": BELOW},
        "font": {"family": FONT, "size": SIZE, "color": INK},
        "paper_bgcolor": NOTHING,
        "plot_bgcolor": NOTHING,
        "separators": ",\u202f",
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": INK, "font": {"color": INK, "size": SIZE}},
        # The card writes the legend: as text it wraps on a phone and grows with the reader's letters.
        "showlegend": False,
    }
    # Through JSON: the numbers of numpy become plain ones, and NaN, which is no JSON, null.
    whole = orjson.loads(orjson.dumps({"data": traces, "layout": settings | layout}, option=orjson.OPT_SERIALIZE_NUMPY))
    scale.complete(whole["data"], whole["layout"])
    return whole


def value_axis(**settings: Any) -> dict[str, Any]:
    """A quiet axis of values: light grid, no line."""
    zero = {"zeroline": True, "zerolinecolor": MUTED, "zerolinewidth": 1}
    return {"fixedrange": True, "gridcolor": GRID, **zero, "tickfont": QUIET, **settings}


def panel_name(text: str, y: float, *, shift: int = 8, size: int = SIZE) -> dict[str, Any]:
    """The name of a panel of a figure, from the left edge, `shift` pixels above the height `y`."""
    return {"x": 0, "y": y, "xref": "paper", "yref": "paper", "text": f"<b>{text}</b>", "showarrow": False,
            "xanchor": "left", "yanchor": "bottom", "yshift": shift, "font": {"size": size}}  # fmt: skip
