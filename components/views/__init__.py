"""VIEWS: every view is one entry here; routes, navigation and the tests that walk all views follow from it."""

from dash import dcc, html

from components import frames, ids
from components.url_state import ViewState, to_query
from components.views import overview
from components.views.view import Draw, View
from data.dataset import Dataset

VIEWS = {
    view.path: view
    for view in (
        View(
            path="/",
            name="Synthèse",
            title="Panorama des grands projets numériques de l'État",
            description="Coût complet estimé, écart calendaire et écart budgétaire des grands projets numériques de "
            "l'État, édition après édition depuis 2016.",
            charts=overview.MAIN_CHARTS,
            body=overview.body,
        ),
        View(
            path="/tendances",
            name="Tendances",
            title="Tendances",
            description="Évolution des coûts et des écarts des grands projets numériques de l'État, par ministère et "
            "par phase, d'une édition à l'autre.",
            charts=overview.MAIN_CHARTS,
            body=overview.body,
        ),
    )
}
"""Every view by path, in the order of the navigation."""


def page(view: View, state: ViewState, dataset: Dataset, draw: Draw) -> html.Div:
    """The whole page of a view: surround, h1, body, and what callbacks need to know."""
    content = [
        html.H1(view.title),
        *view.body(view, state, dataset, draw),
        dcc.Store(id=ids.VIEW, data=to_query(state)),
        dcc.Store(id=ids.QUERY, data=None),
    ]
    query = to_query(ViewState(selection=state.selection))
    return frames.surround(content, path=view.path, links=navigation(), query=query, is_embedded=state.is_embedded)


def navigation() -> list[tuple[str, str]]:
    """Path and name of each view of the main navigation."""
    return [(view.path, view.name) for view in VIEWS.values() if view.in_navigation]
