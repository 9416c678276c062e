"""Figures of one edition, project by project: who carries the money, who moved in cost and in time."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from components.charts.parts import rows, theme
from data.model import french
from data.questions.comparison import has_moved

_THRESHOLDS = (50, 80)
_SHARES = [0, 20, 40, 60, 80, 100]
_NAMED = 3
MOST_LABELS = 8


def concentration(frame: pd.DataFrame, *, address: Callable[[str], str]) -> theme.Figure:
    """Share of the total carried by the dearest projects together, one dot per project, in %.

    Args:
        frame: As `portfolio.concentration` gives it.
        address: Slug of a project → the address that its dot opens.
    """
    if frame.empty:
        return rows.nothing("Aucun coût connu pour cette sélection")
    hover = [
        f"<b>{line['name']}</b><br>{french.meur(line['cost_meur'])}<br>"
        f"{french.count(line['rank'], 'projet')} : {french.pct(line['cumulated_pct'], signed=False)} du total"
        for line in frame.to_dict("records")
    ]
    curve = {
        "type": "scatter",
        "x": [0, *frame["rank"].tolist()],
        "y": [0, *frame["cumulated_pct"].tolist()],
        "mode": "lines",
        "line": {"color": theme.QUANTITY, "width": 2},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    dots = {
        "type": "scatter",
        "x": frame["rank"].tolist(),
        "y": frame["cumulated_pct"].tolist(),
        "mode": "markers",
        "marker": {"size": 7, "color": theme.QUANTITY},
        "hovertext": hover,
        "hoverinfo": "text",
        "customdata": [address(slug) for slug in frame["project"]],
        "showlegend": False,
    }
    named = frame.head(_NAMED)
    labels = {
        "type": "scatter",
        "x": (named["rank"] + 0.02 * len(frame)).tolist(),
        "y": named["cumulated_pct"].tolist(),
        "mode": "text",
        "text": named["name"].tolist(),
        "textposition": "middle right",
        "textfont": {"size": theme.SMALL},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    marks = [(share, int((frame["cumulated_pct"] < share - 1e-9).sum()) + 1) for share in _THRESHOLDS]
    return theme.figure(
        [curve, dots, labels],
        height=380,
        margin={"l": theme.RATES, "r": 16, "t": 12, "b": theme.BELOW_TITLE},
        xaxis=theme.value_axis(title={"text": "Projets, du plus cher au moins cher", "font": {"size": theme.SMALL}},
                               tickformat=",d", range=[0, len(frame) + 1], showgrid=False),
        yaxis=theme.value_axis(range=[0, 104], tickvals=_SHARES, ticktext=[f"{share}\u00a0%" for share in _SHARES]),
        shapes=[{"type": "line", "x0": 0, "x1": rank, "y0": share, "y1": share,
                 "line": {"color": theme.MUTED, "width": 1, "dash": "dot"}} for share, rank in marks],
        annotations=[{"x": rank, "y": share, "text": f"{share} % : {french.count(rank, 'projet')}", "showarrow": False,
                      "xanchor": "left", "yanchor": "top", "xshift": 6, "font": {"size": theme.SMALL}}
                     for share, rank in marks],
    )  # fmt: skip


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """The projects named on `cost_and_slip`: the furthest from the middle of both measures, eight at most.

    Args:
        frame: As `portfolio.cost_and_slip` gives it.
    """
    distance = pd.Series(0.0, index=frame.index)
    for column in ("cost_change_pct", "slip_months"):
        away = (frame[column] - frame[column].median()).abs()
        distance += (away / (away.max() or 1)) ** 2
    moved = frame[has_moved(frame["cost_meur"] - frame["first_cost_meur"]) | (frame["slip_months"] != 0)]
    furthest = distance[moved.index].sort_values(ascending=False, kind="stable").index[:MOST_LABELS]
    return frame.loc[furthest]


def cost_and_slip(
    frame: pd.DataFrame, *, address: Callable[[str], str], medians: tuple[float, float] | None
) -> theme.Figure:
    """Change of cost (%) by slip of the planned end (months), the area of a dot being the current cost.

    Args:
        frame: As `portfolio.cost_and_slip` gives it.
        address: Slug of a project → the address that its dot opens.
        medians: Median slip in months and median change in percent, drawn as lines; None where too few are known.
    """
    if frame.empty:
        return rows.nothing("Aucun projet dont le coût et la fin prévue soient connus")
    hover = [
        f"<b>{line['name']}</b><br>Coût : {french.pct(line['cost_change_pct'])} "
        f"({french.meur(line['first_cost_meur'])} → {french.meur(line['cost_meur'])})<br>"
        f"Fin prévue : {french.months(line['slip_months'])}"
        for line in frame.to_dict("records")
    ]
    sizes = frame["cost_meur"].tolist()
    dots = {
        "type": "scatter",
        "x": frame["slip_months"].tolist(),
        "y": frame["cost_change_pct"].tolist(),
        "mode": "markers",
        "marker": {
            "size": sizes,
            "sizemode": "area",
            "sizeref": 2 * max(sizes) / 34**2,
            "sizemin": 3,
            "color": theme.QUANTITY,
            "opacity": 0.65,
            "line": {"color": theme.PAPER, "width": 1},
        },
        "hovertext": hover,
        "hoverinfo": "text",
        "customdata": [address(slug) for slug in frame["project"]],
        "showlegend": False,
    }
    named = labelled(frame)
    labels = {
        "type": "scatter",
        "x": named["slip_months"].tolist(),
        "y": named["cost_change_pct"].tolist(),
        "mode": "text",
        "text": [f"  {name}  " for name in named["name"]],
        "textposition": _placed(named, frame),
        "textfont": {"size": theme.SMALL, "color": theme.INK},
        "hoverinfo": "skip",
        "cliponaxis": False,
        "showlegend": False,
    }
    shapes, notes = _medians(medians)
    return theme.figure(
        [dots, labels],
        height=480,
        margin={"l": theme.RATES, "r": 16, "t": 12, "b": theme.BELOW_TITLE},
        xaxis=theme.value_axis(
            title={"text": "Décalage de la fin prévue, en mois", "font": {"size": theme.SMALL}},
            nticks=8,
            zerolinewidth=2,
        ),
        yaxis=theme.value_axis(ticksuffix="\u00a0%", tickformat=",.0f", nticks=7, zerolinewidth=2),
        shapes=shapes,
        annotations=notes,
    )


# Width and height of the smallest plot that names are placed for, and of a letter, in CSS pixels.
_PLOT, _LETTER = (280.0, 380.0), (6.2, 13.0)


def _placed(named: pd.DataFrame, frame: pd.DataFrame) -> list[str]:
    """Where each name stands beside its dot, so that names cross neither each other nor the edges of a phone."""
    scales = [
        size / ((frame[column].max() - frame[column].min()) or 1.0)
        for column, size in zip(("slip_months", "cost_change_pct"), _PLOT, strict=True)
    ]
    lows = (frame["slip_months"].min(), frame["cost_change_pct"].min())
    taken: list[tuple[float, float, float, float]] = []
    positions = []
    for slip, cost, name in named[["slip_months", "cost_change_pct", "name"]].itertuples(index=False):
        x, y = (slip - lows[0]) * scales[0], (cost - lows[1]) * scales[1]
        width, height = len(name) * _LETTER[0] + 12, _LETTER[1]
        boxes = {
            "middle right": (x, y - height / 2, x + width, y + height / 2),
            "middle left": (x - width, y - height / 2, x, y + height / 2),
            "top center": (x - width / 2, y + 6, x + width / 2, y + 6 + height),
            "bottom center": (x - width / 2, y - 6 - height, x + width / 2, y - 6),
            "bottom left": (x - width, y - 6 - height, x, y - 6),
        }
        cost_of = {place: _crossings(box, taken) for place, box in boxes.items()}
        best = min(boxes, key=lambda place: cost_of[place])
        taken.append(boxes[best])
        positions.append(best)
    return positions


def _crossings(box: tuple[float, float, float, float], taken: list[tuple[float, float, float, float]]) -> float:
    left, bottom, right, top = box
    beyond = max(0.0, right - _PLOT[0]) + max(0.0, -left)
    crossed = sum(left < other[2] and other[0] < right and bottom < other[3] and other[1] < top for other in taken)
    return crossed * 1000 + beyond


def _medians(medians: tuple[float, float] | None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    if medians is None:
        return [], []
    slip, cost = medians
    style = {"color": theme.MEDIAN, "width": 1, "dash": "dash"}
    note = {"showarrow": False, "font": {"size": theme.SMALL, "color": theme.MEDIAN}}
    return [
        {"type": "line", "xref": "x", "yref": "paper", "x0": slip, "x1": slip, "y0": 0, "y1": 1, "line": style},
        {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": cost, "y1": cost, "line": style},
    ], [
        {**note, "x": slip, "y": 1, "xref": "x", "yref": "paper", "xanchor": "left", "yanchor": "top", "xshift": 4,
         "text": f"médiane {french.months(slip)}"},
        {**note, "x": 1, "y": cost, "xref": "paper", "yref": "y", "xanchor": "right", "yanchor": "bottom",
         "text": f"médiane {french.pct(cost)}"},
    ]  # fmt: skip
