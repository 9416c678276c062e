"""Présentation: the deck of the current selection, full screen, and as files that leave."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from components.addresses.slides import PARAMETER
from components.addresses.view_state import ViewState, filters_query, to_query
from components.charts.catalogue import CHARTS
from components.charts.chart import ComputedChart, compute
from components.deck.screen import slide_note, slide_page
from components.deck.slides import ENTRIES, USUAL, Draw, Setting, Slide, deck, source
from components.files.engine import engine
from components.views.view import View
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection

PATH = "/presentation"

_KEYS = (
    ("→, espace, page suivante", "diapositive suivante"),
    ("←, maj + espace, page précédente", "diapositive précédente"),
    ("↓ et ↑", "en plein écran, suivante et précédente ; sinon, faire défiler la note"),
    ("Début et Fin", "première et dernière diapositive"),
    ("F", "plein écran, ou retour à la page"),
    ("Échap", "quitter le plein écran, fermer cette aide"),
    ("?", "cette aide"),
    ("Glisser vers la gauche ou la droite", "suivante ou précédente, sur un écran tactile"),
)


def setting(state: ViewState, dataset: Dataset, draw: Draw, today: date | None = None) -> Setting:
    """What the slides of an address are made from."""

    def trajectory(slug: str) -> ComputedChart:
        return compute(CHARTS["trajectoire"], dataset, Selection(project=slug))

    return Setting(state, dataset, draw, trajectory, today)


def body(view: View, state: ViewState, dataset: Dataset, draw: Draw) -> list[Component]:
    """The whole page: the view has no other surround."""
    slides = deck(setting(state, dataset, draw))
    total, at_foot = len(slides), source(dataset)
    asked = replace(state, is_embedded=False, ignored=())
    return [
        # First for who reads or tabs through the page; seen under the slide.
        _bar(asked, total),
        html.Div(
            [_slide(slide, number, total, at_foot) for number, slide in enumerate(slides, start=1)],
            className="scene",
        ),
        html.P("", role="status", className="hors-ecran", **{"data-annonce": ""}),
        _help(),
        html.Div([_files(asked), _composer(asked, dataset)], className="hors-scene"),
    ]


def _slide(slide: Slide, number: int, total: int, at_foot: str) -> html.Section:
    return html.Section(
        [
            html.Div(slide_page(slide, number, total, at_foot), className="diapo-cadre"),
            html.Section(
                [html.H3("Note de présentation", id=f"note-{number}"), *slide_note(slide)],
                className="diapo-note",
                **{"aria-labelledby": f"note-{number}"},
            ),
        ],
        id=f"diapo-{number}",
        className="diapo",
        **{"data-diapo": slide.key, "aria-labelledby": f"titre-diapo-{number}", "aria-roledescription": "diapositive"},
    )


def _bar(state: ViewState, total: int) -> html.Div:
    def button(text: str, action: str, name: str) -> html.Button:
        return html.Button(text, type="button", **{"data-deck": action, "aria-label": name, "title": name})

    return html.Div(
        [
            html.H1("Présentation"),
            html.Div(
                [
                    button("◀", "precedente", "Diapositive précédente"),
                    html.Span(f"1 / {total}", className="barre-numero", **{"data-numero": ""}),
                    button("▶", "suivante", "Diapositive suivante"),
                    html.Progress(value="1", max=str(total), className="barre-avance", **{"aria-label": "Avancement"}),
                    button("Plein écran", "plein-ecran", "Plein écran (touche F)"),
                    button("?", "aide", "Aide : les touches"),
                ],
                className="barre-commandes avec-js",
            ),
            html.A("Quitter", href=f"/tendances{filters_query(state.selection)}", className="quitter"),
        ],
        className="barre",
    )


def _help() -> html.Dialog:
    rows = [html.Div([html.Dt(keys), html.Dd(french.typeset(what))]) for keys, what in _KEYS]
    return html.Dialog(
        [
            html.H2("Les touches", id="titre-aide"),
            html.Dl(rows),
            html.Button("Fermer", type="button", className="bouton", **{"data-deck": "fermer"}),
        ],
        className="aide",
        **{"aria-labelledby": "titre-aide"},
    )


def _files(state: ViewState) -> html.Section:
    query = to_query(state)
    links: list[Component] = [
        html.A("PowerPoint, modifiable (.pptx)", href=f"/export/presentation.pptx{query}", **_export("PowerPoint"))
    ]
    told = "Les graphiques et les tableaux du fichier PowerPoint se modifient ; chaque note suit sa diapositive. "
    if engine():
        links.append(html.A("PDF", href=f"/export/presentation.pdf{query}", **_export("PDF")))
    else:
        told += (
            "PDF : ce serveur n'a pas de moteur pour le produire. Imprimez la présentation (Ctrl + P) et choisissez "
            "« Enregistrer au format PDF » : une diapositive par page. "
        )
    links.append(
        html.Button("Imprimer", type="button", className="bouton-secondaire avec-js", **{"data-deck": "imprimer"})
    )
    return html.Section(
        [
            html.H2("Emporter cette présentation"),
            html.P(french.typeset(told)),
            html.Div(links, className="actions"),
            html.Div(
                [
                    html.P("", role="status", **{"data-etat": ""}),
                    html.Progress(**{"aria-label": "Préparation du fichier"}),
                    html.Button("Annuler", type="button", className="bouton-secondaire", **{"data-deck": "annuler"}),
                ],
                className="preparation",
                hidden=True,
            ),
        ],
        className="carte",
    )


def _export(name: str) -> dict[str, str]:
    return {"className": "bouton", "data-export": name, "download": ""}


def _without_slides(state: ViewState) -> ViewState:
    return replace(state, selection=replace(state.selection, project=""), slides=(), projects=())


def _composer(state: ViewState, dataset: Dataset) -> html.Details:
    chosen = state.slides or USUAL
    order = (*chosen, *(name for name in ENTRIES if name not in chosen))
    carried = parse_qsl(to_query(_without_slides(state)).removeprefix("?"))
    names = dataset.vocabulary.projects.names
    known = sorted(dataset.projects["project"].astype(str).unique(), key=lambda slug: names[slug].casefold())
    return html.Details(
        [
            html.Summary("Composer la présentation"),
            html.P(
                "Cochez les diapositives à montrer, changez leur ordre, ajoutez des projets en annexe : l'adresse "
                "de la page retient ce choix, un lien suffit pour le partager."
            ),
            html.Form(
                [
                    *(
                        html.Div(dbc.Input(type="hidden", name=name, value=value), hidden=True)
                        for name, value in carried
                    ),
                    html.Ol([_choice(name, is_shown=name in chosen) for name in order], className="composition"),
                    *(
                        dbc.Checklist(name="projet", options=[{"label": names[slug], "value": slug}], value=[slug])
                        for slug in state.projects
                    ),
                    html.Label(
                        [
                            html.Span("Ajouter un projet en annexe"),
                            dbc.Select(
                                name="projet",
                                options=[
                                    {"label": "", "value": ""},
                                    *({"label": names[slug], "value": slug} for slug in known),
                                ],
                                value="",
                            ),
                        ],
                        className="filtre-champ",
                    ),
                    html.Div(
                        [
                            html.Button("Appliquer", type="submit", className="bouton"),
                            html.A(
                                "Présentation habituelle",
                                href=f"{PATH}{to_query(_without_slides(state))}",
                                className="bouton-secondaire",
                            ),
                        ],
                        className="actions",
                    ),
                ],
                action=PATH,
                method="get",
            ),
        ],
        className="carte composeur",
    )


def _choice(name: str, *, is_shown: bool) -> html.Li:
    label = ENTRIES[name].label
    box = dbc.Checklist(name=PARAMETER, options=[{"label": label, "value": name}], value=[name] if is_shown else [])
    moves = [
        html.Button(
            sign, type="button", className="avec-js", **{"data-deplace": way, "aria-label": f"{what} « {label} »"}
        )
        for sign, way, what in (("▲", "-1", "Monter"), ("▼", "1", "Descendre"))
    ]
    return html.Li([box, *moves])
