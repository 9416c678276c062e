"""Exports as ODS and XLSX: typed cells, and a second sheet « À propos ».

odfpy and XlsxWriter make the documents. The rows of the ODS file are written as XML text: as odfpy elements, the ten
thousand cells of the whole panorama take half a second instead of twenty milliseconds.
"""

import io
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from odf.dc import Title
from odf.element import Element
from odf.meta import UserDefined
from odf.namespaces import TABLENS
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table

from components.charts.parts.tables import escape_formula
from components.files.exports import FileTable, Value

_ABOUT = "À propos"
_WIDTHS = {"text": 24, "integer": 10, "number": 14, "month": 12, "day": 14, "yes_no": 16}


def _cell(value: Value) -> float | str | None:
    """A value for a cell: a number, a text that is never a formula, or None."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return escape_formula(value) if isinstance(value, str) else value


class _Rows(Element):
    """Rows that are already XML text."""

    def __init__(self, rows: list[str]) -> None:
        super().__init__(qname=(TABLENS, "table-row"), check_grammar=False)
        self._text = "".join(rows)

    def toXml(self, level: int, f: io.TextIOBase) -> None:  # noqa: N802 - odfpy's name
        """Write the rows."""
        f.write(self._text)


def ods_file(table: FileTable) -> bytes:
    """The table as an ODS file."""
    document = OpenDocumentSpreadsheet()
    document.meta.addElement(Title(text=table.title))
    for label, text in table.about:
        document.meta.addElement(UserDefined(name=label, valuetype="string", text=text))
    headers = [column.header for column in table.columns]
    for name, rows in ((table.name.capitalize(), [headers, *table.lines]), (_ABOUT, table.about)):
        sheet = Table(name=name)
        sheet.appendChild(_Rows([_ods_row(row) for row in rows]))
        document.spreadsheet.addElement(sheet)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _ods_row(values: Any) -> str:
    return f"<table:table-row>{''.join(_ods_cell(_cell(value)) for value in values)}</table:table-row>"


def _ods_cell(value: float | str | None) -> str:
    if value is None:
        return "<table:table-cell/>"
    kind = 'string"' if isinstance(value, str) else f'float" office:value="{value!r}"'
    return f'<table:table-cell office:value-type="{kind}><text:p>{escape(str(value))}</text:p></table:table-cell>'


def xlsx_file(table: FileTable) -> bytes:
    """The table as an XLSX file; its header row stays visible."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        about = dict(table.about)
        book.set_properties({"title": table.title, "subject": about["Sélection"], "comments": about["Licence"]})
        head, label = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"bold": True})
        sheet = book.add_worksheet(table.name.capitalize())
        sheet.freeze_panes(1, 0)
        for position, column in enumerate(table.columns):
            sheet.set_column(position, position, _WIDTHS[column.kind])
            sheet.write_string(0, position, column.header, head)
        for row, line in enumerate(table.lines, start=1):
            sheet.write_row(row, 0, map(_cell, line))
        notes = book.add_worksheet(_ABOUT)
        notes.set_column(0, 0, 28)
        notes.set_column(1, 1, 100)
        for row, (name, text) in enumerate(table.about):
            notes.write_string(row, 0, name, label)
            notes.write_string(row, 1, escape_formula(text))
    return buffer.getvalue()
