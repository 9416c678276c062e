"""What python-calamine does not say of an XLSX: formulas without a saved value, hidden parts, day numbers from 1904.

Every XML dress is read: prefixed elements, cells without `r`, Strict OOXML, names of the archive with backslashes.
"""

import functools
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.etree.ElementTree import ParseError, fromstring
from xml.parsers import expat

from data.model.errors import SourceError
from data.readers.ods import ALONE, MAX_COLUMNS, MAX_ROWS, RESAVE, is_inside, letters

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_TRUE = ("1", "true")


@dataclass
class Scan:
    """The findings on one sheet; rows from 1, columns from 0."""

    errors: set[tuple[int, int]] = field(default_factory=set)
    areas: list[tuple[int, int, int, int]] = field(default_factory=list)  # cells of matrix formulas
    empty_texts: set[tuple[int, int]] = field(default_factory=set)  # saved values of formulas
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_1904: bool = False

    def has_error(self, row: int, column: int) -> bool:
        """True for a cell in error or computed by a formula without a saved value."""
        if (row, column) in self.errors:
            return True
        return bool(self.areas) and (row, column) not in self.empty_texts and is_inside(self.areas, row, column)


def scan_xlsx(path: str) -> dict[str, Scan]:
    """Sheet → its scan; SourceError for a damaged file or a value beyond the rows and columns of every sheet."""
    scans: dict[str, Scan] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            # `readers` has checked that no part has a DTD.
            parts = {entry.filename.replace("\\", "/"): entry for entry in archive.infolist()}
            relations = fromstring(archive.read(parts["xl/_rels/workbook.xml.rels"]))
            targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
            is_1904 = False
            for element in fromstring(archive.read(parts["xl/workbook.xml"])).iter():
                if element.tag.endswith("}workbookPr"):
                    is_1904 = element.get("date1904") in _TRUE
                if not element.tag.endswith("}sheet"):
                    continue
                target = targets.get(next((value for key, value in element.items() if key.endswith("}id")), ""))
                if target and (part := parts.get(str(PurePosixPath("/xl", target.replace("\\", "/"))).lstrip("/"))):
                    name = element.get("name", "")
                    scans[name] = _Pass(name, Scan(is_1904=is_1904)).of(archive.read(part))
    except SourceError:
        raise
    except (zipfile.BadZipFile, KeyError, ParseError, expat.ExpatError, ValueError) as error:
        raise SourceError(f"contenu XLSX abîmé → {RESAVE}") from error
    return scans


class _Pass:
    """The state of the pass over one sheet: the position, the open cell and what it holds."""

    def __init__(self, name: str, scan: Scan) -> None:
        self.name, self.scan = name, scan
        self.row = self.first = 0
        self.column = -1
        self.kind, self.formula_area = "", ""
        self.has_formula = self.has_value = self.has_element = self.in_value = False

    def of(self, content: bytes) -> Scan:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = (
            self.start, self.end, self.data,
        )  # fmt: skip
        parser.Parse(content, True)
        return self.scan

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            reference = _REFERENCE.fullmatch(attributes.get("r", ""))
            self.row, self.column = _position(*reference.groups()) if reference else (self.row, self.column + 1)
            self.kind, self.formula_area = attributes.get("t", ""), ""
            self.has_formula = self.has_value = self.has_element = False
        elif tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), -1
            if attributes.get("hidden") in _TRUE or _is_thin(attributes.get("ht")):
                self.scan.hidden_rows.add(self.row)
        elif tag == "f":
            self.has_formula = True
            self.formula_area = attributes.get("ref", "") if attributes.get("t") == "array" else ""
        elif tag in ("v", "t"):
            self.in_value = self.has_element = True
        elif tag == "col" and (attributes.get("hidden") in _TRUE or _is_thin(attributes.get("width"))):
            last = min(int(attributes.get("max", 0)), MAX_COLUMNS)
            self.scan.hidden_columns.update(range(int(attributes.get("min", 1)) - 1, last))

    def data(self, text: str) -> None:
        self.has_value = self.has_value or (self.in_value and bool(text.strip()))

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in ("v", "t"):
            self.in_value = False
        elif tag == "c":
            self.end_cell()

    def end_cell(self) -> None:
        if self.has_value:
            self.first = self.first or self.row
            if self.row - self.first >= MAX_ROWS or self.column >= MAX_COLUMNS:
                where = f"feuille « {self.name} » : valeur en {letters(self.column)}{self.row}"
                limits = f"hors des {MAX_ROWS} lignes et {MAX_COLUMNS} colonnes admises"
                raise SourceError(f"{where}, {limits} → {ALONE}")
        is_empty_text = self.kind == "str" and self.has_element  # a saved value, though an empty one
        is_unsaved = self.has_formula and not self.has_value and not is_empty_text
        if is_unsaved or self.kind == "e":
            self.scan.errors.add((self.row, self.column))
        if is_empty_text:
            self.scan.empty_texts.add((self.row, self.column))
        if corners := _REFERENCE.findall(self.formula_area):
            (top, left), (end, right) = (_position(*corner) for corner in (corners[0], corners[-1]))
            self.scan.areas.append((top, left, end, right))


def _is_thin(size: str | None) -> bool:
    """True for a height in points or a width in characters at which nothing shows."""
    return bool(size and re.fullmatch(r"0*(?:\.\d+)?", size))


def _position(name: str, row: str) -> tuple[int, int]:
    return int(row), functools.reduce(lambda total, letter: total * 26 + ord(letter) - 64, name, 0) - 1
