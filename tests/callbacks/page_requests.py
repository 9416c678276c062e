"""What Dash's renderer sends for the pages of this site, made from their layouts."""

from collections.abc import Iterator
from typing import Any

import pytest
from callbacks.cards import CARD, TABLES
from dash import Dash
from dash.development.base_component import Component

from callbacks import pages, request_shapes, results
from components.addresses import ids
from components.addresses.view_state import ViewState
from components.charts.catalogue import CHARTS
from components.views import VIEWS
from data.model.selection import Selection

EXAMPLES = [address for view in VIEWS.values() if view.is_live for address in (view.examples or (view.path,))]
"""Every page of which Dash keeps a part, and some of those that stand for many."""


def components(node: Any) -> Iterator[Component]:
    """A component and all that it holds, in the order of the page."""
    if isinstance(node, list | tuple):
        for child in node:
            yield from components(child)
    elif isinstance(node, Component):
        yield node
        yield from components(getattr(node, "children", None))


def opened(path: str) -> list[Component]:
    """The components with an id of the part that Dash keeps of a page, as it opens."""
    view = VIEWS.get(path) or VIEWS["/projets/<projet>"]
    project = "" if path in VIEWS else path.rpartition("/")[2]
    live = pages.layout_of(view, ViewState(Selection(project=project)))[ids.LIVE]
    return [node for node in components(live) if getattr(node, "id", None) is not None]


def _belongs(node: Component, slot: request_shapes.Property) -> bool:
    if isinstance(slot.id, str):
        return bool(node.id == slot.id)
    if not isinstance(node.id, dict) or node.id.keys() != slot.id.keys():
        return False
    return all(isinstance(value, list) or node.id[key] == value for key, value in slot.id.items())


def _item(node: Component, slot: request_shapes.Property, *, has_value: bool) -> dict[str, Any]:
    said = {"id": node.id, "property": slot.prop}
    value = getattr(node, slot.prop, None)
    return {**said, "value": value} if has_value and value is not None else said


def request_of(output: str, shape: request_shapes.RequestShape, page: list[Component]) -> dict[str, Any] | None:
    """The request of a callback from a page, None where the page lacks what it needs.

    Args:
        output: Its name in Dash's map.
        shape: Its shape.
        page: The components of the page.
    """

    def said(slots: tuple[request_shapes.Property, ...], *, has_value: bool) -> list[Any]:
        found: list[Any] = []
        for slot in slots:
            items = [_item(node, slot, has_value=has_value) for node in page if _belongs(node, slot)]
            if slot.is_pattern:
                found.append(items)
            elif items:
                found.append(items[0])
        return found

    inputs, states = said(shape.inputs, has_value=True), said(shape.states, has_value=True)
    outputs = said(shape.outputs or (), has_value=False)
    flat = [item for group in inputs for item in (group if isinstance(group, list) else [group])]
    is_whole = (len(inputs), len(states), len(outputs)) == (
        len(shape.inputs),
        len(shape.states),
        len(shape.outputs or ()),
    )
    if not flat or not is_whole:
        return None
    name = flat[0]["id"]
    changed = f"{request_shapes.id_text(name)}.{flat[0]['property']}"
    body = {
        "output": output,
        "outputs": outputs if shape.has_several_outputs else outputs[0],
        "inputs": inputs,
        "changedPropIds": [changed],
        # As Dash writes it: an id made of parts alone, a plain one with its property.
        "parsedChangedPropsIds": [changed if isinstance(name, str) else name],
    }
    return {**body, "state": states} if states else body


def is_filter(body: dict[str, Any]) -> bool:
    """True for a change of filter, False for a card or tables that are called for."""
    return isinstance(body["inputs"][0], list)


def filter_request(app: Dash, path: str) -> dict[str, Any]:
    """The request of a change of filter on a page."""
    return next(body for body in requests_from(app, path) if is_filter(body))


def requests_from(app: Dash, path: str) -> list[dict[str, Any]]:
    """One request of each callback of a page; cards and tables are asked for by the name of the first chart."""
    found = request_shapes.request_shapes(app.callback_map)
    made = [request_of(output, wanted, opened(path)) for output, wanted in found.items()]
    return [body if is_filter(body) else called(body, CARD, "cout-total") for body in made if body]


def called(body: dict[str, Any], what: str, chart: str) -> dict[str, Any]:
    """The request that asks for the card or the tables of a chart."""
    call = {**body["inputs"][0], "value": f"{what} {chart}"}
    return {**body, "inputs": [call]}


def every_request(app: Dash) -> list[dict[str, Any]]:
    """One request of each callback from each page that can send it, and of each card and its tables."""
    made = [body for path in EXAMPLES for body in requests_from(app, path)]
    call = next(body for body in made if not is_filter(body))
    return made + [called(call, what, name) for name in CHARTS for what in (CARD, TABLES)]


def break_chart(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    """Make one chart of the catalogue fail, with a detail that nobody may be told."""
    chart_of = results.chart_of

    def fail_for_one(name: str, *rest: Any) -> Any:
        if name == broken:
            raise RuntimeError("secret detail")
        return chart_of(name, *rest)

    monkeypatch.setattr(results, "chart_of", fail_for_one)
