"""A change of control: what the page becomes, as the browser asks for it."""

import logging
import re
import statistics
import time

import pytest
from flask import g
from flask.testing import FlaskClient

from callbacks.selection import answer_to
from components.views import VIEWS
from data.model.dataset import Dataset
from tests.callbacks.page_requests import break_chart


def changed(query: str, page: str = "/projets", tables: str = "") -> dict:
    return answer_to({"page": page, "query": query, "tables": tables})


def test_a_change_of_filter_writes_the_parts_of_the_view_again() -> None:
    page = changed("ministere=justice")
    assert "ASTREA" in page["parts"]["liste-projets"]
    assert "INPT" not in page["parts"]["liste-projets"]
    assert "Justice" in page["selection"]
    assert page["announcement"].startswith("6")


def test_text_has_the_apostrophe_of_french_typography_and_code_that_of_keyboards(client: FlaskClient) -> None:
    for path in ("/comparer", "/donnees", "/integration"):
        body = client.get(path).text.partition("<body")[2]
        assert "l’" in body
        text = re.sub(r'<(script|code).*?</\1>|<div class="dessin".*?</div>|<[^>]*>', "", body, flags=re.DOTALL)
        assert "'" not in text, path
    assert any("numériques de l'État" in code for code in re.findall(r"<code.*?</code>", body, flags=re.DOTALL))
    page = changed("q=d%27un", "/projets")
    assert "'" not in page["selection"] + page["announcement"]
    assert "« d’un »" in page["selection"].replace("\u00a0", " ")


def test_filters_say_what_is_chosen_and_count_what_each_choice_would_show() -> None:
    page = changed("ministere=justice")
    assert page["chosen"]["ministere"] == "Justice"
    assert sum(page["counts"]["phase"].values()) == 6
    assert changed("", "/")["counts"].keys() == {"ministere", "phase"}


def test_every_chart_of_the_view_comes_with_its_drawing_and_its_figure() -> None:
    page = changed("ministere=justice", "/tendances")
    assert tuple(page["cards"]) == VIEWS["/tendances"].charts
    for name, card in page["cards"].items():
        assert card["figure"].keys() == {"data", "layout", "config"}
        assert card["svg"].startswith('<div class="dessin"')
        assert "<h2" in card["head"]
        assert f'data-resume="{name}"' in card["body"]
        assert card["tables"] == ""


def test_a_chart_alone_in_a_frame_stays_low_after_a_change() -> None:
    low, high = (changed(query, "/graphiques/cout-total")["cards"]["cout-total"] for query in ("cadre=integration", ""))
    assert low["figure"]["layout"]["height"] < high["figure"]["layout"]["height"]


def test_tables_come_where_they_are_open() -> None:
    cards = changed("", "/", "cout-total reevaluations")["cards"]
    assert [name for name, card in cards.items() if card["tables"]] == ["cout-total", "reevaluations"]


def test_the_opening_follows_the_filters() -> None:
    before, after = (changed(query, "/")["parts"]["ouverture"] for query in ("", "ministere=interieur"))
    for part in ("data-lede", "data-verdict", "data-kpi"):
        assert part in before
        assert part in after
    assert "12 projets coûtent en moyenne" in after
    assert 'data-kpi="projets" data-source="calcul" data-value="12"' in after


def test_an_answer_bears_the_name_that_the_browser_gives_to_its_question() -> None:
    # As JSON.stringify writes it.
    assert changed("q=%C3%A9tat&phase=cadrage", "/", "carte")["question"] == '["q=%C3%A9tat&phase=cadrage","carte"]'


def test_a_chart_that_fails_says_so_under_a_reference_and_leaves_the_others_alone(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    break_chart(monkeypatch, "carte")
    with client.application.test_request_context("/_dash-update-component", method="POST"):
        cards = changed("", "/tendances/projets")["cards"]
        assert not g.is_cacheable
    assert cards["reevaluations"]["figure"]
    incident = re.fullmatch(
        r"Ce graphique n’a pas pu être préparé \(réf\. ([0-9a-f]{8})\)\. .*", cards["carte"]["incident"]
    )
    assert incident is not None
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert incident[1] in errors[0].getMessage()


def test_where_the_chart_of_the_verdict_fails_the_others_are_answered(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_chart(monkeypatch, "concentration")
    with client.application.test_request_context("/_dash-update-component", method="POST"):
        answer = changed("", "/tendances/portefeuille")
    assert answer["cards"]["tranches-de-cout"]["figure"]
    assert "n’a pas pu être préparé" in answer["parts"]["ouverture"]
    assert "secret" not in str(answer["parts"])


def test_another_selection_opens_on_its_first_page_in_the_same_order() -> None:
    page = changed("ministere=justice&tri=cout&ordre=decroissant")
    assert page["query"] == "?ministere=justice&tri=cout&ordre=decroissant"


def test_nothing_chosen_in_a_select_leaves_the_address() -> None:
    assert changed("depuis=tous&q=", "/comparer")["query"] == ""


@pytest.mark.parametrize("path", ["/projets", "/comparer", "/", "/tendances"])
def test_a_selection_without_a_project_never_breaks(path: str) -> None:
    assert changed("q=zzzzzz", path)["announcement"].startswith("Aucun projet")


@pytest.mark.parametrize("path", ["/projets", "/comparer"])
def test_a_change_takes_less_than_150_ms_at_the_median(dataset: Dataset, path: str) -> None:
    taken = []
    for ministry in list(dataset.vocabulary.ministries.names)[:9]:
        # Of this thread alone: other tests may run on the same machine.
        began = time.thread_time()
        changed(f"ministere={ministry}", path)
        taken.append(time.thread_time() - began)
    assert statistics.median(taken) < 0.150
