"""ODS → sheets of marked cells, in one pass over content.xml that stores only the current row; limits of every sheet.

A cell is a text marked by one letter: t(ext), n(umber), d(ate), b(oolean), u (duration), e(rror); an empty string is
blank. Why not a library: docs/dependencies.md. A DTD ends the pass, so that no entity is ever defined.
"""

import zipfile
from collections.abc import Iterable
from typing import NamedTuple
from xml.parsers import expat

from data.model.errors import SourceError

MAX_ROWS, MAX_COLUMNS = 5_000, 200
MAX_SHEETS, MAX_CELL = 32, 32_767
ALONE = "copiez le tableau seul dans un nouveau classeur"
RESAVE = "ouvrez-le dans un tableur puis enregistrez-le de nouveau"

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
_SHEET, _ROW, _COVERED = f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}covered-table-cell"
_CELLS = frozenset((f"{_TABLE}table-cell", _COVERED))
_PARAGRAPHS = frozenset((f"{_TEXT}p", f"{_TEXT}h"))
_BLANKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\n", f"{_TEXT}line-break": "\n"}
# Notes, the copy that change tracking stores, links to other documents: not what the sheet shows.
_IGNORED = frozenset(
    (f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TABLE}tracked-changes", f"{_TABLE}dde-link", f"{_TABLE}shapes")
)
_MAX_DEPTH, _MAX_ELEMENTS = 256, 400_000


class Hidden(NamedTuple):
    """What a sheet does not show: itself, rows (from 1), columns (from 0)."""

    is_sheet: bool
    rows: set[int]
    columns: set[int]


def grid(
    name: str, rows: Iterable[tuple[int, list[str]]], merged: Iterable[tuple[int, int, int, int]] = (), note: str = "",
    *, hidden: Hidden | None = None, is_1904: bool = False,
) -> dict:  # fmt: skip
    """A sheet as the child process answers it, from rows numbered from 1, without blank rows and trailing blank cells.

    SourceError above 5 000 rows, 200 columns or 32 767 characters in a cell.
    """
    filled: list[tuple[int, list[str]]] = []
    for number, cells in rows:
        while cells and not cells[-1][1:].strip() and cells[-1][:1] in ("", "t"):
            cells.pop()
        if not cells:
            continue
        where = f"feuille « {name} », ligne {number}"
        if len(cells) > MAX_COLUMNS:
            raise SourceError(f"{where} : {len(cells)} colonnes, au plus {MAX_COLUMNS} → {ALONE}")
        if any(len(cell) > MAX_CELL + 1 for cell in cells):
            raise SourceError(f"{where} : cellule de plus de 32 767 caractères → {ALONE}")
        filled.append((number, cells))
        if number - filled[0][0] >= MAX_ROWS:
            raise SourceError(f"feuille « {name} » : plus de {MAX_ROWS} lignes (ligne {number}) → {ALONE}")
    words = _in_words(hidden, filled) if hidden and filled else ""
    return {
        "name": name, "rows": filled, "merged": list(merged), "note": note, "hidden": words, "is_1904": is_1904,
    }  # fmt: skip


def _in_words(hidden: Hidden, filled: list[tuple[int, list[str]]]) -> str:
    """The hidden parts of a sheet that hold a value, in French; empty where there is none."""
    if hidden.is_sheet:
        return "feuille entière"
    rows = [str(number) for number, _ in filled if number in hidden.rows]
    columns = [letters(at) for at in sorted(hidden.columns) if any(cells[at : at + 1] > [""] for _, cells in filled)]
    lists = (("ligne", rows), ("colonne", columns))
    return " ; ".join(f"{noun}{'s' * (len(all_) > 1)} {', '.join(all_[:20])}{' …' * (len(all_) > 20)}"
                      for noun, all_ in lists if all_)  # fmt: skip


def is_inside(areas: Iterable[tuple[int, int, int, int]], row: int, column: int) -> bool:
    """True for a cell in one of the areas (first row and column, last row and column)."""
    return any(top <= row <= end and left <= column <= right for top, left, end, right in areas)


def letters(column: int) -> str:
    """A column as a spreadsheet names it, from its number counted from 0: `AA` for 26."""
    before, last = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(65 + last)


def numeral(text: str) -> str:
    """A number as the project writes it (`7` for 7.0), marked; an error where it is none."""
    try:
        number = float(text)
    except ValueError:
        return f"e{text}"
    return f"n{int(number)}" if number.is_integer() and abs(number) < 1e15 else f"n{number!r}"


