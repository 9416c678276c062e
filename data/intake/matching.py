"""Labels of a published file against the vocabulary: known, known in another spelling, or unknown with the nearest.

Nothing is joined on a resemblance: an unknown label is shown with its nearest known ones and their scores, and the
operator decides. Only a spelling that differs by accents, case or punctuation is read as known, with a warning.
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
from data.model.wording import unaccented

FAMILIES = {
    "published_ministry": "ministries",
    "published_phase": "phases",
    "published_functional_area": "functional_areas",
    "published_name": "projects",
}
"""Column of the edition's file → family of the vocabulary."""
NEAR_SCORE = 0.75
"""From this score on, an unknown project may be a known one under another name: the operator decides."""
MIN_SCORE, MAX_SHOWN = 0.5, 5
MAX_UNKNOWN = 60
"""With more unknown labels of one family, the file is not one of this panorama: nothing is proposed."""


@dataclass(frozen=True)
class Unknown:
    """A label that the vocabulary does not know, as printed, and the rows of the file that have it.

    `nearest` has known slugs with their name and score between 0 and 1, best first.
    """

    family: str
    column: str
    label: str
    rows: tuple[int, ...]
    nearest: tuple[tuple[str, str, float], ...]

    @property
    def is_new_project(self) -> bool:
        """True for a project that resembles none: it enters the vocabulary as a new one, with a warning."""
        return self.family == "projects" and (not self.nearest or self.nearest[0][2] < NEAR_SCORE)


@dataclass(frozen=True)
class Join:
    """A label attached to a slug of the vocabulary (two joined by | for a label that covers two ministries).

    The reason is written in the table with it; `is_new` is for a project that the vocabulary did not know.
    """

    family: str
    label: str
    slug: str
    reason: str
    is_new: bool = False


def match(
    rows: list[Row], table: Table, vocabulary: Vocabulary, findings: Findings, likely: dict[str, set[str]]
) -> tuple[list[Row], list[Unknown]]:
    """The rows with labels in a spelling that the vocabulary knows, and the labels that it does not know.

    `likely`: printed name → projects that it may continue (gone from the edition before, same start and ministry).
    """
    unknown: list[Unknown] = []
    for column, name in FAMILIES.items():
        family: Family = getattr(vocabulary, name)
        where = {"sheet": table.sheet, "column": table.headers.get(column, column)}
        spellings = _spellings(family)
        unknown_rows: dict[str, list[int]] = {}
        for index, row in enumerate(rows):
            label = row.values[column]
            try:
                family.resolve(label)
            except KeyError:
                known = spellings.get(spelling_key(label), [])
                if len(known) == 1 and spelling_key(label):
                    rows[index] = row.with_label(column, known[0])
                    reason = f"orthographe inhabituelle, lue « {known[0]} »"
                    findings.add(WARNING, reason, "vérifiez", **where, row=row.number, value=label)
                else:
                    unknown_rows.setdefault(label, []).append(row.number)
        if len(unknown_rows) > MAX_UNKNOWN:
            reason = f"{len(unknown_rows)} libellés inconnus ({family.noun})"
            examples = ", ".join(list(unknown_rows)[:3])
            findings.add(REJECTION, reason, "vérifiez que c'est bien le fichier du panorama", **where, value=examples)
            continue
        for label, numbers in unknown_rows.items():
            nearest = nearest_known(label, family, likely.get(label, ()))
            unknown.append(Unknown(name, column, label, tuple(numbers), nearest))
    for one in unknown:
        _report(one, table, vocabulary, findings)
    return rows, unknown


def spelling_key(label: str) -> str:
    """Letters, digits and @ only (« OPER@ » is not « OPER »), without case nor accents."""
    return "".join(letter for letter in unaccented(label) if letter.isalnum() or letter == "@")


