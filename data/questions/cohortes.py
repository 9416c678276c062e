"""How costs change as projects grow older."""

import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection


def change_by_age(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Change of cost since the first known edition, by age in the panorama.

    Returns:
        `age` (number of editions since the first in which the project was printed, those without a table included),
        `known` (projects of that age with the measure, each counted once for each age), `median_pct`, `p25_pct` and
        `p75_pct`, missing below five projects; ages ascending from 1, without holes: an age that no table shows has
        `known` 0. The edition of entry is left out: its change is zero by definition.
    """
    rows = selection.apply(dataset)
    entry = dataset.projects.groupby("project", observed=True)["edition"].min()
    ages = rows["edition"] - rows["project"].map(entry).astype(int)
    is_known = (ages > 0) & rows["cost_change_pct"].notna()
    by_age = measures.distributions(rows.loc[is_known, "cost_change_pct"], ages[is_known])
    by_age = by_age.reindex(range(1, int(by_age.index.max()) + 1 if len(by_age) else 1))
    columns = {"n": "known", "median": "median_pct", "p25": "p25_pct", "p75": "p75_pct"}
    frame = by_age.rename_axis("age").reset_index().rename(columns=columns)[["age", *columns.values()]]
    return frame.assign(known=frame["known"].fillna(0).astype(int))
