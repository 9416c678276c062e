"""One published file checked against the data folder: `check` reports everything and writes nothing."""

import contextlib
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from data.intake.findings import REJECTION, WARNING, Findings
from data.intake.layout import LABELS, Table, find_table, read_columns
from data.intake.matching import Join, Unknown, match, new_project
from data.intake.readers import read_published
from data.intake.rows import Row, import_rows
from data.intake.writing import build_copy, csv_text, figures_text, published_figures, vocabulary_changes
from data.model import french
from data.model.edition_files import edition_of
from data.model.errors import SourceError
from data.model.labels import Vocabulary, read_vocabulary
from data.model.normalise import label_key, parse_month, parse_number
from data.model.tables import read_rows

TOLERATED_SHARE = 0.30
"""Share of the projects that may leave from one edition to the next."""
UNUSUAL_FACTOR = 5.0
_REFERENCE = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])")

Projects = dict[str, dict[str, str]]  # slug → line of an edition's file, as text


@dataclass(frozen=True)
class Request:
    """A published file to check, as an edition of the data folder.

    Attributes:
        reference: Reference month of the edition, `2021-11`.
        sheet: The sheet to read, where there is a choice.
        is_forced: The operator accepts a file that shrinks, or repeats another edition.
    """

    path: Path
    edition: int
    reference: str
    folder: Path
    sheet: str = ""
    is_forced: bool = False
    today: date = field(default_factory=french.today)


@dataclass
class Intake:
    """The outcome of a check.

    Attributes:
        comparison: The differences from the edition before, in French, line by line.
        sha256: Hash of the file.
        notes: What the reader assumed, in French.
    """

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
        """The joins that create projects from the unknown labels that resemble none."""
        vocabulary = read_vocabulary(self.request.folder / "vocabulary")
        joins: list[Join] = []
        for label in self.unknown:
            if label.is_new_project:
                joins.append(new_project(label, vocabulary, self.request.edition, joins))
        return joins

    def edition_text(self) -> str:
        """The content of the edition's file."""
        return csv_text(LABELS, [row.values for row in self.rows])

    def report(self) -> str:
        """The report for the operator, in French."""
        name, edition, reference = self.request.path.name, self.request.edition, self.request.reference
        projects = french.count(len(self.rows), "projet lu", "projets lus")
        lines = [f"{name}, édition {edition} ({reference}) : {projects}", *self.notes, self.findings.in_words()]
        lines += self.comparison
        lines.append("REFUSÉ : rien n'est changé." if self.findings.refused else "ACCEPTABLE.")
        return "\n".join(lines)


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
        if table is not None:
            _check_rows(request, intake, table, vocabulary)
        if not intake.findings.refused:
            _check_build(request, intake)
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
    months: dict[str, None] = {}
    for number in table.rows:
        with contextlib.suppress(ValueError):
            if month := parse_month(table.cell(number, "publication_date").text):
                months[f"{month:%Y-%m}"] = None
    return list(months)


