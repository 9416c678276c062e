"""Key figures: those of the latest published edition, or those of the selection in the latest table held."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import html

from data.model import french, measures
from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered
from data.questions.editions import movements_by_edition


@dataclass(frozen=True)
class KeyFigure:
    """One key figure.

    Attributes:
        name: Its name in `data-kpi`.
        label: What it measures.
        value: Plain number, None where it is not known.
        text: The value as a visitor reads it.
        edition: The edition that it belongs to.
        detail: Its date, and what it was before.
    """

    name: str
    label: str
    value: float | None
    text: str
    edition: int
    detail: str


# name, label, column of the published figures, how it is written, how a change is written
_PUBLISHED: tuple[tuple[str, str, str, Callable[[float], str]], ...] = (
    ("projets", "Projets suivis", "projects", french.number),
    ("cout-total", "Coût total estimé", "total_cost_meur", french.total_meur),
    ("duree-moyenne", "Durée moyenne prévue", "mean_duration_years", french.years),
    ("ecart-calendaire", "Écart calendaire moyen", "schedule_drift_pct", lambda value: french.pct(value, signed=False)),
    ("ecart-budgetaire", "Écart budgétaire moyen", "budget_drift_pct", lambda value: french.pct(value, signed=False)),
    ("interministeriels", "Projets interministériels", "interministerial", french.number),
    ("entrants", "Entrants", "entrants", french.number),
    ("sortants", "Sortants", "leavers", french.number),
)
_DRIFTS = ("ecart-calendaire", "ecart-budgetaire")


def key_figures(dataset: Dataset, selection: Selection) -> list[KeyFigure]:
    """The eight key figures: published ones for the whole panorama, else those of the selection.

    The two drifts stay those of the whole panorama: they exist only by edition.
    """
    lines = dataset.editions[dataset.editions["edition"] <= dataset.latest_published].to_dict("records")
    published = [_published(lines, *figure) for figure in _PUBLISHED]
    if not selection.filters_projects:
        return published
    computed = {figure.name: figure for figure in _computed(dataset, selection)}
    return [computed.get(figure.name, figure) for figure in published]


def _published(
    lines: Sequence[Mapping[Any, Any]], name: str, label: str, column: str, written: Callable[[float], str]
) -> KeyFigure:
    known = [line for line in lines if pd.notna(line[column])]
    latest = lines[-1]
    if name in _DRIFTS:
        label = f"{label} publié"
    if pd.isna(latest[column]):
        detail = f"Dernier chiffre connu : {written(known[-1][column])}, {_dated(known[-1])}"
        return KeyFigure(name, label, None, "non disponible", int(latest["edition"]), detail)
    before = f", contre {written(known[-2][column])} {_dated(known[-2])}" if len(known) > 1 else ""
    if name in ("entrants", "sortants"):
        before = ""
    detail = f"{french.capitalised(_dated(latest))}{before}"
    return KeyFigure(name, label, float(latest[column]), written(latest[column]), int(latest["edition"]), detail)


def _dated(edition: Mapping[Any, Any]) -> str:
    date = f" ({french.month(edition['reference_date'])})" if edition["reference_date"] else ""
    return f"édition {edition['edition']}{date}"


def _computed(dataset: Dataset, selection: Selection) -> list[KeyFigure]:
    edition = latest_edition_covered(dataset, selection)
    if edition is None:
        return []
    rows = selection.apply(dataset)
    rows = rows[rows["edition"] == edition]
    date = f"édition {edition} ({french.month(dataset.reference_date(edition))})"
    known_cost, total = measures.coverage(rows["cost_meur"])
    duration = measures.distribution(rows["planned_duration_years"])
    moves = movements_by_edition(dataset, selection).set_index("edition")

    def figure(name: str, label: str, value: float | None, text: str, detail: str = "") -> KeyFigure:
        return KeyFigure(name, label, value, text, edition, f"Sélection, {date}{detail}")

    def moved(name: str, label: str, column: str) -> KeyFigure:
        value = float(moves[column][edition]) if edition in moves.index else None
        return figure(name, label, value, "non disponible" if value is None else french.number(value))

    mean = None if duration.n < measures.MINIMUM_FOR_A_MEAN else duration.mean
    interministerial = float(rows["is_interministerial"].sum())
    return [
        figure("projets", "Projets de la sélection", float(total), french.number(total)),
        figure("cout-total", "Coût total estimé", float(rows["cost_meur"].sum()) if known_cost else None,
               french.total_meur(rows["cost_meur"].sum()) if known_cost else french.NOT_PUBLISHED,
               f" : {french.number(known_cost)} sur {french.number(total)} avec un coût publié"),
        figure("duree-moyenne", "Durée moyenne prévue", mean,
               "moins de 5 projets" if mean is None else french.years(mean),
               f" : {french.number(duration.n)} sur {french.number(total)} avec une durée publiée"),
        figure("interministeriels", "Projets interministériels", interministerial, french.number(interministerial)),
        moved("entrants", "Entrants", "entrants"),
        moved("sortants", "Sortants", "leavers"),
    ]  # fmt: skip


def key_figure_cards(figures: list[KeyFigure]) -> list[html.Li]:
    """The key figures as list items, each with `data-kpi`, and `data-value` where the value is known."""
    return [
        html.Li(
            [
                html.Span(figure.label, className="chiffre-nom"),
                html.Strong(figure.text, className="chiffre-valeur"),
                html.Span(french.typeset(figure.detail), className="chiffre-detail"),
            ],
            className="chiffre",
            **{
                "data-kpi": figure.name,
                "data-value": "" if figure.value is None else f"{figure.value:.10g}",
                "data-edition": str(figure.edition),
            },
        )
        for figure in figures
    ]
