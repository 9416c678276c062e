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
from components.html import previews
from components.html.document import DashStart, Head, document
from components.views import VIEWS, data_page, without_script
from components.views.project import PATH as PROJECT
from components.views.view import View
from data import store
from data.model.selection import Selection


def requested_state() -> ViewState:
    """The state that the address of the current request asks for."""
    state = parse_query(request.args.to_dict(flat=False), store.current(), tuple(CHARTS), ENTRIES)
    project = _project_in_path()
    return replace(state, selection=replace(state.selection, project=project)) if project else state


def requested_view() -> View | None:
    """The view that the current request asks for, None where there is none at its path."""
    project = _project_in_path()
    if not project:
        found = VIEWS.get(request.path)
        return None if found and found.subject else found
    view = VIEWS[PROJECT]
    is_known = (
        view.subject is not None and view.subject(ViewState(Selection(project=project)), store.current()) is not None
    )
    return view if is_known else None


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


def head_of(view: View, state: ViewState) -> Head:
    """The head of a view's document."""
    page = views.about_of(view, state, store.current())
    # A project has one page, whatever selection led to it.
    canonical = page.path if view.subject else f"{page.path}{to_query(ViewState(replace(state.selection, project='')))}"
    return Head(page.title, page.description, canonical, previews.picture(view.path), is_embedded=state.is_embedded)


def document_of(view: View, state: ViewState, dash: DashStart | None = None) -> str:
    """The document of a view; `dash` for a live one."""
    table = without_script.latest_projects(store.current(), state.selection) if view.charts else None
    return document(head_of(view, state), layout_of(view, state), dash, table)


def register(app: Dash) -> None:
    """Serve the views; every other path is not found."""
    # Of a page Dash keeps the filters alone; each document holds its own.
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
    # The page of the data says how they stand, which the dataset does not tell.
    standing_now = store.status().reason if view.path == data_page.PATH else ""
    return answers.page(f"{view.path}\0{state!r}\0{standing_now}", make)
