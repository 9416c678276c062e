"""Every view of the registry, in every frame, theme and width: axe, keyboard, reflow. A new view is covered at once."""

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from components.views import VIEWS
from tests.browser.conftest import ready

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
EVERYTHING = [[], ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]]
COLOURS = [[".dessin"], {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}]
"""What another theme may change: the result of these rules, outside drawings, which are on paper in every theme."""
SIZES = {"phone": {"width": 375, "height": 812}, "desktop": {"width": 1280, "height": 800}}
THEMES = {"light": EVERYTHING, "dark": COLOURS}
FILTERS = "ministere=interieur&phase=deploiement"
FRAME = "cadre=integration"
WITHOUT_MARGINS = 320

CHART_PAGES = ("cout-total", "trajectoire")
"""Pages of one chart that are walked: the others differ by their drawing alone, which the groups of Tendances hold."""
PATHS = [
    example
    for view in VIEWS.values()
    for example in (view.examples or (view.path,))[:1]
    if not example.startswith("/graphiques/") or example.rpartition("/")[2] in CHART_PAGES
]
LIVE = [path for path in PATHS if path not in VIEWS or VIEWS[path].is_live]
SURROUNDED = [path for path in PATHS if path not in VIEWS or VIEWS[path].has_surround]
"""All but the views that fill the screen by themselves."""


def asked(path: str, *parameters: str) -> str:
    query = "&".join(filter(None, parameters))
    return f"{path}?{query}" if query else path


ADDRESSES = [
    asked(path, *parameters)
    for path in PATHS
    for parameters in (("",), (FRAME,), *(((FILTERS,), (FILTERS, FRAME)) if path in LIVE else ()))
]


@pytest.fixture(scope="module")
def walked(browser: Browser) -> Iterator[Page]:
    """One page for the whole matrix: what differs from a case to the next is emulated, not loaded again."""
    visitor = browser.new_context(viewport=SIZES["desktop"], locale="fr-FR", reduced_motion="reduce")
    yield visitor.new_page()
    visitor.close()


def violations(page: Page, looked_at: list[object]) -> list[str]:
    found = page.evaluate(
        "([exclude, runOnly]) => axe.run({exclude}, {runOnly, resultTypes: ['violations']})"
        ".then(result => result.violations.map("
        "v => [v.id, v.nodes.map(n => n.target.join(' ') + ': ' + n.failureSummary)]))",
        looked_at,
    )
    return [f"{rule}: {nodes[:3]}" for rule, nodes in found]


@pytest.mark.parametrize("target", ADDRESSES)
def test_axe_finds_nothing_in_any_frame_theme_or_width(walked: Page, address: str, target: str) -> None:
    walked.set_viewport_size(SIZES["desktop"])
    walked.goto(f"{address}{target}")
    ready(walked)
    walked.evaluate(AXE)
    for size, viewport in SIZES.items():
        walked.set_viewport_size(viewport)
        for theme, looked_at in THEMES.items():
            walked.emulate_media(color_scheme=theme)
            found = violations(walked, looked_at)
            assert not found, f"{target}, {size}, {theme}: {found}"
    if FILTERS not in target:
        walked.emulate_media(color_scheme="dark", forced_colors="active")
        found = violations(walked, COLOURS)
        walked.emulate_media(forced_colors="none")
        assert not found, f"{target}, forced colours: {found}"


@pytest.mark.parametrize("path", LIVE)
def test_axe_finds_nothing_once_menus_filters_and_tables_are_open(walked: Page, address: str, path: str) -> None:
    walked.set_viewport_size(SIZES["phone"])
    walked.goto(f"{address}{path}")
    ready(walked)
    walked.evaluate(
        "document.querySelectorAll('.bouton-menu, .bouton-filtres, [data-affiche=tableau]').forEach(b => b.click());"
        "document.querySelectorAll('details').forEach(details => { details.open = true; })"
    )
    walked.wait_for_load_state("networkidle")
    walked.evaluate(AXE)
    for theme, looked_at in THEMES.items():
        walked.emulate_media(color_scheme=theme)
        assert not violations(walked, looked_at), theme


@pytest.mark.parametrize("target", [address for address in ADDRESSES if FILTERS not in address])
def test_nothing_scrolls_sideways_at_320_pixels_nor_with_text_at_200_percent(
    walked: Page, address: str, target: str
) -> None:
    walked.set_viewport_size({"width": WITHOUT_MARGINS, "height": 800})
    walked.goto(f"{address}{target}")
    ready(walked)
    assert too_wide(walked, WITHOUT_MARGINS) == []

    # WCAG 1.4.12, text spacing.
    walked.add_style_tag(
        content="*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
        "p{margin-bottom:2em!important}"
    )
    assert too_wide(walked, WITHOUT_MARGINS) == []

    walked.set_viewport_size(SIZES["desktop"])
    walked.add_style_tag(content="html{font-size:200%!important}")
    assert too_wide(walked, SIZES["desktop"]["width"]) == []


def too_wide(page: Page, width: int) -> list[str]:
    """What makes the page wider than the window, outside the regions that scroll by themselves."""
    if page.evaluate("document.documentElement.scrollWidth") <= width:
        return []
    return page.evaluate(
        "width => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1)"
        ".filter(e => !e.closest('.defile, .carte-tableaux'))"
        ".map(e => e.tagName + '.' + e.className).slice(0, 5)",
        width,
    )


