"""What data.gouv.fr publishes, into the data folder: what is new or changed is checked, then added or reported."""

import argparse
import functools
import sys
import tempfile
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from data.intake.adding import Addition, add, read_sources
from data.intake.checking import Request, publication_months
from data.intake.containers import MAX_FILE_BYTES
from data.intake.download import DownloadError, Policy, fetch
from data.intake.findings import REJECTION, Findings
from data.intake.layout import find_table, read_columns
from data.intake.readers import read_published
from data.intake.resources import FORMATS, Resource, list_resources, recognised
from data.model import french
from data.model.errors import SourceError
from data.store.settings import settings

HOSTS = ("www.data.gouv.fr", "static.data.gouv.fr")
_BAR_WIDTH = 24

Progress = Callable[[Resource, int, int | None], None]  # bytes received, bytes expected
Editions = dict[int, list[tuple[Resource, str]]]  # edition → its resources, each with the reference month


@dataclass
class Outcome:
    """Editions added or corrected, editions already as published, titles refused, and how many others were ignored."""

    added: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    ignored: int = 0

    def in_words(self) -> str:
        """The outcome on one line."""
        return (
            f"{french.count(len(self.added), 'édition ajoutée ou corrigée', 'éditions ajoutées ou corrigées')}, "
            f"{french.count(len(self.unchanged), 'inchangée')}, {french.count(len(self.refused), 'refusée')}, "
            f"{french.count(self.ignored, 'autre ressource laissée', 'autres ressources laissées')}."
        )


@dataclass(frozen=True)
class SyncJob:
    """A dataset of data.gouv.fr (at the address `base`), the data folder, and how to add what is new.

    Attributes:
        may_replace: The published file may correct an edition that has another source.
        is_forced: The operator accepts a file that shrinks, or repeats another edition.
    """

    folder: Path
    base: str
    dataset: str
    policy: Policy
    may_replace: bool = False
    is_forced: bool = False
    today: date = field(default_factory=french.today)


def run_sync(dataset: str, options: argparse.Namespace, folder: Path, *, say: Callable[[str], None]) -> bool:
    """Run `sync` with the options of the command and the environment; True where something was refused.

    Raises:
        SourceError: The dataset cannot be listed.
    """
    base = options.base_url or settings().datagouv_url
    base_host = urllib.parse.urlsplit(base).netloc.casefold().removesuffix(":443")
    more = [*(options.allow_host or []), *settings().datagouv_hosts.split(",")]
    hosts = frozenset(name.strip().casefold() for name in (*HOSTS, base_host, *more) if name.strip())
    policy = Policy(hosts, is_local=settings().sync_local_tests)
    job = SyncJob(folder, base, dataset, policy, may_replace=options.replace, is_forced=options.force)
    return bool(sync(job, say=say, progress=_show_bar if sys.stderr.isatty() else None).refused)


def sync(job: SyncJob, *, say: Callable[[str], None], progress: Progress | None = None) -> Outcome:
    """Add what is new or changed; what is refused is reported and leaves everything as it was.

    Raises:
        SourceError: The dataset cannot be listed, or the data folder cannot be read.
    """
    return _Sync(job, say, progress).run()


