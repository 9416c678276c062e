"""The figure of both drifts: published mean and calculated measures on one scale, or one line a project."""

from itertools import groupby, pairwise
from operator import itemgetter

import pandas as pd

from components.charts.chart import Context
from components.charts.parts import edition_axis, edition_figure, edition_series, lines, native, rows, scale, theme
from components.charts.parts.direct_labels import Label
from components.charts.parts.series_breaks import broken_at
from components.charts.parts.tokens import projected
from data.model import french
from data.questions.ecarts import DRIFTS, change_by_project, drift_by_edition, has_few_projects
from data.questions.parts.editions import Line, records, with_value

MEASURES = (
    ("median_pct", "Médiane", theme.MEDIAN, "circle", "solid"),
    ("mean_pct", "Moyenne", theme.MEAN, "diamond", "dash"),
    ("weighted_pct", "Pondéré", theme.WEIGHTED, "square", "dashdot"),
)
"""Column, name, colour, symbol and dash of each calculated measure."""
STATE_WIDE = "ensemble de l’État"
_HEIGHT, _LOWEST = 400, 200
"""Height of the figure, and of its plot in the frame of one chart, in pixels."""
_NAME = 16
"""Letters of the name of a project beside its line."""


_NEAR = 2
"""Editions from a point to the next, beyond which the line is named before the gap too."""


