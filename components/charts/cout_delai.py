"""`cout-delai`: change of cost and slip of the planned end, project by project."""

from collections.abc import Mapping
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import placement, rows, scale, theme
from components.charts.parts.marks import scatter
from components.charts.parts.narrative import (
    IN_CHANGE,
    Narrative,
    moved_months,
    moved_pct,
    no_project,
    when,
)
from components.charts.parts.native import WIDEST, Bubble, NativeChart, project_name
from components.charts.parts.tables import COST_CHANGE, DATE, EDITION, FIRST_COST, MINISTRY, PROJECT, Table, TableColumn
from data.model import french
from data.model.measures import MINIMUM_FOR_A_MEAN
from data.questions.comparison import has_moved, without_rounding
from data.questions.cout_delai import cost_and_slip
from data.questions.parts.editions import latest_rows, records

MOST_LABELS, MOST_DOTS = 8, 300
"""Projects named on the figure at most; dots beyond which projects at the same spot are one dot."""
_SPOTS = 24
"""Spots along each axis."""
_MIDDLE = 0.5
_MEASURES = ["slip_months", "cost_change_pct"]
_AXES = ("Décalage de la fin prévue, en mois", "Évolution du coût, en %")
_SPACE, _SPACE_WIDTH = "\u00a0", 3.5
"""Between a dot and its name; its width in pixels."""


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Change of cost (%) by slip of the planned end (months), the area of a dot being the current cost."""
    if frame.empty:
        return rows.nothing("Aucun projet dont le coût et la fin prévue soient connus")
    ends = _ranges(frame)
    dots = _grouped(frame)
    sizes = dots["cost_meur"].tolist()
    marker = {"size": sizes, "sizemode": "area", "sizeref": 2 * max(sizes) / WIDEST**2, "sizemin": 3,
              "color": theme.QUANTITY, "opacity": 0.65, "line": {"color": theme.PAPER, "width": 1}}  # fmt: skip
    hover = [
        f"<b>{line['name'] if line['projects'] < 2 else french.count(line['projects'], 'projet')}</b><br>"
        f"Coût : {french.pct(line['cost_change_pct'])} "
        f"({french.cost(line['first_cost_meur'])} → {french.cost(line['cost_meur'])})<br>"
        f"Fin prévue : {french.months(line['slip_months'])}"
        for line in records(dots)
    ]
    links = [context.links.project(slug) if projects < 2 else None
             for slug, projects in zip(dots["project"], dots["projects"], strict=True)]  # fmt: skip
    shapes, notes = _median_lines(frame, ends["slip_months"])
    at = [dots[measure].round(2).tolist() for measure in _MEASURES]
    return theme.figure(
        [scatter("markers", *at, marker=marker, hover=hover, customdata=links), _names(frame, ends)],
        height=480,
        margin={"l": theme.RATES, "r": 16, "t": 12, "b": theme.BELOW_TITLE},
        xaxis=theme.value_axis(title={"text": _AXES[0], "font": {"size": theme.SMALL}}, nticks=8, zerolinewidth=2,
                               range=ends["slip_months"]),
        yaxis=theme.value_axis(ticksuffix="\u00a0%", tickformat=",.0f", nticks=7, zerolinewidth=2,
                               range=ends["cost_change_pct"]),
        shapes=shapes,
        annotations=notes,
    )  # fmt: skip


def _ranges(frame: pd.DataFrame) -> dict[str, list[float]]:
    return {measure: scale.value_range(frame[measure], from_zero=False) for measure in _MEASURES}


def _grouped(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with `projects`, 1; beyond `MOST_DOTS` one row for those at the same spot, their costs added."""
    if len(frame) <= MOST_DOTS:
        return frame.assign(projects=1)
    low, high = frame[_MEASURES].min(), frame[_MEASURES].max()
    spots = ((frame[_MEASURES] - low) / (high - low).replace(0, 1) * _SPOTS).round()
    whole = {"name": "first", "project": "first", "cost_meur": "sum", "first_cost_meur": "sum"}
    groups = frame.assign(projects=1).groupby([spots[measure] for measure in _MEASURES], sort=False)
    return groups.agg({**whole, **dict.fromkeys(_MEASURES, "mean"), "projects": "sum"}).reset_index(drop=True)


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """The projects that are named: the furthest from the middle of both measures among those that moved."""
    values = frame[_MEASURES].to_numpy(dtype=float)
    away = np.abs(values - np.median(values, axis=0))
    furthest = away.max(axis=0)
    distance = ((away / np.where(furthest, furthest, 1)) ** 2).sum(axis=1)
    moved = has_moved((frame["cost_meur"] - frame["first_cost_meur"]).to_numpy()) | (values[:, 0] != 0)
    order = np.argsort(-distance, kind="stable")
    return frame.iloc[order[moved[order]][:MOST_LABELS]]


