"""The slides as data: what they say, in which order, and that all of it stands inside the slide."""

import re
from collections.abc import Iterator
from itertools import combinations

import pytest

from components.charts.parts import theme
from components.charts.parts.direct_labels import WIDE_ONLY
from components.charts.parts.projector_style import SMALLEST_TEXT, for_projection
from components.charts.parts.tokens import CONTRAST, contrast, projected
from components.deck.blocks import HEIGHT, SMALLEST, WIDTH, Box, Grid, Picture, Tile, Words
from components.deck.slides import USUAL
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.parts.editions import latest_rows
from tests.components.deck.conftest import HOSTILE, WHOLE, DeckOf

QUERIES = (
    "",
    WHOLE,
    f"ministere=interieur&{WHOLE}",
    "ministere=culture",
    f"phase=cadrage&{WHOLE}",
    f"ministere=premier-ministre&ministere=economie-finances&ministere=europe-affaires-etrangeres&{WHOLE}",
    "depuis=15",
    "jusqua=2",
    "de=1&a=8",
    "q=zzzz",
    "projet=si-samu&projet=sirhen&projet=ned",
    "diapos=cout-total,attention",
)


def test_a_usual_deck_has_every_usual_slide_in_order(deck_of: DeckOf) -> None:
    assert [slide.key for slide in deck_of()] == [name for name in USUAL if name != "projets"]


def test_the_address_orders_and_leaves_out(deck_of: DeckOf) -> None:
    assert [slide.key for slide in deck_of("diapos=passage,titre")] == ["passage", "titre"]
    assert [slide.key for slide in deck_of("diapos=titre&diapos=attention&diapos=titre")] == ["titre", "attention"]
    assert [slide.key for slide in deck_of("diapos=plugh")] == [slide.key for slide in deck_of()]


def test_each_chosen_project_has_its_slide(deck_of: DeckOf) -> None:
    keys = [slide.key for slide in deck_of("projet=si-samu&projet=nope&projet=ned")]
    assert keys[-2:] == ["projet-si-samu", "projet-ned"]


def test_a_selection_without_a_project_gives_a_deck_that_says_so(deck_of: DeckOf) -> None:
    slides = deck_of("q=zzzz")
    assert [slide.key for slide in slides] == ["titre", "vide"]
    assert slides[1].title == "Aucun projet dans cette sélection"
    assert not any(isinstance(block, Picture) for slide in slides for block in slide.blocks)


def test_titles_are_messages_and_true(deck_of: DeckOf, dataset: Dataset) -> None:
    titles = {slide.key: slide.title for slide in deck_of("ministere=interieur")}
    rows = latest_rows(dataset, Selection(ministries=("interieur",)))
    known = int(rows["cost_meur"].notna().sum())
    assert titles["attention"].startswith(f"{known}\u00a0projets sur {len(rows)} ont un coût publié")
    total = f"{rows['cost_meur'].sum():.1f}".replace(".", ",")
    assert total in titles["cout-total"]


@pytest.mark.parametrize(("query", "said"), [
    ("phase=cadrage", "Le seul projet n'a pas de coût publié à l'édition 14 ("),
    ("phase=cadrage&jusqua=7", "Aucun des 3 projets n'a de coût publié à l'édition 7 ("),
])  # fmt: skip
def test_a_deck_without_any_cost_says_so_in_words(deck_of: DeckOf, query: str, said: str) -> None:
    (slide,) = deck_of(f"{query}&diapos=attention")
    assert slide.title.startswith(said)
    covered = next(block for block in slide.blocks if isinstance(block, Words))
    assert any(text.startswith("Coût connu pour aucun projet sur ") for text in covered.paragraphs)


@pytest.mark.parametrize("query", ["ministere=justice", "", "ministere=justice&depuis=4"])
def test_the_page_explains_between_the_editions_that_its_form_sends(deck_of: DeckOf, query: str) -> None:
    (cover, shown) = deck_of(f"{query}&diapos=titre,contributions")
    compared = next(text for text in cover.notes if text.startswith("Éditions comparées"))
    before, after = re.findall(r"(\d+) \(", compared)
    (sent,) = deck_of(f"{query}&de={before}&a={after}&diapos=contributions")
    assert (shown.title, shown.subtitle, shown.notes) == (sent.title, sent.subtitle, sent.notes)


@pytest.mark.parametrize("query", QUERIES)
def test_no_title_stands_twice_and_none_is_cut(deck_of: DeckOf, query: str) -> None:
    titles = [slide.fitted_title for slide in deck_of(query)]
    assert len(set(titles)) == len(titles)
    assert not any(title.endswith("…") for title in titles)


def test_a_repeated_title_says_what_its_slide_is_about(deck_of: DeckOf) -> None:
    titles = {slide.key: slide.title for slide in deck_of("phase=cadrage&diapos=ecart-calendaire,ecart-budgetaire")}
    assert len(set(titles.values())) == len(titles)


