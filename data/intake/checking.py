"""One published file checked against the data folder: `check` reports everything and writes nothing."""

import contextlib
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from data.intake.comparison import Projects, compare_editions, is_same_table
from data.intake.findings import REJECTION, WARNING, Findings
from data.intake.layout import LABELS, Table, find_table, read_columns
from data.intake.matching import Decisions, History, Join, Unknown, join_of, match
from data.intake.resemblance import NEW
from data.intake.rows import Row, import_rows
from data.intake.writing import build_copy, csv_text, figures_text, published_figures, vocabulary_changes
from data.model import french
from data.model.edition_files import edition_of
from data.model.errors import SourceError
from data.model.key_figures import read_key_figures
from data.model.labels import Vocabulary, read_vocabulary
from data.model.normalise import parse_month
from data.model.tables import read_rows
from data.model.wording import label_key
from data.readers.published import kind_of, read_published


@dataclass(frozen=True)
class Request:
    """A published file to check, as an edition of the data folder."""

    path: Path
    edition: int
    reference: str  # its month, as `2021-11`
    folder: Path
    sheet: str = ""  # the one to read, where there is a choice
    is_forced: bool = False  # the operator accepts a file that shrinks, or repeats another edition
    decisions: Decisions = field(default_factory=dict)  # of the operator on unknown labels
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
    def undecided(self) -> list[Unknown]:
        """The labels that the operator has to decide on."""
        return [label for label in self.unknown if label.is_open]

    @property
    def settled(self) -> list[Unknown]:
        """The unknown labels that are decided, certain, new projects or areas « à classer »."""
        return [label for label in self.unknown if not label.is_open]

    @property
    def joins(self) -> list[Join]:
        """The joins of `settled`, in its order."""
        vocabulary = read_vocabulary(self.request.folder / "vocabulary")
        joins: list[Join] = []
        for label in self.settled:
            joins.append(join_of(label, label.decision, vocabulary, joins))
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
        if kind_of(request.path) == "xls":
            unseen = "ce qu'il masque, les formules sans valeur et le calendrier de 1904"
            reason = f"format XLS : {unseen} n'y sont pas vus"
            remedy = "enregistrez-le en XLSX ou ODS dans un tableur, puis vérifiez ce fichier-là"
            intake.findings.add(WARNING, reason, remedy)
        if table is not None:
            _check_rows(intake, table, vocabulary)
        if not intake.findings.refused:
            changes = vocabulary_changes(request.folder, intake.joins)
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
    return {_slug(line, vocabulary.projects.slugs): line for _, line in read_rows(path, tuple(LABELS))}


def publication_months(table: Table) -> list[str]:
    """The months in the column « Date de publication », without repeats."""
    months: list[str] = []
    for number in table.rows:
        with contextlib.suppress(ValueError):
            if month := parse_month(table.cell(number, "publication_date").text):
                months.append(f"{month:%Y-%m}")
    return list(dict.fromkeys(months))


def _slug(line: Mapping[str, str], slugs: Mapping[str, tuple[str, ...]]) -> str:
    """The project of a line, its name in capitals where no label leads to it."""
    key = label_key(line["published_name"])
    return slugs.get(key, (key.upper(),))[0]


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
    intake.rows, intake.unknown = match(
        rows, table, vocabulary, findings,
        edition=request.edition, history=_history(editions, request.edition, previous), decisions=request.decisions,
    )  # fmt: skip
    # A label still to decide counts as what it most likely means, or a renamed project would be one gone.
    likely = {label_key(label.label): label.proposal.answer for label in intake.unknown if label.family == "projects"}
    slugs = {**vocabulary.projects.slugs, **{key: (slug,) for key, slug in likely.items() if slug != NEW}}
    new, old = {_slug(row.values, slugs): row.values for row in intake.rows}, editions.get(previous, {})
    if previous and new:
        intake.comparison = compare_editions(
            old, new, previous, request.edition, vocabulary.projects.names, findings, is_forced=request.is_forced
        )
    for number in [number for number, projects in editions.items() if new and is_same_table(projects, new)]:
        remedy = "vérifiez le fichier et --edition ; --force si les deux sont bien égaux"
        findings.add(WARNING if request.is_forced else REJECTION, f"même tableau que l'édition {number}", remedy)


def _history(editions: Mapping[int, Projects], edition: int, previous: int) -> History:
    lines: dict[str, list[dict[str, str]]] = {}
    for number in sorted(editions, key=lambda number: abs(number - edition)):
        for slug, line in editions[number].items():
            lines.setdefault(slug, []).append(line)
    return History(lines, frozenset(editions.get(previous, ())))
