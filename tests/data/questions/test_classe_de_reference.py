"""The reference class: past projects alike, each once, never fewer than ten."""

import numpy as np

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.classe_de_reference import MINIMUM_OF_A_CLASS, reference_class


def test_nothing_is_said_below_ten_past_projects(dataset: Dataset) -> None:
    frame = reference_class(dataset, Selection())
    for measure in ("cost", "slip"):
        enough = frame[f"{measure}_n"] >= MINIMUM_OF_A_CLASS
        assert enough.any()
        assert (~enough).any()
        assert (frame[f"{measure}_median"].notna() == enough).all()


def test_projects_of_the_selection_are_shared_out_over_the_situations(dataset: Dataset) -> None:
    frame = reference_class(dataset, Selection())
    assert sum(map(len, frame["named"])) == frame["projects"].sum()
    # SIV alone, whose phase is not published, is in no situation.
    assert frame["projects"].sum() == 49


def test_later_changes_are_those_of_the_whole_panorama_counted_by_hand(dataset: Dataset) -> None:
    projects = dataset.projects.sort_values("edition")
    entry = projects.groupby("project", observed=True)["edition"].transform("min")
    alike = projects[(projects["phase"] == "deploiement") & (projects["edition"] - entry >= 4)]
    changes = []
    for project, rows in alike[alike["edition"] < 14].groupby("project", observed=True):
        first = rows.iloc[0]
        later = projects[(projects["project"] == project) & projects["cost_meur"].notna()].iloc[-1]
        if later["edition"] > first["edition"] and first["cost_meur"] == first["cost_meur"]:
            changes.append((later["cost_meur"] / first["cost_meur"] - 1) * 100)
    frame = reference_class(dataset, Selection()).set_index(["phase", "age"])
    line = frame.loc[("deploiement", "4-plus")]
    assert line["cost_n"] == len(changes)
    assert line["cost_p75"] == np.percentile(changes, 75)


def test_what_comes_after_the_edition_shown_is_not_known_then(dataset: Dataset) -> None:
    at_six = reference_class(dataset, Selection(until=6)).set_index(["phase", "age"])
    at_fourteen = reference_class(dataset, Selection()).set_index(["phase", "age"])
    situation = ("conception-realisation", "4-plus")
    assert at_six.loc[situation, "cost_n"] < at_fourteen.loc[situation, "cost_n"]
