"""One row per known change, and one per gap."""

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.dispersion import dispersion


def test_dispersion_has_one_row_per_known_change_and_one_per_gap(dataset: Dataset) -> None:
    frame = dispersion(dataset, Selection())
    known = frame[frame["cost_change_pct"].notna()]
    assert len(known) == dataset.projects["cost_change_pct"].notna().sum()
    assert set(frame["edition"]) == set(range(1, 21))
    assert frame.loc[frame["edition"] == 10, "project"].isna().all()
