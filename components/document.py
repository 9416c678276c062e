"""The HTML document of a page: head, the first paint drawn by the server, and the data that Dash starts from."""

from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

import orjson
from dash.development.base_component import Component
from plotly.io.json import to_json_plotly

from components.frames import SERVICE
from components.site import site
from components.static_html import to_html

_ASSETS = Path(__file__).parents[1] / "assets"


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


def dash_document(
    head: Head,
    layout: Component,
    dependencies: list[dict],
    dash_parts: dict[str, str],
    without_script: Component | None = None,
) -> str:
    """The document of a live page.

    The layout stands twice: as HTML, read at once by anyone, and as data, from which Dash builds the live page
    beside it; `assets/10-start.js` puts the live page in its place once its charts are drawn.

    Args:
        head: What the head says.
        layout: The page.
        dependencies: Dash's callbacks, inlined to spare a request.
        dash_parts: The parts that `Dash.interpolate_index` receives.
        without_script: What stands at the end of the page only for who runs no script.
    """
    first = to_html(layout)
    if without_script is not None:
        # Inside noscript: for all others it is text that weighs nothing on the page.
        first = first.replace("</main>", f"<noscript>{to_html(without_script)}</noscript></main>", 1)
    return _document(
        head,
        dash_parts["css"],
        f'<div id="premier-rendu">{first}</div>'
        f'<div id="rendu-vivant">{dash_parts["app_entry"]}</div>'
        f'<script type="application/json" id="page-layout">{_inlined(layout)}</script>'
        f'<script type="application/json" id="page-dependencies">{_inlined(dependencies)}</script>'
        f"<div hidden>{_settings(dash_parts['config'])}{dash_parts['scripts']}{dash_parts['renderer']}</div>",
    )


def plain_document(head: Head, content: Component) -> str:
    """The document of a page that has nothing to compute: no Dash, ready as it stands."""
    return _document(head, _style_sheets(), to_html(content), is_plain=True)


def _document(head: Head, css: str, body: str, *, is_plain: bool = False) -> str:
    title = escape(page_title(head.title), quote=False)
    description = f'<meta name="description" content="{escape(head.description)}">' if head.description else ""
    return (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title>{description}{_addresses(head)}"
        '<meta name="color-scheme" content="light dark">'
        '<meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">'
        '<meta name="theme-color" content="#161616" media="(prefers-color-scheme: dark)">'
        '<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">'
        # What must stay in the frame says so: target="_self".
        f"{'<base target=_blank>' if head.is_embedded else ''}"
        f"{css}{_script() if is_plain else ''}{_WITHOUT_SCRIPT}</head><body>{body}</body></html>"
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


@cache
def _style_sheets() -> str:
    return "".join(f'<link rel="stylesheet" href="{_asset(path)}">' for path in sorted(_ASSETS.glob("*.css")))


@cache
def _script() -> str:
    return f'<script src="{_asset(_ASSETS / "15-frame.js")}" defer></script>'


def _asset(path: Path) -> str:
    # The address that Dash gives to the same file, so that a browser fetches it once.
    return f"/assets/{path.name}?m={path.stat().st_mtime}"


# Without JavaScript the switch cannot work and nothing will be drawn: the tables stand in the graph's place.
_WITHOUT_SCRIPT = (
    "<noscript><style>.carte-tableaux{display:block!important}.carte-graphique,.bascule,.avec-js{display:none!important}"
    ".sans-js{display:inline-block!important}</style></noscript>"
)


def _inlined(value: object) -> str:
    # Components hold their properties in an order of chance: sorted, any process gives the same bytes.
    ordered = orjson.dumps(orjson.loads(to_json_plotly(value)), option=orjson.OPT_SORT_KEYS).decode()
    # Inside a script element only « < » can end the data early.
    return ordered.replace("<", "\\u003c")


# Versions are nobody's business; the signed token of a page load only serves background callbacks, which are not used.
_UNTOLD = ("python_version", "dash_version", "dash_version_url", "plotly_version", "ddk_version", "end_id")


def _settings(config: str) -> str:
    """Dash's settings for the browser, the same for every visitor of a release."""
    start, end = config.index("{"), config.rindex("}") + 1
    told = {name: value for name, value in orjson.loads(config[start:end]).items() if name not in _UNTOLD}
    return config[:start] + _inlined(told) + config[end:]
