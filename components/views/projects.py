"""Projets: the table of the selection in its latest edition, sorted and cut into pages by the server."""

from collections.abc import Iterable
from dataclasses import replace
from operator import itemgetter
from urllib.parse import parse_qsl, quote

import pandas as pd

from components.addresses.links import project_href
from components.addresses.view_state import Listing, ViewState, filters_query, to_query
from components.charts.parts.tables import Table, TableColumn
from components.charts.parts.tokens import COLOURS
from components.files.exports import FileTable, table_of
from components.files.feed import PATH as FEED
from components.filters.controls import check_box, hidden_fields
from components.html.elements import bullets, card, plain_table, scroll_region
from components.html.table import html_table
from components.markup import Component, html
from components.views import blocks
from components.views.opening import OPENING, Contents
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered
from data.questions.comparison import ROUNDING_MEUR
from data.questions.key_figures import LARGE_OF_SELECTION, selection_figures, when
from data.questions.parts.editions import records
from data.questions.parts.project_list import COLUMNS, NAME, ProjectColumn, lines_of_edition, listed

PATH = "/projets"
DESCRIPTION = "Ce que coûte chaque grand projet informatique de l'État, et quand il doit finir."
LINES = 25
"""Projects on a page."""
MOST_FORMER = 40
"""Projects of former editions listed at once: beyond, the reader narrows the selection."""
_ANCHOR = "table-des-projets"
_WIDTH, _HEIGHT, _MARGIN = 64, 18, 3


def body(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Component]:
    """Filters and the table."""
    return [
        blocks.part(view, OPENING, state, dataset, chart_of),
        *blocks.filters(view, state, dataset),
        blocks.part(view, "liste-projets", state, dataset, chart_of),
    ]


def opening_contents(state: ViewState, dataset: Dataset) -> Contents:
    """What the list opens with: how many projects cost more, or end later, than was first published."""
    selection = state.selection.filters_only
    edition = latest_edition_covered(dataset, selection) or dataset.latest_table
    lines = lines_of_edition(dataset, selection.apply(dataset), edition)
    month, costs, ends = when(dataset, edition), lines["cost_change_meur"].dropna(), lines["slip_months"].dropna()
    shares = (
        _share(costs >= ROUNDING_MEUR, "coûte", "coûtent", "plus"),
        _share(ends > 0, "finit", "finissent", "plus tard", is_named=costs.empty),
    )
    first, *others = list(filter(None, shares)) or [""]
    first = f"{first} qu'à la première publication" if first else "la sélection n'a aucun coût ni aucune fin à comparer"
    text = f"En {month}, {' ; '.join([first, *others])}."
    if lines.empty:
        text = f"Aucun de ces projets n'est au panorama en {month} ; ils l'étaient à d'autres éditions."
    figures = {figure.name: figure for figure in selection_figures(dataset, selection, edition)}
    return Contents(f"{DESCRIPTION} Tableau de {month}.", text, [figures[name] for name in LARGE_OF_SELECTION])


def _share(moved: pd.Series, verb: str, plural: str, how: str, *, is_named: bool = True) -> str:
    """« 3 projets sur 4 coûtent plus », « aucun projet sur 4 ne coûte plus »; nothing where none can be compared."""
    known, count = len(moved), int(moved.sum())
    if not known:
        return ""
    if known == 1:
        return f"le seul projet comparable {verb if count else f'ne {verb} pas'} {how}"
    if not count:
        return f"aucun {'projet ' if is_named else ''}sur {known} ne {verb} {how}"
    who = french.count(count, "projet") if is_named else french.number(count)
    return f"{who} sur {known} {verb if count == 1 else plural} {how}"


def project_list(_view: View, state: ViewState, dataset: Dataset, _chart_of: ChartOf) -> list[Component]:
    """The table, its pages, the projects of former editions, and the files."""
    edition = latest_edition_covered(dataset, state.selection)
    rows = state.selection.apply(dataset)
    if edition is None or rows.empty:
        return []
    lines, columns = _listed(state, dataset)
    query = filters_query(state.selection)
    files = [
        html.A(name, href=f"/export/projets.{extension}{query}", target="_self") for extension, name in blocks.FORMATS
    ]
    feed = html.A("Suivre cette sélection, édition par édition (Atom)", href=f"{FEED}{query}", target="_self")
    label = html.Span(french.typeset("Toutes les lignes de la sélection, toutes éditions : "))
    return [
        *_table(state, dataset, lines, columns, edition),
        *_former(dataset, set(rows["project"]) - set(lines["project"]), edition, query),
        html.P([label, *files], className="telechargements"),
        html.P(feed, className="telechargements"),
    ]


