"""Exports: the projects and the editions of a selection in four formats, and the data of a chart.

All formats have the same values: ten significant digits, percentages without the noise of binary fractions. The
columns of a CSV file are a fixed contract: its metadata (selection, dataset) are in its name and its HTTP headers.
"""

from dataclasses import dataclass

import orjson
import pandas as pd

from components.addresses.site import LICENCE, LICENCE_ADDRESS
from components.charts.chart import ComputedChart
from components.charts.parts.tables import TableColumn, csv_text
from data.model import french
from data.model.dataset import Dataset
from data.model.schema import EDITIONS, PROJECTS, Column
from data.model.selection import Selection
from data.questions.parts.editions import PROVENANCES, editions_table

_PERCENT_DECIMALS = 6
"""Decimals of a calculated percentage: the next ones are noise of binary fractions."""

Value = str | float | int | bool | None


@dataclass(frozen=True)
class FileTable:
    """A table to export.

    Attributes:
        name: `projets`, `editions` or `tableau`.
        lines: One value for each column, ready for any format.
        about: Its metadata, as label and text.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    lines: list[list[Value]]
    about: tuple[tuple[str, str], ...]


def projects_file(dataset: Dataset, selection: Selection) -> FileTable:
    """The selected lines of all editions, columns of `schema.PROJECTS`."""
    return table_of("projets", "Projets, édition par édition", selection.apply(dataset), PROJECTS, dataset, selection)


def editions_file(dataset: Dataset, selection: Selection) -> FileTable:
    """One line per edition covered, columns of `schema.EDITIONS`."""
    frame = editions_table(dataset, selection)
    return table_of("editions", "Éditions : chiffres publiés et recalculés", frame, EDITIONS, dataset, selection)


def table_of(
    name: str, title: str, frame: pd.DataFrame, columns: tuple[Column, ...], dataset: Dataset, selection: Selection
) -> FileTable:
    """The table of a frame, with what it is about; `name` is that of the file and of its sheet."""
    values = [[_value(value, column) for value in frame[column.name].astype(object)] for column in columns]
    published, table = dataset.latest_published, dataset.latest_table
    about = (
        ("Contenu", title),
        ("Sélection", selection.in_words(dataset)),
        ("Jeu de données", dataset.id),
        ("Derniers chiffres publiés", f"édition {published} ({french.month(dataset.reference_date(published))})"),
        ("Dernier tableau de projets", f"édition {table} ({french.month(dataset.reference_date(table))})"),
        ("Source", "Direction interministérielle du numérique (DINUM), Panorama des grands projets numériques de "
                   "l'État"),
        ("Licence", f"{LICENCE}, {LICENCE_ADDRESS}"),
        ("Lecture", "Une cellule vide est une valeur non publiée, jamais zéro. Les coûts sont des estimations, jamais "
                    "des dépenses. Le premier coût connu n'est pas l'estimation initiale."),
    )  # fmt: skip
    return FileTable(name, title, columns, [list(line) for line in zip(*values, strict=True)], about)


def _value(value: object, column: Column) -> Value:
    if french.is_missing(value) or value == "":
        return None
    if column.kind == "yes_no":
        return bool(value)
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m}"
    if column.kind == "integer":
        return int(value)  # type: ignore[call-overload]
    if column.kind == "number":
        number = float(value)  # type: ignore[arg-type]
        return float(f"{round(number, _PERCENT_DECIMALS) if column.name.endswith('_pct') else number:.10g}") + 0.0
    return str(value)


def csv_file(table: FileTable) -> str:
    """The table as CSV for people."""
    frame = pd.DataFrame(table.lines, columns=[column.header for column in table.columns], dtype=object)
    return csv_text(frame, [TableColumn(column.header, column.label, "text") for column in table.columns])


def json_file(table: FileTable) -> bytes:
    """The table as JSON: `meta`, `colonnes` and `donnees`, a missing value being null."""
    headers = [column.header for column in table.columns]
    content = {
        "meta": dict(table.about),
        "colonnes": [
            {"nom": column.header, "libelle": column.label, "unite": column.unit, "definition": column.definition}
            for column in table.columns
        ],
        "donnees": [dict(zip(headers, line, strict=True)) for line in table.lines],
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2)


def chart_csv(chart: ComputedChart) -> str:
    """The data of a chart as CSV for people."""
    percentages = [name for name in chart.frame.columns if name.endswith("_pct")]
    rounded = chart.frame.assign(**{name: chart.frame[name].round(_PERCENT_DECIMALS) for name in percentages})
    if "provenance" in rounded:
        rounded["provenance"] = rounded["provenance"].map(PROVENANCES)
    return csv_text(rounded, chart.columns)
