"""The deck at a steering committee: keys alone, full screen, fingers, files, and paper."""

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import point_at, ready

OpenPage = Callable[[str], Page]
SLIDES = 7
"""Those of the usual deck: the cover and six."""
A4_WIDTH = 688


def current(page: Page) -> str | None:
    shown = page.locator("main.presentation .diapo[data-courante]")
    expect(shown).to_have_count(1)
    return shown.get_attribute("data-diapo")


def box(page: Page) -> dict[str, float]:
    found = page.locator(".diapo[data-courante] .diapo-cadre").bounding_box()
    assert found
    return dict(found)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_whole_deck_by_keyboard_alone(open_page: OpenPage, page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page("/presentation")
    seen = [current(page)]
    for _ in range(SLIDES - 1):
        page.keyboard.press("ArrowRight")
        seen.append(current(page))
    assert len(set(seen)) == SLIDES
    expect(page.locator("[data-numero]")).to_have_text(f"{SLIDES} / {SLIDES}")
    expect(page.locator("[data-annonce]")).to_contain_text(f"Diapositive {SLIDES} sur {SLIDES}")
    expect(page).to_have_url(re.compile(rf"#diapo-{SLIDES}$"))
    page.keyboard.press("ArrowRight")
    assert current(page) == seen[-1]
    page.keyboard.press("Home")
    assert current(page) == seen[0]
    page.keyboard.press("Space")
    assert current(page) == seen[1]
    page.keyboard.press("Shift+Space")
    assert current(page) == seen[0]
    page.keyboard.press("End")
    assert current(page) == seen[-1]

    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    page.wait_for_function("size => innerWidth === size[0] && innerHeight === size[1]", arg=list(size))
    whole = box(page)
    assert (round(whole["width"]), round(whole["height"])) == size
    page.keyboard.press("ArrowUp")
    assert current(page) == seen[-2]
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement === null")
    expect(page.locator(".diapo[data-courante] .diapo-note")).to_be_visible()


def test_help_opens_and_closes_by_its_key(open_page: OpenPage) -> None:
    page = open_page("/presentation")
    page.keyboard.press("?")
    expect(page.locator("dialog.aide")).to_be_visible()
    page.keyboard.press("ArrowRight")
    assert current(page) == "titre"
    page.keyboard.press("Escape")
    expect(page.locator("dialog.aide")).to_be_hidden()


def test_nothing_of_a_slide_is_cut_and_charts_fill_their_place(open_page: OpenPage, page: Page) -> None:
    open_page("/presentation?ministere=interieur&projet=si-samu")
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.scene .diapo-page > *')].filter(block =>
            block.scrollHeight > block.clientHeight + 6 || block.scrollWidth > block.clientWidth + 6
        ).map(block => block.closest('.diapo').dataset.diapo + ' ' + block.className)"""
    )
    assert cut == []
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.scene .dessin')].map(drawing => {
            const place = drawing.closest('.bloc');
            return [drawing.offsetWidth - place.clientWidth, drawing.offsetHeight > place.clientHeight];
        })"""
    )
    assert len(sizes) == 6
    assert all(size == [0, False] for size in sizes), sizes


def test_a_link_is_the_committees_own_deck(open_page: OpenPage) -> None:
    page = open_page("/presentation?diapos=passage,titre,attention#diapo-2")
    assert current(page) == "titre"
    cards = page.locator(".composition > li")
    expect(cards.first.locator(".diapo-page")).to_have_count(1)

    def order() -> list[str]:
        return cards.evaluate_all("all => all.map(one => one.querySelector('[name=diapos]').value)")

    cards.get_by_role("checkbox", name="Titre").uncheck()
    cards.get_by_role("checkbox", name="Chiffres clés").check()
    page.get_by_label("Position de « Chiffres clés »").fill("1")
    page.keyboard.press("Tab")
    assert order()[:4] == ["chiffres", "passage", "titre", "attention"]
    page.get_by_label("Position de « Chiffres clés »").press("ArrowDown")
    expect(page.get_by_label("Position de « Chiffres clés »")).to_be_focused()
    assert order()[:4] == ["passage", "chiffres", "titre", "attention"]
    cards.nth(3).drag_to(cards.nth(0))
    assert order()[:4] == ["attention", "passage", "chiffres", "titre"]
    page.get_by_label("Comité").fill("Comité du 3 juin")
    page.get_by_role("button", name="Appliquer").click()
    page.wait_for_url("**/presentation?*comite=*")
    assert "diapos=attention%2Cpassage%2Cchiffres" in page.url
    assert not re.search("rang-|projet=|date=", page.url)
    ready(page)
    shown = page.locator("main.presentation .diapo").evaluate_all("all => all.map(one => one.dataset.diapo)")
    assert shown == ["attention", "passage", "chiffres"]


def test_the_note_stands_clear_of_the_bar(open_page: OpenPage) -> None:
    page = open_page("/presentation")
    page.keyboard.press("ArrowRight")
    for _ in range(3):
        page.mouse.wheel(0, 300)
        bar, note = page.locator(".barre").bounding_box(), page.locator("[data-courante] .diapo-note").bounding_box()
        assert bar and note
        assert bar["y"] + bar["height"] <= note["y"]


