"""What data.gouv.fr says of the dataset: its resources, and the edition that each one holds."""

import json
import re
import urllib.parse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from data.intake.download import DownloadError, Policy, fetch
from data.intake.previous_edition import edition_files
from data.model.errors import SourceError
from data.model.french import listing
from data.model.key_figures import read_key_figures
from data.model.normalise import MONTHS, unaccented

MAX_ANSWER_BYTES = 5 * 2**20
FORMATS = ("ods", "xlsx", "csv", "xls")
"""In the order in which the files of one edition are tried."""
_UNITS = ("premi", "deuxi", "troisi", "quatri", "cinqui", "sixi", "septi", "huiti", "neuvi", "dixi", "onzi", "douzi",
          "treizi", "quatorzi", "quinzi", "seizi", "dix septi", "dix huiti", "dix neuvi", "vingti")  # fmt: skip
_NUMBER = re.compile(
    r"\b(\d{1,3}) ?(?:e|eme|ieme|er|ere|re)? edition\b|\beditions? (?:n ?[o°]? ?)?(\d{1,3})(?:e|eme|ere)?\b|"
    r"\bpanorama (?:n ?[o°]? ?)?(\d{1,2})\b|\bed (\d{1,3})\b|\b(\d{1,3})(?:e|eme|ieme) panorama\b"
)  # fmt: skip
_IN_WORDS = re.compile(rf"\b({'|'.join(sorted(_UNITS, key=len, reverse=True))})(?:e|er|ere|eme|mee)s? edition\b")
_MONTH_NAMES = [unaccented(name) for name in MONTHS]
_MONTH = re.compile(
    rf"\b({'|'.join(_MONTH_NAMES)}) (20\d{{2}})\b|\b(20\d{{2}}) ?(0[1-9]|1[0-2])(?: ?\d{{2}})?\b|"
    r"\b(0[1-9]|1[0-2]) (20\d{2})\b"
)


@dataclass(frozen=True)
class Resource:
    """One file of the dataset.

    Attributes:
        id: Its identifier, which stays when the file changes.
        title: Its title.
        kind: `ods`, `xlsx`, `csv` or `xls`, as announced.
        address: Where to download it.
        checksum: Type and value announced, empty where none is.
        size: Bytes announced, None where none are.
        modified: When it last changed, as announced.
    """

    id: str
    title: str
    kind: str
    address: str
    checksum: tuple[str, str]
    size: int | None
    modified: str

    @property
    def file_name(self) -> str:
        """The last part of its address, safe as the name of a file."""
        name = urllib.parse.unquote(urllib.parse.urlsplit(self.address).path).rsplit("/", 1)[-1]
        return re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[-80:] or f"{self.id}.{self.kind}"


def list_resources(base: str, dataset: str, policy: Policy) -> tuple[list[Resource], int]:
    """The spreadsheets of a dataset, and how many other resources it has.

    Args:
        base: Address of data.gouv.fr.
        dataset: Identifier of the dataset.
        policy: Where requests may go.

    Raises:
        SourceError: The dataset cannot be listed, or the answer has another shape.
    """
    address = f"{base.rstrip('/')}/api/1/datasets/{urllib.parse.quote(dataset, safe='')}/"
    try:
        answer = json.loads(fetch(address, policy, max_bytes=MAX_ANSWER_BYTES))
    except DownloadError as error:
        raise SourceError(f"jeu de données « {dataset} » : {error} → vérifiez l'identifiant et l'adresse") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(
            f"jeu de données « {dataset} » : réponse qui n'est pas du JSON → vérifiez l'adresse"
        ) from error
    listed = answer.get("resources") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise SourceError(f"jeu de données « {dataset} » : réponse sans liste de ressources → vérifiez l'adresse")
    found = [resource for item in listed if (resource := _resource(item)) is not None]
    return found, len(listed) - len(found)


