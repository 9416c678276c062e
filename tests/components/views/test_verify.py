"""The view « Vérifier »: claims by verdict, why, the curve; the claim of the visitor."""

import html
import re

import pytest
from flask.testing import FlaskClient

from components.charts.parts.claim_figure import claim_figure
from components.charts.parts.direct_labels import NARROW_ONLY, WIDE_ONLY
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.claims import Claim, verdict

OWN = "/verifier?serie=ecart-calendaire&constat=plus-bas&edition=13&depuis=1"
MOST_BYTES = 80_000
ARTICLE = r'<article(?=[^>]*data-affirmation="([^"]*)")(?=[^>]*data-conclusion="([^"]*)")[^>]*>(.*?)</article>'


def articles(page: str) -> dict[str, tuple[str, str]]:
    """Name of each claim → its conclusion and what is read of it, with plain spaces."""
    return {
        name: (conclusion, re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", text)).replace("\u00a0", " ")))
        for name, conclusion, text in re.findall(ARTICLE, page, re.S)
    }


def test_every_claim_has_its_verdict_in_words_its_curve_and_a_citation(client: FlaskClient, dataset: Dataset) -> None:
    response = client.get("/verifier", headers={"Accept-Encoding": "br"})
    assert len(response.data) < MOST_BYTES
    page = client.get("/verifier").text
    found = articles(page)
    assert sorted(found) == sorted(dataset.claims["claim"])
    for line in dataset.claims.to_dict("records"):
        known = verdict(dataset, Selection(), Claim(line["series"], line["finding"], line["edition"], line["since"]))
        conclusion, text = found[line["claim"]]
        assert conclusion == known.conclusion
        assert french.with_apostrophes(line["text"]) in text
        assert french.with_apostrophes(line["source"]) in text
        assert f"/verifier?serie={line['series']}&constat={line['finding']}" in text
        for mark in known.breaks["name"].unique():
            assert mark.lower() in text.lower()
    assert page.count('role="img"') == len(found)
    assert f"Sur {len(found)} affirmations vérifiées" in page.replace("\u00a0", " ")


def test_the_claim_of_july_2021(client: FlaskClient) -> None:
    found = articles(client.get("/verifier").text)
    budget, schedule = found["budget-plus-bas-2021"], found["calendrier-plus-bas-2021"]
    assert budget[0] == "vrai"
    assert "19,3 % contre 20,2 % en novembre 2018 (7ᵉ édition)" in budget[1]
    assert schedule[0] == "faux"
    assert "21,6 % contre 21 % en juin 2017 (3ᵉ édition)" in schedule[1]
    assert "non disponibles" in schedule[1]


@pytest.mark.parametrize(
    ("query", "conclusion", "says"),
    [
        ("serie=ecart-calendaire&constat=plus-bas&edition=13&depuis=1", "faux", "ce n’est pas le plus bas"),
        ("serie=cout-total&constat=baisse", "vrai", "c’est une baisse"),
        ("serie=projets&constat=baisse&edition=5&depuis=8", "inverifiable", "antérieure"),
        ("serie=ecart-budgetaire&constat=baisse&edition=10&depuis=9", "inverifiable", "à la 10ᵉ édition"),
        ("serie=cout-total&constat=hausse&ministere=justice", "vrai", "Ministère : Justice"),
        ("serie=ecart-budgetaire&constat=plus-haut&ministere=justice", "vrai", "L’évolution pondérée du coût, en"),
        (
            "serie=duree-moyenne&constat=plus-haut&edition=14&depuis=9&phase=deploiement",
            "vrai",
            "plus petite que",
        ),
    ],
)
def test_the_claim_of_the_visitor(client: FlaskClient, query: str, conclusion: str, says: str) -> None:
    page = client.get(f"/verifier?{query}").text
    found = articles(page)["votre"]
    assert found[0] == conclusion
    assert says in found[1]
    assert "Valeur inconnue" not in page
    # The reference is no range: other views do not take it for one.
    assert "/tendances?depuis" not in page


@pytest.mark.parametrize(
    "query",
    [
        "serie=x",
        "constat=x",
        "edition=99",
        "serie=projets&depuis=0",
        "serie=projets&edition=%00",
        "serie=projets&phase=x",
    ],
)
def test_wrong_values_are_said(client: FlaskClient, query: str) -> None:
    response = client.get(f"/verifier?{query}")
    assert response.status_code == 200
    assert "Valeur inconnue ignorée" in response.text


def test_the_form_sends_what_the_address_says(client: FlaskClient) -> None:
    form = re.search(r'<form[^>]*class="affirmer".*?</form>', client.get(f"{OWN}&phase=deploiement").text, re.S)
    assert form
    assert re.findall(r'<option[^>]* selected value="([^"]*)"', form[0]) == ["ecart-calendaire", "plus-bas", "13", "1"]
    assert re.search(r'<input checked name="phase"[^>]*value="deploiement"', form[0])


def test_the_curve_marks_the_edition_and_the_decisive_one_and_is_cut_at_breaks(dataset: Dataset) -> None:
    found = verdict(dataset, Selection(), Claim("ecart-calendaire", "plus-bas", 13, 1))
    figure = claim_figure(found)
    rings, line = figure["data"][:2]
    assert rings["y"] == [21.0, 21.6]
    assert len([y for y in line["y"] if y is not None]) == found.series["value"].notna().sum()
    assert line["y"][:3] == [38.0, 43.0, None]
    texts = [note["text"].lstrip(WIDE_ONLY + NARROW_ONLY) for note in figure["layout"]["annotations"]]
    assert {f"<b>{french.pct(value, signed=False)}</b>" for value in (21.0, 21.6)} <= set(texts)
    assert "nouveau calcul" in texts