def test_a_finger_turns_the_page(browser: Browser, address: str) -> None:
    visitor = browser.new_context(viewport={"width": 375, "height": 812}, has_touch=True, locale="fr-FR")
    page = visitor.new_page()
    page.goto(f"{address}/presentation")
    ready(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    swipe = """(from, to) => {
        const slide = document.querySelector('.diapo[data-courante] .diapo-cadre');
        const touch = x => new Touch({ identifier: 1, target: slide, clientX: x, clientY: 100 });
        const send = (name, x, list) => slide.dispatchEvent(new TouchEvent(name,
            { bubbles: true, touches: list, changedTouches: [touch(x)] }));
        send('touchstart', from, [touch(from)]);
        send('touchend', to, []);
    }"""
    page.evaluate(f"() => ({swipe})(300, 60)")
    assert current(page) == "verdict"
    page.evaluate(f"() => ({swipe})(60, 300)")
    assert current(page) == "titre"
    visitor.close()


def test_paper_has_one_slide_a_page(open_page: OpenPage, page: Page) -> None:
    open_page("/presentation?projet=ned")
    content = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", content)) == SLIDES + 1
    boxes = set(re.findall(rb"/MediaBox\s*\[([^\]]+)\]", content))
    assert {tuple(round(float(side)) for side in box.split()) for box in boxes} == {(0, 0, 960, 540)}
    page.emulate_media(media="print")
    shares = """[...document.querySelectorAll('.scene .bloc-graphique')].map(block =>
        block.querySelector('.graphique').getBoundingClientRect().width / block.getBoundingClientRect().width)"""
    assert page.evaluate(shares) == pytest.approx([1] * page.locator(".scene .bloc-graphique").count(), abs=0.02)


@pytest.mark.parametrize("path", ["/", "/tendances", "/comparer", "/projets", "/methode"])
def test_views_print_on_a4_with_charts_inside_the_page(open_page: OpenPage, page: Page, path: str) -> None:
    open_page(path)
    content = page.pdf(prefer_css_page_size=True)
    boxes = set(re.findall(rb"/MediaBox\s*\[([^\]]+)\]", content))
    assert {tuple(round(float(side)) for side in box.split()) for box in boxes} == {(0, 0, 595, 842)}
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_WIDTH, "height": 1100})
    right = "[...document.querySelectorAll('.graphique')].map(place => place.getBoundingClientRect().right)"
    assert all(side <= A4_WIDTH for side in page.evaluate(right))


@pytest.mark.parametrize("path", ["/", "/tendances"])
def test_the_menu_of_the_browser_prints_every_chart(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    point_at(page, "cout-total")
    page.emulate_media(media="print")
    assert page.locator(".dessin:visible").count() == page.locator("[data-chart]").count()
    assert page.locator(".graphe:visible").count() == 0


def test_paper_has_its_address_and_its_day_and_a_chart_on_the_first_page(open_page: OpenPage) -> None:
    page = open_page("/tendances?ministere=justice")
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    texts = ["".join(sheet.extract_text().split()) for sheet in sheets]
    assert re.search(r"/tendances\?ministere=justice,impriméle\d+\w+\d{4}\.", texts[0])
    heads = page.locator("[data-chart] h2").all_inner_texts()
    at = [[head for head in heads if "".join(head.split()) in text] for text in texts]
    assert at[0] == heads[:1]
    assert all(at)
    assert [head for on_sheet in at for head in on_sheet] == heads
    assert "Graphique" not in texts[0]


def test_a_file_is_prepared_in_sight(open_page: OpenPage) -> None:
    page = open_page("/presentation?diapos=titre,chiffres")
    with page.expect_download() as download:
        page.get_by_role("button", name="PowerPoint").click()
    assert re.fullmatch(r"panorama-presentation-\w+\.pptx", download.value.suggested_filename)
    expect(page.locator("[data-etat]")).to_contain_text("prêt")


def test_a_preparation_can_be_cancelled(open_page: OpenPage, page: Page) -> None:
    page.route("**/export/presentation.pptx*", lambda route: None)
    open_page("/presentation?diapos=titre")
    page.get_by_role("button", name="PowerPoint").click()
    expect(page.locator("[data-etat]")).to_contain_text("Préparation du fichier PowerPoint")
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("[data-etat]")).to_have_text("Préparation annulée.")


def test_a_busy_server_says_when_to_try_again(open_page: OpenPage, page: Page) -> None:
    page.on("console", lambda message: None)
    open_page("/presentation?diapos=titre")
    page.evaluate(
        "() => { window.fetch = async () => new Response('', { status: 429, headers: { 'Retry-After': '5' } }) }"
    )
    page.get_by_role("button", name="PowerPoint").click()
    expect(page.locator("[data-etat]")).to_have_text(re.compile("réessayez dans 5.s"))


@pytest.mark.parametrize(("link", "size"), [("Image pour diapositive", (1920, 1080)), ("Image PNG", (2338, None))])
def test_a_chart_leaves_as_a_picture_for_a_slide_or_for_a_page(
    open_page: OpenPage, link: str, size: tuple[int, int | None]
) -> None:
    page = open_page("/?ministere=interieur")
    card = page.locator("[data-chart=ecart-budgetaire]")
    card.locator(".menu-carte summary").click()
    with page.expect_download(timeout=10_000) as download:
        card.get_by_role("link", name=link).click()
    head = download.value.path().read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    width, height = (int.from_bytes(head[start : start + 4], "big") for start in (16, 20))
    assert width == size[0]
    assert height == size[1] or (size[1] is None and height > 1000)


def test_a_vector_picture_holds_its_title_and_its_source(open_page: OpenPage) -> None:
    page = open_page("/")
    card = page.locator("[data-chart=cout-total]")
    card.locator(".menu-carte summary").click()
    with page.expect_download() as download:
        card.get_by_role("link", name="Image SVG").click()
    text = re.sub(r"<[^>]+>|\s", "", download.value.path().read_text(encoding="utf-8"))
    for part in ("h2", ".source"):
        first_words = " ".join(card.locator(part).inner_text().split()[:4])
        assert re.sub(r"\s", "", first_words) in text.replace("\u00a0", "")
