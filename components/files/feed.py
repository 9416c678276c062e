"""The feed of editions (Atom, RFC 4287): one entry for each edition of the panorama."""

import uuid
from xml.etree import ElementTree as ET

import pandas as pd

from components.addresses.site import LICENCE, LICENCE_ADDRESS, SERVICE, Site
from components.addresses.view_state import ViewState, to_query
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection

_ATOM = "http://www.w3.org/2005/Atom"
PATH = "/editions.atom"


def editions_feed(dataset: Dataset, site: Site) -> bytes:
    """The feed, latest edition first.

    Args:
        dataset: The editions.
        site: Its public address makes links whole; without one they are relative, as the RFC allows.
    """
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "fr"})
    editions = [line for line in dataset.editions.to_dict("records") if _moment(line)]
    _text(feed, "title", SERVICE)
    _text(feed, "subtitle", "Les éditions publiées, leurs chiffres et leurs tableaux de projets.")
    _text(feed, "id", _identifier("editions"))
    _text(feed, "updated", max((_moment(line) for line in editions), default="1970-01-01T00:00:00Z"))
    _text(ET.SubElement(feed, f"{{{_ATOM}}}author"), "name", SERVICE)
    _text(feed, "rights", f"{LICENCE} : {LICENCE_ADDRESS}")
    _link(feed, _address(site, PATH), "self")
    _link(feed, _address(site, "/"), "alternate")
    for line in reversed(editions):
        _add_entry(feed, line, dataset, site)
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True)


def _add_entry(feed: ET.Element, line: dict, dataset: Dataset, site: Site) -> None:
    entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
    date = f" ({french.month(line['reference_date'])})" if line["reference_date"] else ""
    _text(entry, "title", f"Édition {line['edition']}{date}")
    _text(entry, "id", _identifier(f"edition/{line['edition']}"))
    _text(entry, "published", _moment(line))
    _text(entry, "updated", _moment(line))
    _link(entry, _address(site, _page(line, dataset)), "alternate")
    _text(entry, "summary", _summary(line))


def _page(line: dict, dataset: Dataset) -> str:
    edition = int(line["edition"])
    before = dataset.previous_held(edition) if line["has_table"] else None
    if before:
        return f"/comparer{to_query(ViewState(Selection(before=before, after=edition)))}"
    return f"/tendances{to_query(ViewState(selection=Selection(until=edition)))}"


def _summary(line: dict) -> str:
    figures = (
        ("projects", lambda value: french.count(int(value), "projet suivi", "projets suivis")),
        ("total_cost_meur", lambda value: f"coût total estimé {french.total_meur(value)}"),
        ("schedule_drift_pct", lambda value: f"écart calendaire moyen {french.pct(value, signed=False)}"),
        ("budget_drift_pct", lambda value: f"écart budgétaire moyen {french.pct(value, signed=False)}"),
    )
    known = [written(line[name]) for name, written in figures if pd.notna(line[name])]
    told = french.capitalised(" ; ".join(known)) if known else "Chiffres publiés non retrouvés"
    table = "Tableau des projets détenu" if line["has_table"] else "Tableau des projets non détenu"
    return french.typeset(f"{told}. {table}.")


def _moment(line: dict) -> str:
    """When the edition was published; its month, or its reference month, where no day is known."""
    day = str(line["publication_date"] or line["reference_date"] or "")
    return f"{day if len(day) == 10 else day + '-01'}T00:00:00Z" if day else ""


def _identifier(name: str) -> str:
    # The same on every site that shows the panorama, and for ever.
    return uuid.uuid5(uuid.NAMESPACE_URL, f"panorama-grands-projets-numeriques/{name}").urn


def _address(site: Site, path: str) -> str:
    return site.absolute(path) or path


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _link(parent: ET.Element, address: str, relation: str) -> None:
    kind = "application/atom+xml" if relation == "self" else "text/html"
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"href": address, "rel": relation, "type": kind})
