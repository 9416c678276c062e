"""ODS → marked cells, in one pass over content.xml that keeps only the row at hand.

python-calamine joins words across line breaks and tabs in a cell and does not tell merged cells; odfpy
builds the whole document, which a file of empty rows turns into minutes. This pass does neither, and the
tests hold it against python-calamine cell by cell. A DTD ends it, so that no entity is ever defined.
"""

import zipfile
from typing import IO
from xml.parsers import expat

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

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
_SHEET, _ROW, _COVERED = f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}covered-table-cell"
_CELLS = frozenset((f"{_TABLE}table-cell", _COVERED))
_ROWS_REPEATED, _COLUMNS_REPEATED = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
_PARAGRAPHS = frozenset((f"{_TEXT}p", f"{_TEXT}h"))
_BLANKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\n", f"{_TEXT}line-break": "\n"}
# Notes, the copy that change tracking keeps, links to other documents: not what the sheet shows.
_LEFT_OUT = frozenset(
    (f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TABLE}tracked-changes", f"{_TABLE}dde-link", f"{_TABLE}shapes")
)
_MAX_DEPTH = 256
_MAX_ELEMENTS = 400_000


def read_ods(path: str) -> list[dict]:
    """The sheets of an OpenDocument spreadsheet."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
            return _Document().read(content)
    except (expat.ExpatError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise UnreadableError(f"contenu ODS abîmé → {SAVE_AGAIN}") from error


class _Document:
    """The state of the pass: what is open (table, row, cell, paragraph) and the sheets already read."""

    def __init__(self) -> None:
        self.sheets: list[dict] = []
        self.depth = self.elements = self.left_out = self.in_paragraph = 0
        self.name = ""
        self.rows: list[tuple[int, list[str]]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.number = self.repeated = self.waiting = 0
        self.cells: list[str] = []
        self.cell: dict[str, str] | None = None
        self.text: list[str] = []

    def read(self, content: IO[bytes]) -> list[dict]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.data
        parser.StartDoctypeDeclHandler = self.doctype
        parser.ParseFile(content)
        return self.sheets

    def doctype(self, *_: object) -> None:
        raise UnreadableError("DTD interdite → n'ouvrez pas ce fichier, demandez-en un autre")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        # The most frequent elements first: a file of blank rows is made of nothing else.
        self.depth += 1
        self.elements += 1
        if self.depth > _MAX_DEPTH or self.elements > _MAX_ELEMENTS:
            self.refuse_size()
        if self.left_out:
            self.left_out += 1
        elif name in _CELLS:
            self.cell, self.text = attributes, []
        elif name == _ROW:
            self.repeated = _count(attributes, _ROWS_REPEATED)
            self.cells, self.waiting = [], 0
        elif name in _PARAGRAPHS:
            self.in_paragraph += 1
            self.text += ["\n"] if self.text else []
        elif name in _BLANKS:
            self.text.append(_BLANKS[name])
        elif name in _LEFT_OUT or name.startswith(_DRAWING) or (name == _SHEET and self.cell is not None):
            self.left_out = 1
        elif name == _SHEET:
            self.name, self.number, self.rows, self.merged = attributes.get(f"{_TABLE}name", ""), 0, [], []

    def refuse_size(self) -> None:
        if self.depth > _MAX_DEPTH:
            raise UnreadableError("éléments imbriqués sans fin → n'ouvrez pas ce fichier, demandez-en un autre")
        raise UnreadableError(f"plus de 400 000 éléments → {ALONE}")

    def end(self, name: str) -> None:
        self.depth -= 1
        if self.left_out:
            self.left_out -= 1
        elif name in _CELLS and self.cell is not None:
            self.take_cell(self.cell, is_covered=name == _COVERED)
            self.cell = None
        elif name in _PARAGRAPHS:
            self.in_paragraph -= 1
        elif name == _ROW:
            self.take_row()
        elif name == _SHEET:
            self.sheets.append(grid(self.name, self.rows, self.merged))
            if len(self.sheets) > MAX_SHEETS:
                raise UnreadableError(f"plus de {MAX_SHEETS} feuilles → {ALONE}")

    def data(self, text: str) -> None:
        if self.in_paragraph and not self.left_out and self.cell is not None:
            self.text.append(text)

    def take_cell(self, attributes: dict[str, str], *, is_covered: bool) -> None:
        """Add a cell and its repetitions to the row; blank ones only once something follows them."""
        repeated = _count(attributes, _COLUMNS_REPEATED)
        value = "" if is_covered or not (attributes or self.text) else _value(attributes, "".join(self.text))
        if not value:
            self.waiting += repeated
            return
        width = len(self.cells) + self.waiting + repeated
        if width > MAX_COLUMNS:
            where = f"feuille « {self.name} », ligne {self.number + 1}"
            raise UnreadableError(f"{where} : {width} colonnes, au plus {MAX_COLUMNS} → {ALONE}")
        self.cells += [""] * self.waiting
        tall, wide = (_count(attributes, f"{_TABLE}number-{side}-spanned") for side in ("rows", "columns"))
        if tall > 1:
            column, row = len(self.cells), self.number + 1
            self.merged.append((row, column, row + tall - 1, column + wide - 1))
        self.cells += [value] * repeated
        self.waiting = 0

    def take_row(self) -> None:
        """Add a row and its repetitions; blank ones are only counted."""
        if self.cells and len(self.rows) + self.repeated > MAX_ROWS:
            raise UnreadableError(f"feuille « {self.name} » : plus de {MAX_ROWS} lignes → {ALONE}")
        if self.cells:
            self.rows += [(self.number + time, list(self.cells)) for time in range(1, self.repeated + 1)]
        self.number += self.repeated


def _count(attributes: dict[str, str], name: str) -> int:
    written = attributes.get(name)
    if written is None:
        return 1
    if not (written.isascii() and written.isdigit() and len(written) < 12):
        raise UnreadableError(f"répétition illisible : « {written[:20]} » → {SAVE_AGAIN}")
    return max(1, int(written))


def _value(attributes: dict[str, str], shown: str) -> str:
    kind = attributes.get(f"{_OFFICE}value-type", "")
    if kind in ("float", "percentage", "currency"):
        return marked_number(attributes.get(f"{_OFFICE}value", ""))
    if kind == "date":
        return "d" + attributes.get(f"{_OFFICE}date-value", "")[:19]
    if kind == "boolean":
        return "boui" if attributes.get(f"{_OFFICE}boolean-value") == "true" else "bnon"
    if kind == "time":
        return "u" + attributes.get(f"{_OFFICE}time-value", "")
    text = attributes.get(f"{_OFFICE}string-value") or shown
    if f"{_TABLE}formula" in attributes and (not text.strip() or text.startswith(("#", "Err:"))):
        return f"e{text}"
    return f"t{text}" if text.strip() else ""
