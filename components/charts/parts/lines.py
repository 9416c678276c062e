"""One line for each ministry or phase: traces, names at their ends, words, columns, office twin."""

from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import Any, NamedTuple, Protocol

import pandas as pd

from components.addresses.links import Links
from components.charts.parts import edition_axis, edition_series, native, theme
from components.charts.parts.direct_labels import Label
from components.charts.parts.tables import DATE, EDITION, Table, TableColumn
from components.charts.parts.tokens import projected
from data.model import french
from data.model.dataset import Dataset
from data.model.expert_filters import SPLITS
from data.model.selection import Selection
from data.questions.parts.lines import LINE, MOST_LINES, line_slugs

_SYMBOLS = ("circle", "square", "diamond", "triangle-up")
_DASHES = ("solid", "dash", "dot", "dashdot")
_NAME = 16
"""Letters of a line of a name."""
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


def of(frame: pd.DataFrame) -> list[str]:
    """The columns of the lines."""
    return [column for column in map(str, frame.columns) if column.startswith(LINE)]


def values(frame: pd.DataFrame) -> list[float]:
    """Everything that the lines draw."""
    numbers: list[float] = frame[of(frame)].to_numpy(dtype=float).ravel().tolist()
    return numbers


def _name(column: str, context: Context) -> str:
    return context.dataset.vocabulary.names[column.removeprefix(LINE)]


def traces_and_names(
    frame: pd.DataFrame, context: Context, written: Callable[[Any], str]
) -> tuple[list[theme.Trace], list[Label]]:
    """A trace and a name for each line of a dated frame; a mark opens the projects of its edition and line."""
    traces, labels = [], []
    field = SPLITS[context.selection.split].field
    for column, symbol, dash in zip(of(frame), _SYMBOLS, _DASHES, strict=False):
        slug, name = column.removeprefix(LINE), _name(column, context)
        texts = [f"<b>{label}</b><br>{name} : {written(value)}"
                 for label, value in zip(edition_axis.edition_labels(frame), frame[column], strict=True)]  # fmt: skip

        def address(edition: int, slug: str = slug) -> str | None:
            return context.links.projects(since=edition, until=edition, split="", **{field: (slug,)})

        colour = theme.BY_SLUG[slug]
        traces.append(edition_series.series(frame, column, dash=dash, name=name, colour=colour, hover=texts,
                                            symbol=symbol, address=address))  # fmt: skip
        if last := edition_series.last_known(frame, column):
            text = "<br>".join([f"<b>{written(last[column])}</b>", *wrap(name, _NAME)])
            labels.append(Label(last["x"], last[column], text, colour))
    return traces, labels


class Words(NamedTuple):
    """How the value of a line is said: its name, its writing, and what a line without any lacks."""

    name: str
    written: Callable[[Any], str]
    missing: str


def heading(frame: pd.DataFrame, context: Context, words: Words) -> str:
    """« Coût : Intérieur au plus haut, 849,6 M€ en novembre 2021 »: the highest line of the latest edition with one.

    Empty where no line has a value.
    """
    known = frame[frame[of(frame)].notna().any(axis=1)]
    if known.empty:
        return ""
    last = known.iloc[-1]
    values = last[of(frame)].dropna().astype(float).sort_values(ascending=False, kind="stable")
    texts = values.map(words.written)
    first = [_name(column, context) for column in texts.index[texts == texts.iloc[0]]]
    who = french.listing(first)
    if len(first) > _MOST_FIRST:
        who = f"{len(first)} {SPLITS[context.selection.split].plural}"
    rank = "" if len(values) < 2 else " à égalité" if len(first) > 1 else " au plus haut"
    month = french.in_month(last["edition"], last["reference_date"])
    return f"{words.name} : {who}{rank}, {texts.iloc[0]} {month}"


def sentences(frame: pd.DataFrame, context: Context, words: Words) -> tuple[str, ...]:
    """The last value of each line by edition, which have none and why, and how many are not drawn."""
    if not context.selection.split:
        return ()
    lines, by = of(frame), SPLITS[context.selection.split]
    unknown = [_name(column, context) for column in lines if frame[column].isna().all()]
    last = {column: line for column in lines if (line := edition_series.last_known(frame, column))}
    found = []
    for edition, date in sorted({(line["edition"], line["reference_date"]) for line in last.values()}, reverse=True):
        values = [f"{_name(column, context)} ({words.written(line[column])})"
                  for column, line in last.items() if line["edition"] == edition]  # fmt: skip
        listed = f"{words.name[:1].lower()}{words.name[1:]} par {by.name} : {french.listing(values)}"
        found.append(f"{french.capitalised(french.in_month(edition, date))}, {listed}.")
    found += [f"{french.capitalised(words.missing)} : {french.listing(unknown)}."] if unknown else []
    every = len(line_slugs(context.dataset, context.selection))
    if every > MOST_LINES:
        found.append(
            f"Les {MOST_LINES} {by.plural} au coût le plus élevé sont dessiné{'e' if by.field == 'phases' else ''}s, "
            f"sur {every} ; choisissez-en d'autres dans le filtre."
        )
    return tuple(found)


def columns(frame: pd.DataFrame, context: Context, unit: str, kind: str) -> tuple[TableColumn, ...]:
    """A column for each line, its slug in the header of files."""
    return tuple(
        TableColumn(column, f"{_name(column, context)} ({unit})", kind,
                    f"{column.removeprefix(LINE).replace('-', '_')}_{'meur' if kind == 'meur' else 'pct'}")
        for column in of(frame)
    )  # fmt: skip


def tables(frame: pd.DataFrame, context: Context, caption: str, unit: str, kind: str) -> tuple[Table, ...]:
    """The table of the lines, none where the selection is not split."""
    shown = columns(frame, context, unit, kind)
    lines = frame[frame[of(frame)].notna().any(axis=1)]
    return (Table(caption, (EDITION, DATE, *shown), rows=lines),) if shown else ()


def natives(frame: pd.DataFrame, context: Context) -> Sequence[native.Series]:
    """The lines as series of an office suite."""
    return [
        native.Series(_name(column, context), native.numbers(frame[column]),
                      projected(theme.BY_SLUG[column.removeprefix(LINE)]))
        for column in of(frame)
    ]  # fmt: skip
