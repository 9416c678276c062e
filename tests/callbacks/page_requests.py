"""What Dash's renderer sends for the pages of this site."""

from typing import Any

import pytest

from callbacks import results
from callbacks.request_guard import request_of
from components.charts.catalogue import CHARTS
from components.views import VIEWS

LIVE = [view.path for view in VIEWS.values() if view.is_live]
"""Path of every page with filters."""


def every_request() -> list[dict[str, Any]]:
    """A few questions of each page, and one with the tables of each chart."""
    queries = ("", "ministere=justice&phase=cadrage", "q=zzzzzz&cadre=integration", "depuis=4&jusqua=12&colonnes=cout")
    made = [request_of(path, query) for path in LIVE for query in queries]
    return made + [request_of("/tendances", "", name) for name in CHARTS]


def break_chart(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    """Make one chart of the catalogue fail, with a detail that nobody may be told."""
    chart_of = results.chart_of

    def fail_for_one(name: str, *rest: Any) -> Any:
        if name == broken:
            raise RuntimeError("secret detail")
        return chart_of(name, *rest)

    monkeypatch.setattr(results, "chart_of", fail_for_one)
