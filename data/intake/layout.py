"""Where the table of projects is in a published file: its sheet, its header row, its columns."""

import difflib
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.intake.cells import GARBLED_REMEDY
from data.intake.findings import REJECTION, WARNING, Findings
from data.intake.readers import BLANK, Cell, Sheet
from data.model.errors import SourceError
from data.model.french import listing
from data.model.schema import EDITION_FILE
from data.model.tables import read_rows
from data.model.wording import clean, is_garbled, unaccented

HEADER_ROWS = 30
"""The header is looked for in the first rows that are not blank."""
REQUIRED = tuple(
    column.name for column in EDITION_FILE if column.name not in ("published_functional_area", "programmes")
)
WANTED = tuple(column.name for column in EDITION_FILE)
_LABELS = {column.name: column.label for column in EDITION_FILE}
_UNIT = re.compile(r"[(\[](?:en )?(?:m€|meur|millions? d'euros|ans?|annees?|mois/annee)[)\]]$|en m€$")
_FULL_NAME = "ministerenomcomplet"
_GROUP_COLUMNS = ("published_ministry",)


@dataclass(frozen=True)
class Table:
    """The table of projects as it stands in the file.

    Attributes:
        sheet: Name of its sheet.
        header_row: Row of the header.
        columns: Column of the project (or any column of `columns.csv`) → position and header as printed.
        rows: Row number → cells, below the header, repeated headers left out.
    """

    sheet: str
    header_row: int
    columns: dict[str, tuple[int, str]]
    rows: dict[int, tuple[Cell, ...]]

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
    """The table of projects of a file, None (and a rejection) where there is none or more than one.

    Args:
        sheets: As `readers.read_published` gives them.
        known: As `read_columns` gives it.
        findings: Where what is wrong is noted.
        sheet_name: The sheet to take, where the operator chose.
    """
    if sheet_name and not any(sheet.name == sheet_name for sheet in sheets):
        names = listing([f"« {sheet.name} »" for sheet in sheets])
        findings.add(REJECTION, f"pas de feuille « {sheet_name} »", f"feuilles du fichier : {names}")
        return None
    found = [
        (sheet, row, header)
        for sheet in sheets
        if not sheet_name or sheet.name == sheet_name
        for row, header in [_header(sheet, known)]
    ]
    full = [item for item in found if set(REQUIRED) <= _named(item[2], known).keys()]
    if len(full) > 1:
        names = listing([f"« {sheet.name} »" for sheet, _, _ in full])
        findings.add(
            REJECTION, f"plusieurs feuilles portent un tableau des projets : {names}", "choisissez avec --sheet"
        )
        return None
    best = full or sorted(found, key=lambda item: -len(_named(item[2], known)))[:1]
    if best and (garbled := next((cell.text for cell in best[0][2] if is_garbled(cell.text)), "")):
        place = {"sheet": best[0][0].name, "row": best[0][1], "value": garbled}
        findings.add(REJECTION, "accents abîmés", GARBLED_REMEDY, **place)
        return None
    if not best or len(_named(best[0][2], known).keys() & set(WANTED)) < 3:
        findings.add(
            REJECTION,
            f"ligne d'en-tête introuvable dans les {HEADER_ROWS} premières lignes",
            "vérifiez que le fichier est celui du panorama ; en-têtes connus : data/vocabulary/columns.csv",
            value=_first_line(sheets),
        )
        return None
    return _checked(*best[0], known, findings)


def _header(sheet: Sheet, known: Mapping[str, str]) -> tuple[int, tuple[Cell, ...]]:
    """The row with the most known headers and its cells, completed by those of a header on the row before or after."""
    candidates = list(sheet.rows)[:HEADER_ROWS]
    named = {row: _named(sheet.rows[row], known) for row in candidates}
    best = max(candidates, key=lambda row: len(named[row]), default=0)
    if not best:
        return 0, ()
    after = best + 1
    if after in named and 0 < len(named[after]) == sum(bool(cell.text.strip()) for cell in sheet.rows[after]):
        return after, _laid_over(sheet.rows[after], sheet.rows[best])
    if named.get(best - 1):
        return best, _laid_over(sheet.rows[best], sheet.rows[best - 1])
    return best, sheet.rows[best]


def _laid_over(cells: tuple[Cell, ...], under: tuple[Cell, ...]) -> tuple[Cell, ...]:
    pairs = itertools.zip_longest(cells, under, fillvalue=BLANK)
    return tuple(cell if cell.text.strip() else other for cell, other in pairs)


def _named(cells: tuple[Cell, ...], known: Mapping[str, str]) -> dict[str, tuple[int, str]]:
    columns: dict[str, tuple[int, str]] = {}
    for position, cell in enumerate(cells):
        key = header_key(cell.text) if cell.kind == "text" else ""
        column = known.get(key)
        # Both « Ministère porteur » (an acronym) and « Ministère nom complet »: the latter is the published name.
        if column and (column not in columns or key == _FULL_NAME):
            columns[column] = (position, clean(cell.text))
    return columns


