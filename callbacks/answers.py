"""Answers: one dataset each, cached whole and compressed; entity tags are compared before anything is computed.

The cache key and the tag are dataset, release, site and request: any process gives the same bytes under the same tag.
"""

import contextlib
import hashlib
from collections.abc import Callable
from typing import Any

import brotli
from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import ServiceUnavailable

from callbacks.slots import SELECTIONS
from components.addresses.site import site
from components.addresses.view_state import EMBED
from components.html import joined_files, typeface
from components.html.joined_files import ENCODINGS, FAST, SMALL, compress
from data import store
from data.model import french
from data.model.errors import SourceError
from data.store.release import release
from data.store.result_cache import get_results

DATASET_HEADER = "X-Panorama-Dataset"
_PROGRAM_FILES = ("/assets/", "/_dash-component-suites/")
_STATE = ("/healthz", "/readyz", "/metrics")
_EXPORTS = ("/export/", "/editions.atom")
_FIRST = "br"
"""Answers are computed in this encoding, from which the others are."""
RETRY_SECONDS = 30
"""After which a client may try again where there are no data."""
_MIN_BYTES = 500
"""A shorter answer is not worth compressing."""
_REVALIDATE = "no-cache"
_IMMUTABLE = "public, max-age=31536000, immutable"


class _NotCacheable(Exception):  # noqa: N818 - an answer, not a fault
    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body


def cached(
    kind: str, key: str, make: Callable[[], bytes], content_type: str, for_next: str = "", quality: int = FAST
) -> Response:
    """An answer from the cache, in the encoding that the browser accepts.

    Args:
        kind: `page` or `callback`.
        key: All that it depends on besides dataset, release and site.
        make: Computes its body; an answer that sets `g.is_cacheable` to False is not cached.
        content_type: Its type.
        for_next: The request to make again for the next dataset.
        quality: Of its compression.
    """

    def compute() -> bytes:
        with SELECTIONS.computing():
            content = compress(make(), _FIRST, quality)
        if not g.get("is_cacheable", True):
            raise _NotCacheable(content)
        return content

    def body(encoding: str) -> bytes:
        identity = (store.current().id, "answer", kind, repr(site()), key)
        try:
            content = get_results().get((*identity, _FIRST), compute, slot=SELECTIONS.hold(), request=for_next)
        except _NotCacheable as answer:
            return compress(brotli.decompress(answer.body), encoding)
        if encoding in (_FIRST, ""):
            return content if encoding else brotli.decompress(content)
        return get_results().get((*identity, encoding), lambda: compress(brotli.decompress(content), encoding))

    return _encoded(body, content_type)


def page(key: str, make: Callable[[], str]) -> Response:
    """A page, or 304 where the browser has it.

    Args:
        key: All that it depends on besides dataset, release and site.
        make: Computes its document.
    """
    response = _unchanged(key)
    if response is None:
        address = request.full_path.rstrip("?")
        # Without a selection it is requested most, and computed before anybody does.
        quality = SMALL if request.query_string in (b"", f"cadre={EMBED}".encode()) else FAST
        response = cached("page", key, lambda: make().encode(), "text/html; charset=utf-8", address, quality)
        response.headers["ETag"] = _tag(key)
    return response


def register_compression(server: Flask) -> None:
    """Compress what leaves as it is computed; to be registered early, to run after what else changes an answer."""
    server.after_request(_compress)


def register(server: Flask) -> None:
    """Pin the dataset of each request; answer scripts, the typeface, callbacks and exports that have not changed."""
    for hook in (_pin_dataset, _answer_program_file, _answer_callback, _answer_known_export):
        server.before_request(hook)
    server.after_request(_name_dataset)
    server.after_request(_tag_export)
    server.teardown_request(lambda _error: store.unpin())


def _pin_dataset() -> None:
    if request.path in _STATE:
        # They answer even where there is no dataset.
        with contextlib.suppress(SourceError):
            store.pin()
    elif not request.path.startswith(_PROGRAM_FILES):
        try:
            store.pin()
        except SourceError as error:  # the store has logged it
            raise ServiceUnavailable(retry_after=RETRY_SECONDS) from error


def _name_dataset(response: Response) -> Response:
    if not request.path.startswith(_PROGRAM_FILES) and response.status_code < 500:
        with contextlib.suppress(SourceError):
            response.headers[DATASET_HEADER] = store.current().id
    return response


def _accepted_encoding() -> str:
    return next((encoding for encoding in ENCODINGS if request.accept_encodings[encoding] > 0), "")


def _encoded(body: Callable[[str], bytes], content_type: str) -> Response:
    encoding = _accepted_encoding()
    response = Response(body(encoding), content_type=content_type)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def _compress(response: Response) -> Response:
    response.vary.add("Accept-Encoding")
    encoding, mimetype = _accepted_encoding(), response.mimetype or ""
    is_text = mimetype.startswith("text/") or mimetype.endswith(("json", "xml", "javascript"))
    if not encoding or not is_text or response.status_code != 200 or "Content-Encoding" in response.headers:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < _MIN_BYTES:
        return response
    response.set_data(compress(body, encoding))
    response.headers["Content-Encoding"] = encoding
    tag, is_weak = response.get_etag()
    if tag and not is_weak:  # the same content in other bytes
        response.set_etag(tag, weak=True)
    return response


def _answer_program_file() -> Response | None:
    if not request.path.startswith("/assets/") or request.method not in ("GET", "HEAD"):
        return None
    file, font = joined_files.find(request.path), typeface.web_font()
    if file:
        response = _encoded(file.encodings.__getitem__, "text/javascript; charset=utf-8")
    elif font and font[0] == request.path:
        response = Response(font[1], content_type="font/woff2")
    else:
        return None
    response.headers["Cache-Control"] = _IMMUTABLE
    return response


def _answer_callback() -> Response | None:
    if "callback" not in g or request.endpoint is None:
        return None
    view: Callable[[], Any] = current_app.view_functions[request.endpoint]
    return cached("callback", g.callback, lambda: view().get_data(), "application/json", g.callback)


def _answer_known_export() -> Response | None:
    if request.method not in ("GET", "HEAD") or not request.path.startswith(_EXPORTS) or request.url_rule is None:
        return None
    # The deck shows the day on which it was made.
    g.export_key = f"{request.path}\0{sorted(request.args.items(multi=True))}\0{french.today()}"
    return _unchanged(g.export_key)


def _tag_export(response: Response) -> Response:
    if "export_key" in g and response.status_code == 200:
        response.headers["ETag"] = _tag(g.export_key)
    return response


def _unchanged(key: str) -> Response | None:
    """304 where the browser has the answer, None otherwise."""
    tag = _tag(key)
    # `*` would match whatever the address is, also where nothing answers.
    if request.if_none_match.star_tag or not request.if_none_match.contains_weak(tag.removeprefix("W/").strip('"')):
        return None
    return Response(status=304, headers={"ETag": tag, "Cache-Control": _REVALIDATE})


def _tag(key: str) -> str:
    content = "\0".join((release(), store.current().id, repr(site()), key))
    return f'W/"{hashlib.blake2b(content.encode(), digest_size=12).hexdigest()}"'
