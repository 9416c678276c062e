"""Decisions about unknown labels, and the lines of the vocabulary that keep them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from data.intake.matching import Unknown
from data.intake.writing import csv_text
from data.model.labels import Vocabulary
from data.model.tables import read_rows
from data.model.wording import unaccented

_SLUG_COLUMN = {
    "ministries": "ministries",
    "phases": "phase",
    "projects": "project",
    "functional_areas": "functional_area",
}
_LABELS_FILE = {
    "ministries": "ministry_labels.csv",
    "phases": "phase_labels.csv",
    "projects": "project_labels.csv",
    "functional_areas": "functional_area_labels.csv",
}
_NOUNS = {
    "ministries": "ministère",
    "phases": "phase",
    "projects": "projet",
    "functional_areas": "zone fonctionnelle",
}


@dataclass(frozen=True)
class Join:
    """A label that somebody attached to the vocabulary.

    Attributes:
        family: Name of the family in `Vocabulary`.
        label: As printed.
        slug: Where it leads (two slugs joined by | for a label that covers two ministries).
        reason: Why, as kept in the table.
        is_new: The slug is new: a project that the vocabulary did not know.
    """

    family: str
    label: str
    slug: str
    reason: str
    is_new: bool = False


def new_project(unknown: Unknown, vocabulary: Vocabulary, edition: int, taken: Iterable[str] = ()) -> Join:
    """The join that makes a project of an unknown label, under an identifier made from its name."""
    base = re.sub(r"[^a-z0-9]+", "-", unaccented(unknown.label)).strip("-")[:60] or "projet"
    known = {*vocabulary.projects.names, *taken}
    slug = next(name for number in range(1, 1000) if (name := f"{base}-{number}" if number > 1 else base) not in known)
    return Join("projects", unknown.label, slug, f"nouveau à l'édition {edition}", is_new=True)


def ask(
    unknown: list[Unknown],
    vocabulary: Vocabulary,
    edition: int,
    *,
    answer: Callable[[str], str],
    say: Callable[[str], None],
) -> list[Join]:
    """The joins that the operator accepts, asked one by one; a label without an answer stays unknown.

    Args:
        unknown: The labels to decide on.
        vocabulary: The reviewed tables.
        edition: Number of the edition, for the reason kept.
        answer: Asks a question, gives back what is typed (`input`).
        say: Shows a line.
    """
    joins: list[Join] = []
    for label in unknown:
        family = getattr(vocabulary, label.family)
        say(f"\n{_NOUNS[label.family]} inconnu : « {label.label} » (ligne {', '.join(map(str, label.rows[:5]))})")
        for number, (slug, name, score) in enumerate(label.nearest, start=1):
            say(f"  {number}. {name} [{slug}] — ressemblance {score:.2f}")
        is_project = label.family == "projects"
        choices = "numéro, identifiant" + (", n = nouveau projet" if is_project else "") + ", Entrée = ne pas décider"
        while True:
            typed = answer(f"  Rattacher à ({choices}) : ").strip()
            if not typed:
                break
            if is_project and typed.casefold() == "n":
                joins.append(new_project(label, vocabulary, edition, [join.slug for join in joins]))
                break
            slug = (
                label.nearest[int(typed) - 1][0]
                if typed.isdecimal() and 0 < int(typed) <= len(label.nearest)
                else typed
            )
            if all(one in family.names for one in slug.split("|")):
                reason = (
                    answer("  Motif (gardé avec le rattachement) : ").strip()
                    or f"rattaché à la main, édition {edition}"
                )
                joins.append(Join(label.family, label.label, slug, reason))
                break
            say(f"  « {typed} » n'est ni un numéro de la liste ni un identifiant connu.")
    return joins


def vocabulary_changes(folder: Path, joins: Iterable[Join]) -> dict[str, str]:
    """The tables of the vocabulary with the joins, as path in the folder → content.

    Raises:
        SourceError: A table cannot be read.
    """
    tables: dict[str, tuple[tuple[str, ...], list[dict[str, str]]]] = {}

    def table(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
        if name not in tables:
            tables[name] = (columns, [line for _, line in read_rows(folder / "vocabulary" / name, columns)])
        return tables[name][1]

    for join in joins:
        slug_column = _SLUG_COLUMN[join.family]
        labels = table(_LABELS_FILE[join.family], ("label", slug_column, "reason"))
        line = {"label": join.label, slug_column: join.slug, "reason": join.reason}
        labels.insert(_after_same(labels, slug_column, join.slug), line)
        if join.is_new:
            projects = table("projects.csv", ("project", "name", "summary"))
            at = next((index for index, known in enumerate(projects) if known["project"] > join.slug), len(projects))
            projects.insert(at, {"project": join.slug, "name": join.label, "summary": ""})
    return {f"vocabulary/{name}": csv_text(columns, lines) for name, (columns, lines) in tables.items()}


def _after_same(lines: list[dict[str, str]], column: str, slug: str) -> int:
    """Where a label goes: after those of the same slug, at the end for a new one."""
    places = [index for index, line in enumerate(lines) if line[column] == slug]
    return places[-1] + 1 if places else len(lines)
