"""The accessible HTML table of a frame."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from components.addresses.links import Links
from components.charts.parts.tables import NOT_AVAILABLE, Table, TableColumn, cell_text
from components.html.elements import plain_table
from components.markup import html
from data.model import french
from data.questions.parts.editions import Line

LINKS: dict[str, Callable[[Mapping[Any, Any], Links], str | None]] = {
    "edition": lambda line, links: links.edition(line["edition"]),
    "project": lambda line, links: links.project(line["project"]),
    "ministry": lambda line, links: links.projects(ministries=(line["ministry"],)),
    "phase": lambda line, links: links.projects(phases=(line["phase"],)),
    "functional_area": lambda line, links: links.projects(functional_areas=(line["functional_area"],)),
    "cost_band": lambda line, links: links.projects(cost_bands=(line["cost_band"],)),
}
"""Kind of a column whose cells lead to the projects behind them → address, from the slug in the line."""
WORDS = {"text", "provenance", "projects", *LINKS} - {"edition"}
"""Kinds of the columns aligned to the left."""


def html_table(lines: Sequence[Line], table: Table, links: Links | None = None) -> html.Table:
    """The accessible table of lines: caption, column and row headers, one row per line.

    Args:
        lines: What to write.
        table: Its caption and columns.
        links: Makes the cells of the kinds of `LINKS` lead to the projects behind them.
    """
    cells = [[_cell(line, column, links) for line in lines] for column in table.columns]
    styles = [{"className": "mots"} if column.kind in WORDS else {} for column in table.columns]
    return plain_table(
        french.typeset(table.caption),
        [html.Th(column.header, scope="col", **style) for column, style in zip(table.columns, styles, strict=True)],
        [
            html.Tr(
                [
                    html.Th(first, scope="row"),
                    *(html.Td(cell, **style) for cell, style in zip(others, styles[1:], strict=True)),
                ]
            )
            for first, *others in zip(*cells, strict=True)
        ],
    )


def _cell(line: Mapping[Any, Any], column: TableColumn, links: Links | None) -> Any:
    value = line[column.key]
    text = cell_text(value, column.kind)
    if links is None or text == NOT_AVAILABLE:
        return text
    if column.kind == "projects":
        named = [html.A(name, href=links.project(slug)) for slug, name in value]
        return [part for link in named for part in (link, ", ")][:-1]
    address = LINKS[column.kind](line, links) if column.kind in LINKS else None
    return html.A(text, href=address) if address else text
