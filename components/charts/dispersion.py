"""`dispersion`: the change of cost of each project since its first known edition."""

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import edition_axis, rows, theme
from components.charts.parts.marks import marker, scatter
from components.charts.parts.narrative import (
    FIRST_EDITION,
    NO_TABLE,
    Narrative,
    costs_compared,
    editions_in_words,
    moved_pct,
    named_some,
    no_project,
    numbered,
)
from components.charts.parts.tables import COST_CHANGE, DATE, EDITION, FIRST_COST, PROJECT, Table, TableColumn
from data.model import french
from data.questions.comparison import has_moved, without_rounding
from data.questions.dispersion import dispersion
from data.questions.parts.editions import records

CLIPPED_AT = 200.0
"""Percent above which a change is a triangle at the edge of the figure."""
MOST_DOTS = 800
"""Dots beyond which those that touch are drawn as one."""
_MOST_NAMES = 12
"""Projects named in the sentence of those at the edge."""
_RIGHT, _HEIGHT = 14, 420
_STEP = 4.0
"""Dots of one edition are side by side where they are closer than this, in percent."""


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """One dot per project at each edition, in %."""
    covered = edition_axis.dated(frame.drop_duplicates("edition"))
    known = frame[frame["cost_change_pct"].notna()]
    if known.empty:
        return rows.nothing("Aucun coût connu pour cette sélection")
    dots = _dots(known)
    changes, projects = dots["cost_change_pct"].to_numpy(), dots["projects"].to_numpy()
    date = {line["edition"]: line["x"] for line in covered}
    dates = np.array([date[edition] for edition in dots["edition"].tolist()])
    x = (dates + edition_axis.BAR * dots["offset"].to_numpy()).round(2).tolist()
    y = np.minimum(changes, CLIPPED_AT + 8).round(1).tolist()
    parts = (
        (changes <= CLIPPED_AT, "Un projet", "circle"),
        (changes > CLIPPED_AT, f"Un projet au-delà de {french.pct(CLIPPED_AT, signed=False)}", "triangle-up"),
    )
    lines, to, traces = records(dots), context.links, []
    for is_in, name, symbol in (part for part in parts if part[0].any()):
        dot = marker(symbol, theme.QUANTITY, 7, opacity=0.7)
        if projects[is_in].max() > 1:
            dot["size"] = np.minimum(5 + 2 * np.sqrt(projects[is_in]), 20).round(1).tolist()
            name = name.replace("Un projet", "Des projets")
        chosen = np.flatnonzero(is_in).tolist()
        part = [lines[row] for row in chosen]
        links = [to.project(line["project"]) if line["projects"] < 2 else to.edition(line["edition"]) for line in part]
        at = [x[row] for row in chosen], [y[row] for row in chosen]
        hover = [_hover(line) for line in part]
        traces.append(scatter("markers", *at, name=name, marker=dot, hover=hover, customdata=links))
    axis = edition_axis.EditionAxis(covered, theme.RATES, _RIGHT, _HEIGHT)
    return theme.figure(
        [*traces, *axis.missing("cost_change_pct")],
        height=_HEIGHT,
        margin=axis.margin,
        xaxis=axis.layout(),
        annotations=axis.notes,
        yaxis=theme.value_axis(ticksuffix="\u00a0%", tickformat=",.0f", nticks=7),
    )


def _dots(known: pd.DataFrame) -> pd.DataFrame:
    """The projects with `offset` from their edition and `projects`, 1; one row for those that touch beyond `MOST_DOTS`.

    A group has the mean of its changes, and the `low` and `high` ones.
    """
    if len(known) <= MOST_DOTS:
        return known.assign(offset=_offsets(known), projects=1)
    step, change = _STEP, known["cost_change_pct"]
    near = (change.clip(upper=CLIPPED_AT + _STEP) / step).round()
    while len(pd.DataFrame({"edition": known["edition"], "near": near}).drop_duplicates()) > MOST_DOTS:
        step *= 2
        near = (change.clip(upper=CLIPPED_AT + _STEP) / step).round()
    groups = known.assign(projects=1, low=change, high=change).groupby(["edition", near], sort=False)
    whole = {"project": "first", "name": "first", "projects": "sum", "cost_change_pct": "mean", "low": "min",
             "high": "max", "first_cost_meur": "first", "cost_meur": "first"}  # fmt: skip
    return groups.agg(whole).reset_index(0).reset_index(drop=True).assign(offset=0.0)


def _hover(line: dict[Any, Any]) -> str:
    if line["projects"] > 1:
        return (
            f"<b>{french.count(line['projects'], 'projet')}</b><br>Édition {line['edition']} : "
            f"{french.pct(line['low'])} à {french.pct(line['high'])}"
        )
    return (
        f"<b>{line['name']}</b><br>Édition {line['edition']} : {french.pct(line['cost_change_pct'])}<br>"
        f"{french.cost(line['first_cost_meur'])} → {french.cost(line['cost_meur'])}"
    )


