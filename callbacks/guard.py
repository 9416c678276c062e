"""Requests of callbacks → checked before Dash reads them: what is not exactly expected is refused, in one short line.

Dash takes what a browser sends at its word and fails on nearly anything else. What is expected here follows from its
own map of callbacks: a callback is covered the day it is added. Only what its components are named, and what they may
hold, is said below; `tests/callbacks/test_guard.py` finds a component that is not.
"""

import functools
import hashlib
import json
import logging
import math
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from cachetools import LRUCache
from dash import Dash
from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from components import ids
from components.charts import CHARTS
from components.filters import FILTERS
from components.views import PARTS, VIEWS
from components.views.project import PATH as PROJECT
from data import store
from data.facets import NOTHING

PATH = "/_dash-update-component"
LONGEST_BODY = 64 * 1024
"""Bytes of a request; the longest that a page sends is a tenth of it."""
MOST_COMPONENTS = 200
"""Components of one kind on one page."""
_MOST_REMEMBERED = 4096
_MOST_VALUES, _LONGEST_VALUE, _LONGEST_QUERY, _MOST_PRESSES = 50, 200, 4094, 10**9

_CHART_PARTS = (
    *(ids.CHART_HEAD, ids.CHART_FIGURE, ids.CHART_BODY, ids.CHART_CARD),
    *(ids.CHART_CALL, ids.CHART_TABLES, ids.CHART_TABLES_CALL),
)
_OWN_CONTROLS = ("de", "a", "communs", "colonnes")
"""Parameters of the controls that a view has besides the filters."""


def _known_ids() -> Iterator[Mapping[str, str]]:
    for part in _CHART_PARTS:
        yield from (ids.chart_part(part, name) for name in CHARTS)
    for a_filter in FILTERS:
        is_counted = a_filter.field in NOTHING
        yield ids.filter_control(a_filter.parameter, ids.COUNTED if is_counted else ids.PLAIN)
        yield ids.chosen(a_filter.parameter)
    yield from map(ids.filter_control, _OWN_CONTROLS)
    yield from map(ids.view_part, PARTS)


KNOWN = frozenset(tuple(sorted(known.items())) for known in _known_ids())
"""The ids made of several parts that the pages bear, besides those of links, which are addresses of the site."""

_SAME = ((ids.CHART_HEAD, ids.CHART_BODY), (ids.CHART_FIGURE, ids.CHART_TABLES, ids.CHART_TABLES_CALL))
"""Parts that every card has, and those that every card that is drawn has."""
_AMONG = ((ids.CHART_FIGURE, ids.CHART_HEAD), (ids.CHOSEN, ids.FILTER))
"""Components that stand beside another of the same name."""

_MESSAGES = {
    400: "Demande incorrecte.",
    413: "Demande trop volumineuse.",
    415: "Type de contenu non accepté.",
}
ANY_PATH = ("/", "/<path:path>")
"""Names of the routes by which Dash answers to any path."""
_ADDRESS = re.compile(r"(/[a-z0-9][a-z0-9._-]{0,80}){1,4}")
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


@dataclass(frozen=True)
class Slot:
    """A property of a component, or of all those that a pattern names, that a callback reads or writes.

    Attributes:
        id: Id of the component; a pattern has the wildcard of Dash in the place of its name.
        prop: The property.
        wildcard: `ALL`, `MATCH`, or empty for one component.
    """

    id: str | dict[str, Any]
    prop: str
    wildcard: str = ""

    @property
    def kind(self) -> str:
        """The type in an id made of several parts, the id itself otherwise."""
        return self.id if isinstance(self.id, str) else str(self.id["type"])


@dataclass(frozen=True)
class Expected:
    """What the request of a callback says.

    Attributes:
        outputs: What it writes; None for a callback that writes nothing.
        is_list: It writes several properties.
        inputs: What starts it.
        states: What it reads besides.
    """

    outputs: tuple[Slot, ...] | None
    is_list: bool
    inputs: tuple[Slot, ...]
    states: tuple[Slot, ...]


@dataclass
class _Seen:
    # What a request has said so far: names by type and by pattern, and which of its inputs may have changed.
    names: dict[str, list[str]] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    matched: str | None = None
    inputs: set[str] = field(default_factory=set)
    input_ids: list[Any] = field(default_factory=list)


def expected_requests(callback_map: Mapping[str, Mapping[str, Any]]) -> dict[str, Expected]:
    """Output → what the request of its callback says, for the callbacks that the server answers."""
    return {output: _expected(output, known) for output, known in callback_map.items() if "callback" in known}


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
    _check_names(seen)
    return asked


def canonical(asked: dict[str, Any]) -> str:
    """Digest of what a callback is asked, the same for all requests that ask the same.

    The callbacks of this site are functions of what they are sent and of the dataset. Neither the order in which boxes
    were ticked changes an answer, nor how often a button was pressed beyond once.
    """
    for group in (asked["inputs"], asked.get("state", [])):
        for item in (item for items in group for item in (items if isinstance(items, list) else [items])):
            value = item.get("value")
            if isinstance(value, list):
                item["value"] = sorted(value)
            elif item["property"] == "n_clicks":
                item["value"] = bool(value)
    asked.pop("parsedChangedPropsIds", None)
    return hashlib.blake2b(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS), digest_size=20).hexdigest()


