"""The charts of an office suite behind the slides."""

import pandas as pd

from components.charts.chart import ComputedChart
from components.charts.parts import theme
from components.charts.parts.native import (
    COUNT,
    PLAIN_MEUR,
    SIGNED_PCT,
    TENTHS,
    Bubble,
    NativeChart,
    Series,
    edition_names,
    numbers,
    project_name,
)
from components.charts.parts.tokens import projected
from components.figures.shares import labelled


def cost_and_slip(drawn: ComputedChart) -> tuple[NativeChart, ...]:
    """Change of cost by slip, one bubble a project."""
    frame = drawn.frame
    named = set(labelled(frame)["project"]) if len(frame) else set()
    bubbles = tuple(
        Bubble(float(line["slip_months"]), float(line["cost_change_pct"]), float(line["cost_meur"]),
               project_name(line["name"]), line["project"] in named)
        for line in frame.to_dict("records")
    )  # fmt: skip
    titles = ("Décalage de la fin prévue, en mois", "Évolution du coût, en %")
    return (NativeChart("bubbles", (), (), SIGNED_PCT, bubbles=bubbles, axis_titles=titles, has_legend=False),)


def movements(drawn: ComputedChart) -> tuple[NativeChart, ...]:
    """Entrants above, leavers below, and the number of projects as a line."""
    frame = drawn.frame
    series = (
        Series("Entrants", numbers(frame["entrants"]), projected(theme.PLUS), label=COUNT),
        Series("Sortants", numbers(-frame["leavers"]), projected(theme.MINUS), label=COUNT),
        Series("Projets", numbers(frame["stock"]), projected(theme.QUANTITY), is_line=True),
    )
    return (NativeChart("facing", edition_names(frame), series, COUNT),)


def trajectory(drawn: ComputedChart) -> tuple[NativeChart, ...]:
    """Cost above, planned end below, as a date."""
    frame = drawn.frame
    names = edition_names(frame)
    ends = [None if pd.isna(end) else float((end - _EPOCH).days) for end in frame["end"]]
    known = [end for end in ends if end is not None]
    colour = projected(theme.QUANTITY)
    costs = (Series("Coût complet estimé", numbers(frame["cost_meur"]), colour, label=TENTHS),)
    dates = (Series("Fin prévue", tuple(ends), colour, label="mm/yy"),)
    return (
        NativeChart("lines", names, costs, PLAIN_MEUR, title="Coût complet estimé, en M€", lowest=0, share=0.5,
                    has_legend=False),
        NativeChart("lines", names, dates, "yyyy", title="Fin prévue", share=0.5, has_legend=False,
                    lowest=min(known) - 365 if known else None),
    )  # fmt: skip


_EPOCH = pd.Timestamp("1899-12-30")
"""Excel's date epoch."""
