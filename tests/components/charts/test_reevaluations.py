"""First known and current values: marks, texts, words."""

import pandas as pd

from components.charts.reevaluations import dumbbells
from data.model.dataset import Dataset
from data.model.selection import Selection
from tests.components.charts.conftest import texts_of, words_of


def address(slug: object) -> str:
    return f"/projets/{slug}"


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
    figure = dumbbells(MOVED, MOVED.iloc[:0], address=address)
    first, up, down = (trace for trace in figure["data"] if trace.get("mode") == "markers")
    assert first["x"] == [10.0, 30.0]
    assert (up["x"], up["marker"]["symbol"], up["customdata"]) == ([25.0], "triangle-right", ["/projets/up"])
    assert (down["x"], down["marker"]["symbol"]) == ([12.0], "triangle-left")
    assert up["hovertext"][0].endswith("Édition 14 : 25\u00a0M€")


def test_a_moved_start_is_written_beside_the_end_that_it_moves() -> None:
    figure = dumbbells(MOVED.iloc[:0], MOVED, address=address)
    assert "Baisse : <b>−21\u00a0mois</b><span> · début décalé de 36\u00a0mois</span>" in texts_of(figure)
    assert "Monte : <b>+12\u00a0mois</b>" in texts_of(figure)


def test_a_figure_without_data_says_so() -> None:
    assert texts_of(dumbbells(MOVED.iloc[:0], MOVED.iloc[:0], address=address))


def test_a_moved_start_is_told_apart_and_a_fall_is_no_success(dataset: Dataset) -> None:
    text = words_of(dataset, "reevaluations", Selection(text="ned"))
    assert "NED (début décalé de 36 mois, fin avancée de 21 mois)" in text
    assert "NED : estimation réduite de 19,4 M€ depuis juillet 2021" in text
    alone = words_of(dataset, "trajectoire", Selection(project="ned"))
    assert "Début décalé de 36 mois en novembre 2021 (14ᵉ édition)" in alone
    assert "La durée prévue, à part : réduite de 57 mois" in alone


def test_a_change_of_printed_decimals_counts_as_none(dataset: Dataset) -> None:
    text = words_of(dataset, "reevaluations", Selection())
    assert "27 coûtent plus, 9 coûtent moins et 13 gardent leur coût" in text
