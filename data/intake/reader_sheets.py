"""The child process that reads one file: `python -m data.intake.reader_sheets KIND FILE`, JSON on its output.

It limits itself before it imports the parser of Excel files. Its answer has `sheets`, with marked cells only, or
`problem`. CSV: encoding and separator are recognised from the content and reported to the operator.

XLSX and XLS: python-calamine reserves memory for the whole area that the cells span, and ends the process when it
cannot (one value in XFD1048576 is enough); a formula without a saved value is blank there. Both are looked for first.
"""

import codecs
import contextlib
import csv
import datetime
import io
import json
import re
import resource
import string
import sys
import zipfile
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import ParseError, fromstring

from data.intake.reader_ods import (
    ALONE,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    SAVE_AGAIN,
    UnreadableError,
    grid,
    marked_number,
    read_ods,
)

MEMORY_BYTES = 768 * 2**20
CPU_SECONDS = 10
_SEPARATORS = {",": "virgule", ";": "point-virgule", "\t": "tabulation", "|": "barre verticale"}
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_POSITION = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR = re.compile(rb'\bt="e"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is|t)\b[^>]*[^/]?>[^<]*<?")
_EMPTY_VALUE = re.compile(rb"<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def main() -> None:
    """Read the file named on the command line; write the answer."""
    set_limits()
    kind, path = sys.argv[1:3]
    try:
        sheets = read_csv(path) if kind == "csv" else read_ods(path) if kind == "ods" else read_excel(path, kind)
        answer: dict = {"sheets": sheets}
    except UnreadableError as error:
        answer = {"problem": str(error)}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))


def set_limits() -> None:
    """Limit this process: memory, processor time, no file written, no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 2**10, 64 * 2**10))  # the end of a traceback, nothing more
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_csv(path: str) -> list[dict]:
    """The one table of a text file."""
    text, encoding = _decoded(Path(path).read_bytes())
    if len(_BINARY.findall(text[:65536])) > 8:
        raise UnreadableError("ce n'est pas du texte → demandez le fichier ODS, XLSX, XLS ou CSV de l'édition")
    separator = _separator(text)
    note = f"CSV lu en {encoding}, séparateur {_SEPARATORS[separator]}"
    return [grid("", enumerate(_records(text, separator), start=1), note=note)]


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding."""
    head = content[:4096]
    nulls_even, nulls_odd = head[::2].count(0), head[1::2].count(0)
    encoding = next((known for mark, known in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8")
    if encoding == "utf-8" and max(nulls_even, nulls_odd) > len(head) // 5:
        encoding = "utf-16-le" if nulls_odd > nulls_even else "utf-16-be"
    try:
        return content.decode(encoding), "UTF-16" if encoding.startswith("utf-16") else "UTF-8"
    except UnicodeDecodeError:
        if encoding == "utf-8":
            with contextlib.suppress(UnicodeDecodeError):
                return content.decode("cp1252"), "Windows-1252"
        raise UnreadableError("encodage inconnu → enregistrez-le en CSV, encodage UTF-8") from None


def _separator(text: str) -> str:
    """The separator that cuts the most lines of the beginning into the same number of cells, at least four."""
    best, best_score = "", 0
    for separator in _SEPARATORS:
        try:
            lines = list(csv.reader(io.StringIO(text[: 256 * 1024], newline=""), delimiter=separator))
        except csv.Error:
            continue
        widths = [len(cells) for cells in lines[:60] if len(cells) >= 4]
        score = max((widths.count(width) * width for width in set(widths)), default=0)
        if score > best_score:
            best, best_score = separator, score
    if not best:
        reason = "aucun séparateur reconnu (virgule, point-virgule, tabulation)"
        raise UnreadableError(f"{reason} → enregistrez le tableau en ODS")
    return best


def _records(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(1_000_000)
    records: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            if len(records) > 200_000 or (len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:])):
                limits = f"plus de {MAX_ROWS} lignes ou {MAX_COLUMNS} colonnes"
                raise UnreadableError(f"ligne {len(records) + 1} : {limits} → {ALONE}")
            records.append([f"t{cell}" if cell.strip() else "" for cell in cells])
    except csv.Error as error:
        reason = f"ligne {len(records) + 1} : guillemets mal fermés ({error})"
        raise UnreadableError(f"{reason} → enregistrez le tableau en ODS") from error
    return records


def read_excel(path: str, kind: str) -> list[dict]:
    """The worksheets of an `xlsx` or `xls` workbook."""
    import python_calamine as calamine

    unusable = _unusable_cells(path) if kind == "xlsx" else {}
    try:
        workbook = calamine.CalamineWorkbook.from_path(path)
        names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        if len(names) > MAX_SHEETS:
            raise UnreadableError(f"plus de {MAX_SHEETS} feuilles → {ALONE}")
        sheets = []
        for name in names:
            sheet = workbook.get_sheet_by_name(name)
            areas = sheet.merged_cell_ranges or []
            merged = [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in areas if bottom > top]
            rows = sheet.to_python(skip_empty_area=False) if sheet.start is not None else []
            at_fault = unusable.get(name, set())
            marked_rows = (
                (number, [marked(value, (number, column) in at_fault) for column, value in enumerate(cells)])
                for number, cells in enumerate(rows, start=1)
            )
            sheets.append(grid(name, marked_rows, merged))
        return sheets
    except calamine.PasswordError as error:
        remedy = "enregistrez-le en ODS sans mot de passe"
        raise UnreadableError(f"fichier protégé par un mot de passe → {remedy}") from error
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, ValueError) as error:
        raise UnreadableError(f"contenu {kind.upper()} abîmé → {SAVE_AGAIN}") from error


