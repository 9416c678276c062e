"""The computed values of the pages of text: the method, and the pages about the service reached from the footer."""

from collections.abc import Callable

from components.addresses.site import LICENCE, LICENCE_ADDRESS, site
from components.markup import Component, html
from components.views import eco_design
from components.views.text_pages import Values, terms, text_page
from components.views.view import View
from data.model.dataset import Dataset
from data.model.measures import MINIMUM_FOR_A_MEAN
from data.model.schema import PROJECTS


def body(view: View, _state: object, dataset: Dataset, _draw: object) -> list[Component]:
    """The text of the view, with its values."""
    return text_page(view.path, VALUES[view.path](dataset))


def _method(dataset: Dataset) -> Values:
    columns = [
        (f"{column.label} ({column.header})", f"{column.definition}{f' En {column.unit}.' if column.unit else ''}")
        for column in PROJECTS
    ]
    summary = html.Summary(f"Les {len(columns)} colonnes de la table des projets")
    breaks = [
        f"À l'édition {row['edition']} – {row['name']} : {row['explanation']} (Source : {row['source']}.)"
        for row in dataset.breaks.drop_duplicates("break").sort_values("edition", kind="stable").to_dict("records")
    ]
    return {
        "minimum_for_a_mean": (MINIMUM_FOR_A_MEAN, "count"),
        "columns": ([html.Details([summary, terms(columns)])], "block"),
        "breaks": (breaks, "list"),
    }


def _settings(**kinds: str) -> Values:
    return {name: (getattr(site(), name), kind) for name, kind in kinds.items()}


def _legal(_dataset: Dataset) -> Values:
    stated = dict.fromkeys(("publisher", "publisher_address", "director", "host", "host_address"), "setting")
    licence = ((LICENCE, LICENCE_ADDRESS), "link")
    return {**_settings(**stated, contact="mail", source_url="address"), "licence": licence}


def _privacy(_dataset: Dataset) -> Values:
    contact = (site().data_protection_contact or site().contact, "mail")
    return {**_settings(publisher="setting", log_days="text", host="setting"), "data_protection_contact": contact}


def _statistics(dataset: Dataset) -> Values:
    return {
        "editions": (len(dataset.editions), "count"),
        "editions_with_table": (len(dataset.editions_with_table), "count"),
        "projects": (dataset.projects["project"].nunique(), "count"),
        "rows": (len(dataset.projects), "count"),
        "latest_published": (dataset.latest_published, "edition"),
        "latest_published_date": (dataset.reference_date(dataset.latest_published), "month"),
        "latest_table": (dataset.latest_table, "edition"),
        "latest_table_date": (dataset.reference_date(dataset.latest_table), "month"),
    }


METHOD = "/methode"
VALUES: dict[str, Callable[[Dataset], Values]] = {
    METHOD: _method,
    "/accessibilite": lambda _dataset: _settings(publisher="setting", public_url="aside", contact="mail"),
    "/mentions-legales": _legal,
    "/donnees-personnelles": _privacy,
    "/ecoconception": eco_design.values,
    "/stats": _statistics,
    "/budget": lambda _dataset: _settings(budget_url="address"),
}
"""Path → the values of its text."""
