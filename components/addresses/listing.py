"""Listing: how a table cut into pages is shown, as the address says it."""

from dataclasses import dataclass

NAME = "projet"
COLUMNS = (
    NAME,
    *("cout", "evolution", "fin", "phase", "ministere"),
    *("debut", "duree", "decalage", "interministeriel", "zone", "programmes"),
)
"""Slugs of the columns of the table of projects, in display order; `project_table.COLUMNS` says what each holds."""
ASCENDING, DESCENDING = "croissant", "decroissant"
LAST_PAGE = 9999


@dataclass(frozen=True)
class Listing:
    """How a table is shown.

    Attributes:
        sort: Slug of the column sorted by; empty for the name.
        is_descending: Highest first.
        page: Number of the page, from 1.
        columns: Slugs of the columns beside the name; empty for the usual ones.
    """

    sort: str = ""
    is_descending: bool = False
    page: int = 1
    columns: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the address, in a fixed order; none where nothing is asked."""
        pairs = [("tri", self.sort)] if self.sort else []
        pairs += [("ordre", DESCENDING)] if self.is_descending else []
        pairs += [("colonnes", column) for column in self.columns]
        return pairs + ([("page", str(self.page))] if self.page > 1 else [])
