"""Projects of the latest edition covered, by ministry and phase."""

import pandas as pd

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.editions import PART, by_slug, latest_rows


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
    return by_slug(frame, "ministry", dataset.vocabulary.ministries.names, rows, largest=("projects",))
