"""Charts computed for a question, kept for the next visitor."""

import functools

from components.chart import DrawnChart, draw
from components.charts import CHARTS
from components.url_state import ViewState
from data.dataset import Dataset
from data.question import Question


def question_of(state: ViewState) -> Question:
    """What the address asks of its charts."""
    return Question(
        state.selection,
        before=state.before,
        after=state.after,
        common_only=state.common_only,
        project=state.project,
    )


def drawn(name: str, dataset: Dataset, question: Question) -> DrawnChart:
    """The chart computed for a question asked of a dataset."""
    return _drawn(name, dataset.id, question, _Held(dataset))


class _Held:
    # Carries the dataset past the cache: the dataset's id, not the object, is what tells two results apart.
    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=64)
def _drawn(name: str, _dataset_id: str, question: Question, held: _Held) -> DrawnChart:
    return draw(CHARTS[name], held.dataset, question)
