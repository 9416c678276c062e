"""What a series is split by: one line for each ministry or phase instead of one for all."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from data.model.dataset import Dataset
from data.model.filters import Filter


class By(NamedTuple):
    """What a series may be split by: the field of `Selection`, French words."""

    field: str
    name: str
    plural: str


SPLITS = {
    "ministere": By("ministries", "ministère", "ministères"),
    "phase": By("phases", "phase", "phases"),
}


class Split(Filter):
    """One line for each ministry or phase; it leaves out no project."""

    parameter, label, form = "par", "Une ligne par…", "one"
    nothing, everything, narrows_projects = "", "Une pour tous", False

    def options(self, dataset: Dataset) -> Mapping[str, str]:
        return {slug: by.name.capitalize() for slug, by in SPLITS.items()}

    def parse(self, values: Sequence[str], dataset: Dataset) -> str:
        return values[0] if values else ""

    def canonical(self, value: str, dataset: Dataset) -> str:
        return value

    def mask(self, value: str, dataset: Dataset) -> np.ndarray:
        return np.ones(len(dataset.projects), dtype=bool)

    def words(self, value: str, dataset: Dataset) -> str:
        return f"une ligne par {SPLITS[value].name}"
