"""What the charts of the schedule and budget drifts say."""

from dataclasses import dataclass

import pandas as pd

from components.charts.chart import Context
from components.charts.parts.narrative import (
    Narrative,
    at_edition,
    break_notes,
    editions_in_words,
    extremes,
    last_known,
    provenance_note,
)
from components.charts.parts.tables import Table, TableColumn
from data.model import french
from data.model.dataset import Dataset
from data.model.measures import MINIMUM_FOR_A_MEAN
from data.model.selection import Selection

_EDITION = TableColumn("edition", "Édition", "edition", "edition")
_DATE = TableColumn("reference_date", "Date de référence", "month", "date_reference")
_PUBLISHED = TableColumn("published_pct", "Écart moyen publié (%)", "rate", "ecart_publie_pct")
_CALCULATED = (
    TableColumn("median_pct", "Médiane (%)", "pct", "mediane_pct"),
    TableColumn("p25_pct", "P25 (%)", "pct", "p25_pct"),
    TableColumn("p75_pct", "P75 (%)", "pct", "p75_pct"),
    TableColumn("mean_pct", "Moyenne (%)", "pct", "moyenne_pct"),
    TableColumn("weighted_pct", "Pondéré (%)", "pct", "pondere_pct"),
    TableColumn("known", "Projets avec la mesure", "count", "projets_avec_mesure"),
    TableColumn("projects", "Projets", "count", "projets"),
)
_SINCE_PREVIOUS = (
    TableColumn("previous_median_pct", "Médiane (%)", "pct", "mediane_depuis_precedente_pct"),
    TableColumn("previous_mean_pct", "Moyenne (%)", "pct", "moyenne_depuis_precedente_pct"),
    TableColumn("previous_known", "Projets communs", "count", "projets_communs"),
)


@dataclass(frozen=True)
class DriftWords:
    """How a drift is called: « écart budgétaire », what is compared, « coût » or « durée », and its column."""

    name: str
    value: str
    of_value: str
    change: str


BUDGET = DriftWords("écart budgétaire", "coût", "du coût", "cost_change_pct")
SCHEDULE = DriftWords("écart calendaire", "durée", "de la durée prévisionnelle", "duration_change_pct")


def columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every column drawn or written, for the file."""
    return (_EDITION, _DATE, _PUBLISHED, *_CALCULATED, *_SINCE_PREVIOUS)


def tables(words: DriftWords, frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """Three tables: the published mean, the change since the first known edition, and since the previous one."""
    name = french.capitalised(words.name)
    return (
        Table(f"{name} moyen publié, ensemble du panorama, en %", (_EDITION, _DATE, _PUBLISHED), keep="published_pct"),
        Table(
            f"Évolution {words.of_value} calculée depuis la première édition connue, en %",
            (_EDITION, _DATE, *_CALCULATED),
            keep="known",
        ),
        Table(
            f"Évolution {words.of_value} calculée depuis l'édition précédente, projets communs, en %",
            (_EDITION, _DATE, *_SINCE_PREVIOUS),
            keep="known",
        ),
    )


def narrative(words: DriftWords, frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `ecart-budgetaire` or `ecart-calendaire`."""
    dataset, selection, breaks = context.dataset, context.selection, context.breaks
    sentences = (*_published_sentence(words, frame), *_calculated_sentence(words, frame, dataset, selection))
    notes = [
        "Publié : moyenne imprimée par rapport aux prévisions initiales, non recalculable. "
        "Calculé : par rapport à la première édition connue, qui n'est pas l'estimation initiale. "
        "Sous l'axe : nombre de projets dont la mesure est connue.",
    ]
    if selection.filters_projects:
        notes.insert(0, "Sélection active : l'écart publié reste celui de l'ensemble du panorama.")
    return Narrative(
        _heading(words, frame, selection),
        f"{french.capitalised(words.name)}, en %, publié et calculé, {editions_in_words(frame)}",
        sentences,
        (*notes, *break_notes(breaks), *provenance_note(frame), "n. d. : non disponible."),
    )


def _heading(words: DriftWords, frame: pd.DataFrame, selection: Selection) -> str:
    if selection.filters_projects:
        known = frame[frame["median_pct"].notna()]
        if known.empty:
            return f"{french.capitalised(words.name)} : moins de {MINIMUM_FOR_A_MEAN} projets dans la sélection"
        last = known.iloc[-1]
        return f"Évolution médiane {words.of_value} : {french.pct(last['median_pct'])} {at_edition(last)}"
    latest = last_known(frame, "published_pct")
    if latest.empty:
        return f"{french.capitalised(words.name)} : aucun chiffre publié pour ces éditions"
    last = latest.iloc[0]
    heading = f"{french.capitalised(words.name)} moyen publié : {french.pct(last['published_pct'], signed=False)}"
    heading += f" {at_edition(last)}"
    if len(latest) > 1:
        before = latest.iloc[1]
        heading += f", contre {french.pct(before['published_pct'], signed=False)} à l'édition {before['edition']}"
    return heading


def _published_sentence(words: DriftWords, frame: pd.DataFrame) -> tuple[str, ...]:
    known = frame[frame["published_pct"].notna()]
    if known.empty:
        return ()
    low, high = extremes(known, "published_pct")
    last = known.iloc[-1]
    sentence = (
        f"L'{words.name} moyen publié va de {french.pct(low['published_pct'], signed=False)} {at_edition(low)} "
        f"à {french.pct(high['published_pct'], signed=False)} {at_edition(high)}"
    )
    latest_edition = frame["edition"].iloc[-1]
    if last["edition"] != latest_edition:
        sentence += f" ; il n'a pas été retrouvé après l'édition {last['edition']}"
    return (f"{sentence}.",)


def _calculated_sentence(
    words: DriftWords, frame: pd.DataFrame, dataset: Dataset, selection: Selection
) -> tuple[str, ...]:
    held = frame[frame["known"].notna() & (frame["projects"] > 0)]
    if held.empty:
        return (f"Aucun projet de la sélection n'a de {words.value} connu{'e' if words is SCHEDULE else ''}.",)
    last = held.iloc[-1]
    known = f"{french.count(last['known'], 'projet')} sur {french.number(last['projects'])}"
    if last["known"] < MINIMUM_FOR_A_MEAN:
        return (
            f"{french.capitalised(at_edition(last))}, {known} : aucune moyenne n'est donnée sous "
            f"{MINIMUM_FOR_A_MEAN} projets. {_each_project(words, int(last['edition']), dataset, selection)}",
        )
    return (
        f"Calculée depuis la première édition connue, l'évolution {words.of_value} est {at_edition(last)} de "
        f"{french.pct(last['median_pct'])} en médiane, {french.pct(last['mean_pct'])} en moyenne et "
        f"{french.pct(last['weighted_pct'])} en pondéré ({known}) ; la moitié centrale va de "
        f"{french.pct(last['p25_pct'])} à {french.pct(last['p75_pct'])}.",
    )


def _each_project(words: DriftWords, edition: int, dataset: Dataset, selection: Selection) -> str:
    rows = selection.apply(dataset)
    rows = rows[(rows["edition"] == edition) & rows[words.change].notna()]
    changes = [f"{name} {french.pct(change)}" for name, change in zip(rows["name"], rows[words.change], strict=True)]
    return f"Évolution {words.of_value} : {' ; '.join(changes)}." if changes else ""
