"""The joined scripts, served for good: their addresses change with their content."""

from flask import Flask, Response, request

from callbacks.answers import in_smallest_form
from components.html import joined_files

_FOREVER = "public, max-age=31536000, immutable"


def register(server: Flask) -> None:
    """Serve the joined files, each in the smallest form that the browser accepts."""
    server.before_request(_answer)


def _answer() -> Response | None:
    if not request.path.startswith("/assets/") or request.method not in ("GET", "HEAD"):
        return None
    file = joined_files.find(request.path)
    if file is None:
        return None
    response = in_smallest_form(file.forms.__getitem__, "text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = _FOREVER
    return response
