"""Intégrer une vue: the iframe of a view, ready to copy, with its preview."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from urllib.parse import parse_qsl, quote

from components.addresses.links import CHART_PATH
from components.addresses.site import SERVICE, site
from components.addresses.view_state import ViewState, to_query
from components.filters.controls import hidden_fields, select
from components.filters.form import filter_controls
from components.markup import Component, html
from components.views.blocks import notices, selection_in_words
from components.views.text_pages import text_page
from components.views.view import View
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection

PATH = "/integration"
UNKNOWN_ORIGIN = "https://adresse-de-ce-site"
"""Address in the snippet where the site's own is not configured; the script of the page replaces it."""
ALLOWED = "fullscreen; clipboard-write"
HEIGHT_SCRIPT = f"{PATH}/hauteur.js"


def body(state: ViewState, dataset: Dataset, views: Sequence[View]) -> list[Component]:
    """The choice among views, the snippet, its preview, and what the page that embeds must know."""
    view = next((view for view in views if view.path == (state.framed or "/")), None)
    if view is None:
        view, state = views[0], replace(state, ignored=(*state.ignored, "vue"))
    path, selection = view.path, view.selection_of(replace(state.selection, common_only=False))
    filters = "" if selection.filters_only == Selection() else f" ({selection.in_words(dataset)})"
    title, shared = f"{SERVICE} : {view.title}{filters}", ViewState(selection)
    address = f"{path}{to_query(replace(shared, is_embedded=True))}"
    values = {
        "settings": _settings(
            view, replace(shared, is_embedded=state.is_embedded, ignored=state.ignored), dataset, views
        ),
        "code": code_block(snippet(title, address), "Copier le code", "Code à copier"),
        "preview": html.Iframe(title=f"Aperçu : {title}", src=address, className="apercu", allow=ALLOWED),
        "script": html.Script(src=HEIGHT_SCRIPT, defer=True),
    }
    blocks = {name: ([component], "block") for name, component in values.items()}
    return text_page(PATH, {**blocks, "authorised": (_authorised(), "text")})


def code_block(text: str, action: str, label: str) -> html.Div:
    """A text to copy: its block, named by a label, and the button of the action."""
    attributes = {"aria-label": label, **({} if site().public_url else {"data-origine": ""})}
    code = html.Pre(html.Code(text), tabIndex="0", className="code", role="region", **attributes)
    button = html.Button(action, type="button", className="bouton avec-js", **{"data-copie": ""})
    return html.Div([code, button, html.Span("", role="status", className="copie")], className="copiable")


def snippet(title: str, address: str) -> str:
    """The HTML to copy: the iframe, with a size that holds without script, and the script of its height."""
    origin = site_address()
    size = "height:600px" if address.startswith(CHART_PATH) else "aspect-ratio:4/5;min-height:640px"
    return (
        f'<iframe title="{escape(title, quote=False)}"\n'
        f'  src="{escape(origin + address)}"\n'
        f'  loading="lazy" allow="{ALLOWED}"\n'
        f'  style="display:block;width:100%;border:0;{size}"></iframe>\n'
        f'<script src="{escape(origin)}{quote(HEIGHT_SCRIPT)}" async></script>'
    )


def site_address() -> str:
    """The address of the site that a text to copy names; the script of the page completes it where it is not set."""
    return site().public_url or f"{UNKNOWN_ORIGIN}{site().base_path}"


def _label(view: View) -> str:
    return view.name if view.in_navigation or view.is_single_chart else view.title


def _authorised() -> str:
    """The origins that may embed, in words."""
    others = [origin for origin in site().frame_ancestors.split() if origin not in ("'self'", "'none'")]
    return french.listing(["ce site lui-même", *others])


def _settings(view: View, state: ViewState, dataset: Dataset, views: Sequence[View]) -> html.Form:
    """The choice of the view and the filters that it has; `assets/15-frame.js` follows both them and the preview."""
    controls = filter_controls(dataset, state, view.filters, with_table_only=view.has_only_editions_with_table)
    if "ministere" in controls:
        # What most editors come for is one gesture away.
        controls["ministere"].attributes["open"] = True
    others = [pair for pair in parse_qsl(to_query(state)[1:]) if pair[0] not in controls]
    fields = [select("vue", "Vue à intégrer", {each.path: _label(each) for each in views}, view.path)]
    content = [
        *notices(state),
        html.Div([*fields, *controls.values()], className="champs-filtres"),
        hidden_fields(others),
        html.Button("Afficher", type="submit", className="bouton sans-js"),
        html.P(selection_in_words(dataset, state.selection), className="selection"),
    ]
    return html.Form(content, className="reglages", action=PATH, method="get", target="_self", autoComplete="off")
