"""The blocks that several views share: filters, the selection in words, notices, cards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from components.addresses import ids
from components.addresses.links import FOLLOWS
from components.addresses.view_state import ViewState, shared_query, to_query
from components.filters.form import filter_form
from components.html.card import chart_card
from components.html.elements import bullets
from components.views.view import CHART_PATH, ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import FILTERS, Selection, latest_edition_covered

FORMATS = (("csv", "CSV"), ("ods", "ODS"), ("xlsx", "XLSX"), ("json", "JSON"))
"""Formats of the files of projects and editions: extension and name."""


def filters(
    view: View,
    state: ViewState,
    dataset: Dataset,
    *,
    before: Mapping[str, Component] | None = None,
    after: Mapping[str, Component] | None = None,
) -> list[Component]:
    """Notices, the form of filters, the selection as a sentence, and the live region with the number of projects.

    Controls of the view's own, by parameter, stand `before` and `after` its filters.
    """
    form = filter_form(
        dataset,
        state,
        view.path,
        fields=view.filters,
        before=before,
        after=after,
        with_table_only=view.has_only_editions_with_table,
    )
    return [
        *notices(state),
        form,
        html.P(selection_in_words(dataset, state.selection), id=ids.SELECTION, className="selection"),
        html.P(announcement(dataset, state.selection), id=ids.ANNOUNCEMENT, role="status", className="annonce"),
    ]


def part(view: View, name: str, state: ViewState, dataset: Dataset) -> html.Div:
    """A part of the view, replaced when the filters change."""
    return html.Div(view.parts[name](state, dataset), className="partie", **{"data-partie": name})


def cards(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf, names: Sequence[str] = ()) -> html.Div:
    """The cards of some charts of the view, or all, each with its name as anchor and a link to its own page."""
    query, names = shared_query(state), names or view.charts
    sections = [chart_card(chart_of(name), dataset, query) for name in names]
    for name, section in zip(names, sections, strict=True):
        section.id = name
        if not view.is_single_chart:
            text = "Citer ou intégrer ce graphique"
            link = html.A(text, href=f"{CHART_PATH}{name}{query}", className="graphique-seul", **FOLLOWS)
            section.children = [*section.children, link]
    return html.Div(sections, className="cartes")


def freshness(dataset: Dataset) -> str:
    """Which two editions are the latest, with their dates: nothing old is shown as if it were current."""
    published, table = dataset.latest_published, dataset.latest_table
    return french.typeset(
        f"Derniers chiffres publiés : édition {published} ({french.month(dataset.reference_date(published))}). "
        f"Dernier tableau de projets disponible : édition {table} ({french.month(dataset.reference_date(table))})."
    )


def notices(state: ViewState) -> list[Component]:
    """The notice that values of the address were ignored; the values themselves are never repeated."""
    if not state.ignored:
        return []
    labels = {a_filter.parameter: a_filter.label for a_filter in FILTERS.values()}
    names = french.listing([f"« {labels.get(name, name)} »" for name in state.ignored])
    text = french.typeset(f"Valeur inconnue ignorée dans l'adresse pour {names}.")
    return [html.P(text, role="status", className="avis")]


def selection_in_words(dataset: Dataset, selection: Selection) -> str:
    """The active selection as a sentence."""
    return french.typeset(f"Sélection : {selection.in_words(dataset)}.")


def announcement(dataset: Dataset, selection: Selection) -> str:
    """The text of the live region: the number of projects in the latest table, and over all editions."""
    rows = selection.apply(dataset)
    edition = latest_edition_covered(dataset, selection)
    if rows.empty or edition is None:
        return french.typeset("Aucun projet affiché : élargissez la sélection ou réinitialisez les filtres.")
    latest = int((rows["edition"] == edition).sum())
    shown = f"{french.count(latest, 'projet affiché', 'projets affichés')} à l'édition {edition}"
    return f"{shown}, {french.number(rows['project'].nunique())} sur l'ensemble des éditions."


def nothing_selected(path: str, state: ViewState) -> list[Component]:
    """The content of a view for a selection without a project, with a link to all projects.

    The link keeps the two editions compared and the frame.
    """
    compared = Selection(before=state.selection.before, after=state.selection.after)
    href = f"{path}{to_query(ViewState(compared, is_embedded=state.is_embedded))}"
    content = [
        html.P("Aucun projet ne répond à cette sélection.", className="vide-titre"),
        html.P("Retirez un filtre, élargissez la plage d'éditions ou cherchez un autre nom."),
        html.P(html.A("Afficher tous les projets", href=href, className="bouton", target="_self")),
    ]
    return [html.Div(content, className="vide")]


def pager(path: str, state: ViewState, pages: int, anchor: str) -> list[Component]:
    """The links from page to page of the table at an anchor of a view; none where there is one page."""
    if pages < 2:
        return []
    current = min(state.listing.page, pages)
    selection = replace(state.selection, project="")

    def link(text: str, page: int, **attributes: str) -> html.A:
        query = to_query(replace(state, selection=selection, listing=replace(state.listing, page=page)))
        return html.A(text, href=f"{path}{query}#{anchor}", target="_self", **attributes)

    links = [link("Page précédente", current - 1, rel="prev")] if current > 1 else []
    for page in range(1, pages + 1):
        links.append(link(str(page), page, **({"aria-current": "page"} if page == current else {})))
    links += [link("Page suivante", current + 1, rel="next")] if current < pages else []
    return [html.Nav(bullets(links), className="pages", **{"aria-label": "Pages de la table"})]
