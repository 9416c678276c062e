"""What charts say of known facts, in neutral words, with what is unknown said."""

import pytest

from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from data.model.dataset import Dataset
from data.model.selection import Selection


def said(dataset: Dataset, name: str, selection: Selection) -> str:
    account = compute(CHARTS[name], dataset, selection).narrative
    return " ".join((account.heading, *account.sentences, *account.notes)).replace("\u00a0", " ").replace("\u202f", " ")


def test_clipped_values_are_counted_and_named(dataset: Dataset) -> None:
    text = said(dataset, "dispersion", Selection())
    assert "4 points au-delà de +200 %" in text
    assert "ASTREA (édition 14)" in text
    assert "au-delà" not in said(dataset, "dispersion", Selection(until=5))


@pytest.mark.parametrize("name", ["reevaluations", "dispersion"])
def test_charts_of_the_same_changes_count_the_same_projects(dataset: Dataset, name: str) -> None:
    text = said(dataset, name, Selection())
    assert "27 sont réévalués à la hausse, 9 sont réévalués à la baisse et 13 sont inchangés" in text


def test_the_reference_class_is_an_indication_with_its_number(dataset: Dataset) -> None:
    text = said(dataset, "classe-de-reference", Selection())
    assert "À titre indicatif" in text
    assert "Sur 40 projets passés" in text
    assert "Rien n'est dit de 9 projets dont la situation compte moins de 10 projets passés" in text


def test_words_stay_neutral(dataset: Dataset) -> None:
    for name in CHARTS:
        text = said(dataset, name, Selection(project="ned")).lower()
        for word in ("dérive", "dérap", "échec", "succès", "surcoût", "retard", "économie réalisée"):
            assert word not in text, (name, word)
