"""Addresses and methods → refused at once where no page, file or callback can be meant."""

import functools
from pathlib import Path

from dash import Dash
from dash.fingerprint import check_fingerprint
from flask import abort, request
from werkzeug.exceptions import MethodNotAllowed

from data.store.settings import settings

METHODS = ("GET", "HEAD", "POST")
LONGEST_ADDRESS = 4094
"""Characters of an address with its parameters: gunicorn's own limit, held whatever the server in front."""
MOST_PARAMETERS = 200
"""Parameters of an address; a selection of everything has sixty."""
_SUITES = "/_dash-component-suites/"
# Dash answers there whatever its development tools are.
_DEVELOPMENT = ("/_reload-hash",)


def register(app: Dash) -> None:
    """Refuse what cannot be meant, before anything else reads it.

    `PANORAMA_TRUSTED_HOSTS` lists the names, separated by spaces, under which the site answers; any name by default,
    for the proxy before it to decide.
    """
    # Whatever FLASK_DEBUG says: a trace is for the log alone.
    app.server.debug = False
    if hosts := settings().trusted_hosts.split():
        app.server.config["TRUSTED_HOSTS"] = hosts
    app.server.before_request(lambda: _check(app))


def _check(app: Dash) -> None:
    if request.method not in METHODS:
        raise MethodNotAllowed(valid_methods=METHODS[:2])
    if len(request.environ.get("RAW_URI") or request.full_path) > LONGEST_ADDRESS:
        abort(414)
    if request.query_string.count(b"&") >= MOST_PARAMETERS:
        abort(400)
    if request.path in _DEVELOPMENT:
        abort(404)
    if request.path.startswith(_SUITES):
        package, _, name = request.path.removeprefix(_SUITES).partition("/")
        if not _is_held(app, package, check_fingerprint(name)[0]):
            abort(404)


@functools.lru_cache(maxsize=512)
def _is_held(app: Dash, package: str, name: str) -> bool:
    # Dash fails on a name that it does not know, and on one that it knows and the package lacks.
    if name not in app.registered_paths.get(package, ()):
        return False
    module = __import__(package)
    return any((Path(folder) / name).is_file() for folder in module.__path__)