def marked(value: object, is_unusable: bool = False) -> str:
    """A value of python-calamine as a marked cell."""
    if is_unusable and value in ("", None):
        return "e"
    if isinstance(value, bool):
        return "boui" if value else "bnon"
    if isinstance(value, int | float):
        return marked_number(repr(value))
    if isinstance(value, datetime.date):  # datetimes too
        return f"d{value.isoformat()[:19]}"
    if isinstance(value, datetime.time | datetime.timedelta):
        return f"u{value}"
    return f"t{value}" if str(value).strip() else ""


def _unusable_cells(path: str) -> dict[str, set[tuple[int, int]]]:
    """Cells in error and formulas without a saved value, by sheet; positions are checked on the way."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _scan(name, archive.read(part)) for name, part in _parts(archive).items()}
    except (zipfile.BadZipFile, KeyError, ParseError) as error:
        raise UnreadableError(f"contenu XLSX abîmé → {SAVE_AGAIN}") from error


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its file in the archive; `containers` has checked that no part has a DTD."""
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    parts = {}
    for sheet in fromstring(archive.read("xl/workbook.xml")).iter():
        target = targets.get(sheet.get(_RELATION)) if sheet.tag.endswith("}sheet") else None
        if target:
            part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            if part in archive.namelist():
                parts[sheet.get("name", "")] = part
    return parts


def _scan(name: str, content: bytes) -> set[tuple[int, int]]:
    found = set()
    first = None
    for match in _CELL.finditer(content):
        position = _POSITION.search(match[1])
        if not position:
            continue
        letters, row = position[1].decode(), int(position[2])
        column = 0
        for letter in letters:
            column = column * 26 + string.ascii_uppercase.index(letter) + 1
        has_value = bool(_VALUE.search(match[2])) and not _EMPTY_VALUE.search(match[2])
        if has_value:
            first = row if first is None else first
            if row - first >= MAX_ROWS or column > MAX_COLUMNS:
                raise UnreadableError(
                    f"feuille « {name} » : valeur en {letters}{row}, hors des {MAX_ROWS} lignes et "
                    f"{MAX_COLUMNS} colonnes admises → {ALONE}"
                )
        if _ERROR.search(match[1]) or (b"<f" in match[2] and not has_value):
            found.add((row, column - 1))
    return found


if __name__ == "__main__":
    main()
