"""Drawings stay light whatever the data: what an eye cannot tell apart is grouped or left to the table, and said."""

import gzip

import orjson
import pytest

from benchmarks.generated_data import write_data
from components.charts.carte import MOST_EDITIONS, MOST_TEXTS
from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from components.charts.parts.tables import shortened
from components.html.figure_svg import to_svg
from data.model.dataset import Dataset, build_dataset
from data.model.selection import Selection

MOST_OF_A_FIGURE, MOST_OF_A_DRAWING = 200_000, 60_000
"""Bytes of a figure as it is sent, and of a drawing, compressed."""
ALL_DRAWN = {"carte": "Le dessin montre", "dispersion": "Au-delà de 800 points", "cout-delai": "Au-delà de 300 projets",
             "concentration": "tous n’ont pas de point"}  # fmt: skip
"""Charts of one mark for each project → what they say when they cannot draw them all."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A hundred times the lines of the real tables."""
    folder = tmp_path_factory.mktemp("large")
    write_data(folder, 112, 500)
    return build_dataset(folder)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_a_hundred_times_the_data_is_light_and_says_what_it_leaves_out(large: Dataset, name: str) -> None:
    chart = compute(CHARTS[name], large, Selection(project=str(large.projects["project"].iloc[0])))
    assert len(orjson.dumps(chart.figure)) < MOST_OF_A_FIGURE
    assert len(gzip.compress(to_svg(chart.figure, name=name).encode(), 6)) < MOST_OF_A_DRAWING
    if name in ALL_DRAWN:
        assert any(ALL_DRAWN[name] in note for note in chart.narrative.notes)


@pytest.mark.parametrize("name", ALL_DRAWN)
def test_nothing_is_left_out_of_the_real_data(dataset: Dataset, name: str) -> None:
    assert not any(ALL_DRAWN[name] in note for note in compute(CHARTS[name], dataset, Selection()).narrative.notes)


def test_dots_that_are_grouped_say_how_many_projects_they_are(large: Dataset) -> None:
    chart = compute(CHARTS["dispersion"], large, Selection())
    hover = [text for trace in chart.figure["data"] for text in trace.get("hovertext", [])]
    counted = [
        int(text.split("</b>")[0].removeprefix("<b>").split("\u00a0")[0].replace("\u202f", ""))
        for text in hover
        if "projets</b>" in text
    ]
    assert sum(counted) + sum("→" in text for text in hover) == chart.frame["cost_change_pct"].notna().sum()


def test_the_table_of_the_map_is_bounded_and_its_file_has_every_cell(large: Dataset) -> None:
    chart = compute(CHARTS["carte"], large, Selection())
    (table,) = chart.tables
    assert table.rows is not None
    editions = [column.key for column in table.columns[1:]]
    assert table.rows[editions].size <= MOST_TEXTS
    assert len(editions) == MOST_EDITIONS
    # The projects of the drawing come among those of the table, and the file has every cell.
    assert {name for name in chart.figure["layout"]["yaxis"]["ticktext"] if name} <= {
        shortened(name, 14) for name in table.rows["name"]
    }
    assert len(chart.frame) == large.projects["project"].nunique() * len(large.editions_with_table)
    assert any("le fichier CSV les donne tous" in note for note in chart.narrative.notes)
