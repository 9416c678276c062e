"""XLSX and XLS → marked cells, by python-calamine, after a look at the places of the cells of an XLSX.

python-calamine reserves memory for the whole area that the cells span, and ends the process when it cannot:
one value in XFD1048576 is enough. It also gives nothing for a formula without a saved value: those are found here.
"""

import datetime
import re
import zipfile
from pathlib import PurePosixPath
from xml.etree.ElementTree import ParseError, fromstring

import python_calamine

from data.intake.reader_grid import (
    ALONE,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    SAVE_AGAIN,
    UnreadableError,
    grid,
    marked_number,
)

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR = re.compile(rb'\bt="e"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is|t)\b[^>]*[^/]?>[^<]*<?")
_EMPTY_VALUE = re.compile(rb"<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>")
_LETTERS = {letter: position for position, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", start=1)}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_excel(path: str, kind: str) -> list[dict]:
    """The sheets of an Excel workbook.

    Args:
        path: The file.
        kind: `xlsx` or `xls`.
    """
    unusable = _unusable_cells(path) if kind == "xlsx" else {}
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        visible = [
            sheet.name for sheet in workbook.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        if len(visible) > MAX_SHEETS:
            raise UnreadableError(f"plus de {MAX_SHEETS} feuilles → {ALONE}")
        return [_sheet(workbook.get_sheet_by_name(name), unusable.get(name, set())) for name in visible]
    except python_calamine.PasswordError as error:
        raise UnreadableError(
            "fichier protégé par un mot de passe → enregistrez-le en ODS sans mot de passe"
        ) from error
    except (python_calamine.CalamineError, python_calamine.ZipError, python_calamine.XmlError, ValueError) as error:
        raise UnreadableError(f"contenu {kind.upper()} abîmé → {SAVE_AGAIN}") from error


def _sheet(sheet: python_calamine.CalamineSheet, unusable: set[tuple[int, int]]) -> dict:
    if sheet.start is None:
        return grid(sheet.name, [])
    merged = [
        (first[0] + 1, first[1], last[0] + 1, last[1])
        for first, last in sheet.merged_cell_ranges or []
        if last[0] > first[0]
    ]
    rows = (
        (number, [marked(value, (number, column) in unusable) for column, value in enumerate(cells)])
        for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1)
    )
    return grid(sheet.name, rows, merged)


def marked(value: object, is_unusable: bool = False) -> str:
    """A value of python-calamine as a marked cell."""
    if is_unusable and value in ("", None):
        return "e"
    if isinstance(value, bool):
        return "boui" if value else "bnon"
    if isinstance(value, int | float):
        return marked_number(repr(value))
    if isinstance(value, datetime.datetime):
        return f"d{value.isoformat()[:19]}"
    if isinstance(value, datetime.date):
        return f"d{value.isoformat()}"
    if isinstance(value, datetime.time | datetime.timedelta):
        return f"u{value}"
    return f"t{value}" if str(value).strip() else ""


def _unusable_cells(path: str) -> dict[str, set[tuple[int, int]]]:
    """Cells in error and formulas without a saved value, by sheet; places are checked on the way."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _scan(name, archive.read(part)) for name, part in _parts(archive).items()}
    except (zipfile.BadZipFile, KeyError, ParseError) as error:
        raise UnreadableError(f"contenu XLSX abîmé → {SAVE_AGAIN}") from error


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → the file of the archive that holds it; `containers` has made sure that no part has a DTD."""
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
        place = _PLACE.search(match[1])
        if not place:
            continue
        row, column = int(place[2]), _column(place[1])
        has_value = bool(_VALUE.search(match[2])) and not _EMPTY_VALUE.search(match[2])
        if has_value:
            first = row if first is None else first
            if row - first >= MAX_ROWS or column >= MAX_COLUMNS:
                raise UnreadableError(
                    f"feuille « {name} » : valeur en {(place[1] + place[2]).decode()}, hors des {MAX_ROWS} lignes et "
                    f"{MAX_COLUMNS} colonnes admises → {ALONE}"
                )
        if _ERROR.search(match[1]) or (b"<f" in match[2] and not has_value):
            found.add((row, column))
    return found


def _column(letters: bytes) -> int:
    position = 0
    for letter in letters.decode():
        position = position * 26 + _LETTERS[letter]
    return position - 1
