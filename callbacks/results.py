"""Charts computed for a selection, cached in memory for the next visitor."""

import functools

from components.addresses.view_state import ViewState
from components.charts.catalogue import CHARTS
from components.charts.chart import ComputedChart, compute
from components.views.view import ChartOf
from data.model.dataset import Dataset
from data.model.selection import Selection


def charts_of(state: ViewState, dataset: Dataset) -> ChartOf:
    """Name → the chart computed for the selection of an address."""
    return lambda name: chart_of(name, dataset, state.selection)


@functools.lru_cache(maxsize=64)
def chart_of(name: str, dataset: Dataset, selection: Selection) -> ComputedChart:
    """The chart computed for a selection; the cache key of a dataset is its identity."""
    return compute(CHARTS[name], dataset, selection)
