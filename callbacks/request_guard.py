"""Requests are checked before anything else reads them: address, method, and the body of a request of a callback.

Dash trusts what a browser sends and fails on nearly anything else. `callbacks/request_shapes.py` says what is expected.
"""

import functools
import hashlib
import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
from cachetools import LRUCache
from dash import Dash
from dash.fingerprint import check_fingerprint
from flask import Response, abort, g, request
from werkzeug.exceptions import MethodNotAllowed

from callbacks.request_shapes import KNOWN_IDS, Property, RequestShape, id_text, request_shapes
from data.store.settings import settings

PATH = "/_dash-update-component"
METHODS = ("GET", "HEAD", "POST")
MAX_ADDRESS = 4094
"""Characters of an address with its parameters: gunicorn's own limit, applied whatever the server in front."""
MAX_PARAMETERS = 200
"""Parameters of an address; a selection of everything has sixty."""
MAX_BODY = 64 * 1024
"""Bytes of a request of a callback; the longest that a page sends is a tenth of it."""
MAX_COMPONENTS = 200
"""Components of one kind on one page."""
_MAX_CACHED = 4096
_SUITES = "/_dash-component-suites/"
_DEVELOPMENT = ("/_reload-hash",)  # Dash answers there whatever its development tools are
_MEMBERS = {"output", "outputs", "inputs", "changedPropIds", "parsedChangedPropsIds", "state"}
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


def check(body: bytes, shapes: Mapping[str, RequestShape]) -> dict[str, Any]:
    """The request of a callback, parsed.

    Raises:
        Refused: It is not exactly what a page of this site sends.
    """
    if len(body) > MAX_BODY:
        raise Refused("longer than any request of the site", 413)
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refused("not JSON") from None
    if not isinstance(content, dict) or not content.keys() <= _MEMBERS:
        raise Refused("not the members of a request")
    output = content.get("output")
    shape = shapes.get(output) if isinstance(output, str) else None
    if shape is None:
        raise Refused("unknown callback")
    outputs = content.get("outputs")
    if shape.outputs is not None:
        _check_group(outputs if shape.has_several_outputs else [outputs], shape.outputs, is_output=True)
    elif outputs:
        raise Refused("outputs of a callback that has none")
    inputs = _check_group(content.get("inputs"), shape.inputs)
    _check_group(content.get("state", []), shape.states)  # Dash omits it where there is none
    _check_changes(content, inputs)
    return content


def cache_key(content: dict[str, Any]) -> str:
    """Digest of a checked request, the same whatever the order in which boxes were ticked and the control that changed.

    The callbacks of this site are functions of the values they are sent and of the dataset.
    """
    for group in (content["inputs"], content.get("state", [])):
        for item in (item for items in group for item in (items if isinstance(items, list) else [items])):
            if isinstance(item.get("value"), list):
                item["value"] = sorted(item["value"])
    values = {name: value for name, value in content.items() if not name.lower().startswith(("changed", "parsed"))}
    return hashlib.blake2b(orjson.dumps(values, option=orjson.OPT_SORT_KEYS), digest_size=20).hexdigest()


def register(app: Dash) -> None:
    """Check every request; the cache key of a callback's request is left in `g.callback`."""
    app.server.debug = False  # whatever FLASK_DEBUG says: a trace is for the log alone
    if hosts := settings().trusted_hosts.split():
        app.server.config["TRUSTED_HOSTS"] = hosts
    shapes = functools.cache(lambda: request_shapes(app.callback_map))
    checked: LRUCache[bytes, str] = LRUCache(_MAX_CACHED)
    lock = threading.Lock()

    def key_of(body: bytes) -> str:
        # Visitors who do the same send the same: checked once.
        digest = hashlib.blake2b(body, digest_size=20).digest()
        with lock:
            key = checked.get(digest)
        if key is None:
            key = cache_key(check(body, shapes()))
            with lock:
                checked[digest] = key
        return key

    app.server.before_request(lambda: _check_address(app))
    app.server.before_request(lambda: _check_callback(key_of) if request.path == PATH else None)


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


def _check_callback(key_of: Callable[[bytes], str]) -> Response | None:
    try:
        if request.method != "POST":
            return None  # for the router to refuse
        if request.mimetype != "application/json":
            raise Refused("not sent as JSON", 415)
        if (request.content_length or 0) > MAX_BODY:
            raise Refused("longer than any request of the site", 413)
        g.callback = key_of(request.get_data())
    except Refused as error:
        _log.info("callback request refused: %s", error)
        return Response(_MESSAGES[error.code], error.code, content_type="text/plain; charset=utf-8")
    return None


def _check_group(group: Any, properties: tuple[Property, ...], *, is_output: bool = False) -> list[dict[str, Any]]:
    """The items of the outputs, inputs or states of a request, in one list."""
    if not isinstance(group, list) or len(group) != len(properties):
        raise Refused("not the outputs, inputs or states of the callback")
    found: list[dict[str, Any]] = []
    for value, prop in zip(group, properties, strict=True):
        items = value if prop.is_pattern else [value]
        if not isinstance(items, list) or len(items) > MAX_COMPONENTS:
            raise Refused("not a list of components")
        for item in items:
            _check_item(item, prop, is_output=is_output)
        if len({id_text(item["id"]) for item in items}) < len(items):
            raise Refused("a component named twice")
        found += items
    return found


def _check_item(item: Any, prop: Property, *, is_output: bool) -> None:
    if not isinstance(item, dict) or item.get("property") != prop.prop or "id" not in item:
        raise Refused("not the property of a component")
    if item.keys() - {"id", "property"} and (is_output or item.keys() != {"id", "property", "value"}):
        raise Refused("not the members of a property")
    name = item["id"]
    if isinstance(prop.id, str) or not isinstance(name, dict) or name.keys() != prop.id.keys():
        is_right = name == prop.id
    else:
        pairs = [(part, name[key]) for key, part in prop.id.items()]
        is_right = all(isinstance(own, str) and (part == own or isinstance(part, list)) for part, own in pairs)
        if is_right and tuple(sorted(name.items())) not in KNOWN_IDS:
            raise Refused(f"a {prop.kind} that no page has")
    if not is_right:
        raise Refused("not the id of the component")
    if not is_output and not prop.can_hold(item.get("value")):
        raise Refused("a value that no component has")


def _check_changes(content: Mapping[str, Any], inputs: list[dict[str, Any]]) -> None:
    names, input_ids = {f"{id_text(item['id'])}.{item['property']}" for item in inputs}, [x["id"] for x in inputs]
    changed, parsed = content.get("changedPropIds"), content.get("parsedChangedPropsIds", [])
    if not all(isinstance(group, list) and len(group) <= MAX_COMPONENTS for group in (changed, parsed)) or not changed:
        # None has changed when a page starts a callback as it opens; this site prevents it everywhere.
        raise Refused("not a list of changes")
    is_known = all(isinstance(name, str) and name in names for name in changed)
    if not is_known or not all(name in names if isinstance(name, str) else name in input_ids for name in parsed):
        raise Refused("a change of what is no input")
