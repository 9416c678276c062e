"""`reevaluations`: first known and current cost and planned end of the projects that moved most."""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import native, rows, theme
from components.charts.parts.marks import apart, marker, scatter
from components.charts.parts.narrative import (
    REESTIMATE,
    START,
    Narrative,
    by_direction,
    costs_compared,
    moved_meur,
    moved_months,
    named_leaders,
    no_project,
    tied,
    when,
)
from components.charts.parts.tables import DATE, EDITION, FIRST_COST, MINISTRY, PROJECT, Table, TableColumn
from components.charts.parts.tokens import projected
from data.model import french
from data.questions.comparison import has_moved, without_rounding
from data.questions.parts.editions import Line, records, with_value
from data.questions.reevaluations import reestimates

MOST_DRAWN, _MOST_COMPACT = 10, 3
"""Projects drawn in each panel, and in the frame of one chart; the tables have all of them."""
MOST_ON_A_SLIDE = 6

_COSTS = (
    PROJECT,
    FIRST_COST,
    TableColumn("first_cost_edition", "À l'édition", "count", "premier_cout_edition"),
    TableColumn("cost_meur", "Coût actuel (M€)", "cost", "cout_meur"),
    TableColumn("change_meur", "Réévaluation (M€)", "change", "reevaluation_meur"),
)
_ENDS = (
    PROJECT,
    TableColumn("first_end", "Première fin connue", "month", "premiere_fin"),
    TableColumn("first_end_edition", "À l'édition", "count", "premiere_fin_edition"),
    TableColumn("end", "Fin actuelle", "month", "fin"),
    TableColumn("slip_months", "Décalage (mois)", "months", "decalage_mois"),
    TableColumn("start_change_months", "dont début déplacé (mois)", "months", "debut_deplace_mois"),
    TableColumn("duration_change_months", "dont durée (mois)", "months", "duree_changee_mois"),
)


