"""How many projects each option of a filter would keep, given the other filters."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from data.model.dataset import Dataset
from data.model.selection import Selection, cost_band

NOTHING: Mapping[str, object] = {
    "ministries": (),
    "phases": (),
    "functional_areas": (),
    "is_interministerial": None,
    "cost_bands": (),
}
"""Fields of a selection that have options to count, and the value that asks nothing."""


def edition_counted(dataset: Dataset, selection: Selection) -> int | None:
    """The latest held edition that the selection covers, in which projects are counted; None where there is none."""
    covered = [edition for edition in dataset.held_editions if selection.covers(edition)]
    return covered[-1] if covered else None


def option_counts(dataset: Dataset, selection: Selection) -> dict[str, dict[str, int]]:
    """Field of `Selection` → option → number of projects of `edition_counted`, the field's own choice set aside.

    An option without a project is absent.
    """
    edition = edition_counted(dataset, selection)
    if edition is None:
        return {field: {} for field in NOTHING}
    shown = replace(selection, since=edition, until=edition)
    return {
        field: _counted(dataset.projects, replace(shown, **{field: nothing}).mask(dataset), field)  # type: ignore[arg-type]
        for field, nothing in NOTHING.items()
    }


def _counted(projects: pd.DataFrame, kept: np.ndarray, field: str) -> dict[str, int]:
    column = {"phases": "phase", "functional_areas": "functional_area", "cost_bands": "cost_meur"}.get(field, field)
    values = projects[column][kept]
    if field == "cost_bands":
        values = cost_band(values)
    counts: Counter[str] = Counter()
    for value, number in Counter(values.tolist()).items():
        # A label that covers two ministries counts in both.
        for option in _YES_NO[value] if field == "is_interministerial" else value.split("|"):
            counts[option] += number
    return dict(counts)


_YES_NO = {True: ("oui",), False: ("non",)}
