"""The HTML document of a page: head, the page itself, and the data that Dash starts from."""

import functools
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

import orjson
from dash import html

from components.addresses import ids
from components.addresses.site import SERVICE, site
from components.charts.parts.tokens import PAGE
from components.html import joined_files
from components.html.render import in_data_block, to_html
from components.html.typeface import web_font
from components.markup import Component
from data.model import french

PREVIEWS = Path(__file__).parents[2] / "assets" / "apercus"
"""Folder of the picture shown beside a shared link to a view; `bin/draw-previews` draws them."""


LAYOUT = html.Div([html.Div(id=ids.QUESTION), html.Div(id=ids.ANSWER)])
"""The part of a page that Dash keeps, hidden: a change of filter is its question."""
LIVE = ' data-chart="'
"""In a page with charts that plotly.js can draw over."""
SLIDES = ' class="presentation"'
"""In the page of a deck."""
FOLD = (
    "document.addEventListener('click',function(e){"
    "var b=e.target.closest('.bouton-filtres,.bouton-menu');"
    "if(b)b.setAttribute('aria-expanded',b.getAttribute('aria-expanded')!=='true')})"
)
"""Inline script: the buttons « Filtres » and « Menu » work from the first paint on, before any file is there."""


@dataclass(frozen=True)
class Head:
    """The head of a document.

    Attributes:
        title: Title of the page.
        description: One sentence; empty for pages that are not indexed.
        canonical: Path and query of the full page, empty where the page is none.
        picture: Name of the picture shown beside a shared link, in `PREVIEWS`.
        is_embedded: Its links open the full site, in a window of their own.
    """

    title: str
    description: str
    canonical: str
    picture: str = ""
    is_embedded: bool = False


@dataclass(frozen=True)
class DashStart:
    """The data that Dash starts from in the browser.

    Attributes:
        dependencies: Its callbacks.
        settings: Its settings, as the element that it writes.
        script: Address of its script.
    """

    dependencies: list[dict]
    settings: str
    script: str


def preview_name(path: str) -> str:
    """Name of the picture of a view: the words of its address, that of a project's page being « projet »."""
    name = "projet" if path.startswith("/projets/") else path.strip("/").replace("/", "-")
    return f"{name or 'synthese'}.png"


def preview(path: str) -> str:
    """Name of the picture of a view, where it has none of its own that of Tendances for charts, of the Synthèse."""
    above = "/tendances" if path.startswith(("/tendances/", "/graphiques/")) else "/"
    name = preview_name(path)
    return name if (PREVIEWS / name).exists() else preview_name(above)


def document(
    head: Head, page: Component, dash: DashStart | None = None, without_script: Component | None = None
) -> str:
    """The document of a page.

    The page is complete plain HTML. Its scripts fetch plotly.js and Dash, whose data stand at the end, for whoever
    points at a chart or touches a filter (`assets/12-live.js`, `assets/10-question.js`).

    Args:
        head: The head.
        page: The page.
        dash: For a page with filters.
        without_script: Added at the end of the page only where scripts do not run.
    """
    body = to_html(page)
    if without_script is not None:
        # Inside noscript: for all others it is text that weighs nothing on the page.
        body = body.replace("</main>", f"<noscript>{to_html(without_script)}</noscript></main>", 1)
    if dash:
        body += (
            f'<script type="application/json" id="page-layout">{in_data_block(LAYOUT)}</script>'
            f'<script type="application/json" id="page-dependencies">{in_data_block(dash.dependencies)}</script>'
            '<div hidden id="react-entry-point"></div>'
            f'<div hidden id="_dash-renderer" data-src="{site().located(dash.script)}">{_settings(dash.settings)}</div>'
        )
    plotly = f' data-plotly="{site().located(joined_files.plotly_script().path)}"' if LIVE in body else ""
    description = f'<meta name="description" content="{escape(head.description)}">{_open_graph(head)}'
    return (
        f'<!DOCTYPE html><html lang="fr"{plotly}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{_preload()}<style>{joined_files.style(has_slides=SLIDES in body)}</style>"
        f"<script>{FOLD}</script>"
        f'<script defer src="{site().located(joined_files.page_scripts().path)}"></script>'
        f"<title>{escape(_title(head), quote=False)}</title>{description if head.description else ''}"
        '<meta name="color-scheme" content="light dark">'
        f"{_THEME_COLOURS}"
        f'<link rel="icon" href="{_icon()}">'
        # Links that stay in the frame have target="_self".
        f"{'<base target=_blank>' if head.is_embedded else ''}"
        f"{_WITHOUT_SCRIPT}</head><body>{body}</body></html>"
    )


@functools.cache
def _preload() -> str:
    font = web_font()
    return (
        f'<link rel="preload" href="{site().located(font[0])}" as="font" type="font/woff2" crossorigin>' if font else ""
    )


@functools.cache
def _icon() -> str:
    # Inline: browsers ask for the file again each time that a script rewrites the address.
    return "data:image/svg+xml," + quote((joined_files.ASSETS / "favicon.svg").read_text(encoding="utf-8"))


def _title(head: Head) -> str:
    return french.with_apostrophes(f"{head.title} – {SERVICE}")


def _open_graph(head: Head) -> str:
    title = escape(_title(head))
    tags = [
        f'<meta property="og:title" content="{title}">',
        f'<meta property="og:description" content="{escape(head.description)}">',
        '<meta property="og:type" content="website">',
        '<meta property="og:locale" content="fr_FR">',
        f'<meta property="og:site_name" content="{escape(SERVICE)}">',
    ]
    # Canonical and picture must be whole addresses; nothing is built from the Host that a request claims.
    if address := head.canonical and escape(site().absolute(head.canonical)):
        picture = escape(site().absolute(f"/assets/apercus/{head.picture}"))
        tags += [
            f'<link rel="canonical" href="{address}">',
            f'<meta property="og:url" content="{address}">',
            f'<meta property="og:image" content="{picture}">',
            '<meta property="og:image:width" content="1200"><meta property="og:image:height" content="630">',
            f'<meta property="og:image:alt" content="{title}">',
            '<meta name="twitter:card" content="summary_large_image">',
        ]
    return "".join(tags)


# The browser's own surface around the page.
_THEME_COLOURS = "".join(
    f'<meta name="theme-color" content="{PAGE["ground"][scheme]}" media="(prefers-color-scheme: {scheme})">'
    for scheme in ("light", "dark")
)
# Without JavaScript the switch cannot work: the tables stand under the drawings.
_WITHOUT_SCRIPT = (
    "<noscript><style>.carte-tableaux{display:block!important}.bascule,.avec-js{display:none!important}"
    ".sans-js{display:inline-block!important}</style></noscript>"
)
# Versions are not published; the signed token of a page load only serves background callbacks, which are not used.
_HIDDEN_SETTINGS = ("python_version", "dash_version", "dash_version_url", "plotly_version", "ddk_version", "end_id")


def _settings(config: str) -> str:
    """Dash's settings for the browser, the same for every visitor of a release."""
    start, end = config.index("{"), config.rindex("}") + 1
    settings = orjson.loads(config[start:end])
    public = {name: value for name, value in settings.items() if name not in _HIDDEN_SETTINGS}
    return config[:start] + in_data_block(public) + config[end:]
