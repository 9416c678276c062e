"""The HTML document of a page: head, the page itself, and the data that Dash starts from."""

from dataclasses import dataclass
from html import escape

import orjson
from dash.development.base_component import Component

from components.addresses import ids
from components.addresses.site import site
from components.charts.parts.tokens import PAGE
from components.html import joined_files
from components.html.frame import SERVICE
from components.html.static_html import GRAPH, in_data_block, to_html


@dataclass(frozen=True)
class Head:
    """What the head of a document says.

    Attributes:
        title: Title of the page.
        description: One sentence; empty for pages that are not indexed.
        canonical: Path and query of the full page, empty where the page is none.
        picture: Name of the picture shown beside a shared link, in `assets/apercus`.
        is_embedded: Its links open the full site, in a window of their own.
    """

    title: str
    description: str
    canonical: str
    picture: str = ""
    is_embedded: bool = False


@dataclass(frozen=True)
class DashStart:
    """What Dash starts from in the browser.

    Attributes:
        dependencies: Its callbacks.
        settings: Its settings, as the element that it writes.
        script: Address of its script.
    """

    dependencies: list[dict]
    settings: str
    script: str


def document(
    head: Head, page: Component, dash: DashStart | None = None, without_script: Component | None = None
) -> str:
    """The document of a page.

    The page is written as HTML, read at once by anyone. Its charts are drawn live in their places; then Dash, whose
    data stand at the end, takes the place of the filters alone (`assets/10-start.js`).

    Args:
        head: What the head says.
        page: The page.
        dash: Where Dash keeps a part of the page.
        without_script: What stands at the end of the page only for who runs no script.
    """
    content = to_html(page)
    if without_script is not None:
        # Inside noscript: for all others it is text that weighs nothing on the page.
        content = content.replace("</main>", f"<noscript>{to_html(without_script)}</noscript></main>", 1)
    if dash:
        content += _start(dash, page[ids.LIVE])
    return _document(head, content, has_graphs=GRAPH in content)


def _start(dash: DashStart, kept: Component) -> str:
    return (
        f'<script type="application/json" id="page-layout">{in_data_block(kept)}</script>'
        f'<script type="application/json" id="page-dependencies">{in_data_block(dash.dependencies)}</script>'
        f'<div hidden id="_dash-renderer" data-src="{dash.script}">{_settings(dash.settings)}</div>'
    )


def _document(head: Head, body: str, *, has_graphs: bool) -> str:
    plotly = f'<script defer src="{joined_files.plotly_script().path}"></script>'
    title = escape(page_title(head.title), quote=False)
    description = f'<meta name="description" content="{escape(head.description)}">' if head.description else ""
    return (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{joined_files.style()}</style>"
        # Deferred scripts run in order once the page is parsed, and the charts are drawn after both.
        f'<script defer src="{joined_files.page_scripts().path}"></script>'
        f"{plotly if has_graphs else ''}"
        f"<title>{title}</title>{description}{_addresses(head)}"
        '<meta name="color-scheme" content="light dark">'
        f"{_GROUNDS}"
        '<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">'
        # What must stay in the frame says so: target="_self".
        f"{'<base target=_blank>' if head.is_embedded else ''}"
        f"{_WITHOUT_SCRIPT}</head><body>{body}</body></html>"
    )


def page_title(title: str) -> str:
    """The title of a document: the page's, then the service's."""
    return title if title == SERVICE else f"{title} – {SERVICE}"


def _addresses(head: Head) -> str:
    # Canonical and picture must be whole addresses; nothing is built from the Host that a request claims.
    tags = [
        f'<meta property="og:title" content="{escape(page_title(head.title))}">',
        f'<meta property="og:description" content="{escape(head.description)}">',
        '<meta property="og:type" content="website">',
        '<meta property="og:locale" content="fr_FR">',
        f'<meta property="og:site_name" content="{escape(SERVICE)}">',
    ]
    if address := head.canonical and site().absolute(head.canonical):
        picture = site().absolute(f"/assets/apercus/{head.picture}")
        tags += [
            f'<link rel="canonical" href="{escape(address)}">',
            f'<meta property="og:url" content="{escape(address)}">',
            f'<meta property="og:image" content="{escape(picture)}">',
            '<meta property="og:image:width" content="1200"><meta property="og:image:height" content="630">',
            f'<meta property="og:image:alt" content="{escape(page_title(head.title))}">',
            '<meta name="twitter:card" content="summary_large_image">',
        ]
    return "".join(tags) if head.description else ""


# The browser's own surface around the page.
_GROUNDS = "".join(
    f'<meta name="theme-color" content="{PAGE["ground"][scheme]}" media="(prefers-color-scheme: {scheme})">'
    for scheme in ("light", "dark")
)


# Without JavaScript the switch cannot work and nothing will be drawn: the tables stand in the graph's place.
_WITHOUT_SCRIPT = (
    "<noscript><style>.carte-tableaux{display:block!important}.carte-graphique,.bascule,.avec-js{display:none!important}"
    ".sans-js{display:inline-block!important}</style></noscript>"
)


# Versions are nobody's business; the signed token of a page load only serves background callbacks, which are not used.
_UNTOLD = ("python_version", "dash_version", "dash_version_url", "plotly_version", "ddk_version", "end_id")


def _settings(config: str) -> str:
    """Dash's settings for the browser, the same for every visitor of a release."""
    start, end = config.index("{"), config.rindex("}") + 1
    told = {name: value for name, value in orjson.loads(config[start:end]).items() if name not in _UNTOLD}
    return config[:start] + in_data_block(told) + config[end:]
