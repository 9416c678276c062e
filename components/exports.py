"""Files that leave: the projects and the editions of a selection, and the data of a chart."""

import pandas as pd

from components.chart import DrawnChart
from components.tables import TableColumn, csv_text
from data import queries
from data.dataset import Dataset
from data.schema import EDITIONS, PROJECTS, Column
from data.selection import Selection

_PERCENT_NOISE = 6
"""Decimals kept of a calculated percentage: beyond them stand only traces of binary fractions."""


def projects_csv(dataset: Dataset, selection: Selection) -> str:
    """The selected lines of all editions, columns of `schema.PROJECTS`, as CSV for people."""
    return _csv(selection.apply(dataset), PROJECTS)


def editions_csv(dataset: Dataset, selection: Selection) -> str:
    """One line per edition covered, columns of `schema.EDITIONS`, as CSV for people."""
    return _csv(queries.editions_table(dataset, selection), EDITIONS)


def chart_csv(drawn: DrawnChart) -> str:
    """Exactly what a chart draws, as CSV for people."""
    return csv_text(_rounded(drawn.frame), drawn.columns)


def _csv(frame: pd.DataFrame, columns: tuple[Column, ...]) -> str:
    return csv_text(
        _rounded(frame), [TableColumn(column.name, column.label, "text", column.header) for column in columns]
    )


def _rounded(frame: pd.DataFrame) -> pd.DataFrame:
    calculated = [name for name in frame.columns if name.endswith("_pct")]
    return frame.assign(**{name: frame[name].round(_PERCENT_NOISE) for name in calculated})
