"""One line for each ministry or phase: on the main charts, in words, in tables, in files, in addresses."""

from itertools import combinations
from typing import Any

import pytest

from components.addresses.view_state import ViewState, parse_query, to_query
from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from components.charts.parts.direct_labels import NARROW_ONLY, WIDE_ONLY
from components.files.exports import chart_csv
from data.model.dataset import Dataset
from data.model.selection import Selection

CHOSEN = Selection(ministries=("justice", "interieur"), split="ministere")
MAIN = ("cout-total", "ecart-budgetaire", "ecart-calendaire")


@pytest.mark.parametrize("name", MAIN)
def test_each_chosen_ministry_has_a_line_with_the_values_of_that_ministry_alone(dataset: Dataset, name: str) -> None:
    chart = compute(CHARTS[name], dataset, CHOSEN)
    value = "total_meur" if name == "cout-total" else "median_pct"
    lines = {trace["name"]: trace for trace in chart.figure["data"] if trace.get("name") in ("Justice", "Intérieur")}
    assert set(lines) == {"Justice", "Intérieur"}
    for slug, title in (("justice", "Justice"), ("interieur", "Intérieur")):
        alone = compute(CHARTS[name], dataset, Selection(ministries=(slug,))).frame[value].dropna().tolist()
        assert [y for y in lines[title]["y"] if y is not None] == pytest.approx(alone)
        assert any(title in note["text"] for note in chart.figure["layout"]["annotations"])
        assert f"{slug}_" in chart_csv(chart).splitlines()[0]
    assert "Intérieur" in chart.narrative.sentences[0]
    assert {series.name for series in chart.native[0].series} >= {"Justice", "Intérieur"}


def test_the_subtitle_has_the_unit_of_the_axis_and_a_shared_end_is_counted(dataset: Dataset) -> None:
    for split, unit in (("ministere", "M€"), ("phase", "Md€")):
        chart = compute(CHARTS["cout-total"], dataset, Selection(split=split))
        assert f"en {unit}," in chart.narrative.subtitle
        assert all(unit in text for text in chart.figure["layout"]["yaxis"]["ticktext"])
    drift = compute(CHARTS["ecart-calendaire"], dataset, Selection(split="ministere"))
    last = drift.frame.set_index("edition").loc[14, [c for c in drift.frame if str(c).startswith("line:")]]
    lowest = last.index[last == last.min()]
    sentence = drift.narrative.sentences[0]
    assert len(lowest) == 4
    assert sentence.endswith("et 3\u00a0autres (médiane stable) au plus bas.")
    names = [dataset.vocabulary.names[c.removeprefix("line:")] for c in lowest]
    assert sum(name in sentence for name in names) == 1


def axes(layout: dict[str, Any], side: str) -> list[dict[str, Any]]:
    return [axis for name, axis in layout.items() if name.startswith(f"{side}axis")]


@pytest.mark.parametrize("name", MAIN)
@pytest.mark.parametrize("is_slide", [False, True])
def test_beyond_four_each_has_a_panel_on_common_scales(dataset: Dataset, name: str, is_slide: bool) -> None:
    chart = compute(CHARTS[name], dataset, Selection(split="ministere"))
    figure = chart.slide_figure if is_slide else chart.figure
    layout, lines = figure["layout"], [column for column in chart.frame if str(column).startswith("line:")]
    known = [column for column in lines if chart.frame[column].notna().any()]
    assert len(lines) == 11
    assert len(known) > 4
    assert len(figure["data"]) == len(axes(layout, "x")) == len(axes(layout, "y")) == len(known)
    assert all(len({str(axis["range"]) for axis in axes(layout, side)}) == 1 for side in "xy")
    notes = [note["text"] for note in layout["annotations"] if "<b>" in note["text"]]
    titles = [text.lstrip(WIDE_ONLY) for text in notes if not text.startswith(NARROW_ONLY)]
    # A wide drawing has room for a name on one line.
    assert is_slide or all(title.count("<br>") == 1 for title in titles)
    for column, trace, title in zip(known, figure["data"], titles, strict=True):
        values = chart.frame[column].dropna().tolist()
        assert [y for y in trace["y"] if y is not None] == pytest.approx(values)
        assert title.replace("<br>", " ").startswith(dataset.vocabulary.names[column.removeprefix("line:")])
        assert f"(éd. {chart.frame.loc[chart.frame[column].notna(), 'edition'].iloc[-1]})" in title
    panels = [(x["domain"], y["domain"]) for x, y in zip(axes(layout, "x"), axes(layout, "y"), strict=True)]
    for (x, y), (x2, y2) in combinations(panels, 2):
        assert x[1] <= x2[0] or x2[1] <= x[0] or y[1] < y2[0] or y2[1] < y[0]
    assert len({x[0] for x, _ in panels}) == (4 if is_slide else 2)


@pytest.mark.parametrize("name", MAIN)
def test_a_panel_without_a_value_is_said_and_a_slide_of_an_office_suite_has_four_lines(
    dataset: Dataset, name: str
) -> None:
    chart = compute(CHARTS[name], dataset, Selection(split="ministere"))
    drawn = {trace["name"] for trace in chart.figure["data"]}
    others = {dataset.vocabulary.names[str(column)[5:]] for column in chart.frame if str(column).startswith("line:")}
    for ministry in others - drawn:
        assert any("Moins de 5 projets" in sentence and ministry in sentence for sentence in chart.narrative.sentences)
    assert len([series for series in chart.native[0].series if series.name in drawn]) == 4
    assert f"sur {len(drawn)}" in chart.native[0].title


def test_the_two_drifts_have_one_scale_by_phase_as_well(dataset: Dataset) -> None:
    drifts = [compute(CHARTS[name], dataset, Selection(split="phase")).figure for name in MAIN[1:]]
    assert drifts[0]["layout"]["yaxis"]["range"] == drifts[1]["layout"]["yaxis"]["range"]


@pytest.mark.parametrize("name", MAIN)
def test_phases_have_a_line_each(dataset: Dataset, name: str) -> None:
    chart = compute(CHARTS[name], dataset, Selection(split="phase"))
    lines = [column for column in chart.frame if str(column).startswith("line:")]
    assert "line:deploiement" in lines
    known = [column for column in lines if chart.frame[column].notna().any()]
    assert len(lines) == 5
    assert len([trace for trace in chart.figure["data"] if trace["mode"] == "lines+markers"]) >= len(known) >= 3


def test_the_address_has_it(dataset: Dataset) -> None:
    assert to_query(ViewState(CHOSEN)) == "?ministere=interieur&ministere=justice&par=ministere" or (
        to_query(ViewState(CHOSEN)) == "?ministere=justice&ministere=interieur&par=ministere"
    )
    assert parse_query({"par": ["phase"]}, dataset, (), ()).selection == Selection(split="phase")
    assert parse_query({"par": ["zone"]}, dataset, (), ()).ignored == ("par",)


@pytest.mark.parametrize("name", MAIN)
def test_each_phase_has_a_line(dataset: Dataset, name: str) -> None:
    chart = compute(CHARTS[name], dataset, Selection(split="phase"))
    lines = {str(column).removeprefix("line:") for column in chart.frame if str(column).startswith("line:")}
    assert len(lines) == 5
    assert lines < set(dataset.vocabulary.phases.names)
