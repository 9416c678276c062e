"""Labels of a published file against the vocabulary: known, in another spelling, certain from the facts, or to decide.

A spelling that differs by accents, case or punctuation is read as known. A label that facts settle (same start,
ministry, cost and words), a new project that nothing resembles and a functional area that nobody knows enter alone,
each with a warning; the operator decides on any other.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from data.intake.findings import REJECTION, WARNING, Findings
from data.intake.layout import Table
from data.intake.resemblance import (
    NEW,
    Candidate,
    Lines,
    ProjectRow,
    Proposal,
    Slugs,
    proposed,
    proposed_project,
    spelling_key,
)  # fmt: skip
from data.intake.rows import Row
from data.model.french import capitalised, count
from data.model.labels import Family, Vocabulary
from data.model.normalise import parse_number
from data.model.wording import label_key, unaccented

FAMILIES = {  # family of the vocabulary → column of the edition's file; ministries first, projects need them
    "ministries": "published_ministry",
    "phases": "published_phase",
    "functional_areas": "published_functional_area",
    "projects": "published_name",
}
TO_SORT, TO_SORT_NAME = "a-classer", "À classer"  # the functional area of what nobody has sorted yet
_DECIDE = "add écrit decisions.csv : remplissez-le, puis add --decisions decisions.csv ; ou add --interactive"
MAX_UNKNOWN = 60  # with more unknown labels of one family, the file is not one of this panorama
_MINISTRY_OF = re.compile(
    r"(?:ministères?|secrétariat d'état)(?: délégué)?(?: chargés?)?(?: (?:de la|de l'|des|du|de|à la) ?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Unknown:
    """A label that the vocabulary does not know, as printed, where the file has it, and what it most likely means."""

    family: str
    column: str
    label: str
    edition: int
    rows: tuple[int, ...]
    where: str  # sheet and column, in French
    proposal: Proposal
    is_decided: bool = False  # by the operator

    @property
    def nearest(self) -> tuple[Candidate, ...]:
        """The known slugs that resemble it, best first."""
        return self.proposal.candidates

    @property
    def may_be_new(self) -> bool:
        """True where the operator may answer `NEW`."""
        return self.family in ("projects", "ministries")

    @property
    def is_open(self) -> bool:
        """True where the operator has to decide."""
        return not (self.is_decided or self.proposal.is_certain or self.family == "functional_areas")

    @property
    def decision(self) -> "Decision":
        """What the label is where nobody has to decide any more."""
        answer, reason = self.proposal.answer, self.proposal.reason
        if self.is_decided or (self.proposal.is_certain and answer == NEW):
            return Decision(answer, reason)
        if self.proposal.is_certain:
            return Decision(answer, f"sans décision, édition {self.edition} : {reason}")
        return Decision(TO_SORT, f"à classer, édition {self.edition}")


@dataclass(frozen=True)
class Join:
    """A label attached to a slug of the vocabulary (two joined by | for two ministries); `name`: of a new slug."""

    family: str
    label: str
    slug: str
    reason: str
    name: str = ""


@dataclass(frozen=True)
class Decision:
    """The operator's answer for a label: slugs joined by | or `NEW`, and its reason."""

    answer: str
    reason: str


Decisions = Mapping[tuple[str, str], Decision]  # family and key of the label →


@dataclass(frozen=True)
class History:
    """The editions around a file: lines of each project, nearest edition first, and the projects of the one before."""

    lines: Mapping[str, Lines] = field(default_factory=dict)
    recent: frozenset[str] = frozenset()


