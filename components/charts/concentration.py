"""`concentration`: how much of the total cost the projects of largest cost carry together."""

import numpy as np
import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import direct_labels, rows, theme
from components.charts.parts.direct_labels import Label
from components.charts.parts.marks import scatter
from components.charts.parts.narrative import Narrative, named_leaders, no_project, published_costs, tied, when
from components.charts.parts.tables import DATE, EDITION, MINISTRY, PROJECT, Table, TableColumn
from data.model import french
from data.questions.concentration import concentration
from data.questions.parts.editions import latest_rows

_THRESHOLDS = (50, 80)
_NAMED = 3
"""Projects named on the figure."""
_MOST_DOTS, _FIRST = 300, 200
"""Dots beyond which only the first ranks have one each, and others at regular steps."""
_LOWEST = 230
"""Height of the plot in the frame of one chart, in pixels."""


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """The share of the total carried by the projects of largest cost together, one dot per project, in %."""
    if frame.empty:
        return rows.nothing("Aucun coût connu pour cette sélection")
    dots = _dots(frame)
    ranks, shares = dots["rank"].tolist(), dots["cumulated_pct"].round(3).tolist()
    hover = [
        f"<b>{line['name']}</b><br>{french.meur(line['cost_meur'])}<br>"
        f"{french.count(line['rank'], 'projet')} : {french.pct(line['cumulated_pct'], signed=False)} du total"
        for line in dots.to_dict("records")
    ]
    traces = [
        scatter("lines", [0, *ranks], [0, *shares], line={"color": theme.QUANTITY, "width": 2}),
        scatter("markers", ranks, shares, marker={"size": 7, "color": theme.QUANTITY}, hover=hover,
                customdata=[context.links.project(slug) for slug in dots["project"]]),
    ]  # fmt: skip
    counts = [(share, _projects_for(frame, share)) for share in _THRESHOLDS]
    ticks = [0, 20, 40, 60, 80, 100]
    x_ends, y_ends = [-0.03 * len(frame), len(frame) + 1], [0, 104]
    labels = [Label(line["rank"], line["cumulated_pct"], line["name"], theme.INK)
              for line in frame.head(_NAMED).to_dict("records")]  # fmt: skip
    labels += [Label(count, share, f"{share}\u00a0% : {french.count(count, 'projet')}", theme.INK)
               for share, count in counts]  # fmt: skip
    names, right, _ = direct_labels.placed(labels, x_ends, y_ends, left=theme.RATES, heights=[_LOWEST],
                                        curves=[(ranks, shares)])  # fmt: skip
    return theme.figure(
        traces,
        height=380,
        margin={"l": theme.RATES, "r": right, "t": 12, "b": theme.BELOW_TITLE},
        xaxis=theme.value_axis(title={"text": "Projets, du plus cher au moins cher", "font": {"size": theme.SMALL}},
                               tickformat=",d", range=x_ends, showgrid=False),
        yaxis=theme.value_axis(range=y_ends, tickvals=ticks, ticktext=[f"{share}\u00a0%" for share in ticks]),
        shapes=[{"type": "line", "x0": 0, "x1": count, "y0": share, "y1": share,
                 "line": {"color": theme.MUTED, "width": 1, "dash": "dot"}} for share, count in counts],
        annotations=names,
    )  # fmt: skip


def _dots(frame: pd.DataFrame) -> pd.DataFrame:
    """The projects that have a dot."""
    if len(frame) <= _MOST_DOTS:
        return frame
    return frame.iloc[[*range(_FIRST), *np.linspace(_FIRST, len(frame) - 1, _MOST_DOTS - _FIRST).astype(int)]]


def _projects_for(frame: pd.DataFrame, share: int) -> int:
    """Number of projects, from the largest cost, that carry so many percent of the total."""
    return int((frame["cumulated_pct"] < share - 1e-9).sum()) + 1


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """How many projects carry half of the total, and who the first three are."""
    if frame.empty:
        return no_project("Part cumulée du coût complet estimé, en %", context.dataset, context.selection)
    half, most = (_projects_for(frame, share) for share in _THRESHOLDS)
    verb = "porte" if half < 2 else "portent"
    share = french.pct(frame["cumulated_pct"].iloc[half - 1], signed=False, decimals=0)
    names, others = named_leaders(frame["name"].tolist(), frame["cost_meur"].map(french.meur).tolist())
    first, total = frame.head(len(names)), french.total_meur(frame["cumulated_meur"].iloc[-1])
    part = french.pct(first["cumulated_pct"].iloc[-1], signed=False, decimals=0)
    selected = len(latest_rows(context.dataset, context.selection))
    return Narrative(
        f"{french.count(half, 'projet')} {verb} {share} des coûts publiés {when(frame)}",
        f"Part cumulée du coût complet estimé, en %, projets du plus cher au moins cher, {when(frame)}",
        (
            f"{french.capitalised(when(frame))}, {french.listing(names)}{tied(others)} "
            f"{'porte' if len(names) < 2 else 'portent'} {part} {published_costs(context.selection)}, qui font "
            f"{total}.",
            f"Il faut {french.count(half, 'projet')} pour la moitié du total et {french.number(most)} pour 80 %, sur "
            f"{french.count(len(frame), 'projet')} avec un coût publié ({french.number(selected)} en tout).",
        ),
        (
            "Le total est la somme des coûts publiés par projet, pas le total annoncé.",
            *(
                [f"Au-delà du {_FIRST}ᵉ projet, tous n'ont pas de point ; le tableau les donne tous."]
                if len(frame) > _MOST_DOTS
                else []
            ),
        ),
    )


_COLUMNS = (
    PROJECT,
    TableColumn("rank", "Rang", "count", "rang"),
    MINISTRY,
    TableColumn("cost_meur", "Coût estimé (M€)", "meur", "cout_meur"),
    TableColumn("cumulated_meur", "Cumul (M€)", "meur", "cumul_meur"),
    TableColumn("cumulated_pct", "Cumul (%)", "rate", "cumul_pct"),
)

_TABLES = (Table("Projets du plus cher au moins cher, et part cumulée du total", _COLUMNS),)
_IN_FILE = (EDITION, DATE, *_COLUMNS)

CHART = Chart(
    "concentration",
    "Concentration des coûts",
    concentration,
    figure,
    narrative,
    _IN_FILE,
    _TABLES,
    380,
    290,
    lede="Ce que pèsent les plus chers des grands projets informatiques de l'État",
)
