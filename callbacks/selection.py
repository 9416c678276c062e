"""Controls → every chart, figure, sentence and link of the page, in one request."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx

from callbacks.results import drawn
from components import ids
from components.chart_card import card_body, card_head
from components.charts import CHARTS
from components.filters import FILTERS, chosen_in_words
from components.key_figures import key_figure_cards, key_figures
from components.url_state import ViewState, parse_query, to_query
from components.views import blocks
from data import store
from data.dataset import Dataset
from data.selection import Selection

_OUTPUTS = {
    "heads": Output(ids.chart_part(ids.CHART_HEAD, ALL), "children"),
    "figures": Output(ids.chart_part(ids.CHART_FIGURE, ALL), "figure"),
    "bodies": Output(ids.chart_part(ids.CHART_BODY, ALL), "children"),
    "chosen": Output(ids.chosen(ALL), "children"),
    "links": Output(ids.link(ALL), "href"),
    "key_figures": Output(ids.KEY_FIGURES, "children"),
    "selection": Output(ids.SELECTION, "children"),
    "announcement": Output(ids.ANNOUNCEMENT, "children"),
    "query": Output(ids.QUERY, "data"),
}


def update_page(controls: dict[str, list[str]], query: str, names: dict[str, list[str]]) -> dict[str, Any]:
    """Everything that a change of filter changes.

    Args:
        controls: Parameter → values of its control.
        query: The address that the page was opened with, for what has no control on the page.
        names: Output → the names of its components on this page, in order.
    """
    dataset = store.current()
    state = _state(controls, query, dataset)
    selection = state.selection
    charts = [drawn(name, dataset, selection) for name in names["figures"]]
    shared = to_query(ViewState(selection=selection))
    return {
        "heads": [card_head(chart) for chart in charts],
        "figures": [chart.figure for chart in charts],
        "bodies": [card_body(chart, dataset) for chart in charts],
        "chosen": [_chosen(name, dataset, selection) for name in names["chosen"]],
        "links": [f"{path}{shared}" for path in names["links"]],
        "key_figures": key_figure_cards(key_figures(dataset, selection)),
        "selection": blocks.selection_in_words(dataset, selection),
        "announcement": blocks.announcement(dataset, selection),
        "query": to_query(state),
    }


def _state(controls: dict[str, list[str]], query: str, dataset: Dataset) -> ViewState:
    opened = parse_qs(query.removeprefix("?"))
    state = parse_query({**opened, **controls}, dataset, tuple(CHARTS))
    return replace(state, ignored=())


def _chosen(parameter: str, dataset: Dataset, selection: Selection) -> str:
    a_filter = next(a_filter for a_filter in FILTERS if a_filter.parameter == parameter)
    return chosen_in_words(a_filter, a_filter.to_values(getattr(selection, a_filter.field)), dataset)


def register(app: Dash) -> None:
    """Register the update of the page, and of the address in the browser."""

    @app.callback(
        output=_OUTPUTS,
        inputs={"_values": Input(ids.filter_control(ALL), "value"), "query": State(ids.VIEW, "data")},
        prevent_initial_call=True,
    )
    def on_change(_values: list[list[str] | None], query: str) -> dict[str, Any]:
        controls = {control["id"]["name"]: control.get("value") or [] for control in ctx.inputs_list[0]}
        names = {
            key: [output["id"]["name"] for output in outputs]
            for key, outputs in ctx.outputs_grouping.items()
            if isinstance(outputs, list)
        }
        return update_page(controls, query, names)

    app.clientside_callback(
        ClientsideFunction("panorama", "writeAddress"), Input(ids.QUERY, "data"), prevent_initial_call=True
    )
