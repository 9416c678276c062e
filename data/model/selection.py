"""Selection: the question asked, and the rows that answer it."""

import functools
from collections.abc import Container, Iterable
from dataclasses import dataclass, fields
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from data.model import french
from data.model.dataset import Dataset
from data.model.normalise import unaccented

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
"""Values kept in one field, and words in a text."""
LONGEST_TEXT = 200
"""Characters kept of a text."""


@dataclass(frozen=True)
class Selection:
    """What is asked of the projects; an empty field asks nothing.

    A filter on a past edition means the value in that edition: a project is selected in the editions where
    it was in that phase, not in the others.

    Attributes:
        ministries: Slugs of portfolios; a label that covers two ministries belongs to both.
        phases: Slugs of phases.
        functional_areas: Slugs of functional areas.
        is_interministerial: Only these projects, or only the others.
        cost_bands: Slugs of `COST_BANDS`.
        since: First edition, included.
        until: Last edition, included.
        text: Words looked for in names, former names and summary, without case or accents.
    """

    ministries: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    functional_areas: tuple[str, ...] = ()
    is_interministerial: bool | None = None
    cost_bands: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """True when nothing is asked: the whole panorama."""
        return self == Selection()

    @property
    def filters_projects(self) -> bool:
        """True when some projects of an edition may be left out: published means then do not apply."""
        return any(getattr(self, field.name) not in ((), None, "") for field in fields(self)[:5]) or bool(self.text)

    @property
    def key(self) -> str:
        """The selection as one line of ASCII; canonical selections that ask the same have the same key."""
        asked = {field.name: getattr(self, field.name) for field in fields(self)}
        values = {
            name: "|".join(value) if isinstance(value, tuple) else value
            for name, value in asked.items()
            if value not in ((), None, "")
        }
        return urlencode(values)

    def canonical(self, dataset: Dataset) -> "Selection":
        """The one form of every selection that asks the same of this dataset, whatever an address says.

        Values are sorted, without repeats nor unknown ones, at most `MOST_VALUES` in a field; a text becomes its
        words without case or accents, sorted, `LONGEST_TEXT` characters at most; editions move to the nearest one
        inside the range, and a bound that keeps every edition, or none, is dropped.
        """
        vocabulary = dataset.vocabulary
        editions = [int(edition) for edition in dataset.editions["edition"]]
        since = min((edition for edition in editions if edition >= (self.since or 0)), default=editions[0])
        until = max((edition for edition in editions if edition <= (self.until or editions[-1])), default=editions[-1])
        return Selection(
            ministries=_known(self.ministries, vocabulary.ministries.names),
            phases=_known(self.phases, vocabulary.phases.names),
            functional_areas=_known(self.functional_areas, vocabulary.functional_areas.names),
            is_interministerial=self.is_interministerial,
            cost_bands=_known(self.cost_bands, COST_BANDS),
            since=since if since > editions[0] else None,
            until=until if until < editions[-1] else None,
            text=_words(self.text),
        )

    def covers(self, edition: int) -> bool:
        """True when an edition lies in the range asked for."""
        return (self.since or edition) <= edition <= (self.until or edition)

    # A page asks the same of each of its charts; a dataset is told from another by being another object.
    @functools.lru_cache(maxsize=8)  # noqa: B019 - selections are small, and eight at most are kept
    def apply(self, dataset: Dataset) -> pd.DataFrame:
        """The rows of `dataset.projects` that are selected, in their order."""
        keep = self.mask(dataset)
        return dataset.projects if keep.all() else dataset.projects[keep]

    def mask(self, dataset: Dataset) -> np.ndarray:
        """True for each row of `dataset.projects` that is selected."""
        projects = dataset.projects
        keep = np.ones(len(projects), dtype=bool)
        if self.ministries:
            asked = set(self.ministries)
            joined = [slugs for slugs in projects["ministries"].cat.categories if asked & set(slugs.split("|"))]
            keep &= projects["ministries"].isin(joined).to_numpy()
        if self.phases:
            keep &= projects["phase"].isin(self.phases).to_numpy()
        if self.functional_areas:
            keep &= projects["functional_area"].isin(self.functional_areas).to_numpy()
        if self.is_interministerial is not None:
            keep &= (projects["is_interministerial"] == self.is_interministerial).to_numpy()
        if self.cost_bands:
            keep &= cost_band(projects["cost_meur"]).isin(self.cost_bands).to_numpy()
        if self.since is not None:
            keep &= (projects["edition"] >= self.since).to_numpy()
        if self.until is not None:
            keep &= (projects["edition"] <= self.until).to_numpy()
        if self.text:
            keep &= projects["project"].isin(_matching(dataset, self.text)).to_numpy()
        return keep

    def in_words(self, dataset: Dataset) -> str:
        """The selection as a French sentence without its full stop."""
        names = dataset.vocabulary.names
        parts = [
            _choice("ministère", [names[slug] for slug in self.ministries]),
            _choice("phase", [names[slug] for slug in self.phases]),
            _choice("zone fonctionnelle", [names[slug] for slug in self.functional_areas]),
            {None: "", True: "projets interministériels", False: "projets non interministériels"}[
                self.is_interministerial
            ],
            _choice("coût", [COST_BANDS[slug][0] for slug in self.cost_bands]),
            f"nom ou résumé contenant « {self.text} »" if self.text else "",
            _range_in_words(self.since, self.until),
        ]
        return french.capitalised(" ; ".join(part for part in parts if part)) or "Tous les projets"


def cost_band(cost_meur: pd.Series) -> pd.Series:
    """The band of `COST_BANDS` of each cost in M€."""
    bounds = [low for _, low, _ in COST_BANDS.values() if low == low]
    slugs = np.array(list(COST_BANDS))
    position = np.searchsorted(bounds, cost_meur.to_numpy(dtype=float), side="right") - 1
    position[cost_meur.isna().to_numpy()] = len(slugs) - 1
    return pd.Series(slugs[position], index=cost_meur.index)


def _known(values: Iterable[str], known: Container[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value in known})[:MOST_VALUES])


def _words(text: str) -> str:
    folded = text[:LONGEST_TEXT]
    # A letter may hide others (« ℡ » is « TEL »), a full-width sign a tag: fold until nothing moves.
    while (again := unaccented(folded)) != folded:
        folded = again
    return " ".join(sorted(set(folded[:LONGEST_TEXT].split()))[:MOST_VALUES])


def _matching(dataset: Dataset, text: str) -> list[str]:
    words = unaccented(text).split()
    searched = dataset.vocabulary.projects.searched
    return [slug for slug, haystack in searched.items() if all(word in haystack for word in words)]


def _choice(noun: str, names: list[str]) -> str:
    if not names:
        return ""
    return f"{noun}{french.NBSP}: {' ou '.join([', '.join(names[:-1]), names[-1]]) if names[1:] else names[0]}"


def _range_in_words(since: int | None, until: int | None) -> str:
    if since is not None and until is not None:
        return f"éditions {since} à {until}" if since != until else f"édition {since}"
    if since is not None:
        return f"à partir de l'édition {since}"
    return f"jusqu'à l'édition {until}" if until is not None else ""
