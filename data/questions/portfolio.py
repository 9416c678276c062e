"""Projects of the latest edition covered, and where its cost lies."""

import pandas as pd

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.editions import latest_rows, plain


def concentration(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Projects with a cost, dearest first, and the share of the total that they carry together.

    Returns:
        `edition`, `reference_date`, `rank` (from 1), `project`, `name`, `ministry`, `ministry_name`, `cost_meur`,
        `cumulated_meur`, `cumulated_pct`.
    """
    rows = latest_rows(dataset, selection)
    rows = rows[rows["cost_meur"].notna()].sort_values(["cost_meur", "project"], ascending=[False, True])
    cumulated = rows["cost_meur"].cumsum()
    frame = plain(
        rows, ["edition", "reference_date", "project", "name", "ministry", "ministry_name", "cost_meur"]
    ).assign(cumulated_meur=cumulated, cumulated_pct=cumulated / rows["cost_meur"].sum() * 100)
    return frame.reset_index(drop=True).assign(rank=range(1, len(frame) + 1))


def cost_and_slip(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Change of cost and slip of the planned end since the first known edition, project by project.

    Returns:
        `edition`, `reference_date`, `project`, `name`, `ministry`, `ministry_name`, `cost_change_pct`, `slip_months`,
        `cost_meur`, `first_cost_meur`; the projects of which both measures are known, dearest first.
    """
    rows = latest_rows(dataset, selection)
    both = rows[rows["cost_change_pct"].notna() & rows["slip_months"].notna()]
    columns = ["edition", "reference_date", "project", "name", "ministry", "ministry_name", "cost_change_pct"]
    columns += ["slip_months", "cost_meur", "first_cost_meur"]
    return plain(both, columns).sort_values(["cost_meur", "project"], ascending=[False, True], ignore_index=True)
