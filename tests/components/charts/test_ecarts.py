"""Écarts: one scale, gaps that stay gaps, few projects by name, figures of the whole State marked."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from components.charts.parts.direct_labels import LINE
from components.charts.parts.theme import MUTED, PAPER, PUBLISHED
from data.model.dataset import Dataset
from data.model.selection import Selection
from tests.components.charts.conftest import texts_of

DRIFTS = ("ecart-calendaire", "ecart-budgetaire")
JUSTICE, CULTURE = Selection(ministries=("justice",)), Selection(ministries=("culture",))


def trace_of(figure: dict[str, Any], name: str) -> dict[str, Any]:
    return next(trace for trace in figure["data"] if trace.get("name") == name)


@pytest.mark.parametrize("selection", [Selection(), JUSTICE, CULTURE, Selection(until=8)])
def test_both_drifts_and_both_measures_share_one_scale(dataset: Dataset, selection: Selection) -> None:
    layouts = [compute(CHARTS[name], dataset, selection).figure["layout"] for name in DRIFTS]
    assert layouts[0]["yaxis"] == layouts[1]["yaxis"]
    assert "yaxis2" not in layouts[0]
    texts = layouts[0]["yaxis"]["ticktext"]
    assert len(set(texts)) == len(texts) > 2


def test_editions_stand_at_their_dates_and_no_line_crosses_one_without_a_value(dataset: Dataset) -> None:
    figure = compute(CHARTS["ecart-budgetaire"], dataset, Selection()).figure
    published = trace_of(figure, "Moyenne publiée")
    months = dict(zip(dataset.editions["edition"], dataset.editions["reference_date"], strict=True))
    known = dataset.editions[dataset.editions["budget_drift_pct"].notna()]["edition"]
    at = {edition: 12 * int(months[edition][:4]) + int(months[edition][5:7]) - 1 for edition in known}
    assert [x for x in published["x"] if x is not None] == list(at.values())
    joined = {pair for pair in pairwise(published["x"]) if None not in pair}
    pairs = ((1, 2), (3, 4), (4, 5), (11, 12), (12, 13), (13, 14), (18, 19), (19, 20))
    assert joined == {(at[before], at[after]) for before, after in pairs}
    assert all(trace["line"].get("dash") != "dot" for trace in figure["data"] if "line" in trace)


def test_few_projects_have_one_line_each_and_no_statistics(dataset: Dataset) -> None:
    chart = compute(CHARTS["ecart-budgetaire"], dataset, CULTURE)
    figure = chart.figure
    names = {trace["name"] for trace in figure["data"] if "name" in trace}
    rows = CULTURE.apply(dataset)
    projects = set(rows.loc[rows["cost_change_pct"].notna(), "name"])
    assert len(projects) > 1
    assert projects <= names
    assert not {"Médiane", "Moyenne", "Pondéré"} & names
    assert all(name in texts_of(figure) for name in projects)
    assert projects <= {series.name for series in chart.native[0].series}
    assert chart.frame[["mean_pct", "median_pct", "weighted_pct"]].isna().all(axis=None)


def test_the_published_series_is_grey_and_named_beside_a_selection(dataset: Dataset) -> None:
    whole, filtered = (compute(CHARTS["ecart-budgetaire"], dataset, one) for one in (Selection(), JUSTICE))
    colours = [trace_of(chart.figure, "Moyenne publiée")["line"]["color"] for chart in (whole, filtered)]
    assert colours == [PUBLISHED, MUTED]
    assert "ensemble<br>de l’État" in texts_of(filtered.figure)
    assert "ensemble" not in texts_of(whole.figure)
    published = [series for series in filtered.native[0].series if series.name.startswith("Écart publié")]
    assert published
    assert all("ensemble de l’État" in series.name for series in published)


def test_hollow_marks_breaks_and_numbers_of_projects_are_said_on_the_drawing(dataset: Dataset) -> None:
    chart = compute(CHARTS["ecart-budgetaire"], dataset, Selection())
    assert [(entry.name, entry.shape) for entry in chart.legend] == [
        ("Chiffre repris d’une autre source ou déduit", "circle-open")
    ]
    assert PAPER in trace_of(chart.figure, "Moyenne publiée")["marker"]["color"]
    for text in ("nouveau calcul", "périmètre ajusté", "49\u00a0projets", "publié", "moyenne", "médiane", "pondéré"):
        assert text in texts_of(chart.figure)
    assert not compute(CHARTS["ecart-budgetaire"], dataset, replace(Selection(), until=8)).legend


def test_an_amount_has_one_unit_on_its_axis_and_in_its_subtitle(dataset: Dataset) -> None:
    two = replace(Selection(), ministries=("interieur", "justice"), split="ministere", before=13, after=14)
    shown = [(selection, name) for selection in (Selection(), JUSTICE, two) for name in ("cout-total", "passage")]
    for (selection, name), unit in zip(shown, ("Md€", "Md€", "M€", "M€", "M€", "Md€"), strict=True):
        chart = compute(CHARTS[name], dataset, selection)
        texts = chart.figure["layout"]["yaxis" if name == "cout-total" else "xaxis"]["ticktext"]
        assert all(text.endswith(f"\u00a0{unit}") for text in texts)
        assert len(set(texts)) == len(texts)
        assert f"en {unit}," in chart.narrative.subtitle.replace("\u00a0", " ")


def test_the_parts_of_the_total_are_named_beside_the_last_bar_or_in_a_legend(dataset: Dataset) -> None:
    named, listed = (compute(CHARTS["cout-total"], dataset, one) for one in (Selection(), CULTURE))
    assert "Intérieur" in texts_of(named.figure)
    assert len(named.legend) == 1
    assert pd.isna(listed.frame["total_meur"].iloc[-1])
    assert {"Conception / réalisation", "Déploiement"} <= {entry.name for entry in listed.legend}


@pytest.mark.parametrize("selection", [Selection(), JUSTICE, CULTURE])
def test_on_a_slide_names_stand_off_the_line_of_zero_and_near_their_marks(
    dataset: Dataset, selection: Selection
) -> None:
    for drift in DRIFTS:
        layout = compute(CHARTS[drift], dataset, selection).slide_figure["layout"]
        low, high = layout["yaxis"]["range"]
        names = [note for note in layout["annotations"] if note.get("xshift") == 7]
        assert names
        for note in names:
            half = (note["text"].count("<br>") + 1) * LINE / 2
            assert all(abs(note["y"] * height / (high - low) + note["yshift"]) > half for height in (240, 300))
            assert abs(note["yshift"]) <= len(names) * 2 * LINE
