"""Carte: what each cell shows, and what stands in its key."""

from dataclasses import replace

import numpy as np
import pandas as pd

from components.charts.carte import figure
from components.charts.catalogue import CHARTS
from components.charts.chart import Context, compute
from components.charts.parts.tokens import COLOURS
from data.model.dataset import Dataset
from data.model.selection import Selection

FRAME = pd.DataFrame(
    {
        "project": ["a"] * 3 + ["b"] * 3,
        "name": ["A"] * 3 + ["B"] * 3,
        "edition": [7, 8, 13] * 2,
        "reference_date": ["2018-11", "2019-03", "2021-07"] * 2,
        "state": ["first", "change", "absent", "absent", "unpublished", "first"],
        "cost_meur": [10.0, 11.24, np.nan, np.nan, np.nan, 5.0],
        "previous_meur": [np.nan, 10.0, np.nan, np.nan, np.nan, np.nan],
        "previous_edition": [np.nan, 7, np.nan, np.nan, np.nan, np.nan],
        "change_pct": [np.nan, 12.4, np.nan, np.nan, np.nan, np.nan],
    }
)


def test_cells_carry_their_number_their_state_and_their_address(context: Context) -> None:
    more, unpublished, first = figure(FRAME, context)["data"]
    # An empty column stands where tables are missing; nothing is drawn where a project is absent.
    assert (more["base"], more["y"], more["text"]) == ([0.5], [0], ["+<span>12</span>"])
    assert "+12,4\u00a0% (+1,2\u00a0M€) depuis l’édition 7" in more["hovertext"][0]
    assert (unpublished["base"], unpublished["y"]) == ([0.5], [1])
    assert (first["base"], first["y"]) == ([-0.5, 2.5], [0, 1])
    assert [trace["customdata"] for trace in (more, unpublished)] == [["/projets/a"], ["/projets/b"]]


def test_every_kind_of_cell_is_in_the_key_and_differs_without_colour(dataset: Dataset) -> None:
    legends = [
        compute(CHARTS["carte"], dataset, selection).legend
        for selection in (Selection(), Selection(phases=("deploiement",)))
    ]
    legend = {entry for entries in legends for entry in entries}
    assert len(legend) == len({(entry.pattern, entry.text) for entry in legend}) == 6


def test_a_cost_withheld_for_a_time_is_compared_with_the_last_one_known(dataset: Dataset) -> None:
    figures = compute(CHARTS["carte"], dataset, Selection(text="si samu")).figure
    more = next(trace for trace in figures["data"] if trace["name"].startswith("Hausse"))
    last = more["hovertext"][-1].replace("\u00a0", " ")
    assert "Édition 14 : +87 % (+95 M€) depuis l’édition 7<br>+145,1 M€ depuis le premier coût connu" in last


def test_a_compact_map_shows_the_projects_that_moved_most_and_counts_the_others(context: Context) -> None:
    many = pd.concat([FRAME[:3].assign(project=f"p{n}", cost_meur=FRAME["cost_meur"] + n) for n in range(20)])
    drawn = figure(many, replace(context, is_compact=True))
    assert len({y for trace in drawn["data"] for y in trace["y"]}) == 7
    assert drawn["layout"]["annotations"][0]["text"] == "13\u00a0autres projets : voir le tableau"


def test_a_direction_has_at_most_ten_colours_none_of_them_that_of_an_unchanged_cost(dataset: Dataset) -> None:
    drawn = compute(CHARTS["carte"], dataset, Selection()).figure["data"]
    for name in ("Hausse", "Baisse"):
        (cells,) = (trace for trace in drawn if trace["name"].startswith(name))
        assert 2 < len(set(cells["marker"]["color"])) <= 10 < len(cells["x"])
        assert COLOURS["same"] not in cells["marker"]["color"]
