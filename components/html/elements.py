"""Elements that many pages share."""

from collections.abc import Iterable
from typing import Any

from components.markup import html


def bullets(items: Iterable[Any], **attributes: Any) -> html.Ul:
    """A list with one item for each content."""
    return html.Ul([html.Li(item) for item in items], **attributes)


def card(title: str, *content: Any, **attributes: Any) -> html.Section:
    """A card under its h2."""
    return html.Section([html.H2(title), *content], **{"className": "carte", **attributes})


def plain_table(caption: Any, heads: list[html.Th], rows: list[html.Tr], style: str = "tableau") -> html.Table:
    """A table: caption, one line of heads, rows."""
    content = [html.Caption(caption), html.Thead(html.Tr(heads)), html.Tbody(rows)]
    return html.Table(content, className=style)


def scroll_region(content: Any, label: str, style: str = "defile", **attributes: Any) -> html.Div:
    """What may be wider than the page: it scrolls by keyboard as well."""
    return html.Div(content, className=style, tabIndex="0", role="region", **{"aria-label": label, **attributes})
