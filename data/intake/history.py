"""The whole series from its public sources: what is missing is added, other sources are compared, the rest is told."""

import hashlib
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from data.intake.adding import Addition, add, compare, read_sources
from data.intake.checking import Request, edition_files
from data.intake.download import DownloadError
from data.intake.findings import REJECTION
from data.intake.resources import FORMATS, Resource, read_printed, recognised
from data.intake.sync import Outcome, SyncJob, addition_in_words, downloaded, printed_months, sync
from data.intake.writing import csv_text, published_figures, write_errors
from data.model.errors import SourceError
from data.model.files import write_whole
from data.model.folders import DATA_DIR
from data.model.french import count, ranges
from data.model.normalise import parse_number
from data.model.tables import read_rows
from data.readers.published import read_published

SOURCES_FILE = "public_sources.csv"
PAGE, DATASET, HOST = "page", "dataset", "host"
COMPARISONS_FILE = "comparisons.csv"
COMPARISON_COLUMNS = ("edition", "address", "table_sha256", "differences")


@dataclass(frozen=True)
class PublicSources:
    """The public sources of the data folder: the files of each edition in the order tried, the dataset, the hosts."""

    editions: dict[int, list[Resource]]
    dataset: str  # address of the dataset at data.gouv.fr, empty where there is none
    hosts: frozenset[str]


def read_public_sources(folder: Path) -> PublicSources:
    """The public sources that the data folder lists, else those of the project; SourceError for a wrong line."""
    path = next(file / SOURCES_FILE for file in (folder, DATA_DIR) if (file / SOURCES_FILE).is_file())
    editions: dict[int, list[Resource]] = {}
    hosts, dataset, problems = set(), "", []
    for number, line in read_rows(path, ("edition", "kind", "address", "note")):
        kind, address = line["kind"], line["address"]
        try:
            hosts.add(urllib.parse.urlsplit(address).netloc.casefold().removesuffix(":443"))
        except ValueError:
            problems.append(f"{path.name}, ligne {number} : adresse illisible « {address} »")
        if line["edition"].isdecimal() and kind in (PAGE, *FORMATS):
            name = f"{kind} de l'édition {line['edition']}"
            editions.setdefault(int(line["edition"]), []).append(Resource(address, name, kind, address, ("", ""), None))
        elif kind == DATASET:
            dataset = address
        elif kind != HOST:
            problems.append(f"{path.name}, ligne {number} : « {kind} » → page, {', '.join(FORMATS)}, {DATASET}, {HOST}")
    if problems:
        raise SourceError(problems)
    return PublicSources(dict(sorted(editions.items())), dataset, frozenset(hosts))


def history(
    job: SyncJob, sources: PublicSources, *, say: Callable[[str], None], compares_again: bool = False
) -> Outcome:
    """Add the editions that are missing, compare the sources that were not (all of them where `compares_again`).

    SourceError where no host answers: nothing is changed.
    """
    run = _History(job, compares_again)
    lines: list[str] = []  # not said while no host answers: offline, one sentence is enough
    for number, (edition, resources) in enumerate(sources.editions.items(), start=1):
        lines.append(f"[{number}/{len(sources.editions)}] édition {edition} : {run.take(edition, resources)}")
        if run.has_answer or not run.unreachable:
            say("\n".join(lines))
            lines.clear()
    if sources.dataset:
        run.take_dataset(sources.dataset, say)
    if run.unreachable and not run.has_answer:
        raise SourceError("pas de réseau : aucun hôte ne répond, rien n'est changé → recommencez une fois connecté")
    if lines:  # the dataset alone has answered
        say("\n".join(lines))
    tables = edition_files(job.folder)
    last = max([*sources.editions, *tables], default=0)
    missing = [edition for edition in range(1, last + 1) if edition not in tables]
    added = count(len(run.outcome.added), "édition ajoutée", "éditions ajoutées")
    words = [f"{added}, {count(len(tables), 'tableau tenu', 'tableaux tenus')}"]
    words += [f"sans tableau : {ranges(missing)}"] if missing else []
    words += [f"reste à prendre ou à décider : {', '.join(run.outcome.refused)}"] if run.outcome.refused else []
    say(f"{' ; '.join(words)}.")
    return run.outcome