# Of plots from the narrowest phone to a wide screen, in CSS pixels; low in the frame of one chart.
_PLOTS = ((196.0, 232.0), (196.0, 424.0), (250.0, 424.0), (620.0, 424.0), (1130.0, 424.0))


def _name_positions(frame: pd.DataFrame, ends: Mapping[str, list[float]]) -> dict[Any, str]:
    """Row of each project whose name has room on every plot → its `textposition`."""
    named = labelled(frame)
    low, high = np.array([ends[measure] for measure in _MEASURES]).T
    shares = ((named[_MEASURES].to_numpy(dtype=float) - low) / (high - low)).tolist()
    fixed = []
    if medians := _medians(frame):
        x, y = ((np.array(medians) - low) / (high - low)).tolist()
        of_slip, of_cost = _median_words(*medians)
        fixed = [
            placement.Label(x, 1.0, of_slip, "bottom left" if x > _MIDDLE else "bottom right"),
            placement.Label(1.0, y, of_cost, "top left"),
        ]
    labels = [
        placement.Label(x, y, f"{name}{_SPACE * ceil(room / placement.LETTER)}", is_beside=room > _SMALL_ROOM)
        for (x, y), name, room in zip(shares, named["name"], _rooms(named, frame), strict=True)
    ]
    found = placement.positions(labels, fixed, _PLOTS)
    return {row: position for row, position in zip(named.index, found, strict=True) if position}


_SMALL_ROOM = 13
"""Pixels from the middle of a dot to a name beside it, beyond which one above would cover the dot."""


def _rooms(named: pd.DataFrame, frame: pd.DataFrame) -> list[float]:
    """Pixels from the middle of a dot to its name."""
    largest = max(frame["cost_meur"].tolist())
    return [7 + WIDEST / 2 * (cost / largest) ** 0.5 for cost in named["cost_meur"].tolist()]


def _names(frame: pd.DataFrame, ends: Mapping[str, list[float]]) -> theme.Trace:
    found = _name_positions(frame, ends)
    named = frame.loc[list(found)]
    texts = []
    for name, room, position in zip(named["name"], _rooms(named, frame), found.values(), strict=True):
        beside = _SPACE * round(room / _SPACE_WIDTH)
        texts.append(f"{beside * position.endswith('right')}{name}{beside * position.endswith('left')}")
    return scatter("text", *(named[measure].tolist() for measure in _MEASURES), text=texts, cliponaxis=False,
                   textposition=list(found.values()), textfont={"size": theme.SMALL, "color": theme.INK})  # fmt: skip


def _medians(frame: pd.DataFrame) -> tuple[float, float] | None:
    """Median slip in months and median change of cost in percent; None below five projects."""
    if len(frame) < MINIMUM_FOR_A_MEAN:
        return None
    slip, cost = np.median(frame[_MEASURES].to_numpy(dtype=float), axis=0).tolist()
    return slip, cost


def _median_words(slip: float, cost: float) -> tuple[str, str]:
    return f"médiane {french.months(slip)}", f"médiane {french.pct(cost)}"


