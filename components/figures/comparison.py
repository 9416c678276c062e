"""Figures of two moments compared: the waterfall between two totals, first known against current values."""

from collections.abc import Callable, Mapping
from itertools import compress, pairwise
from typing import Any

import pandas as pd

from components.charts.parts import rows, theme
from data.model import french
from data.questions.passage import GAPS, TOTALS

_PRINTED = ("published_before", "published_after")


def passage(
    frame: pd.DataFrame, *, names: Mapping[str, str], address: Callable[[Mapping[Any, Any]], str | None]
) -> theme.Figure:
    """The steps from one total to another, one row each, from left (less) to right (more).

    Args:
        frame: As `passage.passage` gives it.
        names: French name of each step.
        address: A row → the address that its bar opens, None for nothing.
    """
    if frame.empty:
        return rows.nothing(rows.NO_PROJECT)
    lines = frame.to_dict("records")
    positions = rows.bar_positions(len(frame))
    titles = [_step_title(line, names) for line in lines]
    bars = {
        "type": "bar",
        "x": frame["amount_meur"].tolist(),
        "base": frame["start_meur"].tolist(),
        "y": positions,
        "orientation": "h",
        "width": rows.THICKNESS,
        "marker": {
            "color": [_step_colour(line) for line in lines],
            "pattern": {"shape": ["/" if line["step"] in GAPS else "" for line in lines]},
        },
        "hovertext": [title.replace(" : <b>", "<br><b>") for title in titles],
        "hoverinfo": "text",
        "customdata": [address(line) for line in lines],
        "showlegend": False,
    }
    ends = frame["end_meur"].tolist()
    joints = {
        "type": "scatter",
        "x": [x for end in ends[:-1] for x in (end, end, None)],
        "y": [y for upper, lower in pairwise(positions) for y in (upper, lower, None)],
        "mode": "lines",
        "line": {"color": theme.MUTED, "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return theme.figure(
        [joints, bars],
        height=rows.height(len(frame)),
        annotations=rows.names_above(titles),
        xaxis=rows.amount_axis(tickformat=",.0f", ticksuffix="\u00a0M€", nticks=5),
        yaxis=rows.row_axis(len(frame)),
    )


def _step_title(line: Mapping[Any, Any], names: Mapping[str, str]) -> str:
    if line["step"] in TOTALS:
        amount = "coût non publié" if line["known"] == 0 else french.total_meur(line["amount_meur"])
        return f"{names[line['step']]}, édition {line['edition']:.0f} : <b>{amount}</b>"
    amount = "coût non publié" if line["known"] == 0 else french.meur(line["amount_meur"], signed=True)
    title = f"{names[line['step']]} : <b>{amount}</b>"
    return title if line["step"] in GAPS else f"{title} · {french.count(int(line['projects']), 'projet')}"


def _step_colour(line: Mapping[Any, Any]) -> str:
    if line["step"] in TOTALS:
        return theme.PUBLISHED if line["step"] in _PRINTED else theme.QUANTITY
    if line["step"] in GAPS:
        return theme.UNEXPLAINED
    return theme.PLUS if line["amount_meur"] > 0 else theme.MINUS


def reestimates(
    costs: pd.DataFrame, ends: pd.DataFrame, *, address: Callable[[str], str], unchanged: str = ""
) -> theme.Figure:
    """First known value to current one: costs above, planned ends below, one row per project.

    Args:
        costs: As `history.reestimates` gives it, the projects drawn in the upper panel, in order.
        ends: Likewise for the lower panel.
        address: Slug of a project → the address that its marks open.
        unchanged: What a figure without any change says.
    """
    if costs.empty and ends.empty:
        return rows.nothing(unchanged or rows.NO_PROJECT)
    total = rows.height(len(costs) + len(ends), margins=150)
    # Each panel as high as its rows, with room between them for an axis and a name.
    share = (total - 130) * len(costs) / (len(costs) + len(ends)) / total
    upper, lower = (1 - share, 1.0), (0.0, 1 - share - 90 / total)
    traces: list[theme.Trace] = []
    layout: dict[str, Any] = {"annotations": []}
    if len(costs):
        titles = [
            f"{rows.shortened(line['name'], 30)} : <b>{french.meur(line['change_meur'], signed=True)}</b>"
            for line in costs.to_dict("records")
        ]
        traces += _dumbbells(costs, "first_cost_meur", "cost_meur", "change_meur", address, axis="")
        layout["annotations"] += rows.names_above(titles, "y")
        layout |= {
            "xaxis": rows.amount_axis(tickformat=",.0f", ticksuffix="\u00a0M€", anchor="y"),
            "yaxis": rows.row_axis(len(costs), domain=upper, anchor="x"),
        }
        layout["annotations"].append(_panel("Coût complet estimé, en M€", upper[1]))
    if len(ends):
        titles = [
            f"{rows.shortened(line['name'], 30)} : <b>{french.months(line['slip_months'])}</b>{_start_note(line)}"
            for line in ends.to_dict("records")
        ]
        traces += _dumbbells(ends, "first_end", "end", "slip_months", address, axis="2")
        layout["annotations"] += rows.names_above(titles, "y2")
        layout |= {
            "xaxis2": rows.amount_axis(type="date", tickformat="%Y", nticks=8, anchor="y2", rangemode="normal"),
            "yaxis2": rows.row_axis(len(ends), domain=lower, anchor="x2"),
        }
        layout["annotations"].append(_panel("Fin prévue", lower[1]))
    return theme.figure(traces, height=total, margin={"l": theme.LEFT, "r": 16, "t": 32, "b": theme.BELOW}, **layout)


def _panel(text: str, top: float) -> dict[str, Any]:
    return {"x": 0, "y": top, "xref": "paper", "yref": "paper", "text": f"<b>{text}</b>", "showarrow": False,
            "xanchor": "left", "yanchor": "bottom", "yshift": 8, "font": {"size": theme.SIZE}}  # fmt: skip


def _start_note(line: Mapping[Any, Any]) -> str:
    moved = line["start_change_months"]
    return f" · début déplacé de {french.months(moved)}" if pd.notna(moved) and moved else ""


def _dumbbells(
    frame: pd.DataFrame, first: str, current: str, change: str, address: Callable[[str], str], *, axis: str
) -> list[theme.Trace]:
    """Two marks joined by a line for each row: the first known value, and the current one by the way it moved."""
    y = rows.bar_positions(len(frame))
    before, now = ([_coordinate(value) for value in frame[column]] for column in (first, current))
    rises = (frame[change] > 0).tolist()
    common = {"xaxis": f"x{axis}", "yaxis": f"y{axis}", "hoverinfo": "skip", "showlegend": not axis}
    hover, opened = _said(frame, first, current, axis), [address(slug) for slug in frame["project"]]

    def marks(name: str, x: list[Any], kept: list[bool], marker: dict[str, Any]) -> theme.Trace:
        return {
            **common,
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "x": list(compress(x, kept)),
            "y": list(compress(y, kept)),
            "marker": marker,
            "hovertext": list(compress(hover, kept)),
            "hoverinfo": "text",
            "customdata": list(compress(opened, kept)),
            "cliponaxis": False,
        }

    joints = {
        **common,
        "type": "scatter",
        "mode": "lines",
        "x": [x for pair in zip(before, now, strict=True) for x in (*pair, None)],
        "y": [position for at in y for position in (at, at, None)],
        "line": {"color": theme.UNEXPLAINED, "width": 3},
        "showlegend": False,
    }
    hollow = {"size": 10, "symbol": "circle", "color": theme.PAPER, "line": {"color": theme.MUTED, "width": 2}}
    return [
        joints,
        marks("Première valeur connue", before, [True] * len(frame), hollow),
        marks("Valeur actuelle, plus haute ou plus tardive", now, rises, _triangle("triangle-right", theme.PLUS)),
        marks(
            "Valeur actuelle, plus basse ou plus proche",
            now,
            [not rise for rise in rises],
            _triangle("triangle-left", theme.MINUS),
        ),
    ]


def _coordinate(value: Any) -> Any:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value


def _triangle(symbol: str, colour: str) -> dict[str, Any]:
    return {"size": 12, "symbol": symbol, "color": colour, "line": {"color": colour, "width": 1}}


def _said(frame: pd.DataFrame, first: str, current: str, axis: str) -> list[str]:
    written = french.month if axis else french.meur
    return [
        f"<b>{line['name']}</b><br>Première valeur connue (édition {line[_EDITIONS[first]]:.0f}) : "
        f"{written(line[first])}<br>Édition {line['edition']} : {written(line[current])}"
        for line in frame.to_dict("records")
    ]


_EDITIONS = {"first_cost_meur": "first_cost_edition", "first_end": "first_end_edition"}
