"""The blocks that several views share: filters, the selection in words, notices, cards."""

from collections.abc import Sequence
from dataclasses import replace

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from components.addresses import ids
from components.addresses.view_state import EMBED, ViewState, shared_query, to_query
from components.filters.filters import filter_bar
from components.html.chart_card import chart_card, waiting_card
from components.views.view import Draw, View
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import FILTERS, Selection, latest_edition_covered


def filters(
    view: View, state: ViewState, dataset: Dataset, *, before: Sequence[Component] = (), after: Sequence[Component] = ()
) -> list[Component]:
    """Notices, the form of filters, the selection as a sentence, and the live region with the number of projects.

    Args:
        view: Says which filters stand on it.
        state: What is chosen.
        dataset: Tells the options.
        before: Controls of the view's own that stand before the filters.
        after: Those that stand after them.
    """
    hidden = [("cadre", EMBED)] if state.is_embedded else []
    hidden += [("graphique", state.chart)] if state.chart else []
    hidden += [pair for pair in state.listing.pairs() if pair[0] in ("tri", "ordre")]
    return [
        *notices(state),
        live(
            view,
            state,
            filter_bar(
                dataset,
                state.selection,
                view.path,
                hidden,
                fields=view.filters,
                before=before,
                after=after,
                held_only=view.has_held_editions_only,
            ),
        ),
        html.P(selection_in_words(dataset, state.selection), id=ids.SELECTION, className="selection"),
        html.P(announcement(dataset, state.selection), id=ids.ANNOUNCEMENT, role="status", className="annonce"),
    ]


def live(view: View, state: ViewState, *controls: Component) -> html.Div:
    """The part of a page that Dash keeps: controls, and the fields by which the rest is asked for and told.

    Args:
        view: The view.
        state: What its address asks.
        controls: What a visitor chooses with.
    """
    said = {
        ids.PAGE: f"{view.path}{to_query(state)}",
        ids.QUERY: to_query(state),
        ids.SHOWN: " ".join(charts_shown(view, state)[:DRAWN_AT_ONCE]),
        **dict.fromkeys((ids.OPENED, ids.CHANGE, ids.CALL, ids.FILLED), ""),
    }
    fields = [dbc.Input(id=name, type="hidden", value=value) for name, value in said.items()]
    # Dash draws its own beside, then this one is taken away (`assets/10-start.js`).
    return html.Div([html.Div([*controls, *fields], id=ids.LIVE), html.Div(id="react-entry-point", hidden=True)])


def charts_shown(view: View, state: ViewState) -> tuple[str, ...]:
    """Names of the charts of a page: those of the view, or the one that the address asks for alone."""
    return (state.chart,) if state.chart else view.charts


DRAWN_AT_ONCE = 3
"""Cards drawn as the page opens; those below are drawn when they come near."""


def part(view: View, name: str, state: ViewState, dataset: Dataset, draw: Draw) -> html.Div:
    """A part of the view, drawn again when the filters change."""
    return html.Div(view.parts[name](state, dataset, draw), className="partie", **{"data-partie": name})


def cards(view: View, state: ViewState, dataset: Dataset, draw: Draw) -> Component:
    """The cards of the view's charts, or the one that the address asks for alone."""
    names = charts_shown(view, state)
    query = shared_query(state)
    drawn = [chart_card(draw(name), dataset, query) for name in names[:DRAWN_AT_ONCE]]
    waiting = [waiting_card(draw(name)) for name in names[DRAWN_AT_ONCE:]]
    return html.Div([*drawn, *waiting], className="cartes")


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
    labels = {a_filter.parameter: a_filter.label for a_filter in FILTERS.values()}
    names = french.listing([f"« {labels.get(name, name)} »" for name in state.ignored])
    text = french.typeset(f"Valeur inconnue ignorée dans l'adresse pour {names}.")
    return [html.P(text, role="status", className="avis")]


def selection_in_words(dataset: Dataset, selection: Selection) -> str:
    """The active selection as a sentence."""
    return french.typeset(f"Sélection : {selection.in_words(dataset)}.")


def announcement(dataset: Dataset, selection: Selection) -> str:
    """What the live region says: the number of projects in the latest table, and over all editions."""
    rows = selection.apply(dataset)
    edition = latest_edition_covered(dataset, selection)
    if rows.empty or edition is None:
        return french.typeset("Aucun projet affiché : élargissez la sélection ou réinitialisez les filtres.")
    latest = int((rows["edition"] == edition).sum())
    shown = f"{french.count(latest, 'projet affiché', 'projets affichés')} à l'édition {edition}"
    return f"{shown}, {french.number(rows['project'].nunique())} sur l'ensemble des éditions."


def nothing_selected(path: str, state: ViewState) -> list[Component]:
    """What a view says of a selection without a project, and the way out.

    Args:
        path: Address of the view.
        state: What is asked; the two editions compared and the frame are kept by the way out.
    """
    kept = ViewState(
        Selection(before=state.selection.before, after=state.selection.after), is_embedded=state.is_embedded
    )
    out = html.A("Afficher tous les projets", href=f"{path}{to_query(kept)}", className="bouton", target="_self")
    return [
        html.Div(
            [
                html.P("Aucun projet ne répond à cette sélection.", className="vide-titre"),
                html.P("Retirez un filtre, élargissez la plage d'éditions ou cherchez un autre nom."),
                html.P(out),
            ],
            className="vide",
        )
    ]


FORMATS = (("csv", "CSV"), ("ods", "ODS"), ("xlsx", "XLSX"), ("json", "JSON"))
"""Formats of the files of projects and editions: extension and name."""


def files(name: str, query: str) -> html.P:
    """The links to the files of the projects or of the editions.

    Args:
        name: `projets` or `editions`.
        query: The selection as `?…`.
    """
    links = [html.A(label, href=f"/export/{name}.{form}{query}", target="_self") for form, label in FORMATS]
    label = {"projets": "Toutes les lignes de la sélection, toutes éditions : ", "editions": "Par édition : "}[name]
    return html.P([html.Span(french.typeset(label)), *links], className="telechargements")


def pager(path: str, state: ViewState, pages: int, anchor: str) -> list[Component]:
    """The links from page to page of a table; none where there is one page.

    Args:
        path: Address of the view.
        state: The page shown, and all that its links carry along.
        pages: Number of pages.
        anchor: Id of the table, to which a link leads.
    """
    if pages < 2:
        return []
    current = min(state.listing.page, pages)

    def link(text: str, page: int, **attributes: str) -> html.Li:
        asked = replace(
            state, selection=replace(state.selection, project=""), listing=replace(state.listing, page=page)
        )
        return html.Li(html.A(text, href=f"{path}{to_query(asked)}#{anchor}", target="_self", **attributes))

    items = [link("Page précédente", current - 1, rel="prev")] if current > 1 else []
    items += [
        link(str(page), page, **({"aria-current": "page"} if page == current else {})) for page in range(1, pages + 1)
    ]
    items += [link("Page suivante", current + 1, rel="next")] if current < pages else []
    return [html.Nav(html.Ul(items), className="pages", **{"aria-label": "Pages de la table"})]
