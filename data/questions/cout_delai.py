"""Cost and time together, project by project."""

import pandas as pd

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.parts.editions import latest_rows, plain


def cost_and_slip(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Change of cost and slip of the planned end since the first known edition, project by project.

    Returns:
        `edition`, `reference_date`, `project`, `name`, `ministry`, `ministry_name`, `cost_change_pct`, `slip_months`,
        `cost_meur`, `first_cost_meur`; the projects of which both measures are known, largest cost first.
    """
    columns = ["edition", "reference_date", "project", "name", "ministry", "ministry_name", "cost_change_pct"]
    columns += ["slip_months", "cost_meur", "first_cost_meur"]
    frame = plain(latest_rows(dataset, selection), columns).dropna(subset=["cost_change_pct", "slip_months"])
    return frame.sort_values(["cost_meur", "project"], ascending=[False, True], ignore_index=True)
