"""A component tree as plain HTML: the first paint, the page without JavaScript, and error pages."""

import re
from html import escape
from typing import Any

from dash.development.base_component import Component

from components.figures.svg import to_svg

_ATTRIBUTES = {"className": "class", "htmlFor": "for"}
_VOID = {"br", "hr", "img", "input"}
_LIVE_ONLY = {"debounce", "options", "persistence"}
_INVISIBLE = {"Store", "Interval", "Location", "Download"}


def to_html(node: Any) -> str:
    """The HTML of a component, of text, or of a list of both.

    Ids made of several parts are left out: they only serve callbacks. A graph leaves its room empty, check
    boxes become native ones that a form can send.
    """
    if node is None:
        return ""
    if isinstance(node, list | tuple):
        return "".join(to_html(child) for child in node)
    if not isinstance(node, Component):
        return escape(str(node), quote=False)
    kind = node._type
    if kind in _INVISIBLE:
        return ""
    if kind == "Graph":
        drawing = to_svg(node.figure, node.figure["layout"]["height"])
        return f'<div class="dash-graph" style="{escape(_style(node.style))}">{drawing}</div>'
    if kind == "Select":
        return _select(node)
    if kind == "Checklist":
        return "".join(_check_box(node, option) for option in node.options)
    return _element(kind.lower(), node)


def _element(tag: str, node: Component) -> str:
    attributes = _attributes(node)
    if tag in _VOID:
        return f"<{tag}{attributes}>"
    # What stands in the first paint alone is left beside the children, where Dash does not look.
    children = getattr(node, "first_paint", None) or getattr(node, "children", None)
    return f"<{tag}{attributes}>{to_html(children)}</{tag}>"


def _attributes(node: Component) -> str:
    properties = {name: value for name, value in node.to_plotly_json()["props"].items() if name != "children"}
    written = []
    for name, value in sorted(properties.items()):
        if value is None or value is False or name in _LIVE_ONLY or (name == "id" and not isinstance(value, str)):
            continue
        if name == "style":
            value = _style(value)
        html_name = _ATTRIBUTES.get(name, name.lower() if not name.startswith(("data-", "aria-")) else name)
        written.append(f" {html_name}" if value is True else f' {html_name}="{escape(str(value))}"')
    return "".join(written)


def _style(style: dict[str, str] | None) -> str:
    # React writes minHeight what a style sheet writes min-height.
    names = {name: re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", name) for name in style or {}}
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
