"""One edition, project by project."""

import pytest

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions import portfolio


def test_concentration_goes_up_to_the_whole_dearest_first(dataset: Dataset) -> None:
    frame = portfolio.concentration(dataset, Selection())
    assert frame["cost_meur"].is_monotonic_decreasing
    assert frame["cumulated_pct"].iloc[-1] == pytest.approx(100)
    assert frame["name"].tolist()[:3] == ["Espace numérique de santé (ENS)", "INPT", "SI SAMU"]
    assert frame["cumulated_pct"].iloc[2] == pytest.approx(25.2, abs=0.1)


def test_cost_and_slip_keeps_only_projects_with_both(dataset: Dataset) -> None:
    frame = portfolio.cost_and_slip(dataset, Selection())
    assert frame[["cost_change_pct", "slip_months"]].notna().all(axis=None)
    samu = frame.set_index("project").loc["si-samu"]
    assert (samu["slip_months"], round(samu["cost_change_pct"], 1)) == (72, 245.9)
