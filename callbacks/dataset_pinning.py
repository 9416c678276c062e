"""One dataset for each response: the one that is current when the request comes, named in a header."""

import contextlib

from flask import Flask, Response, request

from data import store
from data.model.errors import SourceError

HEADER = "X-Panorama-Dataset"
_PROGRAM_FILES = ("/assets/", "/_dash-component-suites/")
_STATE = ("/healthz", "/readyz", "/metrics")


def register(server: Flask) -> None:
    """Pin the dataset of every request, and name it in every answer."""
    server.before_request(_pin)
    server.after_request(_name)
    server.teardown_request(lambda _error: store.unpin())


def _pin() -> None:
    if request.path in _STATE:
        # They answer even where there is no dataset.
        with contextlib.suppress(SourceError):
            store.pin()
    elif not request.path.startswith(_PROGRAM_FILES):
        store.pin()


def _name(response: Response) -> Response:
    if not request.path.startswith(_PROGRAM_FILES) and response.status_code < 500:
        with contextlib.suppress(SourceError):
            response.headers[HEADER] = store.current().id
    return response
