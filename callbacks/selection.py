"""A change of filter → everything on the page that follows it, in one request."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import orjson
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx

from callbacks.errors import incident
from callbacks.results import charts_of
from components.addresses import ids
from components.addresses.view_state import parse_query, shared_query, to_query
from components.charts.catalogue import CHARTS
from components.deck.slides import ENTRIES
from components.filters.form import chosen_in_words, options_with_counts
from components.html.card import card_body, card_head, card_tables
from components.html.render import to_html
from components.views import VIEWS, blocks
from components.views.view import ChartOf
from data import store
from data.model.selection import FILTERS, option_counts


def changes_of(
    controls: Mapping[str, Sequence[str]], page: str, shown: Sequence[str] = (), opened: Sequence[str] = ()
) -> dict[str, Any]:
    """The changes of a page after a change of filter; `assets/20-page.js` applies them, the visible part first.

    Cards that are not loaded yet are not computed: they are lazy-loaded.

    Args:
        controls: Parameter → values of its control.
        page: Path of the view and query that the page was opened with, for what has no control on it.
        shown: Names of the charts with a figure on the page.
        opened: Names of those whose tables are open.
    """
    dataset = store.current()
    path, _, query = page.partition("?")
    # Another selection has other lines: it opens on their first page.
    first = {name: values for name, values in parse_qs(query).items() if name != "page"}
    view, state = VIEWS[path], replace(parse_query({**first, **controls}, dataset, tuple(CHARTS), ENTRIES), ignored=())
    selection, chart_of = state.selection, charts_of(state, dataset, view)
    counts = option_counts(dataset, selection)
    filters = {name: FILTERS[name] for name in view.filters}
    return {
        "query": to_query(state),
        "shared": shared_query(state),
        "selection": blocks.selection_in_words(dataset, selection),
        "announcement": blocks.announcement(dataset, selection),
        "cards": {name: _card(name, chart_of, has_tables=name in opened) for name in shown},
        "parts": {name: to_html(part(state, dataset)) for name, part in view.parts.items()},
        "chosen": {
            each.parameter: chosen_in_words(each, each.address_values(getattr(selection, name)), dataset)
            for name, each in filters.items()
            if each.form == "several"
        },
        "options": {
            each.parameter: options_with_counts(each, dataset, counts[name])
            for name, each in filters.items()
            if name in counts
        },
    }


def _card(name: str, chart_of: ChartOf, *, has_tables: bool) -> dict[str, Any]:
    try:
        chart = chart_of(name)
        return {
            "head": to_html(card_head(chart)),
            # Nested JSON string: compared as text, so an unchanged figure is not parsed.
            "figure": orjson.dumps(chart.figure).decode(),
            "body": to_html(card_body(chart, chart.context.dataset)),
            "tables": to_html(card_tables(chart)) if has_tables else "",
        }
    except Exception as error:  # noqa: BLE001 - one chart that fails leaves the others alone
        return {"incident": incident(error)}


def _values_of(value: list[str] | str | None) -> list[str]:
    # A select and a text give one value, check boxes give a list.
    return [value] if isinstance(value, str) else value or []


def register(app: Dash) -> None:
    """Register the callback of the filters, and its part in the browser."""

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
