"""Selection: what a visitor chose, the one type that goes from the address to the charts."""

import functools
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from data.model import filters, french
from data.model.dataset import Dataset
from data.model.filters import Filter


def _by(a_filter: Filter) -> Any:
    return field(default=a_filter.nothing, metadata={"filter": a_filter})


@dataclass(frozen=True)
class Selection:
    """The filters, the two editions compared, and the project of a page; what is empty selects everything.

    The fields of filters are in the order of the address; `FILTERS` is read from them.

    Attributes:
        before: Earlier edition of a comparison, None for the one that `comparison.pair` chooses.
        after: Later edition of a comparison, None likewise.
        common_only: Compare only the projects present in both editions (« projets communs »).
        project: Slug of the one project of a page or of its chart, empty for none.
    """

    ministries: tuple[str, ...] = _by(filters.Ministry())
    phases: tuple[str, ...] = _by(filters.Phase())
    functional_areas: tuple[str, ...] = _by(filters.FunctionalArea())
    is_interministerial: bool | None = _by(filters.Interministerial())
    cost_bands: tuple[str, ...] = _by(filters.CostBand())
    since: int | None = _by(filters.FirstEdition())
    until: int | None = _by(filters.LastEdition())
    text: str = _by(filters.Text())
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
    def key(self) -> str:
        """The selection as one line of ASCII; canonical selections that select the same have the same key."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return urlencode(
            {
                name: "|".join(value) if isinstance(value, tuple) else value
                for name, value in values.items()
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
    @functools.lru_cache(maxsize=8)  # noqa: B019 - selections are small, and eight at most are kept
    def apply(self, dataset: Dataset) -> pd.DataFrame:
        """The rows of `dataset.projects` that are selected, in their order."""
        keep = self.mask(dataset)
        return dataset.projects if keep.all() else dataset.projects[keep]

    def mask(self, dataset: Dataset) -> np.ndarray:
        """True for each row of `dataset.projects` that is selected."""
        keep = np.ones(len(dataset.projects), dtype=bool)
        for name in self._active:
            keep &= FILTERS[name].mask(getattr(self, name), dataset)
        return keep

    def in_words(self, dataset: Dataset) -> str:
        """The selection as a French sentence without its full stop."""
        parts = {name: FILTERS[name].words(getattr(self, name), dataset) for name in self._active}
        if "since" in parts and "until" in parts:
            del parts["since"], parts["until"]
            is_one = self.since == self.until
            parts["range"] = f"édition {self.since}" if is_one else f"éditions {self.since} à {self.until}"
        # The range of editions comes last.
        ranges = [parts.pop(name) for name in ("since", "until", "range") if name in parts]
        return french.capitalised(" ; ".join([*parts.values(), *ranges])) or "Tous les projets"

    @property
    def _active(self) -> list[str]:
        return [name for name, each in FILTERS.items() if getattr(self, name) != each.nothing]


FILTERS: dict[str, Filter] = {
    item.name: item.metadata["filter"] for item in fields(Selection) if "filter" in item.metadata
}
"""Field of `Selection` → its filter, in the order of the address."""
COUNTED = tuple(name for name, each in FILTERS.items() if each.column)
"""Fields whose options carry a number of projects."""


def editions_with_table(dataset: Dataset, selection: Selection) -> list[int]:
    """The editions covered by the selection that have a table of projects, ascending."""
    return [edition for edition in dataset.held_editions if selection.covers(edition)]


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
    shown = replace(selection, since=edition, until=edition)
    return {
        name: FILTERS[name].counts(dataset.projects[replace(shown, **{name: FILTERS[name].nothing}).mask(dataset)])
        for name in COUNTED
    }
