"""Costly exports: the deck as PowerPoint or PDF, and pictures of charts. One at once, two wait, then 429."""

import logging
import select
import socket
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from flask import Flask, Response, abort, request

from callbacks.errors import message_page
from callbacks.files import export_response, file_name, requested_state
from callbacks.results import charts_of
from callbacks.slots import EXPORTS
from components.addresses.site import SERVICE
from components.addresses.view_state import ViewState, shared_query, to_query
from components.charts.catalogue import CHARTS
from components.charts.parts.tables import printable
from components.deck.blocks import Slide
from components.deck.pdf import deck_pdf
from components.deck.pptx import deck_pptx
from components.deck.slides import deck, file_title, source
from components.files.picture import USAGES, chart_png, chart_svg
from components.files.typesetting import CancelledError, TypesetError
from components.views import project
from components.views.presentation import deck_request, ministry_slides
from data import store
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import FILTERS, Selection
from data.questions.trajectoire import rows_of
from data.store.result_cache import get_results

DECKS = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
}
"""Extension → type."""
PICTURES: Mapping[str, tuple[str, Callable[..., bytes]]] = {
    "png": ("image/png", chart_png),
    "svg": ("image/svg+xml", chart_svg),
}
"""Extension → type and maker."""
_NOT_MADE = (
    "Fichier indisponible",
    "Ce serveur ne peut pas préparer ce fichier en ce moment. Ouvrez la page, imprimez-la (Ctrl + P) et "
    "choisissez « Enregistrer au format PDF » : une diapositive ou quelques graphiques par page.",
)

_log = logging.getLogger(__name__)


def client_disconnected(connection: socket.socket | None) -> Callable[[], bool]:
    """A function that tells whether the client has disconnected; always False without a connection."""

    def is_disconnected() -> bool:
        if connection is None:
            return False
        try:
            readable, _, _ = select.select([connection], [], [], 0)
            return bool(readable) and connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except (OSError, ValueError):
            return True

    return is_disconnected


def export_deck(form: str) -> Response:
    """`/export/presentation.pptx` and `/export/presentation.pdf`, the latter with its notes where `notes=oui`."""
    if form not in DECKS:
        abort(404)
    dataset, state, notes = store.current(), requested_state(), _option("notes", ("", "oui"))
    # The day is written on the first slide.
    key = ("presentation", form, notes, dataset.id, to_query(state), french.today().isoformat())
    content = _content(key, lambda is_disconnected: _deck(form, state, dataset, bool(notes), is_disconnected))
    if isinstance(content, Response):
        return content
    return export_response(content, DECKS[form], f"panorama-presentation-{dataset.id}.{form}", state)


def export_project(slug: str) -> Response:
    """`/export/projet/<slug>.pdf`: one page on a project."""
    dataset = store.current()
    if rows_of(dataset, slug).empty:
        abort(404)
    state = ViewState(Selection(project=slug))
    name = dataset.vocabulary.projects.names[slug]
    charts = charts_of(state, dataset)
    return _pages(("projet", slug), lambda: [project.page_slide(dataset, slug, charts)], name, dataset, state)


def export_ministry(slug: str) -> Response:
    """`/export/ministere/<slug>.pdf`: two pages on a ministry, of the other filters and the editions of the address."""
    dataset, requested = store.current(), requested_state()
    if slug not in FILTERS["ministries"].options(dataset):
        abort(404)
    state = ViewState(replace(requested.selection, ministries=(slug,), project=""))
    charts, subject = charts_of(state, dataset), state.selection.in_words(dataset)
    key = ("ministere", slug, to_query(state))
    return _pages(key, lambda: ministry_slides(state, dataset, charts), subject, dataset, state)


def _pages(
    key: tuple[str, ...], slides: Callable[[], Sequence[Slide]], subject: str, dataset: Dataset, state: ViewState
) -> Response:
    """The PDF of a few pages, under the name of what they are about."""

    def make(is_disconnected: Callable[[], bool]) -> bytes:
        with EXPORTS.computing(is_disconnected):
            pages = slides()
        title = printable(f"{SERVICE} – {subject}")
        return deck_pdf(pages, source(dataset), title, is_cancelled=is_disconnected)

    content = _content((*key, dataset.id), make)
    if isinstance(content, Response):
        return content
    return export_response(content, DECKS["pdf"], f"panorama-{key[0]}-{key[1]}-{dataset.id}.pdf", state)


def export_picture(name: str, form: str) -> Response:
    """`/export/graphique/<name>.png` and `/export/graphique/<name>.svg`; for a slide where `usage=diapositive`."""
    if name not in CHARTS or form not in PICTURES:
        abort(404)
    dataset, state, usage = store.current(), requested_state(), _option("usage", USAGES)
    content_type, make = PICTURES[form]
    key = ("picture", name, form, usage, dataset.id, shared_query(state))

    def picture(is_disconnected: Callable[[], bool]) -> bytes:
        with EXPORTS.computing(is_disconnected):
            return make(charts_of(state, dataset)(name), USAGES[usage])

    content = _content(key, picture)
    if isinstance(content, Response):
        return content
    stem = f"{name}-{usage}" if usage else name
    return export_response(content, content_type, file_name(stem, form, state, dataset), state)


def register(server: Flask) -> None:
    """Serve the deck and the pictures."""
    server.add_url_rule("/export/presentation.<form>", view_func=export_deck)
    server.add_url_rule("/export/projet/<slug>.pdf", view_func=export_project)
    server.add_url_rule("/export/ministere/<slug>.pdf", view_func=export_ministry)
    server.add_url_rule("/export/graphique/<name>.<any(png, svg):form>", view_func=export_picture)


def _option(name: str, values: Collection[str]) -> str:
    """The value of a parameter of exports, empty without it; one that is not among `values` is refused."""
    value = request.args.get(name, "")
    if value not in values:
        abort(400)
    return value


def _deck(form: str, state: ViewState, dataset: Dataset, has_notes: bool, is_disconnected: Callable[[], bool]) -> bytes:
    foot = source(dataset)
    with EXPORTS.computing(is_disconnected):
        context = deck_request(state, dataset, charts_of(state, dataset), french.today())
        slides, title = deck(context), file_title(context)
        if form == "pptx":
            content = deck_pptx(slides, foot, title, french.today(), is_disconnected)
            if not content:
                raise CancelledError
            return content
    return deck_pdf(slides, foot, title, has_notes=has_notes, is_cancelled=is_disconnected)


def _content(key: tuple[str, ...], make: Callable[[Callable[[], bool]], bytes]) -> bytes | Response:
    """The cached export, else one made in a slot; or the answer that says why there is none.

    Raises:
        TooManyRequests: No slot is free.
    """
    is_disconnected = client_disconnected(request.environ.get("gunicorn.socket"))

    try:
        return get_results().get(key, lambda: make(is_disconnected), slot=EXPORTS.hold())
    except CancelledError:
        return Response(status=204)
    except TypesetError as error:
        _log.warning("The file was not made: %s", error)
        return message_page(*_NOT_MADE, 503)
