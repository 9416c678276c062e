"""`trajectoire`: the cost and the planned end of one project, edition after edition."""

from itertools import groupby, pairwise
from typing import Any

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import edition_axis, edition_series, rows, theme
from components.charts.parts.marks import apart, note, scatter
from components.charts.parts.narrative import (
    DURATION,
    REESTIMATE,
    START,
    Narrative,
    at_edition,
    moved_meur,
    moved_months,
    moved_pct,
    when,
)
from components.charts.parts.native import MEUR, NativeChart, Series, across_editions, days, numbers
from components.charts.parts.tables import DATE, EDITION, Table, TableColumn
from components.charts.parts.tokens import projected
from data.model import french
from data.questions.comparison import ROUNDING_MEUR
from data.questions.parts.editions import Line, records, with_value
from data.questions.trajectoire import trajectory

_UPPER, _LOWER = (0.56, 1.0), (0.0, 0.42)
"""Shares of the height: cost above, planned end below."""
_EVENTS = (("is_new_phase", "phase", "phase_name"), ("is_new_ministry", "ministère", "ministry_name"))
_HEIGHT, _RIGHT, _PANEL_NAME = 460, 16, 22
"""Height of the figure, room on its right and for the name of the upper panel, in pixels."""


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Cost above, planned end below; a value holds until the next one, and a gap is left where none is known."""
    if not frame[["cost_meur", "end"]].notna().any(axis=None):
        return rows.nothing("Aucun coût ni aucune fin prévue n'ont été publiés")
    editions = edition_axis.dated(frame.assign(end_text=frame["end"].dt.strftime("%Y-%m-%d")))
    axis = edition_axis.EditionAxis(editions, theme.AMOUNTS, _RIGHT, _HEIGHT, _events(editions))
    margin = axis.margin | {"t": axis.margin["t"] + _PANEL_NAME}
    return theme.figure(
        _traces(editions),
        height=_HEIGHT,
        margin=margin,
        xaxis=axis.layout(anchor="y2"),
        yaxis=theme.value_axis(domain=_UPPER, rangemode="tozero", ticksuffix="\u00a0M€", tickformat=",.4~g", nticks=5),
        yaxis2=theme.value_axis(domain=_LOWER, type="date", zeroline=False, **_year_ticks(frame["end"])),
        shapes=axis.shapes,
        annotations=[
            *axis.notes,
            theme.panel_name("Coût complet estimé", _UPPER[1], shift=axis.margin["t"] - 8, size=theme.SMALL),
            theme.panel_name("Fin prévue", _LOWER[1], shift=4, size=theme.SMALL),
            *_missing(axis, "cost_meur", _UPPER[0]),
            *_missing(axis, "end", _LOWER[0]),
        ],
    )


def _traces(editions: list[Line]) -> list[theme.Trace]:
    costs, ends = (edition_axis.hover_texts(editions, written) for written in (_cost_text, _end_text))
    moved = [line for line in with_value(editions, "start_change_months") if line["start_change_months"]]
    traces: list[theme.Trace] = []
    for value, name, hover, axis in (("cost_meur", "Coût complet estimé", costs, "y"),
                                     ("end_text", "Fin prévue", ends, "y2")):  # fmt: skip
        points = edition_series.points(editions, value, name=name, colour=theme.QUANTITY, hover=hover, axis=axis)
        # The panels have names of their own.
        traces += [*_steps(editions, value, axis), points]
    if moved:
        name, hover = "Fin prévue, début déplacé", edition_axis.hover_texts(moved, _end_text)
        diamonds = edition_series.points(moved, "end_text", name=name, colour=theme.WEIGHTED, hover=hover,
                                         axis="y2", symbol="diamond", size=13)  # fmt: skip
        traces.append(diamonds | {"showlegend": True})
    return traces


def _cost_text(line: Line) -> str:
    change = french.pct(line["cost_change_pct"])
    return f"Coût estimé : {french.cost(line['cost_meur'])}<br>{change} depuis la première édition"


def _end_text(line: Line) -> str:
    start = line["start_change_months"]
    note = f"<br>Début {moved_months(start, words=START)}" if pd.notna(start) and start else ""
    slip = french.months(line["slip_months"])
    return f"Fin prévue : {french.month(line['end'])}<br>{slip} depuis la première édition{note}"


def _steps(editions: list[Line], value: str, axis: str) -> list[theme.Trace]:
    """The previous value until the next edition's; nothing over editions without one."""
    points = [(line["edition"], line["x"], line[value]) for line in with_value(editions, value)]
    steps = [(before, after) for before, after in pairwise(points) if after[0] - before[0] == 1]
    x, y = apart((a, b, b) for (_, a, _), (_, b, _) in steps), apart((a, a, b) for (*_, a), (*_, b) in steps)
    line = {"color": theme.QUANTITY, "width": 2}
    return [scatter("lines", x, y, yaxis=axis, line=line)] if steps else []


