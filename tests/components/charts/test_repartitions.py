"""Sorted and stacked bars: texts and marks."""

import pandas as pd

from components.charts.chart import Context
from components.charts.repartitions import phases_figure, sorted_bars
from tests.components.charts.conftest import texts_of


def test_names_of_bars_carry_their_amount_and_unknown_is_hatched(context: Context) -> None:
    frame = pd.DataFrame(
        {"cost_band": ["5-9", "non-publie"], "cost_band_name": ["5 à 9 M€", "Coût non publié"], "projects": [3, 1]}
    )
    figure = sorted_bars(
        frame,
        context,
        value="projects",
        slug="cost_band",
        written=lambda count: f"{count} projets",
        detail=lambda line: "",
    )
    assert figure["data"][0]["x"] == [3, 1]
    assert figure["data"][0]["marker"]["pattern"]["shape"] == ["", "/"]
    assert "5 à 9 M€ : <b>3 projets</b>" in texts_of(figure)


def test_phases_are_stacked_with_their_number_in_each_part(context: Context) -> None:
    frame = pd.DataFrame(
        {
            "ministry": ["interieur", "justice"],
            "ministry_name": ["Intérieur", "Justice"],
            "projects": [3, 1],
            "part:deploiement": [2, 1],
            "part:cadrage": [1, 0],
        }
    )
    deployed, framed = phases_figure(frame, context)["data"]
    assert (deployed["x"], deployed["text"]) == ([2, 1], ["2", "1"])
    assert framed["customdata"] == ["/projets?ministere=interieur&phase=cadrage"]
