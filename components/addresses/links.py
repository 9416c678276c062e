"""Addresses of the projects behind a mark or a line, with the current selection."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from components.addresses import ids
from components.addresses.view_state import ViewState, filters_query, to_query
from data.model.selection import Selection

FOLLOWS = {"data-suit": ""}
"""Attribute of a link that carries the selection: its query follows the filters (`assets/20-page.js`)."""


@dataclass(frozen=True)
class Links:
    """Addresses that keep a selection.

    Attributes:
        selection: The selection kept.
        held: Editions whose table of projects is held: the others have no projects to show.
    """

    selection: Selection
    held: tuple[int, ...]

    @cached_property
    def query(self) -> str:
        """The selection as `?…`, empty where nothing is asked."""
        return filters_query(self.selection)

    def project(self, slug: str) -> str:
        """The page of a project."""
        return f"/projets/{slug}{self.query}"

    def projects(self, **changes: Any) -> str:
        """The list of projects, some fields of the selection being replaced."""
        return f"/projets{filters_query(replace(self.selection, **changes))}"

    def edition(self, edition: int) -> str | None:
        """The projects of one edition, None where its table is not held."""
        return self._of_editions.get(int(edition))

    @cached_property
    def _of_editions(self) -> dict[int, str]:
        return {edition: self.projects(since=edition, until=edition) for edition in self.held}

    def comparison(self, before: int, after: int, step: str = "", *, common_only: bool = False) -> str:
        """Two editions compared, at the projects of one step of the comparison where it is given."""
        selection = replace(self.selection.filters_only, before=int(before), after=int(after), common_only=common_only)
        return f"/comparer{to_query(ViewState(selection))}{f'#{ids.group(step)}' if step else ''}"
