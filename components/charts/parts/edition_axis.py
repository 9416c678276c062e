"""What every chart across editions shares: the axis, and series that stop at gaps and breaks."""

from collections.abc import Callable, Collection
from itertools import compress, groupby, pairwise
from typing import Any

import pandas as pd

from components.charts.parts import theme
from components.charts.parts.marks import scatter
from components.charts.parts.narrative import edition_label
from data.model import french
from data.questions.editions import records


def edition_labels(frame: pd.DataFrame) -> list[str]:
    """« Édition 14 (novembre 2021) » for each row of a frame that has `edition` and `reference_date`."""
    return [
        french.capitalised(edition_label(edition, date))
        for edition, date in zip(frame["edition"].tolist(), frame["reference_date"].tolist(), strict=True)
    ]


def hover_texts(frame: pd.DataFrame, written: Callable[[dict[Any, Any]], str]) -> list[str]:
    """The edition of each row in bold, over what is written of the row."""
    lines = zip(edition_labels(frame), records(frame), strict=True)
    return [f"<b>{label}</b><br>{written(line)}" for label, line in lines]


def edition_axis(frame: pd.DataFrame, **settings: Any) -> dict[str, Any]:
    """The horizontal axis: one step per edition, its number, and the year under the first edition of each year."""
    editions = frame["edition"].tolist()
    years = [str(date)[:4] for date in frame["reference_date"]]
    # Not under the very first edition, often the last of its year: its label would touch the next one.
    firsts = {year: edition for edition, year in reversed(list(zip(editions, years, strict=True))[1:]) if year}
    ticks = [f"{edition}<br>{year}" if firsts.get(year) == edition else str(edition)
             for edition, year in zip(editions, years, strict=True)]  # fmt: skip
    ends = [editions[0] - 0.6, editions[-1] + 0.6] if editions else [0, 1]
    labels = {"tickmode": "array", "tickvals": editions, "ticktext": ticks, "tickangle": 0, "tickfont": theme.QUIET}
    line = {"ticks": "outside", "ticklen": 3, "showline": True, "linecolor": theme.MUTED, **theme.ALL_LABELS}
    return {**labels, **line, "range": ends, "fixedrange": True, "showgrid": False, "zeroline": False, **settings}


def series(
    frame: pd.DataFrame, value: str, broken_at: Collection[int] = (), dash: str = "solid", width: int = 2, **marks: Any
) -> list[theme.Trace]:
    """A marker at each value, joined from one edition to the next, and a dotted line across missing editions.

    The frame has one row per edition, ascending, and missing values where unknown. No line enters the editions of
    `broken_at` from before. `marks` are as `points` takes them.
    """
    trace, colour = points(frame, value, **marks), marks["colour"]
    position = {edition: index for index, edition in enumerate(frame["edition"].tolist())}
    # Indices of the points in the order of the line; None, a point without a value, ends it.
    solid: list[int | None] = [0] if trace["x"] else []
    dotted: list[int | None] = []
    for index, (before, after) in enumerate(pairwise(trace["x"]), start=1):
        is_broken = any(before < edition <= after for edition in broken_at)
        is_next = position[after] - position[before] == 1
        solid += [index] if is_next and not is_broken else [None, index]
        dotted += [] if is_next or is_broken else [index - 1, index, None]
    across = scatter("lines", _at(trace["x"], dotted), _at(trace["y"], dotted), yaxis=trace["yaxis"],
                     line={"color": colour, "width": 1, "dash": "dot"})  # fmt: skip
    for attributes, missing in ((trace, None), (trace["marker"], colour)):
        lists = {name: values for name, values in attributes.items() if isinstance(values, list)}
        attributes |= {name: _at(values, solid, missing) for name, values in lists.items()}
    joined = {**trace, "mode": "lines+markers", "line": {"color": colour, "width": width, "dash": dash}}
    return [across, joined] if dotted else [joined]


def _at(values: list[Any], indices: list[int | None], missing: Any = None) -> list[Any]:
    return [missing if index is None else values[index] for index in indices]


def _runs(editions: list[int]) -> list[list[int]]:
    """Ascending editions, split where one is missing."""
    runs = groupby(enumerate(editions), key=lambda pair: pair[1] - pair[0])
    return [[edition for _, edition in run] for _, run in runs]


def bands(frame: pd.DataFrame, *, axis: str) -> list[theme.Trace]:
    """The band from `p25_pct` to `p75_pct`, as one polygon for each run of editions: no band crosses a gap."""
    known = frame[frame["p25_pct"].notna()].set_index("edition")
    style: dict[str, Any] = {"fill": "toself", "fillcolor": theme.BAND, "line": {"width": 0.5, "color": theme.MEDIAN}}
    return [
        scatter("lines", [*run, *run[::-1]], [*known["p75_pct"][run], *known["p25_pct"][run[::-1]]], **style,
                name="Moitié centrale (P25–P75)", showlegend=position == 0, yaxis=axis)
        for position, run in enumerate(_runs(known.index.tolist()))
    ]  # fmt: skip


def counts(x: list[int], known: list[float], *, axis: str) -> theme.Trace:
    """The number of projects behind each point, written along an axis of its own under the plot."""
    texts = [f"{int(number)}" for number in known]
    return scatter("text", x, [0] * len(x), text=texts, textfont=theme.QUIET, yaxis=axis)


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
    shown = list(compress(frame["edition"].tolist(), known))
    colours = [] if hollow is None else [theme.PAPER if is_empty else colour for is_empty in hollow]
    filled = list(compress(colours, known)) if colours else colour
    marker = {"size": size, "symbol": symbol, "color": filled, "line": {"color": colour, "width": 2}}
    links = {"customdata": [address(edition) for edition in shown]} if address else {}
    y, texts = (list(compress(values, known)) for values in (frame[value].tolist(), hover))
    return scatter("markers", shown, y, name=name, marker=marker, hover=texts, yaxis=axis, **links)


def missing_marks(frame: pd.DataFrame, value: str, *, y: float = 0, axis: str = "y") -> list[theme.Trace]:
    """One « n. d. » above `y` under each run of editions without a value, as up to one trace."""
    middles = [(run[0] + run[-1]) / 2 for run in _runs(frame.loc[frame[value].isna(), "edition"].tolist())]
    trace = scatter("text", middles, [y] * len(middles), text=["n. d."] * len(middles), textposition="top center",
                    textfont=theme.QUIET, cliponaxis=False, yaxis=axis)  # fmt: skip
    return [trace] if middles else []
