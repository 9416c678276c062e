"""Answers made once: pages and answers of callbacks kept compressed, entity tags known before anything is computed.

An answer is told by the dataset, the program's version, what the operator says of the site, and what is asked; so a
browser that has it is told so at once, and any process gives the same bytes.
"""

import gzip
import hashlib
from collections.abc import Callable
from typing import Any

import brotli
from flask import Flask, Response, current_app, g, request

from components.addresses.site import site
from data import store
from data.model import french
from data.store.release import release
from data.store.result_cache import get_results

_LIFE = "no-cache"  # ask each time, by the tag
_COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
    "": lambda body: body,
}
_FILES = ("/export/", "/editions.atom")


class _NotKept(Exception):  # noqa: N818 - an answer, not a fault
    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body


def kept(kind: str, asked: str, make: Callable[[], bytes], content_type: str) -> Response:
    """An answer in the smallest form that the browser accepts, made where it is not known.

    Args:
        kind: What it is: a page, a callback.
        asked: All that it depends on besides the dataset, the program and the site.
        make: Makes it.
        content_type: Its type.
    """

    def body(form: str) -> bytes:
        key = (store.current().id, "answer", kind, form, repr(site()), asked)

        def made() -> bytes:
            body = _COMPRESS[form](make())
            if not g.get("is_kept", True):
                raise _NotKept(body)
            return body

        try:
            return get_results().get(key, made)
        except _NotKept as answer:
            return answer.body

    return in_smallest_form(body, content_type)


def in_smallest_form(body: Callable[[str], bytes], content_type: str) -> Response:
    """An answer in the smallest form that the browser accepts.

    Args:
        body: Form (`br`, `gzip` or empty) → the bytes.
        content_type: Its type.
    """
    form = next((form for form in ("br", "gzip") if request.accept_encodings[form] > 0), "")
    response = Response(body(form), content_type=content_type)
    response.headers["Vary"] = "Accept-Encoding"
    if form:
        response.headers["Content-Encoding"] = form
    return response


def page(asked: str, make: Callable[[], str]) -> Response:
    """A page, or 304 where the browser has it.

    Args:
        asked: All that it depends on besides the dataset, the program and the site.
        make: Makes its document.
    """
    response = unchanged(asked)
    if response is None:
        response = kept("page", asked, lambda: make().encode(), "text/html; charset=utf-8")
        response.headers["ETag"] = f'W/"{_tag(asked)}"'
    return response


def unchanged(asked: str) -> Response | None:
    """304 where the browser says that it has what is asked, None otherwise."""
    if not request.if_none_match.contains_weak(_tag(asked)):
        return None
    headers = {"ETag": f'W/"{_tag(asked)}"', "Cache-Control": _LIFE, "Vary": "Accept-Encoding"}
    return Response(status=304, headers=headers)


def register(server: Flask) -> None:
    """Keep the answers of callbacks, once the guard has read what is asked, and tag the files that leave."""
    server.before_request(_callback)
    server.before_request(_known_file)
    server.after_request(_tag_file)


def _callback() -> Response | None:
    if "callback" not in g or request.endpoint is None:
        return None
    answer: Callable[[], Any] = current_app.view_functions[request.endpoint]
    return kept("callback", g.callback, lambda: answer().get_data(), "application/json")


def _known_file() -> Response | None:
    if request.method not in ("GET", "HEAD") or not request.path.startswith(_FILES) or request.url_rule is None:
        return None
    # The deck says the day on which it was made.
    g.asked = f"{request.path}\0{sorted(request.args.items(multi=True))}\0{french.today()}"
    return unchanged(g.asked)


def _tag_file(response: Response) -> Response:
    if "asked" in g and response.status_code == 200:
        response.headers["ETag"] = f'W/"{_tag(g.asked)}"'
    return response


def _tag(asked: str) -> str:
    told = "\0".join((release(), store.current().id, repr(site()), asked))
    return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()
