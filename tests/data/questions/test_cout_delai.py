"""Projects of which cost and end are known."""

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.cout_delai import cost_and_slip


def test_cost_and_slip_keeps_only_projects_with_both(dataset: Dataset) -> None:
    frame = cost_and_slip(dataset, Selection())
    assert frame[["cost_change_pct", "slip_months"]].notna().all(axis=None)
    samu = frame.set_index("project").loc["si-samu"]
    assert (samu["slip_months"], round(samu["cost_change_pct"], 1)) == (72, 245.9)
