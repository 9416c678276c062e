"""The columns and tables of a chart, their cells as text, and its CSV file."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from data.model import french
from data.questions.parts.editions import PROVENANCES, Line, records, with_value

NOT_AVAILABLE = "n. d."
# The list of OWASP (formula injection), the full-width twins that some programs fold, and what hides in front.
_FORMULA = re.compile(r"(?:^|[\r\n])[\s\0\u200b\ufeff]*[=+\-@＝＋－＠]|^[\t\r\0]")
# What no file may hold (control characters, halves of pairs), and what turns the reading direction over.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")

FORMATS: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(("count", "edition"), french.number),
    **dict.fromkeys(("meur", "rate", "years"), lambda value: french.number(value, 1)),
    **dict.fromkeys(("change", "pct"), lambda value: french.number(value, 1, signed=True)),
    "cost": lambda value: french.number(value, 2),
    "provenance": PROVENANCES.__getitem__,
    "months": lambda value: french.number(value, signed=True),
    "month": french.short_month,
    **dict.fromkeys(("text", "cell", "project", "ministry", "phase", "functional_area", "cost_band"), str),
    "projects": lambda projects: french.listing([name for _, name in projects]),
}
"""Kind of a column → how its values are written."""


class TableColumn(NamedTuple):
    """A column of a table: the frame's column, its French header with its unit, a key of `FORMATS`.

    Kinds with a link need the column of the slug (`project`, `ministry`…), `projects` holds (slug, name) pairs. The
    header in files is the key where it is empty.
    """

    key: str
    header: str
    kind: str
    file_header: str = ""


@dataclass(frozen=True)
class Table:
    """A table to show; its first column heads each line.

    Rows are those of the chart's frame unless it has its own; those where the column `keep` is missing are left out.
    """

    caption: str
    columns: tuple[TableColumn, ...]
    keep: str = ""
    rows: pd.DataFrame | None = None


def lines_of(table: Table, frame: pd.DataFrame) -> list[Line]:
    """The lines of a table of a chart, whose frame gives them where it has no rows of its own."""
    lines = records(frame if table.rows is None else table.rows)
    return with_value(lines, table.keep) if table.keep else lines


EDITION = TableColumn("edition", "Édition", "edition", "edition")
DATE = TableColumn("reference_date", "Date de référence", "month", "date_reference")
MINISTRY = TableColumn("ministry_name", "Ministère", "ministry", "ministere")
PROJECT = TableColumn("name", "Projet", "project", "projet")
PROJECTS = TableColumn("projects", "Projets", "count", "projets")
PROVENANCE = TableColumn("provenance", "Provenance du chiffre", "provenance", "provenance")
KNOWN = TableColumn("known", "Projets avec un coût", "count", "projets_avec_cout")
FIRST_COST = TableColumn("first_cost_meur", "Premier coût connu (M€)", "cost", "premier_cout_meur")
COST_CHANGE = TableColumn("cost_change_pct", "Évolution du coût (%)", "pct", "evolution_cout_pct")


def cell_text(value: object, kind: str) -> str:
    """A value as a visitor reads it; « n. d. » (non disponible) where it is missing."""
    if french.is_missing(value) or value in ("", ()):
        return NOT_AVAILABLE
    return FORMATS[kind](value)


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
    return escape_formula(str(value))


def escape_formula(text: str) -> str:
    """The text, preceded by an apostrophe where a spreadsheet would read it, or one of its lines, as a formula."""
    return f"'{text}" if _FORMULA.search(text) else text


def printable(text: object) -> str:
    """The text without the characters that no file may hold."""
    return _UNPRINTABLE.sub("", str(text))


def shortened(text: str, longest: int) -> str:
    """The text, cut at a word with an ellipsis where it is longer than so many letters."""
    if len(text) <= longest:
        return text
    cut = text[: max(1, longest - 1)]
    at_word = cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut
    return f"{at_word.rstrip(' ,;:(')}…"
