"""The projects of the latest edition covered, as bars by ministry, band of cost, functional area and phase."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import rows, theme
from components.charts.parts.narrative import (
    ONE_EDITION,
    ONE_MINISTRY,
    Narrative,
    cost_coverage,
    no_project,
    published_costs,
    when,
)
from components.charts.parts.tables import DATE, EDITION, KNOWN, MINISTRY, PROJECTS, Table, TableColumn
from components.charts.parts.tokens import COLOURS
from data.model import french
from data.questions.parts.editions import parts_of
from data.questions.repartitions import cost_bands, costs_by_ministry, functional_areas, phases_by_ministry

UNKNOWN = "non-publie"
"""The band and the phase that are not published: hatched, so that they are not taken for one more value."""
_HATCHED = {"shape": "/", "fgcolor": theme.UNEXPLAINED, "bgcolor": COLOURS["hatched"], "solidity": 0.15}
_PATTERNS = {
    UNKNOWN: _HATCHED,
    **{phase: {"shape": shape, "fillmode": "overlay", "fgcolor": theme.PAPER, "fgopacity": 0.5, "solidity": 0.15}
       for phase, shape in (("cadrage", "."), ("experimentation", "|"), ("deploiement", "-"))},
}  # fmt: skip
"""Phase → how its bars differ from those of the others without their colour."""
_COST = "Coût complet estimé : une prévision, jamais une dépense ; un coût non publié n'est pas compté pour zéro."

_TOTAL = TableColumn("total_meur", "Coût estimé (M€)", "meur", "cout_meur")
_WHOLE: Mapping[str, Any] = {"tickformat": ",d"}
_IN_MEUR: Mapping[str, Any] = {"ticksuffix": "\u00a0M€", "nticks": 4}
"""Axes of numbers of projects and of amounts."""
_FIELDS = {"ministry": "ministries", "cost_band": "cost_bands", "functional_area": "functional_areas"}
"""Column of the slug of a bar → the field of the selection that its link replaces."""


def sorted_bars(
    frame: pd.DataFrame,
    context: Context,
    *,
    value: str,
    slug: str,
    written: Callable[[float], str],
    detail: Callable[[Mapping[Any, Any]], str],
    axis: Mapping[str, Any],
) -> theme.Figure:
    """One bar per row, in the order of the frame, its name and amount written above.

    The frame needs `value`, the length of the bars, `slug`, a key of `_FIELDS`, and `<slug>_name`; `detail` is what is
    added to the amount of a row, `axis` the settings of the axis of amounts.
    """
    if frame.empty:
        return rows.nothing(rows.NO_PROJECT)
    most = rows.most(is_compact=context.is_compact)
    left_out, frame = rows.others(len(frame) - most, "autre ligne", "autres lignes"), frame.head(most)
    lines = frame.to_dict("records")
    hover = [f"<b>{line[f'{slug}_name']}</b><br>{written(line[value])}<br>{detail(line)}" for line in lines]
    patterns = ["/" if line[slug] == UNKNOWN else "" for line in lines]
    style = {"color": theme.QUANTITY, "pattern": {"shape": patterns}}
    links = [context.links.projects(**{_FIELDS[slug]: (line[slug],)}) for line in lines]
    lengths, positions = frame[value].fillna(0).tolist(), rows.bar_positions(len(frame))
    bars = rows.bars(lengths, positions, hover, marker=style, customdata=links, showlegend=False)
    titles = [rows.title(line[f"{slug}_name"], written(line[value])) for line in lines]
    return rows.figure([bars], [*titles, *left_out], rows.amount_axis(**axis), is_compact=context.is_compact)


def _projects(count: float) -> str:
    return french.count(int(count), "projet")


def _known(line: Mapping[Any, Any]) -> str:
    return f"{_projects(line['known'])} sur {french.number(line['projects'])}"


def _total(line: Mapping[Any, Any]) -> str:
    return french.total_meur(line["total_meur"]) if line["projects"] else "aucun"


def _costs_narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    if frame.empty or not frame["known"].any():
        return no_project("Coût complet estimé par ministère, en M€", context.dataset, context.selection)
    first, total = frame.iloc[0], frame["total_meur"].sum()
    three = frame.head(3)
    names = [f"{line['ministry_name']} ({french.total_meur(line['total_meur'])})"
             for line in three.to_dict("records") if pd.notna(line["total_meur"])]  # fmt: skip
    share = french.pct(three["total_meur"].sum() / total * 100, signed=False, decimals=0)
    return Narrative(
        f"{first['ministry_name']} : {french.total_meur(first['total_meur'])} de coûts estimés sur "
        f"{french.total_meur(total)}, {when(frame)}",
        f"Coût complet estimé par ministère, en M€, {when(frame)}",
        (
            f"{french.listing(names)} {'porte' if len(names) < 2 else 'portent'} {share} "
            f"{published_costs(context.selection)}. "
            f"{cost_coverage(frame['known'].sum(), frame['projects'].sum())}.",
        ),
        (ONE_EDITION, ONE_MINISTRY, _COST),
    )


def _bands_narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    if frame.empty:
        return no_project("Nombre de projets par tranche de coût", context.dataset, context.selection)
    total = french.number(frame["projects"].sum())
    largest = frame[frame["projects"] == frame["projects"].max()]
    most, band = _projects(largest["projects"].iloc[0]), largest["cost_band_name"].iloc[0]
    lead = (
        f"{_most('La tranche la plus fournie est', 'Les tranches les plus fournies sont', largest['cost_band_name'])}"
    )
    sentences = [f"{lead} : {most}{' chacune' if len(largest) > 1 else ''} sur {total}, {when(frame)}."]
    dearest = frame[frame["cost_band"] == "plus-de-100"].iloc[0]
    if dearest["projects"]:
        share = french.pct(dearest["total_meur"] / frame["total_meur"].sum() * 100, signed=False, decimals=0)
        sentences.append(
            f"{_projects(dearest['projects'])} de 100 M€ et plus {'porte' if dearest['projects'] < 2 else 'portent'} "
            f"{share} {published_costs(context.selection)}."
        )
    return Narrative(
        f"{most} sur {total} : {band[:1].lower()}{band[1:]}{', à égalité avec une autre tranche' * (len(largest) > 1)}",
        f"Nombre de projets par tranche de coût, {when(frame)}",
        tuple(sentences),
        (ONE_EDITION, "Borne basse comprise, borne haute exclue.", _COST),
    )


def _most(one: str, several: str, names: Iterable[str]) -> str:
    """« La phase la plus fréquente est « a » », or those that share the first rank."""
    quoted = [f"« {name} »" for name in names]
    return f"{one if len(quoted) < 2 else several} {french.listing(quoted)}"


def _areas_narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    if frame.empty:
        return no_project("Nombre de projets par zone fonctionnelle", context.dataset, context.selection)
    first = frame.iloc[0]
    three = [f"{line['functional_area_name']} ({french.number(line['projects'])})"
             for line in frame.head(3).to_dict("records")]  # fmt: skip
    areas = french.count(len(frame), "zone fonctionnelle", "zones fonctionnelles")
    return Narrative(
        f"{first['functional_area_name']} : {_projects(first['projects'])} sur "
        f"{french.number(frame['projects'].sum())}, {when(frame)}",
        f"Nombre de projets par zone fonctionnelle, {when(frame)}",
        (
            f"{french.capitalised(when(frame))}, les projets relèvent de {areas} ; "
            f"{'la première' if len(frame) < 2 else 'les premières'} : {french.listing(three)}.",
        ),
        (ONE_EDITION, "Zones regroupées en une liste revue ; le libellé imprimé est donné avec chaque projet."),
    )


def phases_figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Number of projects by ministry, the bar cut by phase, the number written in each part."""
    projects = context.links.projects
    if frame.empty:
        return rows.nothing(rows.NO_PROJECT)
    most = rows.most(is_compact=context.is_compact)
    left_out, frame = rows.others(len(frame) - most, "autre ministère", "autres ministères"), frame.head(most)
    longest = float(frame["projects"].max())
    positions = pd.Series(rows.bar_positions(len(frame)), frame.index)
    bars = []
    for column, phase, name in parts_of(frame, context.dataset.vocabulary.phases.names):
        some = frame[frame[column] > 0]
        hover = [f"<b>{ministry}</b><br>{name} : {_projects(count)}"
                 for ministry, count in zip(some["ministry_name"], some[column].tolist(), strict=True)]  # fmt: skip
        marker = {"color": theme.BY_SLUG[phase], "line": {"color": theme.PAPER, "width": 1},
                  "pattern": _PATTERNS.get(phase, {})}  # fmt: skip
        links = [projects(ministries=(ministry,), phases=(phase,)) for ministry in some["ministry"]]
        x, y = some[column].tolist(), positions[some.index].tolist()
        # The bars of a compact figure are lower than a text.
        written = [] if context.is_compact else list(map(str, x))
        texts = rows.inside(written, x, longest, theme.ON_SLUG.get(phase, theme.PAPER))
        bars.append(rows.bars(x, y, hover, name=name, marker=marker, customdata=links, **texts))
    titles = [rows.title(name, _projects(count))
              for name, count in zip(frame["ministry_name"], frame["projects"], strict=True)]  # fmt: skip
    axis = rows.amount_axis(**_WHOLE)
    return rows.figure(bars, [*titles, *left_out], axis, is_compact=context.is_compact, barmode="stack")


