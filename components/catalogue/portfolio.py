"""Charts of one edition: sorted bars by ministry, phase, cost band and functional area."""

import pandas as pd

from components.accounts import portfolio as account
from components.charts.chart import Chart, Context
from components.charts.parts.tables import KNOWN, MINISTRY, PROJECTS
from components.charts.parts.theme import Figure
from components.figures import portfolio as figure
from data.model import french
from data.questions import portfolio


def _phases(frame: pd.DataFrame, context: Context) -> Figure:
    return figure.phases_by_ministry(
        frame,
        names=context.dataset.vocabulary.phases.names,
        address=lambda ministry, phase: context.links.projects(ministries=(ministry,), phases=(phase,)),
    )


def _costs(frame: pd.DataFrame, context: Context) -> Figure:
    return figure.amounts(
        frame,
        value="total_meur",
        name="ministry_name",
        slug="ministry",
        written=french.total_meur,
        detail=lambda line: f"{french.count(line['known'], 'projet')} sur {french.number(line['projects'])}",
        address=lambda slug: context.links.projects(ministries=(slug,)),
    )


def _bands(frame: pd.DataFrame, context: Context) -> Figure:
    return figure.amounts(
        frame,
        value="projects",
        name="cost_band_name",
        slug="cost_band",
        written=lambda count: french.count(int(count), "projet"),
        detail=lambda line: french.total_meur(line["total_meur"]) if line["projects"] else "aucun",
        address=lambda slug: context.links.projects(cost_bands=(slug,)),
    )


def _areas(frame: pd.DataFrame, context: Context) -> Figure:
    return figure.amounts(
        frame,
        value="projects",
        name="functional_area_name",
        slug="functional_area",
        written=lambda count: french.count(int(count), "projet"),
        detail=lambda line: french.total_meur(line["total_meur"]),
        address=lambda slug: context.links.projects(functional_areas=(slug,)),
    )


CHARTS = (
    Chart(
        name="couts-par-ministere",
        subject="Coûts par ministère",
        query=portfolio.costs_by_ministry,
        figure=_costs,
        narrative=account.costs_account,
        columns=account.file_columns(MINISTRY, account.TOTAL, KNOWN, PROJECTS),
        tables=account.single_table("Coût complet estimé par ministère", MINISTRY, account.TOTAL, KNOWN, PROJECTS),
        height=502,
    ),
    Chart(
        name="phases-par-ministere",
        subject="Phases par ministère",
        query=portfolio.phases_by_ministry,
        figure=_phases,
        narrative=account.phases_account,
        columns=account.phase_file_columns,
        tables=account.phase_tables,
        height=502,
    ),
    Chart(
        name="tranches-de-cout",
        subject="Tranches de coût",
        query=portfolio.cost_bands,
        figure=_bands,
        narrative=account.bands_account,
        columns=account.file_columns(account.BAND, PROJECTS, account.TOTAL),
        tables=account.single_table("Projets par tranche de coût", account.BAND, PROJECTS, account.TOTAL),
        height=292,
    ),
    Chart(
        name="zones-fonctionnelles",
        subject="Zones fonctionnelles",
        query=portfolio.functional_areas,
        figure=_areas,
        narrative=account.areas_account,
        columns=account.file_columns(account.AREA, PROJECTS, account.TOTAL, KNOWN),
        tables=account.single_table("Projets par zone fonctionnelle", account.AREA, PROJECTS, account.TOTAL, KNOWN),
        height=880,
    ),
)
