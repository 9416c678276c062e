"""Projects of the latest edition covered, by ministry, phase, cost band and functional area."""

import numpy as np
import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.filters import COST_BANDS, cost_band
from data.model.selection import Selection
from data.questions.parts.editions import PART, by_slug, latest_rows


def costs_by_ministry(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Complete estimated cost by ministry, largest first.

    Returns:
        `edition`, `reference_date`, `ministry`, `ministry_name`, `total_meur` (sum of the costs known; missing where
        none is), `known` (projects with a cost) and `projects`.
    """
    rows, names = latest_rows(dataset, selection), dataset.vocabulary.ministries.names
    return by_slug(_sums(rows, rows["ministry"]), "ministry", names, rows, largest=("total_meur",))


def phases_by_ministry(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Number of projects by ministry and phase, most projects first.

    Returns:
        `edition`, `reference_date`, `ministry`, `ministry_name`, `projects`, then `part:<phase>` for each phase met,
        in the order of a project's life. Parts add up to `projects`.
    """
    rows = latest_rows(dataset, selection)
    ministries, at = np.unique(rows["ministry"].to_numpy(dtype=object), return_inverse=True)
    phase_of = rows["phase"].to_numpy(dtype=object)
    parts = {f"{PART}{phase}": at[phase_of == phase] for phase in dataset.vocabulary.phases.names}
    groups = {name: rows_of for name, rows_of in parts.items() if len(rows_of)} | {"projects": at}
    counts = {name: np.bincount(rows_of, minlength=len(ministries)) for name, rows_of in groups.items()}
    frame = pd.DataFrame(counts, index=ministries)
    return by_slug(frame, "ministry", dataset.vocabulary.ministries.names, rows, largest=("projects",))


def cost_bands(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Number of projects and cost by band of cost, bands in their order.

    Returns:
        `edition`, `reference_date`, `cost_band` (a slug of `COST_BANDS`), `cost_band_name`, `projects`,
        `total_meur`. Every band has a row, even empty; no row at all where no project is selected.
    """
    rows = latest_rows(dataset, selection)
    sums = _sums(rows, cost_band(rows["cost_meur"])).reindex(list(COST_BANDS) if len(rows) else [])
    figures = sums.assign(projects=sums["projects"].fillna(0).astype(int))[["projects", "total_meur"]]
    return by_slug(figures, "cost_band", {slug: band[0] for slug, band in COST_BANDS.items()}, rows)


def functional_areas(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Number of projects and cost by functional area, most projects first.

    Returns:
        `edition`, `reference_date`, `functional_area`, `functional_area_name`, `projects`, `total_meur`, `known`.
    """
    rows, names = latest_rows(dataset, selection), dataset.vocabulary.functional_areas.names
    figures = _sums(rows, rows["functional_area"].astype(str))
    return by_slug(figures, "functional_area", names, rows, largest=("projects", "total_meur"))


def _sums(rows: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    costs = rows.groupby(group)["cost_meur"]
    return pd.DataFrame({"total_meur": measures.total(costs), "known": costs.count(), "projects": costs.size()})
