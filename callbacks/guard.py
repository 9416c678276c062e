"""Requests of callbacks → checked before Dash reads them: what is not exactly expected is refused, in one short line.

Dash takes what a browser sends at its word and fails on nearly anything else. `callbacks/expected.py` says what is
expected.
"""

import functools
import hashlib
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from cachetools import LRUCache
from dash import Dash
from flask import Response, g, request

from callbacks.expected import KNOWN, Expected, Slot, expected_requests, written_id

PATH = "/_dash-update-component"
LONGEST_BODY = 64 * 1024
"""Bytes of a request; the longest that a page sends is a tenth of it."""
MOST_COMPONENTS = 200
"""Components of one kind on one page."""
_MOST_REMEMBERED = 4096

_MESSAGES = {
    400: "Demande incorrecte.",
    413: "Demande trop volumineuse.",
    415: "Type de contenu non accepté.",
}
_KEYS = {"output", "outputs", "inputs", "changedPropIds", "parsedChangedPropsIds", "state"}
_log = logging.getLogger(__name__)


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """What a request says is not what was expected.

    Args:
        reason: Why, for the log, in words of this module: nothing of the request.
        code: Status of the answer.
    """

    def __init__(self, reason: str, code: int = 400) -> None:
        super().__init__(reason)
        self.code = code


@dataclass
class _Seen:
    # The inputs that a request has said so far: what it says has changed is one of them.
    inputs: set[str] = field(default_factory=set)
    input_ids: list[Any] = field(default_factory=list)


def check(body: bytes, requests: Mapping[str, Expected]) -> dict[str, Any]:
    """The request of a callback, read.

    Args:
        body: As it came.
        requests: As `expected_requests` gives them.

    Raises:
        Refused: It is not exactly what the page of this site would send.
    """
    if len(body) > LONGEST_BODY:
        raise Refused("longer than any request of the site", 413)
    try:
        asked = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refused("not JSON") from None
    if not isinstance(asked, dict) or not asked.keys() <= _KEYS:
        raise Refused("not the members of a request")
    output = asked.get("output")
    expected = requests.get(output) if isinstance(output, str) else None
    if expected is None:
        raise Refused("unknown callback")
    seen = _Seen()
    _check_outputs(asked.get("outputs"), expected, seen)
    _check_slots(asked.get("inputs"), expected.inputs, seen, is_input=True)
    # Dash leaves it out where there is none.
    _check_slots(asked.get("state", []), expected.states, seen)
    _check_changes(asked, seen)
    return asked


def canonical(asked: dict[str, Any]) -> str:
    """Digest of what a callback is asked, the same for all requests that ask the same.

    The callbacks of this site are functions of what they are sent and of the dataset; the order in which boxes were
    ticked changes no answer, nor does which of the controls changed.
    """
    for group in (asked["inputs"], asked.get("state", [])):
        for item in (item for items in group for item in (items if isinstance(items, list) else [items])):
            value = item.get("value")
            if isinstance(value, list):
                item["value"] = sorted(value)
    for key in ("changedPropIds", "parsedChangedPropsIds"):
        asked.pop(key, None)
    return hashlib.blake2b(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS), digest_size=20).hexdigest()


def register(app: Dash) -> None:
    """Check every request of a callback of the application, and leave what it asks in `g.callback`."""
    known = functools.cache(lambda: expected_requests(app.callback_map))
    passed: LRUCache[bytes, str] = LRUCache(_MOST_REMEMBERED)
    lock = threading.Lock()

    def read(body: bytes) -> str:
        # Visitors who do the same send the same: what has passed is not read again.
        digest = hashlib.blake2b(body, digest_size=20).digest()
        with lock:
            asked = passed.get(digest)
        if asked is None:
            asked = canonical(check(body, known()))
            with lock:
                passed[digest] = asked
        return asked

    app.server.before_request(lambda: _answer(read) if request.path == PATH else None)


