"""Elements of pages, as light as their text: those of Dash check every property, for a third of the time of a page."""

from typing import Any


class Component:
    """An element: its content (text, elements, a list of both, or None) and its attributes, as React names them."""

    __slots__ = ("attributes", "children")
    tag = ""

    def __init__(self, children: Any = None, **attributes: Any) -> None:
        self.children = children
        self.attributes = attributes


class Graph(Component):
    """A chart: attributes `figure`, `id`, `style`, and `config` where plotly.js can draw over its drawing."""

    __slots__ = ()
