"""Series across editions, which stop at gaps and breaks, as traces."""

from collections.abc import Callable, Collection
from itertools import compress, pairwise
from typing import Any

import numpy as np
import pandas as pd

from components.charts.parts import theme
from components.charts.parts.direct_labels import WIDE_ONLY, without_collision
from components.charts.parts.marks import scatter
from data.questions.parts.editions import records

_PROVENANCES = (("secondary", "repris d’une autre source"), ("derived", "déduit"))


def series(
    frame: pd.DataFrame, value: str, broken_at: Collection[int] = (), dash: str = "solid", width: int = 2, **marks: Any
) -> theme.Trace:
    """A marker at each value, joined from one edition to the next; no line crosses an edition without a value.

    The frame has one row per edition, ascending, and missing values where unknown. No line enters the editions of
    `broken_at` from before. `marks` are as `points` takes them.
    """
    trace, colour = points(frame, value, **marks), marks["colour"]
    editions = frame.loc[frame[value].notna(), "edition"].tolist()
    # Indices of the points in the order of the line; None, a point without a value, ends it.
    line: list[int | None] = [0] if editions else []
    for index, (before, after) in enumerate(pairwise(editions), start=1):
        line += [index] if after - before == 1 and after not in broken_at else [None, index]
    for attributes, missing in ((trace, None), (trace["marker"], colour)):
        lists = {name: values for name, values in attributes.items() if isinstance(values, list)}
        attributes |= {
            name: [missing if index is None else values[index] for index in line] for name, values in lists.items()
        }
    return {**trace, "mode": "lines+markers", "line": {"color": colour, "width": width, "dash": dash}}


def points(
    frame: pd.DataFrame,
    value: str,
    *,
    name: str,
    colour: str,
    hover: list[str],
    axis: str = "y",
    symbol: str = "circle",
    size: int = 8,
    hollow: pd.Series | None = None,
    address: Callable[[int], str | None] | None = None,
) -> theme.Trace:
    """The markers of a series, one at each edition with a value; `address` says what each opens."""
    known = frame[value].notna().tolist()
    colours = [] if hollow is None else [theme.PAPER if is_empty else colour for is_empty in hollow]
    filled = list(compress(colours, known)) if colours else colour
    marker = {"size": size, "symbol": symbol, "color": filled, "line": {"color": colour, "width": 2}}
    links = {"customdata": [address(edition) for edition in compress(frame["edition"], known)]} if address else {}
    x, y, texts = (list(compress(values, known)) for values in (frame["x"].tolist(), frame[value].tolist(), hover))
    # Its name stands at its end.
    return scatter("markers", x, y, name=name, marker=marker, hover=texts, yaxis=axis, showlegend=False, **links)


def hollow_key(frame: pd.DataFrame, value: str, colour: str) -> list[theme.Trace]:
    """A trace without a mark, for the legend: what a hollow mark of the series means, where it has some."""
    words = hollow_words(frame, value)
    marker = {"symbol": "circle", "color": theme.PAPER, "size": 8, "line": {"color": colour, "width": 2}}
    return [scatter("markers", [None], [None], name=words, marker=marker)] if words else []


def hollow_words(frame: pd.DataFrame, value: str) -> str:
    """What a hollow mark of a series means; empty where it has none."""
    found = set(frame.loc[frame[value].notna(), "provenance"])
    words = [text for provenance, text in _PROVENANCES if provenance in found]
    return f"Chiffre {' ou '.join(words)}" if words else ""


def bands(frame: pd.DataFrame) -> list[theme.Trace]:
    """The band from `p25_pct` to `p75_pct`, as one polygon for each run of editions: no band crosses a gap."""
    known = frame[frame["p25_pct"].notna()]
    style: dict[str, Any] = {"fill": "toself", "fillcolor": theme.BAND, "line": {"width": 0.5, "color": theme.MEDIAN}}
    return [
        scatter("lines", [*run["x"], *run["x"][::-1]], [*run["p75_pct"], *run["p25_pct"][::-1]], **style)
        for _, run in known.groupby((known["edition"].diff() != 1).cumsum())
    ]


def counts(x: list[float], known: list[float], *, axis: str, scale: float) -> theme.Trace:
    """The number of projects behind each point, written along an axis of its own under the plot.

    A narrow drawing, of `scale` pixels for each unit of `x`, shows those that stand apart.
    """
    labels = [(position, f"{int(number)}") for position, number in zip(x, known, strict=True)]
    apart = without_collision(labels, scale)
    texts = [text if index in apart else WIDE_ONLY + text for index, (_, text) in enumerate(labels)]
    return scatter("text", x, [0] * len(x), text=texts, textfont=theme.QUIET, yaxis=axis)


def last_known(frame: pd.DataFrame, value: str) -> dict[Any, Any]:
    """The last row that has a value; empty where none has."""
    known = np.flatnonzero(frame[value].notna())
    return records(frame.iloc[known[-1:]])[0] if len(known) else {}