def _year_ticks(ends: pd.Series) -> dict[str, Any]:
    # A step of whole years: otherwise a short span would show the same year twice.
    years = ends.dropna().dt.year
    span = int(years.max() - years.min()) + 1 if len(years) else 1
    return {"tickformat": "%Y", "dtick": f"M{12 * max(1, round(span / 4))}", "tick0": "2000-01-01"}


def _missing(axis: edition_axis.EditionAxis, value: str, y: float) -> list[dict[str, Any]]:
    """Why there is no value, once under each run of editions: not published, not in the table, no table."""

    def why(line: Line) -> str:
        if not french.is_missing(line[value]):
            return ""
        return "n. p." if line["is_present"] else "abs." if line["has_table"] else "n. d."

    runs = [(text, [line["x"] for line in run]) for text, run in groupby(axis.editions, key=why)]
    labels = [((run[0] + run[-1]) / 2, text) for text, run in runs if text]
    return [note(x, y, text) for x, text in axis.fitting(labels)]


def _events(editions: list[Line]) -> list[edition_axis.Word]:
    """The words of each change of phase or ministry."""
    return [
        edition_axis.Word(line["x"], str(line[column]) if what == "phase" else what)
        for line in editions
        for is_new, what, column in _EVENTS
        if line[is_new]
    ]


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """How cost and planned end moved since the first edition known."""
    subtitle = (
        "Coût complet estimé, en M€, et fin prévue, à chaque édition ; l'ancienne valeur court jusqu'à la suivante"
    )
    present = frame[frame["is_present"]]
    if present.empty:
        return Narrative("Projet inconnu du panorama", subtitle, ("Aucun tableau disponible n'a ce projet.",))
    name = present["name"].iloc[-1]
    costs, ends = present[present["cost_meur"].notna()], present[present["end"].notna()]
    sentences = (*_value_sentences(costs, ends), *_start_sentences(present))
    events = _events_in_words(frame)
    notes = (
        *([f"Traits verticaux : {' ; '.join(events)}."] if events else []),
        "n. p. : non publié dans l'édition ; abs. : absent du tableau ; n. d. : tableau non disponible.",
        "Première édition connue n'est pas estimation initiale. Aucune cause n'est publiée.",
    )
    heading = f"{name} : {_heading(costs)}"
    return Narrative(heading, subtitle, sentences or ("Ni coût ni fin prévue n'ont été publiés.",), notes)


def _heading(costs: pd.DataFrame) -> str:
    if costs.empty:
        return "coût non publié"
    first, last = costs.iloc[0], costs.iloc[-1]
    since, cost = french.month_name(first["edition"], first["reference_date"]), french.cost(last["cost_meur"])
    if len(costs) == 1:
        return f"{cost} {when(costs)}, seul coût publié"
    change = last["cost_meur"] - first["cost_meur"]
    if abs(change) <= ROUNDING_MEUR:
        return f"coût inchangé ({cost}) depuis {since}"
    return f"estimation {moved_meur(change, words=REESTIMATE)} depuis {since}"


