"""The vocabulary: printed labels → stable slugs, and what each slug is called.

Each family is two tables in `vocabulary/`: the reviewed list (`ministries.csv`) and the printed labels
that lead to it (`ministry_labels.csv`), with the reason of every join that is a judgement.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.model.errors import SourceError
from data.model.tables import read_rows
from data.model.wording import is_blank, label_key, unaccented

_FAMILIES = {
    "ministries": ("ministry", "ministère inconnu", ("short_name",), "ministries"),
    "phases": ("phase", "phase inconnue", (), "phase"),
    "projects": ("project", "projet inconnu", ("summary",), "project"),
    "functional_areas": ("functional_area", "zone fonctionnelle inconnue", (), "functional_area"),
}
"""Family → column of slugs in its list, noun, further columns there, column of slugs in the table of labels."""
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Family:
    """One kind of label: its reviewed list and the printed labels that lead to it.

    Attributes:
        noun: What it is called in messages, in French with its gender (« ministère inconnu »).
        file: The table to complete when a label is unknown.
        names: Slug → name, in display order; `details`: slug → third column of the list (short name or summary).
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
        """The slugs of a printed label; `KeyError` where the table does not have it."""
        return self.slugs[label_key(label)]

    @functools.cached_property
    def searched(self) -> Mapping[str, str]:
        """Slug → what a search looks in: name, detail and printed labels, without case or accents."""
        labels = defaultdict(list)
        for label, slugs, _ in self.labels:
            labels[slugs[0]].append(label)
        return {
            slug: unaccented(" ".join([name, self.details[slug], *labels[slug]])) for slug, name in self.names.items()
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


def read_vocabulary(folder: Path) -> Vocabulary:
    """The vocabulary of a folder; `SourceError` where a label leads to an unknown slug, or to two different ones."""
    return Vocabulary(**{name: _read_family(folder, name) for name in _FAMILIES})


def _read_family(folder: Path, family: str) -> Family:
    column, noun, more_columns, joined_column = _FAMILIES[family]
    names: dict[str, str] = {}
    details: dict[str, str] = {}
    problems: list[str] = []
    for row, line in read_rows(folder / f"{family}.csv", (column, "name", *more_columns)):
        slug, name, *rest = line.values()
        where = f"vocabulary/{family}.csv, ligne {row}"
        if slug in names:
            problems.append(f"{where} : « {slug} » est déjà défini ; supprimez une des deux lignes")
        if not _SLUG.fullmatch(slug):
            form = "minuscules sans accent, chiffres et traits d'union"
            problems.append(f"{where}, colonne {column} : « {slug} » n'est pas un identifiant ; écrivez {form}")
        if is_blank(name):
            problems.append(f"{where}, colonne name : « {slug} » n'a pas de nom ; complétez la cellule")
        names[slug], details[slug] = name, "".join(rest)

    slugs: dict[str, tuple[str, ...]] = {}
    labels: list[tuple[str, tuple[str, ...], str]] = []
    file = f"{column}_labels.csv"
    for row, line in read_rows(folder / file, ("label", joined_column, "reason")):
        label, joined, reason = line.values()
        targets = tuple(joined.split("|"))
        where = f"vocabulary/{file}, ligne {row}"
        problems += [
            f"{where}, colonne {joined_column} : « {slug} » n'est pas dans {family}.csv ; ajoutez-l'y ou corrigez-le"
            for slug in targets
            if slug not in names
        ]
        if len(targets) > (2 if family == "ministries" else 1) or len(set(targets)) < len(targets):
            problems.append(f"{where}, colonne {joined_column} : « {joined} » ; gardez un seul identifiant")
        if slugs.setdefault(label_key(label), targets) != targets:
            known = "|".join(slugs[label_key(label)])
            problems.append(f"{where} : « {label} » mène déjà à {known} ; gardez une des deux lignes")
        labels.append((label, targets, reason))
    if problems:
        raise SourceError(problems)
    return Family(noun, f"vocabulary/{file}", names, details, slugs, tuple(labels))
