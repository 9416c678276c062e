"""What a view is."""

from collections.abc import Callable
from dataclasses import dataclass

from dash.development.base_component import Component

from components.charts import DrawnChart
from components.url_state import ViewState
from data.dataset import Dataset

Draw = Callable[[str], DrawnChart]
"""Name of a chart → the chart computed for the selection of the address."""

Body = Callable[["View", ViewState, Dataset, Draw], list[Component]]


@dataclass(frozen=True)
class View:
    """A view.

    Attributes:
        path: Its address.
        name: Its name in the navigation.
        title: Its h1.
        description: One sentence for search engines and shared links.
        body: What it shows under its h1.
        charts: Names of the charts that it shows.
        in_navigation: It stands in the main navigation, not only in the footer.
    """

    path: str
    name: str
    title: str
    description: str
    body: Body
    charts: tuple[str, ...] = ()
    in_navigation: bool = True
