"""`carte`: when each cost changed, one cell for each project and edition."""

import math
from collections import defaultdict
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import rows, theme
from components.charts.parts.narrative import Narrative, between, by_direction, no_project
from components.charts.parts.tables import DATE, EDITION, PROJECT, Table, TableColumn, shortened
from components.charts.parts.tokens import COLOURS, blended
from data.model import french
from data.questions.carte import changes_by_cell
from data.questions.comparison import has_moved, without_rounding
from data.questions.parts.editions import Line, records

_FULL = 50.0
"""Percent from which a cell has its full colour."""
_STEPS = 10
"""Steps of a colour: an eye tells no more apart, and a page with few different colours is lighter."""
_ROW, _NAMES = 22, 104
"""Height of a row and room for the names of projects, in pixels: 14 letters."""
_MOST_CELLS, MOST_EDITIONS, _MOST_COMPACT = 1200, 24, 7
"""Cells and editions drawn at most, as many as an eye tells apart; projects drawn in the frame of one chart."""
MOST_TEXTS = 3000
"""Cells of the table at most: the file has all of them."""
_KINDS = {
    "more": ("Hausse, pleine à partir de 50 %", "+", ""),
    "less": ("Baisse", "−", ""),
    "same": ("Coût inchangé", "0", ""),
    "unpublished": ("Coût non publié", "", "/"),
    "first": ("Premier coût connu", "○", ""),
    "unselected": ("Hors de la sélection", "", "."),
}
"""Kind of a cell, the token of its colour → its words, what is written on it, its pattern; nothing where absent."""


