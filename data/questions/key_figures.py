"""Key figures: those of the latest published edition, or those of the selection in its latest table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from data.model import french, measures
from data.model.dataset import Dataset
from data.model.filters import edition_name
from data.model.selection import Selection, latest_edition_covered
from data.questions.editions import movements_by_edition


@dataclass(frozen=True)
class KeyFigure:
    """One key figure: its name in `data-kpi`, its value (None where unknown) as a number and as a visitor reads it."""

    name: str
    label: str
    value: float | None
    text: str
    edition: int
    detail: str


_percentage = partial(french.pct, signed=False)
_PUBLISHED: dict[str, tuple[str, str, Callable[[float], str]]] = {
    "projets": ("Projets suivis", "projects", french.number),
    "cout-total": ("Coût total estimé", "total_cost_meur", french.total_meur),
    "duree-moyenne": ("Durée moyenne prévue", "mean_duration_years", french.years),
    "ecart-calendaire": ("Écart calendaire moyen publié", "schedule_drift_pct", _percentage),
    "ecart-budgetaire": ("Écart budgétaire moyen publié", "budget_drift_pct", _percentage),
    "interministeriels": ("Projets interministériels", "interministerial", french.number),
    "entrants": ("Entrants", "entrants", french.number),
    "sortants": ("Sortants", "leavers", french.number),
}
"""Name → label, column of the published figures, and how a value is written."""


def key_figures(dataset: Dataset, selection: Selection) -> list[KeyFigure]:
    """The eight key figures: published ones for the whole panorama, else those of the selection.

    The two drifts stay those of the whole panorama: they exist only by edition.
    """
    lines = dataset.editions[dataset.editions["edition"] <= dataset.latest_published].to_dict("records")
    figures = [_published(lines, name) for name in _PUBLISHED]
    edition = latest_edition_covered(dataset, selection)
    if selection.filters_projects and edition is not None:
        figures += _computed(dataset, selection, edition)
    return list({figure.name: figure for figure in figures}.values())


def _published(lines: list[dict[Any, Any]], name: str) -> KeyFigure:
    label, column, written = _PUBLISHED[name]
    *former, last = [line for line in lines if pd.notna(line[column])]
    edition = int(lines[-1]["edition"])
    if last is not lines[-1]:
        detail = f"Dernier chiffre connu : {written(last[column])}, {_dated(last)}"
        return KeyFigure(name, label, None, "non disponible", edition, detail)
    detail = french.capitalised(_dated(last))
    if former and name not in ("entrants", "sortants"):
        detail += f", contre {written(former[-1][column])} {_dated(former[-1])}"
    return KeyFigure(name, label, float(last[column]), written(last[column]), edition, detail)


def _dated(line: Mapping[Any, Any]) -> str:
    return f"édition {edition_name(line['edition'], line['reference_date'])}"


def _computed(dataset: Dataset, selection: Selection, edition: int) -> list[KeyFigure]:
    rows = selection.apply(dataset)
    rows = rows[rows["edition"] == edition]
    date = edition_name(edition, dataset.reference_date(edition))
    costs = rows["cost_meur"]
    known_cost, total = measures.coverage(costs)
    duration = measures.distribution(rows["planned_duration_years"])
    mean = None if duration.n < measures.MINIMUM_FOR_A_MEAN else duration.mean
    moves = movements_by_edition(dataset, selection).set_index("edition")

    def figure(name: str, value: float | None, unknown: str = "non disponible", coverage: str = "") -> KeyFigure:
        label, _, written = _PUBLISHED[name]
        label = "Projets de la sélection" if name == "projets" else label
        detail = f"Sélection, édition {date}{coverage}"
        text = unknown if value is None else written(value)
        return KeyFigure(name, label, None if value is None else float(value), text, edition, detail)

    with_cost, with_duration = (
        f" : {french.number(known)} sur {french.number(total)} avec {value}"
        for known, value in ((known_cost, "un coût publié"), (duration.n, "une durée publiée"))
    )
    return [
        figure("projets", total),
        figure("cout-total", costs.sum() if known_cost else None, french.NOT_PUBLISHED, with_cost),
        figure("duree-moyenne", mean, "moins de 5 projets", with_duration),
        figure("interministeriels", rows["is_interministerial"].sum()),
        figure("entrants", moves["entrants"].get(edition)),
        figure("sortants", moves["leavers"].get(edition)),
    ]
