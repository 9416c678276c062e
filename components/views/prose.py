"""The pieces of a page of text: sections, lists, terms, links, in French typography."""

from collections.abc import Sequence
from typing import TypeAlias

from dash import html
from dash.development.base_component import Component

from components.addresses.site import NOT_STATED
from data.model import french

Text: TypeAlias = str | Component | Sequence[str | Component]


def section(title: str, *content: Text, anchor: str | None = None) -> html.Section:
    """A section under its h2; each text becomes a paragraph, each list of texts and links one paragraph too."""
    heading = html.H2(french.typeset(title), id=anchor) if anchor else html.H2(french.typeset(title))
    return html.Section([heading, *(_block(item) for item in content)], className="prose")


def bullets(*items: Text) -> html.Ul:
    """A list of texts."""
    return html.Ul([html.Li(_inline(item)) for item in items], className="liste")


def terms(*pairs: tuple[str, Text]) -> html.Dl:
    """Names and what each stands for; « non renseigné » where nothing is said."""
    return html.Dl(
        [
            part
            for name, value in pairs
            for part in (html.Dt(french.typeset(name)), html.Dd(_inline(value or NOT_STATED)))
        ],
        className="termes",
    )


def link(text: str, address: str) -> html.A:
    """A link."""
    return html.A(french.typeset(text), href=address)


def mail_link(address: str) -> Text:
    """A link that writes to an address, or the words that none is given."""
    return html.A(address, href=f"mailto:{address}") if "@" in address else address or NOT_STATED


def _block(item: Text) -> Component:
    return item if isinstance(item, Component) and not isinstance(item, html.A) else html.P(_inline(item))


def _inline(item: Text) -> list[str | Component]:
    parts = [item] if isinstance(item, str | Component) else list(item)
    return [french.typeset(part) if isinstance(part, str) else part for part in parts]
