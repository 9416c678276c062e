"""Projets: the table of the selection in its latest edition held, sorted and cut into pages by the server."""

from dataclasses import replace

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.addresses.listing import COLUMNS, NAME
from components.addresses.view_state import ViewState, filters_query, to_query
from components.html.sparkline import step_image
from components.views import blocks
from components.views import project_table as table
from components.views.view import Draw, View
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import latest_edition_covered

PATH = "/projets"
ANCHOR = "table-des-projets"
MOST_FORMER = 40
"""Projects of former editions listed at once: beyond, the reader narrows the question."""


def body(view: View, state: ViewState, dataset: Dataset, draw: Draw) -> list[Component]:
    """Filters and the table."""
    return [
        html.P(blocks.freshness(dataset), className="chapeau"),
        *blocks.filters(view, state, dataset),
        blocks.part(view, "liste-projets", state, dataset, draw),
    ]


def listed(state: ViewState, dataset: Dataset, _draw: Draw) -> list[Component]:
    """The table, its pages, the projects of former editions, and the files."""
    edition = latest_edition_covered(dataset, state.selection)
    rows = state.selection.apply(dataset)
    if edition is None or rows.empty:
        return blocks.nothing_selected(PATH, state)
    lines = table.sorted_lines(table.lines_of_edition(dataset, rows, edition), state.listing)
    former = [project for project in rows["project"].unique() if project not in set(lines["project"])]
    return [
        *_table(state, dataset, lines, edition),
        *_former(state, dataset, former, edition),
        blocks.files("projets", filters_query(state.selection)),
    ]


def _table(state: ViewState, dataset: Dataset, lines: pd.DataFrame, edition: int) -> list[Component]:
    if lines.empty:
        text = f"Aucun projet de la sélection à l'édition {edition} ; d'autres éditions en ont, voir ci-dessous."
        return [html.P(text, className="avis")]
    pages = -(-len(lines) // table.LINES)
    page = min(state.listing.page, pages)
    shown = lines.iloc[(page - 1) * table.LINES : page * table.LINES]
    columns = table.columns_shown(state.listing)
    query = filters_query(state.selection)
    trends = _trends(dataset, shown, edition) if any(column.slug == "evolution" for column in columns) else {}
    heads = html.Thead(html.Tr([_head(column, state) for column in columns]))
    content = html.Table(
        [html.Caption(html.Span(_caption(state, dataset, edition, len(lines), page, pages))), heads,
         html.Tbody(table.project_rows(shown, columns, query, trends))],
        className="tableau projets",
    )  # fmt: skip
    region = html.Div(
        content,
        id=ANCHOR,
        className="defile",
        tabIndex="0",
        role="region",
        **{"aria-label": "Table des projets"},
    )
    return [_column_choice(state), region, *blocks.pager(PATH, state, pages, ANCHOR)]


def _caption(state: ViewState, dataset: Dataset, edition: int, total: int, page: int, pages: int) -> str:
    column = table.COLUMNS[state.listing.sort or NAME]
    order = "décroissant" if state.listing.is_descending else "croissant"
    where = f", page {page} sur {pages}" if pages > 1 else ""
    date = french.month(dataset.reference_date(edition))
    return french.typeset(
        f"{french.count(total, 'projet')} à l'édition {edition} ({date}), par ordre {order} de la colonne "
        f"« {column.header} »{where}"
    )


def _head(column: table.ProjectColumn, state: ViewState) -> html.Th:
    listing = state.listing
    is_sorted = (listing.sort or NAME) == column.slug
    is_descending = not listing.is_descending if is_sorted else column.is_number
    asked = replace(listing, sort="" if column.slug == NAME else column.slug, is_descending=is_descending, page=1)
    href = f"{PATH}{to_query(replace(state, listing=asked))}#{ANCHOR}"
    sort = {"aria-sort": "descending" if listing.is_descending else "ascending"} if is_sorted else {}
    return html.Th(
        html.A(column.header, href=href, target="_self"),
        scope="col",
        className="nombre" if column.is_number else None,
        **sort,
    )


def _trends(dataset: Dataset, shown: pd.DataFrame, edition: int) -> dict[str, str]:
    projects = dataset.projects
    known = projects[
        projects["project"].isin(shown["project"]) & projects["cost_meur"].notna() & (projects["edition"] <= edition)
    ]
    trends = {}
    for project, rows in known.groupby("project", observed=True):
        image = step_image(list(zip(rows["edition"].astype(float), rows["cost_meur"], strict=True)))
        if image:
            trends[str(project)] = image
    return trends


def _former(state: ViewState, dataset: Dataset, former: list[str], edition: int) -> list[Component]:
    if not former:
        return []
    said = french.count(len(former), "autre projet", "autres projets")
    heading = html.H2(f"Dans des éditions antérieures à la {edition}")
    if len(former) > MOST_FORMER:
        text = (
            f"{said} de la sélection ne figurent qu'à des éditions antérieures : cherchez-les par leur nom, ou arrêtez "
            f"la plage d'éditions à l'une d'elles."
        )
        return [html.Section([heading, html.P(text)], className="anciens")]
    names = dataset.vocabulary.projects.names
    query = filters_query(state.selection)
    links = [
        html.Li(html.A(names[slug], href=table.project_href(slug, query)))
        for slug in sorted(former, key=lambda slug: names[slug].casefold())
    ]
    verb = "ne figure qu'à" if len(former) == 1 else "ne figurent qu'à"
    return [
        html.Section(
            [heading, html.P(f"{said} de la sélection {verb} des éditions antérieures."),
             html.Ul(links, className="noms")],
            className="anciens",
        )
    ]  # fmt: skip


def _column_choice(state: ViewState) -> html.Details:
    shown = [column.slug for column in table.columns_shown(state.listing)]
    choice = [_column_link(state, column, shown) for column in table.COLUMNS.values() if column.slug != NAME]
    return html.Details(
        [html.Summary("Choisir les colonnes"), html.Div(choice)],
        className="colonnes-choix",
        open=bool(state.listing.columns),
    )


def _column_link(state: ViewState, column: table.ProjectColumn, shown: list[str]) -> html.A:
    is_shown = column.slug in shown
    columns = tuple(slug for slug in COLUMNS if slug != NAME and (slug in shown) is not (slug == column.slug)) or (
        NAME,
    )
    asked = replace(state.listing, columns=columns)
    href = f"{PATH}{to_query(replace(state, listing=asked))}#{ANCHOR}"
    return html.A(
        f"{'Retirer' if is_shown else 'Ajouter'}{french.NBSP}: {column.header}", href=href,
        className="colonne-montree" if is_shown else None,
        target="_self",
    )  # fmt: skip
