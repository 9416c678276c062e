"""Costly exports: the deck as PowerPoint or PDF, and pictures of charts. One at once, two wait, then 429."""

import logging
import select
import socket
from collections.abc import Callable, Collection, Mapping

from flask import Flask, Response, abort, request

from callbacks.errors import message_page
from callbacks.files import export_response, file_name, requested_state
from callbacks.results import charts_of
from callbacks.slots import EXPORTS
from components.addresses.view_state import ViewState, shared_query, to_query
from components.charts.catalogue import CHARTS
from components.deck.pdf import deck_pdf
from components.deck.pptx import deck_pptx
from components.deck.slides import DeckRequest, deck, file_title, source
from components.files.picture import USAGES, chart_png, chart_svg
from components.files.typesetting import CancelledError, TypesetError
from data import store
from data.model import french
from data.model.dataset import Dataset
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
    server.add_url_rule("/export/graphique/<name>.<any(png, svg):form>", view_func=export_picture)


def _option(name: str, values: Collection[str]) -> str:
    """The value of a parameter of exports, empty without it; one that is not among `values` is refused."""
    value = request.args.get(name, "")
    if value not in values:
        abort(400)
    return value


def _deck(form: str, state: ViewState, dataset: Dataset, has_notes: bool, is_disconnected: Callable[[], bool]) -> bytes:
    context = DeckRequest(state, dataset, charts_of(state, dataset), french.today())
    foot, title = source(dataset), file_title(context)
    with EXPORTS.computing(is_disconnected):
        slides = deck(context)
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
