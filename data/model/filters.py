"""Every filter is one class: its parameter, label, allowed values, mask, counts and words.

`Selection` (`data/model/selection.py`) lists them: one field each. `components/filters/` shows the control of
`Filter.form`; `Filter.parameter` is its name in addresses.
"""

import functools
import operator
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from data.model import french
from data.model.dataset import Dataset, where
from data.model.labels import Family
from data.model.wording import unaccented

Form = Literal["several", "one", "text", "range"]

COST_BANDS = {
    "moins-de-5": ("Moins de 5 M€", 0.0, 5.0),
    "5-9": ("5 à 9 M€", 5.0, 9.0),
    "9-20": ("9 à 20 M€", 9.0, 20.0),
    "20-100": ("20 à 100 M€", 20.0, 100.0),
    "plus-de-100": ("100 M€ et plus", 100.0, float("inf")),
    "non-publie": ("Coût non publié", float("nan"), float("nan")),
}
"""Slug → name, lower bound (included) and upper bound (excluded) in M€: the publisher's bands."""
MOST_VALUES = 50
"""Most values of one filter, and most words of a text."""
LONGEST_TEXT = 200
"""Characters read of a text; the rest is dropped."""


class Filter(ABC):
    """A filter of projects or of editions.

    `label` and `everything` (where nothing is chosen) are for visitors, `parameter` for addresses; `nothing` is the
    value that filters nothing; `column` of `Dataset.projects` has the values counted beside the options. A filter that
    narrows projects leaves out some of an edition, so that published means do not apply.
    """

    parameter: ClassVar[str]
    label: ClassVar[str]
    form: ClassVar[Form]
    nothing: ClassVar[Any] = None
    everything: ClassVar[str] = "Tous"
    narrows_projects: ClassVar[bool] = True
    column: ClassVar[str] = ""

    def options(self, dataset: Dataset) -> Mapping[str, str]:
        """The allowed values: slug → name, in display order; empty for free text."""
        return {}

    @abstractmethod
    def parse(self, values: Sequence[str], dataset: Dataset) -> Any:
        """The field's value for values of an address or of a control that `accepts` let through."""

    @abstractmethod
    def canonical(self, value: Any, dataset: Dataset) -> Any:
        """The one form of all values that select the same in this dataset."""

    @abstractmethod
    def mask(self, value: Any, dataset: Dataset) -> np.ndarray:
        """True for each row of `dataset.projects` that a value other than `nothing` selects."""

    @abstractmethod
    def words(self, value: Any, dataset: Dataset) -> str:
        """The value as part of a French sentence."""

    def accepts(self, value: str, dataset: Dataset) -> bool:
        """True for an allowed value."""
        return value in self.options(dataset)

    def address_values(self, value: Any) -> list[str]:
        """The values of the parameter in an address."""
        return [] if value == self.nothing else [str(value)]

    def counts(self, rows: pd.DataFrame) -> dict[str, int]:
        """Option → number of rows that have it; an option without a row is absent."""
        return dict(Counter(self.groups(rows).tolist()))

    def groups(self, rows: pd.DataFrame) -> pd.Series:
        """The option of each row."""
        return rows[self.column]


class _SeveralValues(Filter):
    """A filter by slugs of one column, those of a family of the vocabulary."""

    form = "several"
    nothing = ()
    everything = "Toutes"
    noun: ClassVar[str]
    family: ClassVar[str]

    def names(self, dataset: Dataset) -> Mapping[str, str]:
        """Every known slug → its name, also those that no project has."""
        family: Family = getattr(dataset.vocabulary, self.family)
        return family.names

    def options(self, dataset: Dataset) -> Mapping[str, str]:
        return self.names(dataset)

    def parse(self, values: Sequence[str], dataset: Dataset) -> tuple[str, ...]:
        return tuple(slug for slug in self.options(dataset) if slug in values)

    def canonical(self, value: tuple[str, ...], dataset: Dataset) -> tuple[str, ...]:
        return tuple(sorted(self.names(dataset).keys() & set(value))[:MOST_VALUES])

    def mask(self, value: tuple[str, ...], dataset: Dataset) -> np.ndarray:
        return where(dataset.projects[self.column], value.__contains__)

    def words(self, value: tuple[str, ...], dataset: Dataset) -> str:
        *others, last = [self.names(dataset)[slug] for slug in value]
        return f"{self.noun}{french.NBSP}: {', '.join(others)}{' ou ' if others else ''}{last}"

    def address_values(self, value: tuple[str, ...]) -> list[str]:
        return list(value)


