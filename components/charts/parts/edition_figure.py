"""Figures across editions: one plot whose series are named at their end, or a panel a series on common scales."""

from collections.abc import Callable, Sequence
from functools import partial
from math import ceil
from typing import Any, NamedTuple

from components.charts.parts import direct_labels, edition_axis, theme
from components.charts.parts.direct_labels import LINE, NARROW_ONLY, WIDE, WIDE_ONLY, Label
from components.charts.parts.edition_axis import EditionAxis, Word
from data.questions.parts.editions import Line

_COLUMNS, _SLIDE_COLUMNS = 2, 4
"""Panels side by side: a phone has room for two."""
_HEAD, _PANEL, _SLIDE_PLOT = 3 * LINE + 14, 72, 430
"""Heights in pixels of the three lines above a panel and of a panel, and of all the panels of a slide."""
_SLIDE_TEXT = 1.45
"""How much larger a line is on a slide."""
_GAP = 0.04
"""Between two panels side by side, as a share of the width of all."""
_TICKS = 4
_SLIDE_HEIGHTS = (240, 300)
"""Heights of the plot of a figure that has a slide to itself, in pixels of a page: the lowest first."""

Note = dict[str, Any]
Placed = Callable[..., tuple[list[Note], int, bool]]
"""`direct_labels.placed` but for the width of the drawing."""


class Values(NamedTuple):
    """The vertical axis of a figure: its two ends, the room for its labels in pixels, what follows each number."""

    ends: Sequence[float]
    left: int
    suffix: str

    def axis(self, **settings: Any) -> dict[str, Any]:
        """The axis for a layout."""
        suffix = self.suffix and f"\u00a0{self.suffix}"
        hints = {"ticksuffix": suffix, "tickformat": ",.0f", "range": self.ends}
        return theme.value_axis(**hints, **theme.ALL_LABELS, **settings)


class Panel(NamedTuple):
    """A series, and the lines that name it above its panel, as `direct_labels.by_width` has them."""

    trace: theme.Trace
    title: str


def plot(
    editions: Sequence[Line],
    traces: Sequence[theme.Trace],
    labels: Sequence[Label],
    values: Values,
    *,
    height: int,
    lowest: int,
    words: Sequence[Word] = (),
    missing: str = "",
    is_keyed: bool = False,
    is_slide: bool = False,
    nticks: int = 6,
    **layout: Any,
) -> theme.Figure:
    """The figure of some traces over dated editions, with names that cover no mark and no line.

    Args:
        editions: As `edition_axis.dated` gives them.
        traces: What is drawn.
        labels: The names of the series.
        values: The vertical axis.
        height: Of the figure, in pixels.
        lowest: Height of its plot in the frame of one chart.
        words: What is written above the plot.
        missing: Key of which the editions without a value are marked « n. d. ».
        is_keyed: Whether colours and symbols tell the traces apart: where a phone has no room for the names, there is a
            legend, and names only where a wide drawing has room for them.
        is_slide: Whether it has a slide to itself: names then stand where a slide has room, off the line of zero too.
        nticks: About how many values are written on the vertical axis.
        layout: Anything more for the layout.
    """
    tallest = height - theme.BELOW_EDITIONS - 12
    ends = edition_axis.ends(editions)
    curves = [(trace["x"], trace["y"]) for trace in traces if "markers" in trace.get("mode", "")]
    placed = partial(
        direct_labels.placed,
        labels,
        ends,
        values.ends,
        left=values.left,
        heights=_SLIDE_HEIGHTS if is_slide else (lowest, tallest - 3 * LINE, tallest),
        foot=direct_labels.FOOT if missing else 0,
        curves=[*curves, (ends, (0, 0))] if is_slide else curves,
    )
    names, right, has_legend = _names(placed, is_keyed=is_keyed, is_slide=is_slide)
    if has_legend:
        traces = [{**trace, "showlegend": "name" in trace} for trace in traces]
    axis = EditionAxis(editions, values.left, right, height, words)
    return theme.figure(
        [*traces, *(axis.missing(missing) if missing else ())],
        height=height,
        margin=axis.margin,
        xaxis=axis.layout(),
        yaxis=values.axis(nticks=nticks),
        shapes=axis.shapes,
        annotations=[*axis.notes, *names],
        **layout,
    )


def _names(placed: Placed, *, is_keyed: bool, is_slide: bool) -> tuple[list[Note], int, bool]:
    """The names of series, the room on their right, in pixels, and whether a legend must say them.

    Where a wide drawing has room nearer to their ends, they stand elsewhere than in a narrow one; a slide is wide.
    """
    if is_slide:
        names, right, _ = placed(narrow=WIDE)
        return names, right, False
    narrow, right, is_free = placed()
    if not is_free and is_keyed:
        wide, right, is_free = placed(narrow=WIDE)
        return _marked(WIDE_ONLY, wide) if is_free else [], right, True
    wide, *_ = placed(narrow=WIDE, least_right=right)
    both = [*_marked(NARROW_ONLY, narrow), *_marked(WIDE_ONLY, wide)]
    return narrow if wide == narrow else both, right, False


def _marked(mark: str, notes: Sequence[Note]) -> list[Note]:
    return [{**note, "text": f"{mark}{note['text']}"} for note in notes]


def panels(editions: Sequence[Line], series: Sequence[Panel], values: Values, *, is_slide: bool) -> theme.Figure:
    """One panel for each series of dated editions, in rows, all on the same two scales.

    Amounts are written left of each row, editions and years under the last panel of each column.
    """
    columns = _SLIDE_COLUMNS if is_slide else _COLUMNS
    rows = ceil(len(series) / columns)
    head = _HEAD * (_SLIDE_TEXT if is_slide else 1)
    row = _SLIDE_PLOT / rows if is_slide else head + _PANEL
    width = (1 - _GAP * (columns - 1)) / columns
    axis = EditionAxis(editions, values.left, direct_labels.LEAST_RIGHT, 0, share=width)
    margin = {**axis.margin, "t": 0}
    layout: dict[str, Any] = {"height": round(row * rows) + margin["b"], "margin": margin}
    unlabelled = {"ticktext": [""] * len(editions), "minor": {}}
    notes, traces = [], []
    for index, panel in enumerate(series):
        at = str(index + 1) if index else ""
        left, top = (width + _GAP) * (index % columns), 1 - index // columns / rows
        own = {"xref": f"x{at}", "yref": f"y{at}"}
        is_last = index + columns >= len(series)
        across, down = (left, left + width), (top - 1 / rows, top - head / row / rows)
        layout[f"xaxis{at}"] = axis.layout(domain=across, anchor=f"y{at}", **({} if is_last else unlabelled))
        layout[f"yaxis{at}"] = values.axis(domain=down, anchor=f"x{at}", nticks=_TICKS)
        notes += [note | own | {"y": values.ends[0]} for note in axis.notes if is_last]
        notes += [own | {"x": axis.ends[0], "y": values.ends[1], "text": text, "align": "left", "showarrow": False,
                         "xanchor": "left", "yanchor": "bottom", "yshift": 2, "font": {"size": theme.SMALL}}
                  for text in direct_labels.texts_of(panel.title)]  # fmt: skip
        traces.append(panel.trace | {"xaxis": f"x{at}", "yaxis": f"y{at}"})
    figure = theme.figure(traces, **layout, annotations=notes)
    for index in range(len(series)):
        if index % columns:
            labels = figure["layout"][f"yaxis{index + 1}"]
            labels["ticktext"] = [""] * len(labels["ticktext"])
    return figure
