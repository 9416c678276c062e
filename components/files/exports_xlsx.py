"""The XLSX file of a table: typed cells, its header fixed, and a second sheet « À propos »."""

import io

import xlsxwriter

from components.charts.parts.tables import escape_formula
from components.files.exports import FileTable, Value

_WIDTHS = {"text": 24, "integer": 10, "number": 14, "month": 12, "day": 14, "yes_no": 16}


def xlsx_file(table: FileTable) -> bytes:
    """The table as an XLSX file."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        facts = dict(table.about)
        book.set_properties({"title": table.title, "subject": facts["Sélection"], "comments": facts["Licence"]})
        head, label = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"bold": True})
        sheet = book.add_worksheet(table.name.capitalize())
        sheet.freeze_panes(1, 0)
        for position, column in enumerate(table.columns):
            sheet.set_column(position, position, _WIDTHS[column.kind])
            sheet.write_string(0, position, column.header, head)
        for row, line in enumerate(table.lines, start=1):
            for position, value in enumerate(line):
                _write(sheet, row, position, value)
        notes = book.add_worksheet("À propos")
        notes.set_column(0, 0, 28)
        notes.set_column(1, 1, 100)
        for row, (name, text) in enumerate(table.about):
            notes.write_string(row, 0, name, label)
            notes.write_string(row, 1, escape_formula(text))
    return buffer.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, position: int, value: Value) -> None:
    if isinstance(value, bool):
        sheet.write_string(row, position, "oui" if value else "non")
    elif isinstance(value, int | float):
        sheet.write_number(row, position, value)
    elif value is not None:
        sheet.write_string(row, position, escape_formula(value))