def _phases_columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    parts = parts_of(frame, context.dataset.vocabulary.phases.names)
    phases = (TableColumn(column, name, "count", f"projets_{slug.replace('-', '_')}") for column, slug, name in parts)
    return (EDITION, DATE, MINISTRY, PROJECTS, *phases)


def _phases_narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    if frame.empty:
        return no_project("Nombre de projets par ministère et par phase", context.dataset, context.selection)
    first, total = frame.iloc[0], int(frame["projects"].sum())
    parts = parts_of(frame, context.dataset.vocabulary.phases.names)
    counts = sorted(((int(frame[column].sum()), name) for column, _, name in parts), key=lambda part: -part[0])
    most = [name for count, name in counts if count == counts[0][0]]
    lead = _most("La phase la plus fréquente est", "Les phases les plus fréquentes sont", most)
    phases = french.listing([f"{name.lower()} ({french.number(count)})" for count, name in counts])
    return Narrative(
        f"{first['ministry_name']} : {french.count(first['projects'], 'projet')} sur {french.number(total)}, "
        f"{when(frame)}",
        f"Nombre de projets par ministère et par phase, {when(frame)}",
        (
            f"{french.capitalised(when(frame))}, {french.count(len(frame), 'ministère porte', 'ministères portent')} "
            f"{french.count(total, 'projet')}. "
            f"{lead}. Répartition : {phases}.",
        ),
        (ONE_EDITION, ONE_MINISTRY, "Si plusieurs phases sont menées de front, la plus consommatrice est publiée."),
    )


