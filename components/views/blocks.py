"""The blocks that several views share: filters, the selection in words, notices, cards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from components.addresses import ids
from components.addresses.view_state import Listing, ViewState, shared_query, to_query
from components.filters.form import filter_form
from components.html.card import chart_card
from components.html.elements import bullets
from components.markup import Component, html
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import FILTERS, Selection, latest_edition_covered

CHIPS = "filtres-actifs"
"""Name of the part with the values chosen."""
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
    """Notices, the form, what is chosen, the selection as a sentence, the live region with the number of projects.

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
        html.Div(chips(view, state, dataset), **{"data-partie": CHIPS}),
        html.P(selection_in_words(dataset, state.selection), id=ids.SELECTION, className="selection"),
        html.P(announcement(view, dataset, state.selection), id=ids.ANNOUNCEMENT, role="status", className="annonce"),
    ]


def part(view: View, name: str, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> html.Div:
    """A part of the view, replaced when the filters change."""
    return html.Div(view.parts[name](view, state, dataset, chart_of), className="partie", **{"data-partie": name})


def cards(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf, names: Sequence[str] = ()) -> html.Div:
    """The cards of some charts of the view, or all; none where the selection is empty."""
    query, names = shared_query(state), names or view.charts
    if view.is_empty(state.selection, dataset):
        names = ()
    return html.Div([chart_card(chart_of(name), dataset, query) for name in names], className="cartes")


def chips(view: View, state: ViewState, dataset: Dataset) -> list[Component]:
    """The values chosen, each a link to the page without it, then one without any; nothing where none is chosen.

    With script the link changes the form (`assets/20-page.js`).
    """

    def href(selection: Selection) -> str:
        first_page = replace(state.listing, page=1)
        return f"{view.path}{to_query(replace(state, selection=view.selection_of(selection), listing=first_page))}"

    selection = state.selection
    links = [
        html.A(
            [french.typeset(french.capitalised(each.words(each.parse([value], dataset), dataset))), f"{french.NBSP}×"],
            href=href(selection.without(name, value, dataset)),
            title="Retirer ce filtre",
            target="_self",
            **{"data-retire": f"{each.parameter}={value}"},
        )
        for name, each in FILTERS.items()
        for value in each.address_values(getattr(selection, name))
    ]
    if not links:
        return []
    reset = html.A("Réinitialiser", href=href(selection.unfiltered), id="reinitialiser", target="_self")
    return [bullets([*links, reset, *ministry_note(state)], className="jetons", **{"aria-label": "Filtres choisis"})]


def ministry_note(state: ViewState, **attributes: str) -> list[html.A]:
    """The link to the two pages of the ministry, where exactly one is chosen."""
    slugs = state.selection.ministries
    address = f"/export/ministere/{slugs[0]}.pdf{shared_query(state)}" if len(slugs) == 1 else ""
    name = "Note du ministère, deux pages (PDF)"
    return [html.A(name, href=address, download="", target="_self", **attributes)] if address else []


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


def announcement(view: View, dataset: Dataset, selection: Selection) -> str:
    """The text of the live region: the number of projects in the latest table, and over all editions."""
    if view.ignores_range:
        selection = replace(selection, since=None, until=None)
    rows = selection.apply(dataset)
    edition = latest_edition_covered(dataset, selection)
    if rows.empty or edition is None:
        return french.typeset("Aucun projet affiché : élargissez la sélection ou réinitialisez les filtres.")
    latest = int((rows["edition"] == edition).sum())
    shown = f"{french.count(latest, 'projet affiché', 'projets affichés')} "
    shown += french.in_month(edition, dataset.reference_date(edition))
    return f"{shown}, {french.number(rows['project'].nunique())} sur l'ensemble des éditions."


def nothing_selected(view: View, state: ViewState, dataset: Dataset) -> html.Div:
    """The one message of a view without a project to show, with links to the nearest selections that have some.

    The links keep the editions compared, the project and the frame.
    """

    def link(selection: Selection, text: str) -> html.A:
        query = to_query(replace(state, selection=view.selection_of(selection), listing=Listing()))
        return html.A(french.typeset(text), href=f"{view.path}{query}", target="_self")

    nearest = [
        link(selection, f"{selection.in_words(dataset)} ({french.count(number, 'projet')})")
        for selection, number in replace(state.selection, split="").nearest(
            lambda selection: view.count(selection, dataset)
        )
    ]
    every = state.selection.unfiltered
    content = [
        html.P("Aucun projet ne répond à cette sélection.", className="vide-titre", **{"data-verdict": ""}),
        html.P("Les sélections les plus proches :"),
        bullets([*nearest, link(every, f"Tous les projets ({view.count(every, dataset)})")]),
    ]
    return html.Div(content, className="vide")


def sortable_head(
    path: str, state: ViewState, anchor: str, slug: str, header: str, *, is_number: bool, current: str, usual: str
) -> html.Th:
    """The head of a column of the table at an anchor of a view, a link that sorts by it or turns the order over.

    `current` is the slug of the column that it is sorted by, `usual` that where the address names none.
    """
    listing = state.listing
    is_sorted = slug == current
    is_descending = not listing.is_descending if is_sorted else is_number
    other = replace(listing, sort="" if slug == usual else slug, is_descending=is_descending, page=1)
    order = {"aria-sort": "descending" if listing.is_descending else "ascending"} if is_sorted else {}
    selection = replace(state.selection, project="")
    href = f"{path}{to_query(replace(state, selection=selection, listing=other))}#{anchor}"
    return html.Th(
        html.A(header, href=href, target="_self"), scope="col", className="nombre" if is_number else None, **order
    )


def table_files(path: str, state: ViewState) -> html.P:
    """The links to the table of a view as it stands on screen, all its pages."""
    query = to_query(ViewState(replace(state.selection, project=""), listing=replace(state.listing, page=1)))
    address = f"vue={path}{query.replace('?', '&')}"
    links = [
        html.A(name, href=f"/export/tableau.{extension}?{address}", target="_self", **{"data-tableau": extension})
        for extension, name in FORMATS
        if extension != "json"
    ]
    label = html.Span(french.typeset("Ce tableau, ses colonnes, son ordre, toutes ses lignes : "))
    return html.P([label, *links], className="telechargements")


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
