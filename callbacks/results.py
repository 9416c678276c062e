"""Charts computed for a selection, cached in memory for the next visitor."""

import functools
from dataclasses import replace

from components.addresses.view_state import ViewState
from components.charts.catalogue import CHARTS
from components.charts.chart import ComputedChart, compute
from components.views.compare import PATH as COMPARE
from components.views.view import ChartOf, View
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.comparison import pair


def charts_of(state: ViewState, dataset: Dataset, view: View | None = None) -> ChartOf:
    """Name → the chart computed for the selection of an address; low in the frame of a view of one chart."""
    is_compact = view is not None and view.is_single_chart and state.is_embedded
    selection = state.selection
    if view is not None and view.path == COMPARE:
        # The two editions that the view compares where its address names none.
        before, after = pair(dataset, selection, selection.before, selection.after) or (None, None)
        selection = replace(selection, before=before, after=after)
    return lambda name: chart_of(name, dataset, selection, is_compact)


@functools.lru_cache(maxsize=8)
def chart_of(name: str, dataset: Dataset, selection: Selection, is_compact: bool = False) -> ComputedChart:
    """The chart computed for a selection; the cache key of a dataset is its identity."""
    return compute(CHARTS[name], dataset, selection, is_compact=is_compact)
