"""Selection: what a visitor chose, the one type that goes from the address to the charts."""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from data.model import expert_filters, filters, french
from data.model.dataset import Dataset
from data.model.filters import Filter


def _by(a_filter: Filter) -> Any:
    return field(default=a_filter.nothing, metadata={"filter": a_filter})


@dataclass(frozen=True)
class Selection:
    """The filters (in the order of the address), then what a comparison and a page of a project are about.

    What is empty selects everything. `comparison.pair` chooses the editions `before` and `after` that are None;
    `common_only` compares the projects present in both (« projets communs »); `project` is a slug.
    """

    ministries: tuple[str, ...] = _by(filters.Ministry())
    phases: tuple[str, ...] = _by(filters.Phase())
    functional_areas: tuple[str, ...] = _by(filters.FunctionalArea())
    is_interministerial: bool | None = _by(filters.Interministerial())
    cost_bands: tuple[str, ...] = _by(filters.CostBand())
    since: int | None = _by(filters.FirstEdition())
    until: int | None = _by(filters.LastEdition())
    text: str = _by(filters.Text())
    split: str = _by(expert_filters.Split())
    least_slip: int | None = _by(expert_filters.LeastSlip())
    least_increase: int | None = _by(expert_filters.LeastIncrease())
    is_cost_published: bool | None = _by(expert_filters.CostPublished())
    before: int | None = None
    after: int | None = None
    common_only: bool = False
    project: str = ""

    @property
    def filters_projects(self) -> bool:
        """True when some projects of an edition may be left out: published means then do not apply."""
        return any(FILTERS[name].narrows_projects for name in self._active)

    @property
    def filters_only(self) -> "Selection":
        """The filters alone: no comparison, no project."""
        return Selection(**{name: getattr(self, name) for name in FILTERS})

    @property
    def unfiltered(self) -> "Selection":
        """The same comparison and project without any filter."""
        return replace(self, **{name: each.nothing for name, each in FILTERS.items()})

    @property
    def key(self) -> str:
        """The selection as one line of ASCII; canonical selections that select the same have the same key."""
        return urlencode(
            {
                name: "|".join(value) if isinstance(value, tuple) else value
                for name, value in vars(self).items()
                if value not in ((), None, "") and (value is not False or name in FILTERS)
            }
        )

    def canonical(self, dataset: Dataset) -> "Selection":
        """The one form of every selection whose filters select the same of this dataset, whatever an address says."""
        return replace(self, **{name: each.canonical(getattr(self, name), dataset) for name, each in FILTERS.items()})

    def covers(self, edition: int) -> bool:
        """True when an edition lies in the range."""
        return (self.since or edition) <= edition <= (self.until or edition)

    # A page applies the same selection for each of its charts; a dataset is its own key, by identity.
    @functools.lru_cache(maxsize=8)  # noqa: B019 - selections are small, and eight at most stay
    def apply(self, dataset: Dataset) -> pd.DataFrame:
        """The rows of `dataset.projects` that are selected, in their order."""
        keep = self.mask(dataset)
        return dataset.projects if keep.all() else dataset.projects[keep]

    def mask(self, dataset: Dataset) -> np.ndarray:
        """True for each row of `dataset.projects` that is selected."""
        return _all(self.masks(dataset).values(), dataset)

    def masks(self, dataset: Dataset) -> dict[str, np.ndarray]:
        """The mask of each filter that is active, by its field."""
        return {name: FILTERS[name].mask(getattr(self, name), dataset) for name in self._active}

    def in_words(self, dataset: Dataset) -> str:
        """The selection as a French sentence without its full stop."""
        # The range of editions comes last.
        names = sorted(self._active, key=("since", "until").__contains__)
        words = [FILTERS[name].words(getattr(self, name), dataset) for name in names]
        if names[-2:] == ["since", "until"]:
            is_one = self.since == self.until
            words[-2:] = [f"édition {self.since}" if is_one else f"éditions {self.since} à {self.until}"]
        return french.capitalised(" ; ".join(words)) or "Tous les projets"

    def without(self, name: str, value: str, dataset: Dataset) -> "Selection":
        """The selection without one value, as in an address, of the filter of a field."""
        a_filter = FILTERS[name]
        others = [other for other in a_filter.address_values(getattr(self, name)) if other != value]
        return replace(self, **{name: a_filter.parse(others, dataset) if others else a_filter.nothing})

    def nearest(self, count: "Callable[[Selection], int]") -> "list[tuple[Selection, int]]":
        """The selections without one filter, or as few as it takes, whose count is not 0, each with its count."""
        for removed in range(1, len(self._active)):
            fields_of = combinations(self._active, removed)
            relaxed = [replace(self, **{name: FILTERS[name].nothing for name in names}) for names in fields_of]
            if found := [(selection, number) for selection in relaxed if (number := count(selection))]:
                return found
        return []

    @property
    def _active(self) -> list[str]:
        return [name for name, each in FILTERS.items() if getattr(self, name) != each.nothing]


def _all(masks: Iterable[np.ndarray], dataset: Dataset) -> np.ndarray:
    return functools.reduce(np.logical_and, masks, np.ones(len(dataset.projects), dtype=bool))


FILTERS: dict[str, Filter] = {item.name: item.metadata["filter"] for item in fields(Selection) if item.metadata}
"""Field of `Selection` → its filter, in the order of the address."""
WATCH = ("least_slip", "least_increase", "is_cost_published")
"""Fields of the filters of the watch list: a control where projects are shown one by one, honoured everywhere."""
EXPLORED = tuple(name for name in FILTERS if name not in WATCH)
"""Fields of the other filters."""
COUNTED = tuple(name for name, each in FILTERS.items() if each.column)
"""Fields whose options carry a number of projects."""


def editions_with_table(dataset: Dataset, selection: Selection) -> list[int]:
    """The editions covered by the selection that have a table of projects, ascending."""
    return [edition for edition in dataset.editions_with_table if selection.covers(edition)]


def latest_edition_covered(dataset: Dataset, selection: Selection) -> int | None:
    """The latest of `editions_with_table`, in which projects are counted; None where there is none."""
    return max(editions_with_table(dataset, selection), default=None)


def option_counts(dataset: Dataset, selection: Selection) -> dict[str, dict[str, int]]:
    """Field of `COUNTED` → option → number of projects of `latest_edition_covered`, the field's own choice set aside.

    An option without a project is absent.
    """
    edition = latest_edition_covered(dataset, selection)
    if edition is None:
        return {name: {} for name in COUNTED}
    masks = replace(selection, since=edition, until=edition).masks(dataset)
    columns = dataset.projects[list(dict.fromkeys(FILTERS[name].column for name in COUNTED))]
    shown, counts = columns[_all(masks.values(), dataset)], {}
    for name in COUNTED:
        others = [mask for other, mask in masks.items() if other != name]
        counts[name] = FILTERS[name].counts(columns[_all(others, dataset)] if name in masks else shown)
    return counts
