"""Synthèse: key figures and the main charts of a selection."""

from dash import html
from dash.development.base_component import Component

from components.addresses.view_state import ViewState
from components.views import blocks
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.questions.key_figures import KeyFigure, key_figures

SUMMARY_CHARTS = ("cout-total", "ecart-calendaire", "ecart-budgetaire", "passage", "reevaluations")


def body(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Component]:
    """Filters, key figures and charts."""
    figures, *others = (blocks.part(view, name, state, dataset) for name in view.parts)
    return [
        html.P(blocks.freshness(dataset), className="chapeau"),
        *blocks.filters(view, state, dataset),
        html.Section([html.H2("Chiffres clés", className="hors-ecran"), figures]),
        *others,
        blocks.cards(view, state, dataset, chart_of),
    ]


def figures(state: ViewState, dataset: Dataset) -> list[Component]:
    """The key figures of the selection, each with `data-kpi`, and `data-value` where the value is known."""
    return [html.Ul([_figure(figure) for figure in key_figures(dataset, state.selection)], className="chiffres")]


def _figure(figure: KeyFigure) -> html.Li:
    content = [
        html.Span(figure.label, className="chiffre-nom"),
        html.Strong(figure.text, className="chiffre-valeur"),
        html.Span(french.typeset(figure.detail), className="chiffre-detail"),
    ]
    value = "" if figure.value is None else f"{figure.value:.10g}"
    attributes = {"data-kpi": figure.name, "data-value": value, "data-edition": str(figure.edition)}
    return html.Li(content, className="chiffre", **attributes)
