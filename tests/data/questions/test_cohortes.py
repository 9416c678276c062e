"""Changes by age, with enough projects."""

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.cohortes import change_by_age


def test_no_median_below_five_projects_of_an_age(dataset: Dataset) -> None:
    frame = change_by_age(dataset, Selection())
    assert frame["age"].tolist() == list(range(1, 14))
    assert (frame["median_pct"].notna() == (frame["known"] >= 5)).all()
