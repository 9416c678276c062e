"""An address → its page."""

import functools
from collections.abc import Container
from dataclasses import replace
from urllib.parse import urlencode

from dash import Dash
from flask import Response, abort, redirect, request

from callbacks import answers
from callbacks.files import standing
from callbacks.results import charts_of
from components import views
from components.addresses.links import CHART_PATH
from components.addresses.site import site
from components.addresses.view_state import ViewState, parse_query, to_query
from components.charts.catalogue import CHARTS
from components.deck.slides import ENTRIES
from components.html import joined_files
from components.html.document import LAYOUT, DashStart, Head, document, preview
from components.markup import Component
from components.views import VIEWS, chart_page, data_page, integration, project, trends, verify
from components.views.project import PATH as PROJECT
from components.views.projects import latest_projects
from components.views.view import View
from data import store


def requested_state() -> ViewState:
    """The state of the address of the current request."""
    state = parse_query(request.args.to_dict(flat=False), store.current(), tuple(CHARTS), ENTRIES)
    slug = _project_in(request.path)
    return replace(state, selection=replace(state.selection, project=slug)) if slug else state


def requested_view() -> View | None:
    """The view of the current request, None where there is none at its path."""
    return view_at(request.path)


def view_at(path: str) -> View | None:
    """The view at a path, None where there is none."""
    if slug := _project_in(path):
        return VIEWS[PROJECT] if project.view_of(VIEWS[PROJECT], slug, store.current()) else None
    return VIEWS.get(path) if path != PROJECT else None


def _project_in(path: str) -> str:
    """The slug in the address of a project's page, empty elsewhere."""
    before, _, slug = path.rpartition("/")
    return slug if before == PROJECT.rpartition("/")[0] and "<" not in slug else ""


def layout_of(view: View, state: ViewState) -> Component:
    """The page of a view, from the current dataset."""
    dataset = store.current()
    if view.path == data_page.PATH:
        view = data_page.with_standing(view, standing(dataset))
    state = trends.with_split(view, chart_page.with_project(view, state, dataset))
    return views.page(view, state, dataset, charts_of(state, dataset, view))


def document_of(view: View, state: ViewState, dash: DashStart | None = None) -> str:
    """The document of a view; `dash` for a live one."""
    dataset = store.current()
    page = views.shown(view, state, dataset)
    # A project has one page, whatever selection led to it.
    claim = state.claim if view.path == verify.PATH else None
    query = "" if view.path == PROJECT else to_query(ViewState(view.selection_of(state.selection), claim=claim))
    picture = preview(view.path)
    head = Head(page.title, page.description, f"{page.path}{query}", picture, is_embedded=state.is_embedded)
    table = latest_projects(dataset, state.selection) if view.charts and view.in_navigation else None
    return document(head, layout_of(view, state), dash, table)


def register(app: Dash) -> None:
    """Serve the views; every other path is not found."""
    app.layout = LAYOUT
    app.server.before_request(functools.partial(_answer, app))


def _answer(app: Dash) -> Response | None:
    # Dash answers 200 to any path; only those of the registry are ours.
    if request.endpoint not in ("/", "/<path:path>"):
        return None
    view = view_at(request.path)
    if view is None:
        if request.path.endswith("/") and view_at(request.path[:-1]):
            return _redirection(request.path[:-1], 308)
        abort(404)
    state = requested_state()
    if moved := _moved(view, state):
        return moved
    start = _start_of(app) if view.is_live else None
    # The state of the source files is not part of the dataset.
    standing_now = store.status().is_degraded if view.path == data_page.PATH else ""
    return answers.page(f"{view.path}\0{state!r}\0{standing_now}", lambda: document_of(view, state, start))


@functools.cache
def _start_of(app: Dash) -> DashStart:
    """What starts Dash on a page: its own page would compute it again for each one."""
    sources = joined_files.sources_in(app._generate_scripts_html())
    script = joined_files.dash_script(sources, app.renderer)
    return DashStart(app._callback_list, app._generate_config_html(), script.path)


def _moved(view: View, state: ViewState) -> Response | None:
    """A redirection from an old address, where `graphique` named one chart of a view; None for any other."""
    if not state.chart:
        return None
    path = f"{CHART_PATH}{state.chart}"
    if view.path == integration.PATH:
        return _redirection(view.path, 301, without=("graphique", "vue"), vue=path)
    has_several = view.charts and view.path != PROJECT and not view.is_single_chart
    return _redirection(path, 301, without=("graphique",)) if has_several else None


def _redirection(path: str, code: int, without: Container[str] = (), **added: str) -> Response:
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in without]
    query = urlencode([*added.items(), *pairs])
    address = site().located(path)
    return redirect(f"{address}?{query}" if query else address, code)  # type: ignore[return-value]
