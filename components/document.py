"""The HTML document of a page: head, the first paint drawn by the server, and the data that Dash starts from."""

from dataclasses import dataclass
from html import escape

from dash.development.base_component import Component
from plotly.io.json import to_json_plotly

from components.frames import SERVICE
from components.static_html import to_html


@dataclass(frozen=True)
class Head:
    """What the head of a document says.

    Attributes:
        title: Title of the page.
        description: One sentence; empty for pages that are not indexed.
        canonical: Address of the full page, with its selection.
        is_indexed: False for embedded views and error pages.
    """

    title: str
    description: str
    canonical: str
    is_indexed: bool = True


def dash_document(head: Head, layout: Component, dependencies: list[dict], dash_parts: dict[str, str]) -> str:
    """The document of a live page.

    The layout stands twice: as HTML, read at once by anyone, and as data, from which Dash builds the live page
    beside it; `assets/10-start.js` puts the live page in its place once its charts are drawn.

    Args:
        head: What the head says.
        layout: The page.
        dependencies: Dash's callbacks, inlined to spare a request.
        dash_parts: The parts that `Dash.interpolate_index` receives.
    """
    return _document(
        head,
        dash_parts["css"],
        f'<div id="premier-rendu">{to_html(layout)}</div>'
        f'<div id="rendu-vivant">{dash_parts["app_entry"]}</div>'
        f'<script type="application/json" id="page-layout">{_inlined(layout)}</script>'
        f'<script type="application/json" id="page-dependencies">{_inlined(dependencies)}</script>'
        f"<footer hidden>{dash_parts['config']}{dash_parts['scripts']}{dash_parts['renderer']}</footer>",
    )


def plain_document(head: Head, content: Component, style_sheets: str) -> str:
    """The document of a page that needs no JavaScript, such as an error page."""
    return _document(head, style_sheets, to_html(content))


def _document(head: Head, css: str, body: str) -> str:
    title = head.title if head.title == SERVICE else f"{head.title} – {SERVICE}"
    robots = "" if head.is_indexed else '<meta name="robots" content="noindex">'
    description = f'<meta name="description" content="{escape(head.description)}">' if head.description else ""
    return (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title, quote=False)}</title>{description}{robots}"
        f'<link rel="canonical" href="{escape(head.canonical)}">'
        '<meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">'
        f"{css}{_WITHOUT_SCRIPT}</head><body>{body}</body></html>"
    )


# Without JavaScript the switch cannot work and nothing will be drawn: the tables stand in the graph's place.
_WITHOUT_SCRIPT = (
    "<noscript><style>.carte-tableaux{display:block!important}.carte-graphique,.bascule{display:none!important}"
    ".sans-js{display:inline-block!important}</style></noscript>"
)


def _inlined(value: object) -> str:
    # Inside a script element only « < » can end the data early.
    return to_json_plotly(value).replace("<", "\\u003c")
