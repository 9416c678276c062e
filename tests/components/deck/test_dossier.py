"""The page of a project and the two pages of a ministry: what they say, and that nothing of it is cut or unmarked."""

import re
from itertools import combinations

import pytest

from components.addresses.view_state import ViewState
from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from components.deck import contents
from components.deck.blocks import HEIGHT, WIDTH, Grid, Slide, Words
from components.views.presentation import ministry_slides
from components.views.project import page_slide
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import FILTERS, Selection
from data.questions.comparison import has_moved
from data.questions.trajectoire import rank, rows_of
from tests.components.deck.pdf_ua import problems
from tests.components.deck.test_pdf import read
from tests.components.deck.test_slides import overlap

PROJECTS = ("si-samu", "ned", "sirhen", "astrea", "france-visas")
MINISTRIES = ("justice", "interieur", "culture", "fonction-publique")


def page_of(dataset: Dataset, slug: str) -> Slide:
    selection = Selection(project=slug)
    return page_slide(dataset, slug, lambda name: compute(CHARTS[name], dataset, selection))


def pages_of(dataset: Dataset, slug: str) -> list[Slide]:
    selection = Selection(ministries=(slug,))
    return ministry_slides(ViewState(selection), dataset, lambda name: compute(CHARTS[name], dataset, selection))


def texts(slide: Slide) -> list[str]:
    return [text for block in slide.blocks if isinstance(block, Words) for text in block.paragraphs]


@pytest.mark.parametrize("slug", PROJECTS)
def test_a_project_has_its_rank_its_changes_and_its_neighbours(dataset: Dataset, slug: str) -> None:
    slide, rows, found = page_of(dataset, slug), rows_of(dataset, slug), rank(dataset, slug)
    assert dataset.vocabulary.projects.names[slug] in slide.title
    shown = " ".join(texts(slide)).replace("\u00a0", " ")
    if found is not None:
        listed = next(block for block in slide.blocks if isinstance(block, Words) and block.is_listed).paragraphs
        assert all(text[0] == text[0].upper() and text.endswith(".") for text in listed)
        assert f"Les {found.projects} projets de la phase" in shown
        expected = sum(position > 0 for position in (found.cost, found.cost_change, found.slip))
        assert shown.count(f" sur {found.projects}") == expected
    (grid,) = (block for block in slide.blocks if isinstance(block, Grid))
    costs = [row[2] for row in grid.rows if row[3] not in ("inchangé", french.NOT_PUBLISHED)]
    known = rows["cost_meur"].dropna().round(2)
    moved = known[(known - known.shift()).abs().fillna(1) > 0.05]
    assert costs == [french.number(value, 1) for value in moved][: len(costs)]
    assert costs


@pytest.mark.parametrize("slug", MINISTRIES)
def test_a_ministry_has_its_figures_its_moves_and_its_limits_whole(dataset: Dataset, slug: str) -> None:
    first, second = pages_of(dataset, slug)
    assert FILTERS["ministries"].options(dataset)[slug] in first.subtitle
    limits = [french.typeset(text) for text in contents.limits(Selection(ministries=(slug,)))]
    assert texts(second)[-len(limits) :] == limits
    rows = dataset.projects[dataset.projects["edition"] == dataset.latest_table]
    own = rows[rows["ministries"].astype(str).str.split("|").map(lambda slugs: slug in slugs)]
    change = (own["cost_meur"] - own["first_cost_meur"]).abs()
    costs = next(block for block in second.blocks if isinstance(block, Grid))
    if has_moved(change).any():
        assert costs.rows[0][0] == own["name"].loc[change.idxmax()]
    else:
        assert costs.more == "Aucun."


def test_a_ministry_without_a_project_has_one_message(dataset: Dataset) -> None:
    selection = Selection(ministries=("justice",), text="zzzz")
    (slide,) = ministry_slides(ViewState(selection), dataset, lambda name: compute(CHARTS[name], dataset, selection))
    assert slide.title == "Aucun projet dans cette sélection"


def test_every_page_stands_inside_its_slide_and_none_cuts_a_text(dataset: Dataset) -> None:
    projects = sorted(dataset.projects["project"].astype(str).unique())
    ministries = FILTERS["ministries"].options(dataset)
    notes = [page for slug in ministries for page in pages_of(dataset, slug)]
    for first in notes[::2]:  # every change, so that they sum to the difference of the totals
        changes = [french.typeset(note) for note in first.notes[1:]]
        assert texts(first) == changes[: len(texts(first))]
        assert not any(re.match(r"\d+\u00a0projets? ", text) for text in changes[len(texts(first)) :])
    for slide in [*(page_of(dataset, slug) for slug in projects[::7]), *notes]:
        assert not slide.fitted_title.endswith("…"), slide.title
        assert not any(text.endswith("…") for text in texts(slide)), slide.title
        for block in slide.blocks:
            assert not isinstance(block, Words) or block.paragraphs, (slide.title, block)
            assert block.box.left + block.box.width <= WIDTH
            assert block.box.top + block.box.height <= HEIGHT - 48
        for one, other in combinations(slide.blocks, 2):
            assert not overlap(one.box, other.box), slide.title


@pytest.mark.parametrize("slug", ["si-samu", "justice"])
def test_their_pdf_is_tagged(dataset: Dataset, slug: str) -> None:
    slides = [page_of(dataset, slug)] if slug == "si-samu" else pages_of(dataset, slug)
    pdf = read(tuple(slides))
    assert len(pdf.pages) == len(slides)
    assert problems(pdf) == []
