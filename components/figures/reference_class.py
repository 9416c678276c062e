"""Figure of the reference class: what past projects in the same situation went through."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from components.charts.parts import rows, theme
from data.model import french

_PANELS = (
    ("cost", "Réévaluation ultérieure du coût, en %", french.pct, "\u00a0%"),
    ("slip", "Décalage ultérieur de la fin, en mois", french.months, ""),
)


_AGES = {"entree": "entrée", "1-3": "1–3 éd.", "4-plus": "≥ 4 éd."}


def reference_class(frame: pd.DataFrame, *, address: Callable[[str], str]) -> theme.Figure:
    """The middle half (line) and the median (mark) of later changes, one row per situation and measure.

    Args:
        frame: As `reference_class.reference_class` gives it.
        address: Slug of a phase → the address that a mark opens.
    """
    shown = frame[frame["cost_median"].notna() | frame["slip_median"].notna()]
    if shown.empty:
        return rows.nothing("Moins de dix projets passés dans chaque situation")
    count = len(shown)
    height = rows.height(2 * count, margins=190)
    gap, plot = 100, height - 60
    each = (plot - gap) / 2 / plot
    domains = ((1 - each, 1.0), (0.0, each))
    traces: list[theme.Trace] = []
    layout: dict[str, Any] = {"annotations": []}
    for position, ((name, title, written, suffix), domain) in enumerate(zip(_PANELS, domains, strict=True)):
        axis = "" if position == 0 else "2"
        traces += _intervals(shown, name, written, address, axis)
        titles = [_title(line, name, written) for line in shown.to_dict("records")]
        layout["annotations"] += rows.names_above(titles, f"y{axis}")
        layout |= {
            f"xaxis{axis}": rows.amount_axis(
                ticksuffix=suffix, tickformat=",.0f", rangemode="normal", anchor=f"y{axis}"
            ),
            f"yaxis{axis}": rows.row_axis(count, domain=domain, anchor=f"x{axis}"),
        }
        layout["annotations"].append(
            {"x": 0, "y": domain[1], "xref": "paper", "yref": "paper", "text": f"<b>{title}</b>", "showarrow": False,
             "xanchor": "left", "yanchor": "bottom", "yshift": 6}
        )  # fmt: skip
    return theme.figure(traces, height=height, margin={"l": theme.LEFT, "r": 16, "t": 32, "b": theme.BELOW}, **layout)


def _intervals(
    frame: pd.DataFrame, name: str, written: Callable[..., str], address: Callable[[str], str], axis: str
) -> list[theme.Trace]:
    axes = {"xaxis": f"x{axis}", "yaxis": f"y{axis}"}
    y = rows.bar_positions(len(frame))
    lines = frame.to_dict("records")
    titles = [_title(line, name, written) for line in lines]
    p25, median, p75 = (frame[f"{name}_{figure}"] for figure in ("p25", "median", "p75"))
    ends = [(low, high) if pd.notna(low) else (None, None) for low, high in zip(p25, p75, strict=True)]
    return [
        {
            "type": "scatter",
            "x": [x for pair in ends for x in (*pair, None)],
            "y": [position for at in y for position in (at, at, None)],
            "mode": "lines",
            "line": {"color": theme.BAND_SOLID, "width": 8},
            "name": "Moitié centrale (P25–P75)",
            "showlegend": not axis,
            "hoverinfo": "skip",
            **axes,
        },
        {
            "type": "scatter",
            "x": [None if pd.isna(value) else value for value in median],
            "y": y,
            "mode": "markers",
            "name": "Médiane",
            "showlegend": not axis,
            "marker": {
                "size": 12,
                "symbol": "diamond",
                "color": theme.MEDIAN,
                "line": {"color": theme.MEDIAN, "width": 1},
            },
            "hovertext": [
                f"{title}<br>Moitié centrale : {written(low)} à {written(high)}"
                for title, low, high in zip(titles, p25, p75, strict=True)
            ],
            "hoverinfo": "text",
            "customdata": [address(line["phase"]) for line in lines],
            **axes,
        },
    ]


def _title(line: dict[Any, Any], name: str, written: Callable[..., str]) -> str:
    situation = f"{line['phase_name']}, {_AGES[line['age']]}"
    past = line[f"{name}_n"]
    if pd.isna(line[f"{name}_median"]):
        return f"{situation} : {french.count(past, 'projet passé', 'projets passés')}, trop peu"
    return f"{situation} : <b>{written(line[f'{name}_median'])}</b> · N = {french.number(past)}"
