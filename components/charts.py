"""CHARTS: every chart is one entry here; cards, tables, files and tests follow from it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.accounts import cost as cost_account
from components.accounts import drift as drift_account
from components.accounts.account import Account
from components.figures import cost, drift, editions
from components.tables import Table, TableColumn
from data import queries
from data.dataset import Dataset
from data.selection import Selection


@dataclass(frozen=True)
class Chart:
    """A chart of the catalogue.

    Attributes:
        name: Its name in addresses and in `data-chart`.
        query: Dataset and selection → the frame that is drawn.
        figure: The frame, the dataset and the breaks → the figure.
        account: The frame, the dataset, the selection and the breaks → its words.
        columns: The frame → the columns of its file.
        tables: The frame → the tables that say what it shows.
        height: Height of the figure in CSS pixels, kept free before it is drawn.
        breaks: The published series whose breaks are drawn.
    """

    name: str
    query: Callable[[Dataset, Selection], pd.DataFrame]
    figure: Callable[[pd.DataFrame, Dataset, pd.DataFrame], go.Figure]
    account: Callable[[pd.DataFrame, Dataset, Selection, pd.DataFrame], Account]
    columns: Callable[[pd.DataFrame, Dataset], tuple[TableColumn, ...]]
    tables: Callable[[pd.DataFrame, Dataset], tuple[Table, ...]]
    height: int
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True)
class LegendEntry:
    """A series of a figure: its name, its colour, and the shape of its marks (`bar`, `band` or a symbol)."""

    name: str
    colour: str
    shape: str


@dataclass(frozen=True)
class DrawnChart:
    """A chart computed for one selection: all that its card shows."""

    chart: Chart
    frame: pd.DataFrame
    account: Account
    figure: dict[str, Any]
    legend: tuple[LegendEntry, ...]
    tables: tuple[Table, ...]


def _drift(name: str, kind: str, words: drift_account.DriftWords) -> Chart:
    return Chart(
        name=name,
        query=partial(queries.drift_by_edition, drift=kind),
        figure=lambda frame, dataset, breaks: drift.drift_by_edition(frame, breaks=breaks),
        account=partial(drift_account.account, words),
        columns=drift_account.columns,
        tables=lambda frame, dataset: drift_account.tables(words, frame),
        height=520,
        breaks=(queries.DRIFTS[kind][0],),
    )


CHARTS = {
    chart.name: chart
    for chart in (
        Chart(
            name="cout-total",
            query=queries.cost_by_edition,
            figure=lambda frame, dataset, breaks: cost.cost_by_edition(
                frame, names=dataset.vocabulary.names, breaks=breaks
            ),
            account=cost_account.account,
            columns=cost_account.columns,
            tables=cost_account.tables,
            height=400,
            breaks=("total_cost_meur",),
        ),
        _drift("ecart-calendaire", "schedule", drift_account.SCHEDULE),
        _drift("ecart-budgetaire", "budget", drift_account.BUDGET),
    )
}
"""Every chart by name, in the order of the catalogue."""


def draw(chart: Chart, dataset: Dataset, selection: Selection) -> DrawnChart:
    """The chart computed for a selection."""
    frame = chart.query(dataset, selection)
    breaks = editions.lettered(dataset.breaks, list(chart.breaks), frame["edition"].tolist())
    figure = chart.figure(frame, dataset, breaks)
    return DrawnChart(
        chart=chart,
        frame=frame,
        account=chart.account(frame, dataset, selection, breaks),
        # A plain dict: Dash would otherwise validate and copy the figure each time that it is sent.
        figure=json.loads(figure.to_json()),
        legend=legend_of(figure),
        tables=chart.tables(frame, dataset),
    )


def legend_of(figure: go.Figure) -> tuple[LegendEntry, ...]:
    """The named series of a figure, in the order drawn."""
    return tuple(
        _legend_entry(trace) for trace in figure.data if trace.name is not None and trace.showlegend is not False
    )


def _legend_entry(trace: Any) -> LegendEntry:
    if trace.type == "bar":
        return LegendEntry(trace.name, trace.marker.color, "bar")
    if trace.fill is not None:
        return LegendEntry(trace.name, trace.line.color, "band")
    return LegendEntry(trace.name, trace.marker.line.color, trace.marker.symbol)
