"""Labels of a published file against the vocabulary: known, known in another spelling, or unknown with the nearest.

Only a spelling that differs by accents, case or punctuation is read as known, with a warning; any other resemblance is
shown with its score, and the operator decides.
"""

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from data.intake.findings import REJECTION, WARNING, Findings
from data.intake.layout import Table
from data.intake.rows import Row
from data.model.labels import Family, Vocabulary
from data.model.wording import label_key, unaccented

FAMILIES = {  # column of the edition's file → family of the vocabulary
    "published_ministry": "ministries",
    "published_phase": "phases",
    "published_functional_area": "functional_areas",
    "published_name": "projects",
}
NEAR_SCORE = 0.75  # from this score on, an unknown project may be a known one under another name
MIN_SCORE, MAX_SHOWN = 0.5, 5
TO_SORT, TO_SORT_NAME = "a-classer", "À classer"  # the functional area of what nobody has sorted yet
MAX_UNKNOWN = 60  # with more unknown labels of one family, the file is not one of this panorama


@dataclass(frozen=True)
class Unknown:
    """A label that the vocabulary does not know, as printed, and the rows of the file that have it."""

    family: str
    column: str
    label: str
    rows: tuple[int, ...]
    nearest: tuple[tuple[str, str, float], ...]  # known slugs, their names, scores from 0 to 1, best first

    @property
    def is_new_project(self) -> bool:
        """True for a project that resembles none: it enters the vocabulary as a new one, with a warning."""
        return self.family == "projects" and (not self.nearest or self.nearest[0][2] < NEAR_SCORE)


@dataclass(frozen=True)
class Join:
    """A label attached to a slug of the vocabulary (two joined by | for two ministries), new there or not."""

    family: str
    label: str
    slug: str
    reason: str
    is_new: bool = False


def match(
    rows: list[Row], table: Table, vocabulary: Vocabulary, findings: Findings, likely: dict[str, set[str]]
) -> tuple[list[Row], list[Unknown]]:
    """The rows in spellings that the vocabulary knows, and its unknown labels; `likely`: name → maybe renamed from."""
    unknown: list[Unknown] = []
    for column, name in FAMILIES.items():
        family: Family = getattr(vocabulary, name)
        by_spelling: dict[str, dict[tuple[str, ...], str]] = {}  # one known label for each of the slugs it leads to
        for known_label, slugs, _ in family.labels:
            by_spelling.setdefault(spelling_key(known_label), {}).setdefault(slugs, known_label)
        unknown_rows: dict[str, list[int]] = {}
        for index, row in enumerate(rows):
            label = row.values[column]
            if label_key(label) in family.slugs:
                continue
            key = spelling_key(label)
            known = list(by_spelling.get(key, {}).values())
            if len(known) == 1 and key:
                rows[index] = Row(row.number, {**row.values, column: known[0]})
                reason = f"orthographe inhabituelle, lue « {known[0]} »"
                findings.add(WARNING, reason, "vérifiez", **table.where(row.number, column, label))
            else:
                unknown_rows.setdefault(label, []).append(row.number)
        if len(unknown_rows) > MAX_UNKNOWN:
            where = table.where(None, column, ", ".join(list(unknown_rows)[:3]))
            reason = f"{len(unknown_rows)} libellés inconnus ({family.noun})"
            findings.add(REJECTION, reason, "vérifiez que c'est bien le fichier du panorama", **where)
            continue
        for label, numbers in unknown_rows.items():
            nearest = nearest_known(label, family, likely.get(label, ()))
            unknown.append(Unknown(name, column, label, tuple(numbers), nearest))
    for one in unknown:
        _report(one, table, getattr(vocabulary, one.family), findings)
    return rows, unknown


def spelling_key(label: str) -> str:
    """Letters, digits and @ only (« OPER@ » is not « OPER »), without case nor accents."""
    return "".join(letter for letter in unaccented(label) if letter.isalnum() or letter == "@")


def nearest_known(label: str, family: Family, likely: Iterable[str]) -> tuple[tuple[str, str, float], ...]:
    """The known slugs nearest to a label: slug, name, score between 0 and 1, best first; `likely` ones come near."""
    best = dict.fromkeys(likely, NEAR_SCORE)
    for known, slugs, _ in family.labels:
        slug = "|".join(slugs)
        best[slug] = max(best.get(slug, 0.0), similarity(known, label))
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:MAX_SHOWN]
    names = {slug: " / ".join(family.names[one] for one in slug.split("|")) for slug, _ in ranked}
    return tuple((slug, names[slug], round(score, 2)) for slug, score in ranked if score >= MIN_SCORE)


