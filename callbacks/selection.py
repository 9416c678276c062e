"""Controls → every chart, figure, sentence and link of the page, in one request."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx

from callbacks.results import drawn, question_of
from components import ids
from components.chart_card import card_body, card_head, graph_style, tables_html, waiting_head
from components.charts import CHARTS
from components.filters import FILTERS, chosen_in_words, options_with_counts
from components.url_state import ViewState, parse_query, shared_query, to_query
from components.views import PARTS, blocks
from components.views.view import Draw
from data import store
from data.dataset import Dataset
from data.facets import option_counts
from data.selection import Selection

_OUTPUTS = {
    "heads": Output(ids.chart_part(ids.CHART_HEAD, ALL), "children"),
    "figures": Output(ids.chart_part(ids.CHART_FIGURE, ALL), "figure"),
    "rooms": Output(ids.chart_part(ids.CHART_FIGURE, ALL), "style"),
    "tables": Output(ids.chart_part(ids.CHART_TABLES, ALL), "data"),
    "bodies": Output(ids.chart_part(ids.CHART_BODY, ALL), "children"),
    "chosen": Output(ids.chosen(ALL), "children"),
    "links": Output(ids.link(ALL), "href"),
    "parts": Output(ids.view_part(ALL), "children"),
    "options": Output(ids.filter_control(ALL, ids.COUNTED), "options"),
    "selection": Output(ids.SELECTION, "children"),
    "announcement": Output(ids.ANNOUNCEMENT, "children"),
    "query": Output(ids.QUERY, "data"),
}


def update_page(
    controls: dict[str, list[str]], query: str, names: dict[str, list[str]], opened: set[str]
) -> dict[str, Any]:
    """Everything that a change of filter changes.

    Args:
        controls: Parameter → values of its control.
        query: The address that the page was opened with, for what has no control on the page.
        names: Output → the names of its components on this page, in order.
        opened: Names of the charts whose tables were asked for.
    """
    dataset = store.current()
    state = _state(controls, query, dataset)
    selection = state.selection
    # Cards that were never near are not computed: they will be when they are.
    charts = {name: drawn(name, dataset, question_of(state)) for name in names["figures"]}
    shared = shared_query(state)
    return {
        "heads": [card_head(charts[name]) if name in charts else waiting_head(CHARTS[name]) for name in names["heads"]],
        "figures": [chart.figure for chart in charts.values()],
        "rooms": [graph_style(chart) for chart in charts.values()],
        "tables": [tables_html(charts[name]) if name in opened else "" for name in names["tables"]],
        "bodies": [card_body(charts[name], dataset) if name in charts else [] for name in names["bodies"]],
        "chosen": [_chosen(name, dataset, selection) for name in names["chosen"]],
        "links": [f"{path}{shared}" for path in names["links"]],
        "parts": [PARTS[name](state, dataset, charts_of(state, dataset)) for name in names["parts"]],
        "options": _options(names["options"], dataset, selection),
        "selection": blocks.selection_in_words(dataset, selection),
        "announcement": blocks.announcement(dataset, selection),
        "query": to_query(state),
    }


def charts_of(state: ViewState, dataset: Dataset) -> Draw:
    """Name → the chart computed for what an address asks."""
    return lambda name: drawn(name, dataset, question_of(state))


def _state(controls: dict[str, list[str]], query: str, dataset: Dataset) -> ViewState:
    # Another choice has other lines: it opens on their first page.
    opened = {name: values for name, values in parse_qs(query.removeprefix("?")).items() if name != "page"}
    state = parse_query({**opened, **controls}, dataset, tuple(CHARTS))
    return replace(state, ignored=())


def _values_of(value: list[str] | str | None) -> list[str]:
    # A select and a text give one value, check boxes give a list.
    return [value] if isinstance(value, str) else value or []


def _options(parameters: list[str], dataset: Dataset, selection: Selection) -> list[list[dict[str, str]]]:
    counts = option_counts(dataset, selection)
    by_parameter = {a_filter.parameter: a_filter for a_filter in FILTERS}
    return [options_with_counts(by_parameter[name], dataset, counts) for name in parameters]


def _chosen(parameter: str, dataset: Dataset, selection: Selection) -> str:
    a_filter = next(a_filter for a_filter in FILTERS if a_filter.parameter == parameter)
    return chosen_in_words(a_filter, a_filter.to_values(getattr(selection, a_filter.field)), dataset)


def register(app: Dash) -> None:
    """Register the update of the page, and of the address in the browser."""

    @app.callback(
        output=_OUTPUTS,
        inputs={
            "_values": Input(ids.filter_control(ALL, ALL), "value"),
            "query": State(ids.VIEW, "data"),
            "_calls": State(ids.chart_part(ids.CHART_TABLES_CALL, ALL), "n_clicks"),
        },
        prevent_initial_call=True,
    )
    def on_change(_values: list[list[str] | None], query: str, _calls: list[int | None]) -> dict[str, Any]:
        controls = {control["id"]["name"]: _values_of(control.get("value")) for control in ctx.args_grouping["_values"]}
        names = {
            key: [output["id"]["name"] for output in outputs]
            for key, outputs in ctx.outputs_grouping.items()
            if isinstance(outputs, list)
        }
        opened = {call["id"]["name"] for call in ctx.args_grouping["_calls"] if call["value"]}
        return update_page(controls, query, names, opened)

    app.clientside_callback(
        ClientsideFunction("panorama", "writeAddress"), Input(ids.QUERY, "data"), prevent_initial_call=True
    )
