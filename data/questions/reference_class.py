"""What past projects in the same situation went through: the reference class of each project of the selection.

A situation is a phase and an age in the panorama. For the projects of the latest edition, the situations met in
earlier editions are looked up in the whole panorama, and what came next is read in the later editions held. It is
an indication, not a forecast: history is floored at November 2016 and ends where a project leaves.
"""

import numpy as np
import pandas as pd

from data.model.dataset import Dataset
from data.model.measures import change_pct, slip_months
from data.model.selection import Selection, latest_edition_covered
from data.questions.editions import plain

MINIMUM_OF_A_CLASS = 10
"""Below this number of past projects nothing is said of a class."""

AGES = {"entree": ("à l'entrée", 0, 0), "1-3": ("1 à 3 éditions", 1, 3), "4-plus": ("4 éditions et plus", 4, 999)}
"""Slug → name, first and last age (editions since the first in which the project was printed)."""

MEASURES = ("cost", "slip")
"""Later change of cost in percent, later slip of the planned end in months."""


def reference_class(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """What became of past projects of the same phase and age as those selected in the latest edition.

    Returns:
        One row per situation of the selection: `edition`, `reference_date`, `phase`, `phase_name`, `age` (slug of
        `AGES`), `age_name`, `projects` (those selected) and `named` (their slugs and names); then for `cost` (in %)
        and `slip` (in months): `cost_n`, `cost_p25`, `cost_median`, `cost_p75`, `slip_n`… where n is the number of
        past projects, each counted once, from its first edition in that situation to its last known value. Figures
        are missing under `MINIMUM_OF_A_CLASS`. Phases in their order, then ages.
    """
    edition = latest_edition_covered(dataset, selection)
    situations = _situations(dataset)
    rows = selection.apply(dataset)
    now = situations.loc[rows.index[rows["edition"] == (edition or -1)]]
    past = situations[situations["edition"] < (edition or -1)].drop_duplicates(["phase", "age", "project"])
    held = [earlier for earlier in dataset.held_editions if earlier <= (edition or -1)]
    last = {value: _last_known(situations, held, value) for value in ("cost_meur", "end")}
    records = []
    for phase in dataset.vocabulary.phases.names:
        for age, (age_name, _, _) in AGES.items():
            concerned = now[(now["phase"] == phase) & (now["age"] == age)].sort_values("name")
            if concerned.empty or phase == "non-publie":
                continue
            alike = past[(past["phase"] == phase) & (past["age"] == age)]
            records.append(
                {
                    "edition": edition,
                    "reference_date": dataset.reference_date(held[-1]),
                    "phase": phase,
                    "phase_name": dataset.vocabulary.phases.names[phase],
                    "age": age,
                    "age_name": age_name,
                    "projects": len(concerned),
                    "named": tuple(zip(concerned["project"], concerned["name"], strict=True)),
                    **_spread("cost", _later(alike, last["cost_meur"], "cost_meur", change_pct)),
                    **_spread("slip", _later(alike, last["end"], "end", slip_months)),
                }
            )
    columns = ["edition", "reference_date", "phase", "phase_name", "age", "age_name", "projects", "named"]
    columns += [f"{name}_{figure}" for name in MEASURES for figure in ("n", "p25", "median", "p75")]
    return pd.DataFrame(records, columns=columns)


def _situations(dataset: Dataset) -> pd.DataFrame:
    columns = ["edition", "project", "name", "phase", "cost_meur", "end"]
    frame = plain(dataset.projects, columns).sort_values("edition", kind="stable")
    editions_since_entry = frame["edition"] - frame.groupby("project")["edition"].transform("min")
    bounds = [first for _, first, _ in AGES.values()]
    ages = np.array(list(AGES))[np.searchsorted(bounds, editions_since_entry, side="right") - 1]
    return frame.assign(age=ages)


def _last_known(situations: pd.DataFrame, held: list[int], value: str) -> pd.DataFrame:
    """The last row of each project in which a value is known, by project."""
    known = situations[situations[value].notna() & situations["edition"].isin(held)]
    return known.drop_duplicates("project", keep="last").set_index("project")


def _later(alike: pd.DataFrame, last: pd.DataFrame, value: str, measure) -> pd.Series:  # type: ignore[no-untyped-def]
    """From its value in that situation to its last known one, for projects that have a later one."""
    has_later = alike["project"].map(last["edition"]) > alike["edition"]
    alike = alike[has_later & alike[value].notna()]
    return measure(alike["project"].map(last[value]), alike[value])


def _spread(name: str, values: pd.Series) -> dict[str, float]:
    enough = len(values) >= MINIMUM_OF_A_CLASS
    p25, median, p75 = np.percentile(values, [25, 50, 75]) if enough else [float("nan")] * 3
    return {f"{name}_n": len(values), f"{name}_p25": p25, f"{name}_median": median, f"{name}_p75": p75}
