"""One published file checked against what is held: `check` says everything, writes nothing."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from data.intake.findings import REJECTION, WARNING, Findings, in_words
from data.intake.importing import Row, import_rows
from data.intake.joining import Join, new_project, vocabulary_changes
from data.intake.layout import Table, find_table, read_columns
from data.intake.matching import Unknown, match
from data.intake.previous_edition import compare, edition_files, read_projects, slug_of
from data.intake.readers import read_published
from data.intake.writing import csv_text, staged
from data.model import french
from data.model.edition_files import edition_of
from data.model.errors import SourceError
from data.model.french import count
from data.model.key_figures import read_key_figures
from data.model.labels import Vocabulary, read_vocabulary
from data.model.normalise import parse_month
from data.model.schema import EDITION_FILE

_REFERENCE = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Request:
    """A file to check, and as what.

    Attributes:
        path: The published file.
        edition: Number of the edition.
        reference: Its reference month, `2021-11`.
        folder: The data folder.
        sheet: The sheet to read, where there is a choice.
        is_forced: The operator answers for a file that shrinks, or repeats another edition.
        today: The day of the import.
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
        request: What was asked.
        findings: Everything found.
        rows: The projects as the edition's file would hold them.
        unknown: Labels that the vocabulary does not know.
        comparison: The edition beside the one before it, in French, line by line.
        publication_months: The months of the column « Date de publication », where there is one.
        sha256: Hash of the file.
        notes: What the reader assumed.
    """

    request: Request
    findings: Findings = field(default_factory=Findings)
    rows: list[Row] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    comparison: list[str] = field(default_factory=list)
    publication_months: list[str] = field(default_factory=list)
    sha256: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def file_name(self) -> str:
        """Path of the edition's file in the data folder."""
        return f"editions/{self.request.edition:02d}_{self.request.reference}.csv"

    @property
    def new_projects(self) -> list[Join]:
        """The joins that make new projects of the unknown labels that resemble none."""
        vocabulary = read_vocabulary(self.request.folder / "vocabulary")
        joins: list[Join] = []
        for label in self.unknown:
            if label.is_new_project:
                joins.append(new_project(label, vocabulary, self.request.edition, [join.slug for join in joins]))
        return joins

    def edition_text(self) -> str:
        """The content of the edition's file."""
        return csv_text([column.name for column in EDITION_FILE], [row.values for row in self.rows])

    def report(self) -> str:
        """The report of the operator, in French."""
        name, edition, reference = self.request.path.name, self.request.edition, self.request.reference
        lines = [f"{name}, édition {edition} ({reference}) : {count(len(self.rows), 'projet lu', 'projets lus')}"]
        lines += self.notes
        lines.append(in_words(self.findings.items))
        lines += self.comparison
        lines.append("REFUSÉ : rien n'est changé." if self.findings.refused else "ACCEPTABLE.")
        return "\n".join(lines)


def check(request: Request) -> Intake:
    """Everything that can be said of a file before it is taken in; faults are findings, never exceptions."""
    intake = Intake(request)
    try:
        _check_request(request, intake.findings)
        vocabulary = read_vocabulary(request.folder / "vocabulary")
        table = _read(request, intake)
        if table is not None:
            _check_rows(request, intake, table, vocabulary)
        if not intake.findings.refused:
            _check_build(request, intake)
    except SourceError as error:
        for problem in error.problems:
            reason, _, remedy = problem.partition(" → ")
            intake.findings.add(REJECTION, reason, remedy)
    return intake


def _check_request(request: Request, findings: Findings) -> None:
    """The number and the month of the edition, among those held."""
    if not _REFERENCE.fullmatch(request.reference):
        raise SourceError(f"date de référence « {request.reference} » → écrivez-la 2021-11")
    if request.reference > f"{request.today:%Y-%m}":
        findings.add(REJECTION, f"date de référence {request.reference} dans l'avenir", "vérifiez --reference")
    held = {number: edition_of(path)[1] for number, path in edition_files(request.folder).items()}
    if (known := held.pop(request.edition, None)) and known != request.reference:
        findings.add(
            REJECTION,
            f"l'édition {request.edition} est déjà tenue à la date {known}",
            f"gardez --reference {known}, ou renommez son fichier",
        )
    for number, month in sorted(held.items(), key=lambda item: abs(item[0] - request.edition)):
        if month == request.reference or (number < request.edition) != (month < request.reference):
            findings.add(
                REJECTION,
                f"{request.reference} ne va pas avec l'édition {request.edition} : l'édition {number} est de {month}",
                "vérifiez --edition et --reference",
            )  # fmt: skip
            break


