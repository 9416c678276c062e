"""Charts speak in neutral words."""

from components.charts.catalogue import CHARTS
from data.model.dataset import Dataset
from data.model.selection import Selection
from tests.components.charts.conftest import words_of


def test_words_stay_neutral(dataset: Dataset) -> None:
    for name in CHARTS:
        text = words_of(dataset, name, Selection(project="ned")).lower()
        for word in ("dérive", "dérap", "échec", "succès", "surcoût", "retard", "économie réalisée"):
            assert word not in text, (name, word)
