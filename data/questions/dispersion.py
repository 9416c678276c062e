"""How the changes of cost of the projects are spread, edition by edition."""

import numpy as np
import pandas as pd

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.parts.editions import editions_covered

_TEXTS, _NUMBERS = ("project", "name", "ministry_name"), ("cost_change_pct", "cost_meur", "first_cost_meur")


def dispersion(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Change of cost since the first known edition, one row per project and edition.

    Returns:
        `edition`, `reference_date`, `project`, `name`, `ministry_name`, `cost_change_pct`, `cost_meur`,
        `first_cost_meur`; an edition without any such project has one row of missing values, so that a gap shows.
    """
    rows = selection.apply(dataset)
    editions = editions_covered(dataset, selection)["edition"].to_numpy()
    change, edition = rows["cost_change_pct"].to_numpy(), rows["edition"].to_numpy()
    chosen = np.argsort(rows["project"].to_numpy(dtype=object), kind="stable")
    chosen = chosen[~np.isnan(change[chosen])]
    chosen = chosen[np.lexsort((change[chosen], edition[chosen]))]
    covered = np.append(edition[chosen], np.setdiff1d(editions, edition[chosen]))
    # −1 is the row of missing values.
    order = np.argsort(covered, kind="stable")
    row = np.append(chosen, np.full(len(covered) - len(chosen), -1))[order]
    dates = [dataset.reference_date(each) for each in covered[order].tolist()]
    columns = {name: np.append(rows[name].to_numpy(dtype=object), np.nan)[row] for name in _TEXTS}
    return pd.DataFrame(
        {
            "edition": covered[order],
            "reference_date": dates,
            **{name: pd.Series(values, dtype=object) for name, values in columns.items()},
            **{name: np.append(rows[name].to_numpy(dtype=float), np.nan)[row] for name in _NUMBERS},
        }
    )
