"""Charts computed for a question, kept for the next visitor."""

import functools

from components.addresses.view_state import ViewState
from components.charts.catalogue import CHARTS
from components.charts.chart import DrawnChart, draw
from components.views.view import Draw
from data.model.dataset import Dataset
from data.model.question import Question


def _question_of(state: ViewState) -> Question:
    """What the address asks of its charts."""
    return Question(
        state.selection,
        before=state.before,
        after=state.after,
        common_only=state.common_only,
        project=state.project,
    )


def charts_of(state: ViewState, dataset: Dataset) -> Draw:
    """Name → the chart computed for what an address asks."""
    return lambda name: drawn(name, dataset, _question_of(state))


@functools.lru_cache(maxsize=64)
def drawn(name: str, dataset: Dataset, question: Question) -> DrawnChart:
    """The chart computed for a question asked of a dataset, which is told from another by being another object."""
    return draw(CHARTS[name], dataset, question)
