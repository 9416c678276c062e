"""The ODS file of a table: typed cells and a second sheet « À propos ».

odfpy makes the document; the rows are written by hand into it, as text: built of its elements, the ten thousand
cells of the whole panorama take it half a second, written so twenty milliseconds.
"""

import io
from xml.sax.saxutils import escape, quoteattr

from odf.dc import Title
from odf.element import Element
from odf.meta import UserDefined
from odf.namespaces import TABLENS
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table

from components.charts.parts.tables import escape_formula
from components.files.exports import FileTable, Value


class _Rows(Element):
    """Rows that are already text."""

    def __init__(self, rows: list[str]) -> None:
        super().__init__(qname=(TABLENS, "table-row"), check_grammar=False)
        self._text = "".join(rows)

    def toXml(self, level: int, f: io.TextIOBase) -> None:  # noqa: N802 - odfpy's name
        """Write the rows, as odfpy asks of each of its elements."""
        f.write(self._text)


def ods_file(table: FileTable) -> bytes:
    """The table as an ODS file."""
    document = OpenDocumentSpreadsheet()
    document.meta.addElement(Title(text=table.title))
    for label, text in table.about:
        document.meta.addElement(UserDefined(name=label, valuetype="string", text=text))
    head = _row([column.header for column in table.columns])
    _add_sheet(document, table.name.capitalize(), [head, *map(_row, table.lines)])
    _add_sheet(document, "À propos", [_row([label, text]) for label, text in table.about])
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _add_sheet(document: OpenDocumentSpreadsheet, name: str, rows: list[str]) -> None:
    sheet = Table(name=name)
    sheet.appendChild(_Rows(rows))
    document.spreadsheet.addElement(sheet)


def _row(values: list[Value] | list[str]) -> str:
    return f"<table:table-row>{''.join(map(_cell, values))}</table:table-row>"


def _cell(value: Value) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        value = "oui" if value else "non"
    if isinstance(value, int | float):
        number = quoteattr(repr(value))
        return (
            f'<table:table-cell office:value-type="float" office:value={number}>'
            f"<text:p>{escape(str(value))}</text:p></table:table-cell>"
        )
    text = escape(escape_formula(value))
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