def figure(kind: str, frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Published mean, calculated median, quartile band, mean and weighted change, in %; both drifts have one scale.

    Where no edition has enough projects for a mean, one line a project stands instead of what is calculated.
    """
    editions = edition_axis.dated(frame)
    changes = [*_values(kind, frame, context), *_values_of_the_other(kind, context)]
    values = edition_figure.Values(scale.value_range(changes, from_zero=False), theme.RATES, "%")
    if lines.has_panels(frame):
        return lines.panels(frame, editions, context, french.pct, values)
    traces, labels = _published(editions, context)
    if lines.of(frame):
        more_traces, more_labels = lines.traces_and_names(frame, editions, context, french.pct)
    elif has_few_projects(frame):
        more_traces, more_labels = _projects(kind, editions, context)
    else:
        more_traces, more_labels = _calculated(editions, context)
    words = edition_axis.break_words(editions, context.breaks)
    is_keyed = bool(lines.of(frame)) or not has_few_projects(frame)
    return edition_figure.plot(editions, [*more_traces, *traces], [*labels, *more_labels], values, height=_HEIGHT,
                               lowest=_LOWEST, words=words, is_keyed=is_keyed, is_slide=context.is_slide)  # fmt: skip


def _values(kind: str, frame: pd.DataFrame, context: Context) -> list[float]:
    """Everything drawn for a drift."""
    if lines.of(frame):
        return [*([] if lines.has_panels(frame) else frame["published_pct"].tolist()), *lines.values(frame)]
    shown = [frame[column] for column in ("p25_pct", "p75_pct", *(column for column, *_ in MEASURES))]
    if has_few_projects(frame):
        shown = [change_by_project(context.dataset, context.selection, kind)["change_pct"]]
    return [value for values in (frame["published_pct"], *shown) for value in values.tolist()]


def _values_of_the_other(kind: str, context: Context) -> list[float]:
    other = next(drift for drift in DRIFTS if drift != kind)
    return _values(other, drift_by_edition(context.dataset, context.selection, drift=other), context)


def _published_colour(context: Context) -> str:
    """Grey beside a selection or lines, which the published figures know nothing of."""
    selection = context.selection
    return theme.MUTED if selection.filters_projects or selection.split else theme.PUBLISHED


def _published(editions: list[Line], context: Context) -> tuple[list[theme.Trace], list[Label]]:
    last = edition_series.last_known(editions, "published_pct")
    if not last:
        return [], []
    colour = _published_colour(context)
    is_filtered = colour == theme.MUTED
    mark = f" ({STATE_WIDE})" if is_filtered else ""
    hover = edition_axis.hover_texts(
        editions, lambda line: f"Écart moyen publié{mark} : {french.pct(line['published_pct'], signed=False)}"
    )
    trace = edition_series.series(editions, "published_pct", broken_at=broken_at(context.breaks), width=3, hover=hover,
                                  name="Moyenne publiée", colour=colour,
                                  is_hollow=edition_series.is_of_another)  # fmt: skip
    value = f"<b>{french.pct(last['published_pct'], signed=False)}</b>"
    text = f"{value} publié<br>ensemble<br>de l’État" if is_filtered else f"{value}<br>publié"
    key = edition_series.hollow_key(editions, "published_pct", colour)
    return [trace, *key], [Label(last["x"], last["published_pct"], text, colour)]


def _calculated(editions: list[Line], context: Context) -> tuple[list[theme.Trace], list[Label]]:
    """The calculated measures; the number of projects stands under the lowest name."""
    traces, labels = edition_series.bands(editions), []
    for column, name, colour, symbol, dash in MEASURES:

        def written(line: Line, column: str = column, name: str = name) -> str:
            return f"{name} : {french.pct(line[column])}<br>{french.count(line['known'], 'projet')}"

        hover = edition_axis.hover_texts(editions, written)
        traces.append(edition_series.series(editions, column, dash=dash, name=name, colour=colour, hover=hover,
                                            symbol=symbol, size=7, address=context.links.edition))  # fmt: skip
        if last := edition_series.last_known(editions, column):
            text = f"<b>{french.pct(last[column])}</b> {name.lower()}"
            labels.append(Label(last["x"], last[column], text, colour))
    if last := edition_series.last_known(editions, "p75_pct"):
        if last["p75_pct"] > last["p25_pct"]:
            labels.append(Label(last["x"], last["p75_pct"], "moitié centrale", theme.MEDIAN))
        lowest = min(reversed(range(len(labels))), key=lambda index: labels[index].y)
        projects = french.count(int(last["known"]), "projet")
        labels[lowest] = labels[lowest]._replace(text=f"{labels[lowest].text}<br>{projects}")
    return traces, labels


def _projects(kind: str, editions: list[Line], context: Context) -> tuple[list[theme.Trace], list[Label]]:
    """One line a project, named at its end, and before a long gap."""
    traces, labels = [], []
    changes = records(change_by_project(context.dataset, context.selection, kind))
    for slug, group in groupby(changes, key=itemgetter("project")):
        own = {line["edition"]: line for line in group}
        name = own[max(own)]["name"]
        points = [line | {"change_pct": own.get(line["edition"], {}).get("change_pct")} for line in editions]

        def written(line: Line, name: str = name) -> str:
            return f"{name} : {french.pct(line['change_pct'])}"

        hover = edition_axis.hover_texts(points, written)
        traces.append(edition_series.series(points, "change_pct", name=name, colour=theme.QUANTITY, hover=hover, size=7,
                                            address=lambda _, slug=slug: context.links.project(slug)))  # fmt: skip
        for end, after in pairwise([*with_value(points, "change_pct"), None]):
            if end and not (after and after["edition"] - end["edition"] <= _NEAR):
                labels.append(Label(end["x"], end["change_pct"], rows.shortened(name, _NAME), theme.QUANTITY))
    return traces, labels


def natives(kind: str, frame: pd.DataFrame, context: Context) -> tuple[native.NativeChart, ...]:
    """The published mean, cut at breaks, and the calculated measures, or one line a project."""
    editions, is_filtered = edition_axis.dated(frame), context.selection.filters_projects
    colour = projected(_published_colour(context))
    name = f"Écart publié, {STATE_WIDE}" if is_filtered else "Écart publié"
    published = native.published(
        frame, context.breaks, "published_pct", name, colour, native.pct("publié", signed=False)
    )
    title = ""
    if lines.of(frame):
        calculated, title = lines.natives(frame, context)
    elif has_few_projects(frame):
        changes = change_by_project(context.dataset, context.selection, kind)
        calculated = [
            native.Series(native.project_name(own["name"].iloc[-1]),
                          native.numbers(own.set_index("edition")["change_pct"].reindex(frame["edition"])),
                          projected(theme.QUANTITY), native.literal(rows.shortened(own["name"].iloc[-1], _NAME)),
                          in_legend=False)
            for _, own in changes.groupby("project", sort=True)
        ]  # fmt: skip
    else:
        calculated = [native.Series(measure, native.numbers(frame[column]), projected(colour_of),
                                    native.pct(measure.lower()), in_legend=False)
                      for column, measure, colour_of, *_ in MEASURES]  # fmt: skip
        calculated += [
            native.Series(part, native.numbers(frame[f"{part.lower()}_pct"]), projected(theme.MEDIAN), label,
                          is_thin=True, in_legend=False)
            for part, label in (("P25", ""), ("P75", native.literal("moitié centrale")))
        ]  # fmt: skip
    words = edition_axis.break_words(editions, context.breaks)
    return (native.across_editions("lines", editions, (*published, *calculated), words, title=title),)
