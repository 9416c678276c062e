"""One response, one dataset: the one that is current when the request comes, named in the answer."""

import contextlib

from flask import Flask, Response, request

from data import store
from data.model.errors import SourceError

HEADER = "X-Panorama-Dataset"
# The same whatever the data are, and kept for a year.
_PROGRAM = ("/assets/", "/_dash-component-suites/")
_STATE = ("/healthz", "/readyz", "/metrics")


def register(server: Flask) -> None:
    """Pin the dataset of every request, and name it in every answer."""
    server.before_request(_pin)
    server.after_request(_name)
    server.teardown_request(_unpin)


def _pin() -> None:
    if request.path in _STATE:
        # They say that there is none.
        with contextlib.suppress(SourceError):
            store.pin()
    elif not request.path.startswith(_PROGRAM):
        store.pin()


def _name(response: Response) -> Response:
    if not request.path.startswith(_PROGRAM) and response.status_code < 500:
        with contextlib.suppress(SourceError):
            response.headers[HEADER] = store.current().id
    return response


def _unpin(_error: BaseException | None) -> None:
    store.unpin()
