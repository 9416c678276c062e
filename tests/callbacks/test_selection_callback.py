"""A change of control: what the page becomes, as the browser asks for it."""

import json
import logging
import re
import statistics
import time

import pytest
from flask import g
from flask.testing import FlaskClient

from callbacks.selection import changes_of
from components.views import VIEWS
from data.model.dataset import Dataset
from tests.callbacks.page_requests import break_chart


def changed(controls: dict[str, list[str]], page: str = "/projets", shown: tuple[str, ...] = ()) -> dict:
    return changes_of(controls, page, shown)


def test_a_change_of_filter_writes_the_parts_of_the_view_again() -> None:
    page = changed({"ministere": ["justice"]})
    assert "ASTREA" in page["parts"]["liste-projets"]
    assert "INPT" not in page["parts"]["liste-projets"]
    assert "Justice" in page["selection"]
    assert page["announcement"].startswith("6")


def test_filters_say_what_is_chosen_and_count_what_each_choice_would_show() -> None:
    page = changed({"ministere": ["justice"]})
    assert page["chosen"]["ministere"] == "Justice"
    options = page["options"]["phase"]
    assert sum(int(option["label"].rsplit("(", 1)[1].rstrip(")")) for option in options) == 6
    assert changed({}, "/")["options"].keys() == {"ministere", "phase"}


def test_cards_that_are_shown_are_drawn_again_and_no_other() -> None:
    page = changed({"ministere": ["justice"]}, "/tendances", ("cout-total", "carte"))
    assert page["cards"].keys() == {"cout-total", "carte"}
    card = page["cards"]["cout-total"]
    assert json.loads(card["figure"])["data"]
    assert "<h2" in card["head"]
    assert 'data-resume="cout-total"' in card["body"]
    assert card["tables"] == ""


def test_a_chart_that_fails_says_so_under_a_reference_and_leaves_the_others_alone(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    break_chart(monkeypatch, "carte")
    with client.application.test_request_context("/_dash-update-component", method="POST"):
        cards = changed({}, "/tendances", ("cout-total", "carte"))["cards"]
        assert not g.is_cacheable
    assert cards["cout-total"]["figure"]
    incident = re.fullmatch(
        r"Ce graphique n'a pas pu être préparé \(réf\. ([0-9a-f]{8})\)\. .*", cards["carte"]["incident"]
    )
    assert incident is not None
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert incident[1] in errors[0].getMessage()


def test_another_selection_opens_on_its_first_page_in_the_same_order() -> None:
    page = changed({"ministere": ["justice"]}, "/projets?tri=cout&ordre=decroissant&page=2")
    assert page["query"] == "?ministere=justice&tri=cout&ordre=decroissant"


def test_nothing_chosen_in_a_select_leaves_the_address() -> None:
    assert changed({"depuis": ["tous"], "q": [""], "communs": []}, "/comparer?communs=oui")["query"] == ""


@pytest.mark.parametrize("path", ["/projets", "/comparer", "/", "/tendances"])
def test_a_selection_without_a_project_never_breaks(path: str) -> None:
    assert changed({"q": ["zzzzzz"]}, path, VIEWS[path].charts)["announcement"].startswith("Aucun projet")


@pytest.mark.parametrize("path", ["/projets", "/comparer"])
def test_a_change_takes_less_than_150_ms_at_the_median(dataset: Dataset, path: str) -> None:
    taken = []
    for ministry in list(dataset.vocabulary.ministries.names)[:9]:
        # Of this thread alone: other tests may run on the same machine.
        began = time.thread_time()
        changed({"ministere": [ministry]}, path)
        taken.append(time.thread_time() - began)
    assert statistics.median(taken) < 0.150
