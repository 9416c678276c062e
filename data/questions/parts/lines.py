"""Series of a selection by ministry or phase: one column for each, `line:<slug>`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.expert_filters import SPLITS
from data.model.selection import FILTERS, Selection, latest_edition_covered

LINE = "line:"
MOST_LINES = 4


def line_slugs(dataset: Dataset, selection: Selection) -> list[str]:
    """The ministries or phases that the selection is split by, largest known cost of its latest table first.

    Those chosen, or else all that have a project there; none where the selection is not split.
    """
    if not selection.split:
        return []
    by = SPLITS[selection.split]
    rows = selection.apply(dataset)
    rows = rows[rows["edition"] == (latest_edition_covered(dataset, selection) or -1)]
    # A label that covers two ministries is counted once, under the first printed.
    groups = rows[FILTERS[by.field].column].astype(str).str.split("|").str[0]
    costs = measures.total(rows["cost_meur"].groupby(groups))
    ordered = costs.sort_values(ascending=False, kind="stable", na_position="last").index.tolist()
    chosen = getattr(selection, by.field)
    shown = [slug for slug in ordered if slug in chosen] + [slug for slug in chosen if slug not in ordered]
    return shown if chosen else ordered


def with_lines(
    frame: pd.DataFrame,
    dataset: Dataset,
    selection: Selection,
    query: Callable[[Dataset, Selection], pd.DataFrame],
    value: str,
) -> pd.DataFrame:
    """The frame by edition with `line:<slug>`, the `value` that `query` gives for each of the largest lines."""
    for slug in line_slugs(dataset, selection)[:MOST_LINES]:
        one: dict[str, Any] = {SPLITS[selection.split].field: (slug,)}
        own = query(dataset, replace(selection, split="", **one))
        frame = frame.assign(**{f"{LINE}{slug}": frame["edition"].map(own.set_index("edition")[value])})
    return frame
