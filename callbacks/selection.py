"""A question (page, query of its form, open tables) → the answer: everything on the page that follows the filters."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import orjson
from dash import ClientsideFunction, Dash, Input, Output

from callbacks.errors import incident
from callbacks.results import charts_of
from components.addresses import ids
from components.addresses.view_state import parse_query, shared_query, to_query
from components.charts.catalogue import CHARTS
from components.deck.slides import ENTRIES
from components.filters.form import chosen_in_words
from components.html.card import card_body, card_head, card_tables
from components.html.render import drawing, live_figure, to_html
from components.markup import Component, html
from components.views import VIEWS, blocks
from components.views.view import ChartOf
from data import store
from data.model import french
from data.model.selection import FILTERS, option_counts

QUESTION, ANSWER = "data-question", "data-answer"
"""The property of each of the two components."""
MEMBERS = ("page", "query", "tables")
"""Members of a question: path of a view, query without its question mark, names of charts separated by spaces."""


def answer_to(question: dict[str, str]) -> dict[str, Any]:
    """The answer to a question, whose members are `MEMBERS`; `assets/20-page.js` puts it in its place."""
    view, query, tables = VIEWS[question["page"]], question["query"], question["tables"]
    dataset = store.current()
    state = replace(parse_query(parse_qs(query), dataset, tuple(CHARTS), ENTRIES), ignored=())
    selection, chart_of = state.selection, charts_of(state, dataset, view)
    counts = option_counts(dataset, selection)
    parts = {name: partial(part, view, state, dataset, chart_of) for name, part in view.parts.items()}
    parts[blocks.CHIPS] = partial(blocks.chips, view, state, dataset)
    charts = () if view.is_empty(selection, dataset) else view.charts
    filters = {name: FILTERS[name] for name in view.filters}
    return {
        # As the browser writes it: the key of the answer there.
        "question": orjson.dumps([query, tables]).decode(),
        "query": to_query(state),
        "shared": shared_query(state),
        "selection": french.with_apostrophes(blocks.selection_in_words(dataset, selection)),
        "announcement": french.with_apostrophes(blocks.announcement(view, dataset, selection)),
        "parts": {name: _part(part) for name, part in parts.items()},
        "cards": {name: _card(name, chart_of, has_tables=name in tables.split()) for name in charts},
        "chosen": {
            each.parameter: chosen_in_words(
                each, each.address_values(getattr(selection, name)), dataset, counts.get(name)
            )
            for name, each in filters.items()
            if each.form in ("several", "range")
        },
        "counts": {
            each.parameter: counts[name] for name, each in filters.items() if name in counts and each.form != "range"
        },
    }


def _part(content: Callable[[], list[Component]]) -> str:
    try:
        return to_html(content())
    except Exception as error:  # noqa: BLE001 - its verdict may be that of a chart that fails
        return to_html(html.P(incident(error), className="avis"))


def _card(name: str, chart_of: ChartOf, *, has_tables: bool) -> dict[str, Any]:
    try:
        chart = chart_of(name)
        return {
            "head": to_html(card_head(chart)),
            "body": to_html(card_body(chart, chart.context.dataset)),
            "svg": drawing(chart.figure, name),
            "figure": live_figure(chart.figure),
            "tables": to_html(card_tables(chart)) if has_tables else "",
        }
    except Exception as error:  # noqa: BLE001 - one chart that fails leaves the others alone
        return {"incident": incident(error)}


def register(app: Dash) -> None:
    """Register the callback of the filters, and its part in the browser."""
    app.callback(Output(ids.ANSWER, ANSWER), Input(ids.QUESTION, QUESTION), prevent_initial_call=True)(answer_to)
    app.clientside_callback(
        ClientsideFunction("panorama", "receive"), Input(ids.ANSWER, ANSWER), prevent_initial_call=True
    )
