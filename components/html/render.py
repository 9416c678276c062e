"""A component tree as plain HTML: pages, and the parts of them that follow the filters."""

import functools
import re
from collections.abc import Mapping
from html import escape
from typing import Any

import orjson

from components.addresses.site import site
from components.charts.parts import theme
from components.html.figure_svg import to_svg
from components.markup import Component, Graph
from data.model import french

_ATTRIBUTES = {"className": "class", "htmlFor": "for"}
_ADDRESSES = {"href", "src", "action", "formAction"}
_VOID = {"br", "hr", "img", "input"}


def to_html(node: Any) -> str:
    """The HTML of a component, of text, or of a list of both; a graph becomes an SVG beside its figure."""
    if isinstance(node, str):
        return _text(node)
    if node is None:
        return ""
    if isinstance(node, (list, tuple)):
        return "".join([to_html(child) for child in node])
    if not isinstance(node, Component):
        return str(node)
    if isinstance(node, Graph):
        return _graph(node.attributes)
    tag = node.tag
    start = f"<{tag}{_attributes(node.attributes)}>" if node.attributes else f"<{tag}>"
    if tag == "code":
        # Copied as it is.
        return f"{start}{escape(str(node.children), quote=False)}</code>"
    return start if tag in _VOID else f"{start}{to_html(node.children)}</{tag}>"


# A page says the same names and « n. d. » in many cells.
@functools.lru_cache(maxsize=4096)
def _text(text: str) -> str:
    return escape(french.with_apostrophes(text), quote=False)


def drawing(figure: dict[str, Any], name: str) -> str:
    """The drawing of a chart on a page, hidden from assistive technology: what stands around it names it."""
    # Its links are for pointers; the tables have them for everyone.
    return to_svg(figure, name=name).replace("<a href", '<a tabindex="-1" href')


def live_figure(figure: dict[str, Any]) -> dict[str, Any]:
    """The figure that plotly.js draws over the drawing, with its settings; words and links are those of the drawing."""
    traces = [
        {name: value for name, value in trace.items() if name not in ("hovertext", "customdata")}
        | ({"hoverinfo": "none"} if trace.get("hoverinfo") == "text" else {})
        for trace in figure["data"]
    ]
    return {"data": traces, "layout": figure["layout"], "config": theme.CONFIG}


def in_data_block(value: object) -> str:
    """Plain values and components as JSON that can stand in a script element.

    Dash does not fix the order of a component's properties: sorted, any process gives the same bytes.
    """
    text = orjson.dumps(value, default=lambda node: node.to_plotly_json(), option=orjson.OPT_SORT_KEYS)
    # Only « < » could end the element early.
    return text.decode().replace("<", "\\u003c")


def _graph(graph: Mapping[str, Any]) -> str:
    figure = graph["figure"]
    # Without settings for plotly.js it stays a drawing: a slide.
    is_live = "config" in graph
    data = f'<script type="application/json">{in_data_block(live_figure(figure))}</script>' if is_live else ""
    return f'<div class="graphique" style="{escape(_style(graph["style"]))}">{data}{drawing(figure, graph["id"])}</div>'


def _attributes(attributes: Mapping[str, Any]) -> str:
    written = ""
    for name, value in sorted(attributes.items()):
        if value is None or value is False:
            continue
        if name in _ADDRESSES:
            value = site().located(str(value))
        elif name == "style":
            value = _style(value)
        written += _attribute(name, value)
    return written


@functools.lru_cache(maxsize=4096)
def _attribute(name: str, value: Any) -> str:
    # Attributes with a hyphen are lower case already.
    name = _ATTRIBUTES.get(name) or name.lower()
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def _style(style: dict[str, str] | None) -> str:
    # React writes minHeight for min-height.
    names = {name: re.sub("([A-Z])", r"-\1", name).lower() for name in style or {}}
    return ";".join(f"{names[name]}:{value}" for name, value in (style or {}).items())
