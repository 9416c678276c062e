"""VIEWS: every view is one entry here; routes, navigation and the tests that walk all views follow from it."""

from dataclasses import replace

from components.addresses.site import SERVICE
from components.addresses.view_state import ViewState, filters_query, to_query
from components.html import frame
from components.markup import html
from components.views import (
    about,
    changes,
    chart_page,
    compare,
    data_page,
    integration,
    overview,
    presentation,
    project,
    projects,
    trends,
    verify,
)
from components.views.opening import OPENING, opening
from components.views.text_pages import text_view
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import FILTERS

VIEWS = {
    view.path: view
    for view in (
        View(
            path="/",
            name="Synthèse",
            title="Synthèse",
            description=overview.DESCRIPTION,
            charts=overview.SUMMARY_CHARTS,
            body=overview.body,
            parts={OPENING: opening(overview.DESCRIPTION), "changements": changes.summary},
        ),
        *trends.VIEWS,
        View(
            path=projects.PATH,
            name="Projets",
            title="Projets",
            description=projects.DESCRIPTION,
            body=projects.body,
            filters=tuple(FILTERS),
            has_only_editions_with_table=True,
            parts={
                OPENING: opening(projects.DESCRIPTION, projects.opening_contents),
                "liste-projets": projects.project_list,
            },
        ),
        View(
            path=project.PATH,
            name="Projet",
            title="Projet",
            description="",
            body=project.body,
            charts=("trajectoire",),
            parts={OPENING: opening("", project.opening_contents)},
            count=lambda _selection, _dataset: 1,
            examples=("/projets/si-samu", "/projets/sirhen", "/projets/ned", "/projets/astrea"),
            in_navigation=False,
            is_live=False,
        ),
        View(
            path=compare.PATH,
            name="Comparer",
            title="Comparer deux éditions",
            description="Pourquoi le coût total change d'une édition à l'autre : entrants, sortants, projets "
            "réévalués, par nom et par montant.",
            body=compare.body,
            charts=("passage", "contributions"),
            filters=compare.FIELDS,
            ignores_range=True,
            parts={
                OPENING: opening("Deux éditions comparées", compare.opening_contents),
                "comparaison": compare.totals,
                "comparaison-listes": compare.movements,
            },
            count=compare.count,
        ),
        View(
            path=verify.PATH,
            name="Vérifier",
            title="Vérifier ce qui a été dit",
            description=verify.DESCRIPTION,
            body=verify.body,
            parts={OPENING: opening(verify.DESCRIPTION, verify.opening_contents)},
            count=lambda _selection, _dataset: 1,
            is_live=False,
        ),
        text_view(data_page.PATH, data_page.body, in_navigation=True),
        text_view(about.METHOD, about.body, in_navigation=True),
        View(
            path=presentation.PATH,
            name="Présentation",
            title="Présentation",
            description="Les grands projets numériques de l'État en diapositives pour un comité de pilotage : plein "
            "écran, PowerPoint modifiable, PDF.",
            body=presentation.body,
            is_live=False,
            has_surround=False,
        ),
        text_view(
            integration.PATH, lambda _view, state, dataset, _chart_of: integration.body(state, dataset, _embeddable())
        ),
        *chart_page.VIEWS.values(),
        *(text_view(path, about.body) for path in about.VALUES if path != about.METHOD),
    )
}
"""Every view by path, in the order of the navigation."""


def shown(view: View, state: ViewState, dataset: Dataset) -> View:
    """The view with the path, title and description of its page: its own, or those of the project or the claim."""
    if view.path == verify.PATH:
        return verify.view_of(view, state, dataset)
    of_project = project.view_of(view, state.selection.project, dataset) if view.path == project.PATH else None
    return of_project or view


def page(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> html.Div:
    """The whole page of a view: surround, h1 and body."""
    body = view.body(view, state, dataset, chart_of)
    if not view.has_surround:
        return html.Div(html.Main(body, id="contenu", className=view.path.strip("/"), tabIndex="-1"))
    about_page = shown(view, state, dataset)
    selection = view.selection_of(state.selection)
    query = to_query(replace(state, is_embedded=False, selection=selection))
    # In full the header names the service.
    title = SERVICE if view.path == "/" and state.is_embedded else about_page.title
    head = html.Div([html.H1(title), frame.share(about_page.path, query, view.framed)], className="titre-page")
    if view.is_single_chart and state.is_embedded:
        # The heading of its card says it.
        head = html.H1(title, className="hors-ecran")
    return frame.surround(
        [head, *body],
        path=about_page.path,
        links=navigation(),
        query=to_query(ViewState(selection)) if state.is_embedded else filters_query(selection),
        is_embedded=state.is_embedded,
        framed=view.framed,
        updated=french.month(dataset.reference_date(dataset.latest_published)),
    )


def _embeddable() -> list[View]:
    """The views that an iframe can hold, those of the navigation first."""
    return sorted((view for view in VIEWS.values() if view.framed), key=lambda view: not view.in_navigation)


def navigation() -> list[tuple[str, str]]:
    """Path and name of each view of the main navigation."""
    return [(view.path, view.name) for view in VIEWS.values() if view.in_navigation]