def _offsets(known: pd.DataFrame) -> np.ndarray:
    """Distance of each dot from the middle of its edition; rows ascend by edition, then by change."""
    near = np.round(known["cost_change_pct"].to_numpy() / _STEP)
    is_first = np.append(True, (np.diff(near) != 0) | (np.diff(known["edition"].to_numpy()) != 0))
    starts = np.flatnonzero(is_first)
    sizes = np.diff(starts, append=len(near))
    rank, size = np.arange(len(near)) - np.repeat(starts, sizes), np.repeat(sizes, sizes)
    return (rank / np.maximum(size - 1, 1) - 0.5) * np.minimum(0.8, 0.07 * (size - 1))


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """The spread at the latest edition, and the dots at the edge."""
    covered = editions_in_words(records(frame[["edition", "reference_date"]].drop_duplicates()))
    subtitle = f"Évolution du coût depuis la première édition connue, en %, par projet, {covered}"
    known = frame[frame["cost_change_pct"].notna()]
    if known.empty:
        return no_project(subtitle, context.dataset, context.selection)
    last = known[known["edition"] == known["edition"].max()].sort_values("cost_change_pct", ascending=False)
    date = int(last["edition"].iloc[0]), last["reference_date"].iloc[0]
    moves = without_rounding(last["cost_meur"] - last["first_cost_meur"])
    doubled = int((last["cost_change_pct"] >= 100).sum())
    sentences = [
        *_extremes(last, french.in_month(*date)),
        costs_compared(moves, french.in_month(*date)),
        *([f"{french.count(doubled, 'coût a', 'coûts ont')} au moins doublé."] if doubled else []),
    ]
    notes: tuple[str, ...] = (FIRST_EDITION, "Chaque point ouvre la page de son projet.", NO_TABLE)
    if len(known) > MOST_DOTS:
        notes = (*notes, f"Au-delà de {MOST_DOTS} points, ceux qui se touchent en forment un, plus grand.")
    heading = f"{_moves_in_words(moves)} {french.in_month(*date)}"
    return Narrative(heading, subtitle, (*sentences, *_clipped(known)), notes)


def _moves_in_words(moves: pd.Series) -> str:
    up, down, total = int((moves > 0).sum()), int((moves < 0).sum()), len(moves)
    if total == 1:
        return f"Le seul coût connu est {'en hausse' if up else 'en baisse' if down else 'inchangé'}"
    of = f"{french.count(up or down, 'coût')} sur {french.number(total)} en {'hausse' if up else 'baisse'}"
    if not up and not down:
        return f"{french.count(total, 'coût inchangé', 'coûts inchangés')} depuis la première édition connue,"
    return f"{of}, {french.number(down)} en baisse" if up and down else of


def _extremes(last: pd.DataFrame, date: str) -> list[str]:
    """The projects whose cost rose most and fell most, with those that share the first rank."""
    changes = last["cost_change_pct"].map(moved_pct)
    texts = []
    for at, word, kind in ((0, "haut", french.CHANGE[0]), (-1, "bas", french.CHANGE[1])):
        extreme = changes.iloc[at]
        if extreme.startswith(kind):
            some = [("", name) for name in last.loc[changes == extreme, "name"]]
            texts.append(f"au plus {word}, {named_some(some, 4)} ({extreme})")
    return [f"{french.capitalised(date)}, {' ; '.join(texts)}."] if texts else []


def _clipped(known: pd.DataFrame) -> list[str]:
    beyond = known[known["cost_change_pct"] > CLIPPED_AT]
    if beyond.empty:
        return []
    editions = defaultdict[str, list[str]](list)
    for name, edition in sorted(zip(beyond["name"].tolist(), beyond["edition"].tolist(), strict=True)):
        editions[name].append(str(edition))
    listed = [f"{name} ({numbered(found)})" for name, found in editions.items()]
    if len(listed) > _MOST_NAMES:
        listed[_MOST_NAMES:] = [f"{french.number(len(listed) - _MOST_NAMES)} autres"]
    return [
        f"{french.count(len(beyond), 'point', 'points')} au-delà de {french.pct(CLIPPED_AT, signed=False)} "
        f"{'est dessiné' if len(beyond) < 2 else 'sont dessinés'} en triangle au bord : {french.listing(listed)}."
    ]


_COST = TableColumn("cost_meur", "Coût (M€)", "cost", "cout_meur")
_MINISTRY = TableColumn("ministry_name", "Ministère", "text", "ministere")


def tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """The projects whose cost changed, latest edition first, largest change first."""
    moved = frame[has_moved(frame["cost_meur"] - frame["first_cost_meur"])]
    moved = moved.assign(size=moved["cost_change_pct"].abs()).sort_values(["edition", "size"], ascending=False)
    caption = "Évolution du coût depuis la première édition connue, projets dont le coût a changé"
    return (Table(caption, (PROJECT, EDITION, FIRST_COST, _COST, COST_CHANGE), rows=moved),)


_COLUMNS = (EDITION, DATE, PROJECT, _MINISTRY, FIRST_COST, _COST, COST_CHANGE)

CHART = Chart(
    "dispersion",
    "Dispersion des évolutions de coût",
    dispersion,
    figure,
    narrative,
    _COLUMNS,
    tables,
    420,
    255,
    lede="De combien le coût de chaque grand projet informatique de l'État a changé depuis sa première publication",
)
