"""« Ce qui a changé »: sentences that are true of the comparison that they tell."""

from itertools import pairwise

import pytest

from components.views.changes import sentences
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.comparison import compare


def sentences_of(dataset: Dataset, before: int, after: int, *, common_only: bool = False) -> list[str]:
    return sentences(compare(dataset, Selection(), before, after, common_only), dataset)


def test_the_latest_change_is_told_with_its_totals_and_movements(dataset: Dataset) -> None:
    totals, printed, entered, left, *revisions = sentences_of(dataset, 13, 14)
    assert f"{french.meur(630.0758475919826)} de plus" in totals
    assert f"{french.total_meur(2350)}, puis {french.total_meur(2620)}, avec une rupture de série entre" in printed
    assert entered.startswith(f"5{french.NBSP}projets entrent")
    assert left.startswith(f"4{french.NBSP}projets sortent")
    assert "motif des sorties n’est pas publié" in left
    assert "PPN" in entered
    assert "SI SAMU" in " ".join(revisions)


def test_common_projects_are_told_without_movements_nor_printed_total(dataset: Dataset) -> None:
    text = " ".join(sentences_of(dataset, 13, 14, common_only=True))
    assert "projets communs aux deux éditions" in text
    assert "entrent" not in text
    assert "annoncé" not in text


@pytest.mark.parametrize("word", ["dérive", "dérapage", "échec", "succès", "à cause"])
def test_no_sentence_judges_nor_implies_a_cause(dataset: Dataset, word: str) -> None:
    for before, after in pairwise(dataset.editions_with_table):
        assert word not in " ".join(sentences_of(dataset, before, after))


def test_every_number_of_projects_told_is_that_of_its_group(dataset: Dataset) -> None:
    for before, after in ((7, 8), (8, 14), (1, 14)):
        comparison = compare(dataset, Selection(), before, after)
        text = " ".join(sentences(comparison, dataset))
        for kind in ("entrant", "leaver", "up", "down"):
            rows = comparison.of(kind)
            assert not rows or french.count(len(rows), "projet") in text
            assert not rows or rows[0]["name"] in text
