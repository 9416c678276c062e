"""Controls → everything on the page that follows them, in one request."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import orjson
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx

from callbacks.errors import incident
from callbacks.results import charts_of
from components.addresses import ids
from components.addresses.view_state import ViewState, parse_query, shared_query, to_query
from components.charts.catalogue import CHARTS
from components.deck.slides import ENTRIES
from components.filters.filters import chosen_in_words, options_with_counts
from components.html.chart_card import card_body, card_head, card_tables
from components.html.static_html import to_html
from components.views import VIEWS, blocks
from components.views.view import Draw
from data import store
from data.model.dataset import Dataset
from data.model.selection import FILTERS, Selection, option_counts


def changes_of(
    controls: Mapping[str, Sequence[str]], page: str, shown: Sequence[str] = (), opened: Sequence[str] = ()
) -> dict[str, Any]:
    """What a change of filter changes on a page; `assets/20-page.js` puts it in place, the visible part first.

    Cards that were never near are not computed: they are lazy-loaded.

    Args:
        controls: Parameter → values of its control.
        page: Path of the view and query that the page was opened with, for what has no control on it.
        shown: Names of the charts that are drawn on it.
        opened: Names of those whose tables are open.
    """
    dataset = store.current()
    path, _, query = page.partition("?")
    view, state = VIEWS[path], _state(controls, query, dataset)
    draw = charts_of(state, dataset)
    counts = option_counts(dataset, state.selection)
    return {
        "query": to_query(state),
        "shared": shared_query(state),
        "selection": blocks.selection_in_words(dataset, state.selection),
        "announcement": blocks.announcement(dataset, state.selection),
        "cards": {name: _card(name, draw, dataset, has_tables=name in opened) for name in shown},
        "parts": {name: to_html(part(state, dataset, draw)) for name, part in view.parts.items()},
        "chosen": {
            FILTERS[name].parameter: _chosen(name, state.selection, dataset)
            for name in view.filters
            if FILTERS[name].form == "several"
        },
        "options": {
            FILTERS[name].parameter: options_with_counts(FILTERS[name], dataset, counts[name])
            for name in view.filters
            if name in counts
        },
    }


def _card(name: str, draw: Draw, dataset: Dataset, *, has_tables: bool) -> dict[str, Any]:
    try:
        chart = draw(name)
        return {
            "head": to_html(card_head(chart)),
            # A text within the text: what has not changed is told at a glance, and not read.
            "figure": orjson.dumps(chart.figure).decode(),
            "body": to_html(card_body(chart, dataset)),
            "tables": to_html(card_tables(chart)) if has_tables else "",
        }
    except Exception as error:  # noqa: BLE001 - one chart that fails leaves the others alone
        return {"incident": incident(error)}


def _state(controls: Mapping[str, Sequence[str]], query: str, dataset: Dataset) -> ViewState:
    # Another choice has other lines: it opens on their first page.
    opened = {name: values for name, values in parse_qs(query).items() if name != "page"}
    state = parse_query({**opened, **controls}, dataset, tuple(CHARTS), ENTRIES)
    return replace(state, ignored=())


def _chosen(name: str, selection: Selection, dataset: Dataset) -> str:
    return chosen_in_words(FILTERS[name], FILTERS[name].address_values(getattr(selection, name)), dataset)


def _values_of(value: list[str] | str | None) -> list[str]:
    # A select and a text give one value, check boxes give a list.
    return [value] if isinstance(value, str) else value or []


def register(app: Dash) -> None:
    """Register the change of the controls, and what the browser makes of the answer."""

    @app.callback(
        Output(ids.CHANGE, "value"),
        Input(ids.filter_control(ALL, ALL), "value"),
        State(ids.PAGE, "value"),
        State(ids.SHOWN, "value"),
        State(ids.OPENED, "value"),
        prevent_initial_call=True,
    )
    def on_change(_values: list[list[str] | None], page: str, shown: str | None, opened: str | None) -> str:
        (inputs,) = ctx.inputs_list
        controls = {control["id"]["name"]: _values_of(control.get("value")) for control in inputs}
        changes = changes_of(controls, page, (shown or "").split(), (opened or "").split())
        return orjson.dumps(changes).decode()

    app.clientside_callback(
        ClientsideFunction("panorama", "showChange"), Input(ids.CHANGE, "value"), prevent_initial_call=True
    )
