"""How much of the total cost a few projects carry."""

import pandas as pd

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.parts.editions import latest_rows, plain


def concentration(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Projects with a cost, largest first, and the share of the total that they carry together.

    Returns:
        `edition`, `reference_date`, `rank` (from 1), `project`, `name`, `ministry`, `ministry_name`, `cost_meur`,
        `cumulated_meur`, `cumulated_pct`.
    """
    columns = ["edition", "reference_date", "project", "name", "ministry", "ministry_name", "cost_meur"]
    frame = plain(latest_rows(dataset, selection), columns).dropna(subset="cost_meur")
    frame = frame.sort_values(["cost_meur", "project"], ascending=[False, True], ignore_index=True)
    cumulated = frame["cost_meur"].cumsum()
    share = cumulated / frame["cost_meur"].sum() * 100
    return frame.assign(cumulated_meur=cumulated, cumulated_pct=share, rank=range(1, len(frame) + 1))
