"""`cout-total`: the complete estimated cost by edition, published and recomputed."""

from collections.abc import Sequence
from textwrap import wrap

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import edition_axis, edition_figure, edition_series, lines, native, rows, scale, theme
from components.charts.parts.direct_labels import Label
from components.charts.parts.narrative import (
    Narrative,
    at_edition,
    break_notes,
    cost_coverage,
    editions_in_words,
    highest_and_lowest,
    latest_published,
    more_or_less,
    no_project,
    provenance_note,
)
from components.charts.parts.series_breaks import Break, broken_at
from components.charts.parts.tables import DATE, EDITION, KNOWN, PROJECTS, PROVENANCE, Table, TableColumn
from components.charts.parts.tokens import projected
from data.model import french
from data.model.expert_filters import SPLITS
from data.questions.cout_total import OTHERS, cost_by_edition, cost_split
from data.questions.parts.editions import Line, parts_of, reasons_of_totals, records, with_value

_PUBLISHED = TableColumn("published_meur", "Total annoncé (M€)", "meur", "cout_total_publie_meur")
_TOTAL = TableColumn("total_meur", "Total recalculé (M€)", "meur", "cout_total_calcule_meur")
_REASON = TableColumn("reason", "Écart entre les deux", "text")
_FIELDS = {"phase": "phases", "ministries": "ministries"}
"""What the cost is split by → field of the selection that a part adds to it."""
_NAME = 16
"""Letters of a line of the name of a part."""
_HEIGHT, _LOWEST = 400, 180
"""Height of the figure, and of its plot in the frame of one chart, in pixels."""
_NOT_AVAILABLE = "n. d. : non disponible, aucun chiffre retrouvé pour l'édition, ou coût non publié."


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Published total as a line over the recomputed cost, stacked by ministry or phase, in M€."""
    editions = edition_axis.dated(frame)
    published = with_value(editions, "published_meur")
    if not published and not with_value(editions, "total_meur"):
        return rows.nothing(rows.NO_PROJECT if not with_value(editions, "known") else "Coût non publié")
    if lines.of(frame):
        return _lines(frame, editions, context)
    parts, breaks = _parts(frame, context), context.breaks if published else ()
    named = {"showlegend": not _are_in_last_bar(editions, parts)}
    traces = [_bars(with_value(editions, column), column, slug, name, context) | named for column, slug, name in parts]
    if published:
        hover = edition_axis.hover_texts(
            editions, lambda line: f"Total publié : {french.total_meur(line['published_meur'])}"
        )
        traces.append(edition_series.series(editions, "published_meur", broken_at=broken_at(breaks), hover=hover,
                                            name="Total publié", colour=theme.PUBLISHED,
                                            is_hollow=edition_series.is_of_another,
                                            address=context.links.edition))  # fmt: skip
        traces += edition_series.hollow_key(editions, "published_meur", theme.PUBLISHED)
    either = [line | {"value": line["total_meur" if french.is_missing(line["published_meur"]) else "published_meur"]}
              for line in editions]  # fmt: skip
    return edition_figure.plot(
        either,
        traces,
        _labels(editions, parts),
        _values(_totals(editions)),
        height=_HEIGHT,
        lowest=_LOWEST,
        words=edition_axis.break_words(editions, breaks),
        missing="value",
        barmode="stack",
    )


def _totals(editions: list[Line]) -> list[float]:
    return [line[column] for line in editions for column in ("published_meur", "total_meur")]


def _values(amounts: Sequence[float]) -> edition_figure.Values:
    return edition_figure.Values(scale.value_range(amounts, from_zero=True), theme.AMOUNTS, "M€")


def _lines(frame: pd.DataFrame, editions: list[Line], context: Context) -> theme.Figure:
    """One line for each ministry or phase; the published total, of another size, is in the table."""
    values = _values(lines.values(frame))
    if lines.has_panels(frame):
        return lines.panels(frame, editions, context, french.total_meur, values)
    traces, labels = lines.traces_and_names(frame, editions, context, french.total_meur)
    return edition_figure.plot(editions, traces, labels, values, height=_HEIGHT, lowest=_LOWEST, is_keyed=True)


def _labels(editions: list[Line], parts: list[tuple[str, str, str]]) -> list[Label]:
    """The published total at its last point, the parts beside the last bar."""
    labels = []
    if last := edition_series.last_known(editions, "published_meur"):
        text = f"<b>{french.total_meur(last['published_meur'])}</b><br>total annoncé"
        labels.append(Label(last["x"], last["published_meur"], text, theme.PUBLISHED))
    bar, base = edition_series.last_known(editions, "total_meur"), 0.0
    for column, slug, name in parts if _are_in_last_bar(editions, parts) else ():
        text = "<br>".join(wrap(name, _NAME))
        labels.append(Label(bar["x"] + edition_axis.BAR / 2, base + bar[column] / 2, text, theme.BY_SLUG[slug]))
        base += bar[column]
    return labels


def _are_in_last_bar(editions: list[Line], parts: list[tuple[str, str, str]]) -> bool:
    """Whether the last bar has every part: their names then stand beside it, in a legend otherwise."""
    last = edition_series.last_known(editions, "total_meur")
    return bool(last) and all(last[column] > 0 for column, *_ in parts)


def _bars(known: list[Line], column: str, slug: str, name: str, context: Context) -> theme.Trace:
    part = {} if slug == OTHERS else {_FIELDS[cost_split(context.selection)]: (slug,)}
    return {
        "type": "bar",
        "x": [line["x"] for line in known],
        "width": edition_axis.BAR,
        "y": [line[column] for line in known],
        "name": name,
        "marker": {"color": theme.BY_SLUG[slug], "line": {"color": theme.PAPER, "width": 0.5}},
        "hovertext": edition_axis.hover_texts(known, lambda line: f"{name} : {french.meur(line[column])}"),
        "hoverinfo": "text",
        "customdata": [context.links.projects(since=line["edition"], until=line["edition"], **part) for line in known],
    }


def _parts(frame: pd.DataFrame, context: Context) -> list[tuple[str, str, str]]:
    return parts_of(frame, {OTHERS: "Autres", **context.dataset.vocabulary.names})


def _breaks(frame: pd.DataFrame, context: Context) -> tuple[Break, ...]:
    # The breaks are those of the published total: without it they mean nothing.
    return context.breaks if frame["published_meur"].notna().any() else ()


def natives(frame: pd.DataFrame, context: Context) -> tuple[native.NativeChart, ...]:
    """The parts of the recomputed total, stacked, and the published total over them."""
    editions, breaks = edition_axis.dated(frame), _breaks(frame, context)
    if lines.of(frame):
        by_line, title = lines.natives(frame, context)
        return (native.across_editions("lines", editions, by_line, title=title),)
    series = [
        native.Series(name, native.numbers(frame[column]), projected(theme.BY_SLUG[slug]))
        for column, slug, name in _parts(frame, context)
    ]
    series += native.published(
        frame, breaks, "published_meur", "Total publié", projected(theme.PUBLISHED), native.MEUR, is_line=True
    )
    form: native.Form = "columns" if any(not one.is_line for one in series) else "lines"
    return (native.across_editions(form, editions, series, edition_axis.break_words(editions, breaks)),)


def columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every column drawn."""
    return (
        EDITION,
        DATE,
        _PUBLISHED,
        *_recomputed(frame, context),
        *lines.columns(frame, context, "M€", "meur"),
        PROVENANCE,
    )


def tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One table of the published totals (when they apply), one of the recomputed ones."""
    caption = "Coût complet estimé recalculé à partir des tableaux de projets, en M€"
    recomputed = Table(caption, (EDITION, DATE, *_recomputed(frame, context)), keep="projects")
    by_line = lines.tables(frame, context, "Coût complet estimé de chaque ligne, en M€", "M€", "meur")
    if frame["published_meur"].isna().all():
        return (*by_line, recomputed)
    announced = frame[frame["published_meur"].notna()]
    reasons = [
        "Pas de tableau de projets." if french.is_missing(total) else reason or "Égaux à l'arrondi près."
        for total, reason in zip(
            announced["total_meur"], reasons_of_totals(context.dataset, records(announced)), strict=True
        )
    ]
    columns = (EDITION, DATE, _PUBLISHED, _TOTAL, _REASON, PROVENANCE)
    totals = Table("Coût total annoncé et recalculé, en M€", columns, rows=announced.assign(reason=reasons))
    return (*by_line, totals, recomputed)


def _recomputed(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    parts = (
        TableColumn(column, f"{name} (M€)", "meur", f"cout_{slug.replace('-', '_')}_meur")
        for column, slug, name in _parts(frame, context)
    )
    return (_TOTAL, *parts, KNOWN, PROJECTS)


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of the chart."""
    selection, editions = context.selection, records(frame)
    with_table = with_value(editions, "projects")
    by = {"phase": "phase", "ministries": "ministère"}[cost_split(selection)]
    by = SPLITS[selection.split].name if selection.split else by
    unit = scale.unit_of_amounts(lines.values(frame) if lines.known(frame) else _totals(editions))
    subtitle = f"Coût complet estimé, en {unit}, par {by}, {editions_in_words(editions)}"
    if not (with_table or selection.filters_projects or with_value(editions, "published_meur")):
        return Narrative("Aucun coût connu pour ces éditions", subtitle, ("Aucune édition retenue n'a de coût connu.",))
    if heading := lines.heading(frame, context, _LINES):
        return Narrative(heading, subtitle, lines.sentences(frame, context, _LINES), (_NOT_AVAILABLE,))
    if selection.filters_projects:
        return _of_selection(with_table, subtitle, context)
    lead = "{} annoncés"
    published = latest_published(editions, "published_meur", french.total_meur, context.breaks, lead)
    sentences = (*_published_sentence(editions, context), *_recomputed_sentence(with_table, context))
    return Narrative(
        published or _heading(with_table[-1], " par projet"),
        subtitle,
        sentences,
        (*break_notes(context.breaks), *provenance_note(editions, context.dataset), _NOT_AVAILABLE),
    )


