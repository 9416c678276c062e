"""A lazy-loaded card, or its tables → its HTML."""

from urllib.parse import parse_qs

import orjson
from dash import ClientsideFunction, Dash, Input, Output, State

from callbacks.errors import incident
from callbacks.results import charts_of
from components.addresses import ids
from components.addresses.view_state import ViewState, parse_query, shared_query
from components.charts.catalogue import CHARTS
from components.charts.chart import ComputedChart
from components.deck.slides import ENTRIES
from components.html.card import card_content, card_tables
from components.html.render import to_html
from data import store

CARD, TABLES = "carte", "tableaux"
"""What can be lazy-loaded of a chart."""


def fill_card(name: str, query: str) -> str:
    """The content of the card of a chart, for the selection of an address, as HTML."""
    state, chart = _chart(name, query)
    return to_html(card_content(chart, chart.context.dataset, shared_query(state)))


def fill_tables(name: str, query: str) -> str:
    """The tables of the card of a chart, for the selection of an address, as HTML."""
    return to_html(card_tables(_chart(name, query)[1]))


def _chart(name: str, query: str) -> tuple[ViewState, ComputedChart]:
    dataset = store.current()
    state = parse_query(parse_qs(query.removeprefix("?")), dataset, tuple(CHARTS), ENTRIES)
    return state, charts_of(state, dataset)(name)


def register(app: Dash) -> None:
    """Register the callback of cards and tables, and its part in the browser."""

    @app.callback(
        Output(ids.FILLED, "value"),
        Input(ids.CALL, "value"),
        State(ids.QUERY, "value"),
        prevent_initial_call=True,
    )
    def on_call(call: str, query: str | None) -> str:
        what, _, name = call.partition(" ")
        answer = {"what": what, "name": name, "query": query or ""}
        try:
            answer["html"] = (fill_card if what == CARD else fill_tables)(name, query or "")
        except Exception as error:  # noqa: BLE001 - one chart that fails leaves the others alone
            answer["incident"] = incident(error)
        return orjson.dumps(answer).decode()

    app.clientside_callback(
        ClientsideFunction("panorama", "showFilled"), Input(ids.FILLED, "value"), prevent_initial_call=True
    )
