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
    "Coût complet estimé, écart calendaire et écart budgétaire des grands projets numériques de l'État, édition après "
    "édition depuis 2016."
)


def body(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Component]:
    """Opening, filters, main charts (the two drifts side by side), changes, re-estimates."""
    main = blocks.cards(view, state, dataset, chart_of, _MAIN)
    main.attributes["className"] = "cartes principales"
    return [
        blocks.part(view, OPENING, state, dataset),
        *blocks.filters(view, state, dataset),
        main,
        blocks.part(view, "changements", state, dataset),
        blocks.cards(view, state, dataset, chart_of, SUMMARY_CHARTS[len(_MAIN) :]),
    ]
