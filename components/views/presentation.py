"""Présentation: the deck of the current selection, full screen and as files, and the form that composes it."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl

from components.addresses.view_state import (
    LONGEST_COMMITTEE,
    RANK,
    SLIDES,
    ViewState,
    filters_query,
    to_query,
)
from components.deck.blocks import Slide
from components.deck.dossier import ministry_pages
from components.deck.screen import slide_note, slide_page
from components.deck.slides import ENTRIES, USUAL, DeckRequest, deck, source
from components.filters.controls import check_box, hidden_fields, select
from components.filters.form import MAIN_FILTERS, filter_controls
from components.markup import Component, html
from components.views import blocks, changes
from components.views.compare import edition_controls
from components.views.opening import verdict_in_words
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.questions.comparison import compare, pair
from data.questions.key_figures import verdict

PATH = "/presentation"

_KEYS = (
    ("→, espace, page suivante", "diapositive suivante"),
    ("←, maj + espace, page précédente", "diapositive précédente"),
    ("↓ et ↑", "en plein écran, suivante et précédente ; sinon, faire défiler la note"),
    ("Début et Fin", "première et dernière diapositive"),
    ("F", "plein écran, ou retour à la page"),
    ("Échap", "quitter le plein écran, fermer cette aide"),
    ("↑ et ↓, sur le numéro d'une vignette", "déplacer cette diapositive"),
    ("?", "cette aide"),
    ("Glisser vers la gauche ou la droite", "suivante ou précédente, sur un écran tactile"),
)


def deck_request(state: ViewState, dataset: Dataset, chart_of: ChartOf, today: date | None = None) -> DeckRequest:
    """The request for the deck of an address: its sentences are those of the pages."""
    selection = replace(state.selection, project="")
    editions = pair(dataset, selection, selection.before, selection.after)
    compared = compare(dataset, selection, *editions, selection.common_only) if editions else None
    changed = [] if compared is None or compared.frame.empty else changes.sentences(compared, dataset)
    claims = verdict_in_words(verdict(dataset, selection), dataset)
    return DeckRequest(state, dataset, chart_of, claims, changed, today)


def ministry_slides(state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Slide]:
    """The two pages of the ministry of a state, in the words of the pages."""
    request = deck_request(state, dataset, chart_of)
    return ministry_pages(chart_of("cout-total"), chart_of("reevaluations"), request.verdict, request.changes)


def body(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Component]:
    """The whole page: the view has no surround."""
    slides = deck(deck_request(state, dataset, chart_of))
    shared = replace(state, is_embedded=False, ignored=())
    scene = [_slide(slide, number, len(slides), source(dataset)) for number, slide in enumerate(slides, start=1)]
    return [
        _bar(shared, len(slides)),
        *blocks.notices(state),
        _composer(shared, dataset, [slide.key for slide in slides]),
        html.Div(scene, className="scene"),
        html.P("", role="status", className="hors-ecran", **{"data-annonce": ""}),
        _help(),
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


def _composer(state: ViewState, dataset: Dataset, shown: list[str]) -> html.Form:
    """One native form: what the deck is about, its files, and its slides, of which `shown` are on the page."""
    choices = {
        **filter_controls(dataset, state, MAIN_FILTERS),
        **edition_controls(state.selection, dataset),
        "comite": _field("Comité", type="text", name="comite", value=state.committee, maxLength=str(LONGEST_COMMITTEE)),
        "date": _field("Date", type="date", name="date", value=state.meeting.isoformat() if state.meeting else ""),
    }
    own = {*choices, SLIDES, "projet"}
    carried = [pair for pair in parse_qsl(to_query(state).removeprefix("?")) if pair[0] not in own]
    progress = [
        html.P("", role="status", **{"data-etat": ""}),
        html.Progress(**{"aria-label": "Préparation du fichier"}),
        _button("Annuler", "annuler", className="bouton-secondaire"),
    ]
    actions = [
        html.Button("Appliquer", type="submit", className="bouton"),
        _export("PowerPoint", "pptx", title="Graphiques et tableaux modifiables ; chaque note suit sa diapositive"),
        _export("PDF", "pdf", title="Balisé pour les lecteurs d'écran"),
        _export("PDF avec les notes", "pdf", name="notes", value="oui"),
        _button("Imprimer", "imprimer", className="bouton-secondaire avec-js"),
    ]
    content = [
        html.Div(
            [
                hidden_fields(carried),
                *choices.values(),
                html.Div(actions, className="actions"),
                html.Div(progress, className="preparation", hidden=True),
            ],
            className="composeur-choix",
        ),
        _rail(state, dataset, shown),
    ]
    return html.Form(content, action=PATH, method="get", className="composeur", autoComplete="off")


def _field(label: str, **attributes: str) -> html.Label:
    return html.Label([html.Span(label), html.Input(**attributes)], className="filtre-champ")


def _export(text: str, form: str, **attributes: str) -> html.Button:
    """A button that sends the form to the file: it needs no script, and takes what is not applied yet."""
    address = f"/export/presentation.{form}"
    return html.Button(
        text, type="submit", formAction=address, className="bouton-secondaire", **attributes, **{"data-export": text}
    )


def _rail(state: ViewState, dataset: Dataset, shown: list[str]) -> html.Div:
    """The slides in their order, then those left out, then the projects of the annex."""
    chosen = state.slides or USUAL
    order = (*chosen, *(name for name in ENTRIES if name not in chosen))
    names = dataset.vocabulary.projects.names
    known = sorted(dataset.projects["project"].astype(str).unique(), key=lambda slug: names[slug].casefold())
    usual = to_query(replace(state, selection=replace(state.selection, project=""), slides=(), projects=()))
    content = [
        html.H2("Diapositives", id="titre-diapositives"),
        html.Ol(
            [
                _thumbnail(name, at, is_chosen=name in chosen, slide=shown.index(name) + 1 if name in shown else 0)
                for at, name in enumerate(order, start=1)
            ],
            className="composition",
            **{"data-usuel": ",".join(USUAL)},
        ),
        *(check_box("projet", slug, names[slug], is_checked=True) for slug in state.projects),
        select("projet", "Ajouter un projet en annexe", {"": "", **{slug: names[slug] for slug in known}}, ""),
        *blocks.ministry_note(state, className="bouton-secondaire"),
        html.A("Modèle comité", href=f"{PATH}{usual}", className="bouton-secondaire"),
    ]
    return html.Div(content, className="rail", role="group", **{"aria-labelledby": "titre-diapositives"})


def _thumbnail(name: str, position: int, *, is_chosen: bool, slide: int) -> html.Li:
    """One slide to include, leave out or move; `slide` is its number on the page, 0 where it is not there."""
    label = ENTRIES[name].label
    number = html.Input(type="number", name=f"{RANK}{name}", value=str(position), min="1", max=str(len(ENTRIES)),
                   **{"data-rang": "", "aria-label": f"Position de « {label} »"})  # fmt: skip
    image = html.A(href=f"#diapo-{slide}", className="vignette", tabIndex="-1", **{"aria-hidden": "true"})
    content = [*([image] if slide else []), number, check_box(SLIDES, name, label, is_checked=is_chosen)]
    return html.Li(content, draggable="true")
