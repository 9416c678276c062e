"""One edition described: its projects by ministry, phase, cost band and functional area, and where its cost lies.

Every frame is about the latest edition held that the selection covers, and carries it as `edition` and
`reference_date`; a frame is empty where no table is held in the range, or no project selected.
"""

import pandas as pd

from data.model.dataset import Dataset
from data.model.filters import COST_BANDS, cost_band
from data.model.selection import Selection
from data.questions.editions import PART, by_ministry, dated, latest_rows


def phases_by_ministry(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Number of projects by ministry and phase, most projects first.

    Returns:
        `edition`, `reference_date`, `ministry`, `ministry_name`, `projects`, then `part:<phase>` for each phase met,
        in the order of a project's life. Parts add up to `projects`.
    """
    rows = latest_rows(dataset, selection)
    phases = [phase for phase in dataset.vocabulary.phases.names if (rows["phase"] == phase).any()]
    counts = pd.crosstab(rows["ministry"], rows["phase"].astype(str)).reindex(columns=phases, fill_value=0)
    frame = counts.rename(columns=lambda phase: f"{PART}{phase}").assign(projects=counts.sum(axis=1).astype(int))
    return by_ministry(frame, rows, dataset, "projects")


def costs_by_ministry(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Complete estimated cost by ministry, largest first.

    Returns:
        `edition`, `reference_date`, `ministry`, `ministry_name`, `total_meur` (sum of the costs known; missing where
        none is), `known` (projects with a cost) and `projects`.
    """
    rows = latest_rows(dataset, selection)
    return by_ministry(_sums(rows, rows["ministry"]), rows, dataset, "total_meur")


def cost_bands(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Number of projects and cost by band of cost, bands in their order.

    Returns:
        `edition`, `reference_date`, `cost_band` (a slug of `COST_BANDS`), `cost_band_name`, `projects`,
        `total_meur`. Every band stands, even empty; nothing at all where no project is selected.
    """
    rows = latest_rows(dataset, selection)
    sums = _sums(rows, cost_band(rows["cost_meur"])).reindex(list(COST_BANDS) if len(rows) else [])
    frame = sums.assign(projects=sums["projects"].fillna(0).astype(int))[["projects", "total_meur"]]
    frame = frame.rename_axis("cost_band").reset_index()
    names = frame["cost_band"].map(lambda slug: COST_BANDS[slug][0])
    return dated(frame, rows).assign(cost_band_name=names)


def functional_areas(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Number of projects and cost by functional area, most projects first.

    Returns:
        `edition`, `reference_date`, `functional_area`, `functional_area_name`, `projects`, `total_meur`, `known`.
    """
    rows = latest_rows(dataset, selection)
    frame = _sums(rows, rows["functional_area"].astype(str)).rename_axis("functional_area").reset_index()
    frame = frame.sort_values(["projects", "total_meur", "functional_area"], ascending=[False, False, True])
    names = frame["functional_area"].map(dataset.vocabulary.functional_areas.names)
    return dated(frame, rows).assign(functional_area_name=names).reset_index(drop=True)


def _sums(rows: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    sums = rows.groupby(group)["cost_meur"].agg(total_meur="sum", known="count", projects="size")
    # The sum of nothing published is not a cost of zero.
    return sums.assign(total_meur=sums["total_meur"].where(sums["known"] > 0))