def _checked(
    sheet: Sheet, row: int, header: tuple[Cell, ...], known: Mapping[str, str], findings: Findings
) -> Table | None:
    columns = _named(header, known)
    place = {"sheet": sheet.name, "row": row}
    printed = [clean(cell.text) for cell in header if cell.text.strip()]
    unknown = [text for text in printed if header_key(text) not in known]
    for name in WANTED:
        if name not in columns:
            near = _nearest(name, unknown, known)
            hint = (
                f"la colonne « {near[0]} » lui ressemble ({near[1]:.2f})" if near else "aucune colonne ne lui ressemble"
            )
            findings.add(
                REJECTION if name in REQUIRED else WARNING,
                f"colonne « {_LABELS[name]} » absente ; {hint}",
                "ajoutez la colonne, ou son en-tête à data/vocabulary/columns.csv",
                **place,
            )
    _check_repeats(header, known, findings, place)
    below = {
        number: cells
        for number, cells in sheet.rows.items()
        if number > row and _named(cells, known).keys() != columns.keys()
    }
    taken = {position for position, _ in columns.values()}
    for position in range(max((len(cells) for cells in below.values()), default=0)):
        text = clean(header[position].text) if position < len(header) else ""
        filled = [number for number, cells in below.items() if position < len(cells) and cells[position].text.strip()]
        if position in taken or not filled or header_key(text) in known:
            continue
        if position >= len(header) and sheet.note:
            findings.add(
                REJECTION, "plus de cellules que d'en-têtes (séparateur dans un texte sans guillemets ?)",
                "enregistrez le tableau en ODS, ou en CSV avec guillemets", sheet=sheet.name, row=filled[0],
                value=below[filled[0]][position].text,
            )  # fmt: skip
            continue
        reason = "colonne inconnue, ignorée" if text else f"colonne sans nom, ignorée ({len(filled)} cellules remplies)"
        remedy = "rien à faire si elle ne porte ni coût, ni durée, ni phase" if text else "nommez-la si elle compte"
        findings.add(WARNING, reason, remedy, sheet=sheet.name, row=filled[0], column=text or f"n° {position + 1}")
    if any(name not in columns for name in REQUIRED):
        return None
    return Table(sheet.name, row, columns, _with_merged(sheet, below, columns, findings))


def _check_repeats(
    header: tuple[Cell, ...], known: Mapping[str, str], findings: Findings, place: dict[str, object]
) -> None:
    by_column: dict[str, list[str]] = {}
    for cell in header:
        key = header_key(cell.text)
        if key in known:
            by_column.setdefault(known[key], []).append(cell.text)
    for column, headers in by_column.items():
        keys = [header_key(text) for text in headers]
        if (
            column in WANTED
            and len(headers) > 1
            and not (column in _GROUP_COLUMNS and keys.count(_FULL_NAME) == 1 and len(keys) == 2)
        ):
            names = listing([f"« {clean(text)} »" for text in headers])
            findings.add(
                REJECTION, f"deux colonnes pour « {_LABELS[column]} » : {names}", "n'en gardez qu'une", **place
            )


def _with_merged(
    sheet: Sheet, rows: dict[int, tuple[Cell, ...]], columns: dict[str, tuple[int, str]], findings: Findings
) -> dict[int, tuple[Cell, ...]]:
    """The rows where a ministry merged over several rows is written on each; other merged cells are pointed out."""
    filled = dict(rows)
    groups = {columns[name][0] for name in _GROUP_COLUMNS if name in columns}
    headers = dict(columns.values())
    for first, left, last, _ in sheet.merged:
        if first not in rows or left >= len(rows[first]):
            continue
        if left in groups:
            for number in range(first + 1, last + 1):
                cells = list(filled.get(number, ()))
                if any(cell.text for cell in cells):
                    cells += [BLANK] * (left + 1 - len(cells))
                    filled[number] = (*cells[:left], rows[first][left], *cells[left + 1 :])
        elif left in headers:
            findings.add(
                WARNING,
                f"cellule fusionnée sur les lignes {first} à {last} : sa valeur ne vaut que pour la ligne {first}",
                "défusionnez et répétez la valeur si elle vaut pour toutes",
                sheet=sheet.name,
                row=first,
                column=headers[left],
                value=rows[first][left].text,
            )
    return filled


def _nearest(column: str, printed: list[str], known: Mapping[str, str]) -> tuple[str, float] | None:
    spellings = [key for key, name in known.items() if name == column]
    scored = [
        (text, max(difflib.SequenceMatcher(None, header_key(text), key).ratio() for key in spellings))
        for text in printed
    ]
    best = max(scored, key=lambda item: item[1], default=None)
    return best if best and best[1] >= 0.5 else None


def _first_line(sheets: list[Sheet]) -> str:
    for sheet in sheets:
        for cells in sheet.rows.values():
            return " | ".join(cell.text for cell in cells if cell.text)
    raise SourceError("fichier sans aucune valeur → vérifiez que c'est bien celui de l'édition")
