"""What data.gouv.fr publishes, into the data folder: what is new or changed is checked, then added or reported."""

import collections
import contextlib
import functools
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from data.intake.adding import Addition, add, read_sources
from data.intake.checking import Request, publication_months
from data.intake.download import DownloadError, Policy, fetch
from data.intake.findings import REJECTION, Findings
from data.intake.layout import find_table, read_columns
from data.intake.matching import Decisions, Unknown
from data.intake.resources import FORMATS, Resource, list_resources, recognised
from data.model import french
from data.model.errors import SourceError
from data.readers.published import MAX_FILE_BYTES, Sheet, read_published

HOSTS = ("www.data.gouv.fr", "static.data.gouv.fr")
_BAR_WIDTH = 24

Progress = Callable[[Resource, int, int | None], None]  # bytes received, bytes expected
Editions = dict[int, list[tuple[Resource, str]]]  # edition → its resources, each with the reference month


@dataclass
class Outcome:
    """Editions added or corrected, editions already as published, titles refused, and how many others were ignored.

    `undecided`: the labels of refused editions that the operator has to decide on.
    """

    added: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    ignored: int = 0
    undecided: list[Unknown] = field(default_factory=list)


@dataclass(frozen=True)
class SyncJob:
    """A dataset of data.gouv.fr (at the address `base`), the data folder, and how to add what is new."""

    folder: Path
    base: str
    dataset: str
    policy: Policy
    may_replace: bool = False  # the published file may correct an edition that has another source
    is_forced: bool = False  # the operator accepts a file that shrinks, or repeats another edition
    decisions: Decisions = field(default_factory=dict)
    today: date = field(default_factory=french.today)

    def request(self, path: Path, edition: int, reference: str) -> Request:
        """A file to check as an edition, under the options of the job."""
        options = {"is_forced": self.is_forced, "decisions": self.decisions, "today": self.today}
        return Request(path, edition, reference, self.folder, **options)  # type: ignore[arg-type]


def sync(job: SyncJob, *, say: Callable[[str], None], progress: Progress | None = None) -> Outcome:
    """Add what is new or changed; what is refused is reported, and changes nothing; SourceError without a list."""
    run = _Sync(job, say, progress)
    resources, run.outcome.ignored = list_resources(job.base, job.dataset, job.policy)
    say(f"{french.count(len(resources), 'tableau publié', 'tableaux publiés')} sur {job.base}.")
    for edition, candidates in sorted(run.by_edition(resources).items()):
        run.add_edition(edition, candidates)
    outcome = run.outcome
    say(
        f"{french.count(len(outcome.added), 'édition ajoutée ou corrigée', 'éditions ajoutées ou corrigées')}, "
        f"{french.count(len(outcome.unchanged), 'inchangée')}, {french.count(len(outcome.refused), 'refusée')}, "
        f"{french.count(outcome.ignored, 'autre ressource laissée', 'autres ressources laissées')}."
    )
    return outcome


