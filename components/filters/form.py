"""The form of the filters; each control follows from `Filter.form`: check boxes, a select or a text."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from components.addresses import ids
from components.addresses.view_state import NOTHING_CHOSEN, filter_pairs
from data.model.dataset import Dataset
from data.model.filters import Filter
from data.model.selection import FILTERS, Selection, option_counts

MAIN_FILTERS = ("ministries", "phases")
"""Fields of the filters of a view made for everyone; the others are honoured from the address."""


def filter_form(
    dataset: Dataset,
    selection: Selection,
    path: str,
    hidden: Sequence[tuple[str, str]] = (),
    *,
    fields: Sequence[str] = MAIN_FILTERS,
    before: Sequence[Component] = (),
    after: Sequence[Component] = (),
    with_table_only: bool = False,
) -> html.Form:
    """The form of filters of the view at a path; without JavaScript it still works, by its button.

    The filters of `fields` have a control, the view's own stand `before` and `after` them; the form carries the other
    filters and the `hidden` parameters along. Under `with_table_only` the range offers the editions with a table.
    """
    counts = option_counts(dataset, selection)
    carried = list(hidden) + [pair for name in FILTERS if name not in fields for pair in filter_pairs(selection, name)]
    frame = urlencode([pair for pair in hidden if pair[0] == "cadre"])
    reset = f"{path}?{frame}" if frame else path
    controls = [
        *before,
        *(_control(name, dataset, selection, counts, with_table_only) for name in FILTERS if name in fields),
        *after,
        *(html.Div(dbc.Input(type="hidden", name=name, value=value), hidden=True) for name, value in carried),
        html.Button("Appliquer les filtres", type="submit", className="bouton sans-js"),
        html.A("Réinitialiser", href=reset, id="reinitialiser", className="bouton-secondaire", target="_self"),
    ]
    # Shown on a phone where scripts run: it folds the controls.
    state = {"aria-expanded": "false", "aria-controls": "champs-filtres"}
    fold = html.Button("Filtres", type="button", className="bouton-filtres", **state)
    return html.Form(
        [fold, html.Div(controls, id="champs-filtres", className="champs-filtres")],
        className="filtres",
        action=path,
        method="get",
        # An embedded view opens its links elsewhere: its filters stay.
        target="_self",
        **{"aria-label": "Filtres"},
    )


def _control(
    name: str, dataset: Dataset, selection: Selection, counts: Mapping[str, Mapping[str, int]], with_table_only: bool
) -> Component:
    a_filter = FILTERS[name]
    options = options_with_counts(a_filter, dataset, counts.get(name))
    chosen = a_filter.address_values(getattr(selection, name))
    if with_table_only and name in ("since", "until"):
        offered = {NOTHING_CHOSEN, *chosen, *map(str, dataset.editions_with_table)}
        options = [option for option in options if option["value"] in offered]
    if a_filter.form == "several":
        return _check_boxes(a_filter, dataset, options, chosen)
    if a_filter.form == "one":
        form = ids.COUNTED if name in counts else ids.PLAIN
        return select(a_filter.parameter, a_filter.label, options, (chosen or [NOTHING_CHOSEN])[0], form)
    field = dbc.Input(
        id=ids.filter_control(a_filter.parameter),
        type="search",
        name=a_filter.parameter,
        value="".join(chosen),
        debounce=350,
        maxLength=200,
        autoComplete="off",
        placeholder="Nom ou objet du projet",
    )
    return html.Label([html.Span(a_filter.label), field], className="filtre-champ filtre-texte")


def options_with_counts(a_filter: Filter, dataset: Dataset, counts: Mapping[str, int] | None) -> list[dict[str, str]]:
    """The options of a filter, each with its number of projects unless `counts` is None."""
    everything = [{"label": a_filter.everything, "value": NOTHING_CHOSEN}] if a_filter.form == "one" else []
    return everything + [
        {"label": name if counts is None else f"{name} ({counts.get(slug, 0)})", "value": slug}
        for slug, name in a_filter.options(dataset).items()
    ]


def select(parameter: str, label: str, options: list[dict[str, str]], value: str, form: str = ids.PLAIN) -> html.Label:
    """A native select under its label; `form` as `ids.filter_control` takes it."""
    control = dbc.Select(id=ids.filter_control(parameter, form), name=parameter, options=options, value=value)
    return html.Label([html.Span(label), control], className="filtre-champ")


def _check_boxes(
    a_filter: Filter, dataset: Dataset, options: list[dict[str, str]], chosen: Sequence[str]
) -> html.Details:
    parameter = a_filter.parameter
    words = html.Span(chosen_in_words(a_filter, chosen, dataset), className="choix", **{"data-choix": parameter})
    boxes = dbc.Checklist(
        id=ids.filter_control(parameter, ids.COUNTED), options=options, value=list(chosen), name=parameter
    )
    return html.Details(
        [html.Summary([f"{a_filter.label} ", words]), html.Fieldset(boxes, **{"aria-label": a_filter.label})],
        className="filtre",
    )


def chosen_in_words(a_filter: Filter, chosen: Sequence[str], dataset: Dataset) -> str:
    """The words beside the name of a filter: « Tous », the one value, or how many are chosen."""
    if not chosen:
        return a_filter.everything
    return a_filter.options(dataset)[chosen[0]] if len(chosen) == 1 else f"{len(chosen)} valeurs"
