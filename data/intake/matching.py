"""Labels of a published file against the vocabulary: known, known in another spelling, or unknown with the nearest.

Nothing is joined on a resemblance: an unknown label is shown with its nearest known ones and their scores, and
somebody decides. Only a spelling that differs by accents, case or punctuation is taken as known, and told.
"""

import difflib
import functools
from collections.abc import Iterable
from dataclasses import dataclass

from data.intake.findings import REJECTION, WARNING, Findings
from data.intake.importing import Row, with_label
from data.model.labels import Family, Vocabulary
from data.model.wording import unaccented

COLUMNS = {
    "published_ministry": "ministries",
    "published_phase": "phases",
    "published_functional_area": "functional_areas",
    "published_name": "projects",
}
NEAR = 0.75
"""From this score on, an unknown project may be a known one under another name: somebody has to say."""
SHOWN = 0.5
MOST = 60
"""Beyond so many unknown labels of one kind, the file is not one of this panorama: nothing is proposed."""


@dataclass(frozen=True)
class Unknown:
    """A label that the vocabulary does not know.

    Attributes:
        family: Name of the family in `Vocabulary`.
        column: Column of the edition's file.
        label: As printed.
        rows: Rows of the file where it stands.
        nearest: Known slugs with their name and score between 0 and 1, best first.
    """

    family: str
    column: str
    label: str
    rows: tuple[int, ...]
    nearest: tuple[tuple[str, str, float], ...]

    @property
    def is_new_project(self) -> bool:
        """True for a project that resembles none: it enters the vocabulary as a new one, and is told."""
        return self.family == "projects" and (not self.nearest or self.nearest[0][2] < NEAR)


def spelling_key(label: str) -> str:
    """Letters, digits and @ only (« OPER@ » is not « OPER »), without case nor accents."""
    return "".join(letter for letter in unaccented(label) if letter.isalnum() or letter == "@")


def match(
    rows: list[Row], vocabulary: Vocabulary, findings: Findings, *, sheet: str, headers: dict[str, str],
    likely: dict[str, set[str]] | None = None,
) -> tuple[list[Row], list[Unknown]]:  # fmt: skip
    """The rows with labels in a spelling that the vocabulary knows, and the labels that it does not.

    Args:
        rows: As `importing.import_rows` gives them.
        vocabulary: The reviewed tables.
        findings: Where other spellings and unknown labels are noted.
        sheet: Name of the sheet, for the findings.
        headers: Column → header as printed, for the findings.
        likely: Printed name → projects that it may continue (gone from the edition before, same start and ministry).
    """
    unknown: list[Unknown] = []
    for column, name in COLUMNS.items():
        family: Family = getattr(vocabulary, name)
        spellings = _spellings(family)
        at: dict[str, list[int]] = {}
        for index, row in enumerate(rows):
            label = row.values[column]
            try:
                family.resolve(label)
            except KeyError:
                known = spellings.get(spelling_key(label), [])
                if len(known) == 1 and spelling_key(label):
                    rows[index] = with_label(row, column, known[0])
                    findings.add(
                        WARNING, f"orthographe inhabituelle, lue « {known[0]} »", "vérifiez",
                        sheet=sheet, row=row.number, column=headers.get(column, column), value=label,
                    )  # fmt: skip
                else:
                    at.setdefault(label, []).append(row.number)
        if len(at) > MOST:
            findings.add(
                REJECTION,
                f"{len(at)} libellés inconnus ({family.noun})",
                "vérifiez que c'est bien le fichier du panorama",
                sheet=sheet,
                column=headers.get(column, column),
                value=", ".join(list(at)[:3]),
            )
            continue
        for label, numbers in at.items():
            nearest = nearest_known(label, family, (likely or {}).get(label, set()))
            unknown.append(Unknown(name, column, label, tuple(numbers), nearest))
    _report(unknown, vocabulary, findings, sheet=sheet, headers=headers)
    return rows, unknown


def _spellings(family: Family) -> dict[str, list[str]]:
    """Spelling key → one known label for each of the slugs it leads to."""
    found: dict[str, dict[tuple[str, ...], str]] = {}
    for label, slugs, _ in family.labels:
        found.setdefault(spelling_key(label), {}).setdefault(slugs, label)
    return {key: list(labels.values()) for key, labels in found.items()}


def nearest_known(
    label: str, family: Family, likely: Iterable[str] = (), count: int = 5
) -> tuple[tuple[str, str, float], ...]:
    """The known slugs nearest to a label: slug, name, score between 0 and 1, best first."""
    best: dict[str, float] = {}
    for known, slugs, _ in family.labels:
        joined = "|".join(slugs)
        best[joined] = max(best.get(joined, 0.0), similarity(known, label))
    for slug in likely:
        best[slug] = max(NEAR, best.get(slug, 0.0))
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:count]
    names = {slug: " / ".join(family.names[one] for one in slug.split("|")) for slug, _ in ranked}
    return tuple((slug, names[slug], round(score, 2)) for slug, score in ranked if score >= SHOWN)


def similarity(left: str, right: str) -> float:
    """How alike two labels are, 0 to 1: letters in order, words in any order, initials, a name inside another."""
    (left_key, left_words), (right_key, right_words) = _compared(left), _compared(right)
    if not left_key or not right_key:
        return 0.0
    scores = [
        _ratio(left_key, right_key),
        _ratio(" ".join(sorted(left_words)), " ".join(sorted(right_words))),
    ]
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


def _ratio(left: str, right: str) -> float:
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    # Upper bounds that cost little: most pairs of labels have nothing in common.
    if matcher.real_quick_ratio() < SHOWN or matcher.quick_ratio() < SHOWN:
        return 0.0
    return matcher.ratio()


def _report(
    unknown: list[Unknown], vocabulary: Vocabulary, findings: Findings, *, sheet: str, headers: dict[str, str]
) -> None:
    for label in unknown:
        family: Family = getattr(vocabulary, label.family)
        near = ", ".join(f"« {name} » ({score:.2f})" for _, name, score in label.nearest[:3])
        resembling = f"le plus proche : {near}" if near else "aucun libellé connu ne lui ressemble"
        place = {
            "sheet": sheet,
            "row": label.rows[0],
            "column": headers.get(label.column, label.column),
            "value": label.label,
        }
        more = f" ({len(label.rows)} lignes)" if len(label.rows) > 1 else ""
        if label.is_new_project:
            findings.add(
                WARNING, f"nouveau projet ; {resembling}",
                "il entrera au vocabulaire sous son nom ; si c'en est un connu : --interactive", **place,
            )  # fmt: skip
            continue
        slug = label.nearest[0][0] if label.nearest else "identifiant"
        findings.add(
            REJECTION,
            f"{family.noun}{more} ; {resembling}",
            f"décidez avec add --interactive, ou ajoutez à data/{family.file} la ligne : {label.label},{slug},motif",
            **place,
        )
