"""The type of a view."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from components.addresses.links import CHART_PATH
from components.addresses.view_state import ViewState
from components.charts.catalogue import CHARTS
from components.charts.chart import ComputedChart
from components.filters.form import MAIN_FILTERS
from components.markup import Component
from data.model.dataset import Dataset
from data.model.selection import Selection

TRAJECTORY = f"{CHART_PATH}trajectoire"
"""The one view whose project stands in its query."""
ChartOf = Callable[[str], ComputedChart]
"""Name of a chart → the chart computed for the selection of the address."""
Body = Callable[["View", ViewState, Dataset, ChartOf], list[Component]]
"""Content of a view, or of a part of it that follows the filters."""


def projects_of(selection: Selection, dataset: Dataset) -> int:
    """Number of projects of a selection over its editions."""
    return len(np.unique(dataset.projects["project"].cat.codes[selection.mask(dataset)]))


@dataclass(frozen=True)
class View:
    """A view.

    Attributes:
        path: Its address; `<projet>` in it stands for the slug of any project.
        name: Its name in the navigation.
        title: Its h1.
        description: One sentence for search engines and shared links.
        body: Its content under its h1.
        charts: Names of its charts.
        filters: Fields of `Selection` that have a control on it.
        has_only_editions_with_table: Its range of editions offers those with a table, not all.
        ignores_range: A range of editions does not apply to it.
        parts: Name → content that follows the filters, beside charts.
        examples: Addresses that answer, where the path has a parameter.
        in_navigation: It stands in the main navigation, not only in the footer.
        is_live: It has filters that Dash follows; any other page is static.
        count: Number of projects that it shows for a selection.
        has_surround: Header, navigation and footer stand around it; without them its body is all.
    """

    path: str
    name: str
    title: str
    description: str
    body: Body
    charts: tuple[str, ...] = ()
    filters: tuple[str, ...] = MAIN_FILTERS
    has_only_editions_with_table: bool = False
    ignores_range: bool = False
    parts: Mapping[str, Body] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    in_navigation: bool = True
    is_live: bool = True
    has_surround: bool = True
    count: Callable[[Selection, Dataset], int] = projects_of

    @property
    def is_single_chart(self) -> bool:
        """True for the page of one chart of the catalogue."""
        return self.path.startswith(CHART_PATH)

    @property
    def has_series(self) -> bool:
        """True where one of its charts has a published series of the whole panorama."""
        return any(CHARTS[name].breaks for name in self.charts)

    @property
    def framed(self) -> str:
        """Its address in an iframe, empty where it is made for none."""
        return self.path if self.in_navigation or self.is_live else ""

    def is_empty(self, selection: Selection, dataset: Dataset) -> bool:
        """True where the view has nothing to show: no project, nor a published series of the whole panorama."""
        has_series = self.has_series and not selection.filters_projects
        return not has_series and not self.count(selection, dataset)

    def selection_of(self, selection: Selection) -> Selection:
        """What the query of its address says of a selection: the project of a path is not repeated there."""
        return selection if self.path == TRAJECTORY else replace(selection, project="")
