"""The feed of editions (Atom, RFC 4287): one entry for each edition of the panorama, or for each of a selection."""

import uuid
from collections.abc import Callable, Sequence
from xml.etree import ElementTree as ET

import pandas as pd

from components.addresses.links import Links
from components.addresses.site import LICENCE, LICENCE_ADDRESS, SERVICE, Site
from components.addresses.view_state import ViewState, filters_query, to_query
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection

_ATOM = "http://www.w3.org/2005/Atom"
PATH = "/editions.atom"
_EVERYTHING = Selection()


def editions_feed(
    dataset: Dataset, site: Site, selection: Selection = _EVERYTHING, changed: Callable[[int, int], str] | None = None
) -> bytes:
    """The feed, latest edition first; links are relative where the site has no public address, as the RFC allows.

    Args:
        dataset: The dataset.
        site: The site.
        selection: Filters. Where there are some, an entry is an edition with a table, and says what changed for them.
        changed: Earlier and later edition with a table → what changed between them, in words.
    """
    ET.register_namespace("", _ATOM)
    editions = [line for line in dataset.editions.to_dict("records") if _moment(line)]
    query, subtitle = filters_query(selection), "Les éditions publiées, leurs chiffres et leurs tableaux de projets."
    if query:
        subtitle = french.typeset(f"Ce qui change à chaque édition. Sélection : {selection.in_words(dataset)}.")
        editions = [
            line
            for line in editions
            if line["has_table"] and selection.covers(line["edition"]) and dataset.previous_with_table(line["edition"])
        ]
    content = [
        _element("title", SERVICE),
        _element("subtitle", subtitle),
        _element("id", _identifier(f"editions{query}")),
        _element("updated", max((_moment(line) for line in editions), default="1970-01-01T00:00:00Z")),
        _element("author", [_element("name", SERVICE)]),
        _element("rights", f"{LICENCE} : {LICENCE_ADDRESS}"),
        _link(site, f"{PATH}{query}", "self"),
        _link(site, f"/projets{query}" if query else "/", "alternate"),
        *(_entry(line, dataset, site, selection, changed) for line in reversed(editions)),
    ]
    feed = _element("feed", content, **{"{http://www.w3.org/XML/1998/namespace}lang": "fr"})
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(
    line: dict, dataset: Dataset, site: Site, selection: Selection, changed: Callable[[int, int], str] | None
) -> ET.Element:
    edition = int(line["edition"])
    date = f" ({french.month(line['reference_date'])})" if line["reference_date"] else ""
    before = dataset.previous_with_table(edition) if line["has_table"] else None
    page = f"/tendances{to_query(ViewState(Selection(until=edition)))}"
    query, summary = filters_query(selection), _summary(line)
    if before:
        page = Links(selection, ()).comparison(before, edition)
    if before and query and changed:
        summary = changed(before, edition)
    content = [
        _element("title", f"Édition {edition}{date}"),
        _element("id", _identifier(f"edition/{edition}{query}")),
        _element("published", _moment(line)),
        _element("updated", _moment(line)),
        _link(site, page, "alternate"),
        _element("summary", summary),
    ]
    return _element("entry", content)


def _summary(line: dict) -> str:
    figures = (
        ("projects", lambda value: french.count(int(value), "projet suivi", "projets suivis")),
        ("total_cost_meur", lambda value: f"coût total estimé {french.total_meur(value)}"),
        ("schedule_drift_pct", lambda value: f"écart calendaire moyen {french.pct(value, signed=False)}"),
        ("budget_drift_pct", lambda value: f"écart budgétaire moyen {french.pct(value, signed=False)}"),
    )
    known = [in_words(line[name]) for name, in_words in figures if pd.notna(line[name])]
    text = french.capitalised(" ; ".join(known)) if known else "Chiffres publiés non retrouvés"
    table = "Tableau des projets détenu" if line["has_table"] else "Tableau des projets non détenu"
    return french.typeset(f"{text}. {table}.")


def _moment(line: dict) -> str:
    """The publication date, else its month, else the reference month; empty where none is known."""
    day = str(line["publication_date"] or line["reference_date"] or "")
    return f"{day if len(day) == 10 else day + '-01'}T00:00:00Z" if day else ""


def _identifier(name: str) -> str:
    # The same on every site, permanently.
    return uuid.uuid5(uuid.NAMESPACE_URL, f"panorama-grands-projets-numeriques/{name}").urn


def _link(site: Site, path: str, relation: str) -> ET.Element:
    kind = "application/atom+xml" if relation == "self" else "text/html"
    return _element("link", href=site.absolute(path) or site.located(path), rel=relation, type=kind)


def _element(name: str, content: str | Sequence[ET.Element] = (), **attributes: str) -> ET.Element:
    element = ET.Element(f"{{{_ATOM}}}{name}", attributes)
    if isinstance(content, str):
        element.text = content
    else:
        element.extend(content)
    return element
