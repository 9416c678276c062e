"""The projects of one edition as a list: its columns, its lines and their order."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.model import french
from data.model.dataset import Dataset
from data.model.schema import Column, Kind
from data.model.selection import Selection, latest_edition_covered
from data.model.wording import unaccented


@dataclass(frozen=True)
class ProjectColumn:
    """A column of the list of projects, sorted by the frame's column `key`; `text` gives the cell of a line.

    Where no column is chosen, the usual ones are shown. In files its cells have the type `kind` and the `unit`.
    """

    slug: str
    header: str
    key: str
    text: Callable[[dict], str]
    is_usual: bool = True
    kind: Kind = "number"
    unit: str = ""

    @property
    def is_number(self) -> bool:
        """True where its cells are set to the right, and the largest first."""
        return self.kind not in ("text", "yes_no")

    def file_column(self) -> Column:
        """The column in a file: the header on screen, with the unit that cells have on screen."""
        header = f"{self.header} ({self.unit})" if self.unit else self.header
        return Column(self.key, header, self.kind, self.unit, header, "")

    def file_values(self, lines: pd.DataFrame) -> pd.Series:
        """The typed values of the column; text as on screen, missing where it is not published."""
        if self.kind != "text":
            return lines[self.key]
        texts = pd.Series([self.text(line) for line in lines.to_dict("records")], lines.index, dtype=object)
        return texts.where(texts != french.NOT_PUBLISHED, None)


def _value(key: str, written: Callable[[Any], str] = str) -> Callable[[dict], str]:
    return lambda line: french.NOT_PUBLISHED if french.is_missing(line[key]) else written(line[key])


def _number(key: str, **written: Any) -> Callable[[dict], str]:
    return lambda line: french.number(line[key], **written)


def _cost_change(line: dict) -> str:
    change = line["cost_change_meur"]
    if abs(change) < 0.05:
        return "inchangé"
    return _value("cost_change_pct", lambda pct: f"{french.meur(change, signed=True)} ({french.pct(pct)})")(line)


NAME = "projet"
_COLUMNS = (
    ProjectColumn(NAME, "Projet", "name", _value("name"), kind="text"),
    ProjectColumn("cout", "Coût complet estimé (M€)", "cost_meur",
                  _number("cost_meur", decimals=1, fixed=True)),
    ProjectColumn("evolution", "Coût depuis la 1ʳᵉ édition connue", "cost_change_meur", _cost_change, unit="M€"),
    ProjectColumn("fin", "Fin prévue", "end", _value("end", french.short_month), kind="month"),
    ProjectColumn("decalage", "Décalage de la fin (mois)", "slip_months", _number("slip_months", signed=True),
                  kind="integer"),
    ProjectColumn("phase", "Phase", "phase", _value("phase_name"), kind="text"),
    ProjectColumn("ministere", "Ministère", "ministry_name", _value("ministry_name"), kind="text"),
    ProjectColumn("debut", "Début", "start", _value("start", french.short_month), is_usual=False,
                  kind="month"),
    ProjectColumn("duree", "Durée prévue (ans)", "planned_duration_years",
                  _number("planned_duration_years", decimals=1), is_usual=False),
    ProjectColumn("interministeriel", "Plusieurs ministères", "is_interministerial",
                  lambda line: "oui" if line["is_interministerial"] else "non", is_usual=False, kind="yes_no"),
    ProjectColumn("zone", "Zone fonctionnelle", "functional_area_name", _value("functional_area_name"),
                  is_usual=False, kind="text"),
    ProjectColumn("programmes", "Programmes", "programmes", _value("programmes"), is_usual=False, kind="text"),
)  # fmt: skip
COLUMNS = {column.slug: column for column in _COLUMNS}
"""Every column by slug, in display order; the name always stands first."""


def lines_of_edition(dataset: Dataset, rows: pd.DataFrame, edition: int) -> pd.DataFrame:
    """The selected rows that are of one edition, with the values of every column of the list."""
    lines = rows[rows["edition"] == edition]
    names = dataset.vocabulary.names
    return lines.assign(
        cost_change_meur=lines["cost_meur"] - lines["first_cost_meur"],
        phase_name=[names[slug] for slug in lines["phase"]],
        functional_area_name=[names[slug] for slug in lines["functional_area"]],
    )


def sorted_lines(lines: pd.DataFrame, slug: str, *, is_descending: bool) -> pd.DataFrame:
    """The lines sorted by a column: text without case, missing values last, ties by name."""
    order = lines[COLUMNS[slug].key]
    if isinstance(order.dtype, pd.CategoricalDtype) and order.cat.ordered:
        order = order.cat.codes
    elif not (pd.api.types.is_numeric_dtype(order) or pd.api.types.is_datetime64_any_dtype(order)):
        order = order.astype(str).map(unaccented)
    return lines.assign(order=order, by_name=lines["name"].astype(str).str.casefold()).sort_values(
        ["order", "by_name"], ascending=[not is_descending, True], na_position="last", kind="stable"
    )


def listed(
    dataset: Dataset, selection: Selection, sort: str, columns: Collection[str], *, is_descending: bool
) -> tuple[pd.DataFrame, list[ProjectColumn]]:
    """The lines of the latest edition covered, in the order of a column, and the columns shown beside the name.

    `sort` is the slug of a column, else the order is that of names; `columns` are slugs, the usual ones where empty.
    """
    edition = latest_edition_covered(dataset, selection) or 0
    lines = lines_of_edition(dataset, selection.apply(dataset), edition)
    shown = [
        column
        for column in COLUMNS.values()
        if column.slug == NAME or (column.slug in columns if columns else column.is_usual)
    ]
    return sorted_lines(lines, sort if sort in COLUMNS else NAME, is_descending=is_descending), shown