class Ministry(_SeveralValues):
    """By portfolio: a label that covers two ministries belongs to both."""

    parameter, label, noun, everything = "ministere", "Ministère", "ministère", "Tous"
    column = family = "ministries"

    def options(self, dataset: Dataset) -> Mapping[str, str]:
        joined = dataset.projects["ministries"].cat.categories
        used = {slug for slugs in joined for slug in slugs.split("|")}
        return {slug: name for slug, name in self.names(dataset).items() if slug in used}

    def mask(self, value: tuple[str, ...], dataset: Dataset) -> np.ndarray:
        return where(dataset.projects["ministries"], lambda slugs: not set(value).isdisjoint(slugs.split("|")))

    def counts(self, rows: pd.DataFrame) -> dict[str, int]:
        return dict(Counter(slug for slugs in rows["ministries"].tolist() for slug in slugs.split("|")))


class Phase(_SeveralValues):
    """By phase in the edition: a project is selected in the editions where it was in that phase, not in the others."""

    parameter, label, noun = "phase", "Phase", "phase"
    column, family = "phase", "phases"


class FunctionalArea(_SeveralValues):
    """By functional area."""

    parameter, label, noun = "zone", "Zone fonctionnelle", "zone fonctionnelle"
    column, family = "functional_area", "functional_areas"


class Either(Filter):
    """Only the projects of which something is so, or only the others: slug, name and words of each."""

    form = "one"
    yes: ClassVar[tuple[str, str, str]]
    no: ClassVar[tuple[str, str, str]]

    def is_so(self, rows: pd.DataFrame) -> pd.Series:
        """True for each row that `yes` selects."""
        return rows[self.column]

    def options(self, dataset: Dataset) -> Mapping[str, str]:
        return {slug: name for slug, name, _ in (self.yes, self.no)}

    def parse(self, values: Sequence[str], dataset: Dataset) -> bool | None:
        return values[0] == self.yes[0] if values else None

    def canonical(self, value: bool | None, dataset: Dataset) -> bool | None:
        return value

    def mask(self, value: bool, dataset: Dataset) -> np.ndarray:
        return (self.is_so(dataset.projects) == value).to_numpy()

    def words(self, value: bool, dataset: Dataset) -> str:
        return (self.yes if value else self.no)[2]

    def address_values(self, value: bool | None) -> list[str]:
        return [] if value is None else [(self.yes if value else self.no)[0]]

    def groups(self, rows: pd.DataFrame) -> pd.Series:
        return self.is_so(rows).map({True: self.yes[0], False: self.no[0]})


class Interministerial(Either):
    """Only interministerial projects, or only the others."""

    parameter, label, column = "interministeriel", "Interministériel", "is_interministerial"
    yes, no = ("oui", "Oui", "projets interministériels"), ("non", "Non", "projets non interministériels")


class CostBand(_SeveralValues):
    """By band of complete estimated cost in the edition."""

    parameter, label, noun = "tranche", "Tranche de coût", "coût"
    column = "cost_meur"

    def names(self, dataset: Dataset) -> Mapping[str, str]:
        return {slug: name for slug, (name, _, _) in COST_BANDS.items()}

    def mask(self, value: tuple[str, ...], dataset: Dataset) -> np.ndarray:
        return self.groups(dataset.projects).isin(value).to_numpy()

    def groups(self, rows: pd.DataFrame) -> pd.Series:
        return cost_band(rows["cost_meur"])