def _median_lines(frame: pd.DataFrame, slips: list[float]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The shapes and the notes of both medians; the ends of the axis of slips say on which side there is room."""
    medians = _medians(frame)
    if medians is None:
        return [], []
    slip, cost = medians
    is_right = (slip - slips[0]) / (slips[1] - slips[0]) > _MIDDLE
    line = {"type": "line", "line": {"color": theme.MEDIAN, "width": 1, "dash": "dash"}}
    note = {"showarrow": False, "font": {"size": theme.SMALL, "color": theme.MEDIAN}}
    of_slip, of_cost = _median_words(slip, cost)
    return [
        {**line, "xref": "x", "yref": "paper", "x0": slip, "x1": slip, "y0": 0, "y1": 1},
        {**line, "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": cost, "y1": cost},
    ], [
        {**note, "x": slip, "y": 1, "xref": "x", "yref": "paper", "xanchor": "right" if is_right else "left",
         "yanchor": "top", "xshift": -4 if is_right else 4, "text": of_slip},
        {**note, "x": 1, "y": cost, "xref": "paper", "yref": "y", "xanchor": "right", "yanchor": "bottom",
         "text": of_cost},
    ]  # fmt: skip


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """How many projects rose in cost, in time, in both; the medians; the furthest."""
    if frame.empty:
        return no_project(
            "Évolution du coût, en %, et décalage de la fin prévue, en mois", context.dataset, context.selection
        )
    selected = len(latest_rows(context.dataset, context.selection))
    dearer = without_rounding(frame["cost_meur"] - frame["first_cost_meur"]) > 0
    later = frame["slip_months"] > 0
    both = int((dearer & later).sum())
    groups = (
        (both, "coûte plus et finit plus tard", "coûtent plus et finissent plus tard"),
        (int((dearer & ~later).sum()), "coûte plus sans finir plus tard", "coûtent plus sans finir plus tard"),
        (int((later & ~dearer).sum()), "finit plus tard sans coûter plus", "finissent plus tard sans coûter plus"),
    )
    known = f"{french.count(len(frame), 'projet')} sur {french.number(selected)}"
    counts = [french.count(*group) for group in groups if group[0]]
    if counts:
        number, verb = counts[0].split(french.NBSP, 1)
        counts[0] = f"{number} {'projet' if number == '1' else 'projets'} {verb}"
    sentences = [
        f"{french.capitalised(when(frame))}, par rapport à la première publication, "
        f"{french.listing(counts) or 'aucun projet ne coûte plus ni ne finit plus tard'}.",
        f"{known} {'a' if len(frame) < 2 else 'ont'} un coût et une fin connus.",
    ]
    if medians := _medians(frame):
        sentences.append(f"En médiane : {_both_moves(medians[1], medians[0])}.")
    furthest = [
        f"{line['name']} ({_both_moves(line['cost_change_pct'], line['slip_months'])})"
        for line in records(labelled(frame).head(3))
    ]
    if furthest:
        sentences.append(f"Parmi les plus éloignés de la médiane : {french.listing(furthest)}.")
    return Narrative(
        _heading(both, len(frame), when(frame)),
        f"Évolution du coût, en %, et décalage de la fin prévue, en mois, depuis la première édition connue, "
        f"{when(frame)}",
        tuple(sentences),
        (
            f"La surface d'un point est le coût actuel. {MOST_LABELS} noms au plus ; chaque point ouvre son projet.",
            *(
                [f"Au-delà de {MOST_DOTS} projets, ceux qui se touchent forment un seul point ; le tableau les sépare."]
                if len(frame) > MOST_DOTS
                else []
            ),
            "Un début déplacé déplace aussi la fin. Une évolution n'est pas une cause : aucune n'est publiée.",
        ),
    )


def _both_moves(cost_pct: float, slip: float) -> str:
    return f"coût {moved_pct(cost_pct, words=IN_CHANGE)}, fin {moved_months(slip)}"


def _heading(both: int, known: int, month: str) -> str:
    if not both:
        among = "Le seul projet n'est pas" if known < 2 else f"Aucun projet sur {known}"
        return f"{among} plus cher et plus tardif {month}"
    plural = "s" * (both > 1)
    return f"{french.count(both, 'projet')} sur {french.number(known)} plus cher{plural} et plus tardif{plural} {month}"


def natives(frame: pd.DataFrame, context: Context) -> tuple[NativeChart, ...]:
    """One bubble per project."""
    positions = _name_positions(frame, _ranges(frame)) if len(frame) else {}
    bubbles = tuple(
        Bubble(float(line["slip_months"]), float(line["cost_change_pct"]), float(line["cost_meur"]),
               project_name(line["name"]), positions.get(row, ""))
        for row, line in zip(frame.index, frame.to_dict("records"), strict=True)
    )  # fmt: skip
    return (NativeChart("bubbles", (), (), bubbles=bubbles, axis_titles=_AXES, has_legend=False),)


_COLUMNS = (
    PROJECT,
    MINISTRY,
    COST_CHANGE,
    TableColumn("slip_months", "Décalage de la fin (mois)", "months", "decalage_fin_mois"),
    FIRST_COST,
    TableColumn("cost_meur", "Coût estimé (M€)", "cost", "cout_meur"),
)

_TABLES = (Table("Évolution du coût et décalage de la fin depuis la première édition connue", _COLUMNS),)
_IN_FILE = (EDITION, DATE, *_COLUMNS)

CHART = Chart(
    "cout-delai",
    "Coût et délai",
    cost_and_slip,
    figure,
    narrative,
    _IN_FILE,
    _TABLES,
    480,
    290,
    native=natives,
    lede="Quels grands projets informatiques de l'État coûtent plus ou finissent plus tard qu'annoncé d'abord",
)
