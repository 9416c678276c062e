"""An address → its page."""

from dash import Dash, html
from flask import abort, request

from callbacks.results import drawn
from components import views
from components.charts import CHARTS
from components.document import Head, plain_document
from components.frames import surround
from components.url_state import ViewState, parse_query, to_query
from components.views import VIEWS
from components.views.view import View
from data import store


def requested_state() -> ViewState:
    """The state that the parameters of the current request ask for."""
    return parse_query(request.args.to_dict(flat=False), store.current(), tuple(CHARTS))


def requested_view() -> View | None:
    """The view that the current request asks for, None where there is none at its path."""
    return VIEWS.get(request.path)


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
    page = surround(content, path="", links=views.navigation(), query="", is_embedded=False)
    head = Head("Page introuvable", "", "/", is_indexed=False)
    style_sheets = "".join(
        f'<link rel="stylesheet" href="/assets/{name}.css">' for name in ("10-theme", "20-layout", "30-print")
    )
    return plain_document(head, page, style_sheets), 404


def register(app: Dash) -> None:
    """Serve the views, and a French 404 for every other path."""
    app.layout = lambda: layout_of(VIEWS["/"], ViewState())
    app.server.register_error_handler(404, not_found)
    app.server.before_request(_refuse_unknown_paths)


def _refuse_unknown_paths() -> None:
    # Dash answers 200 to any path; only those of the registry are ours.
    if request.endpoint in ("/", "/<path:path>") and requested_view() is None:
        abort(404)
