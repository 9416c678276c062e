"""Tables of frames: the accessible HTML table and the CSV file say the same values, from the same columns."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import html

from components.addresses.links import Links
from components.charts.cells import neutralised
from data.model import french

NOT_AVAILABLE = "n. d."

FORMATS: dict[str, Callable[[Any], str]] = {
    "count": french.number,
    "meur": lambda value: french.number(value, 1),
    "change": lambda value: french.number(value, 1, signed=True),
    "pct": lambda value: french.number(value, 1, signed=True),
    "rate": lambda value: french.number(value, 1),
    "years": lambda value: french.number(value, 1),
    "months": lambda value: french.number(value, 0, signed=True),
    "month": french.short_month,
    "text": str,
    "cell": str,
    "edition": french.number,
    "project": str,
    "ministry": str,
    "phase": str,
    "functional_area": str,
    "cost_band": str,
    "projects": lambda projects: french.listing([name for _, name in projects]),
}
"""Kind of a column → how its values are written."""

LINKS: dict[str, Callable[[Mapping[Any, Any], Links], str | None]] = {
    "edition": lambda line, links: links.edition(line["edition"]),
    "project": lambda line, links: links.project(line["project"]),
    "ministry": lambda line, links: links.projects(ministries=(line["ministry"],)),
    "phase": lambda line, links: links.projects(phases=(line["phase"],)),
    "functional_area": lambda line, links: links.projects(functional_areas=(line["functional_area"],)),
    "cost_band": lambda line, links: links.projects(cost_bands=(line["cost_band"],)),
}
"""Kind of a column whose cells lead to the projects behind them → address, from the slug in the line."""


@dataclass(frozen=True)
class TableColumn:
    """A column of a table.

    Attributes:
        key: The frame's column.
        header: French header, with its unit.
        kind: A key of `FORMATS`; those of `LINKS` need the column that holds the slug (`project`, `ministry`…),
            `projects` holds (slug, name) pairs.
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
        rows: The rows, where they are not those of the chart's frame in its order.
    """

    caption: str
    columns: tuple[TableColumn, ...]
    keep: str = ""
    rows: pd.DataFrame | None = None


def cell_text(value: object, kind: str) -> str:
    """A value as a visitor reads it; « n. d. » (non disponible) where it is missing."""
    if french.is_missing(value) or value in ("", ()):
        return NOT_AVAILABLE
    return FORMATS[kind](value)


def html_table(frame: pd.DataFrame, table: Table, links: Links | None = None) -> html.Table:
    """The accessible table of a frame: caption, column and row headers, one row per line.

    Args:
        frame: The chart's frame, used where the table has no rows of its own.
        table: What to write.
        links: Makes the cells of the kinds of `LINKS` lead to the projects behind them.
    """
    rows = frame if table.rows is None else table.rows
    rows = rows[rows[table.keep].notna()] if table.keep else rows
    first, *others = table.columns
    return html.Table(
        [
            html.Caption(french.typeset(table.caption)),
            html.Thead(
                html.Tr(
                    [html.Th(column.header, scope="col", className=_cell_class(column)) for column in table.columns]
                )
            ),
            html.Tbody(
                [
                    html.Tr(
                        [
                            html.Th(_cell(line, first, links), scope="row"),
                            *(html.Td(_cell(line, column, links), className=_cell_class(column)) for column in others),
                        ]
                    )
                    for line in rows.to_dict("records")
                ]
            ),
        ],
        className="tableau",
    )


def _cell(line: Mapping[Any, Any], column: TableColumn, links: Links | None) -> Any:
    value = line[column.key]
    text = cell_text(value, column.kind)
    if links is None or text == NOT_AVAILABLE:
        return text
    if column.kind == "projects":
        named = [html.A(name, href=links.project(slug)) for slug, name in value]
        return [part for link in named for part in (link, ", ")][:-1]
    address = LINKS[column.kind](line, links) if column.kind in LINKS else None
    return html.A(text, href=address) if address else text


_WORDS = {"text", "projects", *LINKS} - {"edition"}


def _cell_class(column: TableColumn) -> str | None:
    return "mots" if column.kind in _WORDS else None


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
    if isinstance(value, tuple):
        value = " | ".join(name for _, name in value)
    if isinstance(value, float):
        # Ten significant digits keep every published value and drop the noise of binary fractions.
        return f"{value:.10g}".replace(".", ",")
    if isinstance(value, int):
        return str(value)
    return neutralised(str(value))