def match(
    rows: list[Row], table: Table, vocabulary: Vocabulary, findings: Findings,
    *, edition: int, history: History, decisions: Decisions,
) -> tuple[list[Row], list[Unknown]]:  # fmt: skip
    """The rows in spellings that the vocabulary knows, and its unknown labels with what they most likely mean."""
    unknown: list[Unknown] = []
    ministries, likely = dict(vocabulary.ministries.slugs), dict[str, tuple[str, ...]]()
    for name, column in FAMILIES.items():
        family: Family = getattr(vocabulary, name)
        unknown_rows = _respelled(rows, column, table, family, findings)
        if len(unknown_rows) > MAX_UNKNOWN:
            where = table.where(None, column, ", ".join(list(unknown_rows)[:3]))
            reason = f"{len(unknown_rows)} libellés inconnus ({family.noun})"
            findings.add(REJECTION, reason, "vérifiez que c'est bien le fichier du panorama", **where)
            continue
        proposals = _proposals(name, unknown_rows, rows, vocabulary, (ministries, likely), history)
        for label, proposal in proposals.items():
            numbers = tuple(rows[index].number for index in unknown_rows[label])
            position = f"feuille « {table.sheet} », colonne « {table.columns.get(column, (0, column))[1]} »"
            one = Unknown(name, column, label, edition, numbers, position, proposal)
            if decision := decisions.get((name, label_key(label))):
                one = replace(one, proposal=replace(proposal, answer=decision.answer, reason=decision.reason),
                              is_decided=True)  # fmt: skip
            if name == "ministries" and one.proposal.answer != NEW:
                (likely if one.is_open else ministries)[label_key(label)] = tuple(one.proposal.answer.split("|"))
            unknown.append(one)
            _report(one, table, family, findings)
    return rows, unknown


def _respelled(rows: list[Row], column: str, table: Table, family: Family, findings: Findings) -> dict[str, list[int]]:
    """Unknown label → positions of its rows; a label known in another spelling is replaced, with one warning."""
    by_spelling: dict[str, dict[tuple[str, ...], str]] = {}  # one known label for each of the slugs it leads to
    for known_label, slugs, _ in family.labels:
        by_spelling.setdefault(spelling_key(known_label), {}).setdefault(slugs, known_label)
    unknown: dict[str, list[int]] = {}
    respelled: dict[tuple[str, str], list[int]] = {}
    for index, row in enumerate(rows):
        label = row.values[column]
        if label_key(label) in family.slugs:
            continue
        key = spelling_key(label)
        known = list(by_spelling.get(key, {}).values())
        if len(known) == 1 and key:
            rows[index] = Row(row.number, {**row.values, column: known[0]})
            respelled.setdefault((label, known[0]), []).append(row.number)
        else:
            unknown.setdefault(label, []).append(index)
    for (label, known_label), numbers in respelled.items():
        more = f" ({count(len(numbers), 'ligne')})" if len(numbers) > 1 else ""
        reason = f"orthographe inhabituelle, lue « {known_label} »{more}"
        findings.add(WARNING, reason, "vérifiez", **table.where(numbers[0], column, label))
    return unknown


def _proposals(
    name: str, unknown: dict[str, list[int]], rows: list[Row], vocabulary: Vocabulary,
    settled_and_likely: tuple[Slugs, Slugs], history: History,
) -> dict[str, Proposal]:  # fmt: skip
    """Unknown label of a family → its proposal, from the ministries of known labels and those of labels to decide."""
    ministries, likely = settled_and_likely
    family: Family = getattr(vocabulary, name)

    def project_of(row: Row) -> str:
        return vocabulary.projects.slugs.get(label_key(row.values["published_name"]), ("",))[0]

    if name != "projects":
        found = {}
        for label, indices in unknown.items():
            lines = [history.lines[slug][0] for index in indices if (slug := project_of(rows[index])) in history.lines]
            projects = [ministries.get(label_key(line["published_ministry"]), ()) for line in lines]
            found[label] = proposed(
                label, family, may_be_new=name == "ministries", projects=projects if name == "ministries" else ()
            )
        return found
    present = {slug for row in rows if (slug := project_of(row))}
    proposals = {}
    for label, indices in unknown.items():
        values = rows[indices[0]].values
        key = label_key(values["published_ministry"])
        own, is_known = ministries.get(key) or likely.get(key, ()), key in ministries
        row = ProjectRow(label, values["start"], parse_number(values["cost_meur"]), own, is_known)
        proposals[label] = proposed_project(
            row, family, history.lines, ministries, present=present, recent=history.recent
        )
    return _one_label_each(proposals)


