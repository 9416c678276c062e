"""`entrants-sortants`: which projects came and went, edition by edition."""

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import direct_labels, edition_axis, edition_series, rows, scale, theme
from components.charts.parts.direct_labels import Label
from components.charts.parts.narrative import (
    NO_TABLE,
    Narrative,
    at_edition,
    between,
    editions_in_words,
    named_some,
    no_project,
)
from components.charts.parts.native import COUNT, NativeChart, Series, across_editions, numbers
from components.charts.parts.tables import DATE, EDITION, Table, TableColumn
from components.charts.parts.tokens import projected
from data.model import french
from data.questions.entrants_sortants import comings_and_goings
from data.questions.parts.editions import Line, records, with_value

_PATTERNS = {"tables": "", "gap": "/", "published": ".", "": ""}
"""Solid: two tables that follow each other; hatched: several editions at once; dotted: a printed number alone."""


_HEIGHT, _LOWEST = 420, 200
"""Height of the figure, and of its plot in the frame of one chart, in pixels."""


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Entrants above, leavers below, and the number of projects as a line, by edition."""
    if frame["stock"].isna().all():
        return rows.nothing("Aucun tableau de projets pour ces éditions")
    editions = edition_axis.dated(frame)
    hover = edition_axis.hover_texts(editions, lambda line: french.count(line["stock"], "projet"))
    stock = edition_series.series(editions, "stock", name="Projets", colour=theme.QUANTITY, hover=hover, size=7,
                                  address=context.links.edition)  # fmt: skip
    y_ends = scale.value_range([*frame["stock"], *frame["entrants"], *-frame["leavers"]], from_zero=False)
    names, right, _ = direct_labels.placed(_labels(editions), edition_axis.ends(editions), y_ends, left=theme.RATES,
                                        heights=[_LOWEST], foot=direct_labels.FOOT,
                                        curves=[(stock["x"], stock["y"])])  # fmt: skip
    axis = edition_axis.EditionAxis(editions, theme.RATES, right, _HEIGHT)
    return theme.figure(
        [
            _bars(editions, "entrants", "Entrants", theme.PLUS, axis, context),
            _bars(editions, "leavers", "Sortants", theme.MINUS, axis, context),
            stock,
            *axis.missing("stock", y_ends[0]),
        ],
        height=_HEIGHT,
        barmode="relative",
        margin=axis.margin,
        xaxis=axis.layout(),
        yaxis=theme.value_axis(tickformat=",d", nticks=6, range=y_ends),
        annotations=[*axis.notes, *names],
    )


def _labels(editions: list[Line]) -> list[Label]:
    """The number of projects at its last point, entrants and leavers beside their last bar."""
    labels = []
    if last := edition_series.last_known(editions, "stock"):
        labels.append(Label(last["x"], last["stock"], french.count(int(last["stock"]), "projet"), theme.QUANTITY))
    for column, name, colour, sign in (
        ("entrants", "entrants", theme.PLUS, 1),
        ("leavers", "sortants", theme.MINUS, -1),
    ):
        if last := edition_series.last_known([line for line in editions if line[column] > 0], column):
            labels.append(Label(last["x"] + edition_axis.BAR / 2, sign * last[column] / 2, name, colour))
    return labels


def _bars(
    editions: list[Line], column: str, name: str, colour: str, axis: edition_axis.EditionAxis, context: Context
) -> theme.Trace:
    lines = with_value(editions, column)
    sign = -1 if column == "leavers" else 1
    # plotly.js puts the label of an empty bar on the other side of the stack.
    numbers = dict(
        axis.fitting([(line["x"], french.number(line[column])) for line in lines if line[column]], lambda _: False)
    )
    return {
        "type": "bar",
        "x": [line["x"] for line in lines],
        "width": edition_axis.BAR,
        "y": [sign * line[column] for line in lines],
        "name": name,
        "showlegend": False,
        "marker": {
            "color": colour,
            "line": {"color": colour, "width": 1},
            "pattern": {"shape": [_PATTERNS[line["basis"]] for line in lines]},
        },
        "text": [numbers.get(line["x"], "") for line in lines],
        "textposition": "outside",
        "textfont": {"size": theme.SMALL},
        "cliponaxis": False,
        "hovertext": [_hover(line, column, name) for line in lines],
        "hoverinfo": "text",
        "customdata": [
            context.links.comparison(line["compared_with"], line["edition"]) if line["compared_with"] > 0 else None
            for line in lines
        ],
    }


def _hover(line: Line, column: str, name: str) -> str:
    head = f"<b>{name} : {french.number(line[column])}</b>"
    if line["basis"] == "published":
        return f"{head}<br>Édition {line['edition']}, nombre publié, noms non disponibles"
    names = [name for _, name in line[f"{column}_named"]]
    listed = names if len(names) <= 8 else [*names[:7], f"et {len(names) - 7} autres"]
    return f"{head}<br>Entre les éditions {line['compared_with']:.0f} et {line['edition']}<br>{'<br>'.join(listed)}"


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """Who came and went at the latest table, and how many since the first."""
    subtitle = f"Nombre de projets, {editions_in_words(records(frame))}"
    compared = frame[frame["compared_with"].notna()]
    if compared.empty or not frame["stock"].fillna(0).any():
        unknown = "aucun tableau précédent à comparer"
        return no_project(subtitle, context.dataset, context.selection, unknown=unknown)
    first, last = compared.iloc[0], compared.iloc[-1]
    dates = between(context.dataset, last["compared_with"], last["edition"])
    moves = [(int(last[column]), noun, last[f"{column}_named"])
             for column, noun in (("entrants", "entrant"), ("leavers", "sortant"))]  # fmt: skip
    names = [f"{french.count(count, noun)} ({named_some(named)})" if count else f"aucun {noun}"
             for count, noun, named in moves]  # fmt: skip
    entries, exits = (int(compared[column].sum()) for column in ("entrants", "leavers"))
    since = between(context.dataset, first["compared_with"], last["edition"])
    within = ", dans la sélection" if context.selection.filters_projects else ""
    sentences = [
        f"{french.capitalised(since)}{within}, d'un tableau disponible à l'autre : {_counted(entries, 'entrée')} et "
        f"{_counted(exits, 'sortie')} ; un projet revenu compte à chaque fois.",
        f"{french.capitalised(dates)} : {french.listing(names)}.",
        *_printed_since(frame, int(last["edition"])),
    ]
    notes = ["Motif non publié : sortir ne veut pas dire être livré. Un entrant est absent du tableau précédent."]
    notes += [
        "Barre hachurée : plusieurs éditions d'un coup, "
        f"{between(context.dataset, line['compared_with'], line['edition'])}, faute de tableaux intermédiaires."
        for line in compared[compared["basis"] == "gap"].to_dict("records")
    ]
    if (frame["basis"] == "published").any():
        notes.append("Barre pointillée : nombre publié, sans les noms.")
    return Narrative(_heading(moves[0][0], moves[1][0], dates), subtitle, tuple(sentences), (*notes, NO_TABLE))


def _heading(entrants: int, leavers: int, dates: str) -> str:
    if not entrants and not leavers:
        return f"Aucune entrée ni sortie {dates}"
    counts = (_counted(entrants, "entrée"), _counted(leavers, "sortie"))
    return f"{french.capitalised(' et '.join(counts))} {dates}"


def _counted(count: int, noun: str) -> str:
    return french.count(count, noun) if count else f"aucune {noun}"


def _printed_since(frame: pd.DataFrame, edition: int) -> list[str]:
    """The latest numbers printed after the last table, without names."""
    later = frame[(frame["edition"] > edition) & frame[["entrants", "leavers"]].notna().all(axis=1)]
    if later.empty:
        return []
    last = later.iloc[-1]
    counts = (french.count(int(last[column]), noun)
                for column, noun in (("entrants", "entrant"), ("leavers", "sortant")))  # fmt: skip
    return [f"Dernier nombre connu, sans les noms : {' et '.join(counts)} {at_edition(last)}."]


def natives(frame: pd.DataFrame, context: Context) -> tuple[NativeChart, ...]:
    """Entrants above, leavers below, and the number of projects as a line."""
    series = (
        Series("Entrants", numbers(frame["entrants"]), projected(theme.PLUS), label=COUNT),
        Series("Sortants", numbers(-frame["leavers"]), projected(theme.MINUS), label=COUNT),
        Series("Projets", numbers(frame["stock"]), projected(theme.QUANTITY), is_line=True),
    )
    return (across_editions("facing", edition_axis.dated(frame), series),)


_STOCK = (
    TableColumn("stock", "Projets", "count", "projets"),
    TableColumn("stock_source", "Provenance", "provenance", "projets_source"),
)
_BASIS = TableColumn("basis", "Base", "text", "base")
_MOVES = (
    TableColumn("compared_with", "Comparée à l'édition", "count", "comparee_a"),
    TableColumn("entrants", "Entrants", "count", "entrants"),
    TableColumn("entrants_named", "Lesquels", "projects", "entrants_noms"),
    TableColumn("leavers", "Sortants", "count", "sortants"),
    TableColumn("leavers_named", "Lesquels", "projects", "sortants_noms"),
    TableColumn("moves_source", "Provenance", "provenance", "entrants_sortants_source"),
)
_FILE = (EDITION, DATE, *_STOCK, _BASIS, *_MOVES)
_SHOWN = (EDITION, DATE, *_STOCK, *_MOVES)
_TABLES = (Table("Entrants, sortants et nombre de projets par édition", _SHOWN, keep="stock"),)
_SUBJECT = "Entrants et sortants"

CHART = Chart(
    "entrants-sortants",
    _SUBJECT,
    comings_and_goings,
    figure,
    narrative,
    _FILE,
    _TABLES,
    420,
    300,
    native=natives,
    lede="Combien de grands projets informatiques de l'État entrent au panorama, et combien en sortent",
)
