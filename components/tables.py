"""Tables of frames: the accessible HTML table and the CSV file say the same values, from the same columns."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import html

from data import french

NOT_AVAILABLE = "n. d."

FORMATS: dict[str, Callable[[Any], str]] = {
    "count": french.number,
    "meur": lambda value: french.number(value, 1),
    "pct": lambda value: french.number(value, 1, signed=True),
    "rate": lambda value: french.number(value, 1),
    "years": lambda value: french.number(value, 1),
    "months": lambda value: french.number(value, 0, signed=True),
    "month": french.short_month,
    "text": str,
}


@dataclass(frozen=True)
class TableColumn:
    """A column of a table.

    Attributes:
        key: The frame's column.
        header: French header, with its unit.
        kind: A key of `FORMATS`.
        file_header: Header in files; the key where empty.
    """

    key: str
    header: str
    kind: str
    file_header: str = ""


@dataclass(frozen=True)
class Table:
    """A table to show: a caption, columns of which the first heads each line, and the rows to keep.

    Attributes:
        caption: What the table holds.
        columns: The first one is the header of each row.
        keep: The frame's column that must be known for a row to be shown; all rows where empty.
    """

    caption: str
    columns: tuple[TableColumn, ...]
    keep: str = ""


def cell_text(value: object, kind: str) -> str:
    """A value as a visitor reads it; « n. d. » (non disponible) where it is missing."""
    if french.is_missing(value) or value == "":
        return NOT_AVAILABLE
    return FORMATS[kind](value)


def html_table(frame: pd.DataFrame, table: Table) -> html.Table:
    """The accessible table of a frame: caption, column and row headers, one row per line."""
    rows = frame[frame[table.keep].notna()] if table.keep else frame
    first, *others = table.columns
    return html.Table(
        [
            html.Caption(table.caption),
            html.Thead(html.Tr([html.Th(column.header, scope="col") for column in table.columns])),
            html.Tbody(
                [
                    html.Tr(
                        [
                            html.Th(cell_text(line[first.key], first.kind), scope="row"),
                            *(html.Td(cell_text(line[column.key], column.kind)) for column in others),
                        ]
                    )
                    for line in rows.to_dict("records")
                ]
            ),
        ],
        className="tableau",
    )


def csv_text(frame: pd.DataFrame, columns: Sequence[TableColumn]) -> str:
    """The frame as CSV for people: `;`, decimal comma, CRLF, empty where missing, `headers` of the columns.

    A text cell that a spreadsheet would run as a formula is preceded by an apostrophe; numbers stay numbers.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.file_header or column.key for column in columns])
    cells = [[_file_cell(value) for value in frame[column.key]] for column in columns]
    writer.writerows(zip(*cells, strict=True))
    return buffer.getvalue()


def _file_cell(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if french.is_missing(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m}"
    if isinstance(value, float):
        # Ten significant digits keep every published value and drop the noise of binary fractions.
        return f"{value:.10g}".replace(".", ",")
    text = str(value)
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r", "\0") else text
