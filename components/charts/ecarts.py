"""`ecart-calendaire` and `ecart-budgetaire`: the drifts by edition, published and calculated."""

from functools import partial
from typing import NamedTuple

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.ecarts_figure import figure, natives
from components.charts.parts import lines
from components.charts.parts.narrative import (
    IN_CHANGE,
    Narrative,
    at_edition,
    break_notes,
    editions_in_words,
    highest_and_lowest,
    latest_published,
    median_in_words,
    moved_pct,
    provenance_note,
    quartiles_in_words,
)
from components.charts.parts.tables import DATE, EDITION, PROJECTS, PROVENANCE, Table, TableColumn
from data.model import french
from data.model.measures import MINIMUM_FOR_A_MEAN
from data.questions.contributions import SHOWN, account_since_first
from data.questions.ecarts import DRIFTS, drift_by_edition
from data.questions.parts.editions import Line, records, with_value

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
_MOST = 3
"""Projects by name in the sentence that says who explains a drift."""


class Drift(NamedTuple):
    """A drift: the name of its chart, its key in `DRIFTS`, and its words."""

    chart: str
    kind: str
    name: str
    value: str
    of_value: str
    known_value: str
    weight: str
    median: str
    whole: str


def tables(drift: Drift, frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """Three tables: the published mean, the change since the first known edition, and since the previous one."""
    name, change = french.capitalised(drift.name), f"Évolution {drift.of_value} calculée depuis"
    return (
        *lines.tables(frame, context, f"Médiane de l'évolution {drift.of_value}, en %", "%", "pct"),
        Table(
            f"{name} moyen publié, ensemble du panorama, en %",
            (EDITION, DATE, _PUBLISHED, PROVENANCE),
            keep="published_pct",
        ),
        Table(f"{change} la première édition connue, en %", (EDITION, DATE, *_CALCULATED), keep="known"),
        Table(f"{change} l'édition précédente, projets communs, en %", (EDITION, DATE, *_SINCE_PREVIOUS), keep="known"),
    )


def narrative(drift: Drift, frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of the chart of a drift."""
    notes = [
        "Écart publié : moyenne imprimée, par rapport aux prévisions initiales, non recalculable. "
        "Évolution calculée : depuis la première édition connue, qui n'est pas l'estimation initiale. "
        "Pondéré : un grand projet pèse davantage.",
    ]
    selection = context.selection
    if selection.filters_projects:
        notes.insert(0, "Sélection active : l'écart publié reste celui de l'ensemble du panorama.")
    editions = records(frame)
    words = lines.Words(
        f"{french.capitalised(drift.value)}", median_in_words, f"moins de {MINIMUM_FOR_A_MEAN} projets, aucune médiane"
    )
    by_line = lines.heading(frame, context, words)
    return Narrative(
        by_line or _heading(drift, editions, context),
        f"{french.capitalised(drift.name)}, en %, publié et calculé, {editions_in_words(editions)}",
        (
            *(lines.sentences(frame, context, words) if by_line else ()),
            *_published_sentence(drift, editions, context),
            *(() if by_line else _calculated_sentences(drift, editions, context)),
        ),
        (*notes, *break_notes(context.breaks), *provenance_note(editions, context.dataset)),
    )


def _heading(drift: Drift, editions: list[Line], context: Context) -> str:
    name, value = french.capitalised(drift.name), french.capitalised(drift.value)
    if context.selection.filters_projects:
        known = with_value(editions, "median_pct")
        return _calculated_heading(drift, known[-1]) if known else f"{value} : {_too_few(editions)}"
    published = latest_published(editions, "published_pct", _unsigned, context.breaks, f"{name} : {{}}")
    return published or f"{name} : aucun chiffre publié pour ces éditions"


_NOTICEABLE = 0.5
"""Percent from which a median and a whole that move apart are said so."""


def _calculated_heading(drift: Drift, line: Line) -> str:
    """The median, and the whole where it goes the other way."""
    middle, whole = float(line["median_pct"]), float(line["weighted_pct"])
    if middle * whole < 0 and min(abs(middle), abs(whole)) >= _NOTICEABLE:
        moves = (french.moved(change, partial(_unsigned, decimals=0), IN_CHANGE) for change in (middle, whole))
        month = french.month_name(line["edition"], line["reference_date"], is_short=True)
        return f"{drift.median} {', total '.join(moves)} ({month})"
    words = median_in_words(line["median_pct"])
    month = french.in_month(line["edition"], line["reference_date"])
    return f"{french.capitalised(drift.value)} : {words} {month} ({french.count(line['known'], 'projet')})"


def _too_few(editions: list[Line]) -> str:
    with_table = with_value(editions, "known")
    if not with_table:
        return "tableau de projets non disponible pour ces éditions"
    with_projects = [line for line in with_table if line["projects"] > 0]
    if not with_projects:
        return "aucun projet dans la sélection"
    last = with_projects[-1]
    few = "valeur non publiée"
    if last["known"]:
        few = f"trop peu de projets ({french.number(last['known'])}) pour une moyenne"
    return f"{few} {french.in_month(last['edition'], last['reference_date'])}"


_unsigned = partial(french.pct, signed=False)


def _published_sentence(drift: Drift, editions: list[Line], context: Context) -> tuple[str, ...]:
    known = with_value(editions, "published_pct")
    if not known:
        return ()
    ends = highest_and_lowest(editions, "published_pct", _unsigned, context.breaks)
    whose = ", ensemble de l'État" if context.selection.filters_projects or context.selection.split else ""
    sentence = f"{french.capitalised(drift.name)} moyen publié{whose} : {ends}"
    last = known[-1]
    if last["edition"] != editions[-1]["edition"]:
        sentence += f" ; aucun chiffre retrouvé après {french.month_name(last['edition'], last['reference_date'])}"
    return (f"{sentence}.",)


def _calculated_sentences(drift: Drift, editions: list[Line], context: Context) -> list[str]:
    with_table = with_value(editions, "known")
    with_projects = [line for line in with_table if line["projects"] > 0]
    if not with_projects:
        missing = "Aucun projet de la sélection à" if with_table else "Aucun tableau de projets disponible pour"
        return [f"{missing} ces éditions."]
    last = with_projects[-1]
    edition, projects = french.capitalised(at_edition(last)), french.count(last["projects"], "projet")
    if not last["known"]:
        return [f"{edition}, aucune valeur publiée pour {projects}."]
    if last["known"] < MINIMUM_FOR_A_MEAN:
        known = f"{french.count(last['known'], 'projet')} sur {french.number(last['projects'])}"
        few = f"{edition}, {known} avec {drift.known_value} : pas de moyenne sous {MINIMUM_FOR_A_MEAN} projets."
        return [few, *_each_project(drift, int(last["edition"]), context)]
    return [
        f"{edition}, évolution calculée {drift.of_value} depuis la première édition connue : "
        f"{moved_pct(last['mean_pct'])} en moyenne, {moved_pct(last['weighted_pct'])} pondérée par {drift.weight} "
        f"({french.number(last['known'])} projets sur {french.number(last['projects'])}).",
        quartiles_in_words(last["median_pct"], last["p75_pct"]),
        *(_who_explains(drift, int(last["edition"]), context) if context.selection.filters_projects else ()),
    ]


def _who_explains(drift: Drift, edition: int, context: Context) -> list[str]:
    """Who brings most points to the change of the whole, and what all the others bring."""
    measure, whole = ("cost", "pondérée") if drift.kind == "budget" else ("duration", "moyenne")
    change = DRIFTS[drift.kind][1]
    rows = context.selection.apply(context.dataset)
    account = account_since_first(rows[(rows["edition"] == edition) & rows[change].notna()], measure, change, _MOST)
    parts = [
        f"{name} {'ajoute' if points > 0 else 'retire'} {french.points(abs(points))}"
        for name, points in zip(account.named["name"], account.points, strict=True)
    ]
    others = abs(account.others_points)
    if parts and others >= SHOWN:
        number = french.count(account.others, "autre projet", "autres projets")
        moves = "ajoute" if account.others_points > 0 else "retire"
        parts.append(f"{number} {moves}{'nt' if account.others > 1 else ''} {french.points(others)}")
    return [f"Qui explique l'évolution {whole} : {french.listing(parts)}."] if parts else []


def _each_project(drift: Drift, edition: int, context: Context) -> list[str]:
    change = DRIFTS[drift.kind][1]
    rows = context.selection.apply(context.dataset)
    rows = rows[(rows["edition"] == edition) & rows[change].notna()]
    changes = [f"{name}, {moved_pct(value)}" for name, value in zip(rows["name"], rows[change], strict=True)]
    return [f"Depuis la première édition connue : {' ; '.join(changes)}."] if changes else []


def _columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    shown = lines.columns(frame, context, "%", "pct")
    return (EDITION, DATE, _PUBLISHED, *_CALCULATED, *_SINCE_PREVIOUS, *shown, PROVENANCE)


def _chart(drift: Drift) -> Chart:
    query, words, shown = partial(drift_by_edition, drift=drift.kind), partial(narrative, drift), partial(tables, drift)
    series, subject = (DRIFTS[drift.kind][0],), french.capitalised(drift.name)
    drawing, office = partial(figure, drift.kind), partial(natives, drift.kind)
    return Chart(drift.chart, subject, query, drawing, words, _columns, shown, 400, 288, breaks=series, native=office,
                 lede=f"De combien {drift.whole} des grands projets informatiques de l'État s'écarte des prévisions",
                 )  # fmt: skip


CHARTS = (
    _chart(Drift("ecart-calendaire", "schedule", "écart calendaire", "durée", "de la durée", "une durée connue",
                 "la durée", "Durée médiane", "le calendrier")),
    _chart(Drift("ecart-budgetaire", "budget", "écart budgétaire", "coût", "du coût", "un coût connu", "le coût",
                 "Coût médian", "le coût")),
)  # fmt: skip
