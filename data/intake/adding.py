"""An accepted file into the data folder: the edition, its figures, what it corrects, its source; and what is there."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.intake.checking import Intake, Request, check, edition_files, read_projects
from data.intake.findings import REJECTION
from data.intake.layout import LABELS
from data.intake.matching import Join, decide
from data.intake.resources import Resource
from data.intake.writing import commit, csv_text, figures_text, locked, published_figures, vocabulary_changes
from data.model.errors import SourceError
from data.model.french import count, full_date, listing, month
from data.model.key_figures import read_key_figures
from data.model.labels import read_vocabulary
from data.model.tables import CORRECTION_COLUMNS, read_corrections, read_rows
from data.model.wording import label_key

SOURCE_COLUMNS = ("edition", "file", "address", "resource", "checksum", "sha256", "bytes", "taken_on")


@dataclass
class Addition:
    """What `add` did: the check, the files written in the data folder, the lines added to corrections.csv."""

    intake: Intake
    written: list[str] = field(default_factory=list)
    corrections: list[dict[str, str]] = field(default_factory=list)

    def report(self) -> str:
        """The report for the operator, in French."""
        report = self.intake.report()
        if self.intake.findings.refused:
            return report
        report = report.removesuffix("ACCEPTABLE.").rstrip()
        if not self.written:
            return f"{report}\nDÉJÀ À JOUR : rien n'est changé."
        corrected = f" ; {count(len(self.corrections), 'correction')} dans corrections.csv" if self.corrections else ""
        return f"{report}\nAJOUTÉ : {', '.join(self.written)}{corrected}."


def add(
    request: Request, figures: Mapping[str, str], *, resource: Resource | None = None,
    dialogue: tuple[Callable[[str], str], Callable[[str], None]] | None = None, may_correct: bool = True,
) -> Addition:  # fmt: skip
    """Check a file and add it; nothing is written where it is refused, nor where nothing changes.

    Args:
        request: The file.
        figures: Published figures as columns of key_figures.csv, checked.
        resource: What the file was on data.gouv.fr, where it comes from there.
        dialogue: Question and display, to decide on unknown labels with the operator.
        may_correct: An edition with a table may be changed; else a difference is a rejection.

    Raises:
        SourceError: Another import is under way, or the folder cannot be written.
    """
    with locked(request.folder):
        intake = check(request)
        if dialogue and intake.unknown:
            vocabulary = read_vocabulary(request.folder / "vocabulary")
            if joins := decide(intake.unknown, vocabulary, request.edition, *dialogue):
                commit(request.folder, vocabulary_changes(request.folder, joins))
                dialogue[1](f"\n{count(len(joins), 'rattachement')} au vocabulaire.")
            intake = check(request)
        addition = Addition(intake)
        if not intake.findings.refused:
            try:
                _write(addition, figures, resource, may_correct=may_correct)
            except SourceError as error:
                for problem in error.problems:
                    intake.findings.add(REJECTION, problem)
                addition.corrections.clear()
        return addition


def read_sources(folder: Path) -> dict[int, dict[str, str]]:
    """Edition → its line in sources.csv.

    Raises:
        SourceError: The table cannot be read.
    """
    path = folder / "sources.csv"
    return {int(line["edition"]): line for _, line in read_rows(path, SOURCE_COLUMNS)} if path.is_file() else {}


def status_text(folder: Path) -> str:
    """The content of the data folder in French: each edition, its source, the day of its import, its hash.

    Raises:
        SourceError: A table cannot be read.
    """
    figures = read_key_figures(folder / "key_figures.csv").set_index("edition")
    sources = read_sources(folder)
    lines = [f"Données tenues dans {folder} :"]
    files = edition_files(folder)
    for edition, path in sorted(files.items()):
        content = path.read_bytes()
        rows = len(list(read_rows(path, tuple(LABELS))))
        lines.append(
            f"édition {edition:>2} · {month(path.stem.partition('_')[2]):<14} · {count(rows, 'projet')} · "
            f"{path.name} sha256 {hashlib.sha256(content).hexdigest()[:16]}"
        )
        if line := sources.get(edition):
            source = line["address"] or f"fichier « {line['file']} »"
            digest = f"sha256 {line['sha256'][:16]}, {line['bytes']} octets"
            lines.append(f"    pris le {full_date(line['taken_on'])} de {source} ({digest})")
        else:
            lines.append(f"    livrée avec le projet ; {figures['source'].get(edition, '') or 'source non notée'}")
    only = [str(edition) for edition in figures.index if edition not in files]
    figures_only = f"Chiffres publiés seuls, sans tableau : éditions {listing(only)}."
    lines.append(figures_only if only else "Tous les tableaux sont tenus.")
    lines.append(f"{count(len(read_corrections(folder)), 'correction')} dans corrections.csv.")
    return "\n".join(lines)


def _write(addition: Addition, figures: Mapping[str, str], resource: Resource | None, *, may_correct: bool) -> None:
    intake = addition.intake
    request = intake.request
    joins = intake.new_projects
    changes = vocabulary_changes(request.folder, joins) | _edition_changes(addition, joins)
    changes |= _figure_changes(addition, figures)
    corrections = addition.corrections
    if corrections and not may_correct:
        first = corrections[0]
        raise SourceError(
            f"l'édition {request.edition} est tenue d'une autre source avec d'autres valeurs "
            f"({count(len(corrections), 'différence')}, dont {first['project']}, {first['column']} : "
            f"« {first['before']} » → « {first['after']} ») → comparez, puis --replace pour prendre le fichier publié"
        )
    if corrections:
        lines = [*read_corrections(request.folder), *corrections]
        changes["corrections.csv"] = csv_text(CORRECTION_COLUMNS, lines)
    changes |= _source_changes(intake, resource)
    if changes:
        commit(request.folder, changes)
    addition.written = sorted(changes)


def _edition_changes(addition: Addition, joins: list[Join]) -> dict[str, str]:
    """The file of the edition where it changes; each change of a table that exists is a correction."""
    intake = addition.intake
    path = edition_files(intake.request.folder).get(intake.request.edition)
    if path is None:
        return {intake.file_name: intake.edition_text()}
    vocabulary = read_vocabulary(intake.request.folder / "vocabulary")
    old = read_projects(path, vocabulary)
    slugs = {**vocabulary.projects.slugs, **{label_key(join.label): (join.slug,) for join in joins}}
    new = {slugs[label_key(row.name)][0]: row.values for row in intake.rows}
    for slug in [*new, *(slug for slug in old if slug not in new)]:
        before, after = old.get(slug, {}), new.get(slug, {})
        for column in LABELS if before and after else ("published_name",):
            _correct(addition, slug, column, before.get(column, ""), after.get(column, ""))
    return {intake.file_name: intake.edition_text()} if addition.corrections else {}


def _correct(addition: Addition, project: str, column: str, before: str, after: str) -> None:
    """Add a line to the corrections where the value changes."""
    if before != after:
        request = addition.intake.request
        values = (request.today.isoformat(), str(request.edition), project, column, before, after)
        addition.corrections.append(dict(zip(CORRECTION_COLUMNS, values, strict=True)))


def _figure_changes(addition: Addition, figures: Mapping[str, str]) -> dict[str, str]:
    request = addition.intake.request
    old = published_figures(request.folder, request.edition)
    new = dict(figures)
    if not old.get("reference_date"):
        new.setdefault("reference_date", request.reference)
    if not old:
        new.setdefault("source", f"Fichier publié « {request.path.name} »")
    changed = {name: value for name, value in new.items() if old.get(name, "") != value}
    for name, value in changed.items():
        if old.get(name):
            _correct(addition, "", name, old[name], value)
    return {"key_figures.csv": figures_text(request.folder, request.edition, changed)} if changed or not old else {}


def _source_changes(intake: Intake, resource: Resource | None) -> dict[str, str]:
    request = intake.request
    sources = read_sources(request.folder)
    line = sources.get(request.edition, {})
    origin = (resource.address, resource.id, resource.checksum_text) if resource else ("", "", "")
    is_same_origin = (line.get("resource"), line.get("checksum")) == origin[1:]
    if line.get("sha256") == intake.sha256 and (is_same_origin or not resource):
        return {}
    size, day = str(request.path.stat().st_size), request.today.isoformat()
    values = (str(request.edition), request.path.name, *origin, intake.sha256, size, day)
    sources[request.edition] = dict(zip(SOURCE_COLUMNS, values, strict=True))
    return {"sources.csv": csv_text(SOURCE_COLUMNS, [sources[number] for number in sorted(sources)])}
