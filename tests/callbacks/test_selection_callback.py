"""A change of control: what the page becomes, as the browser asks for it."""

import statistics
import time

import pytest

from callbacks.selection import update_page
from data.dataset import Dataset

NOTHING: dict[str, list[str]] = {
    name: [] for name in ("heads", "figures", "tables", "bodies", "chosen", "links", "parts", "options")
}


def changed(controls: dict[str, list[str]], query: str = "", **names: list[str]) -> dict:
    return update_page(controls, query, {**NOTHING, **names}, set())


def test_a_change_of_filter_redraws_the_parts_of_the_view_and_counts_again() -> None:
    page = changed({"ministere": ["justice"]}, parts=["liste-projets"], options=["phase"], chosen=["ministere"])
    assert "ASTREA" in str(page["parts"][0])
    assert "INPT" not in str(page["parts"][0])
    assert page["chosen"] == ["Justice"]
    assert sum(int(option["label"].rsplit("(", 1)[1].rstrip(")")) for option in page["options"][0]) == 6


def test_another_selection_opens_on_its_first_page_in_the_same_order() -> None:
    page = changed({"ministere": ["justice"]}, "?tri=cout&ordre=decroissant&page=2")
    assert page["query"] == "?ministere=justice&tri=cout&ordre=decroissant"


def test_nothing_chosen_in_a_select_leaves_the_address() -> None:
    assert changed({"depuis": ["tous"], "q": [""], "communs": []}, "?communs=oui")["query"] == ""


@pytest.mark.parametrize("part", ["liste-projets", "comparaison", "comparaison-listes", "changements", "chiffres"])
def test_a_part_without_a_project_never_breaks(part: str) -> None:
    changed({"q": ["zzzzzz"]}, parts=[part])


@pytest.mark.parametrize("parts", [["liste-projets"], ["comparaison", "comparaison-listes"]], ids="+".join)
def test_a_change_takes_less_than_150_ms_at_the_median(dataset: Dataset, parts: list[str]) -> None:
    taken = []
    for ministry in list(dataset.vocabulary.ministries.names)[:9]:
        # Of this thread alone: other tests may run on the same machine.
        began = time.thread_time()
        changed({"ministere": [ministry]}, parts=parts, options=["ministere", "phase", "zone", "tranche"])
        taken.append(time.thread_time() - began)
    assert statistics.median(taken) < 0.150