def _most_moved(frame: pd.DataFrame, cells: int, most: int | None = None) -> tuple[np.ndarray, pd.DataFrame]:
    """Positions in the frame of the projects shown, a line each with every edition; their cells of the latest editions.

    The projects are those whose costs moved most in the latest editions, in the order of the frame.
    """
    grid = _grid(frame)
    latest = grid[:, -MOST_EDITIONS:]
    change = (frame["cost_meur"] - frame["previous_meur"]).abs().to_numpy(dtype=float)
    moved = np.nansum(change[latest], axis=1)
    # A project without a cell in these editions comes last, whatever its former costs.
    moved -= (frame["state"] == "absent").to_numpy()[latest].all(axis=1)
    chosen = np.sort(np.argsort(-moved, kind="stable")[: most or cells // latest.shape[1]])
    return grid[chosen], frame.iloc[latest[chosen].ravel()]


def _grid(frame: pd.DataFrame) -> np.ndarray:
    """Positions in the frame of the cells, one line a project, one column an edition."""
    editions = frame["edition"].to_numpy()
    return np.arange(len(frame)).reshape(int((editions == editions[0]).sum()), -1)


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Project × edition: change of cost since the last known one, its number written in each cell."""
    if frame.empty:
        return rows.nothing(rows.NO_PROJECT)
    _, shown = _most_moved(frame, _MOST_CELLS, _MOST_COMPACT if context.is_compact else None)
    lines = records(shown)
    names_of = {line["project"]: shortened(line["name"], 14) for line in lines}
    left_out = len(_grid(frame)) - len(names_of)
    names = [*names_of.values(), *([""] * bool(left_out))]
    row_of = {slug: row for row, slug in enumerate(names_of)}
    columns = _columns(sorted({line["edition"] for line in lines}))
    firsts = {line["project"]: line["cost_meur"] for line in records(frame[(frame["state"] == "first").to_numpy()])}
    by_kind = defaultdict[str, list[Line]](list)
    for line, direction in zip(lines, _direction(shown), strict=True):
        kind = direction if line["state"] == "change" else line["state"]
        at = {"kind": kind, "row": row_of[line["project"]], "column": columns[line["edition"]]}
        by_kind[kind].append(line | at | {"first_meur": firsts.get(line["project"], math.nan)})
    quiet = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": ""}
    notes = rows.others(left_out, "autre projet", "autres projets")
    note = {"x": 0, "xshift": 8 - _NAMES, "y": len(names_of), "xref": "paper", "yref": "y", "xanchor": "left",
            "yanchor": "middle", "showarrow": False, "font": theme.QUIET}  # fmt: skip
    return theme.figure(
        [_cells(kind, by_kind[kind], context) for kind in _KINDS if kind in by_kind],
        height=rows.height(len(names), margins=32, row=_ROW),
        margin={"l": _NAMES, "r": 8, "t": 24, "b": 8},
        xaxis={"tickvals": list(columns.values()), "ticktext": list(map(str, columns)), "side": "top", "tickangle": 0,
               "range": [-0.6, max(columns.values()) + 0.6], **quiet, "tickfont": theme.QUIET},
        yaxis={"tickvals": list(range(len(names))), "ticktext": names, "range": [len(names) - 0.5, -0.5],
               **quiet, "tickfont": {"size": theme.SMALL, "color": theme.INK}},
        annotations=[note | {"text": text} for text in notes],
        barmode="overlay",
        # What does not fit in its cell is left out by plotly.js; the drawing hides numbers on phones.
        uniformtext={"mode": "hide", "minsize": theme.SMALL},
    )  # fmt: skip


def _columns(editions: list[int]) -> dict[int, int]:
    """Edition → its column; an empty column stands where tables are missing."""
    columns = {editions[0]: 0}
    for before, after in pairwise(editions):
        columns[after] = columns[before] + 1 + (after - before > 1)
    return columns


def _direction(cells: pd.DataFrame) -> list[str]:
    """The kind of a change; printed decimals make none."""
    changes = without_rounding(cells["cost_meur"] - cells["previous_meur"]).tolist()
    return ["more" if amount > 0 else "less" if amount < 0 else "same" for amount in changes]


def _cells(kind: str, lines: list[Line], context: Context) -> theme.Trace:
    """The cells of a kind as bars, one edition wide; on a phone a number is cut down to its sign."""
    name, text, pattern = _KINDS[kind]
    colour = theme.UNEXPLAINED if pattern else COLOURS[kind]
    colours, texts = [colour] * len(lines), [text] * len(lines)
    if kind in ("more", "less"):
        # Upwards: the palest step is never that of an unchanged cost.
        changes = [abs(line["change_pct"]) for line in lines]
        shares = [math.ceil(min(change / _FULL, 1) * _STEPS) / _STEPS for change in changes]
        colours = [blended(COLOURS["same"], colour, share) for share in shares]
        texts = [f"{text}<span>{french.number(change)}</span>" for change in changes]
    return {
        "type": "bar",
        "orientation": "h",
        "base": [line["column"] - 0.5 for line in lines],
        "x": [1] * len(lines),
        "y": [line["row"] for line in lines],
        "width": 0.94,
        "marker": {"color": colours, "line": {"color": theme.PAPER, "width": 1}, "pattern": {"shape": pattern}},
        "name": name,
        "meta": {"colour": colour, "text": text},
        "text": texts,
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": theme.SMALL, "color": theme.INK},
        "hoverinfo": "text",
        "hovertext": [f"<b>{line['name']}</b><br>Édition {line['edition']} : {_in_words(line)}" for line in lines],
        "customdata": [context.links.project(line["project"]) for line in lines],
    }


def _in_words(line: dict[Any, Any]) -> str:
    if line["kind"] not in ("more", "less", "same"):
        return _KINDS[line["kind"]][0].lower()
    amount, whole = line["cost_meur"] - line["previous_meur"], line["cost_meur"] - line["first_meur"]
    written = f"{french.pct(line['change_pct'])} ({french.meur(amount, signed=True)})"
    since_first = (
        f"<br>{french.meur(whole, signed=True)} depuis le premier coût connu" if abs(whole - amount) > 1 else ""
    )
    return f"{written} depuis l’édition {line['previous_edition']:.0f}{since_first}"


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """How many costs moved, and the edition where most did."""
    subtitle = "Évolution du coût depuis le dernier coût connu, en %, un projet par ligne"
    if frame.empty:
        return no_project(subtitle, context.dataset, context.selection)
    is_change, editions = (frame["state"] == "change").to_numpy(), frame["edition"].to_numpy()
    amounts = (frame["cost_meur"] - frame["previous_meur"])[is_change]
    words = (("hausse", "hausses"), ("baisse", "baisses"), ("inchangé", "inchangés"))
    covered = editions[: _grid(frame).shape[1]].tolist()
    known = "aucun coût n'est connu à deux éditions"
    if len(amounts):
        costs = french.count(len(amounts), "coût se compare", "coûts se comparent")
        known = f"{costs} au dernier coût connu du projet : {by_direction(without_rounding(amounts), words)}"
    dates = between(context.dataset, covered[0], covered[-1])
    if len(covered) < 2:
        dates = french.in_month(covered[0], context.dataset.reference_date(covered[0]))
    sentences = [f"{french.capitalised(dates)}, {known}."]
    withheld = int((frame["state"] == "unpublished").sum())
    if withheld:
        sentences.append(f"{french.count(withheld, 'fois', 'fois')}, un projet est au tableau sans coût publié.")
    notes = (
        "Du plus ancien entré au plus récent ; vide : absent du panorama. Un coût que les éditions d'avant ne "
        "publiaient pas est comparé au dernier publié.",
        *_left_out(frame),
        *(
            f"{french.capitalised(between(context.dataset, before, after))}, plusieurs éditions d'un coup."
            for before, after in pairwise(covered)
            if after - before > 1
        ),
        "Chaque case ouvre la page de son projet.",
    )
    moved = editions[is_change][has_moved(amounts.to_numpy())]
    return Narrative(_heading(moved, context), subtitle, tuple(sentences), notes)


def _heading(moved: np.ndarray, context: Context) -> str:
    """The edition where most costs moved, or those that share the first rank, of the edition of each move."""
    if not len(moved):
        return "Aucun coût n'a bougé depuis le dernier coût connu"
    numbers, counts = np.unique(moved, return_counts=True)
    costs = int(counts.max())
    most = numbers[counts == costs].tolist()
    names = [french.in_month(edition, context.dataset.reference_date(edition)) for edition in most]
    if len(most) > 2:
        more = "d'un coût n'a" if costs < 2 else f"de {costs} coûts n'ont"
        return f"Jamais plus {more} bougé à une même édition"
    verb = "a bougé" if costs < 2 else "ont bougé"
    each = f"chaque fois {names[0]} et {names[1]}" if len(most) > 1 else f"{names[0]}, plus qu'à toute autre édition"
    return f"{french.count(costs, 'coût')} {verb} {each}"


def _left_out(frame: pd.DataFrame) -> list[str]:
    """What the drawing leaves to the table and the table to the file: more than an eye can tell apart."""
    every, covered = _grid(frame).shape
    editions = min(covered, MOST_EDITIONS)
    in_drawing, in_table = (min(every, cells // editions) for cells in (_MOST_CELLS, MOST_TEXTS))
    if (every, covered) == (in_drawing, editions):
        return []
    rest = "le tableau les donne tous"
    if (every, covered) != (in_table, editions):
        rest = f"le tableau, {french.number(in_table)} ; le fichier CSV les donne tous"
    return [f"Le dessin montre les {editions} dernières éditions et les {in_drawing} projets les plus réévalués, sur "
            f"{french.number(every)} ; {rest}."]  # fmt: skip


_WORDS = {"absent": "absent", "unselected": "hors sélection", "unpublished": "non publié", "first": "premier coût"}
"""State of a cell without a number → what the table says."""


def tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One line per project, one column per edition with a table; no more than a reader looks through."""
    if frame.empty:
        return ()
    grid, shown = _most_moved(frame, MOST_TEXTS)
    texts = [
        french.number(change, 1, signed=True) if state == "change" else _WORDS[state]
        for state, change in zip(shown["state"].tolist(), shown["change_pct"].tolist(), strict=True)
    ]
    by_edition = np.array(texts, dtype=object).reshape(len(grid), -1).T
    editions = shown["edition"].tolist()[: len(by_edition)]
    projects = frame.iloc[grid[:, 0]][["project", "name"]].reset_index(drop=True)
    wide = projects.assign(**{f"edition:{edition}": cells for edition, cells in zip(editions, by_edition, strict=True)})
    columns = [TableColumn(f"edition:{edition}", f"Éd. {edition}", "cell") for edition in editions]
    caption = "Évolution du coût depuis le dernier coût connu, en %, par projet et par édition"
    return (Table(caption, (PROJECT, *columns), rows=wide),)


_COLUMNS = (
    TableColumn("state", "État", "text", "etat"),
    TableColumn("previous_meur", "Dernier coût connu auparavant (M€)", "meur", "cout_precedent_meur"),
    TableColumn("previous_edition", "À l'édition", "count", "edition_precedente"),
    TableColumn("cost_meur", "Coût (M€)", "meur", "cout_meur"),
    TableColumn("change_pct", "Évolution du coût (%)", "pct", "evolution_cout_pct"),
)
_IN_FILE = (PROJECT, EDITION, DATE, *_COLUMNS)

CHART = Chart(
    "carte",
    "Carte des évolutions",
    changes_by_cell,
    figure,
    narrative,
    _IN_FILE,
    tables,
    2100,
    lede="Quand le coût de chaque grand projet informatique de l'État a changé",
)
