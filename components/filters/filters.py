"""The form of the filters, drawn from each filter's form (`data/model/filters.py`): check boxes, a select or a text."""

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

EVERYWHERE = ("ministries", "phases")
"""Fields of the filters that stand on a view made for everyone; the others are honoured from the address."""


def filter_bar(
    dataset: Dataset,
    selection: Selection,
    path: str,
    hidden: Sequence[tuple[str, str]] = (),
    *,
    fields: Sequence[str] = EVERYWHERE,
    before: Sequence[Component] = (),
    after: Sequence[Component] = (),
    held_only: bool = False,
) -> html.Form:
    """The form of filters; without JavaScript it still works, by its button.

    Args:
        dataset: Tells the options.
        selection: What is chosen.
        path: Address of the view, without parameters.
        hidden: Parameters that the form must carry along, such as `cadre`.
        fields: The filters that stand on the page; the others are carried along when they are on.
        before: Controls of the view's own that stand before the filters.
        after: Those that stand after them.
        held_only: The range offers the editions whose table is held, and the one asked for.
    """
    counts = option_counts(dataset, selection)
    shown = [name for name in FILTERS if name in fields]
    carried = [pair for name in FILTERS if name not in fields for pair in filter_pairs(selection, name)]
    return html.Form(
        [
            # Shown on a phone where scripts run: it folds the controls.
            html.Button(
                "Filtres",
                type="button",
                className="bouton-filtres",
                **{"aria-expanded": "false", "aria-controls": "champs-filtres"},
            ),
            html.Div(
                [
                    *before,
                    *(_control(name, dataset, selection, counts, held_only) for name in shown),
                    *after,
                    *(html.Div(_hidden_input(name, value), hidden=True) for name, value in [*hidden, *carried]),
                    html.Button("Appliquer les filtres", type="submit", className="bouton sans-js"),
                    html.A(
                        "Réinitialiser",
                        href=_reset_address(path, hidden),
                        id="reinitialiser",
                        className="bouton-secondaire",
                        target="_self",
                    ),
                ],
                id="champs-filtres",
                className="champs-filtres",
            ),
        ],
        className="filtres",
        action=path,
        method="get",
        # An embedded view opens its links elsewhere: its filters stay.
        target="_self",
        **{"aria-label": "Filtres"},
    )


def _reset_address(path: str, hidden: Sequence[tuple[str, str]]) -> str:
    frame = [(name, value) for name, value in hidden if name == "cadre"]
    return f"{path}?{urlencode(frame)}" if frame else path


def _hidden_input(name: str, value: str) -> dbc.Input:
    return dbc.Input(type="hidden", name=name, value=value)


def _control(
    name: str, dataset: Dataset, selection: Selection, counts: Mapping[str, Mapping[str, int]], held_only: bool
) -> Component:
    a_filter = FILTERS[name]
    options = options_with_counts(a_filter, dataset, counts.get(name))
    chosen = a_filter.address_values(getattr(selection, name))
    if held_only and name in ("since", "until"):
        offered = {NOTHING_CHOSEN, *chosen, *map(str, dataset.held_editions)}
        options = [option for option in options if option["value"] in offered]
    if a_filter.form == "several":
        return _disclosure(a_filter, dataset, options, chosen)
    if a_filter.form == "one":
        form = ids.COUNTED if name in counts else ids.PLAIN
        return select(a_filter.parameter, a_filter.label, options, (chosen or [NOTHING_CHOSEN])[0], form)
    return html.Label(
        [
            html.Span(a_filter.label),
            dbc.Input(
                id=ids.filter_control(a_filter.parameter),
                type="search",
                name=a_filter.parameter,
                value="".join(chosen),
                debounce=350,
                maxLength=200,
                autoComplete="off",
                placeholder="Nom ou objet du projet",
            ),
        ],
        className="filtre-champ filtre-texte",
    )


def options_with_counts(a_filter: Filter, dataset: Dataset, counts: Mapping[str, int] | None) -> list[dict[str, str]]:
    """The options of a filter, each with its number of projects where there is one to give.

    Args:
        a_filter: The filter.
        dataset: Tells the options.
        counts: Option → number of projects; None where projects are not counted.
    """
    options = [
        {"label": name if counts is None else f"{name} ({counts.get(slug, 0)})", "value": slug}
        for slug, name in a_filter.options(dataset).items()
    ]
    everything = [{"label": a_filter.everything, "value": NOTHING_CHOSEN}] if a_filter.form == "one" else []
    return [*everything, *options]


def select(
    parameter: str, label: str, options: Sequence[Mapping[str, str]], value: str, form: str = ids.PLAIN
) -> html.Label:
    """A native select under its label.

    Args:
        parameter: Its name in the address.
        label: What a visitor reads.
        options: As `dbc.Select` takes them.
        value: The option chosen.
        form: As `ids.filter_control` takes it.
    """
    control = dbc.Select(id=ids.filter_control(parameter, form), name=parameter, options=list(options), value=value)
    return html.Label([html.Span(label), control], className="filtre-champ")


def _disclosure(
    a_filter: Filter, dataset: Dataset, options: Sequence[Mapping[str, str]], chosen: Sequence[str]
) -> html.Details:
    in_words = html.Span(
        chosen_in_words(a_filter, chosen, dataset), className="choix", **{"data-choix": a_filter.parameter}
    )
    return html.Details(
        [
            html.Summary([f"{a_filter.label} ", in_words]),
            html.Fieldset(
                dbc.Checklist(
                    id=ids.filter_control(a_filter.parameter, ids.COUNTED),
                    options=list(options),
                    value=list(chosen),
                    name=a_filter.parameter,
                ),
                **{"aria-label": a_filter.label},
            ),
        ],
        className="filtre",
    )


def chosen_in_words(a_filter: Filter, chosen: Sequence[str], dataset: Dataset) -> str:
    """What stands beside the name of a filter: « Tous », the one value, or how many are chosen."""
    if not chosen:
        return a_filter.everything
    return a_filter.options(dataset)[chosen[0]] if len(chosen) == 1 else f"{len(chosen)} valeurs"
