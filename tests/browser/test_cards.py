"""Charts become live for whoever points at them, tables follow the filters, marks open the projects behind them."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from components.views.trends import VIEWS as TRENDS
from components.views.view import View
from tests.browser.conftest import point_at, ready

OpenPage = Callable[[str], Page]
MOST_ELEMENTS = 700  # without the drawings, for five charts with their menus, and nine filters
PHONE = {"width": 375, "height": 812}


def card(page: Page, chart: str) -> Locator:
    return page.locator(f"[data-chart={chart}]")


def show_table(found: Locator) -> None:
    found.get_by_role("button", name="Tableau").click()
    expect(found.locator("table").first).to_be_visible()


@pytest.mark.parametrize("view", TRENDS, ids=lambda view: view.path)
def test_a_page_of_many_charts_opens_light(open_page: OpenPage, view: View) -> None:
    page = open_page(view.path)
    outside = "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"
    assert page.evaluate(outside) <= MOST_ELEMENTS
    assert page.locator("[data-resume]").count() == len(view.charts)


@pytest.mark.parametrize("view", TRENDS, ids=lambda view: view.path)
def test_every_chart_of_trends_becomes_live_under_the_pointer_and_nothing_moves(
    open_page: OpenPage, view: View
) -> None:
    page = open_page(view.path)
    for chart in view.charts:
        place = card(page, chart).locator(".graphique")
        before = place.evaluate("place => [place.offsetTop, place.offsetHeight]")
        point_at(page, chart)
        assert place.evaluate("place => [place.offsetTop, place.offsetHeight]") == before
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_table_opens_at_once_and_follows_the_filters(open_page: OpenPage) -> None:
    page = open_page("/tendances/projets")
    found = card(page, "reevaluations")
    assert found.locator("table").count() == 0
    show_table(found)
    everything = found.locator("tbody tr").count()
    page.locator("details.filtre summary").filter(has_text="Ministère").click()
    with page.expect_response(lambda response: "_dash-update-component" in response.url):
        page.locator("input[value=justice]").check()
    expect(found.locator("tbody th a", has_text="NED").first).to_have_attribute(
        "href", "/projets/ned?ministere=justice"
    )
    assert found.locator("tbody tr").count() < everything
    # One that was closed meanwhile comes with the next answer.
    page.keyboard.press("Escape")
    other = card(page, "carte")
    show_table(other)
    expect(other.locator("tbody th a").first).to_have_attribute("href", re.compile(r"\?ministere=justice$"))


def test_a_cell_of_the_map_opens_its_project_and_back_returns(open_page: OpenPage) -> None:
    page = open_page("/tendances/projets?ministere=justice")
    point_at(page, "carte")
    found = card(page, "carte")
    cells = found.locator(".nsewdrag").first
    cells.scroll_into_view_if_needed()
    box = cells.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.04, box["y"] + 28)
    page.wait_for_timeout(200)
    page.mouse.click(box["x"] + box["width"] * 0.04, box["y"] + 28)
    page.wait_for_url(re.compile(r"/projets/[a-z0-9-]+\?ministere=justice"))
    page.go_back()
    page.wait_for_url("**/tendances/projets?ministere=justice")


def test_from_a_total_to_a_project_through_the_table(open_page: OpenPage) -> None:
    page = open_page("/tendances")
    found = card(page, "cout-total")
    show_table(found)
    found.get_by_role("link", name="14").first.click()
    page.wait_for_url("**/projets?depuis=14&jusqua=14")
    ready(page)


MARK = """name => {
    const title = [...document.querySelectorAll(`[data-chart=${name}] .dessin a > title`)][3];
    title.parentNode.scrollIntoView({block: 'center', behavior: 'instant'});
    const box = title.parentNode.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2, title.parentNode.getAttribute('href')];
}"""


def test_a_mouse_sees_every_series_of_an_edition_and_a_bar_keeps_its_ministry(open_page: OpenPage) -> None:
    page = open_page("/")
    point_at(page, "cout-total")
    x, y, address = page.evaluate(MARK, "cout-total")
    page.mouse.move(x - 1, y)
    page.mouse.move(x, y)
    tip = page.locator(".bulle")
    expect(tip.locator("strong")).to_contain_text("Édition")
    expect(tip).to_contain_text("Total publié")
    assert tip.locator(".ici").count() == 1
    page.mouse.click(x, y)
    page.wait_for_url(f"**{address}")
    assert re.search(r"\?ministere=[a-z-]+&depuis=\d+&jusqua=\d+$", page.url)


def test_the_same_project_lights_up_in_every_chart(open_page: OpenPage) -> None:
    page = open_page("/tendances/projets")
    point_at(page, "reevaluations")
    x, y, _ = page.evaluate(MARK, "reevaluations")
    page.mouse.move(x - 1, y)
    page.mouse.move(x, y)
    expect(page.locator("[data-chart=reevaluations] .lueur").first).to_be_attached()
    assert page.locator("[data-chart=carte] .lueur").count() > 1
    page.keyboard.press("Escape")
    assert page.locator(".lueur, .bulle").count() == 0


@pytest.mark.parametrize("path", ["/", "/?cadre=integration"])
def test_a_finger_sees_the_words_first_then_follows_one_link(browser: Browser, address: str, path: str) -> None:
    visitor = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="fr-FR")
    page = visitor.new_page()
    asked: list[str] = []
    page.goto(f"{address}{path}")
    page.on("request", lambda request: asked.append(request.url))
    x, y, _ = page.evaluate(MARK, "reevaluations")
    page.touchscreen.tap(x, y)
    link = page.locator(".bulle a")
    expect(link).to_have_text("Voir ce projet")
    assert asked == [], "a tap is answered by the drawing"
    page.touchscreen.tap(5, 5)
    expect(page.locator(".bulle")).to_have_count(0)
    page.touchscreen.tap(x, y)
    link.tap()
    page.wait_for_timeout(800)
    tabs = [tab.url for tab in visitor.pages]
    assert len(tabs) == (2 if "cadre" in path else 1)
    assert "/projets/" in tabs[-1]
    visitor.close()


def test_a_finger_that_scrolls_follows_nothing_and_fetches_nothing(browser: Browser, address: str) -> None:
    visitor = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="fr-FR")
    page = visitor.new_page()
    page.goto(f"{address}/?cadre=integration")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    x, y, _ = page.evaluate(MARK, "cout-total")
    session = visitor.new_cdp_session(page)
    before = page.evaluate("scrollY")
    for step in range(15):
        kind = "touchMove" if step else "touchStart"
        points = [{"x": x, "y": y - 12 * step}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(16)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > before
    assert page.locator(".bulle").count() == 0
    assert len(visitor.pages) == 1
    assert asked == []
    visitor.close()


@pytest.mark.parametrize("path", ["/", "/tendances", "/comparer", "/projets/ned"])
def test_without_plotly_every_chart_is_shown_and_filters_work(context: BrowserContext, address: str, path: str) -> None:
    page = context.new_page()  # its console has the failure
    page.route("**/plotly*", lambda route: route.abort())
    page.goto(f"{address}{path}")
    ready(page)
    page.mouse.move(300, 300)
    page.wait_for_timeout(300)
    charts = page.locator("[data-chart]").count()
    assert charts > 0
    assert page.locator(".dessin:visible").count() == charts
    if page.locator("form.filtres").count():
        page.locator("details.filtre summary").first.click()
        page.locator("input[value=justice]").check()
        expect(page.locator("#selection-in-words")).to_contain_text("Justice")
        assert page.locator(".dessin:visible").count() == charts


@pytest.mark.parametrize("path", ["/", "/tendances", "/comparer", "/projets/ned"])
def test_without_script_every_chart_is_shown_with_its_tables(browser: Browser, address: str, path: str) -> None:
    visitor = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = visitor.new_page()
    page.goto(f"{address}{path}")
    charts = page.locator("[data-chart]").count()
    assert page.locator(".dessin:visible").count() == charts > 0
    assert page.locator("[data-chart] .carte-tableaux:visible").count() == charts
    visitor.close()