def _slug(line: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """The project of a line, its name in capitals where the vocabulary does not know it."""
    try:
        return vocabulary.projects.resolve(line["published_name"])[0]
    except KeyError:
        return label_key(line["published_name"]).upper()


def _check_request(request: Request, findings: Findings) -> None:
    """Check the number and the month of the edition against those of the other editions."""
    edition, reference = request.edition, request.reference
    if not _REFERENCE.fullmatch(reference):
        raise SourceError(f"date de référence « {reference} » → écrivez-la 2021-11")
    if reference > f"{request.today:%Y-%m}":
        findings.add(REJECTION, f"date de référence {reference} dans l'avenir", "vérifiez --reference")
    months = {number: edition_of(path)[1] for number, path in edition_files(request.folder).items()}
    if (known := months.pop(edition, None)) and known != reference:
        reason = f"l'édition {edition} est déjà tenue à la date {known}"
        findings.add(REJECTION, reason, f"gardez --reference {known}, ou renommez son fichier")
    for number, month in sorted(months.items(), key=lambda item: abs(item[0] - edition)):
        if month == reference or (number < edition) != (month < reference):
            reason = f"{reference} ne va pas avec l'édition {edition} : l'édition {number} est de {month}"
            findings.add(REJECTION, reason, "vérifiez --edition et --reference")
            break


def _check_rows(request: Request, intake: Intake, table: Table, vocabulary: Vocabulary) -> None:
    rows = import_rows(table, intake.findings, reference=request.reference, is_forced=request.is_forced)
    files = edition_files(request.folder)
    previous = max((number for number in files if number < request.edition), default=None)
    old = read_projects(files[previous], vocabulary) if previous is not None else {}
    likely = _likely_renamed(rows, old, vocabulary)
    intake.rows, intake.unknown = match(rows, table, vocabulary, intake.findings, likely)
    new = {_slug(row.values, vocabulary): row.values for row in intake.rows}
    if previous is not None and new:
        intake.comparison = _compare(request, old, new, previous, vocabulary.projects.names, intake.findings)
    for number, path in files.items():
        if number != request.edition and new and read_projects(path, vocabulary) == new:
            level = WARNING if request.is_forced else REJECTION
            remedy = "vérifiez le fichier et --edition ; --force si les deux sont bien égaux"
            intake.findings.add(level, f"même tableau que l'édition {number}", remedy)


def _likely_renamed(rows: list[Row], old: Projects, vocabulary: Vocabulary) -> dict[str, set[str]]:
    """Printed name → projects gone from the edition before with the same start and ministry: maybe renamed."""

    def start_and_ministry(line: dict[str, str]) -> tuple[str, tuple[str, ...]] | None:
        try:
            return (line["start"], vocabulary.ministries.resolve(line["published_ministry"])) if line["start"] else None
        except KeyError:
            return None

    present = {_slug(row.values, vocabulary) for row in rows}
    gone: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for slug, line in old.items():
        if slug not in present and (key := start_and_ministry(line)):
            gone.setdefault(key, set()).add(slug)
    return {row.name: gone[key] for row in rows if (key := start_and_ministry(row.values)) in gone}


def _compare(
    request: Request, old: Projects, new: Projects, previous: int, names: Mapping[str, str], findings: Findings
) -> list[str]:
    """The comparison with the edition before, in French, one line each; unusual changes are findings."""
    known_names = {**{slug: line["published_name"] for slug, line in new.items()}, **names}
    entrants = sorted(known_names[slug] for slug in new.keys() - old.keys())
    leavers = sorted(known_names[slug] for slug in old.keys() - new.keys())
    _check_leavers(request, leavers, len(old), previous, findings)
    lines = [
        f"Comparaison avec l'édition {previous} :",
        f"  entrants ({len(entrants)}) : {french.listing(entrants) or 'aucun'}",
        f"  sortants ({len(leavers)}) : {french.listing(leavers) or 'aucun'}",
    ]
    for slug in sorted(new.keys() & old.keys(), key=lambda slug: known_names[slug]):
        if changes := _changes(known_names[slug], old[slug], new[slug], findings):
            lines.append(f"  {known_names[slug]} : {' ; '.join(changes)}")
    return lines


def _check_leavers(request: Request, leavers: list[str], total: int, previous: int, findings: Findings) -> None:
    """Reject a file where too many projects are gone, unless it is forced."""
    # Over several editions without a table, as many may leave as if each step lost the tolerated share.
    tolerated = 1 - (1 - TOLERATED_SHARE) ** max(1, request.edition - previous)
    gone = len(leavers) / total if total else 0.0
    if gone > tolerated:
        shares = ", au plus ".join(french.pct(100 * share, signed=False, decimals=0) for share in (gone, tolerated))
        reason = f"{french.count(len(leavers), 'projet')} sur {total} de l'édition {previous} ont disparu ({shares})"
        remedy = "vérifiez que le fichier est complet ; --force s'il l'est"
        findings.add(WARNING if request.is_forced else REJECTION, reason, remedy, value=", ".join(leavers[:5]))


def _changes(name: str, old: dict[str, str], new: dict[str, str], findings: Findings) -> list[str]:
    changes = []
    before, after = (parse_number(line["cost_meur"]) for line in (old, new))
    if before and after and abs(after - before) >= 0.05:
        difference = french.meur(after - before, signed=True)
        changes.append(f"réévalué de {difference} ({french.meur(before)} → {french.meur(after)})")
        if not 1 / UNUSUAL_FACTOR < after / before < UNUSUAL_FACTOR:
            reason = f"coût multiplié par {french.number(after / before, 2)} depuis l'édition précédente"
            findings.add(WARNING, reason, "vérifiez l'unité (millions d'euros)", column="cost_meur", value=name)
    elif before and after is None:
        changes.append(f"coût retiré ({french.meur(before)})")
    elif after and before is None:
        changes.append(f"coût publié ({french.meur(after)})")
    before, after = (parse_number(line["planned_duration_years"]) for line in (old, new))
    if before and after and abs(after - before) >= 0.05:
        changes.append(f"durée {french.years(before)} → {french.years(after)}")
    starts = [parse_month(line["start"]) for line in (old, new)]
    if starts[0] and starts[1] and starts[0] != starts[1]:
        changes.append(f"début {french.month(starts[0])} → {french.month(starts[1])}")
    if label_key(old["published_phase"]) != label_key(new["published_phase"]):
        changes.append(f"phase {old['published_phase']} → {new['published_phase']}")
    return changes


def _check_build(request: Request, intake: Intake) -> None:
    """Build the whole dataset on a copy, with the edition."""
    changes = vocabulary_changes(request.folder, intake.new_projects)
    changes[intake.file_name] = intake.edition_text()
    if not published_figures(request.folder, request.edition):
        figures = {"reference_date": request.reference}
        changes["key_figures.csv"] = figures_text(request.folder, request.edition, figures)
    build_copy(request.folder, changes)
