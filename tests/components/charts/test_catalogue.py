"""What figures show, on frames of a few rows: positions, texts, marks, gaps."""

import numpy as np
import pandas as pd

from components.charts.parts.theme import Figure
from components.figures import history, shares, trajectory
from components.figures.reference_class import reference_class


def address(slug: object) -> str:
    return f"/projets/{slug}"


def texts_of(figure: Figure) -> str:
    return " | ".join(note["text"] for note in figure["layout"]["annotations"])


def test_what_goes_beyond_the_edge_is_a_triangle_at_the_edge_with_its_true_value() -> None:
    frame = pd.DataFrame(
        {
            "edition": [1, 1, 2, 3],
            "reference_date": ["2016-11", "2016-11", "2017-02", ""],
            "project": ["a", "b", "a", None],
            "name": ["A", "B", "A", None],
            "cost_change_pct": [0.0, 250.0, 10.0, np.nan],
            "cost_meur": [10.0, 35.0, 11.0, np.nan],
            "first_cost_meur": [10.0, 10.0, 10.0, np.nan],
        }
    )
    within, beyond, nothing = history.dispersion(frame, address=address)["data"]
    assert nothing["x"] == [3]
    assert within["y"] == [0.0, 10.0]
    assert beyond["marker"]["symbol"] == "triangle-up"
    assert beyond["y"][0] < 250
    assert "+250\u00a0%" in beyond["hovertext"][0]


def test_cells_carry_their_number_their_state_and_their_address() -> None:
    frame = pd.DataFrame(
        {
            "project": ["a"] * 3 + ["b"] * 3,
            "name": ["A"] * 3 + ["B"] * 3,
            "edition": [7, 8, 13] * 2,
            "reference_date": ["2018-11", "2019-03", "2021-07"] * 2,
            "state": ["first", "change", "absent", "absent", "unpublished", "first"],
            "change_pct": [np.nan, 12.4, np.nan, np.nan, np.nan, np.nan],
        }
    )
    states, changes = history.changes_by_cell(frame, address=address)["data"]
    # An empty column stands where tables are missing.
    assert changes["text"] == [["", "+12", "", ""], ["", "", "", ""]]
    assert states["text"] == [["○", "", "", ""], ["", "·", "", "○"]]
    assert changes["customdata"][1] == [None, "/projets/b", None, "/projets/b"]


def test_entrants_stand_above_and_leavers_below_the_axis() -> None:
    frame = pd.DataFrame(
        {
            "edition": [7, 8, 9],
            "reference_date": ["2018-11", "2019-03", ""],
            "basis": ["", "tables", "published"],
            "compared_with": [np.nan, 7.0, np.nan],
            "entrants": [np.nan, 2.0, 4.0],
            "leavers": [np.nan, 8.0, 4.0],
            "stock": [54.0, 48.0, 47.0],
            "entrants_named": [(), (("a", "A"), ("b", "B")), ()],
            "leavers_named": [(), tuple((str(n), f"P{n}") for n in range(8)), ()],
        }
    )
    figure = history.comings_and_goings(frame, comparison=lambda a, b: f"/comparer?de={a}&a={b}", address=address)
    entrants, leavers = (trace for trace in figure["data"] if trace["type"] == "bar")
    assert (entrants["y"], leavers["y"]) == ([2.0, 4.0], [-8.0, -4.0])
    assert entrants["customdata"] == ["/comparer?de=7&a=8", None]
    assert "A<br>B" in entrants["hovertext"][0]
    assert "noms non détenus" in entrants["hovertext"][1]
    assert entrants["marker"]["pattern"]["shape"] == ["", "."]


def test_at_most_eight_projects_are_named_and_none_that_did_not_move() -> None:
    count = 12
    frame = pd.DataFrame(
        {
            "project": [str(n) for n in range(count)],
            "name": [f"Projet {n}" for n in range(count)],
            "cost_change_pct": [0.0, 0.0, *[10.0 * n for n in range(2, count)]],
            "slip_months": [0.0, 0.0, *[float(n) for n in range(2, count)]],
            "first_cost_meur": 10.0,
            "cost_meur": [10.0, 10.0, *[10.0 + n for n in range(2, count)]],
        }
    )
    figure = shares.cost_and_slip(frame, address=address, medians=None)
    labels = next(trace for trace in figure["data"] if trace.get("mode") == "text")
    assert len(labels["text"]) == shares.MOST_LABELS
    assert "Projet 0" not in " ".join(labels["text"])


