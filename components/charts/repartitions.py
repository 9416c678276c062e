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
    at_edition,
    cost_coverage,
    named_leaders,
    no_project,
    published_costs,
    tied,
    when,
)
from components.charts.parts.tables import DATE, EDITION, KNOWN, MINISTRY, PROJECTS, Table, TableColumn
from components.charts.parts.tokens import COLOURS
from data.model import french
from data.model.filters import COST_BANDS
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
    known = frame[frame["known"] > 0]
    total, names = known["total_meur"].sum(), known["ministry_name"].tolist()
    amounts = known["total_meur"].map(french.total_meur).tolist()
    first = [name for name, amount in zip(names, amounts, strict=True) if amount == amounts[0]]
    heading = f"{french.listing(first)} : {amounts[0]}{' chacun' * (len(first) > 1)} de coûts publiés {when(frame)}"
    if len(first) < len(known):
        rank = "premier ministère" if len(first) < 2 else "premiers à égalité"
        each = " chacun" * (len(first) > 1)
        heading = f"{french.listing(first)}, {rank} : {amounts[0]}{each} sur {french.total_meur(total)} {when(frame)}"
    largest, others = named_leaders(names, amounts)
    share = french.pct(known["total_meur"].head(len(largest)).sum() / total * 100, signed=False, decimals=0)
    return Narrative(
        heading,
        f"Coût complet estimé par ministère, en M€, {when(frame)}",
        (
            f"{french.capitalised(when(frame))}, {french.listing(largest)}{tied(others)} "
            f"{'porte' if len(largest) < 2 else 'portent'} {share} {published_costs(context.selection)}.",
            f"{french.capitalised(at_edition(frame.iloc[0]))}, "
            f"{cost_coverage(frame['known'].sum(), frame['projects'].sum())}.",
        ),
        (ONE_EDITION, ONE_MINISTRY, _COST),
    )


_COSTING = {slug: f"de {name[:1].lower()}{name[1:]}" for slug, (name, *_) in COST_BANDS.items()} | {
    "moins-de-5": "moins de 5 M€", "plus-de-100": "100 M€ et plus",
}  # fmt: skip
"""Band of cost → what a project costs."""


