"""An accepted file into the data folder: the edition, its figures, what it corrects, where it comes from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.intake.checking import Intake, Request, check
from data.intake.figures import figures_text, held_figures
from data.intake.findings import REJECTION
from data.intake.joining import Join, ask, vocabulary_changes
from data.intake.previous_edition import edition_files, read_projects
from data.intake.writing import commit, csv_text, locked
from data.model.errors import SourceError
from data.model.french import count
from data.model.labels import read_vocabulary
from data.model.schema import EDITION_FILE
from data.model.tables import read_rows
from data.model.wording import label_key

CORRECTION_COLUMNS = ("date", "edition", "project", "column", "before", "after")
SOURCE_COLUMNS = ("edition", "file", "address", "resource", "checksum", "sha256", "bytes", "taken_on")


@dataclass(frozen=True)
class Origin:
    """Where a file comes from, kept in sources.csv.

    Attributes:
        address: Its public address, empty for a file of the operator.
        resource: Its identifier on data.gouv.fr.
        checksum: The checksum announced there.
    """

    address: str = ""
    resource: str = ""
    checksum: str = ""


@dataclass
class Addition:
    """What `add` did.

    Attributes:
        intake: The check.
        written: Files written, relative to the data folder.
        corrections: Lines added to corrections.csv.
    """

    intake: Intake
    written: list[str] = field(default_factory=list)
    corrections: list[dict[str, str]] = field(default_factory=list)

    def report(self) -> str:
        """The report of the operator, in French."""
        lines = [self.intake.report()]
        if not self.intake.findings.refused:
            lines[0] = lines[0].removesuffix("ACCEPTABLE.").rstrip()
            corrected = (
                f" ; {count(len(self.corrections), 'correction')} dans corrections.csv" if self.corrections else ""
            )
            lines.append(
                f"AJOUTÉ : {', '.join(self.written)}{corrected}."
                if self.written
                else "DÉJÀ À JOUR : rien n'est changé."
            )
        return "\n".join(lines)


def add(
    request: Request, figures: Mapping[str, str], *, origin: Origin | None = None,
    decide: tuple[Callable[[str], str], Callable[[str], None]] | None = None, may_correct: bool = True,
) -> Addition:  # fmt: skip
    """Check a file and take it in; nothing is written where it is refused, nor where nothing changes.

    Args:
        request: The file and what it is.
        figures: Published figures as columns of key_figures.csv, checked.
        origin: Where the file comes from.
        decide: How to ask the operator about unknown labels (question, display), None not to ask.
        may_correct: An edition already held may be changed; else a difference is a rejection.

    Raises:
        SourceError: Another import is under way, or the folder cannot be written.
    """
    with locked(request.folder):
        intake = check(request)
        if decide and intake.unknown:
            _ask_and_keep(intake, *decide)
            intake = check(request)
        addition = Addition(intake)
        if not intake.findings.refused:
            try:
                _take_in(addition, figures, origin or Origin(), may_correct=may_correct)
            except SourceError as error:
                for problem in error.problems:
                    intake.findings.add(REJECTION, problem)
                addition.corrections.clear()
        return addition


def _ask_and_keep(intake: Intake, answer: Callable[[str], str], say: Callable[[str], None]) -> None:
    request = intake.request
    vocabulary = read_vocabulary(request.folder / "vocabulary")
    joins = ask(intake.unknown, vocabulary, request.edition, answer=answer, say=say)
    if joins:
        commit(request.folder, vocabulary_changes(request.folder, joins))
        say(f"\n{count(len(joins), 'rattachement')} au vocabulaire.")


def _take_in(addition: Addition, figures: Mapping[str, str], origin: Origin, *, may_correct: bool) -> None:
    intake = addition.intake
    request = intake.request
    joins: list[Join] = intake.new_projects
    changes = vocabulary_changes(request.folder, joins)
    changes |= _edition_changes(addition, joins)
    changes |= _figure_changes(addition, figures)
    if addition.corrections and not may_correct:
        first = addition.corrections[0]
        raise SourceError(
            f"l'édition {request.edition} est tenue d'une autre source avec d'autres valeurs "
            f"({count(len(addition.corrections), 'différence')}, dont {first['project']}, {first['column']} : "
            f"« {first['before']} » → « {first['after']} ») → comparez, puis --replace pour prendre le fichier publié"
        )
    if addition.corrections:
        held = _read_optional(request.folder / "corrections.csv", CORRECTION_COLUMNS)
        changes["corrections.csv"] = csv_text(CORRECTION_COLUMNS, [*held, *addition.corrections])
    changes |= _source_changes(intake, origin)
    if changes:
        commit(request.folder, changes)
    addition.written = sorted(changes)


def _edition_changes(addition: Addition, joins: list[Join]) -> dict[str, str]:
    intake = addition.intake
    held = edition_files(intake.request.folder).get(intake.request.edition)
    if held is None:
        return {intake.file_name: intake.edition_text()}
    vocabulary = read_vocabulary(intake.request.folder / "vocabulary")
    old = read_projects(held, vocabulary)
    slugs = {**vocabulary.projects.slugs, **{label_key(join.label): (join.slug,) for join in joins}}
    new = {slugs[label_key(row.name)][0]: row.values for row in intake.rows}
    found = [
        _correction(
            intake, slug, column.name, old.get(slug, {}).get(column.name, ""), new.get(slug, {}).get(column.name, "")
        )
        for slug in [*new, *(slug for slug in old if slug not in new)]
        for column in EDITION_FILE
        if (slug in old and slug in new) or column.name == "published_name"
    ]
    addition.corrections += [line for line in found if line["before"] != line["after"]]
    return {intake.file_name: intake.edition_text()} if addition.corrections else {}


def _correction(intake: Intake, project: str, column: str, before: str, after: str) -> dict[str, str]:
    request = intake.request
    values = (request.today.isoformat(), str(request.edition), project, column, before, after)
    return dict(zip(CORRECTION_COLUMNS, values, strict=True))


def _figure_changes(addition: Addition, figures: Mapping[str, str]) -> dict[str, str]:
    request = addition.intake.request
    held = held_figures(request.folder, request.edition)
    given = dict(figures)
    if not held.get("reference_date"):
        given.setdefault("reference_date", request.reference)
    if not held:
        given.setdefault("source", f"Fichier publié « {request.path.name} »")
    changed = {name: value for name, value in given.items() if held.get(name, "") != value}
    addition.corrections += [
        _correction(addition.intake, "", name, held[name], value) for name, value in changed.items() if held.get(name)
    ]
    return {"key_figures.csv": figures_text(request.folder, request.edition, changed)} if changed or not held else {}


def _source_changes(intake: Intake, origin: Origin) -> dict[str, str]:
    request = intake.request
    held = read_sources(request.folder)
    line = held.get(request.edition)
    is_same = (
        line
        and line["sha256"] == intake.sha256
        and (not origin.resource or (line["resource"], line["checksum"]) == (origin.resource, origin.checksum))
    )
    if is_same:
        return {}
    values = (
        str(request.edition), request.path.name, origin.address, origin.resource, origin.checksum, intake.sha256,
        str(request.path.stat().st_size), request.today.isoformat(),
    )  # fmt: skip
    held[request.edition] = dict(zip(SOURCE_COLUMNS, values, strict=True))
    return {"sources.csv": csv_text(SOURCE_COLUMNS, [held[number] for number in sorted(held)])}


def read_sources(folder: Path) -> dict[int, dict[str, str]]:
    """Edition → the line of sources.csv that says which file it was taken from.

    Raises:
        SourceError: The table cannot be read.
    """
    return {int(line["edition"]): line for line in _read_optional(folder / "sources.csv", SOURCE_COLUMNS)}


def read_corrections(folder: Path) -> list[dict[str, str]]:
    """The lines of corrections.csv, oldest first.

    Raises:
        SourceError: The table cannot be read.
    """
    return _read_optional(folder / "corrections.csv", CORRECTION_COLUMNS)


def _read_optional(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    return [line for _, line in read_rows(path, tuple(columns))] if path.is_file() else []
