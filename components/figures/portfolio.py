"""Figures of one edition: sorted bars by ministry, phase, cost band and functional area."""

from collections.abc import Callable, Mapping

import pandas as pd

from components.charts.parts import rows, theme
from components.charts.parts.tokens import COLOURS
from data.model import french
from data.questions.editions import PART

UNKNOWN = "non-publie"
"""The phase and the band of what is not published: hatched, so that it is not taken for one more value."""


_HATCHED = {"shape": "/", "fgcolor": theme.UNEXPLAINED, "bgcolor": COLOURS["hatched"], "solidity": 0.15}


def amounts(
    frame: pd.DataFrame,
    *,
    value: str,
    name: str,
    slug: str,
    written: Callable[[float], str],
    detail: Callable[[Mapping], str],
    address: Callable[[str], str],
) -> theme.Figure:
    """One bar per row, in the order of the frame, its name and amount written above.

    Args:
        frame: Needs `value`, `name` and `slug`.
        value: Column of the length of the bars.
        name: Column of the French name of each row.
        slug: Column of what each bar opens.
        written: How an amount is written.
        detail: A row → what is added to its amount.
        address: Slug → the address that its bar opens.
    """
    if frame.empty:
        return rows.nothing(rows.NO_PROJECT)
    lines = frame.to_dict("records")
    titles = [f"{rows.shortened(line[name])} : <b>{written(line[value])}</b>" for line in lines]
    bars = {
        "type": "bar",
        "x": frame[value].fillna(0).tolist(),
        "y": rows.bar_positions(len(frame)),
        "orientation": "h",
        "width": rows.THICKNESS,
        "marker": {
            "color": theme.QUANTITY,
            "pattern": {"shape": ["/" if line[slug] == UNKNOWN else "" for line in lines]},
        },
        "hovertext": [f"<b>{line[name]}</b><br>{written(line[value])}<br>{detail(line)}" for line in lines],
        "hoverinfo": "text",
        "customdata": [address(line[slug]) for line in lines],
        "showlegend": False,
    }
    return theme.figure(
        [bars],
        height=rows.height(len(frame)),
        annotations=rows.names_above(titles),
        xaxis=rows.amount_axis(tickformat=",.0f"),
        yaxis=rows.row_axis(len(frame)),
    )


def phases_by_ministry(
    frame: pd.DataFrame, *, names: Mapping[str, str], address: Callable[[str, str], str]
) -> theme.Figure:
    """Number of projects by ministry, the bar cut by phase, the number written in each part.

    Args:
        frame: As `portfolio.phases_by_ministry` gives it.
        names: French name of each phase.
        address: Ministry, phase → the address that a part opens.
    """
    if frame.empty:
        return rows.nothing(rows.NO_PROJECT)
    bars = []
    for column in [column for column in frame.columns if column.startswith(PART)]:
        phase = column.removeprefix(PART)
        some = frame[frame[column] > 0]
        bars.append(
            {
                "type": "bar",
                "x": some[column].tolist(),
                "y": [position + 0.2 for position in some.index],
                "orientation": "h",
                "width": rows.THICKNESS,
                "name": names[phase],
                "marker": {
                    "color": theme.BY_SLUG[phase],
                    "line": {"color": theme.PAPER, "width": 1},
                    "pattern": _HATCHED if phase == UNKNOWN else {},
                },
                "text": [str(count) for count in some[column]],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "textfont": {"size": theme.SMALL, "color": theme.ON_SLUG.get(phase, theme.PAPER)},
                "hovertext": [
                    f"<b>{line['ministry_name']}</b><br>{names[phase]} : {french.count(line[column], 'projet')}"
                    for line in some.to_dict("records")
                ],
                "hoverinfo": "text",
                "customdata": [address(ministry, phase) for ministry in some["ministry"]],
            }
        )
    titles = [f"{rows.shortened(name)} : <b>{french.count(count, 'projet')}</b>"
              for name, count in zip(frame["ministry_name"], frame["projects"], strict=True)]  # fmt: skip
    return theme.figure(
        bars,
        height=rows.height(len(frame)),
        annotations=rows.names_above(titles),
        barmode="stack",
        xaxis=rows.amount_axis(tickformat=",d"),
        yaxis=rows.row_axis(len(frame)),
    )
