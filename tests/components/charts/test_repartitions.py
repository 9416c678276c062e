"""Sorted and stacked bars: texts and marks."""

from dataclasses import replace

import pandas as pd

from components.charts.chart import Context
from components.charts.parts import rows
from components.charts.parts.direct_labels import NARROW_ONLY, WIDE_ONLY
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
        axis={},
    )
    assert figure["data"][0]["x"] == [3, 1]
    assert figure["data"][0]["marker"]["pattern"]["shape"] == ["", "/"]
    assert "5 à 9 M€ : <b>3 projets</b>" in texts_of(figure)


def test_a_name_is_cut_only_where_the_drawing_is_narrow() -> None:
    assert rows.title("Justice", "2 projets") == "Justice : <b>2 projets</b>"
    full = "Archives, documentation et données culturelles"
    narrow, wide = (note["text"] for note in rows.names_above([rows.title(full, "3 projets", "note")]))
    assert narrow == f"{NARROW_ONLY}Archives, documentation… : <b>3 projets</b><span> · note</span>"
    assert wide == f"{WIDE_ONLY}{full} : <b>3 projets</b><span> · note</span>"


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


def test_a_number_that_has_no_room_in_its_part_on_a_phone_is_left_out(context: Context) -> None:
    frame = pd.DataFrame(
        {
            "ministry": ["interieur"],
            "ministry_name": ["Intérieur"],
            "projects": [401],
            "part:deploiement": [400],
            "part:cadrage": [1],
        }
    )
    deployed, framed = phases_figure(frame, context)["data"]
    assert (deployed["text"], framed["text"]) == (["400"], [""])


def test_a_compact_figure_says_how_many_rows_are_in_the_table_only(context: Context) -> None:
    frame = pd.DataFrame(
        {"ministry": [f"m{n}" for n in range(11)], "ministry_name": "Un ministère", "projects": 1, "part:cadrage": 1}
    )
    figure = phases_figure(frame, replace(context, is_compact=True))
    assert len(figure["data"][0]["x"]) == 8
    assert texts_of(figure).endswith("3\u00a0autres ministères : voir le tableau")
