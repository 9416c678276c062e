"""Synthèse and Tendances: key figures and the main charts of a selection."""

from dash import html
from dash.development.base_component import Component

from components import ids
from components.key_figures import key_figure_cards, key_figures
from components.url_state import ViewState
from components.views import blocks
from components.views.view import Draw, View
from data.dataset import Dataset

MAIN_CHARTS = ("cout-total", "ecart-calendaire", "ecart-budgetaire")


def body(view: View, state: ViewState, dataset: Dataset, draw: Draw) -> list[Component]:
    """Filters, key figures and charts."""
    figures = key_figure_cards(key_figures(dataset, state.selection))
    return [
        html.P(blocks.freshness(dataset), className="chapeau"),
        *blocks.filters(view, state, dataset),
        html.Section(
            [
                html.H2("Chiffres clés", className="hors-ecran"),
                html.Ul(figures, id=ids.KEY_FIGURES, className="chiffres"),
            ]
        ),
        blocks.cards(view, state, dataset, draw),
    ]
