"""`contributions`: who explains the calculated drift of a selection, in points brought by each project."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import native, rows, theme
from components.charts.parts.narrative import Narrative, no_project
from components.charts.parts.tables import EDITION, MINISTRY, PROJECT, Table, TableColumn
from components.charts.parts.tokens import projected
from data.model import french
from data.model.dataset import Dataset
from data.model.measures import MINIMUM_FOR_A_MEAN
from data.model.selection import Selection
from data.questions.comparison import largest_first
from data.questions.contributions import SHOWN, Account, accounts, contributions
from data.questions.parts.editions import records

MOST_DRAWN, _MOST_COMPACT, MOST_ON_A_SLIDE, _MOST_WORDS = 8, 2, 5, 3
"""Projects of each measure by name: in a figure, in the frame of one chart, on a slide, in a sentence."""
_LONGEST_HEADING = 75


class _Measure(NamedTuple):
    """The French of a measure: its panel, its noun with its articles, its whole, its agreement; its columns."""

    panel: str
    noun: str
    the: str
    of: str
    to: str
    whole: str
    e: str
    columns: tuple[TableColumn, ...]


_MEASURES = {
    "cost": _Measure(
        "Évolution du coût, en points", "coût", "le coût", "du coût", "au coût", "le coût total de {}", "",
        (
            TableColumn("first_cost_meur", "Première valeur (M€)", "meur", "premiere_meur"),
            TableColumn("cost_meur", "Valeur actuelle (M€)", "meur", "actuelle_meur"),
            TableColumn("cost_points", "Contribution (points)", "change", "contribution_points"),
        ),
    ),
    "duration": _Measure(
        "Évolution de la durée, en points", "durée", "la durée", "de la durée", "à la durée",
        "la durée de {}", "e",
        (
            TableColumn("first_planned_duration_years", "Première valeur (ans)", "years", "premiere_duree_annees"),
            TableColumn("planned_duration_years", "Valeur actuelle (ans)", "years", "actuelle_duree_annees"),
            TableColumn("duration_points", "Contribution (points)", "change", "contribution_duree_points"),
        ),
    ),
}  # fmt: skip
_REASONS = {
    "entrant": ("entrant", "entrants"),
    "leaver": ("sortant", "sortants"),
    "newly_published": ("{noun} nouvellement publié{e}", "{noun}s nouvellement publié{e}s"),
    "withheld": ("{noun} qui n'est plus publié{e}", "{noun}s qui ne sont plus publié{e}s"),
    "never_published": ("{noun} non publié{e}", "{noun}s non publié{e}s"),
}
"""Why a project is outside → its words."""


class _Row(NamedTuple):
    name: str
    points: float
    colour: str
    project: str | None
    note: str

    @property
    def amount(self) -> str:
        return french.points(self.points, signed=True)


def _rows(account: Account) -> list[_Row]:
    """The rows of a panel: projects by name, the others summed, the whole."""
    first, current, column = (column.key for column in _MEASURES[account.measure].columns)
    written = french.meur if account.measure == "cost" else french.years
    found = [
        _Row(line["name"], line[column], theme.PLUS if line[column] > 0 else theme.MINUS, line["project"],
             f"{written(line[first])} → {written(line[current])}")
        for line in records(account.named)
    ]  # fmt: skip
    if account.others:
        found.append(_Row(_others(account), account.others_points, theme.UNEXPLAINED, None, ""))
    if pd.notna(account.total):
        found.append(_Row("Ensemble", account.total, theme.QUANTITY, None, french.count(account.known, "projet")))
    return found


def _others(account: Account) -> str:
    return french.count(account.others, "autre projet", "autres projets")


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Points brought to the drift of costs above, to that of durations below."""
    return _figure(accounts(frame, _MOST_COMPACT if context.is_compact else MOST_DRAWN), context, empty=frame.empty)


def slide_figures(frame: pd.DataFrame, context: Context) -> list[theme.Figure]:
    """One picture for each measure."""
    return [_figure([account], context) for account in accounts(frame, MOST_ON_A_SLIDE)]


