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
from data.questions.parts.editions import parts_of, reasons_of_totals

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
    if frame[["published_meur", "total_meur"]].isna().all(axis=None):
        return rows.nothing(rows.NO_PROJECT if not frame["known"].notna().any() else "Coût non publié")
    frame, breaks = edition_axis.dated(frame), _breaks(frame, context)
    if lines.of(frame):
        return _lines(frame, context)
    parts = _parts(frame, context)
    named = {"showlegend": not _are_in_last_bar(frame, parts)}
    traces = [_bars(frame[frame[column].notna()], column, slug, name, context) | named for column, slug, name in parts]
    if frame["published_meur"].notna().any():
        hover = edition_axis.hover_texts(
            frame, lambda line: f"Total publié : {french.total_meur(line['published_meur'])}"
        )
        traces.append(edition_series.series(frame, "published_meur", broken_at=broken_at(breaks), hover=hover,
                                            name="Total publié", colour=theme.PUBLISHED,
                                            hollow=frame["provenance"] != "publisher",
                                            address=context.links.edition))  # fmt: skip
        traces += edition_series.hollow_key(frame, "published_meur", theme.PUBLISHED)
    return edition_figure.plot(
        frame.assign(value=frame["published_meur"].fillna(frame["total_meur"])),
        traces,
        _labels(frame, parts),
        _values([*frame["published_meur"], *frame["total_meur"]]),
        height=_HEIGHT,
        lowest=_LOWEST,
        words=edition_axis.break_words(frame, breaks),
        missing="value",
        barmode="stack",
    )


def _values(amounts: Sequence[float]) -> edition_figure.Values:
    return edition_figure.Values(scale.value_range(amounts, from_zero=True), theme.AMOUNTS, "M€")