def _spellings(family: Family) -> dict[str, list[str]]:
    """Spelling key → one known label for each of the slugs that it leads to."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for label, slugs, _ in family.labels:
        found.setdefault(spelling_key(label), {}).setdefault(slugs, label)
    return {key: list(labels.values()) for key, labels in found.items()}


def nearest_known(label: str, family: Family, likely: Iterable[str]) -> tuple[tuple[str, str, float], ...]:
    """The known slugs nearest to a label: slug, name, score between 0 and 1, best first; `likely` ones come near."""
    best: dict[str, float] = {}
    for known, slugs, _ in family.labels:
        slug = "|".join(slugs)
        best[slug] = max(best.get(slug, 0.0), similarity(known, label))
    for slug in likely:
        best[slug] = max(NEAR_SCORE, best.get(slug, 0.0))
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:MAX_SHOWN]
    names = {slug: " / ".join(family.names[one] for one in slug.split("|")) for slug, _ in ranked}
    return tuple((slug, names[slug], round(score, 2)) for slug, score in ranked if score >= MIN_SCORE)


def similarity(left: str, right: str) -> float:
    """How alike two labels are, 0 to 1: letters in order, words in any order, initials, a name inside another."""
    (left_key, left_words), (right_key, right_words) = _compared(left), _compared(right)
    if not left_key or not right_key:
        return 0.0
    cutoff = 100 * MIN_SCORE
    letters = fuzz.ratio(left_key, right_key, score_cutoff=cutoff)
    words = fuzz.token_sort_ratio(" ".join(left_words), " ".join(right_words), score_cutoff=cutoff)
    scores = [letters / 100, words / 100]
    short, long = sorted((set(left_words), set(right_words)), key=len)
    if short < long and any(len(word) >= 3 for word in short):
        scores.append(0.8)
    for initials, phrase in ((left_key, right_words), (right_key, left_words)):
        if len(initials) >= 3 and initials == "".join(word[0] for word in phrase if len(word) > 2):
            scores.append(0.85)
    return max(scores)


@functools.lru_cache(maxsize=4096)
def _compared(label: str) -> tuple[str, tuple[str, ...]]:
    return spelling_key(label), tuple(unaccented(label).replace("'", " ").replace("-", " ").split())


def _report(label: Unknown, table: Table, vocabulary: Vocabulary, findings: Findings) -> None:
    family: Family = getattr(vocabulary, label.family)
    near = ", ".join(f"« {name} » ({score:.2f})" for _, name, score in label.nearest[:3])
    resembling = f"le plus proche : {near}" if near else "aucun libellé connu ne lui ressemble"
    header = table.headers.get(label.column, label.column)
    where = {"sheet": table.sheet, "row": label.rows[0], "column": header, "value": label.label}
    if label.is_new_project:
        remedy = "il entrera au vocabulaire sous son nom ; si c'en est un connu : --interactive"
        findings.add(WARNING, f"nouveau projet ; {resembling}", remedy, **where)
        return
    slug = label.nearest[0][0] if label.nearest else "identifiant"
    more = f" ({len(label.rows)} lignes)" if len(label.rows) > 1 else ""
    remedy = f"décidez avec add --interactive, ou ajoutez à data/{family.file} la ligne : {label.label},{slug},motif"
    findings.add(REJECTION, f"{family.noun}{more} ; {resembling}", remedy, **where)


def new_project(label: Unknown, vocabulary: Vocabulary, edition: int, joins: Iterable[Join]) -> Join:
    """The join that creates a project from an unknown label, under a slug that neither vocabulary nor joins use."""
    base = re.sub(r"[^a-z0-9]+", "-", unaccented(label.label)).strip("-")[:60] or "projet"
    used = {*vocabulary.projects.names, *(join.slug for join in joins)}
    slug = next(name for name in [base, *(f"{base}-{number}" for number in range(2, 1000))] if name not in used)
    return Join("projects", label.label, slug, f"nouveau à l'édition {edition}", is_new=True)


def decide(
    unknown: list[Unknown], vocabulary: Vocabulary, edition: int,
    answer: Callable[[str], str], say: Callable[[str], None],
) -> list[Join]:  # fmt: skip
    """The joins that the operator accepts, one question per label; a label without an answer stays unknown.

    `answer` displays a question and returns what is typed (`input`); `say` displays a line.
    """
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
