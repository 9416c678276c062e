"""Figure of one project: steps of its cost and of its planned end, edition after edition."""

from itertools import pairwise
from typing import Any

import pandas as pd

from components.charts.parts import edition_axis as editions
from components.charts.parts import rows, theme
from data.model import french

_UPPER, _LOWER = (0.56, 1.0), (0.0, 0.42)


def trajectory(frame: pd.DataFrame) -> theme.Figure:
    """Cost above, planned end below; a value stands until the next one, and a gap is left where none is known.

    Args:
        frame: As `trajectory.trajectory` gives it.
    """
    if frame.empty or not frame[["cost_meur", "end"]].notna().any(axis=None):
        return rows.nothing("Aucun coût ni aucune fin prévue n'ont été publiés")
    ends = frame["end"].map(lambda date: f"{date:%Y-%m-%d}" if pd.notna(date) else None)
    labels = editions.edition_labels(frame)
    costs = [
        f"<b>{label}</b><br>Coût estimé : {french.meur(value)}<br>{french.pct(change)} depuis la première édition"
        for label, value, change in zip(labels, frame["cost_meur"], frame["cost_change_pct"], strict=True)
    ]
    dates = [f"<b>{label}</b><br>Fin prévue : {french.month(end)}<br>{french.months(slip)} depuis la première édition"
             f"{_start(moved)}"
             for label, end, slip, moved in zip(labels, frame["end"], frame["slip_months"],
                                                frame["start_change_months"], strict=True)]  # fmt: skip
    with_dates = frame.assign(end_text=ends)
    moved_start = with_dates[with_dates["start_change_months"].fillna(0) != 0]
    traces = [
        *_steps(frame, "cost_meur", "y"),
        editions.points(frame, "cost_meur", name="Coût complet estimé", colour=theme.QUANTITY, hover=costs),
        *_steps(with_dates, "end_text", "y2"),
        editions.points(with_dates, "end_text", name="Fin prévue", colour=theme.QUANTITY, hover=dates, axis="y2"),
    ]
    # The panels are named where they stand.
    traces = [trace | {"showlegend": False} for trace in traces]
    if len(moved_start):
        traces.append(
            editions.points(moved_start, "end_text", name="Fin prévue, début déplacé", colour=theme.WEIGHTED,
                            hover=[dates[index] for index in moved_start.index], axis="y2", symbol="diamond", size=13)
        )  # fmt: skip
    shapes, notes = _events(frame)
    return theme.figure(
        traces,
        height=460,
        margin={"l": theme.AMOUNTS, "r": 16, "t": 44, "b": theme.BELOW_EDITIONS},
        xaxis=editions.edition_axis(frame, anchor="y2"),
        yaxis=theme.value_axis(domain=_UPPER, rangemode="tozero", ticksuffix="\u00a0M€", tickformat=",.4~g", nticks=5),
        yaxis2=theme.value_axis(domain=_LOWER, type="date", zeroline=False, **_years(frame["end"])),
        shapes=shapes,
        annotations=[
            *notes,
            _panel("Coût complet estimé", _UPPER[1]),
            _panel("Fin prévue", _LOWER[1]),
            *_missing(frame, "cost_meur", _UPPER[0]),
            *_missing(frame, "end", _LOWER[0]),
        ],
    )


def _years(ends: pd.Series) -> dict[str, Any]:
    # A step of whole years: otherwise a short span would show the same year twice.
    years = ends.dropna().dt.year
    span = int(years.max() - years.min()) + 1 if len(years) else 1
    return {"tickformat": "%Y", "dtick": f"M{12 * max(1, round(span / 4))}", "tick0": "2000-01-01"}


def _missing(frame: pd.DataFrame, value: str, y: float) -> list[dict[str, Any]]:
    """Why nothing is drawn, once under each run of editions: not held, not in the table, not published."""
    runs: list[tuple[str, list[int]]] = []
    for line in frame.to_dict("records"):
        why = "n. p." if line["is_present"] else "abs." if line["is_held"] else "n. d."
        if pd.notna(line[value]):
            continue
        if runs and runs[-1][0] == why and runs[-1][1][-1] == line["edition"] - 1:
            runs[-1][1].append(line["edition"])
        else:
            runs.append((why, [line["edition"]]))
    return [
        {"x": (run[0] + run[-1]) / 2, "y": y, "xref": "x", "yref": "paper", "text": why, "showarrow": False,
         "yanchor": "bottom", "font": {"size": theme.SMALL, "color": theme.MUTED}}
        for why, run in runs
    ]  # fmt: skip


def _panel(text: str, y: float) -> dict[str, Any]:
    return {"x": 0, "y": y, "xref": "paper", "yref": "paper", "text": f"<b>{text}</b>", "showarrow": False,
            "xanchor": "left", "yanchor": "bottom", "yshift": 18, "font": {"size": theme.SMALL}}  # fmt: skip


def _start(moved: float) -> str:
    return f"<br>Début déplacé de {french.months(moved)}" if pd.notna(moved) and moved else ""


def _steps(frame: pd.DataFrame, value: str, axis: str) -> list[theme.Trace]:
    """The previous value kept until the next one; dotted over editions whose table is not held."""
    known = frame[frame[value].notna()]
    solid: list = []
    dotted: list = []
    for (before, earlier), (after, later) in pairwise(zip(known["edition"], known[value], strict=True)):
        target = solid if after - before == 1 else dotted
        target += [(before, earlier), (after, earlier), (after, later), (None, None)]
    return [
        {
            "type": "scatter",
            "x": [x for x, _ in points],
            "y": [y for _, y in points],
            "mode": "lines",
            "line": {"color": theme.QUANTITY, "width": width, "dash": dash},
            "hoverinfo": "skip",
            "showlegend": False,
            "yaxis": axis,
        }
        for points, width, dash in ((solid, 2, "solid"), (dotted, 1, "dot"))
        if points
    ]


def _events(frame: pd.DataFrame) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A vertical line where the phase or the ministry changes, with a letter of its own above."""
    shapes, notes = [], []
    for line in frame.to_dict("records"):
        marks = [letter for letter, changed in (("P", line["is_new_phase"]), ("M", line["is_new_ministry"])) if changed]
        if marks:
            shapes.append(
                {"type": "line", "xref": "x", "yref": "paper", "x0": line["edition"], "x1": line["edition"], "y0": 0,
                 "y1": 1, "layer": "below", "line": {"color": theme.BREAK, "width": 1, "dash": "dot"}}
            )  # fmt: skip
            notes.append(
                {"x": line["edition"], "y": 1, "xref": "x", "yref": "paper", "text": ", ".join(marks),
                 "showarrow": False, "yanchor": "bottom", "font": {"size": theme.SMALL, "color": theme.MUTED}}
            )  # fmt: skip
    return shapes, notes
