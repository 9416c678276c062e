"""One line for each ministry or phase: on the main charts, in words, in tables, in files, in addresses."""

import pytest

from components.addresses.view_state import ViewState, parse_query, to_query
from components.charts.catalogue import CHARTS
from components.charts.chart import compute
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


@pytest.mark.parametrize("name", MAIN)
def test_beyond_four_the_largest_have_a_line_and_a_sentence_says_so(dataset: Dataset, name: str) -> None:
    chart = compute(CHARTS[name], dataset, Selection(split="ministere"))
    assert len([column for column in chart.frame if str(column).startswith("line:")]) == 4
    assert any("sur 11" in sentence for sentence in chart.narrative.sentences)


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
    assert len(lines) == 4
    assert lines < set(dataset.vocabulary.phases.names)
