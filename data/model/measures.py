"""The calculated measures, each a pure function with its formula.

Four quantities are never mixed. The *published* drifts are printed figures (`key_figures.csv`) and cannot be
recomputed. The three *calculated* ones are here: change since the first known edition, change since the
previous edition, and the weighted change. First known is not initial: history is floored at November 2016 and
at each project's entry. Missing is never zero: it stays missing and is counted by `coverage`.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

MINIMUM_FOR_A_MEAN = 5
"""Below this number of projects no mean is given: the projects are listed instead."""


class Distribution(NamedTuple):
    """How a measure is spread over projects; NaN where fewer than `MINIMUM_FOR_A_MEAN` have a value."""

    n: int
    mean: float
    median: float
    p25: float
    p75: float


def change_pct(value: Any, reference: Any) -> Any:
    """Change in percent: (value / reference − 1) × 100; missing where either is missing."""
    return (value / reference - 1) * 100


def first_known(projects: pd.DataFrame, column: str) -> pd.Series:
    """For each row, the project's value of `column` in the first edition, up to that row's, where it has one."""
    ordered = projects.sort_values("edition", kind="stable")
    filled = ordered.groupby("project", observed=True)[column].transform("first")
    # The first value of the whole history may come later than a row that has none: that row has no reference.
    known = ordered.groupby("project", observed=True)[column].ffill().notna()
    return filled.where(known).reindex(projects.index)


def previous_known(projects: pd.DataFrame, column: str, editions: tuple[int, ...]) -> pd.Series:
    """For each row, the project's value of `column` in the one of the ascending `editions` just before, if any."""
    before = dict(zip(editions[1:], editions[:-1], strict=True))
    # One whole number for each project and edition; edition numbers have three digits at most.
    project = pd.factorize(projects["project"])[0].astype("int64") * 10_000
    wanted = project + projects["edition"].map(before).fillna(-1).to_numpy(dtype="int64")
    row = pd.Index(project + projects["edition"].to_numpy(dtype="int64")).get_indexer(pd.Index(wanted))
    return pd.Series(projects[column].to_numpy()[row], index=projects.index).where(row >= 0)


def last_known(projects: pd.DataFrame, column: str) -> pd.DataFrame:
    """For each row, the project's last value of `column` before that row's edition, and the edition that gave it.

    Returns:
        `value` and `value_edition`, both missing where no earlier edition has one.
    """
    ordered = projects.sort_values(["project", "edition"], kind="stable")
    given = pd.DataFrame({"value": ordered[column], "value_edition": ordered["edition"].where(ordered[column].notna())})
    filled = given.groupby(ordered["project"], observed=True).ffill()
    return filled.groupby(ordered["project"], observed=True).shift().reindex(projects.index)


def end_date(start: pd.Series, duration_years: pd.Series) -> pd.Series:
    """First day of the planned end month: start + duration rounded to whole months (12 × years); NaT where unknown."""
    months = (start.dt.year * 12 + start.dt.month - 1 + (duration_years * 12).round()).dropna().astype(int)
    ends = pd.to_datetime({"year": months // 12, "month": months % 12 + 1, "day": 1})
    return ends.astype("datetime64[s]").reindex(start.index)


def slip_months(end: pd.Series, reference: pd.Series) -> pd.Series:
    """Whole months from the reference end to the end; positive when it moved later."""
    return (end.dt.year - reference.dt.year) * 12 + (end.dt.month - reference.dt.month)


def weighted_change_pct(value: Any, reference: Any, groups: pd.Series, every: pd.Series | None = None) -> pd.Series:
    """Weighted change of each group in percent, over the same projects: (Σ value / Σ reference − 1) × 100.

    Projects that miss either value are left out of both sums; NaN below `MINIMUM_FOR_A_MEAN` projects. `every` group,
    ascending, where given.
    """
    values, references = np.asarray(value, dtype=float), np.asarray(reference, dtype=float)
    both = ~np.isnan(values + references)
    labels, group = _positions(groups, every)
    counts = np.bincount(group[both], minlength=len(labels))
    sums, references = (np.bincount(group[both], amounts[both], len(labels)) for amounts in (values, references))
    changes = np.full(len(labels), np.nan)
    is_enough = counts >= MINIMUM_FOR_A_MEAN
    changes[is_enough] = (sums[is_enough] / references[is_enough] - 1) * 100
    return pd.Series(changes, index=labels)


def _positions(groups: pd.Series, every: pd.Series | None) -> tuple[np.ndarray, np.ndarray]:
    """The labels of the groups, ascending, and the position of each value's among them."""
    labels = np.unique(groups.to_numpy()) if every is None else every.to_numpy()
    return labels, np.searchsorted(labels, groups.to_numpy())


def distribution(values: pd.Series) -> Distribution:
    """Mean, median and quartiles (linear interpolation) of the values that are known, with their number."""
    known = values.dropna().to_numpy(dtype=float)
    if len(known) < MINIMUM_FOR_A_MEAN:
        return Distribution(len(known), *[float("nan")] * 4)
    p25, median, p75 = np.percentile(known, [25, 50, 75]).tolist()
    return Distribution(len(known), float(known.mean()), median, p25, p75)


def distributions(values: Any, groups: pd.Series, every: pd.Series | None = None) -> pd.DataFrame:
    """The fields of `distribution`, one row per group, for all groups at once; `every` group, ascending, where given.

    By position in the sorted values rather than with pandas' `quantile`, which takes ten times as long.
    """
    labels, group = _positions(groups, every)
    amounts = np.asarray(values, dtype=float)
    known = ~np.isnan(amounts)
    ordered = np.lexsort((amounts[known], group[known]))
    amounts, n = amounts[known][ordered], np.bincount(group[known], minlength=len(labels))
    is_known, is_enough = n > 0, n >= MINIMUM_FOR_A_MEAN
    starts, counts = (np.cumsum(n) - n)[is_known], n[is_known]

    def quantile(share: float) -> np.ndarray:
        position = starts + (counts - 1) * share
        below, above = np.floor(position).astype(int), np.ceil(position).astype(int)
        return amounts[below] + (amounts[above] - amounts[below]) * (position - below)

    figures = np.full((4, len(labels)), np.nan)
    if len(starts):
        means = np.add.reduceat(amounts, starts) / counts
        figures[:, is_known] = means, quantile(0.5), quantile(0.25), quantile(0.75)
    figures[:, ~is_enough] = np.nan
    return pd.DataFrame(dict(zip(("mean", "median", "p25", "p75"), figures, strict=True)) | {"n": n}, index=labels)


def total(values: Any) -> Any:
    """The sum of the values known, of a series or of each group of a grouped one; missing where none is known."""
    return values.sum(min_count=1)


def totals(values: np.ndarray, group: np.ndarray, count: int) -> np.ndarray:
    """The sum of the values known of each of `count` groups, by the position of each value's; missing as in `total`."""
    is_known = ~np.isnan(values)
    known = np.bincount(group[is_known], minlength=count)
    return np.where(known, np.bincount(group[is_known], values[is_known], count), np.nan)


def coverage(values: pd.Series) -> tuple[int, int]:
    """How many values are known, and how many there are."""
    return int(values.notna().sum()), len(values)
