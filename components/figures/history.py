"""Figures of projects followed from edition to edition."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from components.charts.parts import edition_axis as editions
from components.charts.parts import rows, theme
from components.charts.parts.tokens import COLOURS
from data.model import french

CLIPPED_AT = 200.0
"""Percent above which a change is drawn at the edge of the figure, as a triangle."""
_STEP = 4.0


def dispersion(frame: pd.DataFrame, *, address: Callable[[str], str]) -> theme.Figure:
    """One dot per project at each edition: change of cost since the first known, in %; what goes beyond is at the edge.

    Args:
        frame: As `history.dispersion` gives it.
        address: Slug of a project → the address that its dots open.
    """
    known = frame[frame["cost_change_pct"].notna()]
    if known.empty:
        return rows.nothing("Aucun coût connu pour cette sélection")
    beyond = known["cost_change_pct"] > CLIPPED_AT
    spread = known["edition"] + _swarm(known)
    traces = [
        {
            "type": "scatter",
            "x": spread[part].round(3).tolist(),
            "y": known.loc[part, "cost_change_pct"].clip(upper=CLIPPED_AT + 8).round(4).tolist(),
            "mode": "markers",
            "name": name,
            "marker": {
                "size": 7,
                "symbol": symbol,
                "color": theme.QUANTITY,
                "opacity": 0.7,
                "line": {"color": theme.QUANTITY, "width": 1},
            },
            "hovertext": [_dot(line) for line in known[part].to_dict("records")],
            "hoverinfo": "text",
            "customdata": [address(slug) for slug in known.loc[part, "project"]],
        }
        for part, name, symbol in (
            (~beyond, "Un projet", "circle"),
            (beyond, f"Un projet au-delà de {french.pct(CLIPPED_AT)}", "triangle-up"),
        )
        if part.any()
    ]
    covered = frame.drop_duplicates("edition")
    return theme.figure(
        [*traces, *editions.missing_marks(covered, "cost_change_pct")],
        height=420,
        margin={"l": theme.RATES, "r": 12, "t": 12, "b": theme.BELOW_EDITIONS},
        xaxis=editions.edition_axis(covered),
        yaxis=theme.value_axis(ticksuffix="\u00a0%", tickformat=",.0f", nticks=7),
    )


def _dot(line: dict[Any, Any]) -> str:
    return (
        f"<b>{line['name']}</b><br>Édition {line['edition']} : {french.pct(line['cost_change_pct'])}<br>"
        f"{french.meur(line['first_cost_meur'])} → {french.meur(line['cost_meur'])}"
    )


def _swarm(known: pd.DataFrame) -> pd.Series:
    # Dots of about the same height stand side by side, from the middle outwards.
    groups = known.groupby(["edition", (known["cost_change_pct"] / _STEP).round()])
    rank, size = groups.cumcount(), groups["project"].transform("size")
    width = np.minimum(0.8, 0.07 * (size - 1))
    return (rank / (size - 1).clip(lower=1) - 0.5) * width


def changes_by_cell(frame: pd.DataFrame, *, address: Callable[[str], str]) -> theme.Figure:
    """Project × edition: change of cost since the edition held before, its number written in each cell.

    Args:
        frame: As `history.changes_by_cell` gives it.
        address: Slug of a project → the address that its cells open.
    """
    if frame.empty:
        return rows.nothing(rows.NO_PROJECT)
    slugs = frame["project"].drop_duplicates().tolist()
    names = _short(frame.drop_duplicates("project")["name"].tolist())
    shown = sorted(frame["edition"].unique().tolist())
    columns = _columns(shown)
    state = _spread(frame["state"], columns, "absent")
    change = _spread(frame["change_pct"], columns, np.nan)
    numbers = dict(zip(columns, shown, strict=True))
    heads = [
        [f"<b>{name}</b><br>Édition {numbers.get(column)} : " for column in range(columns[-1] + 1)] for name in names
    ]
    links = [
        [link if cell != "absent" else None for cell in cells]
        for link, cells in zip(map(address, slugs), state, strict=True)
    ]
    common: dict[str, Any] = {
        "type": "heatmap",
        "x": list(range(columns[-1] + 1)),
        "y": list(range(len(slugs))),
        "texttemplate": "%{text}",
        "hoverinfo": "text",
        "hoverongaps": False,
        "customdata": links,
        "xgap": 1,
        "ygap": 1,
        "showscale": False,
    }
    quiet = {"fixedrange": True, "showgrid": False, "zeroline": False, "ticks": ""}
    return theme.figure(
        [common | _states(state, heads), common | _changes(change, heads)],
        height=rows.height(len(slugs), margins=70, row=19),
        margin={"l": 8, "r": 8, "t": 36, "b": 8},
        xaxis={"tickvals": columns, "ticktext": [str(edition) for edition in shown], "side": "top", "tickangle": 0,
               "range": [columns[0] - 0.6, columns[-1] + 0.6], **quiet,
               "tickfont": {"size": theme.SMALL, "color": theme.MUTED}},
        yaxis={"tickvals": common["y"], "ticktext": names, "range": [len(slugs) - 0.5, -0.5], "automargin": True,
               **quiet, "tickfont": {"size": theme.SMALL, "color": theme.INK}},
    )  # fmt: skip


_STATES = {
    "unpublished": ("·", "coût non publié"),
    "first": ("○", "premier coût connu, ou connu de nouveau"),
    "unselected": ("–", "hors de la sélection"),
}
"""State of a cell without a number → its mark and its words."""


def _states(state: np.ndarray, heads: list[list[str]]) -> theme.Trace:
    # Not numbers: marks of their own on a quiet ground.
    codes = {name: code for code, name in enumerate(_STATES)}
    return {
        "z": [[codes.get(cell) for cell in cells] for cells in state],
        "zmin": 0,
        "zmax": 2,
        "colorscale": [[code / 2, COLOURS[name]] for name, code in codes.items()],
        "text": [[_STATES[cell][0] if cell in _STATES else "" for cell in cells] for cells in state],
        "textfont": {"size": theme.SMALL, "color": theme.INK},
        "hovertext": [
            [f"{head}{_STATES[cell][1]}" if cell in _STATES else "" for head, cell in zip(line, cells, strict=True)]
            for line, cells in zip(heads, state, strict=True)
        ],
    }


def _changes(change: np.ndarray, heads: list[list[str]]) -> theme.Trace:
    return {
        "z": change.clip(-_FULL, _FULL).round(4),
        "zmin": -_FULL,
        "zmax": _FULL,
        "colorscale": [[0, COLOURS["less"]], [0.5, COLOURS["same"]], [1, COLOURS["more"]]],
        "text": [
            [french.number(value, 0, signed=True) if pd.notna(value) else "" for value in values] for values in change
        ],
        "textfont": {"size": 9, "color": theme.INK},
        "hovertext": [
            [f"{head}{french.pct(value)}" if pd.notna(value) else "" for head, value in zip(line, values, strict=True)]
            for line, values in zip(heads, change, strict=True)
        ],
    }


def _spread(values: pd.Series, columns: list[int], nothing: object) -> np.ndarray:
    """One line for each project; an empty column where tables are missing keeps all columns of one width."""
    lines = values.to_numpy().reshape(-1, len(columns))
    grid = np.full((len(lines), columns[-1] + 1), nothing, dtype=lines.dtype)
    grid[:, columns] = lines
    return grid


def _columns(shown: list[int]) -> list[int]:
    """Position of each edition, one being left empty where tables are missing."""
    gaps = [0, *(after - before > 1 for before, after in pairwise(shown))]
    return [position + int(sum(gaps[: position + 1])) for position in range(len(shown))]


_FULL = 50.0
"""Percent from which a cell has its full colour."""
_LONGEST = 17


def _short(names: list[str]) -> list[str]:
    return [name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…" for name in names]


def comings_and_goings(
    frame: pd.DataFrame, *, comparison: Callable[[int, int], str], address: Callable[[int], str | None]
) -> theme.Figure:
    """Entrants above, leavers below, and the number of projects as a line, by edition.

    Args:
        frame: As `history.comings_and_goings` gives it.
        comparison: Two editions → the address that a bar opens.
        address: Edition → the address that a mark of the line opens.
    """
    if frame["stock"].isna().all():
        return rows.nothing("Aucun tableau de projets pour ces éditions")
    traces = [
        _movement_bars(frame, "entrants", "Entrants", theme.PLUS, comparison),
        _movement_bars(frame, "leavers", "Sortants", theme.MINUS, comparison),
    ]
    hover = [
        f"<b>{french.capitalised(editions.edition_label(edition, date))}</b><br>{french.count(int(stock), 'projet')}"
        if pd.notna(stock)
        else ""
        for edition, date, stock in frame[["edition", "reference_date", "stock"]].to_numpy()
    ]
    traces += editions.series(
        frame, "stock", name="Projets", colour=theme.QUANTITY, hover=hover, size=7, address=address
    )
    traces += editions.missing_marks(frame, "stock")
    return theme.figure(
        traces,
        height=420,
        barmode="relative",
        bargap=0.35,
        margin={"l": theme.RATES, "r": 12, "t": 12, "b": theme.BELOW_EDITIONS},
        xaxis=editions.edition_axis(frame),
        yaxis=theme.value_axis(tickformat=",d", nticks=6),
    )


_PATTERNS = {"tables": "", "gap": "/", "published": ".", "": ""}
"""Solid: two tables that follow each other; hatched: several editions at once; dotted: a printed number alone."""


def _movement_bars(
    frame: pd.DataFrame, column: str, name: str, colour: str, comparison: Callable[[int, int], str]
) -> theme.Trace:
    some = frame[frame[column].notna()]
    lines = some.to_dict("records")
    return {
        "type": "bar",
        "x": some["edition"].tolist(),
        "y": (some[column] * (-1 if column == "leavers" else 1)).tolist(),
        "name": name,
        "marker": {
            "color": colour,
            "line": {"color": colour, "width": 1},
            "pattern": {"shape": [_PATTERNS[line["basis"]] for line in lines]},
        },
        "text": [french.number(value) for value in some[column]],
        "textposition": "outside",
        "textfont": {"size": theme.SMALL},
        "cliponaxis": False,
        "hovertext": [_movement(line, column, name) for line in lines],
        "hoverinfo": "text",
        "customdata": [
            comparison(int(line["compared_with"]), int(line["edition"])) if pd.notna(line["compared_with"]) else None
            for line in lines
        ],
    }


def _movement(line: dict[Any, Any], column: str, name: str) -> str:
    head = f"<b>{name} : {french.number(line[column])}</b>"
    if line["basis"] == "published":
        return f"{head}<br>Édition {line['edition']}, nombre publié, noms non détenus"
    names = [name for _, name in line[f"{column}_named"]]
    listed = names if len(names) <= 8 else [*names[:7], f"et {len(names) - 7} autres"]
    return f"{head}<br>Entre les éditions {line['compared_with']:.0f} et {line['edition']}<br>{'<br>'.join(listed)}"


def change_by_age(frame: pd.DataFrame) -> theme.Figure:
    """Median change of cost by age in the panorama, with the middle half, and the number of projects under the axis.

    Args:
        frame: As `history.change_by_age` gives it.
    """
    known = frame[frame["median_pct"].notna()]
    if known.empty:
        return rows.nothing("Moins de cinq projets à chaque âge")
    by_age = frame.rename(columns={"age": "edition"})
    hover = [f"<b>{french.count(age, 'édition')} après l'entrée</b><br>Médiane : {french.pct(median)}<br>"
             f"Moitié centrale : {french.pct(low)} à {french.pct(high)}<br>{french.count(int(n), 'projet')}"
             for age, n, median, low, high in frame[["age", "known", "median_pct", "p25_pct", "p75_pct"]]
             .itertuples(index=False)]  # fmt: skip
    counted = frame[frame["known"] > 0]
    return theme.figure(
        [
            *editions.bands(by_age, axis="y"),
            *editions.series(by_age, "median_pct", name="Médiane", colour=theme.MEDIAN, hover=hover),
            editions.counts(counted["age"].tolist(), counted["known"].tolist(), axis="y2"),
        ],
        height=380,
        margin={"l": theme.RATES, "r": 12, "t": 12, "b": theme.BELOW_TITLE},
        xaxis={"tickvals": frame["age"].tolist(), "range": [0.4, frame["age"].max() + 0.6], "fixedrange": True,
               "showgrid": False, "zeroline": False, "tickfont": {"size": theme.SMALL, "color": theme.MUTED},
               "anchor": "y2", "title": {"text": "Éditions depuis l'entrée", "font": {"size": theme.SMALL}}},
        yaxis=theme.value_axis(ticksuffix="\u00a0%", tickformat=",.0f", nticks=6, domain=(0.14, 1.0)),
        yaxis2={"domain": (0.0, 0.06), "range": [-1, 1], "visible": False, "fixedrange": True},
    )  # fmt: skip
