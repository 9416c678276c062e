"""How the changes of cost of the projects are spread, edition by edition."""

import pandas as pd

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.parts.editions import editions_covered, plain


def dispersion(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Change of cost since the first known edition, one row per project and edition.

    Returns:
        `edition`, `reference_date`, `project`, `name`, `ministry_name`, `cost_change_pct`, `cost_meur`,
        `first_cost_meur`; an edition without any such project has one row of missing values, so that a gap shows.
    """
    rows = selection.apply(dataset)
    rows = rows[rows["cost_change_pct"].notna()]
    columns = ["edition", "project", "name", "ministry_name", "cost_change_pct", "cost_meur", "first_cost_meur"]
    editions = editions_covered(dataset, selection)[["edition", "reference_date"]]
    frame = editions.merge(plain(rows, columns), on="edition", how="left")
    return frame.sort_values(["edition", "cost_change_pct", "project"], ignore_index=True)
