"""Charts computed for a selection, kept for the next visitor."""

import functools

from components.charts import CHARTS, DrawnChart, draw
from data.dataset import Dataset
from data.selection import Selection


def drawn(name: str, dataset: Dataset, selection: Selection) -> DrawnChart:
    """The chart computed for a selection of a dataset."""
    return _drawn(name, dataset.id, selection, _Held(dataset))


class _Held:
    # Carries the dataset past the cache: the dataset's id, not the object, is what tells two results apart.
    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=512)
def _drawn(name: str, _dataset_id: str, selection: Selection, held: _Held) -> DrawnChart:
    return draw(CHARTS[name], held.dataset, selection)
