"""Where the table of projects is in a published file: its sheet, its header row, its columns."""

import functools
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from data.intake.findings import REJECTION, WARNING, Findings
from data.model.french import listing, number
from data.model.schema import EDITION_FILE
from data.model.tables import read_rows
from data.model.wording import clean, is_garbled, unaccented
from data.readers.published import BLANK, Cell, Sheet

HEADER_ROWS = 30  # where the header is looked for, blank rows not counted
LABELS = {column.name: column.label for column in EDITION_FILE}
REQUIRED = tuple(name for name in LABELS if name not in ("published_functional_area", "programmes"))
GARBLED_REMEDY = "repartez du fichier d'origine et enregistrez-le en ODS, ou en CSV encodé en UTF-8"
_UNITS = {  # as printed, without accents → as the project writes it
    "Md€": r"mds? ?(?:€|eur)|milliards?(?: d'euros)?",
    "M€": r"m ?(?:€|eur|euros)|millions?(?: d'euros)?",
    "k€": r"k ?(?:€|eur|euros)|milliers?(?: d'euros)?",
    "€": r"€|eur|euros?",
    "mois": r"mois",
    "jours": r"jours?",
    "années": r"ans?|annees?",
    "mois/année": r"mois ?/ ?annee|mm/aaaa",
}
_UNIT = re.compile(
    rf"(?:(?:\ben |[(\[] ?(?:en )?)({'|'.join(_UNITS.values())})(?: (?:ttc|ht))? ?[)\]]?| ([kmd]* ?€|[km]eur))$"
)
_UNIT_LENGTH = 40  # of the end of a header, where a unit is looked for
_FULL_NAME = "ministerenomcomplet"
_MINISTRY = "published_ministry"

Cells = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """The table of projects as it is in the file."""

    sheet: str
    columns: dict[str, tuple[int, str]]  # column of `columns.csv` → position and header as printed
    rows: dict[int, Cells]  # row number → cells, below the header, repeated headers left out
    is_1904: bool = False  # day numbers count from 1904

    def cell(self, row: int, column: str) -> Cell:
        """The cell of a row under a column; blank where the row is shorter or the column absent."""
        cells = self.rows[row]
        position = self.columns.get(column, (len(cells), ""))[0]
        return cells[position] if position < len(cells) else BLANK

    def where(self, row: int | None, column: str, value: str) -> dict[str, Any]:
        """A value and its position, as `Findings.add` takes them."""
        return {"sheet": self.sheet, "row": row, "column": self.columns.get(column, (0, column))[1], "value": value}


def header_unit(text: str) -> str:
    """The unit at the end of a header (« (en k€) », « en mois »), as `_UNITS` writes it; empty where it has none."""
    match = _UNIT.search(unaccented(text)[-_UNIT_LENGTH:])
    words = (match[1] or match[2]) if match else ""
    return next((unit for unit, pattern in _UNITS.items() if re.fullmatch(pattern, words)), "")


def header_key(text: str) -> str:
    """The key under which a header is looked up: letters and digits only, without case, accents nor unit."""
    words = unaccented(text)
    words = words[:-_UNIT_LENGTH] + _UNIT.sub("", words[-_UNIT_LENGTH:])
    return "".join(letter for letter in words if letter.isalnum())


def read_columns(folder: Path) -> dict[str, str]:
    """The known headers: key → column; SourceError where their table cannot be read."""
    rows = read_rows(folder / "vocabulary" / "columns.csv", ("header", "column"))
    return {header_key(line["header"]): line["column"] for _, line in rows}


def find_table(
    sheets: list[Sheet], known: Mapping[str, str], findings: Findings, *, sheet_name: str = ""
) -> Table | None:
    """The table of projects of a file, or None and a rejection where there is none or more than one."""
    candidates = [sheet for sheet in sheets if not sheet_name or sheet.name == sheet_name]
    if sheet_name and not candidates:
        findings.add(REJECTION, f"pas de feuille « {sheet_name} »", f"feuilles du fichier : {_names(sheets)}")
        return None
    headers = [_Header(sheet, *_header_row(sheet, known), known, findings) for sheet in candidates]
    full = [header for header in headers if set(REQUIRED) <= header.columns.keys()]
    if len(full) > 1:
        reason = f"plusieurs feuilles portent un tableau des projets : {_names([header.sheet for header in full])}"
        findings.add(REJECTION, reason, "choisissez avec --sheet")
        return None
    header = max(full or headers, key=lambda header: len(header.columns))
    if garbled := next((cell.text for cell in header.cells if is_garbled(cell.text)), ""):
        header.note(REJECTION, "accents abîmés", GARBLED_REMEDY, value=garbled)
        return None
    if len(header.columns.keys() & LABELS.keys()) < 3:
        reason = f"ligne d'en-tête introuvable dans les {HEADER_ROWS} premières lignes"
        remedy = "vérifiez que le fichier est celui du panorama ; en-têtes connus : data/vocabulary/columns.csv"
        first_line = next((cells for sheet in sheets for cells in sheet.rows.values()), ())
        findings.add(REJECTION, reason, remedy, value=" | ".join(cell.text for cell in first_line if cell.text))
        return None
    return header.table()


def _names(sheets: list[Sheet]) -> str:
    return listing([f"« {sheet.name} »" for sheet in sheets])


def _header_row(sheet: Sheet, known: Mapping[str, str]) -> tuple[int, Cells]:
    """The row with the most known headers and its cells, completed by those of a header on the row before or after."""
    columns = {row: _columns(sheet.rows[row], known) for row in list(sheet.rows)[:HEADER_ROWS]}
    row = max(columns, key=lambda row: len(columns[row]), default=0)
    if not row:
        return 0, ()
    if 0 < len(columns.get(row + 1, ())) == sum(bool(cell.text.strip()) for cell in sheet.rows.get(row + 1, ())):
        row += 1
    others = sheet.rows[row - 1] if columns.get(row - 1) else ()
    pairs = itertools.zip_longest(sheet.rows[row], others, fillvalue=BLANK)
    return row, tuple(cell if cell.text.strip() else other for cell, other in pairs)