def _resource(item: object) -> Resource | None:
    """A resource that is a spreadsheet; None for any other and for one without address or identifier."""
    if not isinstance(item, dict):
        return None
    texts = {name: value for name, value in item.items() if isinstance(value, str)}
    address = texts.get("url", "")
    suffix = urllib.parse.urlsplit(address).path.rsplit(".", 1)[-1].casefold() if address else ""
    kind = texts.get("format", "").casefold().lstrip(".")
    kind = kind if kind in FORMATS else suffix
    if (
        kind not in FORMATS
        or not address
        or not texts.get("id")
        or item.get("type") not in (None, "main", "update", "other")
    ):
        return None
    announced = item.get("checksum")
    checksum = ("", "")
    if isinstance(announced, dict) and isinstance(announced.get("value"), str):
        checksum = (str(announced.get("type") or "sha1"), announced["value"])
    size = item.get("filesize")
    return Resource(
        id=texts["id"],
        title=texts.get("title", ""),
        kind=kind,
        address=address,
        checksum=checksum,
        size=size if isinstance(size, int) and not isinstance(size, bool) and size > 0 else None,
        modified=texts.get("last_modified", ""),
    )


def edition_in(text: str) -> int | None:
    """The number of the edition that a title or a file name gives: « 14e édition », « édition n° 14 »."""
    words = re.sub(r"[\s_\-.,;:()/]+", " ", unaccented(text))
    if match := _IN_WORDS.search(words):
        return _UNITS.index(match[1]) + 1
    numbers = {int(group) for match in _NUMBER.finditer(words) for group in match.groups() if group}
    return numbers.pop() if len(numbers) == 1 else None


def months_in(text: str) -> list[str]:
    """The months in a title or a file name, as `2021-11`."""
    words = re.sub(r"[\s_\-.,;:()/]+", " ", unaccented(text))
    months = []
    for match in _MONTH.finditer(words):
        if match[1]:
            months.append(f"{match[2]}-{_MONTH_NAMES.index(match[1]) + 1:02d}")
        else:
            months.append(f"{match[3]}-{match[4]}" if match[3] else f"{match[6]}-{match[5]}")
    return list(dict.fromkeys(months))


def recognised(texts: Iterable[str], months: Iterable[str], folder: Path) -> tuple[int, str]:
    """Number and reference month of an edition, from what a title, a file name or a date column says.

    Args:
        texts: Title, then file name.
        months: Months of the date column.
        folder: The data folder: its editions and key figures give the month of a number, and the reverse.

    Raises:
        SourceError: The edition, or its month, cannot be told.
    """
    texts = list(texts)
    number = next((found for text in texts if (found := edition_in(text)) is not None), None)
    seen = [month for text in texts for month in months_in(text)] + list(months)
    references = _references(folder)
    if number is None:
        numbers = {
            edition for edition, (reference, printed) in references.items() if {reference, printed} & set(seen[:1])
        }
        if len(numbers) != 1:
            what = f"mois trouvé : {listing(seen)}" if seen else "ni numéro ni mois"
            raise SourceError(f"édition non reconnue ({what}) → téléchargez le fichier puis data add --edition N")
        number = numbers.pop()
    reference = references.get(number, ("", ""))[0] or (seen[0] if seen else "")
    if not reference:
        raise SourceError(
            f"édition {number} : mois de référence inconnu → data add --edition {number} --reference AAAA-MM"
        )
    return number, reference


def _references(folder: Path) -> dict[int, tuple[str, str]]:
    """Edition → reference month (of its file, else of the key figures) and month of publication."""
    figures = read_key_figures(folder / "key_figures.csv")
    known = {
        int(edition): (str(reference), str(printed)[:7])
        for edition, reference, printed in zip(
            figures["edition"], figures["reference_date"], figures["publication_date"], strict=True
        )
    }
    held = {edition: path.stem.partition("_")[2] for edition, path in edition_files(folder).items()}
    return {
        edition: (held.get(edition, known.get(edition, ("", ""))[0]), known.get(edition, ("", ""))[1])
        for edition in {*known, *held}
    }
