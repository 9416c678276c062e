"""What figures show, on frames of a few rows: positions, texts, marks, gaps."""

import numpy as np
import pandas as pd
import pytest

from components.charts.parts import theme
from components.charts.parts.theme import Figure
from components.figures import comparison, portfolio


def address(slug: object) -> str:
    return f"/projets/{slug}"


def texts_of(figure: Figure) -> str:
    return " | ".join(note["text"] for note in figure["layout"]["annotations"])


def test_a_figure_holds_plain_values_and_none_where_one_is_missing() -> None:
    traces = [{"type": "bar", "x": np.array([1, 2]), "y": [np.float64(0.5), np.nan]}]
    bars = theme.figure(traces, height=300)["data"][0]
    assert (bars["x"], bars["y"]) == ([1, 2], [0.5, None])
    assert {type(value) for value in (*bars["x"], *bars["y"])} == {int, float, type(None)}


STEPS = pd.DataFrame(
    {
        "step": ["total_before", "leaver", "entrant", "total_after"],
        "edition": [13.0, np.nan, np.nan, 14.0],
        "before": 13,
        "after": 14,
        "amount_meur": [100.0, -30.0, 50.0, 120.0],
        "start_meur": [0.0, 100.0, 70.0, 0.0],
        "end_meur": [100.0, 70.0, 120.0, 120.0],
        "projects": [np.nan, 2.0, 1.0, np.nan],
        "known": [3.0, 2.0, 1.0, 2.0],
        "named": [(), (("a", "A"), ("b", "B")), (("c", "C"),), ()],
    }
)
NAMES = {"total_before": "Somme", "total_after": "Somme", "leaver": "Sortants", "entrant": "Entrants"}


def test_the_waterfall_draws_each_step_from_where_the_last_one_ends() -> None:
    figure = comparison.passage(STEPS, names=NAMES, address=lambda line: f"/comparer#{line['step']}")
    bars = next(trace for trace in figure["data"] if trace["type"] == "bar")
    assert bars["base"] == [0.0, 100.0, 70.0, 0.0]
    assert bars["x"] == [100.0, -30.0, 50.0, 120.0]
    assert bars["customdata"][1] == "/comparer#leaver"
    assert "Sortants : <b>−30\u00a0M€</b> · 2\u00a0projets" in texts_of(figure)
    assert "Somme, édition 14 : <b>120\u00a0M€</b>" in texts_of(figure)


def test_a_step_without_any_published_cost_says_so_and_not_nought() -> None:
    withheld = STEPS.assign(known=[3.0, 2.0, 0.0, 0.0], amount_meur=[100.0, -30.0, 0.0, 0.0])
    figure = comparison.passage(withheld, names=NAMES, address=lambda line: None)
    assert "Entrants : <b>coût non publié</b>" in texts_of(figure)
    assert "Somme, édition 14 : <b>coût non publié</b>" in texts_of(figure)


MOVED = pd.DataFrame(
    {
        "edition": 14,
        "project": ["up", "down"],
        "name": ["Monte", "Baisse"],
        "first_cost_meur": [10.0, 30.0],
        "first_cost_edition": [1.0, 2.0],
        "cost_meur": [25.0, 12.0],
        "change_meur": [15.0, -18.0],
        "first_end": pd.to_datetime(["2020-01-01", "2023-12-01"]),
        "first_end_edition": [1.0, 13.0],
        "end": pd.to_datetime(["2021-01-01", "2022-03-01"]),
        "slip_months": [12.0, -21.0],
        "start_change_months": [0.0, 36.0],
    }
)


def test_first_known_and_current_values_are_joined_and_directions_have_their_own_shape() -> None:
    figure = comparison.reestimates(MOVED, MOVED.iloc[:0], address=address)
    first, up, down = (trace for trace in figure["data"] if trace.get("mode") == "markers")
    assert first["x"] == [10.0, 30.0]
    assert (up["x"], up["marker"]["symbol"], up["customdata"]) == ([25.0], "triangle-right", ["/projets/up"])
    assert (down["x"], down["marker"]["symbol"]) == ([12.0], "triangle-left")
    assert up["hovertext"][0].endswith("Édition 14 : 25\u00a0M€")


def test_a_moved_start_is_written_beside_the_end_that_it_moves() -> None:
    figure = comparison.reestimates(MOVED.iloc[:0], MOVED, address=address)
    assert "Baisse : <b>−21\u00a0mois</b> · début déplacé de +36\u00a0mois" in texts_of(figure)
    assert "Monte : <b>+12\u00a0mois</b>" in texts_of(figure)


def test_names_of_bars_carry_their_amount_and_unknown_is_hatched() -> None:
    frame = pd.DataFrame(
        {"cost_band": ["5-9", "non-publie"], "cost_band_name": ["5 à 9 M€", "Coût non publié"], "projects": [3, 1]}
    )
    figure = portfolio.amounts(
        frame,
        value="projects",
        name="cost_band_name",
        slug="cost_band",
        written=lambda count: f"{count} projets",
        detail=lambda line: "",
        address=address,
    )
    assert figure["data"][0]["x"] == [3, 1]
    assert figure["data"][0]["marker"]["pattern"]["shape"] == ["", "/"]
    assert "5 à 9 M€ : <b>3 projets</b>" in texts_of(figure)


def test_phases_are_stacked_with_their_number_in_each_part() -> None:
    frame = pd.DataFrame(
        {
            "ministry": ["interieur", "justice"],
            "ministry_name": ["Intérieur", "Justice"],
            "projects": [3, 1],
            "part:deploiement": [2, 1],
            "part:cadrage": [1, 0],
        }
    )
    figure = portfolio.phases_by_ministry(
        frame,
        names={"deploiement": "Déploiement", "cadrage": "Cadrage"},
        address=lambda ministry, phase: f"/projets?ministere={ministry}&phase={phase}",
    )
    deployed, framed = figure["data"]
    assert (deployed["x"], deployed["text"]) == ([2, 1], ["2", "1"])
    assert framed["customdata"] == ["/projets?ministere=interieur&phase=cadrage"]


@pytest.mark.parametrize(
    "draw",
    [
        lambda: comparison.passage(STEPS.iloc[:0], names=NAMES, address=lambda line: None),
        lambda: comparison.reestimates(MOVED.iloc[:0], MOVED.iloc[:0], address=address),
    ],
)
def test_a_figure_without_data_says_so(draw) -> None:
    assert texts_of(draw())
