"""What the charts of one edition say: ministries, phases, cost bands, functional areas."""

from collections.abc import Callable

import pandas as pd

from components.charts.chart import Context
from components.charts.parts.narrative import Narrative, no_project, when
from components.charts.parts.tables import DATE, EDITION, MINISTRY, PROJECTS, Table, TableColumn
from data.model import french
from data.questions.editions import PART

_ONE_EDITION = "Dernière édition dont le tableau de projets est détenu, dans la période choisie."
_ONCE = "Un libellé qui couvre deux ministères est compté une fois, sous le premier imprimé."
_COST = "Coût complet estimé : une prévision, jamais une dépense ; un coût non publié n'est pas compté pour zéro."

TOTAL = TableColumn("total_meur", "Coût estimé (M€)", "meur", "cout_meur")
BAND = TableColumn("cost_band_name", "Tranche de coût", "cost_band", "tranche")
AREA = TableColumn("functional_area_name", "Zone fonctionnelle", "functional_area", "zone")


def single_table(caption: str, *columns: TableColumn) -> Callable[[pd.DataFrame, Context], tuple[Table, ...]]:
    """A chart's only table: its whole frame."""
    return lambda frame, context: (Table(_dated(caption, frame), columns),)


def file_columns(*columns: TableColumn) -> Callable[[pd.DataFrame, Context], tuple[TableColumn, ...]]:
    """The columns of a chart's file, the same whatever its frame, after the edition and its date."""
    return lambda frame, context: (EDITION, DATE, *columns)


def _dated(caption: str, frame: pd.DataFrame) -> str:
    return caption if frame.empty else f"{caption}, {when(frame)}"


def phase_file_columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Edition, date, ministry, total, and one column for each phase met."""
    return (EDITION, DATE, MINISTRY, PROJECTS, *_phases(frame, context))


def phase_tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One line per ministry, one column per phase."""
    caption = _dated("Projets par ministère et par phase", frame)
    return (Table(caption, (MINISTRY, PROJECTS, *_phases(frame, context))),)


def _phases(frame: pd.DataFrame, context: Context) -> list[TableColumn]:
    names = context.dataset.vocabulary.phases.names
    phases = [column.removeprefix(PART) for column in frame.columns if column.startswith(PART)]
    return [TableColumn(f"{PART}{slug}", names[slug], "count", f"projets_{slug.replace('-', '_')}") for slug in phases]


def phases_account(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `phases-par-ministere`."""
    if frame.empty:
        return no_project("Nombre de projets par ministère et par phase")
    first, total = frame.iloc[0], int(frame["projects"].sum())
    names = context.dataset.vocabulary.phases.names
    sums = frame[[column for column in frame.columns if column.startswith(PART)]].sum()
    sums = sums.sort_values(ascending=False, kind="stable")
    commonest = names[str(sums.index[0]).removeprefix(PART)]
    phases = french.listing(
        [f"{names[str(part).removeprefix(PART)].lower()} ({french.number(count)})" for part, count in sums.items()]
    )
    return Narrative(
        f"{first['ministry_name']} : {french.count(first['projects'], 'projet')} sur {french.number(total)}, "
        f"{when(frame)}",
        f"Nombre de projets par ministère et par phase, {when(frame)}",
        (
            f"{french.capitalised(when(frame))}, {french.count(len(frame), 'ministère porte', 'ministères portent')} "
            f"{french.count(total, 'projet')}. "
            f"La phase la plus fréquente est « {commonest} ». Répartition : {phases}.",
        ),
        (_ONE_EDITION, _ONCE, "Si plusieurs phases sont menées de front, la plus consommatrice est publiée."),
    )


def costs_account(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `couts-par-ministere`."""
    if frame.empty or not frame["known"].any():
        return no_project("Coût complet estimé par ministère, en M€")
    first, total = frame.iloc[0], frame["total_meur"].sum()
    known, projects = int(frame["known"].sum()), int(frame["projects"].sum())
    three = frame.head(3)
    names = french.listing(
        [f"{line['ministry_name']} ({french.total_meur(line['total_meur'])})" for line in three.to_dict("records")
         if pd.notna(line["total_meur"])]
    )  # fmt: skip
    share = three["total_meur"].sum() / total * 100
    return Narrative(
        f"{first['ministry_name']} : {french.total_meur(first['total_meur'])} de coûts estimés sur "
        f"{french.total_meur(total)}, {when(frame)}",
        f"Coût complet estimé par ministère, en M€, {when(frame)}",
        (
            f"{names} {'porte' if len(three) < 2 else 'portent'} {french.pct(share, signed=False, decimals=0)} des "
            f"coûts publiés au tableau. {french.number(known)} {'projet' if known < 2 else 'projets'} sur "
            f"{french.number(projects)} {'a' if known < 2 else 'ont'} un coût publié.",
        ),
        (_ONE_EDITION, _ONCE, _COST),
    )


def bands_account(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `tranches-de-cout`."""
    if frame.empty:
        return no_project("Nombre de projets par tranche de coût")
    total = int(frame["projects"].sum())
    most = frame.sort_values("projects", ascending=False, kind="stable").iloc[0]
    dearest = frame[frame["cost_band"] == "plus-de-100"].iloc[0]
    sum_meur = frame["total_meur"].sum()
    sentences = [
        f"La tranche la plus fournie est « {most['cost_band_name']} » : {french.count(most['projects'], 'projet')} "
        f"sur {french.number(total)}, {when(frame)}."
    ]
    if dearest["projects"]:
        count = int(dearest["projects"])
        sentences.append(
            f"{french.count(count, 'projet')} de 100 M€ et plus {'porte' if count < 2 else 'portent'} "
            f"{french.pct(dearest['total_meur'] / sum_meur * 100, signed=False, decimals=0)} des coûts publiés."
        )
    return Narrative(
        f"{french.count(most['projects'], 'projet')} sur {french.number(total)} : {_inside(most['cost_band_name'])}",
        f"Nombre de projets par tranche de coût, {when(frame)}",
        tuple(sentences),
        (_ONE_EDITION, "Borne basse comprise, borne haute exclue.", _COST),
    )


def _inside(band: str) -> str:
    return f"{band[:1].lower()}{band[1:]}"


def areas_account(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `zones-fonctionnelles`."""
    if frame.empty:
        return no_project("Nombre de projets par zone fonctionnelle")
    first, total = frame.iloc[0], int(frame["projects"].sum())
    three = french.listing(
        [f"{line['functional_area_name']} ({french.number(line['projects'])})"
         for line in frame.head(3).to_dict("records")]
    )  # fmt: skip
    return Narrative(
        f"{first['functional_area_name']} : {french.count(first['projects'], 'projet')} sur {french.number(total)}, "
        f"{when(frame)}",
        f"Nombre de projets par zone fonctionnelle, {when(frame)}",
        (
            f"{french.capitalised(when(frame))}, les projets relèvent de "
            f"{french.count(len(frame), 'zone fonctionnelle', 'zones fonctionnelles')} ; "
            f"{'la première' if len(frame) < 2 else 'les premières'} : {three}.",
        ),
        (_ONE_EDITION, "Zones regroupées en une liste revue ; le libellé imprimé est donné avec chaque projet."),
    )
