"""Intégrer une vue: the iframe of a view, ready to copy, with its preview."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from urllib.parse import parse_qsl, quote

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from components.addresses.site import SERVICE, site
from components.addresses.view_state import ViewState, to_query
from components.views.blocks import selection_in_words
from components.views.text_pages import text_page
from data.model import french
from data.model.dataset import Dataset

PATH = "/integration"
UNKNOWN_ORIGIN = "https://adresse-de-ce-site"
"""Address in the snippet where the site's own is not configured; the script of the page replaces it."""
ALLOWED = "fullscreen; clipboard-write"
HEIGHT_SCRIPT = f"{PATH}/hauteur.js"


def body(state: ViewState, dataset: Dataset, views: Sequence[tuple[str, str]]) -> list[Component]:
    """The choice among views (path and name), the snippet, its preview, and what the page that embeds must know."""
    names = dict(views)
    path = state.framed if state.framed in names else views[0][0]
    title = f"{SERVICE} : {names[path]}"
    shared = ViewState(replace(state.selection, common_only=False, project=""), chart=state.chart)
    address = f"{path}{to_query(replace(shared, is_embedded=True))}"
    values = {
        "settings": _settings(path, replace(shared, is_embedded=state.is_embedded), dataset, views),
        "code": _code(_snippet(title, address)),
        "preview": html.Iframe(title=f"Aperçu : {title}", src=address, className="apercu", allow=ALLOWED),
        "script": html.Script(src=HEIGHT_SCRIPT, defer=True),
    }
    blocks = {name: ([component], "block") for name, component in values.items()}
    return text_page(PATH, {**blocks, "authorised": (_authorised(), "text")})


def _code(text: str) -> html.Div:
    attributes = {"aria-label": "Code à copier", **({} if site().public_url else {"data-origine": ""})}
    code = html.Pre(html.Code(text), tabIndex="0", className="code", role="region", **attributes)
    button = html.Button("Copier le code", type="button", className="bouton avec-js", **{"data-copie": ""})
    return html.Div([code, button, html.Span("", role="status", className="copie")], className="copiable")


def _snippet(title: str, address: str) -> str:
    """The HTML to copy: the iframe, with proportions that hold without script, and the script of its height."""
    origin = site().public_url or UNKNOWN_ORIGIN
    return (
        f'<iframe title="{escape(title, quote=False)}"\n'
        f'  src="{escape(origin + address)}"\n'
        f'  loading="lazy" allow="{ALLOWED}"\n'
        '  style="display:block;width:100%;border:0;aspect-ratio:4/5;min-height:640px"></iframe>\n'
        f'<script src="{escape(origin)}{quote(HEIGHT_SCRIPT)}" async></script>'
    )


def _authorised() -> str:
    """The origins that may embed, in words."""
    others = [origin for origin in site().frame_ancestors.split() if origin not in ("'self'", "'none'")]
    return french.listing(["ce site lui-même", *others])


def _settings(path: str, state: ViewState, dataset: Dataset, views: Sequence[tuple[str, str]]) -> html.Form:
    fields = [dbc.Input(type="hidden", name=name, value=value) for name, value in parse_qsl(to_query(state)[1:])]
    select = dbc.Select(name="vue", options=[{"label": name, "value": target} for target, name in views], value=path)
    content = [
        html.Label([html.Span("Vue à intégrer"), select], className="filtre-champ"),
        html.Div(fields, hidden=True),
        html.Button("Afficher", type="submit", className="bouton sans-js"),
        html.P(selection_in_words(dataset, state.selection), className="selection"),
    ]
    return html.Form(content, className="reglages", action=PATH, method="get", target="_self")
