"""Where the table of projects is in a published file: its sheet, its header row, its columns."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from data.intake.findings import REJECTION, WARNING, Findings
from data.intake.readers import BLANK, Cell, Sheet
from data.model.french import listing
from data.model.schema import EDITION_FILE
from data.model.tables import read_rows
from data.model.wording import clean, is_garbled, unaccented

HEADER_ROWS = 30  # where the header is looked for, blank rows not counted
LABELS = {column.name: column.label for column in EDITION_FILE}
REQUIRED = tuple(name for name in LABELS if name not in ("published_functional_area", "programmes"))
GARBLED_REMEDY = "repartez du fichier d'origine et enregistrez-le en ODS, ou en CSV encodé en UTF-8"
_UNIT = re.compile(r"[(\[](?:en )?(?:m€|meur|millions? d'euros|ans?|annees?|mois/annee)[)\]]$|en m€$")
_FULL_NAME = "ministerenomcomplet"
_MINISTRY = "published_ministry"

Cells = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """The table of projects as it is in the file.

    Attributes:
        sheet: Name of its sheet.
        columns: Column of the project (or any column of `columns.csv`) → position and header as printed.
        rows: Row number → cells, below the header, repeated headers left out.
    """

    sheet: str
    columns: dict[str, tuple[int, str]]
    rows: dict[int, Cells]

    @property
    def headers(self) -> dict[str, str]:
        """Column → header as printed."""
        return {name: header for name, (_, header) in self.columns.items()}

    def cell(self, row: int, column: str) -> Cell:
        """The cell of a row under a column; blank where the row is shorter or the column absent."""
        cells = self.rows[row]
        position = self.columns.get(column, (len(cells), ""))[0]
        return cells[position] if position < len(cells) else BLANK


def header_key(text: str) -> str:
    """The key under which a header is looked up: letters and digits only, without case, accents nor unit."""
    words = _UNIT.sub("", unaccented(text)).strip()
    return "".join(letter for letter in words if letter.isalnum())


def read_columns(folder: Path) -> dict[str, str]:
    """The known headers: key → column.

    Raises:
        SourceError: The table of headers cannot be read.
    """
    rows = read_rows(folder / "vocabulary" / "columns.csv", ("header", "column"))
    return {header_key(line["header"]): line["column"] for _, line in rows}


def find_table(
    sheets: list[Sheet], known: Mapping[str, str], findings: Findings, *, sheet_name: str = ""
) -> Table | None:
    """The table of projects of a file, or None and a rejection where there is none or more than one.

    `known` comes from `read_columns`; `sheet_name` is the only sheet to look at, where the operator chose one.
    """
    candidates = [sheet for sheet in sheets if not sheet_name or sheet.name == sheet_name]
    if sheet_name and not candidates:
        findings.add(REJECTION, f"pas de feuille « {sheet_name} »", f"feuilles du fichier : {_names(sheets)}")
        return None
    headers = [(sheet, *_header(sheet, known)) for sheet in candidates]
    full = [item for item in headers if set(REQUIRED) <= _columns(item[2], known).keys()]
    if len(full) > 1:
        reason = f"plusieurs feuilles portent un tableau des projets : {_names([sheet for sheet, _, _ in full])}"
        findings.add(REJECTION, reason, "choisissez avec --sheet")
        return None
    sheet, row, header = max(full or headers, key=lambda item: len(_columns(item[2], known)))
    if garbled := next((cell.text for cell in header if is_garbled(cell.text)), ""):
        findings.add(REJECTION, "accents abîmés", GARBLED_REMEDY, sheet=sheet.name, row=row, value=garbled)
        return None
    if len(_columns(header, known).keys() & set(LABELS)) < 3:
        reason = f"ligne d'en-tête introuvable dans les {HEADER_ROWS} premières lignes"
        remedy = "vérifiez que le fichier est celui du panorama ; en-têtes connus : data/vocabulary/columns.csv"
        first_line = next((cells for sheet in sheets for cells in sheet.rows.values()), ())
        findings.add(REJECTION, reason, remedy, value=" | ".join(cell.text for cell in first_line if cell.text))
        return None
    return _checked(sheet, row, header, known, findings)


def _names(sheets: list[Sheet]) -> str:
    return listing([f"« {sheet.name} »" for sheet in sheets])


def _header(sheet: Sheet, known: Mapping[str, str]) -> tuple[int, Cells]:
    """The row with the most known headers and its cells, completed by those of a header on the row before or after."""
    columns = {row: _columns(sheet.rows[row], known) for row in list(sheet.rows)[:HEADER_ROWS]}
    best = max(columns, key=lambda row: len(columns[row]), default=0)
    if not best:
        return 0, ()
    after = best + 1
    if after in columns and 0 < len(columns[after]) == sum(bool(cell.text.strip()) for cell in sheet.rows[after]):
        return after, _completed(sheet.rows[after], sheet.rows[best])
    if columns.get(best - 1):
        return best, _completed(sheet.rows[best], sheet.rows[best - 1])
    return best, sheet.rows[best]


def _completed(cells: Cells, others: Cells) -> Cells:
    pairs = itertools.zip_longest(cells, others, fillvalue=BLANK)
    return tuple(cell if cell.text.strip() else other for cell, other in pairs)


def _columns(cells: Cells, known: Mapping[str, str]) -> dict[str, tuple[int, str]]:
    """Column → position and header as printed."""
    columns: dict[str, tuple[int, str]] = {}
    for position, cell in enumerate(cells):
        key = header_key(cell.text) if cell.kind == "text" else ""
        column = known.get(key)
        # Both « Ministère porteur » (an acronym) and « Ministère nom complet »: the latter is the published name.
        if column and (column not in columns or key == _FULL_NAME):
            columns[column] = (position, clean(cell.text))
    return columns


def _checked(sheet: Sheet, row: int, header: Cells, known: Mapping[str, str], findings: Findings) -> Table | None:
    columns = _columns(header, known)
    _check_missing(sheet.name, row, header, known, findings)
    _check_repeats(sheet.name, row, header, known, findings)
    below = {
        number: cells
        for number, cells in sheet.rows.items()
        if number > row and _columns(cells, known).keys() != columns.keys()
    }
    _check_ignored(sheet, below, header, known, findings)
    if any(name not in columns for name in REQUIRED):
        return None
    return Table(sheet.name, columns, _with_merged(sheet, below, columns, findings))


def _check_missing(sheet: str, row: int, header: Cells, known: Mapping[str, str], findings: Findings) -> None:
    printed = [clean(cell.text) for cell in header if cell.text.strip()]
    unknown = [text for text in printed if header_key(text) not in known]
    columns = _columns(header, known)
    for name in [name for name in LABELS if name not in columns]:
        keys = [key for key, column in known.items() if column == name]
        scores = {text: max(fuzz.ratio(header_key(text), key) for key in keys) / 100 for text in unknown}
        near = max(scores, key=lambda text: scores[text], default="")
        hint = "aucune colonne ne lui ressemble"
        if near and scores[near] >= 0.5:
            hint = f"la colonne « {near} » lui ressemble ({scores[near]:.2f})"
        findings.add(
            REJECTION if name in REQUIRED else WARNING, f"colonne « {LABELS[name]} » absente ; {hint}",
            "ajoutez la colonne, ou son en-tête à data/vocabulary/columns.csv", sheet=sheet, row=row,
        )  # fmt: skip


def _check_repeats(sheet: str, row: int, header: Cells, known: Mapping[str, str], findings: Findings) -> None:
    by_column: dict[str, list[str]] = {}
    for cell in header:
        if column := known.get(header_key(cell.text)):
            by_column.setdefault(column, []).append(cell.text)
    for column, headers in by_column.items():
        keys = [header_key(text) for text in headers]
        has_both_names = column == _MINISTRY and keys.count(_FULL_NAME) == 1 and len(keys) == 2
        if column in LABELS and len(headers) > 1 and not has_both_names:
            names = listing([f"« {clean(text)} »" for text in headers])
            reason = f"deux colonnes pour « {LABELS[column]} » : {names}"
            findings.add(REJECTION, reason, "n'en gardez qu'une", sheet=sheet, row=row)


def _check_ignored(
    sheet: Sheet, rows: dict[int, Cells], header: Cells, known: Mapping[str, str], findings: Findings
) -> None:
    """Point out the columns with values that are under no known header."""
    taken = {position for position, _ in _columns(header, known).values()}
    for position in range(max((len(cells) for cells in rows.values()), default=0)):
        text = clean(header[position].text) if position < len(header) else ""
        filled = [number for number, cells in rows.items() if position < len(cells) and cells[position].text.strip()]
        if position in taken or not filled or header_key(text) in known:
            continue
        where = {"sheet": sheet.name, "row": filled[0]}
        if position >= len(header) and sheet.note:
            reason = "plus de cellules que d'en-têtes (séparateur dans un texte sans guillemets ?)"
            remedy = "enregistrez le tableau en ODS, ou en CSV avec guillemets"
            findings.add(REJECTION, reason, remedy, **where, value=rows[filled[0]][position].text)
        elif text:
            remedy = "rien à faire si elle ne porte ni coût, ni durée, ni phase"
            findings.add(WARNING, "colonne inconnue, ignorée", remedy, **where, column=text)
        else:
            reason = f"colonne sans nom, ignorée ({len(filled)} cellules remplies)"
            findings.add(WARNING, reason, "nommez-la si elle compte", **where, column=f"n° {position + 1}")


def _with_merged(
    sheet: Sheet, rows: dict[int, Cells], columns: dict[str, tuple[int, str]], findings: Findings
) -> dict[int, Cells]:
    """The rows, a ministry merged over several of them repeated on each; other merged cells are pointed out."""
    filled = dict(rows)
    headers = dict(columns.values())
    for first, left, last, _ in sheet.merged:
        if first not in rows or left >= len(rows[first]):
            continue
        if _MINISTRY in columns and left == columns[_MINISTRY][0]:
            for number in range(first + 1, last + 1):
                cells = list(filled.get(number, ()))
                if any(cell.text for cell in cells):
                    cells += [BLANK] * (left + 1 - len(cells))
                    filled[number] = (*cells[:left], rows[first][left], *cells[left + 1 :])
        elif left in headers:
            lines = f"cellule fusionnée sur les lignes {first} à {last}"
            findings.add(
                WARNING, f"{lines} : sa valeur ne vaut que pour la ligne {first}",
                "défusionnez et répétez la valeur si elle vaut pour toutes",
                sheet=sheet.name, row=first, column=headers[left], value=rows[first][left].text,
            )  # fmt: skip
    return filled
