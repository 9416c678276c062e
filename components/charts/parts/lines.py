"""One line for each ministry or phase: traces, names at their ends or panels, words, columns, office twin."""

from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd

from components.addresses.links import Links
from components.charts.parts import edition_axis, edition_figure, edition_series, native, theme
from components.charts.parts.direct_labels import Label, by_width
from components.charts.parts.tables import DATE, EDITION, Table, TableColumn
from components.charts.parts.tokens import projected
from data.model import french
from data.model.dataset import Dataset
from data.model.expert_filters import SPLITS
from data.model.selection import Selection
from data.questions.parts.editions import Line, records
from data.questions.parts.lines import LINE

_SYMBOLS = ("circle", "square", "diamond", "triangle-up")
_DASHES = ("solid", "dash", "dot", "dashdot")
_NAME, _PANEL_NAME, _WIDE_PANEL_NAME = 16, 20, 38
"""Letters of a line of a name, at the end of a line, above a panel, and above one of a wide drawing."""
MOST_LINES = 4
"""Lines that one plot has room for."""
_MOST_FIRST = 2
"""Lines that share the first rank, beyond which a heading counts them."""


class Context(Protocol):
    """What a chart is computed with, as far as lines need it."""

    @property
    def dataset(self) -> Dataset:
        """The dataset."""

    @property
    def selection(self) -> Selection:
        """The selection."""

    @property
    def links(self) -> Links:
        """The addresses that carry it."""

    @property
    def is_slide(self) -> bool:
        """Whether it is drawn on a slide."""


def of(frame: pd.DataFrame) -> list[str]:
    """The columns of the lines."""
    return [column for column in map(str, frame.columns) if column.startswith(LINE)]


def known(frame: pd.DataFrame) -> list[str]:
    """The columns of the lines that have a value: only these are drawn."""
    columns = of(frame)
    if not columns:
        return []
    has_value = ~np.isnan(frame[columns].to_numpy(dtype=float)).all(axis=0)
    return [column for column, is_known in zip(columns, has_value.tolist(), strict=True) if is_known]


def has_panels(frame: pd.DataFrame) -> bool:
    """Whether there are too many lines for one plot: each then has its own."""
    return len(known(frame)) > MOST_LINES


def values(frame: pd.DataFrame) -> list[float]:
    """Everything that the lines draw."""
    numbers: list[float] = frame[of(frame)].to_numpy(dtype=float).ravel().tolist()
    return numbers


def _name(column: str, context: Context) -> str:
    return context.dataset.vocabulary.names[column.removeprefix(LINE)]


def _trace(
    editions: Sequence[Line], column: str, context: Context, written: Callable[[Any], str], colour: str, **style: Any
) -> theme.Trace:
    """A line of dated editions; a mark opens the projects of its edition and line."""
    slug, name = column.removeprefix(LINE), _name(column, context)
    field = SPLITS[context.selection.split].field
    texts = edition_axis.hover_texts(editions, lambda line: f"{name} : {written(line[column])}")

    def address(edition: int) -> str | None:
        return context.links.projects(since=edition, until=edition, split="", **{field: (slug,)})

    return edition_series.series(editions, column, name=name, colour=colour, hover=texts, address=address, **style)


def traces_and_names(
    frame: pd.DataFrame, editions: Sequence[Line], context: Context, written: Callable[[Any], str]
) -> tuple[list[theme.Trace], list[Label]]:
    """A trace and a name for each line of a frame and its dated editions."""
    traces, labels = [], []
    for column, symbol, dash in zip(known(frame), _SYMBOLS, _DASHES, strict=False):
        colour = theme.BY_SLUG[column.removeprefix(LINE)]
        traces.append(_trace(editions, column, context, written, colour, dash=dash, symbol=symbol))
        last = edition_series.last_known(editions, column)
        text = "<br>".join([f"<b>{written(last[column])}</b>", *wrap(_name(column, context), _NAME)])
        labels.append(Label(last["x"], last[column], text, colour))
    return traces, labels


def panels(
    frame: pd.DataFrame,
    editions: Sequence[Line],
    context: Context,
    written: Callable[[Any], str],
    scale: edition_figure.Values,
) -> theme.Figure:
    """A panel for each line of a frame, over the dated editions that have a value; its name and last one above it."""
    has_value = frame[known(frame)].notna().any(axis=1).to_numpy()
    start, end = int(has_value.argmax()), len(has_value) - int(has_value[::-1].argmax())
    editions = editions[start:end]
    found = []
    for column in known(frame):
        last = edition_series.last_known(editions, column)
        amount = f"<b>{written(last[column])}</b> (éd. {last['edition']})"
        titles = [
            "<br>".join([*wrap(_name(column, context), letters, max_lines=2, placeholder="…"), amount])
            for letters in (_PANEL_NAME, _PANEL_NAME if context.is_slide else _WIDE_PANEL_NAME)
        ]
        trace = _trace(editions, column, context, written, theme.QUANTITY, size=5)
        found.append(edition_figure.Panel(trace, by_width(*titles)))
    return edition_figure.panels(editions, found, scale, is_slide=context.is_slide)


