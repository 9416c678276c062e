"""`carte`: when each cost changed, one cell for each project and edition."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import rows, theme
from components.charts.parts.narrative import Narrative, between, by_direction, no_project
from components.charts.parts.tables import DATE, EDITION, PROJECT, Table, TableColumn
from components.charts.parts.tokens import COLOURS
from data.model import french
from data.questions.carte import changes_by_cell
from data.questions.comparison import has_moved, without_rounding

_FULL = 50.0
"""Percent from which a cell has its full colour."""
_NAMES = 128
"""Room for the names of projects on the left, in pixels: 17 letters."""
_MARKS = {
    "unpublished": ("·", "coût non publié"),
    "first": ("○", "premier coût connu, ou connu de nouveau"),
    "unselected": ("–", "hors de la sélection"),
}
"""State of a cell without a number → its mark and its words."""
_HEATMAP = {"type": "heatmap", "xgap": 1, "ygap": 1, "showscale": False, "texttemplate": "%{text}", "hoverinfo": "text",
            "hoverongaps": False}  # fmt: skip


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Project × edition: change of cost since the previous edition with a table, its number written in each cell."""
    if frame.empty:
        return rows.nothing(rows.NO_PROJECT)
    projects = frame.drop_duplicates("project")
    names = [rows.shortened(name, 17) for name in projects["name"]]
    editions = sorted(frame["edition"].unique().tolist())
    # An empty column where tables are missing: all columns keep the same width.
    gaps = [index for index, (before, after) in enumerate(pairwise(editions), start=1) if after - before > 1]
    columns = np.insert(editions, gaps, 0)
    state, change = (
        np.insert(frame[column].to_numpy().reshape(-1, len(editions)), gaps, missing, axis=1)
        for column, missing in (("state", "absent"), ("change_pct", np.nan))
    )
    heads = np.array([[f"<b>{name}</b><br>Édition {edition} : " for edition in columns] for name in names], object)
    links = np.array([[context.links.project(slug)] * len(columns) for slug in projects["project"]], object)
    common = {
        "x": list(range(len(columns))),
        "y": list(range(len(names))),
        "customdata": _cells(lambda link, cell: None if cell == "absent" else link, links, state),
        **_HEATMAP,
    }
    ticks, quiet = np.flatnonzero(columns), {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": ""}
    return theme.figure(
        [common | _states(state, heads), common | _changes(change, heads)],
        height=rows.height(len(names), margins=70, row=19),
        margin={"l": _NAMES, "r": 8, "t": 36, "b": 8},
        xaxis={"tickvals": ticks, "ticktext": list(map(str, editions)), "side": "top", "tickangle": 0,
               "range": [-0.6, len(columns) - 0.4], **quiet, "tickfont": theme.QUIET},
        yaxis={"tickvals": common["y"], "ticktext": names, "range": [len(names) - 0.5, -0.5],
               **quiet, "tickfont": {"size": theme.SMALL, "color": theme.INK}},
    )  # fmt: skip


def _cells(value: Callable[..., Any], *grids: np.ndarray) -> list[list[Any]]:
    """A value for each cell, from those of some grids."""
    return [list(map(value, *lines)) for lines in zip(*grids, strict=True)]


def _states(state: np.ndarray, heads: np.ndarray) -> theme.Trace:
    """The cells without a number: a mark on a quiet ground."""
    codes = {name: code for code, name in enumerate(_MARKS)}
    return {
        "z": _cells(codes.get, state),
        "zmin": 0,
        "zmax": 2,
        "colorscale": [[code / 2, COLOURS[name]] for name, code in codes.items()],
        "text": _cells(lambda cell: _MARKS[cell][0] if cell in _MARKS else "", state),
        "textfont": {"size": theme.SMALL, "color": theme.INK},
        "hovertext": _cells(lambda head, cell: head + _MARKS[cell][1] if cell in _MARKS else "", heads, state),
    }


def _changes(change: np.ndarray, heads: np.ndarray) -> theme.Trace:
    return {
        "z": change.clip(-_FULL, _FULL).round(4),
        "zmin": -_FULL,
        "zmax": _FULL,
        "colorscale": [[0, COLOURS["less"]], [0.5, COLOURS["same"]], [1, COLOURS["more"]]],
        "text": _cells(lambda value: french.number(value, 0, signed=True) if pd.notna(value) else "", change),
        "textfont": {"size": 9, "color": theme.INK},
        "hovertext": _cells(lambda head, value: head + french.pct(value) if pd.notna(value) else "", heads, change),
    }


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """How many costs moved, and the edition where most did."""
    subtitle = "Évolution du coût depuis le tableau précédent, en %, un projet par ligne"
    if frame.empty:
        return no_project(subtitle, context.dataset, context.selection)
    changes = frame[frame["state"] == "change"]
    amounts = changes["cost_meur"] - changes["previous_meur"]
    words = (("hausse", "hausses"), ("baisse", "baisses"), ("inchangé", "inchangés"))
    sentences = ["Aucun coût n'est connu dans deux tableaux de suite."]
    if len(changes):
        sentences[0] = (
            f"Sur {french.count(len(changes), 'coût connu', 'coûts connus')} dans deux tableaux de suite : "
            f"{by_direction(without_rounding(amounts), words)}."
        )
    withheld = int((frame["state"] == "unpublished").sum())
    if withheld:
        sentences.append(f"{french.count(withheld, 'fois', 'fois')}, un projet est au tableau sans coût publié.")
    editions = sorted(frame["edition"].unique())
    notes = (
        "Du plus ancien entré au plus récent. + hausse, − baisse, 0 inchangé, · coût non publié, ○ premier coût connu, "
        "– hors de la sélection ; vide : absent du panorama. La couleur est pleine à partir de 50 %.",
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
        return "Aucun coût n'a bougé d'un tableau à l'autre"
    most = moved["edition"].mode().astype(int).tolist()
    costs = int((moved["edition"] == most[0]).sum())
    names = [french.in_month(edition, context.dataset.reference_date(edition)) for edition in most]
    if len(most) > 2:
        return f"Au plus {french.count(costs, 'coût a', 'coûts ont')} bougé d'un tableau à l'autre, {len(most)} fois"
    verb = "a bougé" if costs < 2 else "ont bougé"
    each = f"chaque fois {names[0]} et {names[1]}" if len(most) > 1 else f"{names[0]}, plus qu'à toute autre édition"
    return f"{french.count(costs, 'coût')} {verb} {each}"


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
    caption = "Évolution du coût depuis le tableau précédent, en %, par projet et par édition"
    return (Table(caption, (PROJECT, *columns), rows=wide.add_prefix("edition:").reset_index()),)


_COLUMNS = (
    TableColumn("state", "État", "text", "etat"),
    TableColumn("previous_meur", "Coût au tableau précédent (M€)", "meur", "cout_precedent_meur"),
    TableColumn("cost_meur", "Coût (M€)", "meur", "cout_meur"),
    TableColumn("change_pct", "Évolution du coût (%)", "pct", "evolution_cout_pct"),
)
_IN_FILE = (PROJECT, EDITION, DATE, *_COLUMNS)

CHART = Chart("carte", "Carte des évolutions", changes_by_cell, figure, narrative, _IN_FILE, tables, 2100)