def written_id(name: str | Mapping[str, Any]) -> str:
    """The id of a component as Dash writes it in the names of what has changed."""
    return name if isinstance(name, str) else json.dumps(name, sort_keys=True, separators=(",", ":"))


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


def _expected(output: str, known: Mapping[str, Any]) -> Expected:
    is_list = output.startswith("..")
    written = output[2:-2].split("...") if is_list else [output]
    return Expected(
        outputs=None if known.get("no_output") else tuple(_slot(*name.rsplit(".", 1)) for name in written),
        is_list=is_list,
        inputs=tuple(_slot(read["id"], read["property"]) for read in known["inputs"]),
        states=tuple(_slot(read["id"], read["property"]) for read in known["state"]),
    )


def _slot(name: str, prop: str) -> Slot:
    if not name.startswith("{"):
        return Slot(name, prop)
    parts = json.loads(name)
    return Slot(parts, prop, next((value[0] for value in parts.values() if isinstance(value, list)), ""))


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
        if slot.wildcard == "ALL":
            _check_all(items, slot, seen, is_input=is_input, is_output=is_output)
        else:
            _check_item(items, slot, seen, is_input=is_input, is_output=is_output)


def _check_all(items: Any, slot: Slot, seen: _Seen, *, is_input: bool, is_output: bool) -> None:
    if not isinstance(items, list) or len(items) > MOST_COMPONENTS:
        raise Refused("not a list of components")
    names = [_check_item(item, slot, seen, is_input=is_input, is_output=is_output) for item in items]
    seen.names[slot.kind] = names
    if len(set(names)) < len(names):
        raise Refused("a component said twice")
    # Two properties of the same components: of the same ones, in the same order.
    if seen.lists.setdefault(str(slot.id), names) != names:
        raise Refused("components that are not those of one page")


def _check_item(item: Any, slot: Slot, seen: _Seen, *, is_input: bool, is_output: bool) -> str:
    if not isinstance(item, dict) or item.get("property") != slot.prop or "id" not in item:
        raise Refused("not the property of a component")
    if item.keys() - {"id", "property"} and (is_output or item.keys() != {"id", "property", "value"}):
        raise Refused("not the members of a property")
    name = _check_id(item["id"], slot)
    if slot.wildcard == "MATCH":
        if seen.matched not in (None, name):
            raise Refused("components that do not match")
        seen.matched = name
    if not is_output and not _rule(slot)(item.get("value")):
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
    if not (is_address(said["name"]) if slot.kind == ids.LINK else tuple(sorted(said.items())) in KNOWN):
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
    if not all(name in seen.input_ids for name in parsed):
        raise Refused("a change of what is no input")


def _check_names(seen: _Seen) -> None:
    for kinds in _SAME:
        said = [seen.names[kind] for kind in kinds if kind in seen.names]
        # Dash lists the parts of cards in an order of its own, that of the depth at which they stand.
        if any(sorted(names) != sorted(said[0]) for names in said):
            raise Refused("components that are not those of one page")
    for inner, outer in _AMONG:
        if inner in seen.names and outer in seen.names and not set(seen.names[inner]) <= set(seen.names[outer]):
            raise Refused("components that are not those of one page")


def is_address(path: str) -> bool:
    """True for the address of a page or file of this site."""
    folder, _, slug = path.rpartition("/")
    if folder == PROJECT.rpartition("/")[0]:
        return slug in store.current().vocabulary.projects.names
    return _is_routed(current_app._get_current_object(), path)  # type: ignore[attr-defined]


@functools.lru_cache(maxsize=1024)
def _is_routed(server: Flask, path: str) -> bool:
    if path in VIEWS:
        return "<" not in path
    if not _ADDRESS.fullmatch(path):
        return False
    try:
        endpoint, _ = server.url_map.bind("").match(path)
    except (HTTPException, RequestRedirect):
        return False
    return endpoint not in ANY_PATH


def _is_text(value: Any, longest: int) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= longest)


def _is_control_value(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= _MOST_VALUES and all(isinstance(one, str) and len(one) <= _LONGEST_VALUE for one in value)
    return _is_text(value, _LONGEST_VALUE)


def _is_count(value: Any) -> bool:
    return value is None or (type(value) is int and 0 <= value <= _MOST_PRESSES)


def _is_plain(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, bool) or _is_count(value) or _is_control_value(value)


_VALUES: Mapping[str, Callable[[Any], bool]] = {
    "value": _is_control_value,
    "n_clicks": _is_count,
    f"{ids.QUERY}.data": lambda value: _is_text(value, _LONGEST_QUERY),
    f"{ids.VIEW}.data": lambda value: value is not None and _is_text(value, _LONGEST_QUERY),
}
"""Property, of one component or of any → what it may hold; where nothing is said, a text, a number or a few texts."""


def _rule(slot: Slot) -> Callable[[Any], bool]:
    return _VALUES.get(f"{slot.kind}.{slot.prop}") or _VALUES.get(slot.prop, _is_plain)
