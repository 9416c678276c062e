"""The table of projects: COLUMNS holds every column once; the list of a selection sorted and cut into pages."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import pandas as pd
from dash import html

from components.addresses.listing import NAME, Listing
from components.charts.parts.tables import FORMATS
from data.model import french
from data.model.dataset import Dataset
from data.model.normalise import unaccented

LINES = 25
"""Projects on a page."""


@dataclass(frozen=True)
class ProjectColumn:
    """A column of the table of projects.

    Attributes:
        slug: Its name in addresses.
        header: French header, with its unit.
        key: The frame's column, by which lines are sorted.
        text: A line → what its cell says.
        is_usual: Shown where no column is chosen.
        is_number: Aligned on its digits.
    """

    slug: str
    header: str
    key: str
    text: Callable[[dict], str]
    is_usual: bool = True
    is_number: bool = True


def _value(key: str, kind: str) -> Callable[[dict], str]:
    return lambda line: french.NOT_PUBLISHED if french.is_missing(line[key]) else FORMATS[kind](line[key])


def _tenths(line: dict) -> str:
    return french.number(line["cost_meur"], 1, fixed=True)


def _cost_change(line: dict) -> str:
    if french.is_missing(line["cost_change_pct"]):
        return french.NOT_PUBLISHED
    change = line["cost_meur"] - line["first_cost_meur"]
    if abs(change) < 0.05:
        return "inchangé"
    return f"{french.meur(change, signed=True)} ({french.pct(line['cost_change_pct'])})"


def _end(line: dict) -> str:
    if french.is_missing(line["end"]):
        return french.NOT_PUBLISHED
    slip = line["slip_months"]
    return french.short_month(line["end"]) + (f" ({french.months(slip)})" if slip else "")


COLUMNS = {
    column.slug: column
    for column in (
        ProjectColumn(NAME, "Projet", "name", lambda line: str(line["name"]), is_number=False),
        ProjectColumn("cout", "Coût complet estimé (M€)", "cost_meur", _tenths),
        ProjectColumn("evolution", "Coût depuis la 1re édition connue", "cost_change_meur", _cost_change),
        ProjectColumn("fin", "Fin prévue (depuis la 1re connue)", "end", _end),
        ProjectColumn("phase", "Phase", "phase", lambda line: line["phase_name"], is_number=False),
        ProjectColumn("ministere", "Ministère", "ministry_name", _value("ministry_name", "text"), is_number=False),
        ProjectColumn("debut", "Début", "start", _value("start", "month"), is_usual=False),
        ProjectColumn("duree", "Durée prévue (ans)", "planned_duration_years",
                      _value("planned_duration_years", "years"), is_usual=False),
        ProjectColumn("decalage", "Décalage de la fin (mois)", "slip_months", _value("slip_months", "months"),
                      is_usual=False),
        ProjectColumn("interministeriel", "Interministériel", "is_interministerial",
                      lambda line: "oui" if line["is_interministerial"] else "non", is_usual=False, is_number=False),
        ProjectColumn("zone", "Zone fonctionnelle", "functional_area_name",
                      _value("functional_area_name", "text"), is_usual=False, is_number=False),
        ProjectColumn("programmes", "Programmes", "programmes", _value("programmes", "text"), is_usual=False,
                      is_number=False),
    )
}  # fmt: skip
"""Every column by slug, in display order; the name always stands first."""


def lines_of_edition(dataset: Dataset, rows: pd.DataFrame, edition: int) -> pd.DataFrame:
    """The selected projects of an edition, with what the table sorts by and shows.

    Args:
        dataset: Names.
        rows: The selected rows of all editions.
        edition: A held edition.
    """
    lines = rows[rows["edition"] == edition]
    names = dataset.vocabulary.names
    return lines.assign(
        cost_change_meur=lines["cost_meur"] - lines["first_cost_meur"],
        phase_name=[names[slug] for slug in lines["phase"]],
        functional_area_name=[names[slug] for slug in lines["functional_area"]],
    )


def sorted_lines(lines: pd.DataFrame, listing: Listing) -> pd.DataFrame:
    """The lines in the order asked for: text without case, what is not published last, ties by name."""
    key = COLUMNS[listing.sort or NAME].key
    return lines.assign(order=_ranks(lines[key]), by_name=lines["name"].astype(str).str.casefold()).sort_values(
        ["order", "by_name"], ascending=[not listing.is_descending, True], na_position="last", kind="stable"
    )


def _ranks(values: pd.Series) -> pd.Series:
    if isinstance(values.dtype, pd.CategoricalDtype) and values.cat.ordered:
        return values.cat.codes
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return values
    return values.astype(str).map(unaccented)


def columns_shown(listing: Listing) -> list[ProjectColumn]:
    """The columns of the table, the name first."""
    chosen = set(listing.columns) or {column.slug for column in COLUMNS.values() if column.is_usual}
    return [column for column in COLUMNS.values() if column.slug in chosen or column.slug == NAME]


def project_href(project: str, query: str = "") -> str:
    """Address of a project's page."""
    return f"/projets/{quote(project)}{query}"


def project_rows(
    lines: pd.DataFrame, columns: list[ProjectColumn], query: str, trends: dict[str, str]
) -> list[html.Tr]:
    """The lines of the table.

    Args:
        lines: As `lines_of_edition` gives them.
        columns: As `columns_shown` gives them.
        query: The selection as `?…`, carried to the page of each project.
        trends: Project → address of the image of its costs, drawn beside the change.
    """
    return [_row(line, columns, query, trends) for line in lines.to_dict("records")]


def _row(line: dict, columns: list[ProjectColumn], query: str, trends: dict[str, str]) -> html.Tr:
    name, *others = columns
    head = html.Th(html.A(name.text(line), href=project_href(line["project"], query)), scope="row")
    return html.Tr([head, *(_cell(line, column, trends) for column in others)])


def _cell(line: dict, column: ProjectColumn, trends: dict[str, str]) -> html.Td:
    text = french.typeset(column.text(line))
    if column.slug == "evolution" and line["project"] in trends:
        # A ground, not an element: the words say the change, the shape only goes with them.
        image = {"backgroundImage": f'url("{trends[line["project"]]}")'}
        return html.Td(text, className="nombre avec-tendance", style=image)
    return html.Td(text, className="nombre" if column.is_number else None)
