"""Cards far down are drawn when they come near, tables are sent when asked for, marks open the projects behind them."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from components.views import VIEWS
from tests.browser.conftest import ready

OpenPage = Callable[[str], Page]
MOST_ELEMENTS = 600


def card(page: Page, chart: str) -> Locator:
    return page.locator(f"[data-chart={chart}]")


def come_near(page: Page, chart: str) -> Locator:
    found = card(page, chart)
    found.scroll_into_view_if_needed()
    page.wait_for_selector(f"[data-chart={chart}] .js-plotly-plot .main-svg")
    return found


def show_table(found: Locator) -> None:
    found.get_by_role("button", name="Tableau").click()
    expect(found.locator("table").first).to_be_visible()


def test_a_page_of_many_charts_opens_light(open_page: OpenPage) -> None:
    page = open_page("/tendances")
    outside = "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"
    assert page.evaluate(outside) <= MOST_ELEMENTS
    assert page.locator("[data-resume]").count() == len(VIEWS["/tendances"].charts)


def test_every_chart_of_trends_is_drawn_when_it_comes_near(open_page: OpenPage) -> None:
    page = open_page("/tendances")
    for chart in VIEWS["/tendances"].charts:
        come_near(page, chart)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_table_is_sent_when_asked_for_and_follows_the_filters(open_page: OpenPage) -> None:
    page = open_page("/tendances")
    found = come_near(page, "reevaluations")
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
    # A card never seen waits under its plain name, and tells the new selection when it comes near.
    expect(card(page, "carte").locator("h2")).to_have_text("Carte des évolutions")
    expect(come_near(page, "carte").locator("h2")).to_contain_text("13 projets")


def test_a_cell_of_the_map_opens_its_project_and_back_returns(open_page: OpenPage) -> None:
    page = open_page("/tendances?ministere=justice")
    found = come_near(page, "carte")
    cells = found.locator(".nsewdrag").first
    cells.scroll_into_view_if_needed()
    box = cells.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.04, box["y"] + 28)
    page.wait_for_timeout(200)
    page.mouse.click(box["x"] + box["width"] * 0.04, box["y"] + 28)
    page.wait_for_url(re.compile(r"/projets/[a-z0-9-]+\?ministere=justice"))
    page.go_back()
    page.wait_for_url("**/tendances?ministere=justice")


def test_from_a_total_to_a_project_through_the_table(open_page: OpenPage) -> None:
    page = open_page("/tendances")
    found = card(page, "cout-total")
    show_table(found)
    found.get_by_role("link", name="14").first.click()
    page.wait_for_url("**/projets?depuis=14&jusqua=14")
    ready(page)
