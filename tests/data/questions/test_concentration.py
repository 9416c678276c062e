"""Shares of the total, largest cost first."""

import pytest

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.concentration import concentration


def test_concentration_goes_up_to_the_whole_dearest_first(dataset: Dataset) -> None:
    frame = concentration(dataset, Selection())
    assert frame["cost_meur"].is_monotonic_decreasing
    assert frame["cumulated_pct"].iloc[-1] == pytest.approx(100)
    assert frame["name"].tolist()[:3] == ["Espace numérique de santé (ENS)", "INPT", "SI SAMU"]
    assert frame["cumulated_pct"].iloc[2] == pytest.approx(25.2, abs=0.1)
