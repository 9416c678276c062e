"""Costly exports: the deck as PowerPoint or PDF, and pictures of charts. Two at once, then 429."""

import logging
import select
import socket
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from flask import Flask, Response, abort, request
from werkzeug.exceptions import TooManyRequests

from callbacks.errors import message_page
from callbacks.files import export_response, file_name, requested_state
from callbacks.results import charts_of
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
MAX_EXPORTS = 2
"""Exports of one worker at the same time: its other threads are for readers."""
RETRY_SECONDS = 5
_NOT_MADE = (
    "Fichier indisponible",
    "Ce serveur ne peut pas préparer ce fichier en ce moment. Ouvrez la page, imprimez-la (Ctrl + P) et "
    "choisissez « Enregistrer au format PDF » : une diapositive ou quelques graphiques par page.",
)

_log = logging.getLogger(__name__)
_slots = threading.BoundedSemaphore(MAX_EXPORTS)
# One export computes at a time: readers share the interpreter with one of them, not two.
_compute_lock = threading.Lock()


@contextmanager
def export_slot() -> Iterator[None]:
    """Hold one of the slots of exports.

    Raises:
        TooManyRequests: None is free.
    """
    if not _slots.acquire(blocking=False):
        raise TooManyRequests
    try:
        yield
    finally:
        _slots.release()


@contextmanager
def compute_lock(is_disconnected: Callable[[], bool]) -> Iterator[None]:
    """Wait for the lock of exports that compute.

    Raises:
        CancelledError: The client has disconnected.
    """
    while not _compute_lock.acquire(timeout=0.1):
        if is_disconnected():
            raise CancelledError
    try:
        yield
    finally:
        _compute_lock.release()


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
    content = _content(key, lambda _is_disconnected: make(charts_of(state, dataset)(name), USAGES[usage]))
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
    with compute_lock(is_disconnected):
        slides = deck(context)
        if form == "pptx":
            content = deck_pptx(slides, foot, title, french.today(), is_disconnected)
            if not content:
                raise CancelledError
            return content
    return deck_pdf(slides, foot, title, has_notes=has_notes, is_cancelled=is_disconnected)


def _content(key: tuple[str, ...], make: Callable[[Callable[[], bool]], bytes]) -> bytes | Response:
    """The cached export, else one made in a slot; or the answer that says why there is none."""
    is_disconnected = client_disconnected(request.environ.get("gunicorn.socket"))

    def compute() -> bytes:
        with export_slot():
            return make(is_disconnected)

    try:
        return get_results().get(key, compute)
    except TooManyRequests:
        text = f"Le service prépare déjà {MAX_EXPORTS} fichiers. Réessayez dans {RETRY_SECONDS} s."
        response = message_page("Trop de demandes", text, 429)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    except CancelledError:
        return Response(status=204)
    except TypesetError as error:
        _log.warning("The file was not made: %s", error)
        return message_page(*_NOT_MADE, 503)