def _answer(read: Callable[[bytes], str]) -> Response | None:
    try:
        if request.method != "POST":
            return None  # for the router to refuse
        if request.mimetype != "application/json":
            raise Refused("not sent as JSON", 415)
        if (request.content_length or 0) > LONGEST_BODY:
            raise Refused("longer than any request of the site", 413)
        g.callback = read(request.get_data())
    except Refused as refused:
        return refusal(refused)
    return None


def refusal(refused: Refused) -> Response:
    """The answer to what is refused: a short line that repeats nothing of it."""
    _log.info("callback request refused: %s", refused)
    return Response(_MESSAGES[refused.code], refused.code, content_type="text/plain; charset=utf-8")


def _check_outputs(said: Any, expected: Expected, seen: _Seen) -> None:
    if expected.outputs is None:
        if said:
            raise Refused("outputs of a callback that has none")
        return
    _check_slots(said if expected.is_list else [said], expected.outputs, seen, is_output=True)


def _check_slots(
    said: Any, slots: tuple[Slot, ...], seen: _Seen, *, is_input: bool = False, is_output: bool = False
) -> None:
    if not isinstance(said, list) or len(said) != len(slots):
        raise Refused("not the outputs, inputs or states of the callback")
    for items, slot in zip(said, slots, strict=True):
        if slot.is_pattern:
            _check_all(items, slot, seen, is_input=is_input, is_output=is_output)
        else:
            _check_item(items, slot, seen, is_input=is_input, is_output=is_output)


def _check_all(items: Any, slot: Slot, seen: _Seen, *, is_input: bool, is_output: bool) -> None:
    if not isinstance(items, list) or len(items) > MOST_COMPONENTS:
        raise Refused("not a list of components")
    names = [_check_item(item, slot, seen, is_input=is_input, is_output=is_output) for item in items]
    if len(set(names)) < len(names):
        raise Refused("a component said twice")


def _check_item(item: Any, slot: Slot, seen: _Seen, *, is_input: bool, is_output: bool) -> str:
    if not isinstance(item, dict) or item.get("property") != slot.prop or "id" not in item:
        raise Refused("not the property of a component")
    if item.keys() - {"id", "property"} and (is_output or item.keys() != {"id", "property", "value"}):
        raise Refused("not the members of a property")
    name = _check_id(item["id"], slot)
    if not is_output and not slot.can_hold(item.get("value")):
        raise Refused("a value that no component holds")
    if is_input:
        seen.inputs.add(f"{written_id(item['id'])}.{slot.prop}")
        seen.input_ids.append(item["id"])
    return name


def _check_id(said: Any, slot: Slot) -> str:
    if isinstance(slot.id, str):
        if said != slot.id:
            raise Refused("not the id of the component")
        return slot.id
    if not isinstance(said, dict) or said.keys() != slot.id.keys():
        raise Refused("not the id of the component")
    for key, value in slot.id.items():
        if not isinstance(said[key], str) or (isinstance(value, str) and said[key] != value):
            raise Refused("not the id of the component")
    if tuple(sorted(said.items())) not in KNOWN:
        raise Refused(f"a {slot.kind} that no page has")
    return str(said["name"])


def _check_changes(asked: Mapping[str, Any], seen: _Seen) -> None:
    changed, parsed = asked.get("changedPropIds"), asked.get("parsedChangedPropsIds", [])
    # None has changed when a page starts a callback as it opens; this site prevents it everywhere.
    if not isinstance(changed, list) or not changed or len(changed) > MOST_COMPONENTS:
        raise Refused("not a list of changes")
    if not all(isinstance(name, str) and name in seen.inputs for name in changed):
        raise Refused("a change of what is no input")
    if not isinstance(parsed, list) or len(parsed) > MOST_COMPONENTS:
        raise Refused("not a list of changes")
    if not all(name in seen.inputs if isinstance(name, str) else name in seen.input_ids for name in parsed):
        raise Refused("a change of what is no input")
