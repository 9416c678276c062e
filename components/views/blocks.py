"""The blocks that several views share: filters, the selection in words, notices, cards."""

from dash import html
from dash.development.base_component import Component

from components import ids
from components.chart_card import chart_card
from components.filters import FILTERS, filter_bar
from components.url_state import EMBED, ViewState, to_query
from components.views.view import Draw, View
from data import french
from data.dataset import Dataset
from data.selection import Selection


def filters(view: View, state: ViewState, dataset: Dataset) -> list[Component]:
    """Notices, the form of filters, the selection as a sentence, and the live region with the number of projects."""
    hidden = [("cadre", EMBED)] if state.is_embedded else []
    hidden += [("graphique", state.chart)] if state.chart else []
    return [
        *notices(state),
        filter_bar(dataset, state.selection, view.path, hidden),
        html.P(selection_in_words(dataset, state.selection), id=ids.SELECTION, className="selection"),
        html.P(announcement(dataset, state.selection), id=ids.ANNOUNCEMENT, role="status", className="annonce"),
    ]


def cards(view: View, state: ViewState, dataset: Dataset, draw: Draw) -> Component:
    """The cards of the view's charts, or the one that the address asks for alone."""
    names = (state.chart,) if state.chart else view.charts
    query = to_query(ViewState(selection=state.selection))
    return html.Div([chart_card(draw(name), dataset, query) for name in names], className="cartes")


def freshness(dataset: Dataset) -> str:
    """Which two editions are the latest, with their dates: nothing old is shown as if it were current."""
    published, table = dataset.latest_published, dataset.latest_table
    return french.typeset(
        f"Derniers chiffres publiés : édition {published} ({french.month(dataset.reference_date(published))}). "
        f"Dernier tableau de projets détenu : édition {table} ({french.month(dataset.reference_date(table))})."
    )


def notices(state: ViewState) -> list[Component]:
    """The notice that values of the address were ignored; the values themselves are never repeated."""
    if not state.ignored:
        return []
    labels = {a_filter.parameter: a_filter.label for a_filter in FILTERS}
    names = french.listing([f"« {labels.get(name, name)} »" for name in state.ignored])
    text = french.typeset(f"Valeur inconnue ignorée dans l'adresse pour {names}.")
    return [html.P(text, role="status", className="avis")]


def selection_in_words(dataset: Dataset, selection: Selection) -> str:
    """The active selection as a sentence."""
    return french.typeset(f"Sélection : {selection.in_words(dataset)}.")


def announcement(dataset: Dataset, selection: Selection) -> str:
    """What the live region says: the number of projects in the latest table, and over all editions."""
    rows = selection.apply(dataset)
    held = [edition for edition in dataset.held_editions if selection.covers(edition)]
    if rows.empty or not held:
        return french.typeset("Aucun projet affiché : élargissez la sélection ou réinitialisez les filtres.")
    latest = int((rows["edition"] == held[-1]).sum())
    shown = f"{french.count(latest, 'projet affiché', 'projets affichés')} à l'édition {held[-1]}"
    return f"{shown}, {french.number(rows['project'].nunique())} sur l'ensemble des éditions."
