"""An address → its page."""

from collections.abc import Callable

from dash import Dash, html
from flask import Flask, abort, request

from callbacks.results import drawn
from components import views
from components.document import Head, plain_document
from components.frames import surround
from components.url_state import ViewState, parse_query, to_query
from components.views import VIEWS, View
from data import store


def requested_state() -> ViewState:
    """The state that the parameters of the current request ask for."""
    return parse_query(request.args.to_dict(flat=False), store.current(), views.chart_names())


def layout_of(view: View, state: ViewState) -> html.Div:
    """The page of a view, from the current dataset."""
    dataset = store.current()
    return views.page(view, state, dataset, lambda name: drawn(name, dataset, state.selection))


def head_of(view: View, state: ViewState) -> Head:
    """The head of a view's document."""
    canonical = f"{view.path}{to_query(ViewState(selection=state.selection, before=state.before, after=state.after))}"
    return Head(view.title, view.description, canonical, is_indexed=not state.is_embedded)


def not_found(_error: object) -> tuple[str, int]:
    """The French page of an unknown address."""
    content = [
        html.H1("Page introuvable"),
        html.P("L'adresse demandée n'existe pas ou n'existe plus."),
        html.P(html.A("Retour à la synthèse", href="/")),
    ]
    links = [(view.path, view.name) for view in VIEWS.values()]
    page = surround(content, path="", links=links, query="", is_embedded=False)
    head = Head("Page introuvable", "", "/", is_indexed=False)
    return plain_document(head, page, '<link rel="stylesheet" href="/assets/10-theme.css">'), 404


def register(app: Dash) -> None:
    """Serve the views, and a French 404 for every other path."""
    app.layout = lambda: layout_of(VIEWS["/"], ViewState())
    app.server.register_error_handler(404, not_found)
    app.server.before_request(_only_known_paths(app.server))


def _only_known_paths(server: Flask) -> Callable[[], None]:
    # Dash answers 200 to any path; only those of the registry are ours.
    def refuse_unknown_paths() -> None:
        is_page = request.endpoint in ("/", "/<path:path>")
        if is_page and request.path not in VIEWS:
            abort(404)

    return refuse_unknown_paths
