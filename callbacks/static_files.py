"""The joined scripts and styles, served for good: their addresses change with their content."""

from flask import Flask, Response, request

from components import joined_files

_FOREVER = "public, max-age=31536000, immutable"


def register(server: Flask) -> None:
    """Serve the joined files, each in the smallest form that the browser accepts."""
    server.before_request(_answer)


def _answer() -> Response | None:
    if not request.path.startswith("/assets/") or request.method not in ("GET", "HEAD"):
        return None
    file = joined_files.files().get(request.path)
    if file is None:
        return None
    body, form = file.form(request.headers.get("Accept-Encoding", ""))
    response = Response(body, content_type=file.content_type)
    response.headers["Cache-Control"] = _FOREVER
    response.headers["Vary"] = "Accept-Encoding"
    if form:
        response.headers["Content-Encoding"] = form
    return response
