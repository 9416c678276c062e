"""What Dash's renderer sends for the pages of this site, made from their layouts."""

from collections.abc import Iterator
from typing import Any

from dash import Dash
from dash.development.base_component import Component

from callbacks import guard, pages
from callbacks.cards import fill_card
from components.charts import CHARTS
from components.url_state import ViewState
from components.views import VIEWS

EXAMPLES = [path for path in VIEWS if "<" not in path] + [path for view in VIEWS.values() for path in view.examples]
"""Every page, and some of those that stand for many."""


def components(node: Any) -> Iterator[Component]:
    """A component and all that it holds, in the order of the page."""
    if isinstance(node, list | tuple):
        for child in node:
            yield from components(child)
    elif isinstance(node, Component):
        yield node
        yield from components(getattr(node, "children", None))


def named(layout: Any) -> list[Component]:
    """The components of a page that have an id."""
    return [node for node in components(layout) if getattr(node, "id", None) is not None]


def opened(path: str) -> list[Component]:
    """The components of a page as it opens."""
    view = VIEWS.get(path) or VIEWS["/projets/<projet>"]
    project = "" if path in VIEWS else path.rpartition("/")[2]
    return named(pages.layout_of(view, ViewState(project=project)))


def filled(name: str) -> list[Component]:
    """The components of a card that has come near."""
    return named(fill_card(name, ""))


def _belongs(node: Component, slot: guard.Slot) -> bool:
    if isinstance(slot.id, str):
        return bool(node.id == slot.id)
    if not isinstance(node.id, dict) or node.id.keys() != slot.id.keys():
        return False
    return all(isinstance(value, list) or node.id[key] == value for key, value in slot.id.items())


def _item(node: Component, slot: guard.Slot, *, has_value: bool) -> dict[str, Any]:
    said = {"id": node.id, "property": slot.prop}
    value = getattr(node, slot.prop, None)
    return {**said, "value": value} if has_value and value is not None else said


def request_of(output: str, expected: guard.Expected, page: list[Component], name: str = "") -> dict[str, Any] | None:
    """The request of a callback from a page, None where the page lacks what it needs.

    Args:
        output: Its name in Dash's map.
        expected: What it says.
        page: The components of the page.
        name: Of the component that a matching callback is about.
    """

    def said(slots: tuple[guard.Slot, ...], *, has_value: bool) -> list[Any]:
        found: list[Any] = []
        for slot in slots:
            nodes = [node for node in page if _belongs(node, slot)]
            if slot.wildcard == "MATCH":
                nodes = [node for node in nodes if node.id["name"] == name]
            items = [_item(node, slot, has_value=has_value) for node in nodes]
            if slot.wildcard == "ALL":
                found.append(items)
            elif items:
                found.append(items[0])
        return found

    inputs, states = said(expected.inputs, has_value=True), said(expected.states, has_value=True)
    outputs = said(expected.outputs or (), has_value=False)
    flat = [item for group in inputs for item in (group if isinstance(group, list) else [group])]
    is_whole = (len(inputs), len(states), len(outputs)) == (
        len(expected.inputs),
        len(expected.states),
        len(expected.outputs or ()),
    )
    if not flat or not is_whole:
        return None
    for item in flat:
        if item["property"] == "n_clicks":
            item["value"] = 1
    body = {
        "output": output,
        "outputs": outputs if expected.is_list else outputs[0],
        "inputs": inputs,
        "changedPropIds": [f"{guard.written_id(flat[0]['id'])}.{flat[0]['property']}"],
        "parsedChangedPropsIds": [flat[0]["id"]],
    }
    return {**body, "state": states} if states else body


def every_request(app: Dash) -> list[dict[str, Any]]:
    """One request of each callback from each page that can send it."""
    expected = guard.expected_requests(app.callback_map)
    cards = {name: filled(name) for name in CHARTS}
    made = []
    for path in EXAMPLES:
        page = opened(path)
        for output, wanted in expected.items():
            is_about = any(slot.wildcard == "MATCH" for slot in wanted.inputs)
            names = [node.id["name"] for node in page if isinstance(node.id, dict)] if is_about else [""]
            made += [request_of(output, wanted, page, name) for name in dict.fromkeys(names)]
    waiting = [node for node in opened("/") if isinstance(node.id, str)]
    for name, card in cards.items():
        call = named(_waiting(name))
        for output, wanted in expected.items():
            made.append(request_of(output, wanted, [*waiting, *call], name))
            made.append(request_of(output, wanted, [*waiting, *card], name))
    return [body for body in made if body is not None]


def _waiting(name: str) -> Component:
    from callbacks.results import drawn, question_of
    from components.chart_card import waiting_card
    from data import store

    return waiting_card(drawn(name, store.current(), question_of(ViewState())))