def _columns(cells: Cells, known: Mapping[str, str]) -> dict[str, tuple[int, str]]:
    columns: dict[str, tuple[int, str]] = {}
    for position, cell in enumerate(cells):
        key = header_key(cell.text) if cell.kind == "text" else ""
        column = known.get(key)
        # Both « Ministère porteur » (an acronym) and « Ministère nom complet »: the latter is the published name.
        if column and (column not in columns or key == _FULL_NAME):
            columns[column] = (position, clean(cell.text))
    return columns


@dataclass(frozen=True)
class _Header:
    """The header of a sheet, with the known headers, and the findings on it and on the rows below."""

    sheet: Sheet
    row: int
    cells: Cells
    known: Mapping[str, str]
    findings: Findings

    @functools.cached_property
    def columns(self) -> dict[str, tuple[int, str]]:
        return _columns(self.cells, self.known)

    def note(self, level: str, reason: str, remedy: str, **where: object) -> None:
        self.findings.add(level, reason, remedy, **{"sheet": self.sheet.name, "row": self.row, **where})

    def table(self) -> Table | None:
        self.check_missing()
        self.check_repeats()
        below = {number: cells for number, cells in self.sheet.rows.items() if number > self.row}
        headers = self.columns.keys()
        rows = {number: cells for number, cells in below.items() if _columns(cells, self.known).keys() != headers}
        self.check_ignored(rows)
        if not set(REQUIRED) <= self.columns.keys():
            return None
        return Table(self.sheet.name, self.columns, self.with_merged(rows), self.sheet.is_1904)

    def check_missing(self) -> None:
        printed = [clean(cell.text) for cell in self.cells if cell.text.strip()]
        unknown = [text for text in printed if header_key(text) not in self.known]
        for name in [name for name in LABELS if name not in self.columns]:
            keys = [key for key, column in self.known.items() if column == name]
            scores = {text: max(fuzz.ratio(header_key(text), key) for key in keys) / 100 for text in unknown}
            near = max(scores, key=scores.__getitem__, default="")
            hint = "aucune colonne ne lui ressemble"
            if near and scores[near] >= 0.5:
                hint = f"la colonne « {near} » lui ressemble ({number(scores[near], 2, fixed=True)})"
            level = REJECTION if name in REQUIRED else WARNING
            remedy = "ajoutez la colonne, ou son en-tête à data/vocabulary/columns.csv"
            self.note(level, f"colonne « {LABELS[name]} » absente ; {hint}", remedy)

    def check_repeats(self) -> None:
        by_column: dict[str, list[str]] = {}
        for cell in self.cells:
            by_column.setdefault(self.known.get(header_key(cell.text), ""), []).append(cell.text)
        for column, headers in by_column.items():
            keys = [header_key(text) for text in headers]
            has_both_names = column == _MINISTRY and keys.count(_FULL_NAME) == 1 and len(keys) == 2
            if column in LABELS and len(headers) > 1 and not has_both_names:
                names = listing([f"« {clean(text)} »" for text in headers])
                self.note(REJECTION, f"deux colonnes pour « {LABELS[column]} » : {names}", "n'en gardez qu'une")

    def check_ignored(self, rows: dict[int, Cells]) -> None:
        """Point out the columns with values that are under no known header."""
        positions = {position for position, _ in self.columns.values()}
        for position in range(max(map(len, rows.values()), default=0)):
            text = clean(self.cells[position].text) if position < len(self.cells) else ""
            filled = [number for number, cells in rows.items() if cells[position:] and cells[position].text.strip()]
            if position in positions or not filled or header_key(text) in self.known:
                continue
            if position >= len(self.cells) and self.sheet.note:
                reason = "plus de cellules que d'en-têtes (séparateur dans un texte sans guillemets ?)"
                remedy = "enregistrez le tableau en ODS, ou en CSV avec guillemets"
                self.note(REJECTION, reason, remedy, row=filled[0], value=rows[filled[0]][position].text)
            elif text:
                remedy = "rien à faire si elle ne porte ni coût, ni durée, ni phase"
                self.note(WARNING, "colonne inconnue, ignorée", remedy, row=filled[0], column=text)
            else:
                reason = f"colonne sans nom, ignorée ({len(filled)} cellules remplies)"
                self.note(WARNING, reason, "nommez-la si elle compte", row=filled[0], column=f"n° {position + 1}")

    def with_merged(self, rows: dict[int, Cells]) -> dict[int, Cells]:
        """The rows, a merged ministry repeated on each of its own; other merged cells are pointed out."""
        filled, headers = dict(rows), dict(self.columns.values())
        for first, left, last, _ in self.sheet.merged:
            if first not in rows or left >= len(rows[first]):
                continue
            if left == self.columns[_MINISTRY][0]:
                for number in range(first + 1, last + 1):
                    cells = list(filled.get(number, ()))
                    if any(cell.text for cell in cells):
                        cells += [BLANK] * (left + 1 - len(cells))
                        filled[number] = (*cells[:left], rows[first][left], *cells[left + 1 :])
            elif left in headers:
                reason = f"cellule fusionnée sur les lignes {first} à {last}"
                reason += f" : sa valeur ne vaut que pour la ligne {first}"
                remedy = "défusionnez et répétez la valeur si elle vaut pour toutes"
                self.note(WARNING, reason, remedy, row=first, column=headers[left], value=rows[first][left].text)
        return filled
