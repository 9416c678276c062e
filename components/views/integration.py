"""Intégrer une vue: the iframe of a view, ready to copy, with its preview."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from urllib.parse import quote

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from components.addresses.site import site
from components.addresses.view_state import EMBED, ViewState, filter_pairs, to_query
from components.html.frame import SERVICE
from components.views.prose import bullets, section
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import FILTERS

UNKNOWN_ORIGIN = "https://adresse-de-ce-site"
"""Stands in the snippet where the operator has not said the site's address; the script puts the one it runs at."""
HEIGHT_SCRIPT = "/integration/hauteur.js"


def body(state: ViewState, dataset: Dataset, views: Sequence[tuple[str, str]]) -> list[Component]:
    """The choice of a view, its snippet, its preview, and what the page that embeds must know.

    Args:
        state: Names the view to embed and its selection.
        dataset: Names the selection.
        views: Path and name of the views that can be embedded.
    """
    names = dict(views)
    path = state.framed if state.framed in names else views[0][0]
    title = f"{SERVICE} : {names[path]}"
    address = framed_address(path, state)
    return [
        html.P(
            french.typeset(
                "Chaque vue peut être affichée dans une autre page, sans en-tête ni pied de page, avec la sélection de "
                "votre choix."
            ),
            className="chapeau",
        ),
        _settings(path, state, dataset, views),
        section(
            "Code à copier",
            html.Div(
                [
                    html.Pre(
                        html.Code(snippet(title, address)),
                        tabIndex="0",
                        className="code",
                        role="region",
                        **{"aria-label": "Code à copier", **({} if site().public_url else {"data-origine": ""})},
                    ),
                    html.Button("Copier le code", type="button", className="bouton avec-js", **{"data-copie": ""}),
                    html.Span("", role="status", className="copie"),
                ],
                className="copiable",
            ),
        ),
        section(
            "Aperçu",
            html.Iframe(
                title=f"Aperçu : {title}",
                src=address,
                className="apercu",
                allow="fullscreen; clipboard-write",
            ),
            html.Script(src=HEIGHT_SCRIPT, defer=True),
        ),
        section(
            "Comment la hauteur s'ajuste",
            "La vue intégrée envoie sa hauteur à la page qui l'accueille ; le petit script l'applique au cadre, qui ne "
            "défile donc jamais dans la page. Il ne lit rien d'autre, vérifie l'origine du message et n'enregistre "
            "rien. Sans lui, le cadre garde les proportions inscrites dans le code et défile.",
            [
                "Si la politique de sécurité de votre page refuse un script extérieur, enregistrez ",
                html.A("hauteur.js", href=HEIGHT_SCRIPT),
                " chez vous et déclarez l'origine du Panorama dans son attribut ",
                html.Code("data-origine"),
                ".",
            ],
        ),
        section(
            "Ce qu'il faut savoir",
            bullets(
                "L'affichage est réservé aux sites autorisés par l'exploitant ; les autres navigateurs voient un cadre "
                f"vide. Autorisés aujourd'hui : {authorised()}.",
                "La vue intégrée ne dépose aucun cookie, n'enregistre rien et n'appelle aucun service tiers.",
                "Gardez l'attribut title : il nomme le cadre pour les lecteurs d'écran.",
                "Les liens de la vue ouvrent le site complet dans une nouvelle fenêtre.",
            ),
        ),
    ]


def framed_address(path: str, state: ViewState) -> str:
    """The path and query of a view in its frame, with the selection of a state."""
    selection = replace(state.selection, common_only=False, project="")
    return f"{path}{to_query(ViewState(selection, chart=state.chart, is_embedded=True))}"


def snippet(title: str, address: str) -> str:
    """The HTML to copy: the iframe, with proportions that hold without script, and the script of its height."""
    origin = site().public_url or UNKNOWN_ORIGIN
    return (
        f'<iframe title="{escape(title, quote=False)}"\n'
        f'  src="{escape(origin + address)}"\n'
        '  loading="lazy" allow="fullscreen; clipboard-write"\n'
        '  style="display:block;width:100%;border:0;aspect-ratio:4/5;min-height:640px"></iframe>\n'
        f'<script src="{escape(origin)}{quote(HEIGHT_SCRIPT)}" async></script>'
    )


def authorised() -> str:
    """The origins that may embed, in words."""
    others = [origin for origin in site().frame_ancestors.split() if origin not in ("'self'", "'none'")]
    return french.listing(["ce site lui-même", *others])


def _settings(path: str, state: ViewState, dataset: Dataset, views: Sequence[tuple[str, str]]) -> html.Form:
    selection = state.selection
    kept = [pair for name in FILTERS for pair in filter_pairs(selection, name)]
    kept += [(name, str(edition)) for name, edition in (("de", selection.before), ("a", selection.after)) if edition]
    kept += [("graphique", state.chart)] if state.chart else []
    kept += [("cadre", EMBED)] if state.is_embedded else []
    return html.Form(
        [
            html.Label(
                [
                    html.Span("Vue à intégrer"),
                    dbc.Select(
                        name="vue", options=[{"label": name, "value": target} for target, name in views], value=path
                    ),
                ],
                className="filtre-champ",
            ),
            html.Div([dbc.Input(type="hidden", name=name, value=value) for name, value in kept], hidden=True),
            html.Button("Afficher", type="submit", className="bouton sans-js"),
            html.P(french.typeset(f"Sélection : {state.selection.in_words(dataset)}."), className="selection"),
        ],
        className="reglages",
        action="/integration",
        method="get",
        target="_self",
    )