def _value_sentences(costs: pd.DataFrame, ends: pd.DataFrame) -> list[str]:
    sentences = []
    if len(costs) > 1:
        first, last = (
            f"{french.cost(line['cost_meur'])} {at_edition(line)}" for _, line in costs.iloc[[0, -1]].iterrows()
        )
        change = moved_pct(costs["cost_change_pct"].iloc[-1])
        sentences.append(f"Coût : {first}, puis {last} ; {change}.")
    if len(ends) > 1:
        first, last = (french.month(ends["end"].iloc[index]) for index in (0, -1))
        sentences.append(f"Fin prévue : {first}, puis {last} ; fin {moved_months(ends['slip_months'].iloc[-1])}.")
    return sentences


def _start_sentences(present: pd.DataFrame) -> list[str]:
    moved = present[present["start_change_months"].fillna(0) != 0]
    if moved.empty:
        return []
    listed = [
        f"{moved_months(line['start_change_months'], words=START)} {at_edition(line)}" for _, line in moved.iterrows()
    ]
    sentences = [f"Début {french.listing(listed)} : la fin se déplace d'autant."]
    slips = present["slip_months"].dropna()
    if len(slips):
        duration = slips.iloc[-1] - moved["start_change_months"].sum()
        sentences.append(f"La durée prévue, à part : {moved_months(duration, words=DURATION)}.")
    return sentences


def _events_in_words(frame: pd.DataFrame) -> list[str]:
    return [
        f"édition {line['edition']}, {what} « {line[column]} »"
        for line in records(frame)
        for is_new, what, column in _EVENTS
        if line[is_new]
    ]


def natives(frame: pd.DataFrame, context: Context) -> tuple[NativeChart, ...]:
    """Cost above, planned end below, as a date."""
    editions, colour = edition_axis.dated(frame), projected(theme.QUANTITY)
    # A line would say that the value moved little by little.
    costs = Series("Coût complet estimé", numbers(frame["cost_meur"]), colour, label=MEUR, is_joined=False)
    ends = Series("Fin prévue", numbers(days(frame["end"])), colour, label="mm/yyyy", is_joined=False)
    return tuple(
        across_editions("lines", editions, [series], words, title=title, share=0.5, has_legend=False)
        for series, words, title in (
            (costs, _events(editions), "Coût complet estimé, en M€"), (ends, (), "Fin prévue")
        )
    )  # fmt: skip


_COLUMNS = (
    EDITION,
    DATE,
    TableColumn("phase_name", "Phase", "text", "phase"),
    TableColumn("published_ministry", "Ministère publié", "text", "ministere_publie"),
    TableColumn("start", "Début", "month", "debut"),
    TableColumn("planned_duration_years", "Durée (ans)", "years", "duree_annees"),
    TableColumn("end", "Fin prévue", "month", "fin"),
    TableColumn("cost_meur", "Coût estimé (M€)", "cost", "cout_meur"),
    TableColumn("cost_change_pct", "Coût depuis la première édition (%)", "pct", "evolution_cout_pct"),
    TableColumn("slip_months", "Fin depuis la première édition (mois)", "months", "decalage_fin_mois"),
    TableColumn("start_change_months", "Début déplacé (mois)", "months", "debut_deplace_mois"),
)


def tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One row per edition in which the project is."""
    return (Table("Coût et fin prévue à chaque édition", _COLUMNS, rows=frame[frame["is_present"]]),)


_FILE = (TableColumn("name", "Projet", "text", "projet"), *_COLUMNS)

CHART = Chart(
    "trajectoire",
    "Trajectoire du projet",
    trajectory,
    figure,
    narrative,
    _FILE,
    tables,
    460,
    310,
    native=natives,
    lede="Le coût et la fin prévue d'un grand projet informatique de l'État, édition après édition",
)
