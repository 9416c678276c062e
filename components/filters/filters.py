"""FILTERS: every filter is one entry here; the address, the controls and the tests follow from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from components.addresses import ids
from data.model import french
from data.model.dataset import Dataset
from data.model.facets import option_counts
from data.model.selection import COST_BANDS, Selection

Form = Literal["several", "one", "text"]


@dataclass(frozen=True)
class Filter:
    """A filter.

    Attributes:
        field: The field of `Selection` that it sets.
        parameter: Its name in the address.
        label: What a visitor reads.
        form: Several values, one value, or free text.
        options: The values it can take, slug → name, in display order.
        everything: What stands beside its name when nothing is chosen.
    """

    field: str
    parameter: str
    label: str
    form: Form
    options: Callable[[Dataset], Mapping[str, str]]
    everything: str = "Tous"

    def accepts(self, value: str, dataset: Dataset) -> bool:
        """True for a value that can be asked for."""
        return bool(value.strip()) if self.form == "text" else value in self.options(dataset)

    def to_field(self, values: Sequence[str], dataset: Dataset) -> Any:
        """Values of the address or of the control → value of the selection's field, in a canonical order."""
        if self.form == "several":
            return tuple(slug for slug in self.options(dataset) if slug in values)
        value = values[0] if values else ""
        if self.form == "text":
            return " ".join(value.split())
        if self.field == "is_interministerial":
            return {"oui": True, "non": False}.get(value)
        return int(value) if value else None

    def to_values(self, value: Any) -> list[str]:
        """Value of the selection's field → values of the address."""
        if self.form == "several":
            return list(value)
        if isinstance(value, bool):
            return ["oui" if value else "non"]
        return [str(value)] if value not in (None, "") else []


def _listed(names: Mapping[str, str], used: Sequence[str]) -> dict[str, str]:
    return {slug: name for slug, name in names.items() if slug in used}


def _ministries(dataset: Dataset) -> dict[str, str]:
    joined = dataset.projects["ministries"].cat.categories
    return _listed(dataset.vocabulary.ministries.names, [slug for slugs in joined for slug in slugs.split("|")])


def _editions(dataset: Dataset) -> dict[str, str]:
    # The parameter takes any edition: published figures go further than the tables held.
    editions = dataset.editions
    return {
        str(edition): edition_name(edition, date)
        for edition, date in zip(editions["edition"], editions["reference_date"], strict=True)
    }


def edition_name(edition: int, reference_date: str) -> str:
    """« 14 (novembre 2021) », the number alone where the date is not known."""
    return f"{edition} ({french.month(reference_date)})" if reference_date else str(edition)


FILTERS = (
    Filter("ministries", "ministere", "Ministère", "several", _ministries),
    Filter("phases", "phase", "Phase", "several", lambda dataset: dataset.vocabulary.phases.names, "Toutes"),
    Filter("functional_areas", "zone", "Zone fonctionnelle", "several",
           lambda dataset: dataset.vocabulary.functional_areas.names, "Toutes"),
    Filter("is_interministerial", "interministeriel", "Interministériel", "one",
           lambda dataset: {"oui": "Oui", "non": "Non"}),
    Filter("cost_bands", "tranche", "Tranche de coût", "several",
           lambda dataset: {slug: name for slug, (name, _, _) in COST_BANDS.items()}, "Toutes"),
    Filter("since", "depuis", "Depuis l'édition", "one", _editions, "La première"),
    Filter("until", "jusqua", "Jusqu'à l'édition", "one", _editions, "La dernière"),
    Filter("text", "q", "Rechercher", "text", lambda dataset: {}),
)  # fmt: skip
"""Every filter, in the order of the address."""

NOTHING_CHOSEN = "tous"
"""Value of a select in which nothing is chosen: it shows blank for an empty one."""

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
    shown = [a_filter for a_filter in FILTERS if a_filter.field in fields]
    carried = [
        (a_filter.parameter, value)
        for a_filter in FILTERS
        if a_filter.field not in fields
        for value in a_filter.to_values(getattr(selection, a_filter.field))
    ]
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
                    *(_control(a_filter, dataset, selection, counts, held_only) for a_filter in shown),
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
    a_filter: Filter, dataset: Dataset, selection: Selection, counts: Mapping[str, Mapping[str, int]], held_only: bool
) -> Component:
    options = options_with_counts(a_filter, dataset, counts)
    chosen = a_filter.to_values(getattr(selection, a_filter.field))
    if held_only and a_filter.field in ("since", "until"):
        offered = {NOTHING_CHOSEN, *chosen, *map(str, dataset.held_editions)}
        options = [option for option in options if option["value"] in offered]
    if a_filter.form == "several":
        return _disclosure(a_filter, dataset, options, chosen)
    if a_filter.form == "one":
        form = ids.COUNTED if a_filter.field in counts else ids.PLAIN
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


def options_with_counts(
    a_filter: Filter, dataset: Dataset, counts: Mapping[str, Mapping[str, int]]
) -> list[dict[str, str]]:
    """The options of a filter, each with its number of projects where there is one to give.

    Args:
        a_filter: The filter.
        dataset: Tells the options.
        counts: As `facets.option_counts` gives them.
    """
    known = counts.get(a_filter.field)
    options = [
        {"label": name if known is None else f"{name} ({known.get(slug, 0)})", "value": slug}
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
