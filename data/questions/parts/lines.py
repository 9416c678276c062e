"""Series of a selection by ministry or phase: one column for each, `line:<slug>`."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.expert_filters import SPLITS
from data.model.selection import FILTERS, Selection, latest_edition_covered
from data.questions.parts.editions import position_in

LINE = "line:"


def with_lines(
    frame: pd.DataFrame,
    dataset: Dataset,
    selection: Selection,
    column: str,
    figure: Callable[[np.ndarray, np.ndarray, int], np.ndarray],
) -> pd.DataFrame:
    """The frame by edition, with `line:<slug>` where the selection is split: largest cost in its latest table first.

    The ministries or phases chosen, or else all that have a project in that table. `figure` takes values, the group of
    each (a line and an edition) and the number of groups.
    """
    if not selection.split:
        return frame
    field = SPLITS[selection.split].field
    rows = selection.apply(dataset)
    names, at, line = _by_line(rows[FILTERS[field].column])
    values, costs = (rows[name].to_numpy(dtype=float)[at] for name in (column, "cost_meur"))
    group = line * len(frame) + position_in(frame, rows)[at]
    found = figure(values, group, len(names) * len(frame)).reshape(len(names), len(frame))
    by_slug = dict(zip(names, found, strict=True))

    is_last = (rows["edition"] == (latest_edition_covered(dataset, selection) or -1)).to_numpy()[at]
    is_there = np.bincount(line[is_last], minlength=len(names)) > 0
    totals = measures.totals(costs[is_last], line[is_last], len(names))
    ordered = [names[index] for index in np.argsort(-totals, kind="stable") if is_there[index]]
    chosen = getattr(selection, field)
    shown = [slug for slug in ordered if slug in chosen] + [slug for slug in chosen if slug not in ordered]
    return frame.assign(**{f"{LINE}{slug}": by_slug.get(slug, np.nan) for slug in (shown if chosen else ordered)})


def _by_line(labels: pd.Series) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The slugs, ascending, then the position of each row and of its slug; twice where its label covers two ministries.

    As in filters, such a row counts for each.
    """
    of_label = [label.split("|") for label in labels.cat.categories]
    names = sorted({slug for slugs in of_label for slug in slugs})
    lines = [[names.index(slug) for slug in slugs] for slugs in of_label]
    pairs = [(row, line) for row, label in enumerate(labels.cat.codes.tolist()) for line in lines[label]]
    at, line = np.array(pairs, dtype=int).reshape(-1, 2).T
    return names, at, line