def _read(request: Request, intake: Intake) -> Table | None:
    sheets = read_published(request.path)
    intake.sha256 = hashlib.sha256(request.path.read_bytes()).hexdigest()
    intake.notes += [f"{sheet.note}." for sheet in sheets if sheet.note]
    if not any(sheet.rows for sheet in sheets):
        raise SourceError(
            f"{request.path.name} : fichier sans aucune valeur → vérifiez que c'est bien celui de l'édition"
        )
    known = read_columns(request.folder)
    return find_table(sheets, known, intake.findings, sheet_name=request.sheet)


def _check_rows(request: Request, intake: Intake, table: Table, vocabulary: Vocabulary) -> None:
    intake.publication_months = publication_months(table)
    rows = import_rows(table, intake.findings, reference=request.reference, is_forced=request.is_forced)
    files = edition_files(request.folder)
    previous = max((number for number in files if number < request.edition), default=None)
    old = read_projects(files[previous], vocabulary) if previous is not None else {}
    headers = {name: header for name, (_, header) in table.columns.items()}
    likely = _continued(rows, old, vocabulary)
    intake.rows, intake.unknown = match(
        rows, vocabulary, intake.findings, sheet=table.sheet, headers=headers, likely=likely
    )
    new = {slug_of(row.values, vocabulary): row.values for row in intake.rows}
    if previous is not None and new:
        intake.comparison = compare(
            new, old, intake.findings, edition=request.edition, previous=previous,
            names=vocabulary.projects.names, is_forced=request.is_forced,
        )  # fmt: skip
    for number, path in files.items():
        if number != request.edition and new and read_projects(path, vocabulary) == new:
            intake.findings.add(
                WARNING if request.is_forced else REJECTION,
                f"même tableau que l'édition {number}",
                "vérifiez le fichier et --edition ; --force si les deux sont bien égaux",
            )  # fmt: skip


def _continued(rows: list[Row], old: dict[str, dict[str, str]], vocabulary: Vocabulary) -> dict[str, set[str]]:
    """Printed name → projects gone from the edition before with the same start and ministry: maybe renamed."""

    def trait(line: dict[str, str]) -> tuple[str, tuple[str, ...]] | None:
        try:
            return (line["start"], vocabulary.ministries.resolve(line["published_ministry"])) if line["start"] else None
        except KeyError:
            return None

    present = {slug_of(row.values, vocabulary) for row in rows}
    gone: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for slug, line in old.items():
        if slug not in present and (key := trait(line)):
            gone.setdefault(key, set()).add(slug)
    return {row.name: gone[key] for row in rows if (key := trait(row.values)) in gone}


def publication_months(table: Table) -> list[str]:
    """The months in the column « Date de publication », without repeats."""
    months = []
    for number in table.rows:
        try:
            month = parse_month(table.cell(number, "publication_date").text)
        except ValueError:
            continue
        months += [f"{month:%Y-%m}"] if month else []
    return list(dict.fromkeys(months))


def _check_build(request: Request, intake: Intake) -> None:
    """What the whole dataset says of the edition, built on a copy."""
    changes = vocabulary_changes(request.folder, intake.new_projects)
    changes[intake.file_name] = intake.edition_text()
    known = set(read_key_figures(request.folder / "key_figures.csv")["edition"])
    if request.edition not in known:
        from data.intake.figures import figures_text

        changes["key_figures.csv"] = figures_text(
            request.folder, request.edition, {"reference_date": request.reference}
        )
    staged(request.folder, changes)
