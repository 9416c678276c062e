"""Addresses of the projects behind a mark or a line, with the current selection."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote

from components.addresses import ids
from components.addresses.view_state import ViewState, filter_pairs, filters_query, query_of, to_query
from data.model.selection import FILTERS, Selection

FOLLOWS = {"data-suit": ""}
"""Attribute of a link that carries the selection: its query follows the filters (`assets/20-page.js`), before the
parameter that the attribute holds, where there is one."""


CHART_PATH = "/graphiques/"
"""The address of a chart alone begins with it and ends with its name."""


def project_href(project: str, query: str = "") -> str:
    """Address of a project's page."""
    return f"/projets/{_quoted(project)}{query}"


_quoted = lru_cache(maxsize=4096)(quote)


@dataclass(frozen=True)
class Links:
    """Addresses that carry a selection.

    Attributes:
        selection: The selection.
        editions_with_table: The others have no projects to show.
    """

    selection: Selection
    editions_with_table: tuple[int, ...]

    @cached_property
    def query(self) -> str:
        """The selection as `?…`, empty where nothing is filtered."""
        return filters_query(self.selection)

    def project(self, slug: str) -> str:
        """The page of a project."""
        return project_href(slug, self.query)

    def projects(self, **changes: Any) -> str:
        """The list of projects, some fields of the selection being replaced."""
        pairs = self._pairs | {name: filter_pairs(name, value) for name, value in changes.items()}
        return f"/projets{query_of(pair for of_filter in pairs.values() for pair in of_filter)}"

    @cached_property
    def _pairs(self) -> dict[str, list[tuple[str, str]]]:
        return {name: filter_pairs(name, getattr(self.selection, name)) for name in FILTERS}

    def edition(self, edition: int) -> str | None:
        """The projects of one edition, None where it has no table."""
        return self._by_edition.get(edition)

    @cached_property
    def _by_edition(self) -> dict[int, str]:
        return {edition: self.projects(since=edition, until=edition) for edition in self.editions_with_table}

    def comparison(self, before: int, after: int, step: str = "", *, common_only: bool = False) -> str:
        """Two editions compared, at the projects of one step of the comparison where it is given."""
        selection = replace(self.selection.filters_only, before=int(before), after=int(after), common_only=common_only)
        return f"/comparer{to_query(ViewState(selection))}{f'#{ids.group(step)}' if step else ''}"