def _bands_narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    if frame.empty:
        return no_project("Nombre de projets par tranche de coût", context.dataset, context.selection)
    total = french.number(frame["projects"].sum())
    largest = frame[frame["projects"] == frame["projects"].max()]
    first, most = largest.iloc[0], int(frame["projects"].max())
    cost = f"{'coûte' if most < 2 else 'coûtent'} {_COSTING[first['cost_band']]}"
    if first["cost_band"] == UNKNOWN:
        cost = f"{'est' if most < 2 else 'sont'} sans coût publié"
    heading = f"{_projects(most)} sur {total} {cost} {when(frame)}"
    if len(largest) > 1:
        heading = f"{len(largest)} tranches de coût à égalité : {_projects(most)} chacune {when(frame)}"
    lead = _most("la tranche la plus fournie est", "les tranches les plus fournies sont", largest["cost_band_name"])
    each = " chacune" if len(largest) > 1 else ""
    sentences = [f"{french.capitalised(at_edition(frame.iloc[0]))}, {lead} : {_projects(most)}{each} sur {total}."]
    dearest = frame[frame["cost_band"] == "plus-de-100"].iloc[0]
    if dearest["projects"]:
        share = french.pct(dearest["total_meur"] / frame["total_meur"].sum() * 100, signed=False, decimals=0)
        verb = "porte" if dearest["projects"] < 2 else "portent"
        sentences.insert(
            0,
            f"{french.capitalised(when(frame))}, {_projects(dearest['projects'])} de 100 M€ et plus {verb} {share} "
            f"{published_costs(context.selection)}.",
        )
    return Narrative(
        heading,
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
    counts, total = frame["projects"].tolist(), french.number(frame["projects"].sum())
    areas = french.count(len(frame), "zone fonctionnelle", "zones fonctionnelles")
    ties = counts.count(counts[0])
    heading = f"{frame['functional_area_name'].iloc[0]} : {_projects(counts[0])} sur {total} {when(frame)}"
    if ties > 1:
        heading = f"{ties} zones fonctionnelles à égalité : {_projects(counts[0])} chacune {when(frame)}"
    elif len(frame) > 1:
        heading = heading.replace(" : ", ", première zone : ", 1)
    largest, others = named_leaders(frame["functional_area_name"].tolist(), list(map(french.number, counts)))
    lead = "la plus fréquente" if len(largest) < 2 else "les plus fréquentes"
    return Narrative(
        heading,
        f"Nombre de projets par zone fonctionnelle, {when(frame)}",
        (
            f"{french.capitalised(at_edition(frame.iloc[0]))}, "
            f"{french.count(int(frame['projects'].sum()), 'projet relève', 'projets relèvent')} de {areas}.",
            *([f"{french.capitalised(lead)} : {french.listing(largest)}{tied(others)}."] if ties < len(frame) else []),
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
    total, portfolios = int(frame["projects"].sum()), frame["projects"].tolist()
    parts = parts_of(frame, context.dataset.vocabulary.phases.names)
    counts = sorted(((int(frame[column].sum()), slug, name) for column, slug, name in parts), key=lambda part: -part[0])
    most = [slug for count, slug, _ in counts if count == counts[0][0]]
    heading = f"{_in_phase(*counts[0], total)} {when(frame)}"
    if len(most) > 1:
        heading = f"{len(most)} phases à égalité : {_projects(counts[0][0])} sur {total} chacune {when(frame)}"
    lead = _most("La phase la plus fréquente est", "Les phases les plus fréquentes sont",
                 [name for _, slug, name in counts if slug in most])  # fmt: skip
    phases = french.listing([f"{name.lower()} ({french.number(count)})" for count, _, name in counts])
    largest, others = named_leaders(frame["ministry_name"].tolist(), list(map(french.number, portfolios)))
    ministries = french.count(len(frame), "ministère porte", "ministères portent")
    first = (
        f" D'abord {french.listing(largest)}{tied(others)}."
        if 1 < len(frame) != portfolios.count(portfolios[0])
        else ""
    )
    return Narrative(
        heading,
        f"Nombre de projets par ministère et par phase, {when(frame)}",
        (
            f"{french.capitalised(at_edition(frame.iloc[0]))}, {ministries} {_projects(total)}.{first}",
            f"{lead} : {phases}." if len(counts) > 1 else f"{lead}.",
        ),
        (ONE_EDITION, ONE_MINISTRY, "Si plusieurs phases sont menées de front, la plus consommatrice est publiée."),
    )


_PHASES = {"termine": "terminé", UNKNOWN: "de phase non publiée"}
"""Phase → what a project in it is; « en » and its name for the others."""


def _in_phase(count: int, phase: str, name: str, total: int) -> str:
    words = _PHASES.get(phase, f"en {name.lower()}") + "s" * (phase == "termine" and count > 1)
    return f"{_projects(count)} sur {french.number(total)} {words}"


def _table(caption: str, frame: pd.DataFrame, columns: tuple[TableColumn, ...]) -> tuple[Table, ...]:
    return (Table(caption if frame.empty else f"{caption}, {when(frame)}", columns),)


def _phases_tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    return _table("Projets par ministère et par phase", frame, _phases_columns(frame, context)[2:])


_MINISTRIES = (MINISTRY, _TOTAL, KNOWN, PROJECTS)
_BANDS = (TableColumn("cost_band_name", "Tranche de coût", "cost_band", "tranche"), PROJECTS, _TOTAL)
_AREA = TableColumn("functional_area_name", "Zone fonctionnelle", "functional_area", "zone")
_AREAS = (_AREA, PROJECTS, _TOTAL, KNOWN)

CHARTS = (
    Chart("couts-par-ministere", "Coûts par ministère", costs_by_ministry,
          partial(sorted_bars, value="total_meur", slug="ministry", written=french.total_meur, detail=_known,
                  axis=_IN_MEUR),
          _costs_narrative, (EDITION, DATE, *_MINISTRIES),
          lambda frame, _: _table("Coût complet estimé par ministère", frame, _MINISTRIES), 502,
          lede="Ce que coûtent les grands projets informatiques de chaque ministère"),
    Chart("tranches-de-cout", "Tranches de coût", cost_bands,
          partial(sorted_bars, value="projects", slug="cost_band", written=_projects, detail=_total, axis=_WHOLE),
          _bands_narrative, (EDITION, DATE, *_BANDS),
          lambda frame, _: _table("Projets par tranche de coût", frame, _BANDS), 292,
          lede="Combien de grands projets informatiques de l'État coûtent peu, et combien coûtent cher"),
    Chart("zones-fonctionnelles", "Zones fonctionnelles", functional_areas,
          partial(sorted_bars, value="projects", slug="functional_area", written=_projects, detail=_total,
                  axis=_WHOLE),
          _areas_narrative, (EDITION, DATE, *_AREAS),
          lambda frame, _: _table("Projets par zone fonctionnelle", frame, _AREAS), 880,
          lede="À quoi servent les grands projets informatiques de l'État"),
    Chart("phases-par-ministere", "Phases par ministère", phases_by_ministry, phases_figure, _phases_narrative,
          _phases_columns, _phases_tables, 502,
          lede="Où en sont les grands projets informatiques de chaque ministère"),
)  # fmt: skip
