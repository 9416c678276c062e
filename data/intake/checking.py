"""One published file checked against the data folder: `check` reports everything and writes nothing."""

import contextlib
import hashlib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from data.intake.findings import REJECTION, WARNING, Findings
from data.intake.layout import LABELS, Table, find_table, read_columns
from data.intake.matching import Join, Unknown, area_to_sort, match, new_project
from data.intake.readers import read_published
from data.intake.rows import Row, import_rows
from data.intake.writing import build_copy, csv_text, figures_text, published_figures, vocabulary_changes
from data.model import french
from data.model.edition_files import edition_of
from data.model.errors import SourceError
from data.model.key_figures import read_key_figures
from data.model.labels import Vocabulary, read_vocabulary
from data.model.normalise import parse_month, parse_number
from data.model.tables import read_rows
from data.model.wording import NOT_GIVEN_PHASE, label_key

TOLERATED_SHARE = 0.30  # of the projects that may leave from one edition to the next
UNUSUAL_FACTOR = 5.0
FIGURE_COLUMNS = ("cost_meur", "planned_duration_years")
_GUARDED = (*FIGURE_COLUMNS, "start", "published_phase", "published_functional_area", "programmes")

Projects = dict[str, dict[str, str]]  # slug → line of an edition's file, as text


@dataclass(frozen=True)
class Request:
    """A published file to check, as an edition of the data folder."""

    path: Path
    edition: int
    reference: str  # its month, as `2021-11`
    folder: Path
    sheet: str = ""  # the one to read, where there is a choice
    is_forced: bool = False  # the operator accepts a file that shrinks, or repeats another edition
    today: date = field(default_factory=french.today)


@dataclass
class Intake:
    """The outcome of a check; in French, what differs from the edition before and what the reader assumed."""

    request: Request
    findings: Findings = field(default_factory=Findings)
    rows: list[Row] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    comparison: list[str] = field(default_factory=list)
    sha256: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def file_name(self) -> str:
        """Path of the edition's file in the data folder."""
        return f"editions/{self.request.edition:02d}_{self.request.reference}.csv"

    @property
    def new_projects(self) -> list[Join]:
        """The joins of the labels that enter alone: projects that resemble none, functional areas « à classer »."""
        vocabulary = read_vocabulary(self.request.folder / "vocabulary")
        joins: list[Join] = []
        for label in self.unknown:
            if label.is_new_project:
                joins.append(new_project(label, vocabulary, self.request.edition, joins))
            elif label.family == "functional_areas":
                joins.append(area_to_sort(label, vocabulary, self.request.edition, joins))
        return joins

    def edition_text(self) -> str:
        """The content of the edition's file."""
        return csv_text(LABELS, [row.values for row in self.rows])

    def report(self) -> str:
        """The report for the operator, in French."""
        edition = f"{self.request.path.name}, édition {self.request.edition} ({self.request.reference})"
        first = f"{edition} : {french.count(len(self.rows), 'projet lu', 'projets lus')}"
        last = "REFUSÉ : rien n'est changé." if self.findings.refused else "ACCEPTABLE."
        return "\n".join([first, *self.notes, self.findings.in_words(), *self.comparison, last])


def check(request: Request) -> Intake:
    """The outcome of every check of a file; faults are findings, never exceptions."""
    intake = Intake(request)
    try:
        _check_request(request, intake.findings)
        vocabulary = read_vocabulary(request.folder / "vocabulary")
        sheets = read_published(request.path)
        intake.sha256 = hashlib.sha256(request.path.read_bytes()).hexdigest()
        intake.notes += [f"{sheet.note}." for sheet in sheets if sheet.note]
        table = find_table(sheets, read_columns(request.folder), intake.findings, sheet_name=request.sheet)
        if hidden := [f"feuille « {sheet.name} » : {sheet.hidden}" for sheet in sheets if sheet.hidden]:
            remedy = "affichez-les pour vérifier, supprimez du fichier ce qui n'est pas publié"
            intake.findings.add(WARNING, f"masqué ou filtré, lu comme le reste ({' ; '.join(hidden)})", remedy)
        if table is not None:
            _check_rows(intake, table, vocabulary)
        if not intake.findings.refused:
            changes = vocabulary_changes(request.folder, intake.new_projects)
            changes[intake.file_name] = intake.edition_text()
            if not published_figures(request.folder, request.edition):
                figures = {"reference_date": request.reference}
                changes["key_figures.csv"] = figures_text(request.folder, request.edition, figures)
            build_copy(request.folder, changes)
    except SourceError as error:
        for problem in error.problems:
            reason, _, remedy = problem.partition(" → ")
            intake.findings.add(REJECTION, reason, remedy)
    return intake


