"""`phases-par-ministere`: the projects of the latest edition covered, by ministry and phase."""

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import rows, theme
from components.charts.parts.narrative import ONE_EDITION, ONE_MINISTRY, Narrative, no_project, when
from components.charts.parts.tables import DATE, EDITION, MINISTRY, PROJECTS, Table, TableColumn
from components.charts.parts.tokens import COLOURS
from data.model import french
from data.questions.editions import parts_of
from data.questions.repartitions import phases_by_ministry

UNKNOWN = "non-publie"
"""The phase that is not published: hatched, so that it is not taken for one more value."""
_HATCHED = {"shape": "/", "fgcolor": theme.UNEXPLAINED, "bgcolor": COLOURS["hatched"], "solidity": 0.15}


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Number of projects by ministry, the bar cut by phase, the number written in each part."""
    projects = context.links.projects
    if frame.empty:
        return rows.nothing(rows.NO_PROJECT)
    positions = pd.Series(rows.bar_positions(len(frame)), frame.index)
    bars = []
    for column, phase, name in parts_of(frame, context.dataset.vocabulary.phases.names):
        some = frame[frame[column] > 0]
        hover = [f"<b>{ministry}</b><br>{name} : {french.count(count, 'projet')}"
                 for ministry, count in zip(some["ministry_name"], some[column].tolist(), strict=True)]  # fmt: skip
        marker = {"color": theme.BY_SLUG[phase], "line": {"color": theme.PAPER, "width": 1},
                  "pattern": _HATCHED if phase == UNKNOWN else {}}  # fmt: skip
        texts = {"text": [str(count) for count in some[column]], "textposition": "inside", "textangle": 0,
                 "insidetextanchor": "middle",
                 "textfont": {"size": theme.SMALL, "color": theme.ON_SLUG.get(phase, theme.PAPER)}}  # fmt: skip
        links = [projects(ministries=(ministry,), phases=(phase,)) for ministry in some["ministry"]]
        x, y = some[column].tolist(), positions[some.index].tolist()
        bars.append(rows.bars(x, y, hover, name=name, marker=marker, customdata=links, **texts))
    titles = [f"{rows.shortened(name)} : <b>{french.count(count, 'projet')}</b>"
              for name, count in zip(frame["ministry_name"], frame["projects"], strict=True)]  # fmt: skip
    return rows.figure(bars, titles, rows.amount_axis(tickformat=",d"), barmode="stack")


def columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Edition, date, ministry, total, and one column for each phase met."""
    parts = parts_of(frame, context.dataset.vocabulary.phases.names)
    phases = (TableColumn(column, name, "count", f"projets_{slug.replace('-', '_')}") for column, slug, name in parts)
    return (EDITION, DATE, MINISTRY, PROJECTS, *phases)


def tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One line per ministry, one column per phase."""
    caption = "Projets par ministère et par phase"
    return (Table(caption if frame.empty else f"{caption}, {when(frame)}", columns(frame, context)[2:]),)


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of the chart."""
    if frame.empty:
        return no_project("Nombre de projets par ministère et par phase")
    first, total = frame.iloc[0], int(frame["projects"].sum())
    parts = parts_of(frame, context.dataset.vocabulary.phases.names)
    counts = sorted(((int(frame[column].sum()), name) for column, _, name in parts), key=lambda part: -part[0])
    phases = french.listing([f"{name.lower()} ({french.number(count)})" for count, name in counts])
    return Narrative(
        f"{first['ministry_name']} : {french.count(first['projects'], 'projet')} sur {french.number(total)}, "
        f"{when(frame)}",
        f"Nombre de projets par ministère et par phase, {when(frame)}",
        (
            f"{french.capitalised(when(frame))}, {french.count(len(frame), 'ministère porte', 'ministères portent')} "
            f"{french.count(total, 'projet')}. "
            f"La phase la plus fréquente est « {counts[0][1]} ». Répartition : {phases}.",
        ),
        (ONE_EDITION, ONE_MINISTRY, "Si plusieurs phases sont menées de front, la plus consommatrice est publiée."),
    )


CHART = Chart(
    "phases-par-ministere", "Phases par ministère", phases_by_ministry, figure, narrative, columns, tables, height=502
)
