"""First known and current values of known cases."""

import pytest

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.comparison import has_moved
from data.questions.reevaluations import reestimates


def test_first_known_and_current_values_of_known_cases(dataset: Dataset) -> None:
    frame = reestimates(dataset, Selection()).set_index("project")
    for project, first, current in (
        ("si-samu", 59, 204.1),
        ("france-visas", 32.8, 101.77),
        ("astrea", 20, 70.53),
        ("inpt", 352, 205.158),
        ("ned", 25, 5.6),
    ):
        line = frame.loc[project]
        assert (line["first_cost_meur"], line["cost_meur"]) == (first, current)
        assert line["change_meur"] == pytest.approx(current - first)


def test_a_moved_start_and_a_changed_duration_add_up_to_the_slip(dataset: Dataset) -> None:
    frame = reestimates(dataset, Selection())
    known = frame[frame["slip_months"].notna()]
    assert (known["start_change_months"] + known["duration_change_months"] == known["slip_months"]).all()
    ned = frame.set_index("project").loc["ned"]
    assert (ned["start_change_months"], ned["slip_months"], ned["duration_change_months"]) == (36, -21, -57)


def test_a_change_of_printed_decimals_has_not_moved(dataset: Dataset) -> None:
    frame = reestimates(dataset, Selection()).set_index("project")
    moved = has_moved(frame["change_meur"])
    assert not moved["archipel"]
    assert moved["astrea"]
    assert not moved[frame["change_meur"].isna()].any()
