"""A card that comes near, or whose tables are asked for → what it holds."""

from typing import Any
from urllib.parse import parse_qs

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.results import drawn, question_of
from components import ids
from components.chart_card import card_content, tables_html
from components.charts import CHARTS
from components.url_state import ViewState, parse_query, shared_query
from data import store


def fill_card(name: str, query: str) -> list[Component]:
    """The content of the card of a chart, for the selection of an address."""
    dataset = store.current()
    state = _state(query)
    return card_content(drawn(name, dataset, question_of(state)), dataset, shared_query(state))


def fill_tables(name: str, query: str) -> str:
    """The tables of the card of a chart, for the selection of an address."""
    return tables_html(drawn(name, store.current(), question_of(_state(query))))


def _state(query: str) -> ViewState:
    return parse_query(parse_qs(query.removeprefix("?")), store.current(), tuple(CHARTS))


def register(app: Dash) -> None:
    """Register what fills a card and its tables: one request each, of its name and the address."""
    for call, part, prop, fill in (
        (ids.CHART_CALL, ids.CHART_CARD, "children", fill_card),
        (ids.CHART_TABLES_CALL, ids.CHART_TABLES, "data", fill_tables),
    ):

        @app.callback(
            Output(ids.chart_part(part, MATCH), prop),
            Input(ids.chart_part(call, MATCH), "n_clicks"),
            State(ids.QUERY, "data"),
            State(ids.VIEW, "data"),
            prevent_initial_call=True,
        )
        def on_call(presses: int | None, chosen: str | None, opened: str, fill=fill) -> Any:  # type: ignore[no-untyped-def]
            if not presses or ctx.triggered_id["name"] not in CHARTS:
                raise PreventUpdate
            return fill(ctx.triggered_id["name"], opened if chosen is None else chosen)

    app.clientside_callback(
        ClientsideFunction("panorama", "showTables"),
        Input(ids.chart_part(ids.CHART_TABLES, ALL), "data"),
        prevent_initial_call=True,
    )
