"""What the tests of charts share: a context without a selection, the texts of a figure, the words of a chart."""

import pytest

from components.addresses.links import Links
from components.charts.catalogue import CHARTS
from components.charts.chart import Context, compute
from components.charts.parts.theme import Figure
from data.model.dataset import Dataset
from data.model.selection import Selection


@pytest.fixture(scope="session")
def context(dataset: Dataset) -> Context:
    return Context(dataset, Selection(), (), Links(Selection(), dataset.editions_with_table))


def texts_of(figure: Figure) -> str:
    return " | ".join(note["text"] for note in figure["layout"]["annotations"])


def words_of(dataset: Dataset, name: str, selection: Selection) -> str:
    narrative = compute(CHARTS[name], dataset, selection).narrative
    texts = (narrative.heading, *narrative.sentences, *narrative.notes)
    return " ".join(texts).replace("\u00a0", " ").replace("\u202f", " ")
