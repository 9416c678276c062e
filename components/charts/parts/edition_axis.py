"""What every chart across editions shares: the axis, and series that stop at gaps and breaks."""

from collections.abc import Callable, Collection, Sequence
from itertools import compress, pairwise
from typing import Any

import pandas as pd

from components.charts.parts import theme
from components.charts.parts.marks import scatter
from data.model import french


def edition_label(edition: int, reference_date: str) -> str:
    """« édition 14 (novembre 2021) », or « édition 10 » where the reference month is unknown."""
    return f"édition {edition} ({french.month(reference_date)})" if reference_date else f"édition {edition}"


def edition_labels(frame: pd.DataFrame) -> list[str]:
    """« Édition 14 (novembre 2021) » for each row of a frame that has `edition` and `reference_date`."""
    return [
        french.capitalised(edition_label(edition, date))
        for edition, date in zip(frame["edition"].tolist(), frame["reference_date"].tolist(), strict=True)
    ]


def edition_axis(frame: pd.DataFrame, **settings: Any) -> dict[str, Any]:
    """The horizontal axis: one step per edition, its number, and the year under the first edition of each year.

    Args:
        frame: Needs `edition` and `reference_date`.
        settings: Anything that this axis adds or changes.
    """
    editions = frame["edition"].tolist()
    years = [str(date)[:4] for date in frame["reference_date"]]
    # The first edition of a series stands alone at the end of its year: its label would run into the next one.
    firsts = {year: edition for edition, year in reversed(list(zip(editions, years, strict=True))[1:]) if year}
    ticks = [f"{edition}<br>{year}" if firsts.get(year) == edition else str(edition)
             for edition, year in zip(editions, years, strict=True)]  # fmt: skip
    ends = [editions[0] - 0.6, editions[-1] + 0.6] if editions else [0, 1]
    return {
        "tickmode": "array",
        "tickvals": editions,
        "ticktext": ticks,
        "tickangle": 0,
        "range": ends,
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "linecolor": theme.MUTED,
        "showline": True,
        "ticks": "outside",
        "ticklen": 3,
        "tickfont": theme.QUIET,
        **theme.ALL_LABELS,
        **settings,
    }


