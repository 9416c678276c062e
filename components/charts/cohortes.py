"""`cohortes`: how costs change as projects grow older in the panorama."""

from collections.abc import Sequence

import pandas as pd

from components.charts.chart import Chart, Context
from components.charts.parts import direct_labels, edition_series, rows, scale, theme
from components.charts.parts.direct_labels import Label
from components.charts.parts.narrative import FIRST_EDITION, Narrative, moved_pct, no_project
from components.charts.parts.tables import Table, TableColumn
from data.model import french
from data.model.measures import MINIMUM_FOR_A_MEAN
from data.model.selection import latest_edition_covered
from data.questions.cohortes import change_by_age
from data.questions.parts.editions import records


def figure(frame: pd.DataFrame, context: Context) -> theme.Figure:
    """Median change of cost by age, with the middle half, and the number of projects under the axis."""
    if frame["median_pct"].isna().all():
        return rows.nothing("Moins de cinq projets à chaque âge")
    by_age = [line | {"edition": line["age"], "x": line["age"]} for line in records(frame)]
    hover = [
        f"<b>{french.count(line['age'], 'édition')} après l’entrée</b><br>"
        f"Médiane : {french.pct(line['median_pct'])}<br>"
        f"Moitié centrale : {french.pct(line['p25_pct'])} à {french.pct(line['p75_pct'])}<br>"
        f"{french.count(int(line['known']), 'projet')}"
        for line in by_age
    ]
    counted = frame[frame["known"] > 0]
    last = edition_series.last_known(by_age, "median_pct")
    x_ends = [0.4, float(frame["age"].max()) + 0.6]
    y_ends = scale.value_range([*frame["median_pct"], *frame["p25_pct"], *frame["p75_pct"]], from_zero=False)
    x = float(last["x"])
    labels = [Label(x, last["median_pct"], "médiane", theme.MEDIAN),
              Label(x, last["p75_pct"], "moitié<br>centrale", theme.MEDIAN)]  # fmt: skip
    names, right, _ = direct_labels.placed(labels, x_ends, y_ends, left=theme.RATES, heights=[_LOWEST])
    narrow = (direct_labels.NARROW - theme.RATES - right) / (x_ends[1] - x_ends[0])
    projects = {"x": 0, "y": 0, "xref": "paper", "yref": "y2", "text": "projets", "showarrow": False,
                "xanchor": "right", "yanchor": "middle", "font": theme.QUIET}  # fmt: skip
    return theme.figure(
        [
            *edition_series.bands(by_age),
            edition_series.series(by_age, "median_pct", name="Médiane", colour=theme.MEDIAN, hover=hover),
            edition_series.counts(counted["age"].tolist(), counted["known"].tolist(), axis="y2", scale=narrow),
        ],
        height=380,
        margin={"l": theme.RATES, "r": right, "t": 12, "b": theme.BELOW_TITLE},
        xaxis={"tickvals": frame["age"].tolist(), "range": x_ends, "fixedrange": True,
               "showgrid": False, "zeroline": False, "tickfont": theme.QUIET, "anchor": "y2",
               "title": {"text": "Éditions depuis l’entrée", "font": {"size": theme.SMALL}}},
        yaxis=theme.value_axis(ticksuffix="\u00a0%", tickformat=",.0f", nticks=6, domain=(0.14, 1.0), range=y_ends),
        yaxis2={"domain": (0.0, 0.06), "range": [-1, 1], "visible": False, "fixedrange": True},
        annotations=[*names, projects],
    )  # fmt: skip


_LOWEST = 190
"""Height of the plot in the frame of one chart, in pixels."""
_NOTES = (
    f"Sous {MINIMUM_FOR_A_MEAN} projets, ni médiane ni quartiles ; le nombre de projets est écrit sous l'axe.",
    "Âge : nombre d'éditions depuis la première où le projet est imprimé. Les projets entrés avant novembre 2016 "
    "sont plus vieux qu'il ne paraît, et ceux entrés entre les éditions 9 et 13 aussi : ces tableaux manquent.",
    FIRST_EDITION,
    "Les projets sortis ne comptent plus après leur sortie.",
)


def narrative(frame: pd.DataFrame, context: Context) -> Narrative:
    """The median at the first and last ages, and at its highest."""
    subtitle = "Évolution médiane du coût depuis la première édition connue, en %, selon l'âge au panorama"
    known, latest = frame[frame["median_pct"].notna()], latest_edition_covered(context.dataset, context.selection)
    date = french.in_month(latest, context.dataset.reference_date(latest)) if latest else ""
    if known.empty:
        if not date or not frame["known"].any():
            unknown = "aucun coût connu après l'édition d'entrée"
            return no_project(subtitle, context.dataset, context.selection, _NOTES, unknown=unknown)
        text = f"Jusqu'{date}, moins de {MINIMUM_FOR_A_MEAN} projets à chaque âge : aucune médiane n'est donnée."
        return Narrative("Trop peu de projets pour une évolution par âge", subtitle, (text,), _NOTES)
    medians = known["median_pct"].map(moved_pct)
    ends = [
        f"{moved_pct(line['median_pct'])} après {french.count(int(line['age']), 'édition')} "
        f"({french.number(line['known'])} projets)"
        for line in known.iloc[[0, -1]].drop_duplicates("age").to_dict("records")
    ]
    highest = moved_pct(known["median_pct"].max())
    ages = known.loc[medians == highest, "age"].tolist()
    sentences = [f"Jusqu'{date}, évolution médiane du coût : {', puis '.join(ends)}."]
    if 0 < len(ages) < len(known):
        sentences.append(f"La médiane est au plus haut après {french.ranges(ages)} {_editions(ages)} : {highest}.")
    return Narrative(_heading(highest, ages), subtitle, tuple(sentences), _NOTES)


def _editions(ages: Sequence[int]) -> str:
    return "édition" if list(ages) == [1] else "éditions"


def _heading(highest: str, ages: Sequence[int]) -> str:
    if highest == french.CHANGE[2]:
        return "À aucun âge le coût médian ne dépasse le premier coût connu"
    if highest.startswith(french.CHANGE[1]):
        return "À tout âge le coût médian est sous le premier coût connu"
    at = f"Après {ages[0]} {_editions(ages)}" if len(ages) == 1 else f"À {len(ages)} âges"
    return f"{at}, un projet sur deux coûte au moins {highest.removeprefix(french.CHANGE[0]).strip()} de plus"


_COLUMNS = (
    TableColumn("age", "Éditions depuis l'entrée", "count", "age_editions"),
    TableColumn("median_pct", "Médiane (%)", "pct", "mediane_pct"),
    TableColumn("p25_pct", "P25 (%)", "pct", "p25_pct"),
    TableColumn("p75_pct", "P75 (%)", "pct", "p75_pct"),
    TableColumn("known", "Projets", "count", "projets"),
)


def tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One row per age that some project has."""
    caption = "Évolution du coût depuis la première édition connue, par âge au panorama"
    return (Table(caption, _COLUMNS, rows=frame[frame["known"] > 0]),)


CHART = Chart(
    "cohortes",
    "Évolution selon l'âge au panorama",
    change_by_age,
    figure,
    narrative,
    _COLUMNS,
    tables,
    380,
    290,
    lede="Comment le coût des grands projets informatiques de l'État change au fil des éditions",
)
