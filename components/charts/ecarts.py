"""`ecart-calendaire` and `ecart-budgetaire`: the drifts by edition, published and calculated."""

from functools import partial
from typing import NamedTuple

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.ecarts_figure import figure, natives
from components.charts.parts import lines
from components.charts.parts.narrative import (
    Narrative,
    at_edition,
    break_notes,
    editions_in_words,
    highest_and_lowest,
    latest_published,
    provenance_note,
)
from components.charts.parts.tables import DATE, EDITION, PROJECTS, PROVENANCE, Table, TableColumn
from data.model import french
from data.model.measures import MINIMUM_FOR_A_MEAN
from data.questions.ecarts import DRIFTS, drift_by_edition

_PUBLISHED = TableColumn("published_pct", "Écart moyen publié (%)", "rate", "ecart_publie_pct")
_CALCULATED = (
    TableColumn("median_pct", "Médiane (%)", "pct", "mediane_pct"),
    TableColumn("p25_pct", "P25 (%)", "pct", "p25_pct"),
    TableColumn("p75_pct", "P75 (%)", "pct", "p75_pct"),
    TableColumn("mean_pct", "Moyenne (%)", "pct", "moyenne_pct"),
    TableColumn("weighted_pct", "Pondéré (%)", "pct", "pondere_pct"),
    TableColumn("known", "Projets avec la mesure", "count", "projets_avec_mesure"),
    PROJECTS,
)
_SINCE_PREVIOUS = (
    TableColumn("previous_median_pct", "Médiane (%)", "pct", "mediane_depuis_precedente_pct"),
    TableColumn("previous_mean_pct", "Moyenne (%)", "pct", "moyenne_depuis_precedente_pct"),
    TableColumn("previous_known", "Projets communs", "count", "projets_communs"),
)


class Drift(NamedTuple):
    """A drift: the name of its chart, its key in `DRIFTS`, and its words (« du coût », « coût connu »)."""

    chart: str
    kind: str
    name: str
    of_value: str
    known_value: str


