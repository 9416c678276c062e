"""The deck as PDF: tagged, titled, in French, its charts with alternatives, its words those of the screen."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from components.deck import blocks
from components.deck.blocks import Slide
from components.deck.pdf import deck_pdf
from data.model.dataset import Dataset
from tests.components.deck.conftest import WHOLE, DeckOf
from tests.components.deck.pdf_ua import problems, structure

SOURCE = "Source : DINUM, éd. 20. Licence Ouverte 2.0."
TITLE = "Panorama – Ministère : Justice #1 *gras* <b>"
QUERIES = (
    "",
    WHOLE,
    "ministere=justice",
    "projet=si-samu",
    "phase=cadrage",
    "q=introuvable",
    "diapos=titre,cout-total,attention",
)


def read(slides: tuple[Slide, ...], **options: Any) -> PdfReader:
    return PdfReader(io.BytesIO(deck_pdf(slides, SOURCE, TITLE, **options)))


def roles(pdf: PdfReader) -> list[str]:
    return [element.role for element in structure(pdf).walk()]


def squeezed(text: str) -> str:
    """Without spaces, nor the hyphens of lines."""
    return "".join(text.split())


def words_of(slide: Slide) -> list[str]:
    """The words of a slide, in the order of its blocks."""
    found = [slide.fitted_title, slide.subtitle]
    for block in slide.blocks:
        match block:
            case blocks.Words():
                found += [block.heading, *block.paragraphs]
            case blocks.Tile():
                found += [block.label, block.value, block.detail]
            case blocks.Grid():
                found += [block.caption, *block.headers, *(text for row in block.rows for text in row), block.more]
    return [text for text in found if text]


@pytest.mark.parametrize("query", QUERIES)
def test_it_is_a_tagged_document_with_a_title_and_a_language(deck_of: DeckOf, query: str) -> None:
    slides = deck_of(query)
    pdf = read(slides)
    root = pdf.root_object
    assert len(pdf.pages) == len(slides)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == TITLE
    assert pdf.xmp_metadata is not None
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.xmp_metadata.stream.get_data()
    assert [page.mediabox[2:] for page in pdf.pages] == [[960, 540]] * len(slides)
    assert roles(pdf).count("/H1") == len(slides)


@pytest.mark.parametrize("query", QUERIES)
def test_every_chart_has_its_alternative_and_every_table_its_headers(deck_of: DeckOf, query: str) -> None:
    slides = deck_of(query)
    pdf = read(slides)
    every = [block for slide in slides for block in slide.blocks]
    alternatives = [element.source.get("/Alt") for element in structure(pdf).walk() if element.role == "/Figure"]
    assert alternatives == [block.alternative for block in every if isinstance(block, blocks.Picture)]
    grids = [block for block in every if isinstance(block, blocks.Grid)]
    assert roles(pdf).count("/Table") == roles(pdf).count("/Caption") == len(grids)
    assert roles(pdf).count("/TH") == sum(len(grid.headers) + len(grid.rows) for grid in grids)
    assert roles(pdf).count("/TD") == sum(len(row) - 1 for grid in grids for row in grid.rows)


@pytest.mark.parametrize("query", QUERIES)
def test_the_words_of_each_slide_stand_on_its_page_in_their_order(deck_of: DeckOf, query: str) -> None:
    slides = deck_of(query)
    for slide, page in zip(slides, read(slides).pages, strict=True):
        text, position = squeezed(page.extract_text()), 0
        for words in words_of(slide):
            position = text.find(squeezed(words), position)
            assert position >= 0, words


@pytest.mark.parametrize("has_notes", [False, True], ids=["slides", "notes"])
@pytest.mark.parametrize("query", QUERIES)
def test_it_passes_the_checks_of_pdf_ua(deck_of: DeckOf, query: str, has_notes: bool) -> None:
    assert problems(read(deck_of(query), has_notes=has_notes)) == []


def test_texts_of_charts_are_letters_and_their_font_is_inside(deck_of: DeckOf) -> None:
    slides = deck_of("diapos=passage")
    page = read(slides).pages[0]
    assert "Sortants" in page.extract_text()
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        (inside,) = font["/DescendantFonts"]
        assert {"/FontFile2", "/FontFile3"} & set(inside.get_object()["/FontDescriptor"])


def test_notes_and_their_tables_follow_each_slide_on_demand(deck_of: DeckOf) -> None:
    slides = deck_of("diapos=chiffres,passage")
    bare, whole = read(slides), read(slides, has_notes=True)
    assert len(whole.pages) > len(bare.pages) == 2
    text = squeezed("".join(page.extract_text() for page in whole.pages))
    assert all(squeezed(note) in text for slide in slides for note in slide.notes)
    assert roles(whole).count("/Table") == roles(bare).count("/Table") + sum(len(slide.tables) for slide in slides)
    assert roles(whole).count("/H2") == 2


def test_a_hostile_name_is_text(hostile_dataset: Dataset, deck_of: DeckOf) -> None:
    slides = deck_of("projet=si-samu&diapos=titre,projets", of=hostile_dataset)
    for has_notes in (False, True):
        pdf = read(slides, has_notes=has_notes)
        assert "<script>alert(1)</script>" in "".join(page.extract_text() for page in pdf.pages)
        assert not any("/Annots" in page for page in pdf.pages)
    assert "/JavaScript" not in str(pdf.root_object)


def test_the_same_deck_gives_the_same_bytes(deck_of: DeckOf) -> None:
    slides = deck_of("diapos=titre,chiffres")
    assert deck_pdf(slides, SOURCE, TITLE) == deck_pdf(slides, SOURCE, TITLE)