@dataclass
class _Sync:
    job: SyncJob
    say: Callable[[str], None]
    progress: Progress | None
    outcome: Outcome = field(default_factory=Outcome)

    def run(self) -> Outcome:
        job = self.job
        resources, self.outcome.ignored = list_resources(job.base, job.dataset, job.policy)
        self.say(f"{french.count(len(resources), 'tableau publié', 'tableaux publiés')} sur {job.base}.")
        editions, unnamed = self.by_edition(resources)
        for resource in unnamed:
            self.recognise_by_dates(resource, editions)
        for edition in sorted(editions):
            self.add_edition(edition, editions[edition])
        self.say(self.outcome.in_words())
        return self.outcome

    def by_edition(self, resources: list[Resource]) -> tuple[Editions, list[Resource]]:
        """The resources by edition, best format first; and those that their title does not allow to recognise."""
        editions: Editions = {}
        unnamed: list[Resource] = []
        sources = read_sources(self.job.folder)
        known = {line["resource"]: edition for edition, line in sources.items() if line["resource"]}
        for resource in resources:
            texts = [f"édition {known[resource.id]}"] if resource.id in known else []
            try:
                edition, reference = recognised([*texts, resource.title, resource.file_name], [], self.job.folder)
            except SourceError:
                unnamed.append(resource)
            else:
                editions.setdefault(edition, []).append((resource, reference))
        for edition, candidates in editions.items():
            candidates.sort(
                key=lambda item: (known.get(item[0].id) != edition, FORMATS.index(item[0].kind), item[0].id)
            )
        return editions, unnamed

    def recognise_by_dates(self, resource: Resource, editions: Editions) -> None:
        """Recognise the edition of a resource from the dates in its table, and put it among the others."""
        folder = self.job.folder
        try:
            with tempfile.TemporaryDirectory(prefix="panorama-") as temporary:
                path = self.download(resource, Path(temporary))
                table = find_table(read_published(path), read_columns(folder), Findings())
            months = publication_months(table) if table else []
            edition, reference = recognised([resource.title, resource.file_name], months, folder)
        except (SourceError, DownloadError) as error:
            self.outcome.refused.append(resource.name)
            self.say(f"« {resource.name} » : {error}")
        else:
            editions.setdefault(edition, []).append((resource, reference))

    def add_edition(self, edition: int, candidates: list[tuple[Resource, str]]) -> None:
        """Add the first file of an edition that is accepted; the others are ignored."""
        reasons: list[str] = []
        for others, (resource, reference) in zip(reversed(range(len(candidates))), candidates, strict=True):
            source = read_sources(self.job.folder).get(edition, {})
            is_known = source.get("resource") == resource.id
            if is_known and resource.checksum_text and source["checksum"] == resource.checksum_text:
                self.outcome.unchanged.append(edition)
                self.outcome.ignored += others
                self.say(f"édition {edition} : inchangée (« {resource.title} »)")
                return
            try:
                addition = self.add(resource, edition, reference, may_correct=is_known or self.job.may_replace)
            except (SourceError, DownloadError) as error:
                reasons.append(f"« {resource.name} » : {error}")
                continue
            if rejections := addition.intake.findings.of(REJECTION):
                faults = "\n".join(f"    {finding.in_words()}" for finding in rejections)
                reasons.append(f"« {resource.name} » :\n{faults}")
                continue
            is_changed = any(name != "sources.csv" for name in addition.written)
            (self.outcome.added if is_changed else self.outcome.unchanged).append(edition)
            self.outcome.ignored += others
            self.say(f"édition {edition} : {_in_words(addition, resource)}")
            return
        self.outcome.refused.append(f"édition {edition}")
        self.say(f"édition {edition} : REFUSÉE, ce qui était tenu est intact\n  " + "\n  ".join(reasons))

    def add(self, resource: Resource, edition: int, reference: str, *, may_correct: bool) -> Addition:
        job = self.job
        with tempfile.TemporaryDirectory(prefix="panorama-") as temporary:
            path = self.download(resource, Path(temporary))
            request = Request(path, edition, reference, job.folder, is_forced=job.is_forced, today=job.today)
            return add(request, {}, resource=resource, may_correct=may_correct)

    def download(self, resource: Resource, folder: Path) -> Path:
        content = fetch(
            resource.address, self.job.policy, max_bytes=MAX_FILE_BYTES, size=resource.size,
            checksum=resource.checksum, progress=self.progress and functools.partial(self.progress, resource),
        )  # fmt: skip
        path = folder / resource.file_name
        path.write_bytes(content)
        return path


def _in_words(addition: Addition, resource: Resource) -> str:
    findings = len(addition.intake.findings.items)
    end = f"depuis « {resource.title} »"
    end += f" ; {french.count(findings, 'remarque')} (data check pour les lire)" if findings else ""
    if addition.corrections:
        return f"corrigée ({french.count(len(addition.corrections), 'valeur')}) {end}"
    is_new = any(name.startswith("editions/") for name in addition.written)
    return f"{'ajoutée' if is_new else 'déjà tenue, source notée'} {end}"


def _show_bar(resource: Resource, received: int, expected: int | None) -> None:
    share = min(1.0, received / expected) if expected else 0.0
    bar = "#" * round(share * _BAR_WIDTH)
    amount = f"{share:4.0%}" if expected else f"{received / 2**10:.0f} Kio"
    end = "\r\033[K" if expected and received >= expected else ""
    sys.stderr.write(f"\r{resource.title[:40]:<40} [{bar:<{_BAR_WIDTH}}] {amount}{end}")
    sys.stderr.flush()