def table_file(state: ViewState, dataset: Dataset) -> FileTable:
    """The table on screen, all its pages."""
    edition = latest_edition_covered(dataset, state.selection) or dataset.latest_table
    lines, columns = _listed(state, dataset)
    frame = pd.DataFrame({column.key: column.file_values(lines) for column in columns})
    title = f"Projets à l'édition {edition} ({french.month(dataset.reference_date(edition))})"
    shown = tuple(column.file_column() for column in columns)
    return table_of("tableau", title, frame, shown, dataset, state.selection)


def _listed(state: ViewState, dataset: Dataset) -> tuple[pd.DataFrame, list[ProjectColumn]]:
    listing = state.listing
    return listed(dataset, state.selection, listing.sort, listing.columns, is_descending=listing.is_descending)


def _table(
    state: ViewState, dataset: Dataset, lines: pd.DataFrame, columns: list[ProjectColumn], edition: int
) -> list[Component]:
    moment = french.in_edition(edition, dataset.reference_date(edition))
    if lines.empty:
        text = f"Aucun projet de la sélection {moment} ; d'autres éditions en ont, voir ci-dessous."
        return [html.P(text, className="avis")]
    listing, sort = state.listing, _sort(state.listing)
    pages = -(-len(lines) // LINES)
    page = min(listing.page, pages)
    shown = lines.iloc[(page - 1) * LINES : page * LINES]
    trends = _trends(dataset, shown, edition) if COLUMNS["evolution"] in columns else {}
    caption = french.typeset(
        f"{french.count(len(lines), 'projet')} {moment}, par ordre "
        f"{'décroissant' if listing.is_descending else 'croissant'} de la colonne "
        f"« {COLUMNS[sort].header} »{f', page {page} sur {pages}' if pages > 1 else ''}"
    )
    query = filters_query(state.selection)
    content = plain_table(
        caption,
        [
            blocks.sortable_head(
                PATH, state, _ANCHOR, each.slug, each.header, is_number=each.is_number, current=sort, usual=NAME
            )
            for each in columns
        ],
        [_row(line, columns, query, trends) for line in shown.to_dict("records")],
        "tableau projets",
    )
    region = scroll_region(content, "Table des projets", id=_ANCHOR)
    pages_of_table = blocks.pager(PATH, state, pages, _ANCHOR)
    return [_column_choice(state, columns), region, *pages_of_table, blocks.table_files(PATH, state)]


def _sort(listing: Listing) -> str:
    return listing.sort if listing.sort in COLUMNS else NAME


def _row(line: dict, columns: list[ProjectColumn], query: str, trends: dict[str, str]) -> html.Tr:
    name, *others = columns
    head = html.Th(html.A(name.text(line), href=project_href(line["project"], query)), scope="row")
    return html.Tr([head, *(_cell(line, column, trends) for column in others)])


def _cell(line: dict, column: ProjectColumn, trends: dict[str, str]) -> html.Td:
    text = french.typeset(column.text(line))
    if column.slug == "evolution":
        # A background, not an element: the text says the change, the line only goes with it.
        image = trends.get(line["project"])
        style = {"backgroundImage": f'url("{image}")'} if image else None
        return html.Td(text, className="nombre avec-tendance", style=style)
    return html.Td(text, className="nombre" if column.is_number else None)


def _trends(dataset: Dataset, shown: pd.DataFrame, edition: int) -> dict[str, str]:
    """Project → image of its costs up to an edition; absent where fewer than two are known."""
    projects = dataset.projects
    known = projects[
        projects["project"].isin(shown["project"]) & projects["cost_meur"].notna() & (projects["edition"] <= edition)
    ]
    return {
        str(project): _sparkline(rows["edition"].tolist(), rows["cost_meur"].tolist())
        for project, rows in known.groupby("project", observed=True)
        if len(rows) > 1
    }


def _sparkline(editions: list[int], costs: list[float]) -> str:
    """The address (`data:`) of the image of a step line from zero, as high as a line of text."""
    first, last, highest = editions[0], editions[-1], max(*costs, 1e-9)
    points = [
        (
            f"{_MARGIN + (edition - first) / (last - first) * (_WIDTH - 2 * _MARGIN):.0f}",
            f"{_HEIGHT - _MARGIN - cost / highest * (_HEIGHT - 2 * _MARGIN):.1f}",
        )
        for edition, cost in zip(editions, costs, strict=True)
    ]
    path = "M{} {}".format(*points[0]) + "".join(f"H{x}V{y}" for x, y in points[1:])
    colour, (x, y) = COLOURS["slide-progress"], points[-1]
    return "data:image/svg+xml," + quote(
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {_HEIGHT}' width='{_WIDTH}' height='{_HEIGHT}'>"
        f"<path d='{path}' fill='none' stroke='{colour}' stroke-width='1.5'/>"
        f"<circle cx='{x}' cy='{y}' r='2' fill='{colour}'/></svg>",
        safe="/:=' ",
    )


def _former(dataset: Dataset, projects: Iterable[str], edition: int, query: str) -> list[Component]:
    names = dataset.vocabulary.projects.names
    former = sorted(projects, key=lambda slug: (names[slug].casefold(), slug))
    if not former:
        return []
    number = french.count(len(former), "autre projet", "autres projets")
    text = (
        f"{number} ne répondent à la sélection qu'à des éditions antérieures : cherchez-les par leur nom, ou arrêtez "
        f"la plage d'éditions à l'une d'elles."
    )
    links = None
    if len(former) <= MOST_FORMER:
        verb = "répond" if len(former) == 1 else "répondent"
        text = f"{number} ne {verb} à la sélection qu'à des éditions antérieures."
        links = bullets((html.A(names[slug], href=project_href(slug, query)) for slug in former), className="noms")
    return [card(f"Avant {when(dataset, edition)}", html.P(text), links, className="anciens")]


def _column_choice(state: ViewState, shown: list[ProjectColumn]) -> html.Details:
    """The form of the columns shown, beside the name; it works without script."""
    boxes = [
        check_box("colonnes", column.slug, column.header, is_checked=column in shown)
        for column in COLUMNS.values()
        if column.slug != NAME
    ]
    others = replace(state.listing, columns=(), page=1)
    content = [
        hidden_fields(parse_qsl(to_query(replace(state, listing=others)).removeprefix("?"))),
        html.Fieldset([html.Legend("Colonnes affichées", className="hors-ecran"), *boxes]),
        html.Button("Afficher ces colonnes", type="submit", className="bouton"),
    ]
    form = html.Form(content, action=f"{PATH}#{_ANCHOR}", method="get", target="_self", autoComplete="off")
    return html.Details([html.Summary("Colonnes affichées"), form], className="colonnes-choix")


def latest_projects(dataset: Dataset, selection: Selection) -> html.Section:
    """The selected projects of the latest table by name, for a page whose scripts do not run."""
    edition, names = dataset.latest_table, dataset.vocabulary.names
    rows = selection.apply(dataset)
    shown = rows.loc[rows["edition"] == edition, ["name", "ministries", "phase", "cost_meur", "planned_duration_years"]]
    lines = [
        line
        | {"ministries": " et ".join(names[slug] for slug in line["ministries"].split("|"))}
        | {"phase": names[line["phase"]]}
        for line in sorted(records(shown), key=itemgetter("name"))
    ]
    caption = f"Projets de l'édition {edition} ({french.month(dataset.reference_date(edition))})"
    columns = (
        TableColumn("name", "Projet", "text"),
        TableColumn("ministries", "Ministère", "text"),
        TableColumn("phase", "Phase", "text"),
        TableColumn("cost_meur", "Coût estimé (M€)", "meur"),
        TableColumn("planned_duration_years", "Durée prévue (ans)", "years"),
    )
    table = html.Div(html_table(lines, Table(caption, columns)), className="defile")
    return card(caption, table, className="carte projets-sans-script", **{"data-projets-table": str(len(lines))})
