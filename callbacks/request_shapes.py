"""Shape of the request of each callback, read from Dash's own map: a new callback is covered the day it is added.

Component ids and their values are listed here; `tests/callbacks/test_request_guard.py` finds a component that is not.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from callbacks.cards import CARD, TABLES
from components.addresses import ids
from components.charts.catalogue import CHARTS
from components.views import VIEWS
from data.model.selection import COUNTED, FILTERS

_MAX_VALUES, _MAX_VALUE, _MAX_QUERY, _MAX_NUMBER = 50, 200, 4094, 10**9
_VIEW_CONTROLS = ("de", "a", "communs", "colonnes")
"""Parameters of the controls that a view has besides the filters."""


@dataclass(frozen=True)
class Property:
    """A property that a callback reads or writes, of a component or of all those that a pattern names.

    Attributes:
        id: Id of the component; in a pattern, lists are Dash's wildcards.
        prop: Its name.
    """

    id: str | dict[str, Any]
    prop: str

    @property
    def is_pattern(self) -> bool:
        """True for an id with a wildcard."""
        return isinstance(self.id, dict) and any(isinstance(value, list) for value in self.id.values())

    @property
    def kind(self) -> str:
        """The type in an id made of several parts, the id itself otherwise."""
        return self.id if isinstance(self.id, str) else str(self.id["type"])

    def can_hold(self, value: Any) -> bool:
        """True for a value that a page may send."""
        can_hold = _VALUES.get(f"{self.kind}.{self.prop}") or _VALUES.get(self.kind, _is_plain)
        return can_hold(value)


@dataclass(frozen=True)
class RequestShape:
    """The properties in the request of a callback; `outputs` is None for a callback that writes nothing."""

    outputs: tuple[Property, ...] | None
    has_several_outputs: bool
    inputs: tuple[Property, ...]
    states: tuple[Property, ...]


def request_shapes(callback_map: Mapping[str, Mapping[str, Any]]) -> dict[str, RequestShape]:
    """Output → shape of the request, for the callbacks of Dash's map that the server answers."""
    return {output: _shape(output, entry) for output, entry in callback_map.items() if "callback" in entry}


def id_text(name: str | Mapping[str, Any]) -> str:
    """The id of a component as Dash writes it in the names of what has changed."""
    return name if isinstance(name, str) else json.dumps(name, sort_keys=True, separators=(",", ":"))


def _shape(output: str, entry: Mapping[str, Any]) -> RequestShape:
    has_several = output.startswith("..")
    names = output[2:-2].split("...") if has_several else [output]
    outputs = None if entry.get("no_output") else tuple(_property(*name.rsplit(".", 1)) for name in names)
    inputs, states = (tuple(_property(x["id"], x["property"]) for x in entry[key]) for key in ("inputs", "state"))
    return RequestShape(outputs, has_several, inputs, states)


def _property(name: str, prop: str) -> Property:
    return Property(json.loads(name) if name.startswith("{") else name, prop)


def _known_ids() -> Iterator[Mapping[str, str]]:
    for name, a_filter in FILTERS.items():
        yield ids.filter_control(a_filter.parameter, ids.COUNTED if name in COUNTED else ids.PLAIN)
    yield from map(ids.filter_control, _VIEW_CONTROLS)


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest


def _is_control_value(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= _MAX_VALUES and all(_is_text(one, _MAX_VALUE) for one in value)
    return value is None or _is_text(value, _MAX_VALUE)


def _is_plain(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, bool) or (type(value) is int and abs(value) <= _MAX_NUMBER) or _is_control_value(value)


def _are_charts(value: Any) -> bool:
    if not _is_text(value, _MAX_QUERY):
        return value is None
    names = value.split()
    return " ".join(names) == value and len(set(names)) == len(names) and set(names) <= CHARTS.keys()


def _is_page(value: Any) -> bool:
    return _is_text(value, _MAX_QUERY) and value.partition("?")[0] in VIEWS


def _is_call(value: Any) -> bool:
    what, _, name = value.partition(" ") if _is_text(value, _MAX_VALUE) else ("", "", "")
    return what in (CARD, TABLES) and name in CHARTS


KNOWN_IDS = frozenset(tuple(sorted(known.items())) for known in _known_ids())
"""The ids made of several parts that the pages bear."""
_VALUES: Mapping[str, Callable[[Any], bool]] = {
    ids.FILTER: _is_control_value,
    ids.PAGE: _is_page,
    ids.QUERY: lambda value: value is None or _is_text(value, _MAX_QUERY),
    ids.SHOWN: _are_charts,
    ids.OPENED: _are_charts,
    ids.CALL: _is_call,
}
"""Component → check of its value; `_is_plain` where there is none."""
