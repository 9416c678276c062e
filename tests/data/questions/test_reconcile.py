"""Published and recomputed figures: equal at the printed precision, or different with a reason."""

import pytest

from data.model.dataset import Dataset
from data.questions.reconcile import in_words, reconciliation

AGREE = (1, 2, 3, 4, 6, 7)


@pytest.mark.parametrize("edition", AGREE)
def test_editions_recompute_to_the_printed_precision(dataset: Dataset, edition: int) -> None:
    lines = reconciliation(dataset)
    assert lines.loc[lines["edition"] == edition, "agrees"].all()


@pytest.mark.parametrize(
    ("edition", "figure", "difference", "reason"),
    [
        (5, "total_cost_meur", 21.2, "20 M€"),
        (8, "projects", -2, "48 lignes"),
        (13, "total_cost_meur", 468.2, "470 M€"),
        (14, "total_cost_meur", 108.1, "110 M€"),
    ],
)
def test_known_differences_are_shown_with_their_reason(
    dataset: Dataset, edition: int, figure: str, difference: float, reason: str
) -> None:
    lines = reconciliation(dataset)
    differing = lines[(lines["edition"] == edition) & ~lines["agrees"]]
    assert list(differing["figure"]) == [figure]
    assert differing["difference"].iloc[0] == pytest.approx(difference, abs=0.1)
    assert reason in differing["reason"].iloc[0]


def test_the_report_has_one_line_per_edition_held(dataset: Dataset) -> None:
    report = in_words(reconciliation(dataset)).splitlines()
    assert len(report) == len(dataset.held_editions)
    assert "≠" in report[-1]
    assert "≠" not in report[0]