def segments(
    frame: pd.DataFrame, value: str, broken_at: Collection[int]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The pairs of editions that a line may join: neighbours (solid) and those across missing ones (dashed).

    Args:
        frame: Needs `edition`, ascending, one row per edition, and `value`, missing where unknown.
        value: The column drawn.
        broken_at: Editions at which the series breaks: no line enters them from before.
    """
    editions = frame["edition"].tolist()
    known = list(compress(editions, frame[value].notna()))
    position = {edition: index for index, edition in enumerate(editions)}
    solid: list[tuple[int, int]] = []
    dashed: list[tuple[int, int]] = []
    for before, after in pairwise(known):
        if any(before < edition <= after for edition in broken_at):
            continue
        (solid if position[after] - position[before] == 1 else dashed).append((before, after))
    return solid, dashed


def series(
    frame: pd.DataFrame,
    value: str,
    *,
    broken_at: Collection[int] = (),
    width: float = 2,
    dash: str = "solid",
    **marks: Any,
) -> list[theme.Trace]:
    """A series: a marker at each value, joined from one edition to the next, and a dotted line across missing ones.

    Args:
        frame: Needs `edition`, ascending, one row per edition, and `value`, missing where unknown.
        value: The column drawn.
        broken_at: Editions at which the series breaks: no line enters them from before.
        width: Width of the line in pixels.
        dash: Its dashes, so that a series is not known by its colour alone.
        marks: As `points` takes them.
    """
    joined, dotted = segments(frame, value, broken_at)
    trace = points(frame, value, **marks)
    entered = {after for _, after in joined}
    # A point without a value ends the line.
    order: list[int | None] = []
    for index, edition in enumerate(trace["x"]):
        order += [index] if edition in entered or not index else [None, index]
    for attributes, missing in ((trace, None), (trace["marker"], marks["colour"])):
        for name, values in attributes.items():
            if isinstance(values, list):
                attributes[name] = [missing if index is None else values[index] for index in order]
    line_style = {"color": marks["colour"], "width": width, "dash": dash}
    return [*_across(frame, value, dotted, trace), {**trace, "mode": "lines+markers", "line": line_style}]


def _across(frame: pd.DataFrame, value: str, pairs: Sequence[tuple[int, int]], trace: theme.Trace) -> list[theme.Trace]:
    if not pairs:
        return []
    values = dict(zip(frame["edition"].tolist(), frame[value].tolist(), strict=True))
    x = [point for before, after in pairs for point in (before, after, None)]
    y = [None if edition is None else values[edition] for edition in x]
    line_style = {"color": trace["marker"]["line"]["color"], "width": 1, "dash": "dot"}
    return [scatter("lines", x, y, line=line_style, yaxis=trace["yaxis"])]


def bands(frame: pd.DataFrame, *, axis: str) -> list[theme.Trace]:
    """The band of the middle half of a measure.

    Args:
        frame: Needs `edition`, `p25_pct` and `p75_pct`.
        axis: The vertical axis that it belongs to.
    """
    # One polygon for each run of editions: a filled area would otherwise bridge the missing ones.
    runs: list[list[tuple[int, float, float]]] = []
    for edition, low, high in zip(*(frame[name].tolist() for name in ("edition", "p25_pct", "p75_pct")), strict=True):
        if pd.isna(low):
            continue
        if not runs or runs[-1][-1][0] != edition - 1:
            runs.append([])
        runs[-1].append((edition, low, high))
    return [
        scatter(
            "lines",
            [edition for edition, _, _ in [*run, *run[::-1]]],
            [*(high for _, _, high in run), *(low for _, low, _ in run[::-1])],
            fill="toself",
            fillcolor=theme.BAND,
            line={"width": 0.5, "color": theme.MEDIAN},
            name="Moitié centrale (P25–P75)",
            showlegend=position == 0,
            yaxis=axis,
        )
        for position, run in enumerate(runs)
    ]


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
    """The markers of a series, hollow where the figure was not printed by the publisher.

    Args:
        frame: Needs `edition` and `value`.
        value: The column drawn.
        name: Name of the series.
        colour: Colour of the series.
        hover: French text for each row.
        axis: The vertical axis that it belongs to.
        symbol: Shape of the markers, so that a series is not known by its colour alone.
        size: Diameter in pixels.
        hollow: True where the marker is drawn empty.
        address: Edition → the address that its marker opens, None for nothing.
    """
    known = frame[value].notna().tolist()
    shown = list(compress(frame["edition"].tolist(), known))
    colours = [] if hollow is None else [theme.PAPER if is_empty else colour for is_empty in hollow]
    filled = list(compress(colours, known)) if colours else colour
    return scatter(
        "markers",
        shown,
        list(compress(frame[value].tolist(), known)),
        name=name,
        marker={"size": size, "symbol": symbol, "color": filled, "line": {"color": colour, "width": 2}},
        hover=list(compress(hover, known)),
        yaxis=axis,
        **({"customdata": [address(edition) for edition in shown]} if address else {}),
    )


def missing_marks(frame: pd.DataFrame, value: str, *, y: float = 0, axis: str = "y") -> list[theme.Trace]:
    """One « n. d. » above `y` under each run of editions without a value, as up to one trace.

    Args:
        frame: Needs `edition`, ascending, and `value`.
        value: The column that is missing.
        y: Where they stand on the axis.
        axis: The vertical axis.
    """
    runs: list[list[int]] = []
    for edition, missing in zip(frame["edition"].tolist(), frame[value].isna().tolist(), strict=True):
        if missing and runs and runs[-1][-1] == edition - 1:
            runs[-1].append(edition)
        elif missing:
            runs.append([edition])
    if not runs:
        return []
    return [
        scatter("text", [(run[0] + run[-1]) / 2 for run in runs], [y] * len(runs), text=["n. d."] * len(runs),
                textposition="top center", textfont=theme.QUIET, cliponaxis=False, yaxis=axis)
    ]  # fmt: skip
