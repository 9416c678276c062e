"""Series of a selection by ministry or phase: one column for each, `line:<slug>`."""

from collections.abc import Callable

import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.expert_filters import SPLITS
from data.model.selection import FILTERS, Selection, latest_edition_covered

LINE = "line:"


def line_slugs(dataset: Dataset, selection: Selection) -> list[str]:
    """The ministries or phases that the selection is split by, largest known cost of its latest table first.

    Those chosen, or else all that have a project there; none where the selection is not split.
    """
    if not selection.split:
        return []
    rows = _by_line(dataset, selection)
    rows = rows[rows["edition"] == (latest_edition_covered(dataset, selection) or -1)]
    costs = measures.total(rows["cost_meur"].groupby(rows["line"]))
    ordered = costs.sort_values(ascending=False, kind="stable", na_position="last").index.tolist()
    chosen = getattr(selection, SPLITS[selection.split].field)
    shown = [slug for slug in ordered if slug in chosen] + [slug for slug in chosen if slug not in ordered]
    return shown if chosen else ordered


def with_lines(
    frame: pd.DataFrame,
    dataset: Dataset,
    selection: Selection,
    column: str,
    figure: Callable[[pd.Series, pd.Series], pd.Series],
) -> pd.DataFrame:
    """The frame by edition with `line:<slug>`, what `figure` makes of the values of each line and their editions."""
    if not selection.split:
        return frame
    rows = _by_line(dataset, selection)
    found = {slug: figure(own[column], own["edition"]) for slug, own in rows.groupby("line")}
    nothing = pd.Series(dtype=float)
    return frame.assign(
        **{f"{LINE}{slug}": frame["edition"].map(found.get(slug, nothing)) for slug in line_slugs(dataset, selection)}
    )


def _by_line(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """The rows of the selection with `line`; a row whose label covers two ministries counts for each, as in filters."""
    rows = selection.apply(dataset)
    labels = rows[FILTERS[SPLITS[selection.split].field].column].astype(str)
    return rows.assign(line=labels.str.split("|")).explode("line")
