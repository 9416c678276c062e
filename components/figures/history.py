"""Figures of projects followed from edition to edition."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from components.figures import editions, rows, theme
from data import french

CLIPPED_AT = 200.0
"""Percent above which a change is drawn at the edge of the figure, as a triangle."""
_STEP = 4.0


def dispersion(frame: pd.DataFrame, *, address: Callable[[str], str]) -> go.Figure:
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
        go.Scatter(
            x=spread[part].round(3).tolist(),
            y=known.loc[part, "cost_change_pct"].clip(upper=CLIPPED_AT + 8).round(4).tolist(),
            mode="markers",
            name=name,
            marker={"size": 7, "symbol": symbol, "color": theme.QUANTITY, "opacity": 0.7,
                    "line": {"color": theme.QUANTITY, "width": 1}},
            hovertext=[_dot(line) for line in known[part].to_dict("records")],
            hoverinfo="text",
            customdata=[address(slug) for slug in known.loc[part, "project"]],
        )
        for part, name, symbol in (
            (~beyond, "Un projet", "circle"),
            (beyond, f"Un projet au-delà de {french.pct(CLIPPED_AT)}", "triangle-up"),
        )
        if part.any()
    ]  # fmt: skip
    covered = frame.drop_duplicates("edition")
    return theme.figure(
        traces,
        height=420,
        xaxis=editions.edition_axis(covered, automargin=True),
        yaxis=theme.value_axis(ticksuffix="\u00a0%", tickformat=",.0f", nticks=7),
        annotations=editions.missing_marks(covered, "cost_change_pct", y=0),
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


def changes_by_cell(frame: pd.DataFrame, *, address: Callable[[str], str]) -> go.Figure:
    """Project × edition: change of cost since the edition held before, its number written in each cell.

    Args:
        frame: As `history.changes_by_cell` gives it.
        address: Slug of a project → the address that its cells open.
    """
    if frame.empty:
        return rows.nothing(rows.NO_PROJECT)
    slugs = frame["project"].drop_duplicates().tolist()
    shown = sorted(frame["edition"].unique().tolist())
    shape = (len(slugs), len(shown))
    columns = _columns(shown)
    # An empty column where tables are missing keeps all columns of one width.
    state = np.full((len(slugs), columns[-1] + 1), "absent", dtype=object)
    change = np.full(state.shape, np.nan)
    state[:, columns] = frame["state"].to_numpy().reshape(shape)
    change[:, columns] = frame["change_pct"].to_numpy().reshape(shape)
    numbers = dict(zip(columns, shown, strict=True))
    by_column = [numbers.get(column) for column in range(columns[-1] + 1)]
    names = _short(frame.drop_duplicates("project")["name"].tolist())
    opened = [address(slug) for slug in slugs]
    links = [[link if cell != "absent" else None for cell in cells]
             for link, cells in zip(opened, state, strict=True)]  # fmt: skip
    common: dict[str, Any] = {"x": list(range(len(by_column))), "y": list(range(len(slugs))), "customdata": links,
                              "xgap": 1, "ygap": 1, "showscale": False, "hoverongaps": False}  # fmt: skip
    # Not numbers: marks of their own on a quiet ground.
    codes = {"unpublished": 0.0, "first": 1.0, "unselected": 2.0}
    kinds = np.array([[codes.get(cell, np.nan) for cell in cells] for cells in state])
    marks = {"unpublished": "·", "first": "○", "unselected": "–"}
    said = {"unpublished": "coût non publié", "first": "premier coût connu, ou connu de nouveau",
            "unselected": "hors de la sélection"}  # fmt: skip
    traces = [
        go.Heatmap(
            z=_listed(kinds),
            zmin=0,
            zmax=2,
            colorscale=[[0, "#eeeeee"], [0.5, "#e3e3fd"], [1, "#f6f6f6"]],
            text=[[marks.get(cell, "") for cell in cells] for cells in state],
            texttemplate="%{text}",
            textfont={"size": theme.SMALL, "color": theme.INK},
            hovertext=[[f"<b>{name}</b><br>Édition {edition} : {said[cell]}" if cell in said else ""
                        for edition, cell in zip(by_column, cells, strict=True)]
                       for name, cells in zip(names, state, strict=True)],
            hoverinfo="text",
            **common,
        ),
        go.Heatmap(
            z=_listed(change.clip(-_FULL, _FULL)),
            zmin=-_FULL,
            zmax=_FULL,
            colorscale=[[0, "#6fb1d6"], [0.5, "#ffffff"], [1, "#e0a94a"]],
            text=[[french.number(value, 0, signed=True) if pd.notna(value) else "" for value in values]
                  for values in change],
            texttemplate="%{text}",
            textfont={"size": 9, "color": theme.INK},
            hovertext=[[f"<b>{name}</b><br>Édition {edition} : {french.pct(value)}" if pd.notna(value) else ""
                        for edition, value in zip(by_column, values, strict=True)]
                       for name, values in zip(names, change, strict=True)],
            hoverinfo="text",
            **common,
        ),
    ]  # fmt: skip
    return theme.figure(
        traces,
        height=rows.height(len(slugs), margins=70, row=19),
        margin={"l": 8, "r": 8, "t": 36, "b": 8},
        xaxis={"tickvals": columns, "ticktext": [str(edition) for edition in shown], "side": "top", "tickangle": 0,
               "range": [columns[0] - 0.6, columns[-1] + 0.6], "fixedrange": True, "showgrid": False,
               "zeroline": False, "ticks": "", "tickfont": {"size": theme.SMALL, "color": theme.MUTED}},
        yaxis={"tickvals": common["y"], "ticktext": names, "range": [len(slugs) - 0.5, -0.5], "automargin": True,
               "fixedrange": True, "showgrid": False, "zeroline": False, "ticks": "",
               "tickfont": {"size": theme.SMALL, "color": theme.INK}},
    )  # fmt: skip


def _columns(shown: list[int]) -> list[int]:
    """Position of each edition, one being left empty where tables are missing."""
    gaps = [0, *(after - before > 1 for before, after in pairwise(shown))]
    return [position + int(sum(gaps[: position + 1])) for position in range(len(shown))]


_FULL = 50.0
"""Percent from which a cell has its full colour."""
_LONGEST = 17


def _short(names: list[str]) -> list[str]:
    return [name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…" for name in names]


def _listed(values: np.ndarray) -> list[list[float | None]]:
    return [[None if np.isnan(value) else round(float(value), 4) for value in line] for line in values]


def comings_and_goings(
    frame: pd.DataFrame, *, comparison: Callable[[int, int], str], address: Callable[[int], str | None]
) -> go.Figure:
    """Entrants above, leavers below, and the number of projects as a line, by edition.

    Args:
        frame: As `history.comings_and_goings` gives it.
        comparison: Two editions → the address that a bar opens.
        address: Edition → the address that a mark of the line opens.
    """
    if frame["stock"].isna().all():
        return rows.nothing("Aucun tableau de projets pour ces éditions")
    traces: list = []
    for column, name, colour, sign in (
        ("entrants", "Entrants", theme.PLUS, 1),
        ("leavers", "Sortants", theme.MINUS, -1),
    ):
        some = frame[frame[column].notna()]
        lines = some.to_dict("records")
        traces.append(
            go.Bar(
                x=some["edition"].tolist(),
                y=(some[column] * sign).tolist(),
                name=name,
                marker={
                    "color": colour,
                    "line": {"color": colour, "width": 1},
                    "pattern": {"shape": [_PATTERNS[line["basis"]] for line in lines]},
                },
                text=[french.number(value) for value in some[column]],
                textposition="outside",
                textfont={"size": theme.SMALL},
                cliponaxis=False,
                hovertext=[_movement(line, column, name) for line in lines],
                hoverinfo="text",
                customdata=[
                    comparison(int(line["compared_with"]), int(line["edition"]))
                    if pd.notna(line["compared_with"])
                    else None
                    for line in lines
                ],
            )
        )
    hover = [
        f"<b>{french.capitalised(editions.edition_label(edition, date))}</b><br>{french.count(int(stock), 'projet')}"
        if pd.notna(stock)
        else ""
        for edition, date, stock in frame[["edition", "reference_date", "stock"]].to_numpy()
    ]
    traces += editions.line(frame, "stock", broken_at=set(), colour=theme.QUANTITY)
    traces.append(
        editions.points(frame, "stock", name="Projets", colour=theme.QUANTITY, hover=hover, size=7, address=address)
    )
    return theme.figure(
        traces,
        height=420,
        barmode="relative",
        bargap=0.35,
        xaxis=editions.edition_axis(frame, automargin=True),
        yaxis=theme.value_axis(tickformat=",d", nticks=6),
        annotations=editions.missing_marks(frame, "stock", y=0),
    )


_PATTERNS = {"tables": "", "gap": "/", "published": ".", "": ""}
"""Solid: two tables that follow each other; hatched: several editions at once; dotted: a printed number alone."""


def _movement(line: dict[Any, Any], column: str, name: str) -> str:
    head = f"<b>{name} : {french.number(line[column])}</b>"
    if line["basis"] == "published":
        return f"{head}<br>Édition {line['edition']}, nombre publié, noms non détenus"
    names = [name for _, name in line[f"{column}_named"]]
    listed = names if len(names) <= 8 else [*names[:7], f"et {len(names) - 7} autres"]
    return f"{head}<br>Entre les éditions {line['compared_with']:.0f} et {line['edition']}<br>{'<br>'.join(listed)}"


def change_by_age(frame: pd.DataFrame) -> go.Figure:
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
            *editions.line(by_age, "median_pct", broken_at=set(), colour=theme.MEDIAN),
            editions.points(by_age, "median_pct", name="Médiane", colour=theme.MEDIAN, hover=hover),
            editions.counts(counted["age"].tolist(), counted["known"].tolist(), axis="y2"),
        ],
        height=380,
        xaxis={"tickvals": frame["age"].tolist(), "range": [0.4, frame["age"].max() + 0.6], "fixedrange": True,
               "showgrid": False, "zeroline": False, "tickfont": {"size": theme.SMALL, "color": theme.MUTED},
               "anchor": "y2", "title": {"text": "Éditions depuis l'entrée", "font": {"size": theme.SMALL}},
               "automargin": True},
        yaxis=theme.value_axis(ticksuffix="\u00a0%", tickformat=",.0f", nticks=6, domain=(0.14, 1.0)),
        yaxis2={"domain": (0.0, 0.06), "range": [-1, 1], "visible": False, "fixedrange": True},
    )  # fmt: skip
