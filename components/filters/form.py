"""The form of the filters: native HTML that works by GET; each control follows from `Filter.form`.

Without script its button sends it. With script it is never replaced: a change is a question (`assets/10-question.js`).
"""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from components.addresses.view_state import NOTHING_CHOSEN, ViewState, to_query
from components.filters.controls import check_box, hidden_fields, select
from components.markup import Component, html
from data.model import french
from data.model.dataset import Dataset
from data.model.filters import Filter
from data.model.selection import FILTERS, option_counts

MAIN_FILTERS = ("ministries", "phases")
"""Fields of the filters of a view made for everyone; the others are honoured from the address."""


def filter_form(
    dataset: Dataset,
    state: ViewState,
    path: str,
    *,
    fields: Sequence[str] = MAIN_FILTERS,
    before: Mapping[str, Component] | None = None,
    after: Mapping[str, Component] | None = None,
    with_table_only: bool = False,
) -> html.Form:
    """The form of filters of the view at a path.

    The filters of `fields` have a control, the view's own (parameter → control) stand `before` and `after` them; the
    form carries everything else of the address along, but the page of a table: another selection opens on its first.
    Under `with_table_only` the range offers the editions with a table.
    """
    before, after = before or {}, after or {}
    controls = filter_controls(dataset, state, fields, with_table_only=with_table_only)
    shown = {*controls, *before, *after, "page"}
    content = [
        *before.values(),
        *controls.values(),
        *after.values(),
        hidden_fields(pair for pair in parse_qsl(to_query(state).removeprefix("?")) if pair[0] not in shown),
        html.Button("Appliquer les filtres", type="submit", className="bouton sans-js"),
    ]
    # Shown on a phone where scripts run: it folds the controls.
    expansion = {"aria-expanded": "false", "aria-controls": "champs-filtres"}
    fold = html.Button("Filtres", type="button", className="bouton-filtres", **expansion)
    return html.Form(
        [fold, html.Div(content, id="champs-filtres", className="champs-filtres")],
        className="filtres",
        action=path,
        method="get",
        # Boxes are as the address says, not as a browser remembers them.
        autoComplete="off",
        # An embedded view opens its links elsewhere: its filters stay.
        target="_self",
        **{"aria-label": "Filtres"},
    )


def filter_controls(
    dataset: Dataset, state: ViewState, fields: Sequence[str], *, with_table_only: bool = False
) -> dict[str, Component]:
    """Parameter → control of each filter of `fields`, with the number of projects that each option would show."""
    counts = option_counts(dataset, state.selection)
    return {
        FILTERS[name].parameter: _control(name, dataset, state, counts.get(name), with_table_only)
        for name in FILTERS
        if name in fields
    }


def _control(
    name: str, dataset: Dataset, state: ViewState, counts: Mapping[str, int] | None, with_table_only: bool
) -> Component:
    a_filter = FILTERS[name]
    chosen = a_filter.address_values(getattr(state.selection, name))
    options = a_filter.options(dataset)
    if with_table_only and name in ("since", "until"):
        offered = {*chosen, *map(str, dataset.editions_with_table)}
        options = {value: text for value, text in options.items() if value in offered}
    if a_filter.form == "several":
        return _check_boxes(a_filter, dataset, options, chosen, counts or {})
    if a_filter.form == "one":
        return select(
            a_filter.parameter,
            a_filter.label,
            {NOTHING_CHOSEN: a_filter.everything, **options},
            (chosen or [NOTHING_CHOSEN])[0],
            counts=counts,
            everything=NOTHING_CHOSEN,
        )
    if a_filter.form == "range":
        return _slider(a_filter, dataset, options, chosen, counts or {})
    field = html.Input(
        type="search",
        name=a_filter.parameter,
        value="".join(chosen),
        maxLength="200",
        placeholder="Nom ou objet",
    )
    return html.Label([html.Span(a_filter.label), field], className="filtre-champ filtre-texte")


def _check_boxes(
    a_filter: Filter, dataset: Dataset, options: Mapping[str, str], chosen: Sequence[str], counts: Mapping[str, int]
) -> html.Details:
    parameter = a_filter.parameter
    words = html.Span(chosen_in_words(a_filter, chosen, dataset), className="choix", **{"data-choix": parameter})
    boxes = [
        check_box(parameter, value, text, is_checked=value in chosen, count=counts.get(value, 0))
        for value, text in options.items()
    ]
    summary = html.Summary([html.Span(f"{a_filter.label} ", className="filtre-nom"), words])
    return html.Details([summary, html.Fieldset(boxes, **{"aria-label": a_filter.label})], className="filtre")


def _slider(
    a_filter: Filter, dataset: Dataset, options: Mapping[str, str], chosen: Sequence[str], counts: Mapping[str, int]
) -> html.Label:
    parameter, words = a_filter.parameter, chosen_in_words(a_filter, chosen, dataset, counts)
    field = html.Input(type="range", name=parameter, min="0", max=str(len(options)), value="".join(chosen) or "0")
    content = [html.Span(a_filter.label), field, html.Output(words, **{"data-choix": parameter})]
    return html.Label(content, className="filtre-champ filtre-seuil")


def chosen_in_words(
    a_filter: Filter, chosen: Sequence[str], dataset: Dataset, counts: Mapping[str, int] | None = None
) -> str:
    """The words beside the name of a filter: « Tous », the one value, or how many are chosen.

    A threshold says how many projects remain, by its `counts`.
    """
    if not chosen:
        return a_filter.everything
    if len(chosen) > 1:
        return f"{len(chosen)} valeurs"
    text = a_filter.options(dataset)[chosen[0]]
    if a_filter.form != "range":
        return text
    return f"{text} ({french.count((counts or {}).get(chosen[0], 0), 'projet')})"
