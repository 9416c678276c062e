"""VIEWS: every view is one entry here; routes, navigation and the tests that walk all views follow from it."""

from collections.abc import Callable
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from components import frames, ids
from components.chart_card import chart_card
from components.charts import CHARTS, DrawnChart
from components.filters import FILTERS, filter_bar
from components.key_figures import key_figure_cards, key_figures
from components.url_state import EMBED, ViewState, to_query
from data import french
from data.dataset import Dataset
from data.selection import Selection

Draw = Callable[[str], DrawnChart]
"""Name of a chart → the chart computed for the selection of the address."""


@dataclass(frozen=True)
class View:
    """A view.

    Attributes:
        path: Its address.
        name: Its name in the navigation.
        title: Its h1.
        description: One sentence for search engines and shared links.
        charts: Names of the charts that it shows.
        body: What it shows under its h1.
    """

    path: str
    name: str
    title: str
    description: str
    charts: tuple[str, ...]
    body: Callable[["View", ViewState, Dataset, Draw], list[Component]]


def _overview(view: View, state: ViewState, dataset: Dataset, draw: Draw) -> list[Component]:
    return [
        html.P(freshness(dataset), className="chapeau"),
        *_filtered(view, state, dataset),
        html.Section(
            [
                html.H2("Chiffres clés", className="hors-ecran"),
                html.Ul(
                    key_figure_cards(key_figures(dataset, state.selection)), id=ids.KEY_FIGURES, className="chiffres"
                ),
            ]
        ),
        *_cards(view, state, dataset, draw),
    ]


def _cards(view: View, state: ViewState, dataset: Dataset, draw: Draw) -> list[Component]:
    names = (state.chart,) if state.chart else view.charts
    query = to_query(ViewState(selection=state.selection))
    return [html.Div([chart_card(draw(name), dataset, query) for name in names], className="cartes")]


def _filtered(view: View, state: ViewState, dataset: Dataset) -> list[Component]:
    hidden = [("cadre", EMBED)] if state.is_embedded else []
    hidden += [("graphique", state.chart)] if state.chart else []
    return [
        *notices(state),
        filter_bar(dataset, state.selection, view.path, hidden),
        html.P(selection_in_words(dataset, state.selection), id=ids.SELECTION, className="selection"),
        html.P(announcement(dataset, state.selection), id=ids.ANNOUNCEMENT, role="status", className="annonce"),
    ]


def freshness(dataset: Dataset) -> str:
    """Which two editions are the latest, with their dates: nothing old is shown as if it were current."""
    published, table = dataset.latest_published, dataset.latest_table
    return french.typeset(
        f"Derniers chiffres publiés : édition {published} ({french.month(dataset.reference_date(published))}). "
        f"Dernier tableau de projets détenu : édition {table} ({french.month(dataset.reference_date(table))})."
    )


def notices(state: ViewState) -> list[Component]:
    """The notice that values of the address were ignored; the values themselves are never repeated."""
    if not state.ignored:
        return []
    labels = {a_filter.parameter: a_filter.label for a_filter in FILTERS}
    names = french.listing([f"« {labels.get(name, name)} »" for name in state.ignored])
    return [html.P(f"Valeur inconnue ignorée dans l'adresse pour {names}.", role="status", className="avis")]


def selection_in_words(dataset: Dataset, selection: Selection) -> str:
    """The active selection as a sentence."""
    return french.typeset(f"Sélection : {selection.in_words(dataset)}.")


def announcement(dataset: Dataset, selection: Selection) -> str:
    """What the live region says: the number of projects in the latest table, and over all editions."""
    rows = selection.apply(dataset)
    held = [edition for edition in dataset.held_editions if selection.covers(edition)]
    if rows.empty or not held:
        return "Aucun projet affiché\u00a0: élargissez la sélection ou réinitialisez les filtres."
    latest = int((rows["edition"] == held[-1]).sum())
    shown = f"{french.count(latest, 'projet affiché', 'projets affichés')} à l'édition {held[-1]}"
    return f"{shown}, {french.number(rows['project'].nunique())} sur l'ensemble des éditions."


_MAIN_CHARTS = ("cout-total", "ecart-calendaire", "ecart-budgetaire")

VIEWS = {
    view.path: view
    for view in (
        View(
            path="/",
            name="Synthèse",
            title="Panorama des grands projets numériques de l'État",
            description="Coût complet estimé, écart calendaire et écart budgétaire des grands projets numériques de "
            "l'État, édition après édition depuis 2016.",
            charts=_MAIN_CHARTS,
            body=_overview,
        ),
        View(
            path="/tendances",
            name="Tendances",
            title="Tendances",
            description="Évolution des coûts et des écarts des grands projets numériques de l'État, par ministère et "
            "par phase, d'une édition à l'autre.",
            charts=_MAIN_CHARTS,
            body=_overview,
        ),
    )
}
"""Every view by path, in the order of the navigation."""


def page(view: View, state: ViewState, dataset: Dataset, draw: Draw) -> html.Div:
    """The whole page of a view: surround, h1, body, and what callbacks need to know."""
    query = to_query(ViewState(selection=state.selection))
    content = [
        html.H1(view.title),
        *view.body(view, state, dataset, draw),
        dcc.Store(id=ids.VIEW, data=to_query(state)),
        dcc.Store(id=ids.QUERY, data=None),
    ]
    links = [(other.path, other.name) for other in VIEWS.values()]
    return frames.surround(content, path=view.path, links=links, query=query, is_embedded=state.is_embedded)


def chart_names() -> tuple[str, ...]:
    """Names of the charts that an address may ask for alone."""
    return tuple(CHARTS)
