"""Filters of experts: how far a project has moved since its first known value, whether its cost is known, and `par`.

As a phase, each of the watch list is that of the edition: a project is selected in the editions where it is so. `par`
splits a series into lines and leaves out no project.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

import numpy as np
import pandas as pd

from data.model import french
from data.model.dataset import Dataset
from data.model.filters import Either, Filter


class _AtLeast(Filter):
    """By the least change of a project since its first known value, a whole number from 1 to `most` of a `unit`."""

    form = "range"
    most: ClassVar[int]
    unit: ClassVar[str]
    phrase: ClassVar[str]

    def options(self, dataset: Dataset) -> Mapping[str, str]:
        return {str(value): f"{value}{french.NBSP}{self.unit} ou plus" for value in range(1, self.most + 1)}

    def accepts(self, value: str, dataset: Dataset) -> bool:
        # A form sends 0 where nothing is chosen.
        return value == "0" or super().accepts(value, dataset)

    def parse(self, values: Sequence[str], dataset: Dataset) -> int | None:
        return int(values[0]) or None if values else None

    def canonical(self, value: int | None, dataset: Dataset) -> int | None:
        return min(value, self.most) if value and value > 0 else None

    def mask(self, value: int, dataset: Dataset) -> np.ndarray:
        return (dataset.projects[self.column] >= value).to_numpy()

    def words(self, value: int, dataset: Dataset) -> str:
        return f"{self.phrase} {value}{french.NBSP}{self.unit} ou plus"

    def counts(self, rows: pd.DataFrame) -> dict[str, int]:
        changes = np.sort(rows[self.column].dropna().to_numpy(dtype=float))
        thresholds = range(1, self.most + 1)
        left = len(changes) - np.searchsorted(changes, thresholds)
        return {str(value): int(count) for value, count in zip(thresholds, left, strict=True) if count}


class LeastSlip(_AtLeast):
    """By the months that the planned end has slipped."""

    parameter, label, column = "decalage_min", "Fin décalée d'au moins", "slip_months"
    most, unit, phrase = 120, "mois", "fin décalée de"


class LeastIncrease(_AtLeast):
    """By the percentage that the cost has increased."""

    parameter, label, column = "reevaluation_min", "Coût augmenté d'au moins", "cost_change_pct"
    most, unit, phrase = 300, "%", "coût augmenté de"


class CostPublished(Either):
    """Only projects whose cost is published, or only the others."""

    parameter, label, column = "cout", "Coût", "cost_meur"
    yes, no = ("publie", "Publié", "coût publié"), ("non-publie", "Non publié", "coût non publié")

    def is_so(self, rows: pd.DataFrame) -> pd.Series:
        return rows[self.column].notna()


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
