"""What every chart says of any selection: each sentence is one whose claim is recomputed from the rows, and holds."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from data.model.selection import Selection
from tests.components.charts import claims, claims_of_projects
from tests.components.charts.facts import Facts, plain
from tests.data.questions.selections import DATASET, searched
from tests.fuzz import TIMES

CLAIMS: dict[str, claims.Claims] = {
    "cout-total": claims.COST_TOTAL,
    "ecart-budgetaire": claims.drift("budget_drift_pct", "cost", "Écart budgétaire", "Coût"),
    "ecart-calendaire": claims.drift("schedule_drift_pct", "duration", "Écart calendaire", "Durée"),
    "passage": claims_of_projects.WATERFALL,
    "reevaluations": claims_of_projects.REESTIMATES,
    "classe-de-reference": claims_of_projects.REFERENCE,
    "couts-par-ministere": claims.BY_MINISTRY,
    "tranches-de-cout": claims.BY_BAND,
    "zones-fonctionnelles": claims.BY_AREA,
    "phases-par-ministere": claims.BY_PHASE,
    "entrants-sortants": claims_of_projects.MOVEMENTS,
    "cout-delai": claims_of_projects.COST_AND_TIME,
    "dispersion": claims_of_projects.SPREAD,
    "concentration": claims_of_projects.CONCENTRATION,
    "cohortes": claims.COHORTS,
    "carte": claims_of_projects.MAP,
}
PATTERNS = {
    name: [(re.compile(claims.shaped(pattern)), check) for pattern, check in {**own, **claims.NO_MARK}.items()]
    for name, own in CLAIMS.items()
}


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=\.) (?=[A-ZÀÉ0-9])", text)


def refuted(name: str, facts: Facts) -> list[str]:
    """The sentences of a chart that no pattern knows, or whose claim the rows do not bear."""
    narrative = compute(CHARTS[name], DATASET, facts.selection).narrative
    texts = [plain(narrative.heading), *(one for text in narrative.sentences for one in sentences(plain(text)))]
    return [text for text in texts if not holds(name, facts, text)]


def holds(name: str, facts: Facts, text: str) -> bool:
    known = [(found, check) for pattern, check in PATTERNS[name] if (found := pattern.fullmatch(text))]
    return bool(known) and any(check(facts, *found.groups()) for found, check in known)


def test_every_chart_has_claims_but_those_with_a_test_of_their_own() -> None:
    assert set(CLAIMS) == set(CHARTS) - {"trajectoire", "contributions"}


@settings(max_examples=25 * TIMES, deadline=None)
@given(searched)
def test_every_sentence_of_every_chart_holds_by_the_rows(selection: Selection) -> None:
    facts = Facts(selection)
    for name in CLAIMS:
        assert not refuted(name, facts), name


@settings(max_examples=8 * TIMES, deadline=None)
@given(searched, st.sampled_from(["ministere", "phase"]))
def test_every_sentence_about_lines_holds_by_the_rows(selection: Selection, split: str) -> None:
    facts = Facts(replace(selection, split=split))
    for name in ("cout-total", "ecart-budgetaire", "ecart-calendaire"):
        assert not refuted(name, facts), name


@pytest.mark.parametrize("name", CLAIMS)
def test_a_sentence_about_another_selection_is_refuted(name: str) -> None:
    other = Facts(Selection(ministries=("justice",), until=7))
    assert refuted(name, Facts(Selection(ministries=("interieur",)))) == []
    narrative = compute(CHARTS[name], DATASET, Selection(ministries=("interieur",))).narrative
    texts = [one for text in narrative.sentences for one in sentences(plain(text))]
    assert not all(holds(name, other, text) for text in texts)