class Words(NamedTuple):
    """How the value of a line is said: its name, its writing, and what a line without any lacks."""

    name: str
    written: Callable[[Any], str]
    missing: str


def heading(frame: pd.DataFrame, context: Context, words: Words) -> str:
    """« Coût : Intérieur au plus haut, 849,6 M€ en novembre 2021 »: the highest line of the latest edition with one.

    Empty where no line has a value.
    """
    editions = ((line, [column for column in of(frame) if not french.is_missing(line[column])])
                for line in reversed(records(frame)))  # fmt: skip
    last, values = next(((line, columns) for line, columns in editions if columns), ({}, []))
    if not values:
        return ""
    values = sorted(values, key=lambda column: -last[column])
    texts = [words.written(last[column]) for column in values]
    first = [_name(column, context) for column, text in zip(values, texts, strict=True) if text == texts[0]]
    who = french.listing(first)
    if len(first) > _MOST_FIRST:
        who = f"{len(first)} {SPLITS[context.selection.split].plural}"
    rank = "" if len(values) < 2 else " à égalité" if len(first) > 1 else " au plus haut"
    month = french.in_month(last["edition"], last["reference_date"])
    return f"{words.name} : {who}{rank}, {texts[0]} {month}"


def sentences(frame: pd.DataFrame, context: Context, words: Words) -> tuple[str, ...]:
    """The last value of each line by edition, of many the highest and the lowest; which have none and why."""
    if not context.selection.split:
        return ()
    by = SPLITS[context.selection.split]
    editions = records(frame)
    last = {column: edition_series.last_known(editions, column) for column in known(frame)}
    unknown = [_name(column, context) for column in of(frame) if column not in last]
    found = []
    for edition, date in sorted({(line["edition"], line["reference_date"]) for line in last.values()}, reverse=True):
        of_edition = {column: line[column] for column, line in last.items() if line["edition"] == edition}
        values = [f"{_name(column, context)} ({words.written(value)})" for column, value in of_edition.items()]
        listed = french.listing(values)
        if len(values) > MOST_LINES:
            ends = (sorted(of_edition, key=of_edition.__getitem__, reverse=first) for first in (True, False))
            highest, lowest = (_at_an_end(columns, of_edition, context, words) for columns in ends)
            is_same = len(set(map(words.written, of_edition.values()))) == 1
            listed = highest if is_same else f"{highest} au plus haut, {lowest} au plus bas"
        named = f"{words.name[:1].lower()}{words.name[1:]} par {by.name} : {listed}"
        found.append(f"{french.capitalised(french.in_month(edition, date))}, {named}.")
    return (*found, *([f"{french.capitalised(words.missing)} : {french.listing(unknown)}."] if unknown else []))


def _at_an_end(columns: Sequence[str], values: Line, context: Context, words: Words) -> str:
    """« Intérieur et 3 autres (médiane stable) »: the first of the columns, and those written like it."""
    texts = [words.written(values[column]) for column in columns]
    others = texts.count(texts[0]) - 1
    more = f" et {french.count(others, 'autre')}" if others else ""
    return f"{_name(columns[0], context)}{more} ({texts[0]})"


def columns(frame: pd.DataFrame, context: Context, unit: str, kind: str) -> tuple[TableColumn, ...]:
    """A column for each line, its slug in the header of files."""
    return tuple(
        TableColumn(column, f"{_name(column, context)} ({unit})", kind,
                    f"{column.removeprefix(LINE).replace('-', '_')}_{'meur' if kind == 'meur' else 'pct'}")
        for column in of(frame)
    )  # fmt: skip


def tables(frame: pd.DataFrame, context: Context, caption: str, unit: str, kind: str) -> tuple[Table, ...]:
    """The table of the lines that have a value, none where the selection is not split."""
    with_value = known(frame)
    if not with_value:
        return ()
    shown = [column for column in columns(frame, context, unit, kind) if column.key in with_value]
    return (Table(caption, (EDITION, DATE, *shown), rows=frame[frame[with_value].notna().any(axis=1)]),)


def natives(frame: pd.DataFrame, context: Context) -> tuple[list[native.Series], str]:
    """The lines as series of an office suite, and what their chart leaves to the page."""
    with_value = known(frame)
    series = [
        native.Series(_name(column, context), native.numbers(frame[column]),
                      projected(theme.BY_SLUG[column.removeprefix(LINE)]))
        for column in with_value[:MOST_LINES]
    ]  # fmt: skip
    if not has_panels(frame):
        return series, ""
    return series, f"Les {MOST_LINES} plus grands coûts sur {len(with_value)} ; les autres sont sur la page"