def _figure(panels: Sequence[Account], context: Context, *, empty: bool = False) -> theme.Figure:
    if not panels:
        return rows.nothing(rows.NO_PROJECT if empty else "Aucun coût ni aucune durée à comparer")
    of_measure = {account.measure: _rows(account) for account in panels}
    lines = [of_measure.get(measure, []) for measure in _MEASURES]
    axis = rows.amount_axis(tickformat="+.2~f", nticks=5, rangemode="normal", zerolinecolor=theme.GRID)
    names = [measure.panel for measure in _MEASURES.values()]
    layout = rows.two_panels((len(lines[0]), len(lines[1])), names, (axis, axis), is_compact=context.is_compact)
    traces = []
    for part, at in zip(lines, ("", "2"), strict=True):
        titles = [rows.title(row.name, row.amount, *filter(None, [row.note])) for row in part]
        hover = [f"<b>{row.name}</b><br>{row.amount}{row.note and f'<br>{row.note}'}" for row in part]
        links = [context.links.project(row.project) if row.project else None for row in part]
        layout["annotations"] += rows.names_above(titles, f"y{at}")
        if part:
            traces.append(rows.bars([row.points for row in part], rows.bar_positions(len(part)), hover,
                                    marker={"color": [row.colour for row in part]}, customdata=links, showlegend=False,
                                    xaxis=f"x{at}", yaxis=f"y{at}"))  # fmt: skip
    return theme.figure(traces, **layout)


def natives(frame: pd.DataFrame, context: Context) -> tuple[native.NativeChart, ...]:
    """Bars of points, one chart for each measure."""
    charts = []
    for account in accounts(frame, MOST_ON_A_SLIDE):
        lines = _rows(account)
        series = tuple(
            native.Series(name, points, projected(colour))
            for name, colour in (("Ajoute", theme.PLUS), ("Retire", theme.MINUS), ("Autres", theme.UNEXPLAINED),
                                 ("Ensemble", theme.QUANTITY))
            if any(points := tuple(row.points if row.colour == colour else None for row in lines))
        )  # fmt: skip
        categories = tuple(f"{native.project_name(row.name)} : {row.amount}" for row in lines)
        title = _MEASURES[account.measure].panel
        if series:
            charts.append(native.NativeChart("bars", categories, series, title, has_legend=False))
    return tuple(charts)


def tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """Every project that brings points, one table for each measure, then those outside with the reason."""
    found = []
    for account in accounts(frame, len(frame)):
        measure, points = _MEASURES[account.measure], f"{account.measure}_points"
        total = "" if pd.isna(account.total) else f" : {french.points(account.total, signed=True)} au total"
        known = largest_first(frame[frame[points].notna()], points)
        caption = f"Contributions à l'évolution {measure.of}{total}"
        found.append(Table(caption, (PROJECT, *measure.columns), rows=known))
    outside = frame[(frame[[reason.key for reason in _WHY]] != "").any(axis=1)]
    if len(outside):
        found.append(Table("Projets hors du calcul, et pourquoi", (PROJECT, *_WHY), rows=outside))
    return tuple(found)


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """Who explains the drift, its total, who is outside."""
    dataset = context.dataset
    subtitle = "Points apportés par chaque projet à l'évolution calculée"
    if frame.empty:
        return no_project(subtitle, dataset, context.selection)
    before, after = frame["before"].iloc[0], int(frame["edition"].iloc[0])
    since, until = (
        "la première valeur connue" if date is None else french.month_name(date, dataset.reference_date(date))
        for date in (None if french.is_missing(before) else int(before), after)
    )
    subtitle = f"{subtitle}, entre {since} et {until}"
    outside = tuple(_outside(frame, measure) for measure in _MEASURES if (frame[f"{measure}_outside"] != "").any())
    found = accounts(frame, _MOST_WORDS)
    if not found:
        nothing = no_project(subtitle, dataset, context.selection, unknown="aucun coût ni aucune durée à comparer")
        return replace(nothing, sentences=(*nothing.sentences, *outside))
    return Narrative(
        _heading(found[0]),
        subtitle,
        (
            *(_change(account, french.in_month(after, dataset.reference_date(after)), since) for account in found),
            *(sentence for account in found for sentence in _who(account)),
            *outside,
        ),
        (
            "Coût : 100 × (valeur actuelle − première) ÷ somme des premières valeurs. Durée : évolution du projet, "
            "divisée par le nombre de projets. Les contributions font exactement l'évolution d'ensemble.",
            f"Sous {MINIMUM_FOR_A_MEAN} projets, aucune évolution d'ensemble n'est calculée.",
            "Une contribution n'est pas une cause : aucune n'est publiée.",
        ),
    )


def _heading(account: Account) -> str:
    measure, total = _MEASURES[account.measure], account.total
    projects = french.count(account.known, "projet comparable", "projets comparables")
    if all(abs(points) < SHOWN for points in account.points):
        return f"{french.capitalised(measure.noun)} inchangé{measure.e} pour {projects}"
    if pd.isna(total):
        top = account.named["name"].iloc[0]
        if account.known == 1:
            return f"Un seul projet comparable : {top}"
        return f"{top} pèse le plus sur {measure.the} de {projects}"
    if abs(total) < SHOWN:
        return f"Hausses et baisses {measure.of} se compensent, sur {projects}"
    same = [(name, points) for name, points in zip(account.named["name"], account.points, strict=True)
            if points * total > 0]  # fmt: skip
    heading = _explained(account, same[:2]) if same else f"L'évolution {measure.of} tient à beaucoup de projets"
    return heading if len(heading) <= _LONGEST_HEADING or not same else _explained(account, same[:1])


