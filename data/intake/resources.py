"""The resources of the dataset on data.gouv.fr, and the edition that each one holds."""

import collections
import contextlib
import itertools
import json
import re
import urllib.parse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from data.intake.checking import edition_files
from data.intake.download import DownloadError, Policy, fetch
from data.intake.writing import checked_figures
from data.model.errors import SourceError
from data.model.french import listing
from data.model.key_figures import read_key_figures
from data.model.normalise import MONTHS
from data.model.wording import unaccented
from data.readers.published import Sheet

MAX_ANSWER_BYTES = 5 * 2**20
FORMATS = ("ods", "xlsx", "csv", "xls")  # in the order in which the files of one edition are tried
_UNITS = ("premi", "deuxi", "troisi", "quatri", "cinqui", "sixi", "septi", "huiti", "neuvi", "dixi", "onzi", "douzi",
          "treizi", "quatorzi", "quinzi", "seizi", "dix septi", "dix huiti", "dix neuvi", "vingti")  # fmt: skip
_NUMBER = re.compile(
    r"\b(\d{1,3}) ?(?:e|eme|ieme|er|ere|re)? (?:edition|parution)\b|"
    r"\b(?:editions?|parution) (?:n ?[o°]? ?)?(\d{1,3})(?:e|eme|ere)?\b|\b(?:n ?[o°]|numero) ?(\d{1,3})\b|"
    r"\bpanorama (?:n ?[o°]? ?)?(\d{1,2})\b|\bed (\d{1,3})\b|\b(\d{1,3})(?:e|eme|ieme) panorama\b"
)  # fmt: skip
_ALONE = re.compile(r"\b(\d{1,2})(?:e|eme|ieme|ere)\b(?! (?:tri|se)mestre)")  # where « édition » is not written
_IN_WORDS = re.compile(
    rf"\b({'|'.join(sorted(_UNITS, key=len, reverse=True))})(?:e|er|ere|eme|mee)s? (?:edition|parution)\b"
)
_BETWEEN_WORDS = re.compile(r"[\s_\-.,;:()/]+")
_MONTHS = {unaccented(name): f"{number:02d}" for number, name in enumerate(MONTHS, start=1)}
_MONTH = re.compile(
    rf"\b({'|'.join(_MONTHS)}) (20\d{{2}})\b|\b(20\d{{2}}) ?(0[1-9]|1[0-2])(?: ?\d{{2}})?\b|"
    r"\b(0[1-9]|1[0-2]) (20\d{2})\b"
)


@dataclass(frozen=True)
class Resource:
    """One file of the dataset, as announced."""

    id: str  # stays when the file changes
    title: str
    kind: str  # one of `FORMATS`
    address: str
    checksum: tuple[str, str]  # type and value, empty where none is announced
    size: int | None  # in bytes

    @property
    def name(self) -> str:
        """Its title, or the name of its file."""
        return self.title or self.file_name

    @property
    def checksum_text(self) -> str:
        """Its checksum as sources.csv has it, `sha1:…`; empty where none is announced."""
        return ":".join(self.checksum) if self.checksum[1] else ""

    @property
    def file_name(self) -> str:
        """The last part of its address, safe as the name of a file."""
        name = urllib.parse.unquote(_path(self.address)).rsplit("/", 1)[-1]
        return re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")[-80:] or f"{self.id}.{self.kind}"


def list_resources(base: str, dataset: str, policy: Policy) -> tuple[list[Resource], int]:
    """The spreadsheets of a dataset of the site `base`, how many other resources it has; SourceError without a list."""
    where = f"jeu de données « {dataset} »"
    address = f"{base.rstrip('/')}/api/1/datasets/{urllib.parse.quote(dataset, safe='')}/"
    try:
        answer = json.loads(fetch(address, policy, max_bytes=MAX_ANSWER_BYTES))
    except DownloadError as error:
        remedy = "le réseau et le mandataire (HTTPS_PROXY)" if error.is_unreachable else "l'identifiant et l'adresse"
        raise SourceError(f"{where} : {error} → vérifiez {remedy}") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{where} : réponse qui n'est pas du JSON → vérifiez l'adresse") from error
    listed = answer.get("resources") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise SourceError(f"{where} : réponse sans liste de ressources → vérifiez l'adresse")
    found = [resource for item in listed if (resource := _resource(item)) is not None]
    return found, len(listed) - len(found)


