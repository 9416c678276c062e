"""The vocabulary: printed labels → stable slugs, and what each slug is called.

Each family is two tables in `vocabulary/`: the reviewed list (`ministries.csv`) and the printed labels
that lead to it (`ministry_labels.csv`), with the reason of every join that is a judgement.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.model.errors import SourceError
from data.model.normalise import label_key, unaccented
from data.model.tables import read_rows


@dataclass(frozen=True)
class Family:
    """One kind of label: its reviewed list and the printed labels that lead to it.

    Attributes:
        noun: What it is called in messages, in French with its gender (« ministère inconnu »).
        file: The table to complete when a label is unknown.
        names: Slug → name, in display order.
        details: Slug → third column of the list (short name or summary), where there is one.
        slugs: Key of a printed label → its slugs (one, or two for a label that covers two ministries).
        labels: Every printed label as (label, slugs, reason), in the order of the table.
    """

    noun: str
    file: str
    names: Mapping[str, str]
    details: Mapping[str, str]
    slugs: Mapping[str, tuple[str, ...]]
    labels: tuple[tuple[str, tuple[str, ...], str], ...]

    def resolve(self, label: str) -> tuple[str, ...]:
        """The slugs of a printed label.

        Raises:
            KeyError: The label is not in the table.
        """
        return self.slugs[label_key(label)]

    @functools.cached_property
    def searched(self) -> Mapping[str, str]:
        """Slug → what a search looks in: name, detail and printed labels, without case or accents."""
        labels: dict[str, list[str]] = {}
        for label, slugs, _ in self.labels:
            labels.setdefault(slugs[0], []).append(label)
        return {
            slug: unaccented(" ".join([name, self.details[slug], *labels.get(slug, [])]))
            for slug, name in self.names.items()
        }


@dataclass(frozen=True)
class Vocabulary:
    """All families of labels."""

    ministries: Family
    phases: Family
    projects: Family
    functional_areas: Family

    @property
    def names(self) -> dict[str, str]:
        """Names of every ministry, phase and functional area by slug (slugs of families do not collide)."""
        return {**self.ministries.names, **self.functional_areas.names, **self.phases.names}


# family: (noun, list, its columns, labels, name of the slug column there)
_FAMILIES = {
    "ministries": (
        "ministère inconnu",
        ("ministry", "name", "short_name"),
        "ministry_labels.csv",
        ("label", "ministries", "reason"),
    ),
    "phases": ("phase inconnue", ("phase", "name"), "phase_labels.csv", ("label", "phase", "reason")),
    "projects": (
        "projet inconnu",
        ("project", "name", "summary"),
        "project_labels.csv",
        ("label", "project", "reason"),
    ),
    "functional_areas": (
        "zone fonctionnelle inconnue",
        ("functional_area", "name"),
        "functional_area_labels.csv",
        ("label", "functional_area", "reason"),
    ),
}


def read_vocabulary(folder: Path) -> Vocabulary:
    """The vocabulary held in a folder.

    Raises:
        SourceError: A table is unreadable, a label leads to an unknown slug, or to two different ones.
    """
    return Vocabulary(**{name: _read_family(folder, name) for name in _FAMILIES})


def _read_family(folder: Path, family: str) -> Family:
    noun, list_columns, labels_file, label_columns = _FAMILIES[family]
    names: dict[str, str] = {}
    details: dict[str, str] = {}
    problems: list[str] = []
    for row, line in read_rows(folder / f"{family}.csv", list_columns):
        slug, name, *rest = line.values()
        if slug in names:
            problems.append(f"vocabulary/{family}.csv, ligne {row} : « {slug} » est déjà défini")
        names[slug] = name
        details[slug] = rest[0] if rest else ""

    slugs: dict[str, tuple[str, ...]] = {}
    labels: list[tuple[str, tuple[str, ...], str]] = []
    for row, line in read_rows(folder / labels_file, label_columns):
        label, joined, reason = line.values()
        targets = tuple(joined.split("|"))
        where = f"vocabulary/{labels_file}, ligne {row}"
        problems += [f"{where} : « {slug} » n'est pas dans {family}.csv" for slug in targets if slug not in names]
        if slugs.setdefault(label_key(label), targets) != targets:
            problems.append(f"{where} : « {label} » mène déjà à {'|'.join(slugs[label_key(label)])}")
        labels.append((label, targets, reason))
    if problems:
        raise SourceError(problems)
    return Family(noun, f"vocabulary/{labels_file}", names, details, slugs, tuple(labels))