class _EditionBound(Filter):
    """The first or the last edition of a range, both included."""

    form = "one"
    narrows_projects = False
    position: ClassVar[int]
    includes: "ClassVar[staticmethod[[Any, int], Any]]"
    phrase: ClassVar[str]

    @functools.lru_cache(maxsize=8)  # noqa: B019 - two filters, and the datasets of a process
    def options(self, dataset: Dataset) -> Mapping[str, str]:
        # Any edition: published figures go further than the tables of projects.
        editions = dataset.editions[["edition", "reference_date"]].itertuples(index=False)
        return {str(edition): edition_name(edition, date) for edition, date in editions}

    def parse(self, values: Sequence[str], dataset: Dataset) -> int | None:
        return int(values[0]) if values else None

    def canonical(self, value: int | None, dataset: Dataset) -> int | None:
        """The nearest edition inside the range; None where the bound leaves out every edition, or none."""
        editions: list[int] = dataset.editions["edition"].tolist()
        inside = [edition for edition in editions if value and self.includes(edition, value)] or editions
        nearest = inside[self.position]
        return None if nearest == editions[self.position] else nearest

    def mask(self, value: int, dataset: Dataset) -> np.ndarray:
        return np.asarray(self.includes(dataset.projects["edition"], value))

    def words(self, value: int, dataset: Dataset) -> str:
        return f"{self.phrase} {value}"


class FirstEdition(_EditionBound):
    """From an edition on."""

    parameter, label, everything = "depuis", "Depuis l'édition", "La première"
    position, includes, phrase = 0, staticmethod(operator.ge), "à partir de l'édition"


class LastEdition(_EditionBound):
    """Up to an edition."""

    parameter, label, everything = "jusqua", "Jusqu'à l'édition", "La dernière"
    position, includes, phrase = -1, staticmethod(operator.le), "jusqu'à l'édition"


class Text(Filter):
    """By words of names, former names and summary, without case or accents."""

    parameter, label, form = "q", "Rechercher", "text"
    nothing = ""

    def accepts(self, value: str, dataset: Dataset) -> bool:
        # A tag alone has no word to search.
        return bool(self.canonical(value, dataset))

    def parse(self, values: Sequence[str], dataset: Dataset) -> str:
        return " ".join(values[0].split()) if values else ""

    def canonical(self, value: str, dataset: Dataset) -> str:
        """The words without case or accents, sorted."""
        folded = value[:LONGEST_TEXT]
        # A letter may hide others (« ℡ » is « TEL »), a full-width sign a tag: fold until nothing moves.
        while (again := unaccented(folded)) != folded:
            folded = again
        return " ".join(sorted(set(folded[:LONGEST_TEXT].split()))[:MOST_VALUES])

    def mask(self, value: str, dataset: Dataset) -> np.ndarray:
        words, searched = unaccented(value).split(), dataset.vocabulary.projects.searched
        return where(dataset.projects["project"], lambda slug: all(word in searched[slug] for word in words))

    def words(self, value: str, dataset: Dataset) -> str:
        return f"nom ou résumé contenant « {value} »"


def cost_band(cost_meur: pd.Series) -> pd.Series:
    """The band of `COST_BANDS` of each cost in M€."""
    bounds = [low for _, low, _ in COST_BANDS.values() if low == low]
    slugs = np.array(list(COST_BANDS))
    position = np.searchsorted(bounds, cost_meur.to_numpy(dtype=float), side="right") - 1
    position[cost_meur.isna().to_numpy()] = len(slugs) - 1
    return pd.Series(slugs[position], index=cost_meur.index)


def edition_name(edition: int, reference_date: str) -> str:
    """« 14 (novembre 2021) », the number alone where the date is not known."""
    return f"{edition} ({french.month(reference_date)})" if reference_date else str(edition)
