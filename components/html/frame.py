"""The surrounds of a view: header, navigation and footer in full, nothing but a link out when embedded."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.addresses.links import FOLLOWS
from components.addresses.site import LICENCE, LICENCE_ADDRESS, SERVICE, site
from data.model import french

_STATE_LINKS = (
    ("Gouvernement", "info.gouv.fr", "https://www.info.gouv.fr"),
    ("Service public", "service-public.gouv.fr", "https://www.service-public.gouv.fr"),
    ("Légifrance", "legifrance.gouv.fr", "https://www.legifrance.gouv.fr"),
    ("Données publiques", "data.gouv.fr", "https://www.data.gouv.fr"),
)
"""What it is, the State's own wording of the link, address."""

_LEGAL_LINKS = (
    ("Accessibilité : non conforme", "/accessibilite"),
    ("Mentions légales", "/mentions-legales"),
    ("Données personnelles", "/donnees-personnelles"),
    ("Écoconception", "/ecoconception"),
    ("Statistiques", "/stats"),
    ("Intégrer une vue", "/integration"),
)


def surround(
    content: Sequence[Component],
    *,
    path: str,
    links: Sequence[tuple[str, str]],
    query: str,
    is_embedded: bool,
    updated: str = "",
) -> html.Div:
    """A view within its frame.

    Args:
        content: The view's own components, from its h1 on.
        path: Address of the view.
        links: Path and name of each view in the navigation.
        query: The selection as `?…`, carried from view to view.
        is_embedded: No header nor footer, one link that opens the full page.
        updated: Month of the latest data, for the attribution; empty where it is not known.
    """
    if is_embedded:
        out = html.A("Ouvrir la page complète", href=f"{path}{query}", target="_blank", **FOLLOWS)
        return html.Div(_main([*content, html.P(out, className="sortie")]), className="page integree")
    main = _main(content)
    return html.Div([_skip_links(), _header(path, links, query), main, _footer(updated)], className="page")


def error_page(title: str, text: str, *, code: int, reference: str, links: Sequence[tuple[str, str]]) -> html.Div:
    """The page of an error.

    Args:
        title: Its h1.
        text: What happened and what to do.
        code: The HTTP code, for whoever reports it.
        reference: Under which the log has the whole of it; empty where there is nothing to look for.
        links: Path and name of each view in the navigation.
    """
    content: list[Component] = [
        html.H1(title),
        html.P(french.typeset(text), className="chapeau"),
        html.P(html.A("Retour à la synthèse", href="/", className="bouton")),
        html.P(
            [f"Erreur {code}", *([" – référence ", html.Code(reference)] if reference else [])], className="discret"
        ),
    ]
    return surround(content, path="", links=links, query="", is_embedded=False)


def _main(content: Sequence[Component]) -> html.Main:
    return html.Main(list(content), id="contenu", className="contenu", tabIndex="-1")


def _skip_links() -> html.Nav:
    return html.Nav(
        html.Ul(
            [
                html.Li(html.A("Aller au contenu", href="#contenu")),
                html.Li(html.A("Aller au pied de page", href="#pied")),
            ]
        ),
        className="evitement",
        **{"aria-label": "Accès rapide"},
    )


def _header(path: str, links: Sequence[tuple[str, str]], query: str) -> html.Header:
    return html.Header(
        html.Div(
            [
                *([_state_mark()] if site().is_state_site else []),
                html.P(html.A(SERVICE, href="/"), className="service"),
                # Where scripts run on a narrow screen, the button opens the navigation; elsewhere it is never shown.
                html.Button(
                    "Menu",
                    type="button",
                    className="bouton-menu",
                    **{"aria-expanded": "false", "aria-controls": "menu"},
                ),
                html.Nav(
                    html.Ul([_menu_item(target, name, path, query) for target, name in links]),
                    id="menu",
                    className="menu",
                    **{"aria-label": "Menu principal"},
                ),
            ],
            className="largeur",
        ),
        className="entete",
    )


def _menu_item(target: str, name: str, path: str, query: str) -> html.Li:
    is_here = target == path
    is_above = target != "/" and path.startswith(f"{target}/")
    current = {"aria-current": "page" if is_here else "true"} if is_here or is_above else {}
    return html.Li(html.A(name, href=f"{target}{query}", **current, **FOLLOWS))


def _state_mark() -> html.P:
    # The words alone: the State's typeface and drawings are not for this repository to give away.
    return html.P(["République", html.Br(), "Française"], className="marque")


def _footer(updated: str) -> html.Footer:
    is_state_site = site().is_state_site
    state_links = [(own if is_state_site else plain, address) for plain, own, address in _STATE_LINKS]
    return html.Footer(
        html.Div(
            [
                html.Div(
                    [
                        html.Div([html.P(SERVICE, className="pied-nom"), *_attribution(updated)]),
                        html.Nav(_links(state_links), **{"aria-label": "Sites de l'État"}, className="pied-etat"),
                    ],
                    className="pied-haut",
                ),
                html.Nav(
                    _links([*_LEGAL_LINKS, ("Code source", site().source_url or "/mentions-legales#code-source")]),
                    **{"aria-label": "Informations sur le site"},
                    className="pied-legal",
                ),
            ],
            className="largeur",
        ),
        id="pied",
        className="pied",
        tabIndex="-1",
    )


def _attribution(updated: str) -> list[html.P]:
    date = f", mise à jour de {updated}" if updated else ""
    return [
        html.P(
            [
                french.typeset(f"Source : Direction interministérielle du numérique (DINUM) – {SERVICE}{date}, "),
                html.A(LICENCE, href=LICENCE_ADDRESS),
                ".",
            ]
        ),
        html.P("Les coûts sont des estimations, jamais des dépenses."),
    ]


def _links(links: Sequence[tuple[str, str]]) -> html.Ul:
    return html.Ul([html.Li(html.A(french.typeset(name), href=address)) for name, address in links])
