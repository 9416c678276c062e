"""What a figure, its words and its tables may know beyond their frame."""

from dataclasses import dataclass

import pandas as pd

from components.addresses.links import Links
from data.model.dataset import Dataset
from data.model.selection import Selection


@dataclass(frozen=True)
class Context:
    """The setting of a drawn chart.

    Attributes:
        dataset: For names.
        selection: What the visitor chose.
        breaks: The breaks of its series, as `figures.series_breaks.lettered` gives them.
        links: Addresses of the projects behind a mark or a line.
    """

    dataset: Dataset
    selection: Selection
    breaks: pd.DataFrame
    links: Links