def _lines(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """One line for each ministry or phase; the published total, of another size, is in the table."""
    values = _values(lines.values(frame))
    if lines.has_panels(frame):
        return lines.panels(frame, context, french.total_meur, values)
    traces, labels = lines.traces_and_names(frame, context, french.total_meur)
    return edition_figure.plot(frame, traces, labels, values, height=_HEIGHT, lowest=_LOWEST, is_keyed=True)


def _labels(frame: pd.DataFrame, parts: list[tuple[str, str, str]]) -> list[Label]:
    """The published total at its last point, the parts beside the last bar."""
    labels = []
    if last := edition_series.last_known(frame, "published_meur"):
        text = f"<b>{french.total_meur(last['published_meur'])}</b><br>total annoncé"
        labels.append(Label(last["x"], last["published_meur"], text, theme.PUBLISHED))
    bar, base = edition_series.last_known(frame, "total_meur"), 0.0
    for column, slug, name in parts if _are_in_last_bar(frame, parts) else ():
        text = "<br>".join(wrap(name, _NAME))
        labels.append(Label(bar["x"] + edition_axis.BAR / 2, base + bar[column] / 2, text, theme.BY_SLUG[slug]))
        base += bar[column]
    return labels


def _are_in_last_bar(frame: pd.DataFrame, parts: list[tuple[str, str, str]]) -> bool:
    """Whether the last bar has every part: their names then stand beside it, in a legend otherwise."""
    last = edition_series.last_known(frame, "total_meur")
    return bool(last) and all(last[column] > 0 for column, *_ in parts)


def _bars(known: pd.DataFrame, column: str, slug: str, name: str, context: Context) -> theme.Trace:
    part = {} if slug == OTHERS else {_FIELDS[cost_split(context.selection)]: (slug,)}
    editions, values = known["edition"].tolist(), known[column].tolist()
    return {
        "type": "bar",
        "x": known["x"].tolist(),
        "width": edition_axis.BAR,
        "y": values,
        "name": name,
        "marker": {"color": theme.BY_SLUG[slug], "line": {"color": theme.PAPER, "width": 0.5}},
        "hovertext": [
            f"<b>{label}</b><br>{name} : {french.meur(value)}"
            for label, value in zip(edition_axis.edition_labels(known), values, strict=True)
        ],
        "hoverinfo": "text",
        "customdata": [context.links.projects(since=edition, until=edition, **part) for edition in editions],
    }


def _parts(frame: pd.DataFrame, context: Context) -> list[tuple[str, str, str]]:
    return parts_of(frame, {OTHERS: "Autres", **context.dataset.vocabulary.names})


def _breaks(frame: pd.DataFrame, context: Context) -> tuple[Break, ...]:
    # The breaks are those of the published total: without it they mean nothing.
    return context.breaks if frame["published_meur"].notna().any() else ()


def natives(frame: pd.DataFrame, context: Context) -> tuple[native.NativeChart, ...]:
    """The parts of the recomputed total, stacked, and the published total over them."""
    frame, breaks = edition_axis.dated(frame), _breaks(frame, context)
    if lines.of(frame):
        by_line, title = lines.natives(frame, context)
        return (native.across_editions("lines", frame, by_line, title=title),)
    series = [
        native.Series(name, native.numbers(frame[column]), projected(theme.BY_SLUG[slug]))
        for column, slug, name in _parts(frame, context)
    ]
    series += native.published(
        frame, breaks, "published_meur", "Total publié", projected(theme.PUBLISHED), native.MEUR, is_line=True
    )
    form: native.Form = "columns" if any(not one.is_line for one in series) else "lines"
    return (native.across_editions(form, frame, series, edition_axis.break_words(frame, breaks)),)


def columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every column amounts."""
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
        "Pas de tableau de projets." if french.is_missing(total) else reason or "Aucun écart."
        for total, reason in zip(announced["total_meur"], reasons_of_totals(context.dataset, announced), strict=True)
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
    selection = context.selection
    with_table = frame[frame["projects"].notna()]
    by = {"phase": "phase", "ministries": "ministère"}[cost_split(selection)]
    by = SPLITS[selection.split].name if selection.split else by
    # As on the axis.
    unit = "Md€" if (frame[["published_meur", "total_meur"]].max() >= scale.MILLIARD).any() else "M€"
    subtitle = f"Coût complet estimé, en {unit}, par {by}, {editions_in_words(frame)}"
    if with_table.empty and not selection.filters_projects and frame["published_meur"].isna().all():
        return Narrative("Aucun coût connu pour ces éditions", subtitle, ("Aucune édition retenue n'a de coût connu.",))
    if heading := lines.heading(frame, context, _LINES):
        return Narrative(heading, subtitle, lines.sentences(frame, context, _LINES), (_NOT_AVAILABLE,))
    if selection.filters_projects:
        return _of_selection(with_table, subtitle, context)
    lead = "{} annoncés"
    published = latest_published(frame, "published_meur", french.total_meur, context.breaks, lead)
    return Narrative(
        published or _heading(with_table.iloc[-1], " par projet"),
        subtitle,
        (*_published_sentence(frame, context), *_recomputed_sentence(with_table, context)),
        (*break_notes(context.breaks), *provenance_note(frame, context.dataset), _NOT_AVAILABLE),
    )


_LINES = lines.Words("Coût estimé", french.total_meur, "aucun coût publié")


def _heading(line: pd.Series, whose: str) -> str:
    month = french.in_month(line["edition"], line["reference_date"])
    if not line["known"]:
        return f"Coût non publié{whose} {month}"
    return f"{french.total_meur(line['total_meur'])} de coûts publiés{whose} {month}"


def _of_selection(with_table: pd.DataFrame, subtitle: str, context: Context) -> Narrative:
    note = "Le total annoncé porte sur l'ensemble du panorama : il n'est pas montré quand une sélection est active."
    selected = with_table[with_table["projects"] > 0]
    if selected.empty:
        return no_project(subtitle, context.dataset, context.selection, (note,))
    known, last = selected[selected["known"] > 0], selected.iloc[-1]
    sentences = [f"{_coverage(last)}."]
    if len(known) and (other := known.iloc[0 if last["known"] else -1])["edition"] < last["edition"]:
        lead = "Premier total connu" if last["known"] else "Dernier total connu"
        total, projects = french.total_meur(other["total_meur"]), french.count(other["known"], "projet")
        sentences.append(f"{lead} : {total} {at_edition(other)}, pour {projects} avec un coût publié.")
    if last["edition"] < with_table["edition"].iloc[-1]:
        sentences.append("Ensuite, aucun projet de la sélection n'est au tableau.")
    return Narrative(_heading(last, " pour la sélection"), subtitle, tuple(sentences), (note, _NOT_AVAILABLE))


def _coverage(line: pd.Series) -> str:
    edition, covered = french.capitalised(at_edition(line)), cost_coverage(line["known"], line["projects"])
    if not line["known"]:
        return f"{edition}, {covered}"
    return f"{edition}, {covered} : {french.total_meur(line['total_meur'])} au total"


def _published_sentence(frame: pd.DataFrame, context: Context) -> tuple[str, ...]:
    if frame["published_meur"].count() < 2:
        return ()
    ends = highest_and_lowest(frame, "published_meur", french.total_meur, context.breaks)
    return (f"Total annoncé : {ends}. C'est toujours une prévision, jamais une dépense.",)


def _recomputed_sentence(with_table: pd.DataFrame, context: Context) -> tuple[str, ...]:
    if with_table.empty:
        return ()
    last = with_table.iloc[-1]
    sentence, reasons = _coverage(last), [""]
    if pd.notna(last["published_meur"] - last["total_meur"]):
        published = french.total_meur(last["published_meur"])
        sentence += (
            f" ; le total annoncé est de {published}, {more_or_less(last['published_meur'] - last['total_meur'])}"
        )
        reasons = reasons_of_totals(context.dataset, with_table.tail(1))
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