def _explained(account: Account, leaders: Sequence[tuple[str, float]]) -> str:
    """« INPT explique 2 des 3 % de baisse du coût », or what they bring where a project pulls the other way."""
    measure, total, share = _MEASURES[account.measure], account.total, sum(points for _, points in leaders)
    names, nt = french.listing([name for name, _ in leaders]), "nt" if len(leaders) > 1 else ""
    if abs(share) <= abs(total) and min(points * total for points in account.points) > -SHOWN * abs(total):
        trend = "hausse" if total > 0 else "baisse"
        part = f"{french.number(abs(share), 1)} des {french.pct(abs(total), signed=False)}"
        return f"{names} explique{nt} {part} de {trend} {measure.of}"
    verb, trend = ("ajoute", "augmente") if total > 0 else ("retire", "diminue")
    rate = french.pct(abs(total), signed=False)
    return f"{names} {verb}{nt} {french.points(abs(share))} {measure.to}, qui {trend} de {rate}"


def _change(account: Account, date: str, since: str) -> str:
    """How far the whole moves, and on how many projects."""
    measure, total, projects = _MEASURES[account.measure], account.total, french.count(account.known, "projet")
    if pd.isna(total):
        few = f"il faut {MINIMUM_FOR_A_MEAN} projets comparables, il y en a {account.known}"
        return f"{french.capitalised(date)}, aucune évolution d'ensemble {measure.of} : {few}."
    change, mean = "n'a pas changé", " en moyenne" if account.measure == "duration" else ""
    if abs(total) >= SHOWN:
        change = f"a {'augmenté' if total > 0 else 'diminué'}{mean} de {french.pct(abs(total), signed=False)}"
    return f"{french.capitalised(date)}, {measure.whole.format(projects)} {change} depuis {since}."


def _who(account: Account) -> list[str]:
    """Who brings most points, and what all the others bring."""
    of = _MEASURES[account.measure].of
    parts = [
        f"{trend} {of} : {french.listing(listed)}"
        for trend, sign in (("hausse", 1), ("baisse", -1))
        if (listed := [f"{name} ({french.points(abs(points))})"
                       for name, points in zip(account.named["name"], account.points, strict=True)
                       if points * sign >= SHOWN])
    ]  # fmt: skip
    if unchanged := sum(abs(points) < SHOWN for points in account.points):
        parts.append(french.count(unchanged, "projet inchangé", "projets inchangés"))
    if account.others:
        parts.append(f"{_others(account)} : {french.moved(account.others_points, french.points)}")
    return [f"{french.capitalised(' ; '.join(parts))}."] if parts else []


def _reason(reason: str, measure: _Measure) -> tuple[str, ...]:
    """Why a project is outside a calculation, in the singular and in the plural."""
    return tuple(text.format(noun=measure.noun, e=measure.e) for text in _REASONS[reason])


def _outside(frame: pd.DataFrame, measure: str) -> str:
    """Who is outside a calculation, counted by reason."""
    counts = frame[f"{measure}_outside"].value_counts()
    words = _MEASURES[measure]
    parts = [french.count(int(counts[reason]), *_reason(reason, words)) for reason in _REASONS if reason in counts]
    return f"Hors du calcul {words.of} : {french.listing(parts)}."


def _with_reasons(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """The contributions, and in French why each project outside is."""
    frame = contributions(dataset, selection)
    for key, measure in _MEASURES.items():
        labels = {"": "", **{reason: _reason(reason, measure)[0] for reason in _REASONS}}
        frame = frame.assign(**{f"{key}_reason": frame[f"{key}_outside"].map(labels)})
    return frame


_WHY = (
    TableColumn("cost_reason", "Hors du calcul du coût", "text", "hors_calcul_cout"),
    TableColumn("duration_reason", "Hors du calcul de la durée", "text", "hors_calcul_duree"),
)
_COLUMNS = (
    TableColumn("project", "Identifiant", "text", "projet_id"),
    PROJECT,
    *_MEASURES["cost"].columns,
    _WHY[0],
    *_MEASURES["duration"].columns,
    _WHY[1],
    MINISTRY,
    TableColumn("before", "Depuis l'édition", "count", "de"),
    EDITION._replace(file_header="a"),
)

CHART = Chart(
    "contributions", "Qui explique l'évolution", _with_reasons, figure, narrative, _COLUMNS, tables, 990,
    native=natives, lede="Quels grands projets informatiques de l'État expliquent l'évolution des coûts et des durées",
)  # fmt: skip
