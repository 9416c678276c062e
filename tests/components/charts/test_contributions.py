"""Who explains a drift: drawn, in words, in tables and in the file, the same points, which sum to the same total."""

import io
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.charts.catalogue import CHARTS
from components.charts.chart import ComputedChart, compute
from components.deck.contents import who_explains
from components.files.exports import chart_csv
from data.model import french
from data.model.selection import Selection
from data.questions.ecarts import drift_by_edition
from tests.components.charts.test_prose import broken
from tests.data.questions.selections import DATASET, HELD, selections
from tests.fuzz import TIMES

PAIRS = st.none() | st.lists(st.sampled_from(HELD), min_size=2, max_size=2, unique=True).map(sorted)
POINTS = (("cost_points", "contribution_points", ""), ("duration_points", "contribution_duree_points", "2"))


def of(selection: Selection) -> ComputedChart:
    return compute(CHARTS["contributions"], DATASET, selection)


def file_of(chart: ComputedChart) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(chart_csv(chart)), sep=";", decimal=",", keep_default_na=False, na_values=[""])


@settings(max_examples=60 * TIMES, deadline=None)
@given(selection=selections, pair=PAIRS)
def test_drawing_table_words_and_file_sum_to_the_same_total(selection: Selection, pair: list[int] | None) -> None:
    chart = of(replace(selection, before=pair[0], after=pair[1]) if pair else selection)
    axes = {trace["xaxis"]: trace for trace in chart.figure["data"]}
    tables = {table.columns[-1].key: table.rows for table in chart.tables}
    file = file_of(chart)
    for column, header, axis in POINTS:
        points = chart.frame[column].dropna()
        total = points.sum()
        assert file[header].sum() == pytest.approx(total, abs=1e-6)
        if points.empty:
            assert f"x{axis}" not in axes
            continue
        rows = tables[column]
        assert rows is not None
        assert rows[column].sum() == pytest.approx(total, abs=1e-9)
        bars = axes[f"x{axis}"]["x"]
        if len(points) >= 5:
            *parts, whole = bars
            assert whole == pytest.approx(total, abs=1e-9)
            assert sum(parts) == pytest.approx(total, abs=1e-9)
            by_name = [bar for bar, link in zip(bars, axes[f"x{axis}"]["customdata"], strict=True) if link]
            assert [abs(bar) for bar in by_name] == sorted((abs(bar) for bar in by_name), reverse=True)
            change = french.pct(abs(total), signed=False)
            assert abs(total) < 0.05 or any(
                f" de {change} depuis " in sentence for sentence in chart.narrative.sentences
            )
        else:
            assert sorted(bars) == pytest.approx(sorted(points), abs=1e-9)
            assert any("aucune évolution d’ensemble" in sentence for sentence in chart.narrative.sentences)
    assert not [text for text in chart.narrative.sentences if broken(text, is_heading=False)]


def test_the_heading_names_who_explains_the_published_case() -> None:
    chart = of(Selection())
    assert chart.narrative.heading == (
        "SI SAMU et France-Visas ajoutent 9,5\u00a0points au coût, qui augmente de 11,2\u00a0%"
    )
    # Nothing pulls the other way: the part is a part of the whole.
    armies = of(Selection(ministries=("armees",)))
    assert armies.narrative.heading == "Source Web et ROC expliquent 0,3 des 0,4\u00a0% de hausse du coût"
    drift = drift_by_edition(DATASET, Selection(), "budget").set_index("edition").loc[14, "weighted_pct"]
    assert f"a augmenté de {french.pct(drift, signed=False)} depuis" in chart.narrative.sentences[0]


def test_below_five_projects_each_is_listed_without_a_mean() -> None:
    chart = of(Selection(ministries=("justice",), before=13, after=14))
    assert chart.narrative.heading == "ASTREA pèse le plus sur le coût de 4\u00a0projets comparables"
    texts = " ".join(note["text"] for note in chart.figure["layout"]["annotations"])
    assert "Ensemble" not in texts
    assert all(name in texts for name in ("ASTREA", "PORTALIS", "NED", "PROJAE"))
    assert "au total" not in chart.tables[0].caption


def test_who_is_outside_is_counted_and_has_its_reason_in_the_file() -> None:
    chart = of(Selection(before=13, after=14))
    assert "Hors du calcul du coût : 5 entrants, 4 sortants, 4 coûts nouvellement publiés et 1 coût non publié." in [
        sentence.replace("\u00a0", " ") for sentence in chart.narrative.sentences
    ]
    file = file_of(chart).set_index("projet_id")
    assert list(file.columns[:4]) == ["projet", "premiere_meur", "actuelle_meur", "contribution_points"]
    assert file["hors_calcul_cout"].value_counts().to_dict() == {
        "entrant": 5, "sortant": 4, "coût nouvellement publié": 4, "coût non publié": 1,
    }  # fmt: skip
    assert file.loc[file["hors_calcul_cout"].notna(), "contribution_points"].isna().all()
    assert file.loc["astrea", "contribution_points"] == pytest.approx(1.923820679)


def test_a_bar_and_a_name_in_the_table_open_the_project() -> None:
    chart = of(Selection(phases=("deploiement",)))
    links = [link for trace in chart.figure["data"] for link in trace["customdata"] if link]
    assert links
    assert all(link.startswith("/projets/") and link.endswith("?phase=deploiement") for link in links)
    assert chart.tables[0].columns[0].kind == "project"


def test_the_slide_has_one_native_chart_for_each_measure() -> None:
    slide = who_explains(of(Selection(before=13, after=14)))
    assert slide is not None
    pictures = [block for block in slide.blocks if hasattr(block, "native")]
    assert [picture.native[0].title for picture in pictures] == [
        "Évolution du coût, en points", "Évolution de la durée, en points",
    ]  # fmt: skip
    assert [len(picture.figure["data"]) for picture in pictures] == [1, 1]
    assert who_explains(of(Selection(phases=("cadrage",)))) is None
