"""The table of a published file → the rows of an edition, in the project's own columns."""

import re
from dataclasses import dataclass, replace

from data.intake.cells import NAMES, CellReader
from data.intake.findings import QUARANTINE, REJECTION, WARNING, Findings
from data.intake.layout import WANTED, Table
from data.intake.readers import Cell
from data.model.french import count, listing
from data.model.schema import EDITION_FILE
from data.model.wording import WITHHELD_PHASE, is_blank, label_key, unaccented

MIN_ROWS, MAX_ROWS = 10, 500
_TOTAL = re.compile(r"(sous-?)?total(aux)?\b.*|moyennes?\b.*|nombre de projets\b.*|ensemble")
_NUMBERS = ("cost_meur", "planned_duration_years")
_LABELS = {column.name: column.label for column in EDITION_FILE}
# A decimal point that cannot be a thousands mark: not followed by exactly three digits.
_SURE_POINT = re.compile(r"\d+\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d+")
_COMMA = re.compile(r"\d,\d")


@dataclass(frozen=True)
class Row:
    """One project of the file.

    Attributes:
        number: Row in the file.
        values: Column of `EDITION_FILE` → text as the edition's file holds it.
    """

    number: int
    values: dict[str, str]

    @property
    def name(self) -> str:
        """The name as printed."""
        return self.values["published_name"]


def import_rows(table: Table, findings: Findings, *, reference: str, is_forced: bool = False) -> list[Row]:
    """The projects of a table, in its order.

    Args:
        table: As `layout.find_table` gives it.
        findings: Where what is wrong is noted.
        reference: Reference month of the edition (`2021-11`).
        is_forced: The operator answers for an unusual number of projects.
    """
    reader = CellReader(
        findings=findings,
        sheet=table.sheet,
        headers={name: header for name, (_, header) in table.columns.items()},
        decimal_points=frozenset(name for name in _NUMBERS if _writes_points(table, name)),
        last_year=int(reference[:4]) + 10,
    )
    rows = [row for number in table.rows if (row := _row(table, number, reader)) is not None]
    kept = _without_repeats(rows, table, findings)
    if not MIN_ROWS <= len(kept) <= MAX_ROWS:
        findings.add(
            WARNING if is_forced and kept else REJECTION,
            f"{count(len(kept), 'projet lu', 'projets lus')}, entre {MIN_ROWS} et {MAX_ROWS} attendus",
            "vérifiez le fichier ; --force s'il est bien complet",
            sheet=table.sheet,
        )
    return kept


def _writes_points(table: Table, column: str) -> bool:
    """True where the texts of a column show that its decimal mark is a point."""
    texts = [cell.text for number in table.rows if (cell := table.cell(number, column)).kind == "text"]
    return any(_SURE_POINT.fullmatch(text.strip()) for text in texts) and not any(_COMMA.search(text) for text in texts)


def _row(table: Table, number: int, reader: CellReader) -> Row | None:
    cells = {name: table.cell(number, name) for name in WANTED}
    filled = [name for name, cell in cells.items() if cell.text.strip() or cell.kind == "error"]
    if not filled:
        return None
    name = cells["published_name"]
    if _TOTAL.fullmatch(unaccented(name.text)) and not cells["published_ministry"].text.strip():
        reader.note(WARNING, number, "published_name", name, "ligne de total, ignorée", "")
        return None
    if len(filled) == 1 and sum(bool(cell.text.strip()) for cell in table.rows[number]) == 1:
        reader.note(
            WARNING, number, filled[0], cells[filled[0]], "ligne d'une seule cellule (note ou titre), ignorée", ""
        )
        return None
    values = {
        "published_name": reader.label(number, "published_name", name),
        "published_ministry": reader.label(number, "published_ministry", cells["published_ministry"]),
        "is_interministerial": reader.yes_no(number, "is_interministerial", cells["is_interministerial"]),
    }
    if missing := [column for column, value in values.items() if is_blank(value)]:
        _set_aside(reader, number, missing, cells)
        return None
    values |= {
        "start": reader.month(number, "start", cells["start"]),
        "planned_duration_years": reader.years(number, "planned_duration_years", cells["planned_duration_years"]),
        "published_phase": reader.phase(number, "published_phase", cells["published_phase"]),
        "cost_meur": reader.meur(number, "cost_meur", cells["cost_meur"]),
        "published_functional_area": _area(reader, number, cells["published_functional_area"]),
        "programmes": reader.programmes(number, "programmes", cells["programmes"]),
    }
    _point_out_blank_cost(reader, number, cells["cost_meur"], values["published_phase"])
    return Row(number, values)


def _area(reader: CellReader, number: int, cell: Cell) -> str:
    text = reader.label(number, "published_functional_area", cell)
    return "" if is_blank(text) else text


def _set_aside(reader: CellReader, number: int, missing: list[str], cells: dict[str, Cell]) -> None:
    for column in missing:
        if column in NAMES and cells[column].kind == "text" and not is_blank(cells[column].text):
            continue  # its reader has said why
        reason = f"ligne mise de côté : « {_LABELS[column]} » manque ou est illisible"
        if column == "is_interministerial" and cells[column].text.strip():
            reason = "ligne mise de côté : ni oui ni non"
        reader.note(QUARANTINE, number, column, cells[column], reason, "complétez la cellule")


def _point_out_blank_cost(reader: CellReader, number: int, cell: Cell, phase: str) -> None:
    if cell.kind == "blank" and phase not in ("Cadrage", WITHHELD_PHASE, "NA"):
        reader.note(
            WARNING, number, "cost_meur", cell, "coût absent, gardé comme non publié", "complétez-le s'il est publié"
        )


def _without_repeats(rows: list[Row], table: Table, findings: Findings) -> list[Row]:
    """The rows where one written twice in the same words counts once; one written twice otherwise is a rejection."""
    kept: dict[str, Row] = {}
    for row in rows:
        first = kept.setdefault(label_key(row.name), row)
        if first is row:
            continue
        place = {
            "sheet": table.sheet,
            "row": row.number,
            "column": table.columns["published_name"][1],
            "value": row.name,
        }
        different = [
            _LABELS[name] for name, value in row.values.items() if label_key(value) != label_key(first.values[name])
        ]
        if different:
            reason = f"projet déjà ligne {first.number}, avec d'autres valeurs : {listing(different)}"
            findings.add(REJECTION, reason, "gardez la bonne ligne", **place)
        else:
            findings.add(WARNING, f"même ligne que la ligne {first.number}, comptée une fois", "", **place)
    return list(kept.values())


def with_label(row: Row, column: str, label: str) -> Row:
    """The row with another spelling of a label."""
    return replace(row, values={**row.values, column: label})