_LINES = lines.Words("Coût estimé", french.total_meur, "aucun coût publié")


def _heading(line: Line, whose: str) -> str:
    month = french.in_month(line["edition"], line["reference_date"])
    if not line["known"]:
        return f"Coût non publié{whose} {month}"
    return f"{french.total_meur(line['total_meur'])} de coûts publiés{whose} {month}"


def _of_selection(with_table: list[Line], subtitle: str, context: Context) -> Narrative:
    note = "Le total annoncé porte sur l'ensemble du panorama : il n'est pas montré quand une sélection est active."
    selected = [line for line in with_table if line["projects"] > 0]
    if not selected:
        return no_project(subtitle, context.dataset, context.selection, (note,))
    known, last = [line for line in selected if line["known"] > 0], selected[-1]
    sentences = [f"{_coverage(last)}."]
    if known and (other := known[0 if last["known"] else -1])["edition"] < last["edition"]:
        lead = "Premier total connu" if last["known"] else "Dernier total connu"
        total, projects = french.total_meur(other["total_meur"]), french.count(other["known"], "projet")
        sentences.append(f"{lead} : {total} {at_edition(other)}, pour {projects} avec un coût publié.")
    if last["edition"] < with_table[-1]["edition"]:
        sentences.append("Ensuite, aucun projet de la sélection n'est au tableau.")
    return Narrative(_heading(last, " pour la sélection"), subtitle, tuple(sentences), (note, _NOT_AVAILABLE))


def _coverage(line: Line) -> str:
    edition, covered = french.capitalised(at_edition(line)), cost_coverage(line["known"], line["projects"])
    if not line["known"]:
        return f"{edition}, {covered}"
    return f"{edition}, {covered} : {french.total_meur(line['total_meur'])} au total"


def _published_sentence(editions: list[Line], context: Context) -> tuple[str, ...]:
    if len(with_value(editions, "published_meur")) < 2:
        return ()
    ends = highest_and_lowest(editions, "published_meur", french.total_meur, context.breaks)
    return (f"Total annoncé : {ends}. C'est toujours une prévision, jamais une dépense.",)


def _recomputed_sentence(with_table: list[Line], context: Context) -> tuple[str, ...]:
    if not with_table:
        return ()
    last = with_table[-1]
    sentence, reasons = _coverage(last), [""]
    if not french.is_missing(last["published_meur"] - last["total_meur"]):
        published = french.total_meur(last["published_meur"])
        sentence += (
            f" ; le total annoncé est de {published}, {more_or_less(last['published_meur'] - last['total_meur'])}"
        )
        reasons = reasons_of_totals(context.dataset, [last])
    return (f"{sentence}.", *filter(None, reasons))


_BREAKS = ("total_cost_meur",)
CHART = Chart(
    "cout-total",
    "Coût total",
    cost_by_edition,
    figure,
    narrative,
    columns,
    tables,
    400,
    288,
    native=natives,
    breaks=_BREAKS,
    lede="Comment évolue le coût total estimé des grands projets informatiques de l'État",
)