def _moves(frame: pd.DataFrame, most: int | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The projects whose cost moved by more than a rounding, and those whose planned end moved, furthest first."""
    changes, slips = (frame[column].to_numpy(dtype=float) for column in ("change_meur", "slip_months"))
    # The frame is in the order of names, which stays that of those who moved as far.
    costs, ends = (
        rows[np.argsort(-np.abs(values[rows]), kind="stable")][:most]
        for values, rows in ((changes, np.flatnonzero(has_moved(changes))), (slips, np.flatnonzero(abs(slips) > 0)))
    )
    return frame.iloc[costs], frame.iloc[ends]


def slide_figures(frame: pd.DataFrame, context: Context) -> list[theme.Figure]:
    """The pictures of a slide: costs alone, then ends alone."""
    costs, ends = _moves(frame, MOST_ON_A_SLIDE)
    panels = ((costs, frame.iloc[:0]), (frame.iloc[:0], ends))
    return [dumbbells(*panel, address=context.links.project) for panel in panels if any(map(len, panel))]


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """First known value to current one of the projects that moved most."""
    moves, most = _moves(frame), _MOST_COMPACT if context.is_compact else MOST_DRAWN
    costs, ends = (moved.head(most) for moved in moves)
    unchanged = rows.NO_PROJECT if frame.empty else "Aucun coût ni aucune fin prévue n'ont bougé"
    address = context.links.project
    return dumbbells(costs, ends, address=address, unchanged=unchanged, moved=(len(moves[0]), len(moves[1])),
                     is_compact=context.is_compact)  # fmt: skip


def dumbbells(
    costs: pd.DataFrame,
    ends: pd.DataFrame,
    *,
    address: Callable[[str], str],
    unchanged: str = rows.NO_PROJECT,
    moved: tuple[int, int] = (0, 0),
    is_compact: bool = False,
) -> theme.Figure:
    """First known value to current one: costs above, planned ends below; a figure without any says `unchanged`.

    `moved` is how many projects each panel is taken from, said where it is more.
    """
    if costs.empty and ends.empty:
        return rows.nothing(unchanged)
    axes = (
        rows.amount_axis(tickformat=",.0f", ticksuffix="\u00a0M€", nticks=4),
        rows.amount_axis(type="date", nticks=5, rangemode="normal"),
    )
    names = [
        f"{name} ({len(part)} projets sur {french.number(every)})" if every > len(part) else name
        for name, part, every in zip(("Coût, en M€", "Fin prévue"), (costs, ends), moved, strict=True)
    ]
    layout = rows.two_panels((len(costs), len(ends)), names, axes, is_compact=is_compact)
    traces: list[theme.Trace] = []
    for part, axis, title in ((costs, "", _cost_title), (ends, "2", _end_title)):
        if len(part):
            lines = records(part)
            traces += _traces(lines, address, axis)
            layout["annotations"] += rows.names_above([title(line) for line in lines], f"y{axis}")
    return theme.figure(traces, **layout)


def _cost_title(line: Mapping[Any, Any]) -> str:
    return rows.title(line["name"], french.meur(line["change_meur"], signed=True))


def _end_title(line: Mapping[Any, Any]) -> str:
    start = line["start_change_months"]
    notes = [f"début {moved_months(start, words=START)}"] if pd.notna(start) and start else []
    return rows.title(line["name"], french.months(line["slip_months"]), *notes)


def _traces(moved: list[Line], address: Callable[[str], str], axis: str) -> list[theme.Trace]:
    """Two marks joined by a line for each row: the first known value, and the current one by the way it moved."""
    written: Callable[[Any], str] = french.month if axis else french.meur
    first, edition, current, change = (column.key for column in (_ENDS if axis else _COSTS)[1:5])
    hover = [
        f"<b>{line['name']}</b><br>Première valeur connue (édition {line[edition]:.0f}) : "
        f"{written(line[first])}<br>Édition {line['edition']} : {written(line[current])}"
        for line in moved
    ]
    y, links = rows.bar_positions(len(moved)), [address(line["project"]) for line in moved]
    before, after = (
        [f"{line[column]:%Y-%m-%d}" if axis else line[column] for line in moved] for column in (first, current)
    )
    axes: dict[str, Any] = {"xaxis": f"x{axis}", "yaxis": f"y{axis}"}

    def marks(name: str, x: list[Any], chosen: list[bool], style: dict[str, Any]) -> theme.Trace:
        at, positions, texts, opened = (list(compress(values, chosen)) for values in (x, y, hover, links))
        return scatter("markers", at, positions, hover=texts, name=name, marker=style, customdata=opened,
                       cliponaxis=False, showlegend=not axis, **axes)  # fmt: skip

    rises = [line[change] > 0 for line in moved]
    up, down = marker("triangle-right", theme.PLUS, 12), marker("triangle-left", theme.MINUS, 12)
    hollow = {"size": 10, "symbol": "circle", "color": theme.PAPER, "line": {"color": theme.MUTED, "width": 2}}
    x, heights = apart(zip(before, after, strict=True)), apart(zip(y, y, strict=True))
    return [
        scatter("lines", x, heights, line={"color": theme.UNEXPLAINED, "width": 3}, **axes),
        marks("Première valeur connue", before, [True] * len(moved), hollow),
        marks("Valeur actuelle, plus haute ou plus tardive", after, rises, up),
        marks("Valeur actuelle, plus basse ou plus proche", after, [not rise for rise in rises], down),
    ]


def natives(frame: pd.DataFrame, context: Context) -> tuple[native.NativeChart, ...]:
    """A bar from the first known value to the current one, by the way it moved; what did not move is left out.

    What a bar rests on is a series without colour; planned ends are dates of a spreadsheet.
    """
    costs, ends = _moves(frame, MOST_ON_A_SLIDE)
    first, end = (native.days(ends[column]) for column in ("first_end", "end"))
    panels = (
        (costs, costs["first_cost_meur"], costs["cost_meur"], ("Hausse du coût", "Baisse du coût"),
         [french.meur(change, signed=True) for change in costs["change_meur"]], "Coût complet estimé, en M€"),
        (ends, first, end, ("Fin repoussée", "Fin avancée"), [*map(french.months, ends["slip_months"])], "Fin prévue"),
    )  # fmt: skip
    charts = []
    for moved, before, now, (up, down), changes, title in panels:
        change = now - before
        series = (
            native.Series("Appui", native.numbers(before.where(change > 0, now)), "", in_legend=False),
            native.Series(up, native.numbers(change.where(change > 0)), projected(theme.PLUS)),
            native.Series(down, native.numbers(-change.where(change < 0)), projected(theme.MINUS)),
        )
        names = zip(map(native.project_name, moved["name"]), changes, strict=True)
        categories = tuple(f"{name} : {text}" for name, text in names)
        charts.append(native.NativeChart("bars", categories, series, title, has_legend=False))
    return tuple(chart for chart in charts if chart.categories)


def tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """Every project that moved: one table of costs, one of planned ends."""
    costs, ends = _moves(frame)
    return (
        Table("Coût complet estimé, de la première édition connue à l'actuelle, en M€", _COSTS, rows=costs),
        Table("Fin prévue, de la première édition connue à l'actuelle", _ENDS, rows=ends),
    )


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of the chart."""
    subtitle = "Première valeur connue et valeur actuelle, en M€ pour le coût, en date pour la fin"
    if frame.empty:
        return no_project(subtitle, context.dataset, context.selection)
    costs, ends = _moves(frame)
    return Narrative(
        _heading(costs, ends, context),
        f"{subtitle}, {when(frame)}",
        (*_count_sentences(frame, when(frame)), *_costs_sentence(costs), *_starts_sentence(ends)),
        (
            f"Les {MOST_DRAWN} plus forts écarts de chaque sorte sont dessinés ; le tableau les donne tous.",
            "Première édition connue n'est pas estimation initiale : l'historique commence en novembre 2016, ou à "
            "l'entrée du projet.",
            "Aucune cause n'est publiée. Fin prévue = mois de début + durée : un début déplacé est écrit à part.",
        ),
    )


def _heading(costs: pd.DataFrame, ends: pd.DataFrame, context: Context) -> str:
    """The largest change of cost, else of planned end, since when."""
    if costs.empty and ends.empty:
        return "Aucun coût ni aucune fin n'ont bougé depuis la première édition connue"
    line = records((costs if len(costs) else ends)[:1])[0]
    since = line["first_cost_edition" if len(costs) else "first_end_edition"]
    name = french.month_name(since, context.dataset.reference_date(int(since)))
    moved = f"estimation {_revised(line['change_meur'])}" if len(costs) else f"fin {moved_months(line['slip_months'])}"
    return f"{line['name']} : {moved} depuis {name}"


_revised = partial(moved_meur, words=REESTIMATE)


def _count_sentences(frame: pd.DataFrame, date: str) -> list[str]:
    costs, ends = frame["change_meur"].dropna(), frame["slip_months"].dropna()
    later = (("finit plus tard", "finissent plus tard"), ("finit plus tôt", "finissent plus tôt"),
             ("garde sa fin", "gardent leur fin"))  # fmt: skip
    return [
        f"{french.capitalised(date)}, aucun projet n'a de coût connu." if costs.empty
        else costs_compared(without_rounding(costs), date),
        "Aucun projet n'a une fin connue." if ends.empty
        else f"Sur {french.count(len(ends), 'projet')} avec une fin connue, {by_direction(ends, later)}.",
    ]  # fmt: skip


def _costs_sentence(costs: pd.DataFrame) -> list[str]:
    values = [*map(_revised, costs["change_meur"])]
    largest, others = named_leaders(costs["name"].tolist(), values)
    if not largest:
        return []
    lead = "Estimation qui a le plus changé" if len(largest) < 2 else "Estimations qui ont le plus changé"
    return [f"{lead} : {' ; '.join(largest)}{tied(others)}."]


def _starts_sentence(ends: pd.DataFrame) -> list[str]:
    moved = [line for line in with_value(records(ends), "start_change_months") if line["start_change_months"]]
    if not moved:
        return []
    listed = [
        f"{line['name']} (début {moved_months(line['start_change_months'], words=START)}, "
        f"fin {moved_months(line['slip_months'])})"
        for line in moved[:3]
    ]
    more = [french.count(len(moved) - 3, "autre")] if len(moved) > 3 else []
    return [f"Un début déplacé change aussi la fin : {' ; '.join([*listed, *more])}."]


_COLUMNS = (EDITION, DATE, PROJECT, MINISTRY, *_COSTS[1:], *_ENDS[1:])

CHART = Chart(
    "reevaluations",
    "Plus fortes réévaluations",
    reestimates,
    figure,
    narrative,
    _COLUMNS,
    tables,
    990,
    native=natives,
    lede="Quels grands projets informatiques de l'État ont le plus changé de coût ou de date de fin",
)
