"""Projects by ministry and phase."""

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.editions import PART
from data.questions.phases_par_ministere import phases_by_ministry


def test_phases_add_up_to_the_projects_of_each_ministry(dataset: Dataset) -> None:
    frame = phases_by_ministry(dataset, Selection())
    parts = [column for column in frame.columns if column.startswith(PART)]
    assert (frame[parts].sum(axis=1) == frame["projects"]).all()