def tables(drift: Drift, frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """Three tables: the published mean, the change since the first known edition, and since the previous one."""
    name, change = french.capitalised(drift.name), f"Évolution {drift.of_value} calculée depuis"
    return (
        *lines.tables(frame, context, f"Médiane de l'évolution {drift.of_value}, en %", "%", "pct"),
        Table(f"{name} moyen publié, ensemble du panorama, en %", (EDITION, DATE, _PUBLISHED), keep="published_pct"),
        Table(f"{change} la première édition connue, en %", (EDITION, DATE, *_CALCULATED), keep="known"),
        Table(f"{change} l'édition précédente, projets communs, en %", (EDITION, DATE, *_SINCE_PREVIOUS), keep="known"),
    )


def narrative(drift: Drift, frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of the chart of a drift."""
    notes = [
        "Publié : moyenne imprimée par rapport aux prévisions initiales, non recalculable. "
        "Calculé : par rapport à la première édition connue, qui n'est pas l'estimation initiale.",
    ]
    if context.selection.filters_projects:
        notes.insert(0, "Sélection active : l'écart publié reste celui de l'ensemble du panorama.")
    return Narrative(
        _heading(drift, frame, context),
        f"{french.capitalised(drift.name)}, en %, publié et calculé, {editions_in_words(frame)}",
        (
            *lines.sentences(frame, context, french.pct, f"moins de {MINIMUM_FOR_A_MEAN} projets, aucune médiane"),
            *_published_sentence(drift, frame, context),
            _calculated_sentence(drift, frame, context),
        ),
        (*notes, *break_notes(context.breaks), *provenance_note(frame)),
    )


def _heading(drift: Drift, frame: pd.DataFrame, context: Context) -> str:
    name = french.capitalised(drift.name)
    if context.selection.filters_projects:
        known = frame[frame["median_pct"].notna()]
        if known.empty:
            return f"{name} : {_too_few(drift, frame)}"
        last = known.iloc[-1]
        return f"Évolution médiane {drift.of_value} : {french.pct(last['median_pct'])} {at_edition(last)}"
    published = latest_published(frame, "published_pct", _unsigned, context.breaks)
    return f"{name} moyen publié : {published}" if published else f"{name} : aucun chiffre publié pour ces éditions"


def _too_few(drift: Drift, frame: pd.DataFrame) -> str:
    with_table = frame[frame["known"].notna()]
    if with_table.empty:
        return "tableau de projets non disponible pour ces éditions"
    with_projects = with_table[with_table["projects"] > 0]
    if with_projects.empty:
        return "aucun projet dans la sélection"
    last = with_projects.iloc[-1]
    few = f"moins de {MINIMUM_FOR_A_MEAN} projets avec {drift.known_value}" if last["known"] else "valeur non publiée"
    return f"{few} {at_edition(last)}"


_unsigned = partial(french.pct, signed=False)


def _published_sentence(drift: Drift, frame: pd.DataFrame, context: Context) -> tuple[str, ...]:
    known = frame.loc[frame["published_pct"].notna(), "edition"].tolist()
    if not known:
        return ()
    ends = highest_and_lowest(frame, "published_pct", _unsigned, context.breaks)
    sentence = f"{french.capitalised(drift.name)} moyen publié : {ends}"
    if known[-1] != frame["edition"].iloc[-1]:
        sentence += f" ; il n'a pas été retrouvé après l'édition {known[-1]}"
    return (f"{sentence}.",)


def _calculated_sentence(drift: Drift, frame: pd.DataFrame, context: Context) -> str:
    with_projects = frame[frame["known"].notna() & (frame["projects"] > 0)]
    if with_projects.empty:
        has_table = frame["known"].notna().any()
        missing = "Aucun projet de la sélection à" if has_table else "Aucun tableau de projets disponible pour"
        return f"{missing} ces éditions."
    last = with_projects.iloc[-1]
    if not last["known"]:
        projects = french.count(last["projects"], "projet")
        return f"{french.capitalised(at_edition(last))}, aucune valeur publiée pour {projects}."
    known = f"{french.count(last['known'], 'projet')} sur {french.number(last['projects'])}"
    if last["known"] < MINIMUM_FOR_A_MEAN:
        return (
            f"{french.capitalised(at_edition(last))}, {known} : aucune moyenne n'est donnée sous "
            f"{MINIMUM_FOR_A_MEAN} projets. {_each_project(drift, int(last['edition']), context)}"
        )
    return (
        f"Calculée depuis la première édition connue, l'évolution {drift.of_value} est {at_edition(last)} de "
        f"{french.pct(last['median_pct'])} en médiane, {french.pct(last['mean_pct'])} en moyenne et "
        f"{french.pct(last['weighted_pct'])} en pondéré ({known}). "
        f"Un quart est à {french.pct(last['p25_pct'])} ou moins, un quart à {french.pct(last['p75_pct'])} ou plus."
    )


def _each_project(drift: Drift, edition: int, context: Context) -> str:
    change = DRIFTS[drift.kind][1]
    rows = context.selection.apply(context.dataset)
    rows = rows[(rows["edition"] == edition) & rows[change].notna()]
    changes = [f"{name} {french.pct(value)}" for name, value in zip(rows["name"], rows[change], strict=True)]
    return f"Évolution {drift.of_value} : {' ; '.join(changes)}." if changes else ""


def _columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    shown = lines.columns(frame, context, "%", "pct")
    return (EDITION, DATE, _PUBLISHED, *_CALCULATED, *_SINCE_PREVIOUS, *shown, PROVENANCE)


def _chart(drift: Drift) -> Chart:
    query, words, shown = partial(drift_by_edition, drift=drift.kind), partial(narrative, drift), partial(tables, drift)
    series, subject = (DRIFTS[drift.kind][0],), french.capitalised(drift.name)
    drawing, office = partial(figure, drift.kind), partial(natives, drift.kind)
    return Chart(drift.chart, subject, query, drawing, words, _columns, shown, 400, 288, breaks=series, native=office)


CHARTS = (
    _chart(Drift("ecart-calendaire", "schedule", "écart calendaire", "de la durée prévisionnelle", "durée connue")),
    _chart(Drift("ecart-budgetaire", "budget", "écart budgétaire", "du coût", "coût connu")),
)
