"""Every chart of a page is drawn, tables follow the filters, marks open the projects behind them."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from components.views import trends
from components.views.view import View
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


@pytest.mark.parametrize("view", trends.VIEWS, ids=lambda view: view.path)
def test_a_page_of_many_charts_opens_light(open_page: OpenPage, view: View) -> None:
    page = open_page(view.path)
    outside = "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"
    assert page.evaluate(outside) <= MOST_ELEMENTS
    assert page.locator("[data-resume]").count() == len(view.charts)


@pytest.mark.parametrize("view", trends.VIEWS, ids=lambda view: view.path)
def test_the_list_of_charts_stays_in_sight_and_leads_to_each(open_page: OpenPage, view: View) -> None:
    page = open_page(view.path)
    contents = page.get_by_role("navigation", name="Graphiques de la page")
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 800})
        for chart in view.charts:
            contents.locator(f"a[href='#{chart}']").press("Enter")
            expect(card(page, chart).locator("h2")).to_be_in_viewport()
            expect(contents).to_be_in_viewport()
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('[data-chart]').id") == chart
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_old_anchor_leads_to_the_chart(open_page: OpenPage) -> None:
    page = open_page("/tendances?ministere=justice#titre-carte")
    page.wait_for_url("**/tendances/projets?ministere=justice#carte")
    expect(card(page, "carte").locator("h2")).to_be_in_viewport()


def test_a_chart_alone_in_a_frame_is_lower_than_a_phone(open_page: OpenPage) -> None:
    page = open_page("/graphiques/cout-total?cadre=integration")
    page.set_viewport_size({"width": 375, "height": 800})
    height = "document.querySelector('.page').getBoundingClientRect().height"
    assert page.evaluate(height) < 600
    page.get_by_text("Filtres", exact=True).first.click()
    expect(page.get_by_label("Rechercher")).to_be_visible()


def test_a_citation_follows_the_filters(open_page: OpenPage, address: str) -> None:
    page = open_page("/graphiques/passage?de=3&a=8")
    page.locator("select[name=de]").select_option("5")
    cited = page.get_by_role("region", name="Citation à copier")
    expect(cited).to_contain_text(f"{address}/graphiques/passage?de=5&a=8")
    expect(page.get_by_role("region", name="Code à copier")).to_contain_text(
        "passage?de=5&amp;a=8&amp;cadre=integration"
    )


def test_a_table_is_sent_when_asked_for_and_follows_the_filters(open_page: OpenPage) -> None:
    page = open_page("/tendances/projets")
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
    expect(card(page, "carte").locator("h2")).to_contain_text("13 projets")


def test_a_cell_of_the_map_opens_its_project_and_back_returns(open_page: OpenPage) -> None:
    page = open_page("/tendances/projets?ministere=justice")
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
    page.wait_for_url("**/tendances/projets?ministere=justice")


def test_from_a_total_to_a_project_through_the_table(open_page: OpenPage) -> None:
    page = open_page("/tendances")
    found = card(page, "cout-total")
    show_table(found)
    found.get_by_role("link", name="14").first.click()
    page.wait_for_url("**/projets?depuis=14&jusqua=14")
    ready(page)