def _one_label_each(proposals: dict[str, Proposal]) -> dict[str, Proposal]:
    """The proposals where several labels for one project are decisions, all but the nearest « nouveau »."""
    by_slug: dict[str, list[str]] = {}
    for label, proposal in proposals.items():
        by_slug.setdefault(proposal.answer, []).append(label)
    for slug, labels in by_slug.items():
        if slug == NEW or len(labels) < 2:
            continue
        labels.sort(key=lambda label: (not proposals[label].is_certain, -proposals[label].candidates[0].score))
        for index, label in enumerate(labels):
            answer = NEW if index else slug
            proposals[label] = replace(proposals[label], answer=answer, is_certain=False)
    return proposals


def _report(label: Unknown, table: Table, family: Family, findings: Findings) -> None:
    if label.is_decided:
        return
    near = ", ".join(f"« {one.name} » ({one.printed_score})" for one in label.nearest[:3])
    resembling = f"le plus proche : {near}" if near else "aucun libellé connu ne lui ressemble"
    where = table.where(label.rows[0], label.column, label.label)
    more = f" ({len(label.rows)} lignes)" if len(label.rows) > 1 else ""
    answer, names = label.proposal.answer, family.names
    if answer in (NEW, ""):
        proposal = "nouveau" if answer else "aucune"
    else:
        proposal = " / ".join(names[slug] for slug in answer.split("|"))
    if label.proposal.is_certain and answer != NEW:
        remedy = "vérifiez ; sinon, une ligne de decisions.csv ou --interactive dit ce qu'il est"
        findings.add(WARNING, f"{family.noun}, lu « {proposal} »{more} : {label.proposal.reason}", remedy, **where)
    elif label.proposal.is_certain:
        remedy = "il entrera sous son nom ; si c'en est un connu, une ligne de decisions.csv ou --interactive le dit"
        findings.add(WARNING, f"nouveau projet ; {resembling}", remedy, **where)
    elif label.family == "functional_areas":
        remedy = f"elle entre sous « {TO_SORT_NAME} » ; pour la classer : --interactive, ou data/{family.file}"
        findings.add(WARNING, f"{family.noun} ; {resembling}", remedy, **where)
    else:
        reason = f"{family.noun}{more} ; {resembling} ; proposition : {proposal}"
        findings.add(REJECTION, reason, _DECIDE, **where)


def join_of(label: Unknown, decision: Decision, vocabulary: Vocabulary, joins: Iterable[Join]) -> Join:
    """The join of a label as decided; `joins`: those already made, whose new slugs are not used again.

    A new project of the same name and without label comes from an interrupted import: its slug is used again.
    """
    family: Family = getattr(vocabulary, label.family)
    reason = decision.reason or f"décidé à l'édition {label.edition}"
    if decision.answer != NEW:
        is_new = decision.answer == TO_SORT and TO_SORT not in {*family.names, *(join.slug for join in joins)}
        return Join(label.family, label.label, decision.answer, reason, TO_SORT_NAME if is_new else "")
    is_project = label.family == "projects"
    name = label.label if is_project else capitalised(_MINISTRY_OF.sub("", label.label, count=1)) or label.label
    base = re.sub(r"[^a-z0-9]+", "-", unaccented(name)).strip("-")[:60] or "projet"
    labelled = {slug for _, slugs, _ in family.labels for slug in slugs}
    used = {*family.names, *(join.slug for join in joins if join.family == label.family)}
    free = (slug for slug in [base, *(f"{base}-{number}" for number in range(2, 1000))] if slug not in used)
    slug = next((one for one, known in family.names.items() if known == name and one not in labelled), None)
    slug = slug or next(free)
    return Join(label.family, label.label, slug, decision.reason or f"nouveau à l'édition {label.edition}", name)
