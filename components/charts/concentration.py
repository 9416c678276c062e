"""`concentration`: how much of the total cost the projects of largest cost carry together."""

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import rows, theme
from components.charts.parts.marks import scatter
from components.charts.parts.narrative import Narrative, named_leaders, no_project, published_costs, tied, when
from components.charts.parts.tables import DATE, EDITION, MINISTRY, PROJECT, Table, TableColumn
from data.model import french
from data.questions.concentration import concentration
from data.questions.editions import latest_rows

_THRESHOLDS = (50, 80)
_NAMED = 3
"""Projects named on the figure."""


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """The share of the total carried by the projects of largest cost together, one dot per project, in %."""
    if frame.empty:
        return rows.nothing("Aucun coût connu pour cette sélection")
    ranks, shares = frame["rank"].tolist(), frame["cumulated_pct"].tolist()
    hover = [
        f"<b>{line['name']}</b><br>{french.meur(line['cost_meur'])}<br>"
        f"{french.count(line['rank'], 'projet')} : {french.pct(line['cumulated_pct'], signed=False)} du total"
        for line in frame.to_dict("records")
    ]
    traces = [
        scatter("lines", [0, *ranks], [0, *shares], line={"color": theme.QUANTITY, "width": 2}),
        scatter("markers", ranks, shares, marker={"size": 7, "color": theme.QUANTITY}, hover=hover,
                customdata=[context.links.project(slug) for slug in frame["project"]]),
        scatter("text", [rank + 0.02 * len(frame) for rank in ranks[:_NAMED]], shares[:_NAMED],
                text=frame["name"].tolist()[:_NAMED], textposition="middle right", textfont={"size": theme.SMALL}),
    ]  # fmt: skip
    counts = [(share, _projects_for(frame, share)) for share in _THRESHOLDS]
    ticks = [0, 20, 40, 60, 80, 100]
    small = {"size": theme.SMALL}
    return theme.figure(
        traces,
        height=380,
        margin={"l": theme.RATES, "r": 16, "t": 12, "b": theme.BELOW_TITLE},
        xaxis=theme.value_axis(title={"text": "Projets, du plus cher au moins cher", "font": small},
                               tickformat=",d", range=[0, len(frame) + 1], showgrid=False),
        yaxis=theme.value_axis(range=[0, 104], tickvals=ticks, ticktext=[f"{share}\u00a0%" for share in ticks]),
        shapes=[{"type": "line", "x0": 0, "x1": count, "y0": share, "y1": share,
                 "line": {"color": theme.MUTED, "width": 1, "dash": "dot"}} for share, count in counts],
        annotations=[{"x": count, "y": share, "text": f"{share} % : {french.count(count, 'projet')}",
                      "showarrow": False, "xanchor": "left", "yanchor": "top", "xshift": 6, "font": small}
                     for share, count in counts],
    )  # fmt: skip


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
            f"{french.listing(names)}{tied(others)} : {part} {published_costs(context.selection)}, qui font {total}.",
            f"Il faut {french.count(half, 'projet')} pour la moitié du total et {french.number(most)} pour 80 %, sur "
            f"{french.count(len(frame), 'projet')} avec un coût publié ({french.number(selected)} en tout).",
        ),
        ("Le total est la somme des coûts publiés par projet, pas le total annoncé.",),
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

CHART = Chart("concentration", "Concentration des coûts", concentration, figure, narrative, _IN_FILE, _TABLES, 380, 290)
