"""A component tree as plain HTML: pages, and the parts of them that follow the filters.

React would build the same elements again in the browser, on a phone for seconds: Dash keeps the filters alone.
"""

import re
from html import escape
from typing import Any

import orjson
from dash.development.base_component import Component

from components.html.figure_svg import to_svg

_ATTRIBUTES = {"className": "class", "htmlFor": "for"}
_VOID = {"br", "hr", "img", "input"}
GRAPH = 'class="graphique"'
"""Marks the element of a chart."""
_LIVE_ONLY = {"debounce", "options", "persistence"}


def to_html(node: Any) -> str:
    """The HTML of a component, of text, or of a list of both.

    Ids made of several parts are left out: they only serve callbacks. A graph becomes a light SVG beside its figure,
    from which `assets/12-graphs.js` draws it live; check boxes become native ones that a form can send.
    """
    if node is None:
        return ""
    if isinstance(node, list | tuple):
        return "".join(to_html(child) for child in node)
    if not isinstance(node, Component):
        return escape(str(node), quote=False)
    kind = node._type
    if kind == "Graph":
        return _graph(node)
    if kind == "Select":
        return _select(node)
    if kind == "Checklist":
        return "".join(_check_box(node, option) for option in node.options)
    tag = kind.lower()
    start = f"<{tag}{_attributes(node)}>"
    return start if tag in _VOID else f"{start}{to_html(getattr(node, 'children', None))}</{tag}>"


def in_data_block(value: object) -> str:
    """Plain values and components as JSON that can stand in a script element.

    Dash does not fix the order of a component's properties: sorted, any process gives the same bytes.
    """
    text = orjson.dumps(value, default=lambda node: node.to_plotly_json(), option=orjson.OPT_SORT_KEYS)
    # Only « < » could end the element early.
    return text.decode().replace("<", "\\u003c")


def _graph(node: Component) -> str:
    figure = {"data": node.figure["data"], "layout": node.figure["layout"], "config": node.config}
    return (
        f'<div {GRAPH} style="{escape(_style(node.style))}">'
        f'<script type="application/json">{in_data_block(figure)}</script>'
        f"{to_svg(node.figure, node.figure['layout']['height'])}</div>"
    )


def _attributes(node: Component) -> str:
    attributes = []
    for name, value in sorted(node.to_plotly_json()["props"].items()):
        is_composed_id = name == "id" and not isinstance(value, str)
        if name == "children" or name in _LIVE_ONLY or value is None or value is False or is_composed_id:
            continue
        is_exact = name.startswith(("data-", "aria-"))
        html_name = _ATTRIBUTES.get(name, name if is_exact else name.lower())
        text = _style(value) if name == "style" else str(value)
        attributes.append(f" {html_name}" if value is True else f' {html_name}="{escape(text)}"')
    return "".join(attributes)


def _style(style: dict[str, str] | None) -> str:
    # React writes minHeight for min-height.
    names = {name: re.sub("([A-Z])", r"-\1", name).lower() for name in style or {}}
    return ";".join(f"{names[name]}:{value}" for name, value in (style or {}).items())


def _check_box(checklist: Component, option: dict[str, str]) -> str:
    value, name = escape(option["value"]), escape(checklist.name)
    checked = " checked" if option["value"] in (checklist.value or []) else ""
    return (
        f'<div class="form-check"><label class="form-check-label">'
        f'<input type="checkbox" class="form-check-input" name="{name}" value="{value}"{checked}>'
        f"{escape(option['label'], quote=False)}</label></div>"
    )


def _select(node: Component) -> str:
    options = "".join(
        f'<option value="{escape(option["value"])}"{" selected" if option["value"] == node.value else ""}>'
        f"{escape(option['label'], quote=False)}</option>"
        for option in node.options
    )
    return f'<select class="form-select" name="{escape(node.name)}">{options}</select>'
