"""Key figures: published ones by default, those of the selection when one is active, each with its edition."""

import pytest

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.key_figures import KeyFigure, key_figures


def by_name(dataset: Dataset, selection: Selection) -> dict[str, KeyFigure]:
    return {figure.name: figure for figure in key_figures(dataset, selection)}


def test_the_eight_figures_come_in_their_order(dataset: Dataset) -> None:
    assert list(by_name(dataset, Selection())) == [
        "projets", "cout-total", "duree-moyenne", "ecart-calendaire", "ecart-budgetaire", "interministeriels",
        "entrants", "sortants",
    ]  # fmt: skip


def test_without_selection_they_are_those_of_the_latest_published_edition(dataset: Dataset) -> None:
    figures = by_name(dataset, Selection())
    older = {name: figure.edition for name, figure in figures.items() if figure.edition != 20}
    assert older == {"ecart-calendaire": 18, "interministeriels": 16}
    assert {figure.source for figure in figures.values()} == {"presse", "editeur"}
    assert figures["projets"].value == 45
    assert figures["cout-total"].value == 3300
    assert figures["cout-total"].text == "3,3\u00a0Md€"
    assert figures["cout-total"].detail.endswith("source : presse, contre 3,8\u00a0Md€ en juin 2024")


def test_a_figure_that_was_not_found_since_is_dated(dataset: Dataset) -> None:
    figure = by_name(dataset, Selection())["ecart-calendaire"]
    assert (figure.value, figure.edition, figure.source, figure.month) == (19.1, 18, "editeur", "décembre 2023")
    assert figure.detail.startswith("Décembre 2023, contre 15,4\u00a0% en novembre 2021")
    assert "non disponible depuis" in figure.detail


def test_a_figure_that_no_edition_covered_has_is_missing(dataset: Dataset) -> None:
    for figure in key_figures(dataset, Selection(since=15, until=15)):
        assert (figure.value, figure.text, figure.edition) == (None, "non disponible", 15)


def test_published_figures_honour_the_range_of_editions(dataset: Dataset) -> None:
    figures = by_name(dataset, Selection(until=12))
    assert (figures["ecart-budgetaire"].value, figures["ecart-budgetaire"].source) == (28.4, "calcul")
    assert figures["ecart-budgetaire"].origin == "déduit"
    duration = figures["duree-moyenne"]
    assert (duration.edition, duration.source, duration.origin) == (9, "presse", "source : Cour des comptes")


def test_no_figure_is_compared_across_a_break(dataset: Dataset) -> None:
    assert "contre" not in by_name(dataset, Selection(until=3))["ecart-budgetaire"].detail
    assert "contre" in by_name(dataset, Selection(until=4))["ecart-budgetaire"].detail


def test_with_a_selection_they_are_computed_on_the_latest_table(dataset: Dataset) -> None:
    figures = by_name(dataset, Selection(ministries=("interieur",)))
    assert (figures["projets"].value, figures["projets"].edition) == (12, 14)
    assert figures["cout-total"].value == pytest.approx(849.6, abs=0.1)
    assert figures["ecart-budgetaire"].edition == 20
    assert {name for name, figure in figures.items() if figure.is_state_wide} == {
        "ecart-budgetaire",
        "ecart-calendaire",
    }
    assert {figure.source for figure in figures.values() if not figure.is_state_wide} == {"calcul"}
    assert "12 sur 12" in figures["cout-total"].detail


def test_no_mean_is_given_under_five_projects(dataset: Dataset) -> None:
    texts = {"culture": "aucun projet", "agriculture": "moins de 5 projets"}
    for ministry, text in texts.items():
        figure = by_name(dataset, Selection(ministries=(ministry,)))["duree-moyenne"]
        assert figure.value is None
        assert figure.text == text
    withheld = by_name(dataset, Selection(phases=("cadrage",)))
    assert withheld["duree-moyenne"].text == withheld["cout-total"].text == "non publié"
