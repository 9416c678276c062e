"""Synthèse and Tendances: key figures and the main charts of a selection."""

from dash import html
from dash.development.base_component import Component

from components.addresses.view_state import ViewState
from components.html.key_figures import key_figure_cards, key_figures
from components.views import blocks
from components.views.view import Draw, View
from data.model.dataset import Dataset

MAIN_CHARTS = ("cout-total", "ecart-calendaire", "ecart-budgetaire")
SUMMARY_CHARTS = (*MAIN_CHARTS, "passage", "reevaluations")
TREND_CHARTS = (
    *SUMMARY_CHARTS,
    "entrants-sortants",
    "cout-delai",
    "dispersion",
    "concentration",
    "couts-par-ministere",
    "phases-par-ministere",
    "tranches-de-cout",
    "zones-fonctionnelles",
    "cohortes",
    "classe-de-reference",
    "carte",
)


def body(view: View, state: ViewState, dataset: Dataset, draw: Draw) -> list[Component]:
    """Filters, key figures and charts."""
    return [
        html.P(blocks.freshness(dataset), className="chapeau"),
        *blocks.filters(view, state, dataset),
        html.Section(
            [
                html.H2("Chiffres clés", className="hors-ecran"),
                blocks.part(view, "chiffres", state, dataset, draw),
            ]
        ),
        *(blocks.part(view, name, state, dataset, draw) for name in view.parts if name != "chiffres"),
        blocks.cards(view, state, dataset, draw),
    ]


def figures(state: ViewState, dataset: Dataset, _draw: Draw) -> list[Component]:
    """The key figures of the selection."""
    return [html.Ul(key_figure_cards(key_figures(dataset, state.selection)), className="chiffres")]
