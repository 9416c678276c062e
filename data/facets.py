"""How many projects each option of a filter would keep, given the other filters."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from data.dataset import Dataset
from data.selection import Selection, cost_band

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
    counts = {}
    for field, nothing in NOTHING.items():
        rows = replace(selection, since=edition, until=edition, **{field: nothing}).apply(dataset)  # type: ignore[arg-type]
        counts[field] = {} if edition is None else _counted(rows, field)
    return counts


def _counted(rows: pd.DataFrame, field: str) -> dict[str, int]:
    if field == "ministries":
        # A label that covers two ministries counts in both.
        values = rows["ministries"].astype(str).str.split("|").explode()
    elif field == "cost_bands":
        values = cost_band(rows["cost_meur"])
    elif field == "is_interministerial":
        values = rows["is_interministerial"].map({True: "oui", False: "non"})
    else:
        values = rows[{"phases": "phase", "functional_areas": "functional_area"}[field]].astype(str)
    return {str(value): int(number) for value, number in values.value_counts().items()}
