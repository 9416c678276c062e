"""Files that leave: the projects and the editions of a selection in four formats, and the data of a chart.

Every format says the same values: percentages without the traces of binary fractions, ten significant digits. The
columns of a CSV file are a fixed contract, so that what the others say in a part of their own (selection, dataset,
source, licence) stands in its name and its headers.
"""

from dataclasses import dataclass

import orjson
import pandas as pd

from components.charts.chart import ComputedChart
from components.charts.parts.tables import TableColumn, csv_text
from data.model import french
from data.model.dataset import Dataset
from data.model.schema import EDITIONS, PROJECTS, Column
from data.model.selection import Selection
from data.questions.editions import editions_table

LICENCE = "Licence Ouverte 2.0"
LICENCE_ADDRESS = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
SOURCE = "Direction interministérielle du numérique (DINUM), Panorama des grands projets numériques de l'État"
_PERCENT_NOISE = 6
"""Decimals kept of a calculated percentage: beyond them stand only traces of binary fractions."""

Value = str | float | int | bool | None


@dataclass(frozen=True)
class FileTable:
    """A table that leaves, and what must be said of it.

    Attributes:
        name: `projets` or `editions`.
        title: What it holds.
        columns: As `data.schema` describes them.
        lines: The values, ready for any format.
        about: What goes with it, as label and text.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    lines: list[list[Value]]
    about: tuple[tuple[str, str], ...]


def projects_file(dataset: Dataset, selection: Selection) -> FileTable:
    """The selected lines of all editions, columns of `schema.PROJECTS`."""
    return _file("projets", "Projets, édition par édition", selection.apply(dataset), PROJECTS, dataset, selection)


def editions_file(dataset: Dataset, selection: Selection) -> FileTable:
    """One line per edition covered, columns of `schema.EDITIONS`."""
    frame = editions_table(dataset, selection)
    return _file("editions", "Éditions : chiffres publiés et recalculés", frame, EDITIONS, dataset, selection)


def about(dataset: Dataset, selection: Selection, title: str) -> tuple[tuple[str, str], ...]:
    """What goes with a file: what it holds, of which selection and dataset, its source and licence."""
    published, table = dataset.latest_published, dataset.latest_table
    return (
        ("Contenu", title),
        ("Sélection", selection.in_words(dataset)),
        ("Jeu de données", dataset.id),
        ("Derniers chiffres publiés", f"édition {published} ({french.month(dataset.reference_date(published))})"),
        ("Dernier tableau de projets", f"édition {table} ({french.month(dataset.reference_date(table))})"),
        ("Source", SOURCE),
        ("Licence", f"{LICENCE}, {LICENCE_ADDRESS}"),
        ("Lecture", "Une cellule vide est une valeur non publiée, jamais zéro. Les coûts sont des estimations, jamais "
                    "des dépenses. Le premier coût connu n'est pas l'estimation initiale."),
    )  # fmt: skip


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


def chart_csv(drawn: ComputedChart) -> str:
    """Exactly what a chart draws, as CSV for people."""
    return csv_text(_rounded(drawn.frame), drawn.columns)


def _file(
    name: str,
    title: str,
    frame: pd.DataFrame,
    columns: tuple[Column, ...],
    dataset: Dataset,
    selection: Selection,
) -> FileTable:
    values = [_values(frame[column.name], column) for column in columns]
    lines = [list(line) for line in zip(*values, strict=True)]
    return FileTable(name, title, columns, lines, about(dataset, selection, title))


def _values(series: pd.Series, column: Column) -> list[Value]:
    decimals = _PERCENT_NOISE if column.name.endswith("_pct") else None
    return [_value(value, column.kind, decimals) for value in series.astype(object)]


def _value(value: object, kind: str, decimals: int | None) -> Value:
    if french.is_missing(value) or value == "":
        return None
    if kind == "yes_no":
        return bool(value)
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m}"
    if kind == "integer":
        return int(value)  # type: ignore[call-overload]
    if kind == "number":
        number = float(value)  # type: ignore[arg-type]
        return float(f"{number if decimals is None else round(number, decimals):.10g}") + 0.0
    return str(value)


def _rounded(frame: pd.DataFrame) -> pd.DataFrame:
    calculated = [name for name in frame.columns if name.endswith("_pct")]
    return frame.assign(**{name: frame[name].round(_PERCENT_NOISE) for name in calculated})
