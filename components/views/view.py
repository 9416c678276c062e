"""What a view is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dash.development.base_component import Component

from components.addresses.view_state import ViewState
from components.charts.chart import ComputedChart
from components.filters.filters import EVERYWHERE
from data.model.dataset import Dataset

Draw = Callable[[str], ComputedChart]
"""Name of a chart → the chart computed for the selection of the address."""

Body = Callable[["View", ViewState, Dataset, Draw], list[Component]]

Part = Callable[[ViewState, Dataset, Draw], list[Component]]
"""What stands in a part of a view that follows the filters."""


@dataclass(frozen=True)
class Subject:
    """The one thing that a page is about, where its address has a parameter.

    Attributes:
        path: Address of the page.
        title: Its h1.
        description: One sentence for search engines and shared links.
    """

    path: str
    title: str
    description: str


@dataclass(frozen=True)
class View:
    """A view.

    Attributes:
        path: Its address; `<projet>` in it stands for the slug of any project.
        name: Its name in the navigation.
        title: Its h1.
        description: One sentence for search engines and shared links.
        body: What it shows under its h1.
        charts: Names of the charts that it shows.
        filters: Fields of `Selection` that have a control on it.
        has_held_editions_only: Its range of editions offers those whose table is held, not all.
        parts: Name → what follows the filters, beside charts.
        subject: What a page is about, None where there is no such thing; only where the path has a parameter.
        examples: Addresses that answer, where the path has a parameter.
        in_navigation: It stands in the main navigation, not only in the footer.
        is_live: Dash keeps its filters and fetches its cards; any other page is served as it stands.
        has_surround: Header, navigation and footer stand around it; without them its body is all.
    """

    path: str
    name: str
    title: str
    description: str
    body: Body
    charts: tuple[str, ...] = ()
    filters: tuple[str, ...] = EVERYWHERE
    has_held_editions_only: bool = False
    parts: Mapping[str, Part] = field(default_factory=dict)
    subject: Callable[[ViewState, Dataset], Subject | None] | None = None
    examples: tuple[str, ...] = ()
    in_navigation: bool = True
    is_live: bool = True
    has_surround: bool = True
