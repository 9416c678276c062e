"""`ecart-calendaire` and `ecart-budgetaire`: the drifts by edition, published and calculated."""

from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import edition_axis, native, scale, series_breaks, theme
from components.charts.parts.narrative import (
    IN_CHANGE,
    Narrative,
    at_edition,
    break_notes,
    editions_in_words,
    highest_and_lowest,
    latest_published,
    moved_pct,
    provenance_note,
    quartiles_in_words,
)
from components.charts.parts.tables import DATE, EDITION, PROJECTS, PROVENANCE, Table, TableColumn
from components.charts.parts.tokens import projected
from data.model import french
from data.model.measures import MINIMUM_FOR_A_MEAN
from data.questions.ecarts import DRIFTS, drift_by_edition

# Shares of the height: published above, calculated below, and the number of projects under the axis.
_UPPER, _LOWER, _COUNTS = (0.62, 1.0), (0.11, 0.53), (0.0, 0.05)
_PANELS = ("Publié, ensemble du panorama", "Calculé depuis la première édition connue")
_MEASURES = (
    ("median_pct", "Médiane", theme.MEDIAN, "circle", "solid"),
    ("mean_pct", "Moyenne", theme.MEAN, "diamond", "dash"),
    ("weighted_pct", "Écart pondéré", theme.WEIGHTED, "square", "dashdot"),
)

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


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Published mean above; below, calculated median, quartile band, mean and weighted change, with N, in %."""
    shapes, notes = series_breaks.break_marks(context.breaks, bottom=_UPPER[0], top=_UPPER[1])
    upper = scale.value_range(frame["published_pct"], from_zero=True)
    calculated = frame[["p25_pct", "p75_pct", *(column for column, *_ in _MEASURES)]]
    lower = scale.value_range(calculated.to_numpy(dtype=float).ravel().tolist(), from_zero=False)
    with_table = frame[frame["known"].notna()]
    return theme.figure(
        [
            *_published_traces(frame, context),
            *edition_axis.bands(frame, axis="y2"),
            *_calculated_traces(frame, context),
            edition_axis.counts(with_table["edition"].tolist(), with_table["known"].tolist(), axis="y3"),
            *edition_axis.missing_marks(frame, "published_pct", y=upper[0]),
            *edition_axis.missing_marks(frame, "known", y=lower[0], axis="y2"),
        ],
        height=520,
        margin={"l": theme.RATES, "r": 12, "t": 44, "b": theme.BELOW_EDITIONS},
        xaxis=edition_axis.edition_axis(frame, anchor="y3"),
        yaxis=_percent_axis(_UPPER, upper),
        yaxis2=_percent_axis(_LOWER, lower),
        yaxis3={"domain": _COUNTS, "range": [-1, 1], "visible": False, "fixedrange": True},
        shapes=shapes,
        annotations=[
            *notes,
            theme.panel_name(_PANELS[0], _UPPER[1], shift=18, size=theme.SMALL),
            theme.panel_name(_PANELS[1], _LOWER[1], shift=2, size=theme.SMALL),
        ],
    )


def _percent_axis(domain: tuple[float, float], ends: list[float]) -> dict[str, Any]:
    return theme.value_axis(domain=domain, ticksuffix="\u00a0%", tickformat=",.0f", nticks=5, **theme.ALL_LABELS,
                            range=ends)  # fmt: skip


def _published_traces(frame: pd.DataFrame, context: Context) -> list[theme.Trace]:
    hover = edition_axis.hover_texts(frame, lambda line: f"Écart moyen publié : {_unsigned(line['published_pct'])}")
    return edition_axis.series(frame, "published_pct", broken_at=series_breaks.broken_at(context.breaks), width=3,
                               name="Moyenne publiée", colour=theme.PUBLISHED, hover=hover,
                               hollow=frame["provenance"] != "publisher")  # fmt: skip


def _calculated_traces(frame: pd.DataFrame, context: Context) -> list[theme.Trace]:
    traces: list[theme.Trace] = []
    for column, name, colour, symbol, dash in _MEASURES:

        def written(line: dict[Any, Any], column: str = column, name: str = name) -> str:
            return f"{name} : {french.pct(line[column])}<br>{french.count(line['known'], 'projet')}"

        hover = edition_axis.hover_texts(frame, written)
        traces += edition_axis.series(frame, column, dash=dash, name=name, colour=colour, hover=hover, axis="y2",
                                      symbol=symbol, size=7, address=context.links.edition)  # fmt: skip
    return traces


def natives(frame: pd.DataFrame, context: Context) -> tuple[native.NativeChart, ...]:
    """The published mean above, cut at breaks; the calculated measures below."""
    names, breaks = native.edition_names(frame), context.breaks
    published = tuple(
        native.Series(name, points, projected(theme.PUBLISHED), label=native.TENTHS)
        for name, points in native.runs(frame, breaks, "published_pct", "Moyenne publiée")
    )
    measures = (("Médiane", "median", theme.MEDIAN), ("Moyenne", "mean", theme.MEAN),
                ("Pondéré", "weighted", theme.WEIGHTED))  # fmt: skip
    calculated = (
        *(native.Series(name, native.numbers(frame[f"{measure}_pct"]), projected(colour))
          for name, measure, colour in measures),
        *(native.Series(name, native.numbers(frame[f"{name.lower()}_pct"]), projected(theme.MEDIAN), is_thin=True)
          for name in ("P25", "P75")),
    )  # fmt: skip
    positions = native.break_positions(frame, breaks)
    return (
        native.NativeChart("lines", names, published, native.PCT, _PANELS[0], breaks=positions, lowest=0, share=0.46,
                           has_legend=False),
        native.NativeChart("lines", names, calculated, native.PCT, _PANELS[1], share=0.54),
    )  # fmt: skip


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


def tables(drift: Drift, frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """Three tables: the published mean, the change since the first known edition, and since the previous one."""
    name, change = french.capitalised(drift.name), f"Évolution {drift.of_value} calculée depuis"
    return (
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
        "Pondéré : un grand projet pèse davantage. Sous l'axe : nombre de projets dont la mesure est connue.",
    ]
    if context.selection.filters_projects:
        notes.insert(0, "Sélection active : l'écart publié reste celui de l'ensemble du panorama.")
    return Narrative(
        _heading(drift, frame, context),
        f"{french.capitalised(drift.name)}, en %, publié et calculé, {editions_in_words(frame)}",
        (*_published_sentence(drift, frame, context), *_calculated_sentences(drift, frame, context)),
        (*notes, *break_notes(context.breaks), *provenance_note(frame, context.dataset), "n. d. : non disponible."),
    )


def _heading(drift: Drift, frame: pd.DataFrame, context: Context) -> str:
    name, value = french.capitalised(drift.name), french.capitalised(drift.value)
    if context.selection.filters_projects:
        known = frame[frame["median_pct"].notna()]
        return _calculated_heading(drift, known.iloc[-1]) if len(known) else f"{value} : {_too_few(frame)}"
    published = latest_published(frame, "published_pct", _unsigned, context.breaks, f"{name} : {{}}")
    return published or f"{name} : aucun chiffre publié pour ces éditions"


_NOTICEABLE = 0.5
"""Percent from which a median and a whole that move apart are said so."""


def _calculated_heading(drift: Drift, line: pd.Series) -> str:
    """The median, and the whole where it goes the other way."""
    middle, whole = float(line["median_pct"]), float(line["weighted_pct"])
    if middle * whole < 0 and min(abs(middle), abs(whole)) >= _NOTICEABLE:
        moves = (french.moved(change, partial(_unsigned, decimals=0), IN_CHANGE) for change in (middle, whole))
        month = french.month_name(line["edition"], line["reference_date"], is_short=True)
        return f"{drift.median} {', total '.join(moves)} ({month})"
    median = moved_pct(line["median_pct"])
    words = "médiane stable" if median == french.CHANGE[2] else median.replace(" de ", " médiane de ", 1)
    month = french.in_month(line["edition"], line["reference_date"])
    return f"{french.capitalised(drift.value)} : {words} {month} ({french.count(line['known'], 'projet')})"


def _too_few(frame: pd.DataFrame) -> str:
    with_table = frame[frame["known"].notna()]
    if with_table.empty:
        return "tableau de projets non disponible pour ces éditions"
    with_projects = with_table[with_table["projects"] > 0]
    if with_projects.empty:
        return "aucun projet dans la sélection"
    last = with_projects.iloc[-1]
    few = "valeur non publiée"
    if last["known"]:
        few = f"trop peu de projets ({french.number(last['known'])}) pour une moyenne"
    return f"{few} {french.in_month(last['edition'], last['reference_date'])}"


_unsigned = partial(french.pct, signed=False)


def _published_sentence(drift: Drift, frame: pd.DataFrame, context: Context) -> tuple[str, ...]:
    known = frame[frame["published_pct"].notna()]
    if known.empty:
        return ()
    ends = highest_and_lowest(frame, "published_pct", _unsigned, context.breaks)
    whose = ", ensemble de l'État" if context.selection.filters_projects else ""
    sentence = f"{french.capitalised(drift.name)} moyen publié{whose} : {ends}"
    last = known.iloc[-1]
    if last["edition"] != frame["edition"].iloc[-1]:
        sentence += f" ; aucun chiffre retrouvé après {french.month_name(last['edition'], last['reference_date'])}"
    return (f"{sentence}.",)


def _calculated_sentences(drift: Drift, frame: pd.DataFrame, context: Context) -> list[str]:
    with_projects = frame[frame["known"].notna() & (frame["projects"] > 0)]
    if with_projects.empty:
        has_table = frame["known"].notna().any()
        missing = "Aucun projet de la sélection à" if has_table else "Aucun tableau de projets disponible pour"
        return [f"{missing} ces éditions."]
    last = with_projects.iloc[-1]
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
    ]


def _each_project(drift: Drift, edition: int, context: Context) -> list[str]:
    change = DRIFTS[drift.kind][1]
    rows = context.selection.apply(context.dataset)
    rows = rows[(rows["edition"] == edition) & rows[change].notna()]
    changes = [f"{name}, {moved_pct(value)}" for name, value in zip(rows["name"], rows[change], strict=True)]
    return [f"Depuis la première édition connue : {' ; '.join(changes)}."] if changes else []


def _chart(drift: Drift) -> Chart:
    query, words, shown = partial(drift_by_edition, drift=drift.kind), partial(narrative, drift), partial(tables, drift)
    columns = (EDITION, DATE, _PUBLISHED, *_CALCULATED, *_SINCE_PREVIOUS, PROVENANCE)
    series, subject = (DRIFTS[drift.kind][0],), french.capitalised(drift.name)
    return Chart(drift.chart, subject, query, figure, words, columns, shown, 520, 275, breaks=series, native=natives)


CHARTS = (
    _chart(Drift("ecart-calendaire", "schedule", "écart calendaire", "durée", "de la durée", "une durée connue",
                 "la durée", "Durée médiane")),
    _chart(Drift("ecart-budgetaire", "budget", "écart budgétaire", "coût", "du coût", "un coût connu", "le coût",
                 "Coût médian")),
)  # fmt: skip
