"""Key figures, published or those of the selection in its latest table, and the claims of a verdict on a drift."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from data.model import french, measures
from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered
from data.questions.ecarts import DRIFTS, drift_by_edition
from data.questions.parts.editions import (
    PROVENANCES,
    breaks_between,
    editions_covered,
    movements,
    provenance,
    records,
    secondary_source,
    with_value,
)

SOURCES = {"publisher": "editeur", "secondary": "presse", "derived": "calcul"}
"""Provenance of a published figure → `data-source`."""
LARGE = ("cout-total", "ecart-budgetaire", "ecart-calendaire")
LARGE_OF_SELECTION = ("projets", "cout-total", "duree-moyenne")
"""The three figures that stand large, for the whole panorama and for a selection of projects."""
_FEWEST_FOR_A_RECORD = 3
"""Values without a break between them, below which none is called the lowest or the highest."""


@dataclass(frozen=True)
class KeyFigure:
    """One key figure.

    Attributes:
        name: Its name in `data-kpi`.
        label: Its name in French.
        value: None where unknown.
        text: The value as a visitor reads it.
        edition: Edition of the value; the latest covered where it is unknown.
        detail: Its date, and the value before or the number of projects with a value.
        source: `editeur`, `presse` or `calcul`.
        month: Its date in words.
        origin: Where it comes from in words, nothing for what the publisher prints.
        is_state_wide: It stays that of the whole State beside those of a selection.
    """

    name: str
    label: str
    value: float | None
    text: str
    edition: int
    detail: str
    source: str
    month: str
    origin: str = ""
    is_state_wide: bool = False


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

    Each published figure is the latest known in the range of editions, with its own date. The two drifts stay those of
    the whole panorama: they exist only by edition.
    """
    is_filtered = selection.filters_projects
    covered = Selection(since=selection.since, until=selection.until)
    figures = [_published(dataset, covered, name, is_state_wide=is_filtered) for name in _PUBLISHED]
    edition = latest_edition_covered(dataset, selection)
    if is_filtered and edition is not None:
        figures += selection_figures(dataset, selection, edition)
    return list({figure.name: figure for figure in figures}.values())


# The same beside every selection of projects.
@functools.lru_cache(maxsize=64)
def _published(dataset: Dataset, selection: Selection, name: str, *, is_state_wide: bool) -> KeyFigure:
    label, column, written = _PUBLISHED[name]
    editions = editions_covered(dataset, selection)
    editions = editions[editions["edition"] <= dataset.latest_published]
    known = editions[editions[column].notna()]
    state = "Ensemble de l'État, " if is_state_wide else ""
    if known.empty:
        edition = int(editions["edition"].max()) if len(editions) else dataset.latest_published
        detail = f"{state}aucun chiffre publié connu pour ces éditions"
        return KeyFigure(name, label, None, "non disponible", edition, french.capitalised(detail), "editeur",
                         when(dataset, edition), is_state_wide=is_state_wide)  # fmt: skip
    edition, value = int(known["edition"].iloc[-1]), float(known[column].iloc[-1])
    source, origin = SOURCES[provenance(known, column).iloc[-1]], _origin(known.iloc[-1], column)
    detail = f"{state}{when(dataset, edition)}{origin and f', {origin}'}"
    before = int(known["edition"].iloc[-2]) if len(known) > 1 else edition
    if (
        before < edition
        and name not in ("entrants", "sortants")
        and not breaks_between(dataset, column, before, edition)
    ):
        month = french.in_month(before, dataset.reference_date(before))
        detail += f", contre {written(known[column].iloc[-2])} {month}"
    if edition < editions["edition"].iloc[-1]:
        detail += " ; non disponible depuis"
    return KeyFigure(name, label, value, written(value), edition, french.capitalised(detail), source,
                     when(dataset, edition), origin, is_state_wide=is_state_wide)  # fmt: skip


def _origin(line: pd.Series, column: str) -> str:
    """« source : presse », « source : Sénat », « déduit », or nothing for what the publisher prints."""
    if column in line["secondary"].split():
        return f"source : {secondary_source(line['source'])}"
    return PROVENANCES["derived"] if column in line["derived"].split() else ""


def when(dataset: Dataset, edition: int) -> str:
    """« décembre 2024 », or « la 10ᵉ édition »."""
    return french.month_name(edition, dataset.reference_date(edition))


def selection_figures(dataset: Dataset, selection: Selection, edition: int) -> list[KeyFigure]:
    """The key figures calculated over the projects of a selection in one edition."""
    rows = selection.apply(dataset)
    rows = rows[rows["edition"] == edition]
    date = when(dataset, edition)
    costs = rows["cost_meur"]
    known_cost, total = measures.coverage(costs)
    duration = measures.distribution(rows["planned_duration_years"])
    mean = None if duration.n < measures.MINIMUM_FOR_A_MEAN else duration.mean
    entrants, leavers = movements(dataset, selection).get(edition, (None, None))

    def figure(name: str, value: float | None, unknown: str = "non disponible", coverage: str = "") -> KeyFigure:
        label, _, written = _PUBLISHED[name]
        is_part = name == "projets" and selection.filters_projects
        label = "Projets de la sélection" if is_part else label
        detail = f"Sélection, {date}{coverage}"
        text = unknown if value is None else written(value)
        number = None if value is None else float(value)
        return KeyFigure(name, label, number, text, edition, detail, "calcul", date, "calcul")

    with_cost, with_duration = (
        f" : {french.number(known)} sur {french.number(total)} avec {value}"
        for known, value in ((known_cost, "un coût publié"), (duration.n, "une durée publiée"))
    )
    missing = french.NOT_PUBLISHED if total else "aucun projet"
    return [
        figure("projets", total),
        figure("cout-total", costs.sum() if known_cost else None, missing, with_cost),
        figure("duree-moyenne", mean, "moins de 5 projets" if duration.n else missing, with_duration),
        figure("interministeriels", rows["is_interministerial"].sum()),
        figure("entrants", entrants),
        figure("sortants", leavers),
    ]