def test_the_curve_of_concentration_starts_at_nought_and_says_how_many_make_half() -> None:
    frame = pd.DataFrame(
        {
            "rank": [1, 2, 3],
            "project": ["a", "b", "c"],
            "name": ["A", "B", "C"],
            "cost_meur": [60.0, 30.0, 10.0],
            "cumulated_pct": [60.0, 90.0, 100.0],
        }
    )
    figure = shares.concentration(frame, address=address)
    assert figure["data"][0]["y"] == [0, 60.0, 90.0, 100.0]
    assert "50 % : 1\u00a0projet" in texts_of(figure)
    assert "80 % : 2\u00a0projets" in texts_of(figure)


def test_a_trajectory_keeps_the_previous_value_until_the_next_and_tells_gaps_apart() -> None:
    frame = pd.DataFrame(
        {
            "edition": [6, 7, 8, 9],
            "reference_date": ["2018-07", "2018-11", "2019-03", "2019-07"],
            "is_held": [True, True, True, False],
            "is_present": [True, True, True, False],
            "cost_meur": [10.0, 14.0, np.nan, np.nan],
            "cost_change_pct": [0.0, 40.0, np.nan, np.nan],
            "end": pd.to_datetime(["2020-01-01", "2021-01-01", None, None]),
            "slip_months": [0.0, 12.0, np.nan, np.nan],
            "start_change_months": [np.nan, 12.0, np.nan, np.nan],
            "is_new_phase": [False, True, False, False],
            "is_new_ministry": [False, True, False, False],
        }
    )
    figure = trajectory.trajectory(frame)
    steps = figure["data"][0]
    assert (steps["x"], steps["y"]) == ([6, 7, 7, None], [10.0, 10.0, 14.0, None])
    assert "n. p." in texts_of(figure)
    assert "n. d." in texts_of(figure)
    assert "P, M" in texts_of(figure)
    moved = next(trace for trace in figure["data"] if trace.get("name") == "Fin prévue, début déplacé")
    assert (moved["x"], moved["marker"]["symbol"]) == ([7], "diamond")


def test_ages_with_too_few_projects_are_counted_but_not_drawn() -> None:
    frame = pd.DataFrame(
        {
            "age": [1, 2, 3],
            "known": [12, 3, 6],
            "median_pct": [0.0, np.nan, 8.0],
            "p25_pct": [-1.0, np.nan, 2.0],
            "p75_pct": [4.0, np.nan, 20.0],
        }
    )
    figure = history.change_by_age(frame)
    points = next(trace for trace in figure["data"] if trace.get("name") == "Médiane")
    counts = next(trace for trace in figure["data"] if trace.get("mode") == "text")
    assert points["x"] == [1, None, 3]
    assert counts["text"] == ["12", "3", "6"]


def test_a_class_of_too_few_past_projects_says_only_how_many() -> None:
    frame = pd.DataFrame(
        {
            "phase": ["deploiement"],
            "phase_name": ["Déploiement"],
            "age": ["4-plus"],
            "age_name": ["4 éditions et plus"],
            **{f"cost_{name}": [value] for name, value in (("n", 24), ("p25", 0.0), ("median", 1.5), ("p75", 9.0))},
            **{
                f"slip_{name}": [value]
                for name, value in (("n", 7), ("p25", np.nan), ("median", np.nan), ("p75", np.nan))
            },
        }
    )
    figure = reference_class(frame, address=address)
    assert "Déploiement, ≥ 4 éd. : <b>+1,5\u00a0%</b> · N = 24" in texts_of(figure)
    assert "7\u00a0projets passés, trop peu" in texts_of(figure)