def test_the_cover_names_the_ministry_the_committee_its_day_and_the_editions(deck_of: DeckOf) -> None:
    cover = deck_of("ministere=justice&comite=Comit%C3%A9 de juin&date=2027-06-03&de=8&a=14")[0]
    assert cover.title == "Grands projets numériques : Justice"
    (text,) = cover.blocks
    assert isinstance(text, Words)
    assert text.paragraphs[0].replace("\u00a0", " ") == "Comité de juin, le 3 juin 2027."
    assert any("8 (mars 2019) et 14 (novembre 2021)" in line.replace("\u00a0", " ") for line in text.paragraphs)


@pytest.mark.parametrize("query", ["", "ministere=justice", "phase=cadrage", "ministere=culture&de=13&a=14"])
def test_the_verdict_is_that_of_the_pages_and_says_what_changed(deck_of: DeckOf, query: str) -> None:
    (slide,) = deck_of(f"diapos=verdict&{query}")
    claim, *changes = slide.notes
    shown = [text for block in slide.blocks if isinstance(block, Words) for text in block.paragraphs]
    said = ". ".join([slide.title, *(shown[:1] if ". " in claim else [])])
    assert said.rstrip(".").casefold() == claim.rstrip(".").casefold()
    assert shown[-len(changes) :] == changes
    assert not any(isinstance(block, Tile) and "État" in block.detail for block in slide.blocks) or not query


@pytest.mark.parametrize("query", QUERIES)
def test_blocks_stand_inside_the_slide_without_overlapping(deck_of: DeckOf, query: str) -> None:
    for slide in deck_of(query):
        boxes = [block.box for block in slide.blocks]
        for box in boxes:
            assert 0 <= box.left < box.left + box.width <= WIDTH, slide.key
            assert 0 <= box.top < box.top + box.height <= HEIGHT - 48, slide.key
        for one, other in combinations(boxes, 2):
            assert not overlap(one, other), (slide.key, one, other)


def overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.left + other.width
        and other.left < one.left + one.width
        and one.top < other.top + other.height
        and other.top < one.top + one.height
    )


@pytest.mark.parametrize("query", QUERIES)
def test_text_is_at_least_a_fiftieth_of_the_height_and_rows_are_few(deck_of: DeckOf, query: str) -> None:
    for slide in deck_of(query):
        assert slide.title_size >= 22
        for block in slide.blocks:
            if isinstance(block, Words):
                assert block.size >= SMALLEST >= HEIGHT / 50
                assert block.paragraphs, (slide.key, block.heading)
            if isinstance(block, Grid):
                assert len(block.rows) <= 12
                assert block.rows or block.more
            if isinstance(block, Picture):
                assert_readable(for_projection(block.figure, block.box.width, block.box.height))


def assert_readable(figure: dict) -> None:
    sizes = list(text_sizes(figure))
    assert sizes and min(sizes) >= SMALLEST_TEXT
    for trace in figure["data"]:
        line, marker = trace.get("line", {}), trace.get("marker", {})
        for colour in [line.get("color"), *listed(marker.get("color"))]:
            if colour and re.fullmatch("#[0-9a-f]{6}", colour) and colour != "#ffffff":
                assert contrast(colour) >= CONTRAST or colour == theme.BAND_SOLID, (trace.get("name"), colour)


def text_sizes(value: object, key: str = "") -> Iterator[float]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "size" and key in ("font", "tickfont", "textfont"):
                yield inner
            yield from text_sizes(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from text_sizes(inner, key)


def listed(value: object) -> list:
    return value if isinstance(value, list) else [value]


def test_every_colour_of_a_series_can_be_projected() -> None:
    for colour in (*theme.BY_SLUG.values(), theme.PUBLISHED, theme.MEDIAN, theme.PLUS, theme.MINUS, theme.QUANTITY):
        assert contrast(projected(colour)) >= CONTRAST
    assert projected(theme.GRID) == theme.GRID
    assert projected("#ffffff") == "#ffffff"


def test_marks_of_a_projected_figure_lead_nowhere_and_the_card_keeps_its_own(deck_of: DeckOf) -> None:
    picture = next(block for slide in deck_of("diapos=cout-delai") for block in slide.blocks
                   if isinstance(block, Picture))  # fmt: skip
    before = str(picture.figure)
    projected_figure = for_projection(picture.figure, 800, 500)
    assert not any("customdata" in trace for trace in projected_figure["data"])
    assert str(picture.figure) == before


def test_a_narrow_picture_writes_what_a_narrow_drawing_writes(deck_of: DeckOf) -> None:
    (picture,) = (block for block in deck_of("diapos=entrants-sortants")[0].blocks if isinstance(block, Picture))
    wide, narrow = (for_projection(picture.figure, width, 500)["layout"]["xaxis"] for width in (800, picture.box.width))
    assert [text.strip(WIDE_ONLY) for text in wide["ticktext"]] == [str(edition) for edition in range(1, 21)]
    assert [text for text in narrow["ticktext"] if text] == ["5", "10", "15", "20"]


def test_a_hostile_name_is_cut_and_cleaned(deck_of: DeckOf, hostile_dataset: Dataset) -> None:
    slides = deck_of("projet=si-samu", hostile_dataset)
    for slide in slides:
        for block in slide.blocks:
            for text in getattr(block, "paragraphs", ()) + sum(getattr(block, "rows", ()), ()):
                assert not set(text) & {"\x00", "\x0b", "\u202e"}
    assert any(french.with_apostrophes(HOSTILE) in slide.title for slide in slides)
