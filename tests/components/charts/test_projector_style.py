"""The figures of a slide: large, dark, without links, and readable where they write on bars."""

from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from components.charts.parts.projector_style import for_projection
from components.charts.parts.theme import PAPER
from components.charts.parts.tokens import contrast
from data.model.dataset import Dataset
from data.model.selection import Selection


def test_what_is_written_on_dark_bars_is_white(dataset: Dataset) -> None:
    figure = for_projection(compute(CHARTS["phases-par-ministere"], dataset, Selection()).figure, 1200, 400)
    solid = [trace for trace in figure["data"] if trace["marker"]["pattern"].get("shape") != "/"]
    assert len(solid) >= 4
    for trace in solid:
        assert contrast(trace["marker"]["color"]) >= 7
        assert trace["textfont"]["color"] == PAPER