@dataclass(frozen=True)
class Verdict:
    """The claims that a sentence of verdict may make about a drift; None where there is no such value.

    Attributes:
        drift: `budget`, of costs in M€, or `schedule`, of planned durations in years.
        published: Edition and value of the latest published drift; None beside a selection of projects.
        before: The same of the one before, unless a break lies between.
        lowest_since: First of the editions without a break among which the published drift is the lowest.
        highest_since: The same for the highest.
        edition: Latest edition covered with a table, in which the rest is calculated.
        projects: Number of projects there.
        last_seen: Latest edition covered with a project of the selection.
        known: Number of those with a value.
        more: Number of those whose value is above the first known.
        mean: Mean change of the value since the first known, in percent.
        median: Median of it.
        weighted: Change of the sum of values, over the same projects.
        mean_before: Edition and mean change in the table before.
        is_apart: The published drift moves the other way, both between these two editions and at last.
        total: Sum of the known values.
        first_total: Sum of the first known values of the same projects.
    """

    drift: str = "budget"
    published: tuple[int, float] | None = None
    before: tuple[int, float] | None = None
    lowest_since: int | None = None
    highest_since: int | None = None
    edition: int | None = None
    projects: int = 0
    last_seen: int | None = None
    known: int = 0
    more: int = 0
    mean: float | None = None
    median: float | None = None
    weighted: float | None = None
    mean_before: tuple[int, float] | None = None
    is_apart: bool = False
    total: float | None = None
    first_total: float | None = None


def verdict(dataset: Dataset, selection: Selection, drift: str = "budget") -> Verdict:
    """The claims about a drift of a selection; where it names a project, those of this project alone."""
    _, change, value = DRIFTS[drift]
    edition = latest_edition_covered(dataset, selection)
    rows = dataset.projects if selection.project else selection.apply(dataset)
    if selection.project:
        rows = rows[rows["project"] == selection.project]
        known = rows[rows[value].notna()]
        edition = int((rows if known.empty else known)["edition"].max())
    last_seen = None if rows.empty else int(rows["edition"].max())
    rows = rows[rows["edition"] == edition]
    values, changes = (rows[column].to_numpy(dtype=float) for column in (value, change))
    is_known = ~np.isnan(values)
    totals: dict[str, Any] = {
        "drift": drift, "edition": edition, "projects": len(rows), "last_seen": last_seen, "known": int(is_known.sum()),
        "more": int((changes[is_known].round(1) > 0).sum()),
    }  # fmt: skip
    if is_known.any():
        first = values / (1 + changes / 100)
        totals |= {"total": float(values[is_known].sum()), "first_total": float(np.nansum(first[is_known]))}
    if selection.project:
        return Verdict(**totals)
    frame = drift_by_edition(dataset, selection, drift=drift)
    published = {} if selection.filters_projects else _record(dataset, frame, DRIFTS[drift][0])
    claims = Verdict(**totals, **_means(frame, edition), **published)
    return replace(claims, is_apart=_is_apart(claims, dataset, frame, DRIFTS[drift][0]))


def _is_apart(claims: Verdict, dataset: Dataset, frame: pd.DataFrame, series: str) -> bool:
    if not (claims.published and claims.before and claims.mean and claims.edition and claims.mean_before):
        return False
    edition, (before, former) = claims.edition, claims.mean_before
    published = frame.set_index("edition")["published_pct"]
    moves = published[edition] - published[before], claims.published[1] - claims.before[1]
    is_comparable = not breaks_between(dataset, series, before, edition)
    return is_comparable and all(move * (claims.mean - former) < 0 for move in moves)


def _means(drift: pd.DataFrame, edition: int | None) -> dict[str, Any]:
    known = with_value(records(drift), "mean_pct")
    if not known or known[-1]["edition"] != edition:
        return {}
    *former, last = known
    before = (int(former[-1]["edition"]), former[-1]["mean_pct"]) if former else None
    names = {"mean": "mean_pct", "median": "median_pct", "weighted": "weighted_pct"}
    return {"mean_before": before, **{name: last[column] for name, column in names.items()}}


def _record(dataset: Dataset, drift: pd.DataFrame, series: str) -> dict[str, Any]:
    known = drift[drift["published_pct"].notna() & (drift["edition"] <= dataset.latest_published)]
    breaks = dataset.breaks.loc[dataset.breaks["series"] == series, "edition"]
    last_break = breaks[breaks <= known["edition"].max()].max()
    comparable = known[known["edition"] >= last_break] if pd.notna(last_break) else known
    values = [(int(edition), float(value)) for edition, value in
              zip(comparable["edition"], comparable["published_pct"], strict=True)]  # fmt: skip
    if not values:
        return {}
    *former, last = values
    record: dict[str, Any] = {"published": last, "before": former[-1] if former else None}
    if len(values) >= _FEWEST_FOR_A_RECORD:
        record |= {"lowest_since": values[0][0]} if last[1] < min(value for _, value in former) else {}
        record |= {"highest_since": values[0][0]} if last[1] > max(value for _, value in former) else {}
    return record
