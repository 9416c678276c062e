"""What past projects in the same situation went through: the reference class of each project of the selection.

A situation is a phase and an age in the panorama. For the projects of the latest edition, the situations met in
earlier editions are looked up in the whole panorama, and what came next is read in the later editions with a table.
It is an indication, not a forecast: history is floored at November 2016 and ends where a project leaves.
"""

import functools
from collections import defaultdict
from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd

from data.model.dataset import Dataset
from data.model.measures import change_pct, slip_months
from data.model.selection import Selection, latest_edition_covered
from data.questions.parts.editions import plain, records

MINIMUM_OF_A_CLASS = 10
"""Below this number of past projects a class has no figures."""

_AGES = {"entree": ("à l'entrée", 0), "1-3": ("1 à 3 éditions", 1), "4-plus": ("4 éditions et plus", 4)}
"""Slug → name and first age (editions since the first in which the project was printed)."""
_MEASURES: dict[str, tuple[str, Callable[[pd.Series, pd.Series], pd.Series]]] = {
    "cost": ("cost_meur", change_pct),
    "slip": ("end", slip_months),
}
"""Measure → the column whose last value is compared with an earlier one, and how."""


def reference_class(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """What became of past projects of the same phase and age as those selected in the latest edition.

    Returns:
        One row per situation of the selection: `edition`, `reference_date`, `phase`, `phase_name`, `age` (slug),
        `age_name`, `projects` (those selected) and `named` (their slugs and names); then for `cost` (in %) and `slip`
        (in months): `cost_n`, `cost_p25`, `cost_median`, `cost_p75`, `slip_n`… where n is the number of past
        projects, each counted once, from its first edition in that situation to its last known value. Figures are
        missing under `MINIMUM_OF_A_CLASS`. Phases in their order, then ages.
    """
    edition = latest_edition_covered(dataset, selection) or -1
    rows = selection.apply(dataset)
    now = _situations(dataset).loc[rows.index[rows["edition"] == edition]].sort_values("name")
    concerned = defaultdict[tuple[str, str], list[tuple[str, str]]](list)
    for line in records(now):
        concerned[line["phase"], line["age"]].append((line["project"], line["name"]))
    lines = []
    for (phase, phase_name), (age, (age_name, _)) in product(dataset.vocabulary.phases.names.items(), _AGES.items()):
        named = tuple(concerned[phase, age])
        if named and phase != "non-publie":
            situation = (edition, dataset.reference_date(edition), phase, phase_name, age, age_name, len(named), named)
            lines.append((*situation, *_classes(dataset, edition)[phase, age]))
    columns = ["edition", "reference_date", "phase", "phase_name", "age", "age_name", "projects", "named"]
    columns += [f"{measure}_{figure}" for measure in _MEASURES for figure in ("n", "p25", "median", "p75")]
    return pd.DataFrame(lines, columns=columns)


# The same for every selection; a dataset is its own key, by identity.
@functools.lru_cache(maxsize=2)
def _situations(dataset: Dataset) -> pd.DataFrame:
    columns = ["edition", "project", "name", "phase", "cost_meur", "end"]
    frame = plain(dataset.projects, columns).sort_values("edition", kind="stable")
    editions_since_entry = frame["edition"] - frame.groupby("project")["edition"].transform("min")
    bounds = [first for _, first in _AGES.values()]
    return frame.assign(age=np.array(list(_AGES))[np.searchsorted(bounds, editions_since_entry, side="right") - 1])


@functools.lru_cache(maxsize=32)
def _classes(dataset: Dataset, edition: int) -> dict[tuple[str, str], list[float]]:
    """Phase and age → the figures of the past projects that were in that situation before an edition."""
    known = _situations(dataset)
    known = known[known["edition"] <= edition]
    past = known[known["edition"] < edition].drop_duplicates(["phase", "age", "project"])
    last = {
        column: known[known[column].notna()].drop_duplicates("project", keep="last").set_index("project")
        for column, _ in _MEASURES.values()
    }
    return {
        (phase, age): _later_changes(past[(past["phase"] == phase) & (past["age"] == age)], last)
        for phase, age in product(dataset.vocabulary.phases.names, _AGES)
    }


def _later_changes(alike: pd.DataFrame, last: dict[str, pd.DataFrame]) -> list[float]:
    """Number and quartiles of each measure, over the projects that have a value in that situation and a later one."""
    figures: list[float] = []
    for column, change in _MEASURES.values():
        has_later = alike["project"].map(last[column]["edition"]) > alike["edition"]
        rows = alike[has_later & alike[column].notna()]
        changes = change(rows["project"].map(last[column][column]), rows[column])
        is_enough = len(changes) >= MINIMUM_OF_A_CLASS
        figures += [len(changes), *(np.percentile(changes, [25, 50, 75]) if is_enough else [float("nan")] * 3)]
    return figures
