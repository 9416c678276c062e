"""Groups of Tendances and pages of one chart, in a browser: the list of charts, old anchors, frames, citations."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from components.views import trends
from components.views.view import View

OpenPage = Callable[[str], Page]


def card(page: Page, chart: str) -> Locator:
    return page.locator(f"[data-chart={chart}]")


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
