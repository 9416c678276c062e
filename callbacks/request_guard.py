"""Requests are checked before anything else reads them: address, method, and the body of a request of a callback.

Dash trusts what a browser sends and fails on nearly anything else. There is one callback (`callbacks/selection.py`),
whose request is known to the letter, but for the three texts of its question.
"""

import functools
import logging
from pathlib import Path
from typing import Any

import orjson
from dash import Dash
from dash.fingerprint import check_fingerprint
from flask import Response, abort, g, request
from werkzeug.exceptions import MethodNotAllowed

from callbacks.selection import ANSWER, MEMBERS, QUESTION
from components.addresses import ids
from components.charts.catalogue import CHARTS
from components.views import VIEWS
from data.store.settings import settings

PATH = "/_dash-update-component"
METHODS = ("GET", "HEAD", "POST")
MAX_ADDRESS = 4094
"""Characters of an address with its parameters: gunicorn's own limit, applied whatever the server in front."""
MAX_PARAMETERS = 200
"""Parameters of an address; a selection of everything has sixty."""
MAX_BODY = 64 * 1024
"""Bytes of a request of a callback; the longest that a page sends is a tenth of it."""
_SUITES = "/_dash-component-suites/"
_DEVELOPMENT = ("/_reload-hash",)  # Dash answers there whatever its development tools are
_MESSAGES = {
    400: "Demande incorrecte.",
    413: "Demande trop volumineuse.",
    415: "Type de contenu non accepté.",
}
_log = logging.getLogger(__name__)


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The request of a callback is not one that a page sends.

    Args:
        reason: Why, for the log, in words of this module: nothing of the request.
        code: Status of the answer.
    """

    def __init__(self, reason: str, code: int = 400) -> None:
        super().__init__(reason)
        self.code = code


def request_of(page: str, query: str = "", tables: str = "") -> dict[str, Any]:
    """The request that Dash sends for a question."""
    value = dict(zip(MEMBERS, (page, query, tables), strict=True))
    changed = [f"{ids.QUESTION}.{QUESTION}"]
    return {
        "output": f"{ids.ANSWER}.{ANSWER}",
        "outputs": {"id": ids.ANSWER, "property": ANSWER},
        "inputs": [{"id": ids.QUESTION, "property": QUESTION, "value": value}],
        "changedPropIds": changed,
        "parsedChangedPropsIds": changed,
    }


def check(body: bytes) -> str:
    """The cache key of the request of a callback: its question.

    Raises:
        Refused: It is not exactly what a page of this site sends.
    """
    if len(body) > MAX_BODY:
        raise Refused("longer than any request of the site", 413)
    try:
        content = orjson.loads(body)
        page, query, tables = (content["inputs"][0]["value"][name] for name in MEMBERS)
    except (ValueError, LookupError, TypeError):
        raise Refused("not a request with a question") from None
    if content != request_of(page, query, tables):
        raise Refused("not the request of the callback")
    if not all(isinstance(text, str) and len(text) <= MAX_ADDRESS for text in (page, query, tables)):
        raise Refused("not the texts of a question")
    if page not in VIEWS or not VIEWS[page].is_live:
        raise Refused("a page without filters")
    if query.count("&") >= MAX_PARAMETERS:
        raise Refused("more parameters than any address")
    names = tables.split(" ") if tables else []
    if not set(names) <= CHARTS.keys() or len(set(names)) < len(names):
        raise Refused("not names of charts")
    return f"{page}\0{query}\0{tables}"


def register(app: Dash) -> None:
    """Check every request; the cache key of a callback's request is left in `g.callback`."""
    app.server.debug = False  # whatever FLASK_DEBUG says: a trace is for the log alone
    if hosts := settings().trusted_hosts.split():
        app.server.config["TRUSTED_HOSTS"] = hosts
    app.server.before_request(lambda: _check_address(app))
    app.server.before_request(lambda: _check_callback() if request.path == PATH else None)


def _check_address(app: Dash) -> None:
    if request.method not in METHODS:
        raise MethodNotAllowed(valid_methods=METHODS[:2])
    if len(request.environ.get("RAW_URI") or request.full_path) > MAX_ADDRESS:
        abort(414)
    if request.query_string.count(b"&") >= MAX_PARAMETERS:
        abort(400)
    package, _, name = request.path.removeprefix(_SUITES).partition("/")
    is_suite = request.path.startswith(_SUITES)
    if request.path in _DEVELOPMENT or (is_suite and not _has_file(app, package, check_fingerprint(name)[0])):
        abort(404)


@functools.lru_cache(maxsize=512)
def _has_file(app: Dash, package: str, name: str) -> bool:
    # Dash fails on a name that it does not know, and on one that it knows and the package lacks.
    if name not in app.registered_paths.get(package, ()):
        return False
    return any((Path(folder) / name).is_file() for folder in __import__(package).__path__)


def _check_callback() -> Response | None:
    try:
        if request.method != "POST":
            return None  # for the router to refuse
        if request.mimetype != "application/json":
            raise Refused("not sent as JSON", 415)
        if (request.content_length or 0) > MAX_BODY:
            raise Refused("longer than any request of the site", 413)
        g.callback = check(request.get_data())
    except Refused as error:
        _log.info("callback request refused: %s", error)
        return Response(_MESSAGES[error.code], error.code, content_type="text/plain; charset=utf-8")
    return None
