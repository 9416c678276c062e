"""`cout-delai`: change of cost and slip of the planned end, project by project."""

from typing import Any

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import rows, theme
from components.charts.parts.marks import scatter
from components.charts.parts.narrative import (
    IN_CHANGE,
    Narrative,
    at_edition,
    moved_months,
    moved_pct,
    no_project,
    when,
)
from components.charts.parts.native import SIGNED_PCT, Bubble, NativeChart, project_name
from components.charts.parts.tables import COST_CHANGE, DATE, EDITION, FIRST_COST, MINISTRY, PROJECT, Table, TableColumn
from data.model import french
from data.model.measures import MINIMUM_FOR_A_MEAN
from data.questions.comparison import has_moved, without_rounding
from data.questions.cout_delai import cost_and_slip
from data.questions.editions import latest_rows

MOST_LABELS = 8
"""Projects named on the figure."""
_MEASURES = ["slip_months", "cost_change_pct"]
_AXES = ("Décalage de la fin prévue, en mois", "Évolution du coût, en %")
_BESIDE = "\u00a0\u00a0"
"""Room between a dot and its name."""


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Change of cost (%) by slip of the planned end (months), the area of a dot being the current cost."""
    if frame.empty:
        return rows.nothing("Aucun projet dont le coût et la fin prévue soient connus")
    named, sizes = labelled(frame), frame["cost_meur"].tolist()
    marker = {"size": sizes, "sizemode": "area", "sizeref": 2 * max(sizes) / 34**2, "sizemin": 3,
              "color": theme.QUANTITY, "opacity": 0.65, "line": {"color": theme.PAPER, "width": 1}}  # fmt: skip
    hover = [
        f"<b>{line['name']}</b><br>Coût : {french.pct(line['cost_change_pct'])} "
        f"({french.cost(line['first_cost_meur'])} → {french.cost(line['cost_meur'])})<br>"
        f"Fin prévue : {french.months(line['slip_months'])}"
        for line in frame.to_dict("records")
    ]
    dots, labels = ([part[measure].tolist() for measure in _MEASURES] for part in (frame, named))
    shapes, notes = _median_lines(frame)
    return theme.figure(
        [
            scatter("markers", *dots, marker=marker, hover=hover,
                    customdata=[context.links.project(slug) for slug in frame["project"]]),
            scatter("text", *labels, text=[f"{_BESIDE}{name}{_BESIDE}" for name in named["name"]], cliponaxis=False,
                    textposition=_label_positions(named, frame), textfont={"size": theme.SMALL, "color": theme.INK}),
        ],
        height=480,
        margin={"l": theme.RATES, "r": 16, "t": 12, "b": theme.BELOW_TITLE},
        xaxis=theme.value_axis(title={"text": _AXES[0], "font": {"size": theme.SMALL}}, nticks=8, zerolinewidth=2),
        yaxis=theme.value_axis(ticksuffix="\u00a0%", tickformat=",.0f", nticks=7, zerolinewidth=2),
        shapes=shapes,
        annotations=notes,
    )  # fmt: skip


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """The projects that are named: the furthest from the middle of both measures among those that moved."""
    away = (frame[_MEASURES] - frame[_MEASURES].median()).abs()
    distance = ((away / away.max().replace(0, 1)) ** 2).sum(axis=1)
    moved = has_moved(frame["cost_meur"] - frame["first_cost_meur"]) | (frame["slip_months"] != 0)
    return frame.loc[distance[moved].sort_values(ascending=False, kind="stable").index[:MOST_LABELS]]


# Width and height of the smallest plot that names fit on, and of a letter, in CSS pixels.
_WIDTH, _HEIGHT, _LETTER = 280.0, 380.0, (6.2, 13.0)
_Box = tuple[float, float, float, float]


def _label_positions(named: pd.DataFrame, frame: pd.DataFrame) -> list[str]:
    """The `textposition` of each name, so that names cross neither each other nor the edges of a phone."""
    low = frame[_MEASURES].min()
    scale = pd.Series([_WIDTH, _HEIGHT], _MEASURES) / (frame[_MEASURES].max() - low).replace(0, 1)
    taken: list[_Box] = []
    positions = []
    for name, (x, y) in zip(named["name"], ((named[_MEASURES] - low) * scale).to_numpy(), strict=True):
        width, height = len(name) * _LETTER[0] + 12, _LETTER[1]
        boxes = {
            "middle right": (x, y - height / 2, x + width, y + height / 2),
            "middle left": (x - width, y - height / 2, x, y + height / 2),
            "top center": (x - width / 2, y + 6, x + width / 2, y + 6 + height),
            "bottom center": (x - width / 2, y - 6 - height, x + width / 2, y - 6),
            "bottom left": (x - width, y - 6 - height, x, y - 6),
        }
        costs = {position: _overlap(box, taken) for position, box in boxes.items()}
        best = min(costs, key=lambda position: costs[position])
        taken.append(boxes[best])
        positions.append(best)
    return positions


def _overlap(box: _Box, taken: list[_Box]) -> float:
    left, bottom, right, top = box
    beyond = max(0.0, right - _WIDTH) + max(0.0, -left)
    crossed = sum(left < other[2] and other[0] < right and bottom < other[3] and other[1] < top for other in taken)
    return crossed * 1000 + beyond


def _medians(frame: pd.DataFrame) -> tuple[float, float] | None:
    """Median slip in months and median change of cost in percent; None below five projects."""
    if len(frame) < MINIMUM_FOR_A_MEAN:
        return None
    return float(frame["slip_months"].median()), float(frame["cost_change_pct"].median())


def _median_lines(frame: pd.DataFrame) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    medians = _medians(frame)
    if medians is None:
        return [], []
    slip, cost = medians
    line = {"type": "line", "line": {"color": theme.MEDIAN, "width": 1, "dash": "dash"}}
    note = {"showarrow": False, "font": {"size": theme.SMALL, "color": theme.MEDIAN}}
    return [
        {**line, "xref": "x", "yref": "paper", "x0": slip, "x1": slip, "y0": 0, "y1": 1},
        {**line, "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": cost, "y1": cost},
    ], [
        {**note, "x": slip, "y": 1, "xref": "x", "yref": "paper", "xanchor": "left", "yanchor": "top", "xshift": 4,
         "text": f"médiane {french.months(slip)}"},
        {**note, "x": 1, "y": cost, "xref": "paper", "yref": "y", "xanchor": "right", "yanchor": "bottom",
         "text": f"médiane {french.pct(cost)}"},
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
    verb = "a" if len(frame) < 2 else "ont"
    counts = [french.count(*group) for group in groups if group[0]]
    sentences = [
        f"{french.capitalised(at_edition(frame.iloc[0]))}, {known} {verb} un coût et une fin connus.",
        f"Depuis la première édition connue, {french.listing(counts) or 'aucun ne coûte plus ni ne finit plus tard'}.",
    ]
    if medians := _medians(frame):
        sentences.append(f"En médiane : {_both_moves(medians[1], medians[0])}.")
    furthest = [
        f"{line['name']} ({_both_moves(line['cost_change_pct'], line['slip_months'])})"
        for line in labelled(frame).head(3).to_dict("records")
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
            "Un début déplacé déplace aussi la fin. Une évolution n'est pas une cause : aucune n'est publiée.",
        ),
    )


def _both_moves(cost_pct: float, slip: float) -> str:
    return f"coût {moved_pct(cost_pct, words=IN_CHANGE)}, fin {moved_months(slip)}"


def _heading(both: int, known: int, month: str) -> str:
    if not both:
        among = "Le seul projet connu n'est pas" if known < 2 else f"Aucun projet sur {known}"
        return f"{among} plus cher et plus tardif {month}"
    plural = "s" * (both > 1)
    return f"{french.count(both, 'projet')} sur {french.number(known)} plus cher{plural} et plus tardif{plural} {month}"


def natives(frame: pd.DataFrame, context: Context) -> tuple[NativeChart, ...]:
    """One bubble per project."""
    named = set(labelled(frame)["project"])
    bubbles = tuple(
        Bubble(float(line["slip_months"]), float(line["cost_change_pct"]), float(line["cost_meur"]),
               project_name(line["name"]), line["project"] in named)
        for line in frame.to_dict("records")
    )  # fmt: skip
    return (NativeChart("bubbles", (), (), SIGNED_PCT, bubbles=bubbles, axis_titles=_AXES, has_legend=False),)


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
    "cout-delai", "Coût et délai", cost_and_slip, figure, narrative, _IN_FILE, _TABLES, 480, 290, native=natives
)
