"""An address → its page."""

import functools
from dataclasses import replace

from dash import Dash, html
from flask import Response, abort, request

from callbacks import answers
from callbacks.files import standing
from callbacks.results import charts_of
from components import views
from components.addresses import ids
from components.addresses.view_state import ViewState, parse_query, to_query
from components.charts.catalogue import CHARTS
from components.deck.slides import ENTRIES
from components.html.document import DashStart, Head, document, preview
from components.views import VIEWS, data_page, project
from components.views.project import PATH as PROJECT
from components.views.projects import latest_projects
from components.views.view import View
from data import store


def requested_state() -> ViewState:
    """The state of the address of the current request."""
    state = parse_query(request.args.to_dict(flat=False), store.current(), tuple(CHARTS), ENTRIES)
    slug = _project_in_path()
    return replace(state, selection=replace(state.selection, project=slug)) if slug else state


def requested_view() -> View | None:
    """The view of the current request, None where there is none at its path."""
    if slug := _project_in_path():
        return VIEWS[PROJECT] if project.view_of(VIEWS[PROJECT], slug, store.current()) else None
    return VIEWS.get(request.path) if request.path != PROJECT else None


def _project_in_path() -> str:
    """The slug in the address of a project's page, empty elsewhere."""
    before, _, slug = request.path.rpartition("/")
    return slug if before == PROJECT.rpartition("/")[0] and "<" not in slug else ""


def layout_of(view: View, state: ViewState) -> html.Div:
    """The page of a view, from the current dataset."""
    dataset = store.current()
    if view.path == data_page.PATH:
        view = data_page.with_standing(view, standing(dataset))
    return views.page(view, state, dataset, charts_of(state, dataset))


def document_of(view: View, state: ViewState, dash: DashStart | None = None) -> str:
    """The document of a view; `dash` for a live one."""
    dataset = store.current()
    page = views.shown(view, state, dataset)
    # A project has one page, whatever selection led to it.
    query = "" if view.path == PROJECT else to_query(ViewState(replace(state.selection, project="")))
    picture = preview(view.path)
    head = Head(page.title, page.description, f"{page.path}{query}", picture, is_embedded=state.is_embedded)
    table = latest_projects(dataset, state.selection) if view.charts else None
    return document(head, layout_of(view, state), dash, table)


def register(app: Dash) -> None:
    """Serve the views; every other path is not found."""
    # Dash keeps only the filters of a page; each document has its own.
    app.layout = lambda: layout_of(VIEWS["/"], ViewState())[ids.LIVE]
    app.server.before_request(functools.partial(_answer, app))


def _answer(app: Dash) -> Response | None:
    # Dash answers 200 to any path; only those of the registry are ours.
    if request.endpoint not in ("/", "/<path:path>"):
        return None
    view = requested_view()
    if view is None:
        abort(404)
    state = requested_state()
    make = app.index if view.is_live else lambda: document_of(view, state)
    # The state of the source files is not part of the dataset.
    standing_now = store.status().reason if view.path == data_page.PATH else ""
    return answers.page(f"{view.path}\0{state!r}\0{standing_now}", make)
