"""The surrounds of a view: header, navigation and footer in full, nothing but a link out when embedded."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from components.addresses.links import FOLLOWS
from components.addresses.site import LICENCE, LICENCE_ADDRESS, SERVICE, site
from components.html.elements import bullets
from components.markup import Component, html
from data.model import french

_STATE_LINKS = (
    ("Gouvernement", "info.gouv.fr", "https://www.info.gouv.fr"),
    ("Service public", "service-public.gouv.fr", "https://www.service-public.gouv.fr"),
    ("Légifrance", "legifrance.gouv.fr", "https://www.legifrance.gouv.fr"),
    ("Données publiques", "data.gouv.fr", "https://www.data.gouv.fr"),
)
"""Plain label, the State's own wording, address."""

_LEGAL_LINKS = (
    ("Accessibilité : non conforme", "/accessibilite"),
    ("Mentions légales", "/mentions-legales"),
    ("Données personnelles", "/donnees-personnelles"),
    ("Écoconception", "/ecoconception"),
    ("Statistiques", "/stats"),
)


def surround(
    content: Sequence[Component],
    *,
    path: str,
    links: Sequence[tuple[str, str]],
    query: str,
    is_embedded: bool,
    updated: str = "",
    framed: str = "",
) -> html.Div:
    """A view within its frame; embedded, it has no header nor footer, and one link that opens the full page.

    Args:
        content: The view's own components, from its h1 on.
        path: Address of the view.
        links: Path and name of each view in the navigation.
        query: The selection as `?…`, carried from view to view.
        is_embedded: True in the frame of another page.
        updated: Month of the latest data, for the attribution; empty where it is not known.
        framed: Address of the view in an iframe; empty where it is made for none.
    """
    if is_embedded:
        out = html.A("Ouvrir la page complète", href=f"{path}{query}", target="_blank", **FOLLOWS)
        return html.Div(_main(path, [*content, html.P(out, className="sortie")]), className="page integree")
    skip_links = [html.A("Aller au contenu", href="#contenu"), html.A("Aller au pied de page", href="#pied")]
    skip = html.Nav(bullets(skip_links), className="evitement", **{"aria-label": "Accès rapide"})
    return html.Div(
        [skip, _header(path, links, query), _main(path, content), _footer(updated, _embed_link(framed, query))],
        className="page",
    )


def error_page(title: str, text: str, *, code: int, reference: str, links: Sequence[tuple[str, str]]) -> html.Div:
    """The page of an error: its HTTP code, and its reference in the log, empty where it is not logged."""
    logged = [" – référence ", html.Code(reference)] if reference else []
    content: list[Component] = [
        html.H1(title),
        html.P(french.typeset(text), className="chapeau"),
        html.P(html.A("Retour à la synthèse", href="/", className="bouton")),
        html.P([f"Erreur {code}", *logged], className="discret"),
    ]
    return surround(content, path="", links=links, query="", is_embedded=False)


def _main(path: str, content: Sequence[Component]) -> html.Main:
    return html.Main(list(content), id="contenu", className="contenu", tabIndex="-1", **{"data-page": path})


def _header(path: str, links: Sequence[tuple[str, str]], query: str) -> html.Header:
    # The words alone: the State's typeface and drawings are not for this repository to give away.
    mark = html.P(["République", html.Br(), "Française"], className="marque")
    # Where scripts run on a narrow screen, the button opens the navigation; elsewhere it is never shown.
    button = html.Button(
        "Menu", type="button", className="bouton-menu", **{"aria-expanded": "false", "aria-controls": "menu"}
    )
    menu = bullets(_menu_link(target, name, path, query) for target, name in links)
    identity = mark if site().is_state_site else html.Span(className="logo", **{"aria-hidden": "true"})
    content = [
        identity,
        html.P(html.A(SERVICE, href="/"), className="service"),
        button,
        html.Nav(menu, id="menu", className="menu", **{"aria-label": "Menu principal"}),
    ]
    return html.Header(html.Div(content, className="largeur"), className="entete")


def _menu_link(target: str, name: str, path: str, query: str) -> html.A:
    is_here = target == path
    is_above = target != "/" and path.startswith(f"{target}/")
    current = {"aria-current": "page" if is_here else "true"} if is_here or is_above else {}
    return html.A(name, href=f"{target}{query}", **current, **FOLLOWS)


def _footer(updated: str, embed: html.A) -> html.Footer:
    date = f", mise à jour de {updated}" if updated else ""
    source = french.typeset(f"Source : Direction interministérielle du numérique (DINUM) – {SERVICE}{date}, ")
    attribution = [
        html.P(SERVICE, className="pied-nom"),
        html.P([source, html.A(LICENCE, href=LICENCE_ADDRESS), "."]),
        html.P("Les coûts sont des estimations, jamais des dépenses."),
        html.P("", className="impression", **{"data-imprime": ""}),
    ]
    state_links = [(own if site().is_state_site else plain, address) for plain, own, address in _STATE_LINKS]
    code = ("Code source", site().source_url or "/mentions-legales#code-source")
    state = html.Nav(bullets(map(_link, state_links)), className="pied-etat", **{"aria-label": "Sites de l'État"})
    legal = html.Nav(
        bullets([*map(_link, _LEGAL_LINKS), embed, _link(code)]),
        className="pied-legal",
        **{"aria-label": "Informations sur le site"},
    )
    content = [html.Div([html.Div(attribution), state], className="pied-haut"), legal]
    return html.Footer(html.Div(content, className="largeur"), id="pied", className="pied", tabIndex="-1")


def _link(link: tuple[str, str]) -> html.A:
    name, address = link
    return html.A(french.typeset(name), href=address)


def _embed_link(framed: str, query: str) -> html.A:
    """The way to the iframe of a view; its query follows the filters."""
    if not framed:
        return html.A("Intégrer une vue", href=f"/integration{query}", **FOLLOWS)
    view = urlencode({"vue": framed})
    href = f"/integration{query}{'&' if query else '?'}{view}"
    return html.A("Intégrer cette vue", href=href, **{"data-suit": view})


def share(path: str, query: str, framed: str) -> html.Details:
    """« Partager »: the address of the exact view, a mail that carries it, and the way to its iframe.

    `assets/15-frame.js` updates its addresses after a change of filter.
    """
    address = site().absolute(f"{path}{query}")
    subject = f"mailto:?subject={quote(SERVICE)}&body="
    mail = html.A(
        "Envoyer par courriel", href=f"{subject}{quote(address)}", target="_self", **{"data-courriel": subject}
    )
    panel = [
        html.P("Adresse de cette vue, sélection comprise"),
        html.Code(address or site().located(f"{path}{query}"), className="adresse", **{"data-adresse": ""}),
        html.Button("Copier l'adresse", type="button", className="bouton avec-js", **{"data-copie": ""}),
        html.Span("", role="status", className="copie"),
        # Where the public address of the site is not set, the script completes the mail.
        html.Ul(
            [
                html.Li(mail, className="" if address else "avec-js"),
                *([html.Li(_embed_link(framed, query))] if framed else []),
            ]
        ),
    ]
    summary = html.Summary("Partager", className="bouton-secondaire")
    return html.Details([summary, html.Div(panel, className="volet")], className="partage")
