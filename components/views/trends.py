"""Tendances: the three main charts, and the other charts in groups, each with an address of its own."""

from dataclasses import replace

from components.addresses.links import FOLLOWS
from components.addresses.view_state import ViewState, filters_query
from components.charts.catalogue import CHARTS
from components.html.elements import bullets, card
from components.markup import Component, html
from components.views import blocks
from components.views.opening import OPENING, opening
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import EXPLORED, FILTERS, Selection

PATH = "/tendances"
_BY_MINISTRY = f"{PATH}/ministeres"
_DESCRIPTION = "Comment évoluent le coût, le budget et le calendrier des grands projets informatiques de l'État."


def body(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Component]:
    """Opening, links between the groups, filters, charts beside their list; no list where there is no chart."""
    charts = blocks.cards(view, state, dataset, chart_of)
    if not (state.is_embedded or view.is_empty(state.selection, dataset)):
        charts = html.Div([_contents(view), charts], className="avec-sommaire")
    return [
        blocks.part(view, OPENING, state, dataset, chart_of),
        *([] if state.is_embedded else [_groups(view, _shared(view, state))]),
        *blocks.filters(view, state, dataset),
        charts,
        *([] if state.is_embedded or view.path != PATH else [other_charts(state.selection)]),
    ]


def _shared(view: View, state: ViewState) -> Selection:
    """What the other groups are opened with: the lines by ministry of one group stay there."""
    return replace(state.selection, split="") if view.path == _BY_MINISTRY else state.selection


def _groups(view: View, selection: Selection) -> html.Nav:
    """The links between the groups, the current one marked."""
    links = []
    for other in VIEWS:
        current = {"aria-current": "page"} if other.path == view.path else {}
        links.append(html.A(other.name, href=f"{other.path}{filters_query(selection)}", **current, **FOLLOWS))
    return html.Nav(bullets(links), className="themes", **{"aria-label": "Tendances par thème"})


def _contents(view: View) -> html.Nav:
    """The list of the charts of the page."""
    links = [html.A(CHARTS[name].subject, href=f"#{name}", target="_self") for name in view.charts]
    title = html.P("Sur cette page", className="sommaire-titre")
    return html.Nav([title, bullets(links)], className="sommaire", **{"aria-label": "Graphiques de la page"})


def other_charts(selection: Selection) -> html.Section:
    """The charts of each group, by name; `assets/25-contents.js` follows an old anchor through them."""
    query = filters_query(selection)
    groups: list[Component] = []
    for view in VIEWS[1:]:
        group = html.A(view.title, href=f"{view.path}{query}", **FOLLOWS)
        words: list[str | Component] = [html.Strong(group), french.typeset(" : ")]
        for name in view.charts:
            words += [html.A(CHARTS[name].subject, href=f"{view.path}{query}#{name}", **FOLLOWS), ", "]
        groups.append(html.P([*words[:-1], "."]))
    return card("Les autres graphiques", *groups, className="carte autres-graphiques")


def with_split(view: View, state: ViewState) -> ViewState:
    """The state of a view; on that of ministries one line for each, unless the address says otherwise."""
    is_split = view.path != _BY_MINISTRY or state.selection.split
    return state if is_split else replace(state, selection=replace(state.selection, split="ministere"))


def view_of(name: str) -> View | None:
    """The view of Tendances that holds a chart, None where none does."""
    return next((view for view in VIEWS if name in view.charts), None)


def _group(slug: str, name: str, title: str, description: str, verdict_of: str, *charts: str) -> View:
    return View(
        path=f"{PATH}/{slug}",
        name=name,
        title=title,
        description=description,
        body=body,
        charts=charts,
        filters=tuple(FILTERS) if slug == "projets" else EXPLORED,
        parts={OPENING: opening(description, verdict_of=verdict_of)},
        in_navigation=False,
    )


VIEWS = (
    View(
        path=PATH,
        name="Tendances",
        title="Tendances",
        description=_DESCRIPTION,
        body=body,
        charts=("cout-total", "ecart-calendaire", "ecart-budgetaire"),
        filters=EXPLORED,
        parts={OPENING: opening(_DESCRIPTION)},
    ),
    _group(
        "ministeres",
        "Par ministère",
        "Tendances par ministère",
        "Ce que coûtent les grands projets informatiques de l'État et où ils en sont, ministère par ministère.",
        "couts-par-ministere",
        *("cout-total", "ecart-budgetaire", "ecart-calendaire", "couts-par-ministere", "phases-par-ministere"),
    ),
    _group(
        "projets",
        "Projet par projet",
        "Tendances projet par projet",
        "Quels grands projets informatiques de l'État changent de coût ou de date de fin, et de combien.",
        "contributions",
        *("contributions", "reevaluations", "dispersion", "cout-delai", "carte"),
    ),
    _group(
        "portefeuille",
        "Portefeuille",
        "Composition du portefeuille",
        "Quels grands projets informatiques de l'État entrent, sortent ou pèsent le plus, et à quoi ils servent.",
        "concentration",
        *("entrants-sortants", "tranches-de-cout", "zones-fonctionnelles", "concentration"),
    ),
    _group(
        "trajectoires",
        "Trajectoires",
        "Trajectoires des projets",
        "Pourquoi le total change, et ce que deviennent les grands projets informatiques de l'État avec le temps.",
        "passage",
        *("passage", "cohortes", "classe-de-reference"),
    ),
)
"""Tendances and its groups."""