@pytest.mark.parametrize("path", SURROUNDED)
def test_a_page_has_its_landmarks_title_and_one_main_heading(walked: Page, address: str, path: str) -> None:
    walked.goto(f"{address}{path}")
    ready(walked)
    assert walked.evaluate("document.documentElement.lang") == "fr"
    assert walked.locator("h1:visible").count() == 1
    for role in ("banner", "main", "contentinfo"):
        assert walked.get_by_role(role).count() == 1, role
    expect(walked.get_by_role("navigation", name="Menu principal")).to_be_attached()
    expect(walked.get_by_role("contentinfo")).to_contain_text("Accessibilité : non conforme")
    assert walked.title().startswith(walked.locator("h1").inner_text()[:20])
    levels = walked.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), levels


def test_titles_tell_pages_apart(walked: Page, address: str) -> None:
    titles = [re.findall("<title>(.+?)</title>", walked.request.get(f"{address}{path}").text())[0] for path in PATHS]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", LIVE)
def test_each_chart_has_a_name_sentences_and_a_table(walked: Page, address: str, path: str) -> None:
    walked.set_viewport_size(SIZES["desktop"])
    walked.goto(f"{address}{path}")
    ready(walked)
    for card in walked.locator("[data-chart]").all():
        picture = card.locator(".carte-graphique [role=img]")
        described = picture.get_attribute("aria-describedby")
        assert picture.get_attribute("aria-labelledby") and described
        assert walked.locator(f"#{described}").inner_text().strip()
        expect(card.get_by_role("button", name="Tableau")).to_be_visible()


def focused(page: Page) -> str:
    return page.evaluate(
        "(() => { const e = document.activeElement;"
        "return (e.labels && e.labels[0] || e).textContent.trim() || e.value || e.tagName; })()"
    )


def press_until(page: Page, text: str, key: str = "Tab", most: int = 60) -> None:
    """Press a key until the focused element says a text; the keyboard alone must lead there."""
    for _ in range(most):
        page.keyboard.press(key)
        if focused(page).startswith(text):
            return
    raise AssertionError(f"« {text} » is not reached by {key}")


def has_visible_focus(page: Page) -> bool:
    return page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_the_keyboard_alone_filters_reads_the_table_opens_a_project_and_comes_back(
    open_page: Callable[[str], Page],
) -> None:
    page = open_page("/")
    press_until(page, "Aller au contenu", most=1)
    assert has_visible_focus(page)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"

    press_until(page, "Ministère")
    assert has_visible_focus(page)
    page.keyboard.press("Enter")
    press_until(page, "Intérieur")
    with page.expect_response(lambda response: "_dash-update-component" in response.url):
        page.keyboard.press("Space")
    page.wait_for_url("**/?ministere=interieur")
    page.keyboard.press("Escape")
    assert focused(page).startswith("Ministère")

    press_until(page, "Tableau")
    page.keyboard.press("Enter")
    expect(page.locator("[data-chart] table").first).to_be_visible()
    selection = page.evaluate("location.search")

    press_until(page, "Projets", key="Shift+Tab", most=80)
    assert page.evaluate("document.activeElement.getAttribute('href')") == f"/projets{selection}"
    page.keyboard.press("Enter")
    page.wait_for_url("**/projets?*")
    ready(page)
    project = page.locator("main table tbody a").first.inner_text()
    press_until(page, project, most=80)
    page.keyboard.press("Enter")
    page.wait_for_url("**/projets/*")
    ready(page)
    # Without a window the browser has no shortcut for « back »; the button is the browser's own.
    page.go_back()
    page.wait_for_url("**/projets?*")
    page.go_back()
    page.wait_for_url(f"**/{selection}")


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(open_page: Callable[[str], Page]) -> None:
    page = open_page("/")
    page.set_viewport_size(SIZES["phone"])
    menu = page.get_by_role("button", name="Menu")
    links = page.locator("#menu")
    expect(links).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    expect(links).to_be_visible()
    assert menu.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    expect(links).to_be_hidden()
    assert focused(page) == "Menu"


def test_share_gives_the_address_of_the_selection_as_it_is(open_page: Callable[[str], Page], address: str) -> None:
    page = open_page("/tendances")
    page.locator("details.filtre summary").filter(has_text="Ministère").click()
    with page.expect_response(lambda response: "_dash-update-component" in response.url):
        page.get_by_role("checkbox", name="Justice").check()
    page.wait_for_url("**/tendances?ministere=justice")
    page.keyboard.press("Escape")
    page.locator("details.partage summary").click()
    expect(page.locator("[data-adresse]")).to_have_text(f"{address}/tendances?ministere=justice")
    mail = page.get_by_role("link", name="Envoyer par courriel").get_attribute("href") or ""
    assert mail.endswith("tendances%3Fministere%3Djustice")
    embed = page.get_by_role("link", name="Intégrer cette vue").first.get_attribute("href") or ""
    assert embed == "/integration?ministere=justice&vue=%2Ftendances"
