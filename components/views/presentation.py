"""Présentation: the deck of the current selection, full screen and as files."""

from dataclasses import replace
from urllib.parse import parse_qsl

from components.addresses.view_state import SLIDES, ViewState, filters_query, to_query
from components.deck.blocks import Slide
from components.deck.screen import slide_note, slide_page
from components.deck.slides import ENTRIES, USUAL, DeckRequest, deck, source
from components.filters.controls import check_box, hidden_fields, select
from components.html.elements import card
from components.markup import Component, html
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset

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


def body(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Component]:
    """The whole page: the view has no surround."""
    slides = deck(DeckRequest(state, dataset, chart_of))
    shared = replace(state, is_embedded=False, ignored=())
    scene = [_slide(slide, number, len(slides), source(dataset)) for number, slide in enumerate(slides, start=1)]
    return [
        # First in reading and tab order; shown under the slide.
        _bar(shared, len(slides)),
        html.Div(scene, className="scene"),
        html.P("", role="status", className="hors-ecran", **{"data-annonce": ""}),
        _help(),
        html.Div([_files(shared), _composer(shared, dataset)], className="hors-scene"),
    ]


def _slide(slide: Slide, number: int, total: int, at_foot: str) -> html.Section:
    note = html.Section(
        [html.H3("Note de présentation", id=f"note-{number}"), *slide_note(slide)],
        className="diapo-note",
        **{"aria-labelledby": f"note-{number}"},
    )
    return html.Section(
        [html.Div(slide_page(slide, number, total, at_foot), className="diapo-cadre"), note],
        id=f"diapo-{number}",
        className="diapo",
        **{"data-diapo": slide.key, "aria-labelledby": f"titre-diapo-{number}", "aria-roledescription": "diapositive"},
    )


def _button(text: str, action: str, **attributes: str) -> html.Button:
    return html.Button(text, type="button", **{**attributes, "data-deck": action})


def _bar(state: ViewState, total: int) -> html.Div:
    def command(text: str, action: str, name: str) -> html.Button:
        return _button(text, action, **{"aria-label": name, "title": name})

    commands = [
        command("◀", "precedente", "Diapositive précédente"),
        html.Span(f"1 / {total}", className="barre-numero", **{"data-numero": ""}),
        command("▶", "suivante", "Diapositive suivante"),
        html.Progress(value="1", max=str(total), className="barre-avance", **{"aria-label": "Avancement"}),
        command("Plein écran", "plein-ecran", "Plein écran (touche F)"),
        command("?", "aide", "Aide : les touches"),
    ]
    return html.Div(
        [
            html.H1("Présentation"),
            html.Div(commands, className="barre-commandes avec-js"),
            html.A("Quitter", href=f"/tendances{filters_query(state.selection)}", className="quitter"),
        ],
        className="barre",
    )


def _help() -> html.Dialog:
    rows = [html.Div([html.Dt(keys), html.Dd(french.typeset(action))]) for keys, action in _KEYS]
    close = _button("Fermer", "fermer", className="bouton")
    heading = html.H2("Les touches", id="titre-aide")
    return html.Dialog([heading, html.Dl(rows), close], className="aide", **{"aria-labelledby": "titre-aide"})


def _files(state: ViewState) -> html.Section:
    query = to_query(state)
    text = (
        "Les graphiques et les tableaux du fichier PowerPoint se modifient ; chaque note suit sa diapositive. "
        "Le PDF est balisé pour les lecteurs d'écran."
    )
    links = [
        _download("PowerPoint, modifiable (.pptx)", f"pptx{query}", "PowerPoint"),
        _download("PDF", f"pdf{query}", "PDF"),
        _download("PDF avec les notes", f"pdf{query}{'&' if query else '?'}notes=oui", "PDF avec les notes"),
        _button("Imprimer", "imprimer", className="bouton-secondaire avec-js"),
    ]
    progress = [
        html.P("", role="status", **{"data-etat": ""}),
        html.Progress(**{"aria-label": "Préparation du fichier"}),
        _button("Annuler", "annuler", className="bouton-secondaire"),
    ]
    return card(
        "Emporter cette présentation",
        html.P(french.typeset(text)),
        html.Div(links, className="actions"),
        html.Div(progress, className="preparation", hidden=True),
    )


def _download(text: str, file: str, name: str) -> html.A:
    attributes = {"data-export": name, "download": ""}
    return html.A(text, href=f"/export/presentation.{file}", className="bouton", **attributes)


def _composer(state: ViewState, dataset: Dataset) -> html.Details:
    chosen = state.slides or USUAL
    order = (*chosen, *(name for name in ENTRIES if name not in chosen))
    names = dataset.vocabulary.projects.names
    known = sorted(dataset.projects["project"].astype(str).unique(), key=lambda slug: names[slug].casefold())
    without_slides = to_query(replace(state, selection=replace(state.selection, project=""), slides=(), projects=()))
    annexes = [check_box("projet", slug, names[slug], is_checked=True) for slug in state.projects]
    options = {"": "", **{slug: names[slug] for slug in known}}
    actions = [
        html.Button("Appliquer", type="submit", className="bouton"),
        html.A("Présentation habituelle", href=f"{PATH}{without_slides}", className="bouton-secondaire"),
    ]
    fields = [
        hidden_fields(parse_qsl(without_slides.removeprefix("?"))),
        html.Ol([_choice(name, is_shown=name in chosen) for name in order], className="composition"),
        *annexes,
        select("projet", "Ajouter un projet en annexe", options, ""),
        html.Div(actions, className="actions"),
    ]
    text = (
        "Cochez les diapositives à montrer, changez leur ordre, ajoutez des projets en annexe : l'adresse de la page "
        "retient ce choix, un lien suffit pour le partager."
    )
    form = html.Form(fields, action=PATH, method="get")
    return html.Details([html.Summary("Composer la présentation"), html.P(text), form], className="carte composeur")


def _choice(name: str, *, is_shown: bool) -> html.Li:
    label = ENTRIES[name].label
    box = check_box(SLIDES, name, label, is_checked=is_shown)
    moves = [
        html.Button(
            sign, type="button", className="avec-js", **{"data-deplace": way, "aria-label": f"{verb} « {label} »"}
        )
        for sign, way, verb in (("▲", "-1", "Monter"), ("▼", "1", "Descendre"))
    ]
    return html.Li([box, *moves])