@dataclass
class _Sync:
    job: SyncJob
    say: Callable[[str], None]
    progress: Progress | None
    outcome: Outcome = field(default_factory=Outcome)

    def by_edition(self, resources: list[Resource]) -> Editions:
        """The resources by edition, best format first, then those that only the dates in their table recognise."""
        editions: Editions = collections.defaultdict(list)
        unnamed: list[Resource] = []
        sources = read_sources(self.job.folder)
        known = {line["resource"]: edition for edition, line in sources.items() if line["resource"]}
        for resource in resources:
            texts = [f"édition {known[resource.id]}"] if resource.id in known else []
            try:
                edition, reference = recognised([*texts, resource.title, resource.file_name], [], self.job.folder)
                editions[edition].append((resource, reference))
            except SourceError:
                unnamed.append(resource)
        for edition, candidates in editions.items():
            candidates.sort(key=lambda one: (known.get(one[0].id) != edition, FORMATS.index(one[0].kind), one[0].id))
        for resource in unnamed:
            try:
                with downloaded(resource, self.job.policy, self.progress) as path:
                    months = printed_months(read_published(path), self.job.folder)
                edition, reference = recognised([resource.title, resource.file_name], months, self.job.folder)
                editions[edition].append((resource, reference))
            except (SourceError, DownloadError) as error:
                self.outcome.refused.append(resource.name)
                self.say(f"« {resource.name} » : {error}")
        return editions

    def add_edition(self, edition: int, candidates: list[tuple[Resource, str]]) -> None:
        """Add the first file of an edition that is accepted; the others are ignored."""
        reasons: list[str] = []
        for others, (resource, reference) in zip(reversed(range(len(candidates))), candidates, strict=True):
            source = read_sources(self.job.folder).get(edition, {})
            is_known = source.get("resource") == resource.id
            if is_known and resource.checksum_text and source["checksum"] == resource.checksum_text:
                editions, words = self.outcome.unchanged, f"inchangée (« {resource.title} »)"
            else:
                try:
                    addition = self.add(resource, edition, reference, may_correct=is_known or self.job.may_replace)
                except (SourceError, DownloadError) as error:
                    reasons.append(f"« {resource.name} » : {error}")
                    continue
                if rejections := addition.intake.findings.of(REJECTION):
                    faults = [f"    {finding.in_words()}" for finding in rejections]
                    reasons.append("\n".join([f"« {resource.name} » :", *faults]))
                    self.outcome.undecided += addition.intake.undecided
                    continue
                is_changed = any(name != "sources.csv" for name in addition.written)
                editions = self.outcome.added if is_changed else self.outcome.unchanged
                words = addition_in_words(addition, resource)
            editions.append(edition)
            self.outcome.ignored += others
            self.say(f"édition {edition} : {words}")
            return
        self.outcome.refused.append(f"édition {edition}")
        self.say(f"édition {edition} : REFUSÉE, ce qui était tenu est intact\n  " + "\n  ".join(reasons))

    def add(self, resource: Resource, edition: int, reference: str, *, may_correct: bool) -> Addition:
        job = self.job
        with downloaded(resource, job.policy, self.progress) as path:
            request = job.request(path, edition, reference)
            return add(request, {}, resource=resource, may_correct=may_correct)


@contextlib.contextmanager
def downloaded(resource: Resource, policy: Policy, progress: Progress | None = None) -> Iterator[Path]:
    """The file of a resource, as long as the context lasts; raises as `fetch` does."""
    content = fetch(
        resource.address, policy, max_bytes=MAX_FILE_BYTES, size=resource.size, checksum=resource.checksum,
        progress=progress and functools.partial(progress, resource),
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="panorama-") as folder:
        path = Path(folder, resource.file_name)
        path.write_bytes(content)
        yield path


def printed_months(sheets: list[Sheet], folder: Path) -> list[str]:
    """The months in the column of dates of a file, none where it has no table of projects."""
    table = find_table(sheets, read_columns(folder), Findings())
    return publication_months(table) if table else []


def addition_in_words(addition: Addition, resource: Resource) -> str:
    """What became of the edition of a resource, in French."""
    findings = len(addition.intake.findings.items)
    remarks = f" ; {french.count(findings, 'remarque')} (data check pour les lire)" if findings else ""
    end = f"depuis « {resource.title} »{remarks}"
    if addition.corrections:
        return f"corrigée ({french.count(len(addition.corrections), 'valeur')}) {end}"
    is_new = any(name.startswith("editions/") for name in addition.written)
    return f"{'ajoutée' if is_new else 'déjà tenue, source notée'} {end}"


def show_bar(resource: Resource, received: int, expected: int | None) -> None:
    """Draw the progress of a download on the terminal."""
    share = min(1.0, received / expected) if expected else 0.0
    bar = "#" * round(share * _BAR_WIDTH)
    amount = f"{share:4.0%}" if expected else f"{received / 2**10:.0f} Kio"
    end = "\r\033[K" if expected and received >= expected else ""
    sys.stderr.write(f"\r{resource.title[:40]:<40} [{bar:<{_BAR_WIDTH}}] {amount}{end}")
    sys.stderr.flush()
