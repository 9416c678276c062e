"""The surrounds of a view: header, navigation and footer in full, nothing but a link out when embedded."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components import ids

SERVICE = "Panorama des grands projets numériques de l'État"


def surround(
    content: Sequence[Component], *, path: str, links: Sequence[tuple[str, str]], query: str, is_embedded: bool
) -> html.Div:
    """A view within its frame.

    Args:
        content: The view's own components, from its h1 on.
        path: Address of the view.
        links: Path and name of each view in the navigation.
        query: The selection as `?…`, carried from view to view.
        is_embedded: No header nor footer, one link that opens the full page.
    """
    main = html.Main(list(content), id="contenu", className="contenu", tabIndex="-1")
    if is_embedded:
        out = html.A(
            "Ouvrir la page complète", id=ids.link(path), href=f"{path}{query}", target="_blank", rel="noopener"
        )
        return html.Div([main, html.P(out, className="sortie")], className="page integree")
    return html.Div([_skip_link(), _header(path, links, query), main, _footer()], className="page")


def _skip_link() -> html.A:
    return html.A("Aller au contenu", href="#contenu", className="evitement")


def _header(path: str, links: Sequence[tuple[str, str]], query: str) -> html.Header:
    return html.Header(
        html.Div(
            [
                html.P(html.A(SERVICE, href="/"), className="service"),
                html.Nav(
                    html.Ul(
                        [
                            html.Li(
                                html.A(
                                    name,
                                    id=ids.link(target),
                                    href=f"{target}{query}",
                                    **({"aria-current": "page"} if target == path else {}),
                                )
                            )
                            for target, name in links
                        ]
                    ),
                    **{"aria-label": "Menu principal"},
                ),
            ],
            className="largeur",
        ),
        className="entete",
    )


_STATE_LINKS = (
    ("info.gouv.fr", "https://www.info.gouv.fr"),
    ("service-public.gouv.fr", "https://www.service-public.gouv.fr"),
    ("legifrance.gouv.fr", "https://www.legifrance.gouv.fr"),
    ("data.gouv.fr", "https://www.data.gouv.fr"),
)


def _footer() -> html.Footer:
    return html.Footer(
        html.Div(
            [
                html.P(
                    "Données : DINUM, Panorama des grands projets numériques de l'État, Licence Ouverte 2.0. "
                    "Les coûts sont des estimations, jamais des dépenses."
                ),
                html.Ul([html.Li(html.A(name, href=address)) for name, address in _STATE_LINKS]),
            ],
            className="largeur",
        ),
        className="pied",
    )
