"""The deck as files: PowerPoint, and PDF where the server has an engine; two at once, then « réessayez »."""

import logging
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from flask import Flask, Response, abort, request

from callbacks.pages import requested_state
from callbacks.results import charts_of
from components import views
from components.addresses.site import LICENCE_ADDRESS
from components.addresses.view_state import ViewState, to_query
from components.deck import pdf
from components.deck.pptx import deck_pptx
from components.deck.slides import DeckRequest, deck, file_title, source
from components.files.engine import CancelledError, EngineError
from components.html.document import Head, document
from components.html.frame import error_page
from data import store
from data.model import french
from data.model.dataset import Dataset
from data.store.result_cache import get_results

_log = logging.getLogger(__name__)

TYPES = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
}
AT_ONCE = 2
"""Files made at the same time by one worker: its other threads stay for readers."""
RETRY_SECONDS = 5

_places = threading.BoundedSemaphore(AT_ONCE)
# Of those, one computes at a time: readers share the interpreter with one maker of files, not two.
_turn = threading.Lock()


class BusyError(Exception):
    """As many files are being made as may be at once."""


@contextmanager
def place() -> Iterator[None]:
    """Hold one of the places of those who make files.

    Raises:
        BusyError: None is free.
    """
    if not _places.acquire(blocking=False):
        raise BusyError
    try:
        yield
    finally:
        _places.release()


@contextmanager
def turn(is_abandoned: Callable[[], bool]) -> Iterator[None]:
    """Wait for one's turn to compute.

    Raises:
        CancelledError: The client disconnected.
    """
    while not _turn.acquire(timeout=0.1):
        if is_abandoned():
            raise CancelledError
    try:
        yield
    finally:
        _turn.release()


def deck_file(form: str, state: ViewState, dataset: Dataset, is_abandoned: Callable[[], bool]) -> bytes:
    """The deck of an address as `pptx` or `pdf`.

    Raises:
        BusyError: Too many files are being made.
        EngineError: There is no engine for it, or it failed.
        CancelledError: The client disconnected.
    """
    deck_request = DeckRequest(state, dataset, charts_of(state, dataset), french.today())
    at_foot, title = source(dataset), file_title(deck_request)
    with place():
        with turn(is_abandoned):
            slides = deck(deck_request)
            if form == "pptx":
                content = deck_pptx(slides, at_foot, title, french.today(), is_abandoned)
                if not content:
                    raise CancelledError
                return content
        return pdf.deck_pdf(slides, at_foot, title)


def export_deck(form: str) -> Response:
    """`/export/presentation.pptx` and `/export/presentation.pdf`."""
    if form not in TYPES:
        abort(404)
    dataset, state = store.current(), requested_state()
    # The day is written on the first slide.
    key = ("presentation", form, dataset.id, to_query(state), french.today().isoformat())
    is_abandoned = abandonment(request.environ.get("gunicorn.socket"))
    try:
        content = get_results().get(key, lambda: deck_file(form, state, dataset, is_abandoned))
    except BusyError:
        return busy_page()
    except CancelledError:
        return Response(status=204)
    except EngineError as error:
        _log.warning("The PDF was not made: %s", error)
        return _without_engine()
    response = Response(content, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="panorama-presentation-{dataset.id}.{form}"'
    response.headers["X-Panorama-Selection"] = quote(state.selection.in_words(dataset))
    response.headers["Link"] = f'<{LICENCE_ADDRESS}>; rel="license"'
    return response


def abandonment(connection: socket.socket | None) -> Callable[[], bool]:
    """Whether the browser has hung up, asked of its connection; never, where the server does not lend it."""

    def is_abandoned() -> bool:
        if connection is None:
            return False
        try:
            readable, _, _ = select.select([connection], [], [], 0)
            return bool(readable) and connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except (OSError, ValueError):
            return True

    return is_abandoned


def register(server: Flask) -> None:
    """Serve the files."""
    server.add_url_rule("/export/presentation.<form>", view_func=export_deck)


def busy_page() -> Response:
    """The answer to those for whom there is no place."""
    text = f"Le service prépare déjà {AT_ONCE} fichiers. Réessayez dans {RETRY_SECONDS} s."
    response = refusal("Trop de demandes", text, 429)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _without_engine() -> Response:
    text = (
        "Ce serveur ne peut pas préparer de PDF en ce moment. Ouvrez la présentation, imprimez-la (Ctrl + P) et "
        "choisissez « Enregistrer au format PDF » : une diapositive par page."
    )
    return refusal("PDF indisponible", text, 503)


def refusal(title: str, text: str, code: int) -> Response:
    """A page instead of the file: why, and what to do."""
    page = error_page(title, text, code=code, reference="", links=views.navigation())
    return Response(document(Head(title, "", ""), page), code, content_type="text/html; charset=utf-8")