def edition_files(folder: Path) -> dict[int, Path]:
    """Number of each edition with a table → its file."""
    return {edition_of(path)[0]: path for path in sorted((folder / "editions").glob("*.csv"))}


def read_projects(path: Path, vocabulary: Vocabulary) -> Projects:
    """The projects of an edition's file."""
    return {_slug(line, vocabulary): line for _, line in read_rows(path, tuple(LABELS))}


def publication_months(table: Table) -> list[str]:
    """The months in the column « Date de publication », without repeats."""
    months: list[str] = []
    for number in table.rows:
        with contextlib.suppress(ValueError):
            if month := parse_month(table.cell(number, "publication_date").text):
                months.append(f"{month:%Y-%m}")
    return list(dict.fromkeys(months))


def _slug(line: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """The project of a line, its name in capitals where the vocabulary does not know it."""
    key = label_key(line["published_name"])
    return vocabulary.projects.slugs.get(key, (key.upper(),))[0]


def _check_request(request: Request, findings: Findings) -> None:
    """Check the number and the month of the edition against those of the other editions."""
    edition, reference = request.edition, request.reference
    if not re.fullmatch(r"20\d{2}-(0[1-9]|1[0-2])", reference):
        raise SourceError(f"date de référence « {reference} » → écrivez-la 2021-11")
    if reference > f"{request.today:%Y-%m}":
        findings.add(REJECTION, f"date de référence {reference} dans l'avenir", "vérifiez --reference")
    figures = read_key_figures(request.folder / "key_figures.csv")
    dates = zip(figures["edition"], figures["reference_date"], strict=True)
    months: dict[int, str] = {int(number): month for number, month in dates if month}
    months |= {number: edition_of(path)[1] for number, path in edition_files(request.folder).items()}
    if (known := months.pop(edition, reference)) != reference:
        reason = f"l'édition {edition} est déjà tenue à la date {known}"
        findings.add(
            REJECTION, reason, f"gardez --reference {known}, ou corrigez key_figures.csv et le nom de son fichier"
        )
    for number, month in sorted(months.items(), key=lambda item: abs(item[0] - edition)):
        if month == reference or (number < edition) != (month < reference):
            reason = f"{reference} ne va pas avec l'édition {edition} : l'édition {number} est de {month}"
            findings.add(REJECTION, reason, "vérifiez --edition et --reference")
            break


def _check_rows(intake: Intake, table: Table, vocabulary: Vocabulary) -> None:
    request, findings = intake.request, intake.findings
    rows = import_rows(table, findings, reference=request.reference, is_forced=request.is_forced)
    files = edition_files(request.folder)
    editions = {number: read_projects(path, vocabulary) for number, path in files.items() if number != request.edition}
    previous = max((number for number in editions if number < request.edition), default=0)
    old = editions.get(previous, {})
    likely = _likely_renamed([row.values for row in rows], old, vocabulary)
    intake.rows, intake.unknown = match(rows, table, vocabulary, findings, likely)
    new = {_slug(row.values, vocabulary): row.values for row in intake.rows}
    if previous and new:
        intake.comparison = _compare(intake, old, new, previous, vocabulary.projects.names)
    for number in [number for number, projects in editions.items() if new and is_same_table(projects, new)]:
        remedy = "vérifiez le fichier et --edition ; --force si les deux sont bien égaux"
        findings.add(WARNING if request.is_forced else REJECTION, f"même tableau que l'édition {number}", remedy)


def is_same_table(one: Projects, other: Projects) -> bool:
    """True where both have the same projects with the same values, whatever the spelling and the last digits."""
    return one.keys() == other.keys() and all(
        is_same_value(column, one[slug][column], other[slug][column])
        for slug in one
        for column in LABELS
        if column != "published_name"
    )


def is_same_value(column: str, one: str, other: str) -> bool:
    """True for the same text without case, or for numbers equal at ten digits."""
    if column in FIGURE_COLUMNS and one and other:
        return math.isclose(float(one), float(other), rel_tol=1e-10)
    return label_key(one) == label_key(other)


def _likely_renamed(lines: list[dict[str, str]], old: Projects, vocabulary: Vocabulary) -> dict[str, set[str]]:
    """Printed name → projects gone from the edition before with the same start and ministry: maybe renamed."""

    def start_and_ministry(line: dict[str, str]) -> tuple[str, tuple[str, ...]]:
        return line["start"], vocabulary.ministries.slugs.get(label_key(line["published_ministry"]), ())

    present = {_slug(line, vocabulary) for line in lines}
    gone: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for slug, line in old.items():
        if slug not in present and all(key := start_and_ministry(line)):
            gone.setdefault(key, set()).add(slug)
    return {line["published_name"]: gone[key] for line in lines if (key := start_and_ministry(line)) in gone}


def _compare(intake: Intake, old: Projects, new: Projects, previous: int, names: Mapping[str, str]) -> list[str]:
    """The comparison with the edition before, in French, one line each; unusual changes are findings."""
    request, findings = intake.request, intake.findings
    known_names = {**{slug: line["published_name"] for slug, line in new.items()}, **names}
    entrants, leavers = (sorted(known_names[slug] for slug in slugs) for slugs in (new.keys() - old, old.keys() - new))
    # Over several editions without a table, as many may leave as if each step lost the tolerated share.
    tolerated = 1 - (1 - TOLERATED_SHARE) ** max(1, request.edition - previous)
    gone = len(leavers) / len(old) if old else 0.0
    if gone > tolerated:
        shares = ", au plus ".join(french.pct(100 * share, signed=False, decimals=0) for share in (gone, tolerated))
        projects = f"{french.count(len(leavers), 'projet')} sur {len(old)} de l'édition {previous}"
        level = WARNING if request.is_forced else REJECTION
        remedy = "vérifiez que le fichier est complet ; --force s'il l'est"
        findings.add(level, f"{projects} ont disparu ({shares})", remedy, value=", ".join(leavers[:5]))
    _check_columns(intake, old, new, previous, tolerated)
    lines = [
        f"Comparaison avec l'édition {previous} :",
        f"  entrants ({len(entrants)}) : {french.listing(entrants) or 'aucun'}",
        f"  sortants ({len(leavers)}) : {french.listing(leavers) or 'aucun'}",
    ]
    for slug in sorted(new.keys() & old.keys(), key=known_names.__getitem__):
        if changes := _changes(known_names[slug], old[slug], new[slug], findings):
            lines.append(f"  {known_names[slug]} : {' ; '.join(changes)}")
    return lines


def _check_columns(intake: Intake, old: Projects, new: Projects, previous: int, tolerated: float) -> None:
    """Reject, unless forced, a column that loses more of its values than an edition may lose projects."""
    for column in _GUARDED:
        known = [slug for slug in old.keys() & new.keys() if old[slug][column] not in ("", NOT_GIVEN_PHASE)]
        lost = [slug for slug in known if new[slug][column] in ("", NOT_GIVEN_PHASE)]
        if known and len(lost) > tolerated * len(known):
            reason = f"{french.count(len(lost), 'valeur perdue', 'valeurs perdues')} sur {len(known)} connues"
            level = WARNING if intake.request.is_forced else REJECTION
            remedy = "vérifiez la colonne dans le fichier ; --force si elle n'est plus publiée"
            intake.findings.add(level, f"{reason} à l'édition {previous}", remedy, column=LABELS[column])


def _changes(name: str, old: dict[str, str], new: dict[str, str], findings: Findings) -> list[str]:
    changes = []
    before, after = (parse_number(line["cost_meur"]) for line in (old, new))
    if before and after and abs(after - before) >= 0.05:
        difference = french.meur(after - before, signed=True)
        changes.append(f"réévalué de {difference} ({french.meur(before)} → {french.meur(after)})")
        if not 1 / UNUSUAL_FACTOR < after / before < UNUSUAL_FACTOR:
            reason = f"coût multiplié par {french.number(after / before, 2)} depuis l'édition précédente"
            findings.add(WARNING, reason, "vérifiez l'unité (millions d'euros)", column=LABELS["cost_meur"], value=name)
    elif before and after is None:
        changes.append(f"coût retiré ({french.meur(before)})")
    elif after and before is None:
        changes.append(f"coût publié ({french.meur(after)})")
    before, after = (parse_number(line["planned_duration_years"]) for line in (old, new))
    if before and after and abs(after - before) >= 0.05:
        changes.append(f"durée {french.years(before)} → {french.years(after)}")
    elif before and after is None:
        changes.append(f"durée retirée ({french.years(before)})")
    first, second = (parse_month(line["start"]) for line in (old, new))
    if first and second and first != second:
        changes.append(f"début {french.month(first)} → {french.month(second)}")
    elif first and second is None:
        changes.append(f"début retiré ({french.month(first)})")
    if label_key(old["published_phase"]) != label_key(new["published_phase"]):
        changes.append(f"phase {old['published_phase']} → {new['published_phase']}")
    return changes
