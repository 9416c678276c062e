"""What the request of each callback says: read from Dash's own map, so that a callback is covered the day it is added.

Only what its components are named, and what they may hold, is said here; `tests/callbacks/test_guard.py` finds a
component that is not.
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

_MOST_VALUES, _LONGEST_VALUE, _LONGEST_QUERY, _LARGEST = 50, 200, 4094, 10**9
_OWN_CONTROLS = ("de", "a", "communs", "colonnes", "projet")
"""Parameters of the controls that a view has besides the filters."""


def _known_ids() -> Iterator[Mapping[str, str]]:
    for name, a_filter in FILTERS.items():
        yield ids.filter_control(a_filter.parameter, ids.COUNTED if name in COUNTED else ids.PLAIN)
    yield from map(ids.filter_control, _OWN_CONTROLS)


KNOWN = frozenset(tuple(sorted(known.items())) for known in _known_ids())
"""The ids made of several parts that the pages bear."""


@dataclass(frozen=True)
class Slot:
    """A property of a component, or of all those that a pattern names, that a callback reads or writes.

    Attributes:
        id: Id of the component; a pattern has the wildcard of Dash in the place of what it leaves open.
        prop: The property.
        is_pattern: It names components by a pattern.
    """

    id: str | dict[str, Any]
    prop: str
    is_pattern: bool = False

    @property
    def kind(self) -> str:
        """The type in an id made of several parts, the id itself otherwise."""
        return self.id if isinstance(self.id, str) else str(self.id["type"])

    def can_hold(self, value: Any) -> bool:
        """True for a value that the property may have."""
        rule = _VALUES.get(f"{self.kind}.{self.prop}") or _VALUES.get(self.kind, _is_plain)
        return rule(value)


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


def expected_requests(callback_map: Mapping[str, Mapping[str, Any]]) -> dict[str, Expected]:
    """Output → what the request of its callback says, for the callbacks that the server answers."""
    return {output: _expected(output, known) for output, known in callback_map.items() if "callback" in known}


def written_id(name: str | Mapping[str, Any]) -> str:
    """The id of a component as Dash writes it in the names of what has changed."""
    return name if isinstance(name, str) else json.dumps(name, sort_keys=True, separators=(",", ":"))


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
    return Slot(parts, prop, is_pattern=any(isinstance(value, list) for value in parts.values()))


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest


def _is_control_value(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= _MOST_VALUES and all(_is_text(one, _LONGEST_VALUE) for one in value)
    return value is None or _is_text(value, _LONGEST_VALUE)


def _is_plain(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, bool) or (type(value) is int and abs(value) <= _LARGEST) or _is_control_value(value)


def _are_charts(value: Any) -> bool:
    if not _is_text(value, _LONGEST_QUERY):
        return value is None
    names = value.split()
    return " ".join(names) == value and len(set(names)) == len(names) and set(names) <= CHARTS.keys()


def _is_page(value: Any) -> bool:
    return _is_text(value, _LONGEST_QUERY) and value.partition("?")[0] in VIEWS


def _is_call(value: Any) -> bool:
    what, _, name = value.partition(" ") if _is_text(value, _LONGEST_VALUE) else ("", "", "")
    return what in (CARD, TABLES) and name in CHARTS


_VALUES: Mapping[str, Callable[[Any], bool]] = {
    ids.FILTER: _is_control_value,
    ids.PAGE: _is_page,
    ids.QUERY: lambda value: value is None or _is_text(value, _LONGEST_QUERY),
    ids.SHOWN: _are_charts,
    ids.OPENED: _are_charts,
    ids.CALL: _is_call,
}
"""Component → what it may hold; where nothing is said, a text, a number or a few texts."""
