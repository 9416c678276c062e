"""How every sentence that a chart says is written, over generated selections: the rules of the French of the site."""

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from data.model.selection import Selection
from data.questions.comparison import compare, pair
from data.questions.ecarts import DRIFTS
from data.questions.key_figures import verdict
from tests.data.questions.selections import DATASET, searched
from tests.fuzz import TIMES

OPENING = import_module("components.views.opening")
SENTENCES = import_module("components.views.changes").sentences
"""The words of « Ce qui a changé »."""
MOST_WORDS, LONGEST_HEADING = 35, 70
NAMES = sorted(
    {str(name) for name in DATASET.projects["name"]} | set(DATASET.vocabulary.names.values()), key=len, reverse=True
)
ANY_NAME = re.compile("|".join(map(re.escape, NAMES)))
S = "[ \u00a0\u202f]"
RULES = {
    "no amount of 0": rf"(?<![\d,])0{S}(M€|Md€)",
    "no missing value as such": r"\b(nan|NaN|None|NaT|inf)\b",
    "no sign": rf"(?<![\w.])[+\u2212]{S}?\d|-\d",
    "no doubled word": r"\b(?!nous|vous)([a-zéèà]+) \1\b",
    "no doubled space or mark": r"  |\.\.|,,|;;|,\.|: :|\( | \)|\(\)",
    "singular below two": rf"(?<![\d,.\u202f–])\b[01](,\d+)?{S}(?!pas\b|des\b|fois\b|mois\b|très\b|plus\b|dans\b)"
    rf"(?!sans\b|M)[a-zéè]+s\b(?!{S}(?:à|sur|de l))",
    "plural from two on": rf"(?<![\d,])([2-9]|\d\d+){S}(projet|coût|entrant|sortant|an|édition|point|sortie|entrée)\b",
    "no an without its number": rf"2{S}an\b",
    "no backward range": r"éditions (1[0-9]|20) à [1-9]\b",
    "no minimum and maximum as a movement": r"\bva de\b",
    "no edition before its month": r"édition \d+ \(",
    "no word of archives": r"détenu|imprimé",
    "no straight apostrophe": r"[A-Za-zé]'[a-zéèA-Z]",
    "space before a mark": r"[^\s\d] [:;?!»]|« |[^\s][;?!]",
    "no elision missing": r"\b(que|de|le|la|ne|se|jusque) (en|à|au|un|une|il|elle)\b(?! de hausse)",
    "no space before a unit": r"\d (M€|Md€|%)|\d(M€|Md€|%)",
}
PATTERNS = {rule: re.compile(pattern) for rule, pattern in RULES.items()}


def sentences_of(text: str) -> list[str]:
    return re.split(r"(?<=\.) (?=[A-ZÀÉ])", text)


def words_of(selection: Selection) -> Iterator[tuple[str, bool]]:
    """Each heading (True) and each sentence (False)."""
    for chart in CHARTS.values():
        narrative = compute(chart, DATASET, selection).narrative
        yield narrative.heading, True
        yield from ((one, False) for text in narrative.sentences for one in sentences_of(text))
        yield from (
            (one, False) for one in sentences_of(OPENING.lede(chart.lede, DATASET, selection).replace("'", "’"))
        )
    for drift in DRIFTS:
        text = OPENING.verdict_in_words(verdict(DATASET, selection, drift), DATASET)
        yield from ((one, False) for one in sentences_of(text))
    if editions := pair(DATASET, selection, None, None):
        comparison = compare(DATASET, selection, *editions)
        yield from ((one, False) for text in SENTENCES(comparison, DATASET) for one in sentences_of(text))


def broken(text: str, *, is_heading: bool) -> list[str]:
    """The rules that a heading or a sentence breaks; names are the publisher's."""
    own = ANY_NAME.sub("X", text)
    rules = [rule for rule, pattern in PATTERNS.items() if pattern.search(own)]
    if is_heading:
        return rules + ["a heading is short"] * (len(own) > LONGEST_HEADING) + ["no full stop"] * own.endswith(".")
    # The names of projects in a listing may be many.
    count = len(re.findall(r"[\wéè]", re.sub(r"\w+", "a", re.sub(r"\([^)]*\)|(?<=: )X.*", "", own))))
    whole = own.endswith(".") and own[0] in f"X{own[0].upper()}"
    return rules + ["a sentence is short"] * (count > MOST_WORDS) + ["a sentence is whole"] * (not whole)


@settings(max_examples=12 * TIMES, deadline=None)
@given(searched, st.sampled_from(["", "ministere", "phase"]))
def test_every_sentence_is_written_by_the_rules(selection: Selection, split: str) -> None:
    for text, is_heading in words_of(replace(selection, split=split)):
        assert not broken(text, is_heading=is_heading), text


@settings(max_examples=6 * TIMES, deadline=None)
@given(searched)
def test_the_first_sentence_of_a_chart_may_stand_alone(selection: Selection) -> None:
    """It is the verdict of a page: dated, where there is a table with a project."""
    if set(selection.apply(DATASET)["edition"]) & set(DATASET.editions_with_table):
        for name in set(CHARTS) - {"trajectoire", "ecart-budgetaire", "ecart-calendaire"}:
            text = compute(CHARTS[name], DATASET, selection).narrative.sentences[0]
            assert re.search(r"\b20\d\d\b|\d+ᵉ édition", text), (name, text)


def test_what_is_drawn_has_curved_apostrophes() -> None:
    for chart in CHARTS.values():
        figure = compute(chart, DATASET, Selection(project="si-samu")).figure
        layout = {**figure["layout"], "font": None}
        assert not re.search(r"[a-zé]'[a-zéèA-Z]", str([figure["data"], layout]).replace("\\'", "'")), chart.name


@pytest.mark.parametrize("project", DATASET.vocabulary.projects.names)
def test_every_sentence_about_a_project_is_written_by_the_rules(project: str) -> None:
    narrative = compute(CHARTS["trajectoire"], DATASET, Selection(project=project)).narrative
    assert not broken(narrative.heading, is_heading=True), narrative.heading
    for text in narrative.sentences:
        assert not broken(text, is_heading=False), text


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Coût\u00a0: 0\u00a0M€ en tout.", "no amount of 0"),
        ("Le coût est est publié.", "no doubled word"),
        ("Une durée de 2\u00a0an.", "no an without its number"),
        ("Un projet a 1\u00a0projets.", "singular below two"),
        ("Il y a 3\u00a0projet.", "plural from two on"),
        ("L’écart va de 3\u00a0% à 2\u00a0%.", "no minimum and maximum as a movement"),
        ("Réévalué de +3\u00a0M€.", "no sign"),
        ("De l’édition 13 (juillet 2021).", "no edition before its month"),
        ("Les éditions 14 à 3.", "no backward range"),
        ("C'est dit.", "no straight apostrophe"),
        ("Un mot : un autre.", "space before a mark"),
        ("Un écart de 3 %.", "no space before a unit"),
        ("Plus que en mai.", "no elision missing"),
        (" ".join(["mot"] * 40) + ".", "a sentence is short"),
    ],
)
def test_a_rule_finds_what_breaks_it(text: str, rule: str) -> None:
    assert rule in broken(text, is_heading=False)
