"""`carte`: when each cost changed, one cell for each project and edition."""

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

_FULL = 50.0
"""Percent from which a cell has its full colour."""
_STEPS = 10
"""Steps of a colour: an eye tells no more apart, and a page with few different colours is lighter."""
_ROW, _NAMES = 22, 104
"""Height of a row and room for the names of projects, in pixels: 14 letters."""
_MOST_CELLS, _MOST_EDITIONS, _MOST_COMPACT = 1200, 24, 7
"""Cells and editions drawn at most, as many as an eye tells apart; projects drawn in the frame of one chart."""
_KINDS = {
    "more": ("Hausse, pleine à partir de 50 %", "+", ""),
    "less": ("Baisse", "−", ""),
    "same": ("Coût inchangé", "0", ""),
    "unpublished": ("Coût non publié", "", "/"),
    "first": ("Premier coût connu", "○", ""),
    "unselected": ("Hors de la sélection", "", "."),
}
"""Kind of a cell, the token of its colour → its words, what is written on it, its pattern; nothing where absent."""


def _most_moved(frame: pd.DataFrame, *, is_compact: bool) -> pd.DataFrame:
    """The latest editions, and of the projects those whose costs moved most there, in the order of the frame."""
    editions = sorted(frame["edition"].unique())[-_MOST_EDITIONS:]
    shown = frame[frame["edition"].isin(editions)]
    most = _MOST_COMPACT if is_compact else _MOST_CELLS // len(editions)
    moved = (shown["cost_meur"] - shown["previous_meur"]).abs().groupby(shown["project"], sort=False).sum()
    # A project without a cell in these editions comes last, whatever its former costs.
    moved -= (shown["state"] == "absent").groupby(shown["project"], sort=False).all()
    return shown[shown["project"].isin(moved.nlargest(most).index)]


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Project × edition: change of cost since the last known one, its number written in each cell."""
    if frame.empty:
        return rows.nothing(rows.NO_PROJECT)
    shown = _most_moved(frame, is_compact=context.is_compact)
    projects = shown.drop_duplicates("project")
    left_out = frame["project"].nunique() - len(projects)
    names = [shortened(name, 14) for name in projects["name"]]
    names += [""] * bool(left_out)
    columns = _columns(sorted(shown["edition"].unique().tolist()))
    cells = shown[shown["state"] != "absent"]
    cells = cells.assign(
        kind=cells["state"].mask(cells["state"] == "change", _direction(cells)),
        row=cells["project"].map({slug: row for row, slug in enumerate(projects["project"])}),
        column=cells["edition"].map(columns),
        first_meur=cells["project"].map(frame[frame["state"] == "first"].set_index("project")["cost_meur"]),
    )
    quiet = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": ""}
    notes = rows.others(left_out, "autre projet", "autres projets")
    note = {"x": 0, "xshift": 8 - _NAMES, "y": len(projects), "xref": "paper", "yref": "y", "xanchor": "left",
            "yanchor": "middle", "showarrow": False, "font": theme.QUIET}  # fmt: skip
    return theme.figure(
        [_cells(kind, cells[cells["kind"] == kind], context) for kind in _KINDS if (cells["kind"] == kind).any()],
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


def _direction(cells: pd.DataFrame) -> pd.Series:
    """The kind of a change; printed decimals make none."""
    change = without_rounding(cells["cost_meur"] - cells["previous_meur"])
    return change.map(lambda amount: "more" if amount > 0 else "less" if amount < 0 else "same")


def _cells(kind: str, cells: pd.DataFrame, context: Context) -> theme.Trace:
    """The cells of a kind as bars, one edition wide; on a phone a number is cut down to its sign."""
    name, text, pattern = _KINDS[kind]
    lines = cells.to_dict("records")
    colour = theme.UNEXPLAINED if pattern else COLOURS[kind]
    colours, texts = [colour] * len(lines), [text] * len(lines)
    if kind in ("more", "less"):
        # Upwards: the palest step is never that of an unchanged cost.
        shares = np.ceil((cells["change_pct"].abs() / _FULL).clip(upper=1) * _STEPS) / _STEPS
        colours = [blended(COLOURS["same"], colour, share) for share in shares]
        texts = [f"{text}<span>{french.number(abs(change))}</span>" for change in cells["change_pct"]]
    return {
        "type": "bar",
        "orientation": "h",
        "base": (cells["column"] - 0.5).tolist(),
        "x": [1] * len(lines),
        "y": cells["row"].tolist(),
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
    changes = frame[frame["state"] == "change"]
    amounts = changes["cost_meur"] - changes["previous_meur"]
    words = (("hausse", "hausses"), ("baisse", "baisses"), ("inchangé", "inchangés"))
    editions = sorted(frame["edition"].unique())
    known = "aucun coût n'est connu à deux éditions"
    if len(changes):
        costs = french.count(len(changes), "coût se compare", "coûts se comparent")
        known = f"{costs} au dernier coût connu du projet : {by_direction(without_rounding(amounts), words)}"
    dates = between(context.dataset, editions[0], editions[-1])
    if len(editions) < 2:
        dates = french.in_month(editions[0], context.dataset.reference_date(editions[0]))
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
            for before, after in pairwise(editions)
            if after - before > 1
        ),
        "Chaque case ouvre la page de son projet.",
    )
    return Narrative(_heading(changes[has_moved(amounts)], context), subtitle, tuple(sentences), notes)


def _heading(moved: pd.DataFrame, context: Context) -> str:
    """The edition where most costs moved, or those that share the first rank."""
    if moved.empty:
        return "Aucun coût n'a bougé depuis le dernier coût connu"
    most = moved["edition"].mode().astype(int).tolist()
    costs = int((moved["edition"] == most[0]).sum())
    names = [french.in_month(edition, context.dataset.reference_date(edition)) for edition in most]
    if len(most) > 2:
        more = "d'un coût n'a" if costs < 2 else f"de {costs} coûts n'ont"
        return f"Jamais plus {more} bougé à une même édition"
    verb = "a bougé" if costs < 2 else "ont bougé"
    each = f"chaque fois {names[0]} et {names[1]}" if len(most) > 1 else f"{names[0]}, plus qu'à toute autre édition"
    return f"{french.count(costs, 'coût')} {verb} {each}"


def _left_out(frame: pd.DataFrame) -> list[str]:
    """What the drawing leaves to the table, where there is more than an eye can tell apart."""
    shown = _most_moved(frame, is_compact=False)
    every, most = frame["project"].nunique(), shown["project"].nunique()
    editions = shown["edition"].nunique()
    if (every, frame["edition"].nunique()) == (most, editions):
        return []
    return [f"Le dessin montre les {editions} dernières éditions et les {most} projets les plus réévalués, sur "
            f"{french.number(every)} ; le tableau les donne tous."]  # fmt: skip


_WORDS = {"absent": "absent", "unselected": "hors sélection", "unpublished": "non publié", "first": "premier coût"}
"""State of a cell without a number → what the table says."""


def tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One line per project, one column per edition with a table."""
    if frame.empty:
        return ()
    numbers = [french.number(change, 1, signed=True) for change in frame["change_pct"]]
    texts = frame["state"].map(_WORDS).where(frame["state"] != "change", numbers)
    wide = frame.assign(text=texts).pivot_table(
        index=["project", "name"], columns="edition", values="text", sort=False, aggfunc="first"
    )
    columns = [TableColumn(f"edition:{edition}", f"Éd. {edition}", "cell") for edition in wide.columns]
    caption = "Évolution du coût depuis le dernier coût connu, en %, par projet et par édition"
    return (Table(caption, (PROJECT, *columns), rows=wide.add_prefix("edition:").reset_index()),)


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