def similarity(left: str, right: str) -> float:
    """How alike two labels are, 0 to 1: letters in order, words in any order, initials, a name inside another."""
    (left_key, left_words), (right_key, right_words) = _compared(left), _compared(right)
    if not left_key or not right_key:
        return 0.0
    letters = fuzz.ratio(left_key, right_key, score_cutoff=100 * MIN_SCORE)
    words = fuzz.token_sort_ratio(" ".join(left_words), " ".join(right_words), score_cutoff=100 * MIN_SCORE)
    short, long = sorted((set(left_words), set(right_words)), key=len)
    is_inside = short < long and any(len(word) >= 3 for word in short)
    are_initials = any(
        len(key) >= 3 and key == "".join(word[0] for word in phrase if len(word) > 2)
        for key, phrase in ((left_key, right_words), (right_key, left_words))
    )
    return max(letters / 100, words / 100, 0.8 * is_inside, 0.85 * are_initials)


@functools.lru_cache(maxsize=4096)
def _compared(label: str) -> tuple[str, tuple[str, ...]]:
    return spelling_key(label), tuple(unaccented(label).replace("'", " ").replace("-", " ").split())


def _report(label: Unknown, table: Table, family: Family, findings: Findings) -> None:
    near = ", ".join(f"« {name} » ({score:.2f})" for _, name, score in label.nearest[:3])
    resembling = f"le plus proche : {near}" if near else "aucun libellé connu ne lui ressemble"
    where = table.where(label.rows[0], label.column, label.label)
    if label.is_new_project:
        remedy = "il entrera au vocabulaire sous son nom ; si c'en est un connu : --interactive"
        findings.add(WARNING, f"nouveau projet ; {resembling}", remedy, **where)
        return
    if label.family == "functional_areas":
        remedy = f"elle entre sous « {TO_SORT_NAME} » ; pour la classer : --interactive, ou data/{family.file}"
        findings.add(WARNING, f"{family.noun} ; {resembling}", remedy, **where)
        return
    slug = label.nearest[0][0] if label.nearest else "identifiant"
    more = f" ({len(label.rows)} lignes)" if len(label.rows) > 1 else ""
    remedy = f"décidez avec add --interactive, ou ajoutez à data/{family.file} la ligne : {label.label},{slug},motif"
    findings.add(REJECTION, f"{family.noun}{more} ; {resembling}", remedy, **where)


def new_project(label: Unknown, vocabulary: Vocabulary, edition: int, joins: Iterable[Join]) -> Join:
    """The join that creates a project from an unknown label, under a slug that neither vocabulary nor joins use.

    A project of the same name and without label comes from an interrupted import: its slug is used again.
    """
    base = re.sub(r"[^a-z0-9]+", "-", unaccented(label.label)).strip("-")[:60] or "projet"
    labelled = {slug for _, slugs, _ in vocabulary.projects.labels for slug in slugs}
    known = vocabulary.projects.names.items()
    used = {slug for slug, name in known if slug in labelled or name != label.label} | {join.slug for join in joins}
    slug = next(name for name in [base, *(f"{base}-{number}" for number in range(2, 1000))] if name not in used)
    return Join("projects", label.label, slug, f"nouveau à l'édition {edition}", is_new=True)


def area_to_sort(label: Unknown, vocabulary: Vocabulary, edition: int, joins: Iterable[Join]) -> Join:
    """The join of an unknown functional area to « À classer », which the first one adds to the vocabulary."""
    is_new = TO_SORT not in {*vocabulary.functional_areas.names, *(join.slug for join in joins)}
    return Join("functional_areas", label.label, TO_SORT, f"à classer, édition {edition}", is_new=is_new)


def decide(
    unknown: list[Unknown], vocabulary: Vocabulary, edition: int,
    answer: Callable[[str], str], say: Callable[[str], None],
) -> list[Join]:  # fmt: skip
    """The joins that the operator accepts, one question (`answer`) per label; one without an answer stays unknown."""
    joins: list[Join] = []
    for label in unknown:
        family: Family = getattr(vocabulary, label.family)
        noun = family.noun.partition(" inconnu")[0]
        say(f"\n{noun} inconnu : « {label.label} » (ligne {', '.join(map(str, label.rows[:5]))})")
        for number, (slug, name, score) in enumerate(label.nearest, start=1):
            say(f"  {number}. {name} [{slug}] — ressemblance {score:.2f}")
        is_project = label.family == "projects"
        choices = "numéro, identifiant" + (", n = nouveau projet" if is_project else "") + ", Entrée = ne pas décider"
        while reply := answer(f"  Rattacher à ({choices}) : ").strip():
            if is_project and reply.casefold() == "n":
                joins.append(new_project(label, vocabulary, edition, joins))
                break
            is_number = reply.isdecimal() and 0 < int(reply) <= len(label.nearest)
            slug = label.nearest[int(reply) - 1][0] if is_number else reply
            if all(one in family.names for one in slug.split("|")):
                reason = answer("  Motif (gardé avec le rattachement) : ").strip()
                reason = reason or f"rattaché à la main, édition {edition}"
                joins.append(Join(label.family, label.label, slug, reason))
                break
            say(f"  « {reply} » n'est ni un numéro de la liste ni un identifiant connu.")
    return joins
