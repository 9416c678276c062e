"""Synthèse: the main charts of a selection, what changed, the largest re-estimates."""

from components.addresses.view_state import ViewState
from components.markup import Component
from components.views import blocks
from components.views.opening import OPENING
from components.views.view import ChartOf, View
from data.model.dataset import Dataset

_MAIN = ("cout-total", "ecart-budgetaire", "ecart-calendaire")
SUMMARY_CHARTS = (*_MAIN, "reevaluations")
DESCRIPTION = (
    "Ce que coûtent les grands projets informatiques de l'État (en général plus de 9 M€), et de combien ils s'écartent "
    "des prévisions."
)


def body(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Component]:
    """Opening, filters, main charts (the two drifts side by side), changes, re-estimates."""
    main = blocks.cards(view, state, dataset, chart_of, _MAIN)
    main.attributes["className"] = "cartes principales"
    return [
        blocks.part(view, OPENING, state, dataset, chart_of),
        *blocks.filters(view, state, dataset),
        main,
        blocks.part(view, "changements", state, dataset, chart_of),
        blocks.cards(view, state, dataset, chart_of, SUMMARY_CHARTS[len(_MAIN) :]),
    ]