def read_ods(path: str) -> list[dict]:
    """The sheets of an OpenDocument spreadsheet."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
            document = _Document()
            document.parser.ParseFile(content)
            return document.sheets
    except (expat.ExpatError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise SourceError(f"contenu ODS abîmé → {RESAVE}") from error


class _Document:
    """The state of the pass: the open table, row, cell and paragraph, and the sheets already read."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end
        self.parser.CharacterDataHandler = self.data
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.sheets: list[dict] = []
        self.depth = self.elements = self.ignored_depth = self.in_paragraph = 0
        self.name = ""
        self.rows: list[tuple[int, list[str]]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.number = self.repeated = self.blank_cells = 0
        self.cells: list[str] = []
        self.cell: dict[str, str] | None = None
        self.text: list[str] = []
        self.style, self.hidden_styles, self.hidden = "", set[str](), Hidden(is_sheet=False, rows=set(), columns=set())
        self.hides_row = self.is_1904 = False
        self.columns = 0  # declared so far
        self.matrices: list[tuple[int, int, int, int]] = []  # cells of matrix formulas: rows, columns

    def doctype(self, *_: object) -> None:
        raise SourceError("DTD interdite → n'ouvrez pas ce fichier, demandez-en un autre")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        # The most frequent elements first: a file of blank rows has nothing else.
        self.depth += 1
        self.elements += 1
        if self.depth > _MAX_DEPTH:
            raise SourceError("éléments imbriqués sans fin → n'ouvrez pas ce fichier, demandez-en un autre")
        if self.elements > _MAX_ELEMENTS:
            raise SourceError(f"plus de 400 000 éléments → {ALONE}")
        if self.ignored_depth:
            self.ignored_depth += 1
        elif name in _CELLS:
            self.cell, self.text = attributes, []
        elif name == _ROW:
            self.repeated = _count(attributes, "number-rows-repeated")
            self.cells, self.blank_cells = [], 0
            self.hides_row = attributes.get(f"{_TABLE}visibility", "visible") != "visible"
        elif name in _PARAGRAPHS:
            self.in_paragraph += 1
            self.text += ["\n"] if self.text else []
        elif name in _BLANKS:
            self.text.append(_BLANKS[name])
        elif name in _IGNORED or name.startswith(_DRAWING) or (name == _SHEET and self.cell is not None):
            self.ignored_depth = 1
        elif name == _SHEET:
            self.name, self.number, self.rows, self.merged = attributes.get(f"{_TABLE}name", ""), 0, [], []
            self.matrices, self.columns = [], 0
            self.hidden = Hidden(attributes.get(f"{_TABLE}style-name") in self.hidden_styles, set(), set())
        elif name == f"{_TABLE}table-column":
            first, self.columns = self.columns, self.columns + _count(attributes, "number-columns-repeated")
            if attributes.get(f"{_TABLE}visibility", "visible") != "visible":
                self.hidden.columns.update(range(first, min(self.columns, MAX_COLUMNS)))
        elif name == f"{_STYLE}style":
            self.style = attributes.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self.hidden_styles.add(self.style)
        elif name == f"{_TABLE}null-date":
            self.is_1904 = attributes.get(f"{_TABLE}date-value", "").startswith("1904")

    def end(self, name: str) -> None:
        self.depth -= 1
        if self.ignored_depth:
            self.ignored_depth -= 1
        elif name in _CELLS and self.cell is not None:
            self.end_cell(self.cell, is_covered=name == _COVERED)
            self.cell = None
        elif name in _PARAGRAPHS:
            self.in_paragraph -= 1
        elif name == _ROW:  # blank rows are only counted
            if self.cells and len(self.rows) + self.repeated > MAX_ROWS:
                raise SourceError(f"feuille « {self.name} » : plus de {MAX_ROWS} lignes → {ALONE}")
            numbers = range(self.number + 1, self.number + self.repeated + 1) if self.cells else ()
            self.rows += [(number, list(self.cells)) for number in numbers]
            self.hidden.rows.update(numbers if self.hides_row else ())
            self.number += self.repeated
        elif name == _SHEET:
            self.sheets.append(grid(self.name, self.rows, self.merged, hidden=self.hidden, is_1904=self.is_1904))
            if len(self.sheets) > MAX_SHEETS:
                raise SourceError(f"plus de {MAX_SHEETS} feuilles → {ALONE}")

    def data(self, text: str) -> None:
        if self.in_paragraph and not self.ignored_depth and self.cell is not None:
            self.text.append(text)

    def end_cell(self, attributes: dict[str, str], *, is_covered: bool) -> None:
        """Add a cell and its repetitions to the row; blank ones only once a filled one follows them."""
        repeated = _count(attributes, "number-columns-repeated")
        value = "" if is_covered or not (attributes or self.text) else _value(attributes, "".join(self.text))
        column, row = len(self.cells) + self.blank_cells, self.number + 1
        is_unsaved = not value and f"{_OFFICE}value-type" not in attributes
        if self.matrices and is_unsaved and is_inside(self.matrices, row, column):
            value = "e"
        if not value:
            self.blank_cells += repeated
            return
        if f"{_TABLE}formula" in attributes:
            high, broad = (_count(attributes, f"number-matrix-{side}-spanned") for side in ("rows", "columns"))
            self.matrices += [(row, column, row + high - 1, column + broad - 1)] if high * broad > 1 else []
        if column + repeated > MAX_COLUMNS:
            where = f"feuille « {self.name} », ligne {row}"
            raise SourceError(f"{where} : {column + repeated} colonnes, au plus {MAX_COLUMNS} → {ALONE}")
        tall, wide = (_count(attributes, f"number-{side}-spanned") for side in ("rows", "columns"))
        if tall > 1:
            self.merged.append((row, column, row + tall - 1, column + wide - 1))
        self.cells += [""] * self.blank_cells + [value] * repeated
        self.blank_cells = 0


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(f"{_TABLE}{name}")
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise SourceError(f"répétition illisible : « {text[:20]} » → {RESAVE}")
    return max(1, int(text))


def _value(attributes: dict[str, str], shown: str) -> str:
    kind = attributes.get(f"{_OFFICE}value-type", "")
    if kind in ("float", "percentage", "currency"):
        return numeral(attributes.get(f"{_OFFICE}value", ""))
    if kind == "date":
        return "d" + attributes.get(f"{_OFFICE}date-value", "")[:19]
    if kind == "boolean":
        return "boui" if attributes.get(f"{_OFFICE}boolean-value") == "true" else "bnon"
    if kind == "time":
        return "u" + attributes.get(f"{_OFFICE}time-value", "")
    text = attributes.get(f"{_OFFICE}string-value") or shown
    has_value = bool(text.strip() or kind == "string")  # an empty text is a value
    if f"{_TABLE}formula" in attributes and (not has_value or text.startswith(("#", "Err:"))):
        return f"e{text}"
    return f"t{text}" if text.strip() else ""
