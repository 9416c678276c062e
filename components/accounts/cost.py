"""What the chart of the complete estimated cost says."""

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
from data.questions.editions import PART
from data.questions.queries import OTHERS, cost_split

_EDITION = TableColumn("edition", "Édition", "edition", "edition")
_DATE = TableColumn("reference_date", "Date de référence", "month", "date_reference")
_PUBLISHED = TableColumn("published_meur", "Total publié (M€)", "meur", "cout_total_publie_meur")
_TOTAL = TableColumn("total_meur", "Total recalculé (M€)", "meur", "cout_total_calcule_meur")
_KNOWN = TableColumn("known", "Projets avec un coût", "count", "projets_avec_cout")
_PROJECTS = TableColumn("projects", "Projets", "count", "projets")


def columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every column drawn, for the file."""
    return (_EDITION, _DATE, _PUBLISHED, *_calculated(frame, context.dataset))


def tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One table of the published totals (when they apply), one of the recomputed ones."""
    recomputed = Table(
        "Coût complet estimé recalculé à partir des tableaux de projets, en M€",
        (_EDITION, _DATE, *_calculated(frame, context.dataset)),
        keep="total_meur",
    )
    if frame["published_meur"].isna().all():
        return (recomputed,)
    return (Table("Coût total publié, en M€", (_EDITION, _DATE, _PUBLISHED), keep="published_meur"), recomputed)


def _calculated(frame: pd.DataFrame, dataset: Dataset) -> tuple[TableColumn, ...]:
    parts = [column for column in frame.columns if column.startswith(PART)]
    names = {OTHERS: "Autres", **dataset.vocabulary.names}
    slugs = [column.removeprefix(PART) for column in parts]
    return (
        _TOTAL,
        *(
            TableColumn(f"{PART}{slug}", f"{names[slug]} (M€)", "meur", f"cout_{slug.replace('-', '_')}_meur")
            for slug in slugs
        ),
        _KNOWN,
        _PROJECTS,
    )


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `cout-total`."""
    selection, breaks = context.selection, context.breaks
    held = frame[frame["total_meur"].notna()]
    by = {"phase": "phase", "ministries": "ministère"}[cost_split(selection)]
    subtitle = f"Coût complet estimé, en M€, par {by}, {editions_in_words(frame)}"
    if held.empty and frame["published_meur"].isna().all():
        return Narrative("Aucun coût connu pour ces éditions", subtitle, ("Aucune édition retenue n'a de coût connu.",))
    if selection.filters_projects:
        return _filtered(held, subtitle)
    return Narrative(
        _published_heading(frame, held),
        subtitle,
        (*_published_sentence(frame), *_recomputed_sentence(held)),
        (*break_notes(breaks), *provenance_note(frame), _GAPS),
    )


_GAPS = "n. d. : non disponible, aucun chiffre retrouvé pour l'édition."


def _filtered(held: pd.DataFrame, subtitle: str) -> Narrative:
    note = "Le total publié porte sur l'ensemble du panorama : il n'est pas montré quand une sélection est active."
    if held.empty or not held["projects"].any():
        empty = "Aucun projet ne répond à cette sélection : élargissez-la ou réinitialisez les filtres."
        return Narrative("Aucun projet dans cette sélection", subtitle, (empty,), (note,))
    selected = held[held["projects"] > 0]
    last = selected.iloc[-1]
    sentences = [_coverage_sentence(last)]
    first = selected.iloc[0]
    if len(selected) > 1 and first["known"]:
        sentences.append(
            f"Il était de {french.total_meur(first['total_meur'])} {at_edition(first)}, "
            f"pour {french.count(first['known'], 'projet')} avec un coût publié."
        )
    heading = f"{french.total_meur(last['total_meur'])} de coûts estimés pour la sélection, {at_edition(last)}"
    return Narrative(french.capitalised(heading), subtitle, tuple(sentences), (note, _GAPS))


def _coverage_sentence(line: pd.Series) -> str:
    return (
        f"{french.capitalised(at_edition(line))}, la somme des coûts publiés est de "
        f"{french.total_meur(line['total_meur'])} : {french.number(line['known'])} "
        f"{'projet' if line['known'] < 2 else 'projets'} sur {french.number(line['projects'])} "
        f"{'a' if line['known'] < 2 else 'ont'} un coût publié."
    )


def _published_heading(frame: pd.DataFrame, held: pd.DataFrame) -> str:
    latest = last_known(frame, "published_meur")
    if latest.empty:
        return f"{french.total_meur(held.iloc[-1]['total_meur'])} de coûts estimés {at_edition(held.iloc[-1])}"
    last = latest.iloc[0]
    heading = f"Coût total publié : {french.total_meur(last['published_meur'])} {at_edition(last)}"
    if len(latest) > 1:
        before = latest.iloc[1]
        heading += f", contre {french.total_meur(before['published_meur'])} à l'édition {before['edition']}"
    return heading


def _published_sentence(frame: pd.DataFrame) -> tuple[str, ...]:
    known = frame[frame["published_meur"].notna()]
    if len(known) < 2:
        return ()
    low, high = extremes(known, "published_meur")
    return (
        f"Le total publié va de {french.total_meur(low['published_meur'])} {at_edition(low)} "
        f"à {french.total_meur(high['published_meur'])} {at_edition(high)} ; c'est toujours une prévision, "
        "jamais une dépense.",
    )


def _recomputed_sentence(held: pd.DataFrame) -> tuple[str, ...]:
    if held.empty:
        return ()
    last = held.iloc[-1]
    sentence = _coverage_sentence(last)
    if pd.notna(last["published_meur"]):
        gap = last["published_meur"] - last["total_meur"]
        sentence = f"{sentence[:-1]} ; le total publié est de {french.total_meur(last['published_meur'])}, "
        sentence += f"soit un écart de {french.meur(gap, signed=True)}."
    return (sentence,)
