"""FILTERS: every filter is one entry here; the address, the controls and the tests follow from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import dash_bootstrap_components as dbc
from dash import html

from components import ids
from data.dataset import Dataset
from data.selection import COST_BANDS, Selection

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
    return {str(edition): f"Édition {edition}" for edition in dataset.editions["edition"]}


FILTERS = (
    Filter("ministries", "ministere", "Ministère", "several", _ministries),
    Filter("phases", "phase", "Phase", "several", lambda dataset: dataset.vocabulary.phases.names, "Toutes"),
    Filter("functional_areas", "zone", "Zone fonctionnelle", "several",
           lambda dataset: dataset.vocabulary.functional_areas.names, "Toutes"),
    Filter("is_interministerial", "interministeriel", "Interministériel", "one",
           lambda dataset: {"oui": "Oui", "non": "Non"}),
    Filter("cost_bands", "tranche", "Tranche de coût", "several",
           lambda dataset: {slug: name for slug, (name, _, _) in COST_BANDS.items()}, "Toutes"),
    Filter("since", "depuis", "Depuis l'édition", "one", _editions),
    Filter("until", "jusqua", "Jusqu'à l'édition", "one", _editions),
    Filter("text", "q", "Rechercher", "text", lambda dataset: {}),
)  # fmt: skip
"""Every filter, in the order of the address."""

SHOWN = ("ministries", "phases")
"""The filters that stand on the page, in order; the others are honoured from the address."""


def filter_bar(dataset: Dataset, selection: Selection, path: str, hidden: Sequence[tuple[str, str]] = ()) -> html.Form:
    """The form of filters; without JavaScript it still works, by its button.

    Args:
        dataset: Tells the options.
        selection: What is chosen.
        path: Address of the view, without parameters.
        hidden: Parameters that the form must carry along, such as `cadre`.
    """
    return html.Form(
        [
            *(_disclosure(a_filter, dataset, selection) for a_filter in FILTERS if a_filter.field in SHOWN),
            *(html.Div(_hidden_input(name, value), hidden=True) for name, value in hidden),
            html.Button("Appliquer les filtres", type="submit", className="bouton sans-js"),
            html.A("Réinitialiser", href=path, id="reinitialiser", className="bouton-secondaire"),
        ],
        className="filtres",
        action=path,
        method="get",
        **{"aria-label": "Filtres"},
    )


def _hidden_input(name: str, value: str) -> dbc.Input:
    return dbc.Input(type="hidden", name=name, value=value)


def _disclosure(a_filter: Filter, dataset: Dataset, selection: Selection) -> html.Details:
    chosen = a_filter.to_values(getattr(selection, a_filter.field))
    options = a_filter.options(dataset)
    return html.Details(
        [
            html.Summary(
                [
                    html.Span(a_filter.label),
                    html.Span(
                        chosen_in_words(a_filter, chosen, dataset), id=ids.chosen(a_filter.parameter), className="choix"
                    ),
                ]
            ),
            html.Fieldset(
                [
                    html.Legend(a_filter.label, className="hors-ecran"),
                    dbc.Checklist(
                        id=ids.filter_control(a_filter.parameter),
                        options=[{"label": name, "value": slug} for slug, name in options.items()],
                        value=chosen,
                        name=a_filter.parameter,
                    ),
                ]
            ),
        ],
        className="filtre",
    )


def chosen_in_words(a_filter: Filter, chosen: Sequence[str], dataset: Dataset) -> str:
    """What stands beside the name of a filter: « Tous », the one value, or how many are chosen."""
    if not chosen:
        return a_filter.everything
    return a_filter.options(dataset)[chosen[0]] if len(chosen) == 1 else f"{len(chosen)} valeurs"
