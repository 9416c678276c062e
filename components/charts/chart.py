"""What a chart is: a query, a figure, its words, its tables; and a chart computed for one selection."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from components.addresses.links import Links
from components.charts.parts import lines
from components.charts.parts.narrative import Narrative
from components.charts.parts.native import NativeChart
from components.charts.parts.series_breaks import Break, breaks_of
from components.charts.parts.tables import Table, TableColumn
from components.charts.parts.theme import PAPER, Figure, Trace
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.parts.editions import records


@dataclass(frozen=True)
class Context:
    """What a chart is computed with, beside its frame.

    `is_compact` where it is alone in the frame of another page, `is_slide` where it is drawn on a slide.
    """

    dataset: Dataset
    selection: Selection
    breaks: tuple[Break, ...]
    links: Links
    is_compact: bool = False
    is_slide: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart of the catalogue. Its functions take the frame of its query and the context.

    Attributes:
        name: Its name in addresses and in `data-chart`.
        subject: What it is about, in a few French words: its heading as long as it is not computed.
        columns: The columns of its file; a function where they follow from the frame.
        tables: The tables that say what it shows; a function likewise.
        height: Height in CSS pixels reserved before it is drawn; the figure says its own.
        compact_height: Height in the frame of one chart, 0 where the figure draws fewer rows there.
        breaks: The published series whose breaks are drawn.
        lede: What it shows, as a person says it, without a full stop nor a date.
        native: The same as charts of an office suite, None where no slide shows it.
    """

    name: str
    subject: str
    query: Callable[[Dataset, Selection], pd.DataFrame]
    figure: Callable[[pd.DataFrame, Context], Figure]
    narrative: Callable[[pd.DataFrame, Context], Narrative]
    columns: tuple[TableColumn, ...] | Callable[[pd.DataFrame, Context], tuple[TableColumn, ...]]
    tables: tuple[Table, ...] | Callable[[pd.DataFrame, Context], tuple[Table, ...]]
    height: int
    compact_height: int = 0
    breaks: tuple[str, ...] = ()
    lede: str = ""
    native: Callable[[pd.DataFrame, Context], tuple[NativeChart, ...]] | None = None


class LegendEntry(NamedTuple):
    """A series of a figure: its name, its colour, the shape of its marks, and how they differ without colour.

    Attributes:
        shape: `bar`, `band`, `line` or a symbol.
        pattern: Of a bar, that of plotly.js (`/`, `.`), then `over` where it is white over the colour; the dash of a
            line.
        text: What is written on a bar.
    """

    name: str
    colour: str
    shape: str
    pattern: str = ""
    text: str = ""


@dataclass(frozen=True)
class ComputedChart:
    """A chart computed for one selection: its frame and words at once, the rest when it is first read."""

    chart: Chart
    frame: pd.DataFrame
    context: Context
    narrative: Narrative

    @cached_property
    def figure(self) -> Figure:
        """The figure."""
        figure = self.chart.figure(self.frame, self.context)
        if self.context.is_compact and self.chart.compact_height and not lines.has_panels(self.frame):
            figure["layout"]["height"] = self.chart.compact_height
        return figure

    @cached_property
    def slide_figure(self) -> Figure:
        """The figure of a slide, where panels stand in fewer rows, and names where a slide has room for them."""
        return self.chart.figure(self.frame, replace(self.context, is_slide=True))

    @cached_property
    def legend(self) -> tuple[LegendEntry, ...]:
        """The named series of the figure, in the order drawn."""
        traces = self.figure["data"]
        return tuple(_legend_entry(trace) for trace in traces if "name" in trace and trace.get("showlegend", True))

    @cached_property
    def height(self) -> int:
        """Height of the figure in CSS pixels."""
        return int(self.figure["layout"]["height"])

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables that say what the figure shows."""
        tables = self.chart.tables
        return tables(self.frame, self.context) if callable(tables) else tables

    @cached_property
    def columns(self) -> tuple[TableColumn, ...]:
        """The columns of its file."""
        columns = self.chart.columns
        return columns(self.frame, self.context) if callable(columns) else columns

    @cached_property
    def native(self) -> tuple[NativeChart, ...]:
        """The charts of an office suite, one below the other; none where no slide shows it."""
        return self.chart.native(self.frame, self.context) if self.chart.native else ()


def compute(chart: Chart, dataset: Dataset, selection: Selection, *, is_compact: bool = False) -> ComputedChart:
    """The chart computed for a selection; low where it `is_compact`, if its rows allow."""
    frame = chart.query(dataset, selection)
    breaks: tuple[Break, ...] = ()
    if chart.breaks:
        entered = set(frame["edition"].tolist()[1:])
        known = records(dataset.breaks)
        breaks = breaks_of([line for line in known if line["series"] in chart.breaks and line["edition"] in entered])
    context = Context(dataset, selection, breaks, Links(selection, dataset.editions_with_table), is_compact)
    return ComputedChart(chart, frame, context, chart.narrative(frame, context))


def _legend_entry(trace: Trace) -> LegendEntry:
    name, marker = trace["name"], trace.get("marker", {})
    if trace["type"] == "bar":
        own = trace.get("meta", {})  # of a series whose bars differ
        pattern = marker.get("pattern", {}).get("shape", "")
        pattern = pattern if isinstance(pattern, str) else ""
        pattern += "over" if marker.get("pattern", {}).get("fillmode") == "overlay" else ""
        return LegendEntry(name, own.get("colour", marker["color"]), "bar", pattern, own.get("text", ""))
    if "fill" in trace or trace.get("mode") == "lines":
        line = trace["line"]
        return LegendEntry(name, line["color"], "band" if "fill" in trace else "line", line.get("dash", ""))
    is_hollow = marker["color"] == PAPER and marker["symbol"] == "circle"
    return LegendEntry(name, marker["line"]["color"], "circle-open" if is_hollow else marker["symbol"])
