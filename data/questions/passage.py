"""From one total to another: the steps of the waterfall between two editions."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions import comparison

TOTALS = ("published_before", "total_before", "total_after", "published_after")
GAPS = ("gap_before", "gap_after")
"""The difference between a printed total and the sum of the costs that the table publishes."""
_COLUMNS = ["step", "edition", "before", "after", "amount_meur", "start_meur", "end_meur", "projects", "known", "named"]


def passage(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """The steps from the total of one edition to that of another, in M€; they add up exactly.

    Returns:
        `step` (one of `TOTALS`, `GAPS` or `comparison.KINDS`), `edition` (totals only), `before` and `after` (the
        two editions, on each line), `amount_meur` (a total, or what is added), `start_meur` and `end_meur` (from
        where to where its bar goes), `projects` (how many are behind it, missing for totals and gaps), `known` (how
        many of them have a cost: without any, the amount is missing) and `named` (their slugs and names,
        largest amount first). Printed totals and gaps have a line only where they are known and apply; kinds without
        a project, or that add nothing by nature, have none. Empty where two editions have no table or nothing is
        selected.
    """
    pair = comparison.pair(dataset, selection, selection.before, selection.after)
    if pair is None:
        return pd.DataFrame(columns=_COLUMNS)
    compared = comparison.compare(dataset, selection, *pair, selection.common_only)
    frame = pd.DataFrame(_steps(compared) if len(compared.frame) else [], columns=_COLUMNS)
    end = frame["start_meur"] + frame["amount_meur"].fillna(0.0)
    return frame.assign(before=compared.before, after=compared.after, end_meur=end)


def _steps(compared: comparison.Comparison) -> Iterator[dict[str, object]]:
    costs = compared.frame[["before_meur", "after_meur"]].notna()
    published, total = compared.published_before_meur, compared.total_before_meur
    if pd.notna(published):
        yield _step("published_before", published, edition=compared.before)
        yield _step("gap_before", total - published, published)
    yield _step("total_before", total, edition=compared.before, known=costs["before_meur"].sum())
    reached = np.nan_to_num(total)
    for kind, amount, projects in compared.steps.itertuples(index=False):
        if projects and (kind not in ("unchanged", "never_published") or abs(amount) > 1e-9):
            behind = compared.of(kind)
            named = tuple((line["project"], line["name"]) for line in behind)
            known = sum(not french.is_missing(line["amount_meur"]) for line in behind)
            yield _step(kind, amount, reached, projects=projects, known=known, named=named)
            reached += np.nan_to_num(amount)
    published, total = compared.published_after_meur, compared.total_after_meur
    yield _step("total_after", total, edition=compared.after, known=costs["after_meur"].sum())
    if pd.notna(published):
        yield _step("gap_after", published - total, total)
        yield _step("published_after", published, edition=compared.after)


def _step(step: str, amount: float, start: float = 0.0, **more: object) -> dict[str, object]:
    return {"step": step, "amount_meur": amount, "start_meur": start, "named": (), **more}