def _resource(item: object) -> Resource | None:
    """A resource that is a spreadsheet; None for any other and for one without address or identifier."""
    if not isinstance(item, dict):
        return None
    strings = {name: value for name, value in item.items() if isinstance(value, str)}
    # JSON may hold half of a pair of surrogates, that nothing can print.
    texts = collections.defaultdict(
        str, {name: text.encode(errors="replace").decode() for name, text in strings.items()}
    )
    address = texts["url"]
    kind = texts["format"].casefold().lstrip(".")
    if kind not in FORMATS and address:
        kind = _path(address).rsplit(".", 1)[-1].casefold()
    is_file = item.get("type") in (None, "main", "update", "other")
    if kind not in FORMATS or not address or not texts["id"] or not is_file:
        return None
    checksum = ("", "")
    match item.get("checksum"):
        case {"value": str(value), **more}:
            checksum = (str(more.get("type") or "sha1"), value)
    size = item.get("filesize")
    has_size = isinstance(size, int) and not isinstance(size, bool) and size > 0
    return Resource(texts["id"], texts["title"], kind, address, checksum, size if has_size else None)


def _path(address: str) -> str:
    try:
        return urllib.parse.urlsplit(address).path
    except ValueError:  # fetching it will say why
        return ""


def edition_in(text: str) -> int | None:
    """The number of the edition that a title or a file name gives: « 14e édition », « édition n° 14 »."""
    words = _BETWEEN_WORDS.sub(" ", unaccented(text))
    if match := _IN_WORDS.search(words):
        return _UNITS.index(match[1]) + 1
    matches = list(_NUMBER.finditer(words)) or list(_ALONE.finditer(words))
    numbers = {int(group) for match in matches for group in match.groups() if group}
    return numbers.pop() if len(numbers) == 1 else None


def months_in(text: str) -> list[str]:
    """The months in a title or a file name, as `2021-11`."""
    parts = (match.groups() for match in _MONTH.finditer(_BETWEEN_WORDS.sub(" ", unaccented(text))))
    return list(dict.fromkeys(f"{a or b or c}-{_MONTHS.get(name) or m or n}" for name, a, b, m, n, c in parts))


def recognised(texts: Iterable[str], months: Iterable[str], folder: Path) -> tuple[int, str]:
    """Number and reference month of an edition, from a title and a file name, or the months of a date column.

    The data folder gives the month of a number, and the reverse. SourceError where neither is recognised.
    """
    texts = list(texts)
    number = next((found for text in texts if (found := edition_in(text)) is not None), None)
    found_months = [*itertools.chain.from_iterable(map(months_in, texts)), *months]
    # Edition → reference month (of its file, else of the key figures) and month of publication.
    figures = read_key_figures(folder / "key_figures.csv").set_index("edition")
    printed: dict = figures["publication_date"].str[:7].to_dict()
    references: dict = figures["reference_date"].to_dict()
    references |= {edition: path.stem.partition("_")[2] for edition, path in edition_files(folder).items()}
    known = {int(edition): (month, printed.get(edition, "")) for edition, month in references.items()}
    if number is None:
        numbers = [edition for edition, pair in known.items() if set(pair) & set(found_months[:1])]
        if len(numbers) != 1:
            what = f"mois trouvé : {listing(found_months)}" if found_months else "ni numéro ni mois"
            raise SourceError(f"édition non reconnue ({what}) → téléchargez le fichier puis data add --edition N")
        number = numbers[0]
    reference = known.get(number, ("", ""))[0] or next(iter(found_months), "")
    if not reference:
        remedy = f"data add --edition {number} --reference AAAA-MM"
        raise SourceError(f"édition {number} : mois de référence inconnu → {remedy}")
    return number, reference


def read_printed(
    sheets: list[Sheet], folder: Path, edition: int | None = None, reference: str = ""
) -> tuple[int, str, dict[str, str]]:
    """Number, reference month and figures of an edition, as its page prints them; SourceError where it does not."""
    printed = dict(sheets[0].printed)
    sentence = printed.pop("sentence", "")
    texts = [f"édition {edition}", sentence] if edition else [sentence]
    number, reference = recognised(texts, [reference] if reference else [], folder)
    with contextlib.suppress(SourceError):
        number, _ = recognised([sentence], [], folder)
    if edition and number != edition:
        raise SourceError(f"c'est la page de l'édition {number} (« {sentence} ») → vérifiez le numéro de l'édition")
    return number, reference, checked_figures(printed)
