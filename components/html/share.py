"""« Partager »: the address of the exact view, a mail that carries it, and the way to its iframe."""

from urllib.parse import quote, urlencode

from dash import html

from components.addresses.site import site

SUBJECT = "Panorama des grands projets numériques de l'État"


def share(path: str, query: str, *, is_embedded: bool = False) -> html.Details:
    """The control; `assets/15-frame.js` keeps its addresses those of the page as it is.

    Args:
        path: Address of the view.
        query: What the address asks, as `?…`, without the frame.
        is_embedded: Its links then open the full site.
    """
    address = site().absolute(f"{path}{query}")
    return html.Details(
        [
            html.Summary("Partager", className="bouton-secondaire"),
            html.Div(
                [
                    html.P("Adresse de cette vue, sélection comprise"),
                    html.Code(address or f"{path}{query}", className="adresse", **{"data-adresse": ""}),
                    html.Button("Copier l'adresse", type="button", className="bouton avec-js", **{"data-copie": ""}),
                    html.Span("", role="status", className="copie"),
                    html.Ul(
                        [
                            html.Li(
                                html.A(
                                    "Envoyer par courriel",
                                    href=mail(address),
                                    target="_self",
                                    **{"data-courriel": mail("")},
                                ),
                                # Without its site's address a mail would carry half an address; the script knows it.
                                className="" if address else "avec-js",
                            ),
                            html.Li(
                                html.A(
                                    "Intégrer cette vue dans une page",
                                    href=f"/integration{snippet_query(path, query)}",
                                    **{"data-integrer": ""},
                                )
                            ),
                        ]
                    ),
                ],
                className="volet",
            ),
        ],
        className="partage",
    )


def mail(address: str) -> str:
    """A link that opens a mail with the address as its text."""
    return f"mailto:?subject={quote(SUBJECT)}&body={quote(address)}"


def snippet_query(path: str, query: str) -> str:
    """What `/integration` is asked in order to build the iframe of a view."""
    rest = query.removeprefix("?")
    return f"?{urlencode({'vue': path})}{'&' if rest else ''}{rest}"
