"""The small frames that charts draw, tables write and exports carry: one question, one frame.

Each takes the dataset and the selection and gives one row per edition (or per project), ascending, with every
edition that the selection covers: where nothing is known a row of missing values stands, so that a gap shows.
"""

import numpy as np
import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.editions import PART, editions_covered, provenance, zero_where_table

OTHERS = "autres"
PARTS_SHOWN = 3

DRIFTS = {
    "budget": ("budget_drift_pct", "cost_change_pct", "cost_meur"),
    "schedule": ("schedule_drift_pct", "duration_change_pct", "planned_duration_years"),
}
"""Drift → published mean, calculated change since the first known edition, value that it is calculated on."""


def cost_by_edition(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Complete estimated cost by edition, in M€.

    Returns:
        `edition`, `reference_date`, `published_meur` and `provenance` (missing when projects are filtered: the
        printed total cannot be), `total_meur` (sum of the costs known), `known` (projects with a cost) and
        `projects`, then the parts of the total, `part:<slug>`: the largest ministries or phases
        (see `cost_split`), and `part:autres` where there are more. Parts add up to `total_meur`.
    """
    editions = editions_covered(dataset, selection)
    rows = selection.apply(dataset)
    costs = rows["cost_meur"].groupby(rows["edition"])
    by_edition = pd.DataFrame({"total_meur": costs.sum(), "known": costs.count(), "projects": costs.size()})
    parts = _cost_parts(rows, cost_split(selection))
    frame = editions[["edition", "reference_date"]].assign(
        published_meur=np.nan if selection.filters_projects else editions["total_cost_meur"],
        provenance=provenance(editions, "total_cost_meur"),
    )
    frame = frame.join(pd.concat([by_edition, parts], axis=1), on="edition")
    return zero_where_table(frame, editions["has_table"], ["known", "projects", "total_meur", *parts.columns])


def cost_split(selection: Selection) -> str:
    """What the cost is split by: `phase` where ministries are chosen and phases are not, else `ministries`."""
    return "phase" if selection.ministries and not selection.phases else "ministries"


def _cost_parts(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    # A label that covers two ministries is counted once, under the first printed.
    group = rows[by].map(lambda slugs: slugs.split("|")[0]).astype(str)
    sums = rows["cost_meur"].groupby([rows["edition"], group.rename("part")]).sum()
    costs = sums.unstack().fillna(0.0)  # noqa: PD010 - pivot_table takes five times as long
    largest = list(costs.sum().sort_values(ascending=False, kind="stable").index[:PARTS_SHOWN])
    parts = costs[largest]
    if len(costs.columns) > len(largest):
        parts = parts.assign(**{OTHERS: costs.drop(columns=largest).sum(axis=1)})
    return parts.rename(columns=lambda slug: f"{PART}{slug}")


def drift_by_edition(dataset: Dataset, selection: Selection, drift: str) -> pd.DataFrame:
    """Published and calculated drift by edition, in percent.

    Args:
        dataset: The panorama.
        selection: Filters the calculated measures; the published mean stays that of the whole panorama.
        drift: `budget` or `schedule`.

    Returns:
        `edition`, `reference_date`, `published_pct`, `provenance`; since the first known edition `median_pct`,
        `p25_pct`, `p75_pct`, `mean_pct`, `weighted_pct`, `known` (projects with the measure); since the
        previous edition held, on projects in both, `previous_median_pct`, `previous_mean_pct` and
        `previous_known`; `projects` in the selection. No mean, median nor quartile below five projects.
    """
    published, change, value = DRIFTS[drift]
    editions = editions_covered(dataset, selection)
    rows = selection.apply(dataset)
    before = measures.previous_known(dataset.projects, value, dataset.held_editions)
    by = rows["edition"]
    shown = editions["edition"]
    since_first, since_previous = (
        measures.distributions(changes, by).reindex(shown)
        for changes in (rows[change], measures.change_pct(rows[value], before.reindex(rows.index)))
    )
    weighted = measures.weighted_change_pct(rows[value], rows[value] / (1 + rows[change] / 100), by)
    frame = pd.DataFrame(
        {
            "edition": shown,
            "reference_date": editions["reference_date"],
            "published_pct": editions[published],
            "provenance": provenance(editions, published),
            "median_pct": since_first["median"].to_numpy(),
            "p25_pct": since_first["p25"].to_numpy(),
            "p75_pct": since_first["p75"].to_numpy(),
            "mean_pct": since_first["mean"].to_numpy(),
            "weighted_pct": weighted.reindex(shown).to_numpy(),
            "known": since_first["n"].to_numpy(),
            "previous_median_pct": since_previous["median"].to_numpy(),
            "previous_mean_pct": since_previous["mean"].to_numpy(),
            "previous_known": since_previous["n"].to_numpy(),
            "projects": by.value_counts().reindex(shown).to_numpy(),
        }
    )
    return zero_where_table(frame, editions["has_table"], ["known", "previous_known", "projects"])
