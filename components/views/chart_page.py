"""One chart alone: its filters and options, and what it takes to cite it or to embed it."""

from dataclasses import replace
from functools import partial

from components.addresses.links import CHART_PATH, FOLLOWS, project_href
from components.addresses.site import LICENCE, SERVICE
from components.addresses.view_state import ViewState, filters_query, to_query
from components.charts.catalogue import CHARTS
from components.charts.chart import Chart
from components.filters.controls import select
from components.html.elements import card
from components.markup import Component, html
from components.views import blocks, compare, integration, project, trends
from components.views.integration import code_block, site_address, snippet
from components.views.opening import OPENING, opening
from components.views.view import TRAJECTORY, ChartOf, View, projects_of
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import EXPLORED, Selection


def body(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Component]:
    """The chart with its filters, then its citation and the code of its frame; embedded, the filters are folded."""
    *notices, form, chips, selection, announcement = blocks.filters(
        view, state, dataset, before=_options(view, state, dataset)
    )
    # The history of one project does not follow the filters.
    for words in (selection, announcement):
        words.attributes["hidden"] = view.path == TRAJECTORY
    after: list[Component] = []
    if state.is_embedded:
        form = html.Details([html.Summary("Filtres"), form], className="filtres-replies")
    else:
        after = [_way_back(view, state), blocks.part(view, "citation", state, dataset, chart_of)]
    return [
        blocks.part(view, OPENING, state, dataset, chart_of),
        *notices,
        form,
        chips,
        selection,
        announcement,
        blocks.cards(view, state, dataset, chart_of),
        *after,
    ]


def with_project(view: View, state: ViewState, dataset: Dataset) -> ViewState:
    """The state of a page of one chart; a trajectory without a project is that of the costliest one today."""
    if view.path != TRAJECTORY or state.selection.project:
        return state
    latest = dataset.projects[dataset.projects["edition"] == dataset.latest_table]
    costliest = latest.sort_values(["cost_meur", "project"], ascending=[False, True])["project"]
    return replace(state, selection=replace(state.selection, project=str(costliest.iloc[0])))


def _options(view: View, state: ViewState, dataset: Dataset) -> dict[str, Component]:
    """The controls of the chart's own, by parameter."""
    if "passage" in view.charts:
        return compare.edition_controls(state.selection, dataset)
    if view.path == TRAJECTORY:
        names = dataset.vocabulary.projects.names
        slugs = sorted(set(dataset.projects["project"].astype(str)), key=lambda slug: names[slug].casefold())
        options = {slug: names[slug] for slug in slugs}
        return {"projet": select("projet", "Projet", options, state.selection.project)}
    return {}


def _way_back(view: View, state: ViewState) -> html.P:
    """The link to the view that holds the chart beside others; the page of a project is named under its trajectory."""
    (name,) = view.charts
    group = trends.view_of(name) or trends.VIEWS[0]
    anchor = f"#{name}" if name in group.charts else ""
    text = french.typeset(f"{group.title} : tous les graphiques")
    address = f"{group.path}{filters_query(state.selection)}{anchor}"
    return html.P(html.A(text, href=address, **FOLLOWS), className="retour")


def _citation(chart: Chart, _view: View, state: ViewState, dataset: Dataset, _chart_of: ChartOf) -> list[Component]:
    """The sentence that cites the chart and the code of its frame, for the selection of the address."""
    view = VIEWS[f"{CHART_PATH}{chart.name}"]
    selection = view.selection_of(state.selection)
    title = _title(chart, selection, dataset)
    address = f"{view.path}{to_query(ViewState(selection))}"
    framed = f"{view.path}{to_query(ViewState(selection, is_embedded=True))}"
    cited = french.typeset(f"« {title} », {source_words(dataset)}, ") + site_address() + address
    page = html.A("La page de ce projet", href=project_href(selection.project, filters_query(selection)))
    return [
        *([html.P(page)] if view.path == TRAJECTORY else []),
        card("Citer ce graphique", code_block(cited, "Copier la citation", "Citation à copier"), id="citer"),
        card(
            "L'intégrer dans une page",
            html.P(html.A("Quels sites peuvent l'afficher, et comment", href=f"{integration.PATH}#savoir")),
            code_block(snippet(f"{SERVICE} : {title}", framed), "Copier le code", "Code à copier"),
            id="integrer",
        ),
    ]


def _title(chart: Chart, selection: Selection, dataset: Dataset) -> str:
    if chart.name == "trajectoire":
        return f"{chart.subject} {dataset.vocabulary.projects.names.get(selection.project, '')}".strip()
    if selection.filters_only == Selection():
        return chart.subject
    return f"{chart.subject} ({selection.in_words(dataset)})"


def source_words(dataset: Dataset) -> str:
    """What a citation says of the source: who publishes, up to which editions, under which licence."""
    published, table = dataset.latest_published, dataset.latest_table
    return (
        f"DINUM, {SERVICE}, chiffres publiés jusqu'à l'édition {published} "
        f"({french.month(dataset.reference_date(published))}), projets jusqu'à l'édition {table} "
        f"({french.month(dataset.reference_date(table))}), {LICENCE}"
    )


def _view(chart: Chart) -> View:
    is_trajectory = chart.name == "trajectoire"
    filters = {"passage": compare.FIELDS, "trajectoire": ()}.get(chart.name, EXPLORED)
    return View(
        path=f"{CHART_PATH}{chart.name}",
        name=f"Graphique : {chart.subject}",
        title=chart.subject,
        description=f"{chart.lede}, avec son tableau, ses données, et de quoi le citer ou l'intégrer dans une page.",
        body=body,
        charts=(chart.name,),
        filters=filters,
        parts={
            OPENING: opening(chart.lede, project.opening_contents if is_trajectory else None, chart.name),
            "citation": partial(_citation, chart),
        },
        in_navigation=False,
        count={"passage": compare.count, "trajectoire": lambda _selection, _dataset: 1}.get(chart.name, projects_of),
    )


VIEWS = {view.path: view for view in map(_view, CHARTS.values())}
"""The page of each chart of the catalogue."""