@dataclass
class _History:
    job: SyncJob
    compares_again: bool
    outcome: Outcome = field(default_factory=Outcome)
    unreachable: set[str] = field(default_factory=set)  # hosts
    has_answer: bool = False  # of one host at least

    def take(self, edition: int, resources: list[Resource]) -> str:
        """Add the first source that is accepted, compare the next ones; what was done, in French."""
        folder = self.job.folder
        is_held = edition in edition_files(folder)
        recorded = read_sources(folder).get(edition, {}).get("address") if is_held else ""
        words, faults = ["déjà tenue"] if is_held else [], []
        for resource in resources:
            if resource.address == recorded or (words and self.is_compared(edition, resource)):
                continue
            try:
                host = urllib.parse.urlsplit(resource.address).netloc
                if host in self.unreachable:
                    raise DownloadError(f"{host} est injoignable")
                with downloaded(resource, self.job.policy) as path:
                    self.has_answer = True
                    words.append(self.compare(edition, resource, path) if words else self.add(edition, resource, path))
            except (SourceError, DownloadError) as error:
                self.note_answer(error, host)
                faults.append(f"« {resource.name} » : {error}")
        if not words:
            self.outcome.refused.append(f"édition {edition}")
            words.append("REFUSÉE, ce qui était tenu est intact")
        elif not is_held:
            self.outcome.added.append(edition)
        else:
            self.outcome.unchanged.append(edition)
        return "\n    ".join([" ; ".join(words), *faults])

    def note_answer(self, error: BaseException | None, host: str) -> None:
        if isinstance(error, DownloadError):
            self.unreachable |= {host} if error.is_unreachable else set()
            self.has_answer |= not error.is_unreachable and host not in self.unreachable

    def add(self, edition: int, resource: Resource, path: Path) -> str:
        request, printed = self.request(edition, resource, path)
        old = published_figures(self.job.folder, edition)
        addition = add(request, {name: text for name, text in printed.items() if not old.get(name)}, resource=resource)
        self.outcome.undecided += addition.intake.undecided
        _raise_rejections(addition)
        return addition_in_words(addition, resource) + _other_figures(old, printed)

    def compare(self, edition: int, resource: Resource, path: Path) -> str:
        """Every difference of a second source, in French."""
        request, printed = self.request(edition, resource, path)
        comparison = compare(request)
        _raise_rejections(comparison)
        self.record_comparison(edition, resource, len(comparison.corrections))
        differences = count(len(comparison.corrections), "différence") if comparison.corrections else "mêmes valeurs"
        lines = [
            f"\n    {line['project']}, {line['column']} : « {line['before']} » → « {line['after']} »"
            for line in comparison.corrections
        ]
        old = published_figures(self.job.folder, edition)
        return f"« {resource.name} » comparé : {differences}{''.join(lines)}{_other_figures(old, printed)}"

    def is_compared(self, edition: int, resource: Resource) -> bool:
        line = _comparisons(self.job.folder).get((edition, resource.address), {})
        return not self.compares_again and line.get("table_sha256") == self.table_sha256(edition)

    def table_sha256(self, edition: int) -> str:
        return hashlib.sha256(edition_files(self.job.folder)[edition].read_bytes()).hexdigest()

    def record_comparison(self, edition: int, resource: Resource, differences: int) -> None:
        """Write that a source was compared with the table of today, so that the next run does not download it."""
        values = (str(edition), resource.address, self.table_sha256(edition), str(differences))
        lines = _comparisons(self.job.folder)
        lines[edition, resource.address] = dict(zip(COMPARISON_COLUMNS, values, strict=True))
        path = self.job.folder / COMPARISONS_FILE
        with write_errors(path):
            write_whole(path, csv_text(COMPARISON_COLUMNS, [line for _, line in sorted(lines.items())]))

    def request(self, edition: int, resource: Resource, path: Path) -> tuple[Request, dict[str, str]]:
        """A file as its edition, and the figures that it prints; SourceError where it is of another edition."""
        folder, sheets = self.job.folder, read_published(path)
        if sheets[0].printed:
            _, reference, printed = read_printed(sheets, folder, edition)
        else:
            texts, printed = [f"édition {edition}", resource.file_name], {}
            _, reference = recognised(texts, printed_months(sheets, folder), folder)
        return self.job.request(path, edition, reference), printed

    def take_dataset(self, address: str, say: Callable[[str], None]) -> None:
        """Add what the dataset alone has; an edition of it that differs from another source is only reported."""
        base, _, name = address.rstrip("/").rpartition("/api/1/datasets/")
        host = urllib.parse.urlsplit(base).netloc
        if host in self.unreachable:
            return
        try:
            outcome = sync(replace(self.job, base=base, dataset=name), say=say)
        except SourceError as error:
            self.note_answer(error.__cause__, host)
            say(f"{error}")
            self.outcome.refused.append(f"jeu de données « {name} »")
            return
        self.has_answer = True
        settled = {f"édition {edition}" for edition in edition_files(self.job.folder)}
        self.outcome.added += [edition for edition in outcome.added if edition not in self.outcome.added]
        self.outcome.undecided += outcome.undecided
        self.outcome.refused = [
            edition for edition in dict.fromkeys([*self.outcome.refused, *outcome.refused]) if edition not in settled
        ]


def _comparisons(folder: Path) -> dict[tuple[int, str], dict[str, str]]:
    """Edition and address → the line of the source that was compared, none where there is no such file."""
    path = folder / COMPARISONS_FILE
    rows = read_rows(path, COMPARISON_COLUMNS) if path.is_file() else ()
    return {(int(line["edition"]), line["address"]): line for _, line in rows}


def _raise_rejections(addition: Addition) -> None:
    if rejections := addition.intake.findings.of(REJECTION):
        raise SourceError("".join(f"\n      {finding.in_words()}" for finding in rejections))


def _other_figures(old: Mapping[str, str], printed: Mapping[str, str]) -> str:
    """The figures that a page prints otherwise than key_figures.csv, which stays as it is."""
    return "".join(
        f"\n    chiffre {name} : {old[name]} tenu, {text} sur la page"
        for name, text in printed.items()
        if old.get(name) and parse_number(old[name]) != parse_number(text)
    )
