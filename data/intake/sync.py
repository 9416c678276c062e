"""What data.gouv.fr holds, into the data folder: what is new or changed is checked, then added or reported."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from data.intake.adding import Addition, Origin, add, read_sources
from data.intake.checking import Request, publication_months
from data.intake.containers import MAX_FILE_BYTES
from data.intake.download import DownloadError, Policy, fetch
from data.intake.findings import REJECTION, Findings
from data.intake.layout import find_table, read_columns
from data.intake.readers import read_published
from data.intake.resources import FORMATS, Resource, list_resources, recognised
from data.model import french
from data.model.errors import SourceError
from data.model.french import count

Progress = Callable[[Resource, int, int | None], None]


@dataclass
class Outcome:
    """What became of the resources.

    Attributes:
        added: Editions added or corrected.
        unchanged: Editions already held as they are.
        refused: Resource titles refused or not obtained.
        left_out: Other files of an edition already taken, or resources that are not spreadsheets.
    """

    added: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    left_out: int = 0

    def in_words(self) -> str:
        """The outcome on one line."""
        return (
            f"{count(len(self.added), 'édition ajoutée ou corrigée', 'éditions ajoutées ou corrigées')}, "
            f"{count(len(self.unchanged), 'inchangée')}, {count(len(self.refused), 'refusée')}, "
            f"{count(self.left_out, 'autre ressource laissée', 'autres ressources laissées')}."
        )


@dataclass(frozen=True)
class Settings:
    """What to take, and how.

    Attributes:
        folder: The data folder.
        base: Address of data.gouv.fr.
        dataset: Identifier of the dataset.
        policy: Where downloads may go and how long they take.
        may_replace: An edition taken from elsewhere may be corrected by the published file.
        is_forced: As for `add`.
        today: The day of the import.
    """

    folder: Path
    base: str
    dataset: str
    policy: Policy
    may_replace: bool = False
    is_forced: bool = False
    today: date = field(default_factory=french.today)


def sync(settings: Settings, *, say: Callable[[str], None], progress: Progress | None = None) -> Outcome:
    """Take in what is new or changed; what is refused is said and leaves everything as it was.

    Raises:
        SourceError: The dataset cannot be listed, or the data folder cannot be read.
    """
    outcome = Outcome()
    resources, outcome.left_out = list_resources(settings.base, settings.dataset, settings.policy)
    say(f"{count(len(resources), 'tableau publié', 'tableaux publiés')} sur {settings.base}.")
    editions, unnamed = _by_edition(resources, settings.folder)
    for resource in unnamed:
        _take_unnamed(resource, settings, outcome, editions, say, progress)
    for edition in sorted(editions):
        _take_edition(edition, editions[edition], settings, outcome, say, progress)
    say(outcome.in_words())
    return outcome


def _by_edition(
    resources: list[Resource], folder: Path
) -> tuple[dict[int, list[tuple[Resource, str]]], list[Resource]]:
    """The resources by edition with their month, best format first; and those that their title does not tell."""
    editions: dict[int, list[tuple[Resource, str]]] = {}
    unnamed: list[Resource] = []
    known = {line["resource"]: edition for edition, line in read_sources(folder).items() if line["resource"]}
    for resource in resources:
        texts = [resource.title, resource.file_name]
        if resource.id in known:
            texts = [f"édition {known[resource.id]}", *texts]
        try:
            edition, reference = recognised(texts, [], folder)
        except SourceError:
            unnamed.append(resource)
        else:
            editions.setdefault(edition, []).append((resource, reference))
    for edition, listed in editions.items():
        listed.sort(key=lambda item: (known.get(item[0].id) != edition, FORMATS.index(item[0].kind), item[0].id))
    return editions, unnamed


def _take_unnamed(
    resource: Resource, settings: Settings, outcome: Outcome, editions: dict[int, list[tuple[Resource, str]]],
    say: Callable[[str], None], progress: Progress | None,
) -> None:  # fmt: skip
    """Tell the edition of a resource from the dates in its table, and set it among the others."""
    try:
        with tempfile.TemporaryDirectory(prefix="panorama-") as temporary:
            path = _download(resource, settings, Path(temporary), progress)
            table = find_table(read_published(path), read_columns(settings.folder), Findings())
        months = publication_months(table) if table else []
        edition, reference = recognised([resource.title, resource.file_name], months, settings.folder)
    except (SourceError, DownloadError) as error:
        outcome.refused.append(resource.title or resource.file_name)
        say(f"« {resource.title or resource.file_name} » : {error}")
    else:
        editions.setdefault(edition, []).append((resource, reference))


def _take_edition(
    edition: int, listed: list[tuple[Resource, str]], settings: Settings, outcome: Outcome,
    say: Callable[[str], None], progress: Progress | None,
) -> None:  # fmt: skip
    """Take the first file of an edition that is accepted; the others are left."""
    reasons: list[str] = []
    for position, (resource, reference) in enumerate(listed):
        held = read_sources(settings.folder).get(edition, {})
        is_known = held.get("resource") == resource.id
        if is_known and resource.checksum[1] and held["checksum"] == _checksum_text(resource):
            outcome.unchanged.append(edition)
            outcome.left_out += len(listed) - position - 1
            say(f"édition {edition} : inchangée (« {resource.title} »)")
            return
        try:
            addition = _add(
                resource, edition, reference, settings, progress, may_correct=is_known or settings.may_replace
            )
        except (SourceError, DownloadError) as error:
            reasons.append(f"« {resource.title or resource.file_name} » : {error}")
            continue
        if addition.intake.findings.refused:
            faults = "\n".join(f"    {finding.in_words()}" for finding in addition.intake.findings.of(REJECTION))
            reasons.append(f"« {resource.title or resource.file_name} » :\n{faults}")
            continue
        changed = [name for name in addition.written if name != "sources.csv"]
        (outcome.added if changed else outcome.unchanged).append(edition)
        outcome.left_out += len(listed) - position - 1
        say(f"édition {edition} : {_in_words(addition, resource)}")
        reasons.clear()
        return
    outcome.refused.append(f"édition {edition}")
    say(f"édition {edition} : REFUSÉE, ce qui était tenu est intact\n  " + "\n  ".join(reasons))


def _in_words(addition: Addition, resource: Resource) -> str:
    warnings = len(addition.intake.findings.items)
    noted = f" ; {count(warnings, 'remarque')} (data check pour les lire)" if warnings else ""
    if addition.corrections:
        return f"corrigée ({count(len(addition.corrections), 'valeur')}) depuis « {resource.title} »{noted}"
    is_new = any(name.startswith("editions/") for name in addition.written)
    return f"{'ajoutée' if is_new else 'déjà tenue, source notée'} depuis « {resource.title} »{noted}"


def _add(
    resource: Resource,
    edition: int,
    reference: str,
    settings: Settings,
    progress: Progress | None,
    *,
    may_correct: bool,
) -> Addition:
    with tempfile.TemporaryDirectory(prefix="panorama-") as temporary:
        path = _download(resource, settings, Path(temporary), progress)
        request = Request(
            path=path, edition=edition, reference=reference, folder=settings.folder,
            is_forced=settings.is_forced, today=settings.today,
        )  # fmt: skip
        origin = Origin(resource.address, resource.id, _checksum_text(resource))
        return add(request, {}, origin=origin, may_correct=may_correct)


def _download(resource: Resource, settings: Settings, folder: Path, progress: Progress | None) -> Path:
    content = fetch(
        resource.address, settings.policy, max_bytes=MAX_FILE_BYTES, size=resource.size, checksum=resource.checksum,
        progress=(lambda received, expected: progress(resource, received, expected)) if progress else None,
    )  # fmt: skip
    path = folder / resource.file_name
    path.write_bytes(content)
    return path


def _checksum_text(resource: Resource) -> str:
    return ":".join(resource.checksum) if resource.checksum[1] else ""
