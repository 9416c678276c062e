"""Verdicts of claims: those known, and what they mean on any series."""

import pandas as pd
import pytest

from data.model.dataset import Dataset
from data.model.errors import SourceError
from data.model.folders import DATA_DIR
from data.model.key_figures import SERIES, read_claims
from data.model.selection import Selection
from data.questions.claims import Claim, verdict

EVERYTHING = Selection()


@pytest.mark.parametrize(
    ("claim", "conclusion", "decisive", "breaks"),
    [
        # The announcement of July 2021: 19.3 % against 20.2 % at edition 7; 21.6 % against 21 % at edition 3.
        (Claim("ecart-budgetaire", "plus-bas", 13, 1), "vrai", 7, {"methode-2017", "perimetre-2018"}),
        (Claim("ecart-calendaire", "plus-bas", 13, 1), "faux", 3, {"methode-2017", "perimetre-2018"}),
        # 31 % to 25 % by another calculation, 32 % by the former one.
        (Claim("ecart-budgetaire", "baisse", 3, 2), "non-comparable", 2, {"methode-2017"}),
        # 57 to 49 projects, of a perimeter that was narrowed in between.
        (Claim("projets", "baisse", 13, 1), "non-comparable", 1, {"perimetre-2018"}),
        (Claim("cout-total", "baisse", 20, 19), "vrai", 19, set()),
        (Claim("projets", "hausse", 20, 19), "faux", 19, set()),
        (Claim("ecart-budgetaire", "baisse", 10, 9), "inverifiable", 0, set()),
        (Claim("cout-total", "hausse", 19, 17), "inverifiable", 0, set()),
    ],
)
def test_known_verdicts(dataset: Dataset, claim: Claim, conclusion: str, decisive: int, breaks: set[str]) -> None:
    found = verdict(dataset, EVERYTHING, claim)
    assert (found.conclusion, found.decisive, set(found.breaks["break"])) == (conclusion, decisive, breaks)


def test_without_an_edition_it_is_the_latest_known_against_the_first_or_the_one_before(dataset: Dataset) -> None:
    record = verdict(dataset, EVERYTHING, Claim("ecart-budgetaire", "plus-bas")).claim
    change = verdict(dataset, EVERYTHING, Claim("ecart-calendaire", "baisse")).claim
    assert (record.edition, record.since) == (20, 1)
    assert (change.edition, change.since) == (18, 14)


def test_the_claims_of_the_project_are_read_and_each_has_a_verdict(dataset: Dataset) -> None:
    claims = read_claims(DATA_DIR / "claims.csv", set(dataset.editions["edition"]))
    assert len(claims) >= 10
    found = {
        line["claim"]: verdict(
            dataset, EVERYTHING, Claim(line["series"], line["finding"], line["edition"], line["since"])
        ).conclusion
        for line in claims.to_dict("records")
    }
    assert set(found.values()) == {"vrai", "faux", "non-comparable", "inverifiable"}
    assert found["budget-plus-bas-2021"] == "vrai"
    assert found["calendrier-plus-bas-2021"] == "faux"


@pytest.mark.parametrize("series", SERIES)
def test_of_a_selection_the_values_are_those_of_its_rows(dataset: Dataset, series: str) -> None:
    selection = Selection(ministries=("interieur",))
    found = verdict(dataset, selection, Claim(series, "plus-haut"))
    assert found.is_recomputed
    rows = selection.apply(dataset)
    for line in found.values.itertuples():
        group = rows[rows["edition"] == line.edition]
        costs, durations = group["cost_meur"].dropna(), group["planned_duration_years"].dropna()
        expected = {
            "projets": float(len(group)) if len(group) else None,
            "cout-total": costs.sum() if len(costs) else None,
            "duree-moyenne": durations.mean() if len(durations) >= 5 else None,
        }.get(series, ...)
        if expected is None:
            assert pd.isna(line.value)
        elif expected is not ...:
            assert line.value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("edition", "99", "édition"),
        ("edition", "treize", "édition"),
        ("since", "13", "édition de référence"),
        ("series", "cout", "série"),
        ("finding", "stable", "constat"),
        ("claim", "calendrier-plus-bas-2021", "identifiant"),
    ],
)
def test_a_wrong_claim_is_refused_with_its_line(tmp_path, dataset: Dataset, column: str, value: str, says: str) -> None:
    claims = pd.read_csv(DATA_DIR / "claims.csv", dtype=str)
    claims.loc[2, column] = value
    claims.to_csv(tmp_path / "claims.csv", index=False)
    with pytest.raises(SourceError, match=f"ligne 4 : {says}"):
        read_claims(tmp_path / "claims.csv", set(dataset.editions["edition"]))
