"""Published file → sheets of cells: its container checked here, its content read by a child process.

A zip is inflated piece by piece and counted first: neither its directory nor its headers can be believed. Parsers of
office files run in a child (`data.readers.sheets`) that the system stops and that touches no data.
"""

import io
import json
import re
import signal
import struct
import sys
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import NamedTuple

from data.model.errors import SourceError, system_reason
from data.readers.ods import ALONE

WALL_SECONDS = 20.0
MAX_ANSWER_BYTES = 3 * 2**20
ROOT = Path(__file__).resolve().parents[2]
# Mark of a cell in the child's answer → its kind (duration: time of day or span; error: also without a saved value).
KINDS = {"t": "text", "n": "number", "d": "date", "b": "yes_no", "u": "duration", "e": "error"}
MAX_ENTRIES = 256
MAX_FILE_BYTES, MAX_INFLATED_BYTES = 10 * 2**20, 64 * 2**20
_PIECE = 64 * 2**10
_MAX_DIRECTORY_BYTES = MAX_ENTRIES * 1024
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_OTHER_KINDS = (b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff", b"\x7fELF", b"MZ")
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY|<\0!\0D\0O\0C\0|\0<\0!\0D\0O\0C", re.IGNORECASE)
_RESAVE = "ouvrez-le dans un tableur puis enregistrez-le en ODS"
_DO_NOT_OPEN = "n'ouvrez pas ce fichier, demandez-en un autre"
_ENCRYPTED = f"fichier protégé par un mot de passe → {_RESAVE} sans mot de passe"


class Cell(NamedTuple):
    """One cell; numbers have a decimal point, dates are `2015-01-31`, booleans « oui » or « non »."""

    kind: str
    text: str


BLANK = Cell("blank", "")


@dataclass(frozen=True)
class Sheet:
    """One sheet; `merged` are its areas of several rows: first row and column, last row and column (from 0)."""

    name: str  # of the file for a CSV
    rows: dict[int, tuple[Cell, ...]]  # row number as a spreadsheet shows it → cells; blank rows are absent
    merged: tuple[tuple[int, int, int, int], ...] = ()
    note: str = ""  # what the reader had to assume, in French (encoding and separator of a CSV)
    hidden: str = ""  # what it has and does not show, in French
    is_1904: bool = False  # day numbers count from 1904
    printed: Mapping[str, str] = field(default_factory=dict)  # by the page around it: see `read_page`


def read_published(path: Path) -> list[Sheet]:
    """The sheets of a published ODS, XLSX, XLS, CSV or page; SourceError for another, unsafe or beyond the limits."""
    try:
        answer = _answer_of_child(path, kind_of(path))
        if "problem" in answer:
            raise SourceError(answer["problem"])
        sheets = []
        for sheet in answer["sheets"]:
            rows = {
                int(number): tuple(Cell(KINDS[text[0]], text[1:]) if text else BLANK for text in cells)
                for number, cells in sheet["rows"]
            }
            own = {"name": sheet["name"] or path.name, "rows": rows, "merged": tuple(map(tuple, sheet["merged"]))}
            sheets.append(Sheet(**{**sheet, **own, "printed": answer.get("printed", {})}))
        if not any(sheet.rows for sheet in sheets):
            raise SourceError("fichier sans aucune valeur → vérifiez que c'est bien celui de l'édition")
        return sheets
    except SourceError as error:
        raise SourceError(f"{path.name} : {error}") from None


def _answer_of_child(path: Path, kind: str) -> dict:
    command = [sys.executable, "-E", "-s", "-B", "-m", "data.readers.sheets", kind, str(path.resolve())]
    with tempfile.TemporaryFile() as errors:
        child = Popen(command, cwd=ROOT, env={"LC_ALL": "C.UTF-8"}, stdin=DEVNULL, stdout=PIPE, stderr=errors)
        timer = threading.Timer(WALL_SECONDS, child.kill)
        timer.daemon = True
        timer.start()
        assert child.stdout is not None
        with child, child.stdout as output:
            content = output.read(MAX_ANSWER_BYTES + 1)
            if len(content) > MAX_ANSWER_BYTES:
                child.kill()
        timer.cancel()
        if child.returncode == 0 and len(content) <= MAX_ANSWER_BYTES:
            return dict(json.loads(content))
        errors.seek(0)
        code, is_memory_error = child.returncode or -signal.SIGKILL, b"MemoryError" in errors.read(4096)
    if code == -signal.SIGKILL:
        reason = "lecture arrêtée (trop de texte ou plus de 20 secondes) → retirez ce qui n'est pas le tableau"
    elif code == -signal.SIGXCPU:
        reason = "lecture arrêtée (plus de 10 secondes de calcul) → retirez ce qui n'est pas le tableau"
    elif code < 0 or is_memory_error:
        reason = f"lecture arrêtée (trop de mémoire : une cellule est sans doute placée très loin) → {ALONE}"
    else:
        reason = "fichier illisible (contenu abîmé ou inconnu) → ouvrez-le dans un tableur puis enregistrez-le en ODS"
    raise SourceError(reason)


def kind_of(path: Path) -> str:
    """`ods`, `xlsx`, `xls`, `page` or `csv`, from the content of a file; SourceError for any other or an unsafe one."""
    try:
        if (size := path.stat().st_size) > MAX_FILE_BYTES:
            remedy = "retirez ce qui n'est pas le tableau"
            raise SourceError(f"fichier de {size / 2**20:.1f} Mio, au plus 10 Mio → {remedy}")
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"fichier illisible ({system_reason(error)}) → vérifiez le chemin et les droits") from error
    if not content.strip():
        raise SourceError("fichier vide → téléchargez-le de nouveau")
    if content.startswith(b"PK"):
        return _checked_zip(content)
    if content.startswith(_COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise SourceError(_ENCRYPTED)
        return "xls"
    if content.startswith(_OTHER_KINDS):
        raise SourceError("ce n'est ni un tableur ni un CSV → demandez le fichier ODS, XLSX, XLS ou CSV de l'édition")
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in head:
        if b'data-for="htmlwidget-' in content:
            return "page"
        raise SourceError("page web et non un tableur → téléchargez le fichier lui-même, pas la page qui le présente")
    if head.startswith((b"<?xml", b"<!doctype", b"<office:document", b"<workbook")):
        raise SourceError(f"document XML et non un tableur → {_RESAVE}")
    if head.startswith((b"{", b"[")):
        raise SourceError("document JSON et non un tableur → téléchargez le fichier lui-même")
    return "csv"


def _checked_zip(content: bytes) -> str:
    """The kind of an archive, every entry inflated, counted and searched."""
    # zipfile creates an object for each entry before anything can be counted: read the announced size first.
    start = content.rfind(b"PK\x05\x06")
    if start < 0 or len(content) < start + 22:
        raise _damaged("zip incomplet")
    count, size = struct.unpack("<HL", content[start + 10 : start + 16])
    if count > MAX_ENTRIES or size > _MAX_DIRECTORY_BYTES or content[start - 20 : start - 16] == b"PK\x06\x07":
        raise SourceError(f"archive de {count} fichiers ou plus, au plus {MAX_ENTRIES} → {_RESAVE}")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise _damaged("zip abîmé ou incomplet") from error
    entries = archive.infolist()
    names = [entry.filename.replace("\\", "/") for entry in entries]  # some tools of Windows write « xl\\workbook.xml »
    if len(entries) > MAX_ENTRIES:
        raise SourceError(f"archive de {len(entries)} fichiers, au plus {MAX_ENTRIES} → {_RESAVE}")
    if len(set(names)) != len(names):
        raise SourceError(f"archive qui contient deux fois le même fichier → {_RESAVE}")
    total = 0
    for entry, name in zip(entries, names, strict=True):
        _check_entry(entry)
        is_xml = name.endswith((".xml", ".rels"))
        end = b""  # of the piece before, so that no word hides between two pieces
        for piece in _inflated(content, entry):
            total += len(piece)
            if total > MAX_INFLATED_BYTES:
                raise SourceError(f"archive de plus de 64 Mio une fois décompressée → {_DO_NOT_OPEN}")
            if is_xml and (b"!" in piece or b"!" in end) and _DOCTYPE.search(end + piece):
                raise SourceError(f"DTD interdite (DOCTYPE dans {name}) → {_DO_NOT_OPEN}")
            if b"encryption-data" in end + piece and name == "META-INF/manifest.xml":
                raise SourceError(_ENCRYPTED)
            end = piece[-32:]
    if "content.xml" in names:
        try:
            declared = archive.read("mimetype") if "mimetype" in names else _ODS_TYPE
        except (zipfile.BadZipFile, zlib.error):
            raise _damaged() from None
        if not declared.strip().startswith(_ODS_TYPE):
            raise SourceError("document OpenDocument qui n'est pas un tableur → demandez le fichier ODS de l'édition")
        return "ods"
    if "xl/workbook.bin" in names:
        raise SourceError(f"classeur XLSB, non pris en charge → {_RESAVE}")
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise SourceError("archive zip qui n'est pas un tableur → extrayez-en le fichier de l'édition")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    parts = entry.filename.replace("\\", "/").split("/")
    if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0]:
        raise SourceError(f"archive avec un chemin hors du fichier → {_DO_NOT_OPEN}")
    if entry.external_attr >> 28 == 0xA:
        raise SourceError(f"archive avec un lien symbolique → {_DO_NOT_OPEN}")
    if entry.flag_bits & 0x41:
        raise SourceError(_ENCRYPTED)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SourceError(f"compression inhabituelle → {_RESAVE}")


def _inflated(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of an entry, piece by piece, whatever size its headers announce."""
    header = content[entry.header_offset : entry.header_offset + 30]
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise _damaged()
    start = entry.header_offset + 30 + sum(struct.unpack("<HH", header[26:30]))
    raw = memoryview(content)[start : start + entry.compress_size]
    pieces = (bytes(raw[start : start + _PIECE]) for start in range(0, len(raw), _PIECE))
    size = 0
    try:
        for piece in pieces if entry.compress_type == zipfile.ZIP_STORED else _decompressed(pieces):
            size += len(piece)
            yield piece
    except zlib.error:
        raise _damaged() from None
    if size != entry.file_size:
        raise _damaged("zip : taille annoncée fausse")


def _decompressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-15)
    for compressed in pieces:
        while compressed and not inflater.eof:
            yield inflater.decompress(compressed, _PIECE)
            compressed = inflater.unconsumed_tail
    while not inflater.eof and (piece := inflater.decompress(b"", _PIECE)):
        yield piece


def _damaged(how: str = "zip abîmé") -> SourceError:
    return SourceError(f"fichier illisible ({how}) → téléchargez-le de nouveau puis {_RESAVE}")