def _table(caption: str, frame: pd.DataFrame, columns: tuple[TableColumn, ...]) -> tuple[Table, ...]:
    return (Table(caption if frame.empty else f"{caption}, {when(frame)}", columns),)


def _phases_tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    return _table("Projets par ministère et par phase", frame, _phases_columns(frame, context)[2:])


_MINISTRIES = (MINISTRY, _TOTAL, KNOWN, PROJECTS)
_BANDS = (TableColumn("cost_band_name", "Tranche de coût", "cost_band", "tranche"), PROJECTS, _TOTAL)
_AREA = TableColumn("functional_area_name", "Zone fonctionnelle", "functional_area", "zone")
_AREAS = (_AREA, PROJECTS, _TOTAL, KNOWN)

CHARTS = (
    Chart(
        "couts-par-ministere",
        "Coûts par ministère",
        costs_by_ministry,
        partial(
            sorted_bars, value="total_meur", slug="ministry", written=french.total_meur, detail=_known, axis=_IN_MEUR
        ),
        _costs_narrative,
        (EDITION, DATE, *_MINISTRIES),
        lambda frame, _: _table("Coût complet estimé par ministère", frame, _MINISTRIES),
        502,
    ),
    Chart(
        "tranches-de-cout",
        "Tranches de coût",
        cost_bands,
        partial(sorted_bars, value="projects", slug="cost_band", written=_projects, detail=_total, axis=_WHOLE),
        _bands_narrative,
        (EDITION, DATE, *_BANDS),
        lambda frame, _: _table("Projets par tranche de coût", frame, _BANDS),
        292,
    ),
    Chart(
        "zones-fonctionnelles",
        "Zones fonctionnelles",
        functional_areas,
        partial(sorted_bars, value="projects", slug="functional_area", written=_projects, detail=_total, axis=_WHOLE),
        _areas_narrative,
        (EDITION, DATE, *_AREAS),
        lambda frame, _: _table("Projets par zone fonctionnelle", frame, _AREAS),
        880,
    ),
    Chart(
        "phases-par-ministere",
        "Phases par ministère",
        phases_by_ministry,
        phases_figure,
        _phases_narrative,
        _phases_columns,
        _phases_tables,
        502,
    ),
)
