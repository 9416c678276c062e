"""An accepted file into the data folder, and what is there; a table that cannot be read is a SourceError."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from statistics import fmean

from data.intake.checking import Intake, Request, check, edition_files, read_projects
from data.intake.comparison import FIGURE_COLUMNS, is_same_value
from data.intake.decisions import decide
from data.intake.findings import REJECTION, WARNING, Finding
from data.intake.layout import LABELS
from data.intake.matching import Join
from data.intake.resources import Resource
from data.intake.writing import commit, csv_text, figures_text, locked, published_figures, vocabulary_changes
from data.model.dataset import build_dataset
from data.model.errors import SourceError
from data.model.french import count, full_date, listing, month, number
from data.model.key_figures import read_key_figures
from data.model.labels import read_vocabulary
from data.model.tables import CORRECTION_COLUMNS, read_corrections, read_rows
from data.model.wording import label_key
from data.store.last_good import LastGood

_Bound = Callable[[float], float]
_MARGINS: dict[str, tuple[_Bound, _Bound]] = {
    "projects": (lambda counted: 0.95 * counted, lambda counted: 1.05 * counted),
    "interministerial": (lambda counted: 0.75 * counted - 3, lambda counted: 1.25 * counted + 3),
    # Tables withhold costs that the total includes: 20 % of it at edition 13.
    "total_cost_meur": (lambda counted: 0.95 * counted, lambda counted: 1.5 * counted),
    "mean_duration_years": (lambda counted: 0.9 * counted, lambda counted: 1.1 * counted),
}
"""Figure → the lowest and the highest that go with what the table of projects says."""
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
        corrected = f" ; {count(len(self.corrections), 'correction')} dans corrections.csv" if self.corrections else ""
        done = f"AJOUTÉ : {', '.join(self.written)}{corrected}." if self.written else "DÉJÀ À JOUR : rien n'est changé."
        return f"{report.removesuffix('ACCEPTABLE.').rstrip()}\n{done}"


def add(
    request: Request, figures: Mapping[str, str], *, resource: Resource | None = None,
    dialogue: tuple[Callable[[str], str], Callable[[str], None]] | None = None, may_correct: bool = True,
) -> Addition:  # fmt: skip
    """Check a file and add it; nothing is written where it is refused, nor where nothing changes.

    `figures` are checked columns of key_figures.csv; `dialogue` (question, display) decides on unknown labels; without
    `may_correct`, a difference from the edition is a rejection. SourceError where another import is under way.
    """
    with locked(request.folder):
        intake = check(request)
        if dialogue and intake.unknown:
            vocabulary = read_vocabulary(request.folder / "vocabulary")
            decisions = {**request.decisions, **decide(intake.unknown, vocabulary, *dialogue)}
            intake = check(replace(request, decisions=decisions))
            joins = [join for join, label in zip(intake.joins, intake.settled, strict=True) if label.is_decided]
            if joins:  # what was typed is stored even where the file is refused for another reason
                commit(request.folder, vocabulary_changes(request.folder, joins))
                dialogue[1](f"\n{count(len(joins), 'rattachement')} au vocabulaire.")
                intake = check(request)
        addition = Addition(intake)
        _check_figures(intake, figures)
        if not intake.findings.refused:
            try:
                _write(addition, figures, resource, may_correct=may_correct)
            except SourceError as error:
                intake.findings.items += [Finding(REJECTION, problem) for problem in error.problems]
                addition.corrections.clear()
        return addition


def compare(request: Request) -> Addition:
    """The check of another file of an edition, and every difference from its table as corrections; writes nothing."""
    addition = Addition(check(request))
    if not addition.intake.findings.refused:
        _edition_changes(addition, addition.intake.joins)
    return addition


def read_sources(folder: Path) -> dict[int, dict[str, str]]:
    """Edition → its line in sources.csv, none without such a file; SourceError for a wrong line."""
    path = folder / "sources.csv"
    sources: dict[int, dict[str, str]] = {}
    for row, line in read_rows(path, SOURCE_COLUMNS) if path.is_file() else ():
        try:
            date.fromisoformat(line["taken_on"])
            sources[int(line["edition"])] = line
        except ValueError as error:
            where = f"{path.name}, ligne {row}"
            raise SourceError(f"{where} : édition ou jour illisible ; écrivez par exemple 14 et 2026-01-15") from error
    return sources


def standing(folder: Path, cache: Path) -> tuple[list[str], str]:
    """What is wrong with the source files, as read now and as a server has found them; what is served, in French."""
    last_good = LastGood(folder, cache, lambda dataset: None)
    try:
        identity = build_dataset(folder).id
        read_corrections(folder)
        problems = list(last_good.read_refusal(identity))
    except SourceError as error:
        problems = list(error.problems)
    if not problems:
        is_rendered = last_good.is_accepted(identity)
        return (
            [],
            f"Jeu de données {identity}, {'servi' if is_rendered else 'lisible, pas encore rendu par un serveur'}.",
        )
    latest = last_good.latest
    return problems, f"À la place, le dernier jeu bon : {latest}." if latest else "Aucun jeu bon n'est gardé."


def status_text(folder: Path) -> str:
    """The content of the data folder in French: each edition, its source, the day of its import, its hash."""
    figures = read_key_figures(folder / "key_figures.csv").set_index("edition")
    sources = read_sources(folder)
    lines, files = [f"Données tenues dans {folder} :"], edition_files(folder)
    for edition, path in sorted(files.items()):
        rows = len(list(read_rows(path, tuple(LABELS))))
        lines.append(
            f"édition {edition:>2} · {month(path.stem.partition('_')[2]):<14} · {count(rows, 'projet')} · "
            f"{path.name} sha256 {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"
        )
        if line := sources.get(edition):
            source = line["address"] or f"fichier « {line['file']} »"
            digest = f"sha256 {line['sha256'][:16]}, {line['bytes']} octets"
            lines.append(f"    pris le {full_date(line['taken_on'])} de {source} ({digest})")
        else:
            lines.append(f"    livrée avec le projet ; {figures['source'].get(edition, '') or 'source non notée'}")
    only = listing([str(edition) for edition in figures.index if edition not in files])
    lines += [
        f"Chiffres publiés seuls, sans tableau : éditions {only}." if only else "Tous les tableaux sont tenus.",
        f"{count(len(read_corrections(folder)), 'correction')} dans corrections.csv.",
    ]
    return "\n".join(lines)


def _check_figures(intake: Intake, figures: Mapping[str, str]) -> None:
    """Reject figures that are new and contradict the table, unless forced, or the calendar."""
    request, lines = intake.request, [row.values for row in intake.rows]
    if intake.findings.refused:
        return
    known = {name: [float(line[name]) for line in lines if line[name]] for name in FIGURE_COLUMNS}
    table = {
        "projects": float(len(lines)),
        "interministerial": float(sum(line["is_interministerial"] == "oui" for line in lines)),
        "total_cost_meur": sum(known["cost_meur"]),
        "mean_duration_years": fmean(known["planned_duration_years"] or [0.0]),
    }
    former = published_figures(request.folder, request.edition)
    for name, (low, high) in _MARGINS.items():
        stated, counted = float(figures.get(name) or 0), table[name]
        is_new = name in figures and figures[name] != former.get(name)
        if is_new and counted and not low(counted) <= stated <= high(counted):
            reason = f"{name} : {number(stated, 2)} annoncés, {number(counted, 2)} d'après le tableau"
            remedy = "vérifiez le chiffre et le fichier ; --force si les deux sont exacts"
            intake.findings.add(WARNING if request.is_forced else REJECTION, reason, remedy)
    published = figures.get("publication_date", "")
    if published > request.today.isoformat()[: len(published)]:
        reason = f"publication_date : {published} est dans l'avenir"
        intake.findings.add(REJECTION, reason, "vérifiez --publication-date")


def _write(addition: Addition, figures: Mapping[str, str], resource: Resource | None, *, may_correct: bool) -> None:
    folder, edition = addition.intake.request.folder, addition.intake.request.edition
    joins = addition.intake.joins
    changes = vocabulary_changes(folder, joins) | _edition_changes(addition, joins) | _figure_changes(addition, figures)
    if corrections := addition.corrections:
        first = corrections[0]
        if not may_correct:
            raise SourceError(
                f"l'édition {edition} est tenue d'une autre source avec d'autres valeurs "
                f"({count(len(corrections), 'différence')}, dont {first['project']}, {first['column']} : "
                f"« {first['before']} » → « {first['after']} ») → "
                "comparez, puis --replace pour prendre le fichier publié"
            )
        changes["corrections.csv"] = csv_text(CORRECTION_COLUMNS, [*read_corrections(folder), *corrections])
    changes |= _source_changes(addition.intake, resource)
    if changes:
        commit(folder, changes)
    addition.written = sorted(changes)


def _edition_changes(addition: Addition, joins: list[Join]) -> dict[str, str]:
    """The file of the edition where it changes; each change of a table that exists is a correction."""
    intake, folder = addition.intake, addition.intake.request.folder
    if path := edition_files(folder).get(intake.request.edition):
        vocabulary = read_vocabulary(folder / "vocabulary")
        old = read_projects(path, vocabulary)
        new_slugs = {label_key(join.label): (join.slug,) for join in joins if join.family == "projects"}
        slugs = {**vocabulary.projects.slugs, **new_slugs}
        new = {slugs[label_key(row.values["published_name"])][0]: row.values for row in intake.rows}
        for slug in {**new, **old}:
            before, after = old.get(slug, {}), new.get(slug, {})
            if before and after:  # the last digits of another program are no correction
                after |= {
                    column: before[column]
                    for column in FIGURE_COLUMNS
                    if is_same_value(column, before[column], after[column])
                }
            for column in LABELS if before and after else ("published_name",):
                _correct(addition, slug, column, before.get(column, ""), after.get(column, ""))
        if not addition.corrections:
            return {}
    return {intake.file_name: intake.edition_text()}


def _correct(addition: Addition, project: str, column: str, before: str, after: str) -> None:
    if before != after:
        request = addition.intake.request
        values = (request.today.isoformat(), str(request.edition), project, column, before, after)
        addition.corrections.append(dict(zip(CORRECTION_COLUMNS, values, strict=True)))


def _figure_changes(addition: Addition, figures: Mapping[str, str]) -> dict[str, str]:
    request = addition.intake.request
    old = published_figures(request.folder, request.edition)
    defaults = {} if old.get("reference_date") else {"reference_date": request.reference}
    defaults |= {} if old else {"source": f"Fichier publié « {request.path.name} »"}
    changed = {name: value for name, value in {**defaults, **figures}.items() if old.get(name, "") != value}
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
