"""A visitor's walk: open, filter, see charts and address change, reload, go back, read the table."""

import re
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import close_pages, point_at, ready, with_a_page

CHARTS = ("cout-total", "ecart-calendaire", "ecart-budgetaire")
OpenPage = Callable[[str], Page]


def drawn(page: Page, chart: str) -> str:
    """The drawing of a chart."""
    return page.locator(f"[data-chart={chart}] .dessin").inner_html()


def until(happens: Callable[[], bool]) -> None:
    """Wait for something in the page; the site's policy forbids the evaluation that Playwright's own wait needs."""
    deadline = time.monotonic() + 10
    while not happens():
        assert time.monotonic() < deadline, "it did not happen in 10 s"
        time.sleep(0.02)


def choose(page: Page, label: str, *options: str) -> None:
    page.locator("details.filtre summary").filter(has_text=label).click()
    for option in options:
        with page.expect_response(lambda response: "_dash-update-component" in response.url):
            page.get_by_role("checkbox", name=re.compile(rf"^{option}\b")).check()
    page.keyboard.press("Escape")


def test_filters_redraw_the_three_charts_and_the_address_follows(open_page: OpenPage) -> None:
    page = open_page("/tendances")
    before = {chart: drawn(page, chart) for chart in CHARTS}

    choose(page, "Ministère", "Intérieur")
    choose(page, "Phase", "Déploiement")

    expect(page).to_have_url(re.compile(r"/tendances\?ministere=interieur&phase=deploiement$"))
    expect(page.locator("#selection-in-words")).to_contain_text("Intérieur")
    for chart in CHARTS:
        until(lambda chart=chart: drawn(page, chart) != before[chart])


def test_reload_restores_the_selection_and_reset_clears_it(open_page: OpenPage) -> None:
    page = open_page("/tendances?ministere=interieur&phase=deploiement")
    selected = drawn(page, "cout-total")
    announced = page.locator("#announcement").inner_text()

    page.reload()
    ready(page)
    assert drawn(page, "cout-total") == selected
    assert page.locator("#announcement").inner_text() == announced
    assert page.locator("input[value=interieur]").is_checked()

    page.get_by_role("link", name="Réinitialiser").click()
    page.wait_for_url("**/tendances")
    ready(page)
    assert drawn(page, "cout-total") != selected


def test_back_returns_to_the_page_as_it_was_left(open_page: OpenPage) -> None:
    page = open_page("/tendances")
    choose(page, "Ministère", "Justice")
    expect(page).to_have_url(re.compile(r"\?ministere=justice$"))
    selected = page.locator("#announcement").inner_text()

    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Synthèse").click()
    page.wait_for_url("**/?ministere=justice")
    ready(page)
    page.go_back()
    page.wait_for_url("**/tendances?ministere=justice")
    ready(page)
    assert page.locator("#announcement").inner_text() == selected


@pytest.mark.parametrize("chart", CHARTS)
def test_the_switch_shows_the_tables_in_the_place_of_the_chart(open_page: OpenPage, chart: str) -> None:
    page = open_page("/")
    card = page.locator(f"[data-chart={chart}]")
    card.get_by_role("button", name="Tableau").click()
    table = card.locator("table").first
    expect(table).to_be_visible()
    expect(table.locator("caption")).not_to_be_empty()
    expect(card.locator(".graphique")).to_be_hidden()
    assert card.get_by_role("button", name="Tableau").get_attribute("aria-pressed") == "true"

    card.get_by_role("button", name="Graphique").click()
    expect(card.locator(".graphique")).to_be_visible()


@pytest.mark.parametrize("width", [375, 1280, 1920])
def test_nothing_is_wider_than_the_window(open_page: OpenPage, width: int) -> None:
    page = open_page("/tendances?ministere=interieur")
    page.set_viewport_size({"width": width, "height": 800})
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


SHIFT = (
    "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.shift += e.value))"
    ".observe({type: 'layout-shift', buffered: true});"
)


@pytest.mark.parametrize("path", ["/", "/tendances", "/?cadre=integration"])
def test_loading_and_coming_to_life_shift_nothing(new_visitor: BrowserContext, address: str, path: str) -> None:
    page = new_visitor.new_page()
    page.add_init_script(SHIFT)
    page.goto(f"{address}{path}")
    page.wait_for_timeout(300)
    point_at(page, "cout-total")
    page.wait_for_timeout(500)
    assert page.evaluate("window.shift") <= 0.01


@pytest.mark.parametrize("path", ["/", "/tendances", "/?cadre=integration", "/tendances?cadre=integration"])
def test_who_only_reads_fetches_neither_plotly_nor_dash(new_visitor: BrowserContext, address: str, path: str) -> None:
    page = new_visitor.new_page()
    asked: list[tuple[str, str]] = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    page.goto(f"{address}{path}")
    for chart in CHARTS:
        expect(page.locator(f"[data-chart={chart}] .dessin")).to_be_visible()
    page.wait_for_timeout(800)
    assert len([url for _, url in asked if not url.startswith("data:")]) <= 4
    assert all(method == "GET" for method, _ in asked)
    assert not any("dash" in url or "plotly" in url for _, url in asked)
    with page.expect_request(lambda request: "dash-renderer" in request.url):
        page.mouse.move(200, 200)


def test_a_change_of_filter_is_one_request_and_charts_are_live_again(open_page: OpenPage) -> None:
    page = open_page("/")
    point_at(page, "cout-total")
    page.locator("details.filtre summary").filter(has_text="Ministère").click()
    page.wait_for_timeout(500)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    option = page.get_by_role("checkbox", name=re.compile("^Justice"))
    before = option.bounding_box()
    option.click()
    expect(page).to_have_url(re.compile("justice"))
    page.wait_for_timeout(500)
    after = option.bounding_box()
    assert before and after
    assert abs(after["y"] - before["y"]) < 1, "what stands above the filters moved them from under the pointer"
    assert [url.rpartition("/")[2] for url in asked] == ["_dash-update-component"]
    # The list of ministries lies over the chart.
    page.keyboard.press("Escape")
    point_at(page, "cout-total")
    live = "document.querySelector('[data-chart=cout-total] .js-plotly-plot').data.map(trace => trace.name)"
    assert "Total publié" not in page.evaluate(live)


MOMENTS = [
    *(0, 25, 50, 75, 100, 150, 200, 250, 300, 400),
    *(500, 650, 800, 1000, 1200, 1500, 1800, 2100, 2500, 3000),
]
"""Milliseconds between the first paint of the controls and the gesture; fingers, mice and keys share them."""


GESTURES = ("tap", "click", "Enter")


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[BrowserContext]:
    with with_a_page(browser, viewport={"width": 375, "height": 812}, has_touch=True) as visitor:
        yield visitor


@pytest.mark.timed
@pytest.mark.parametrize("path", ["/", "/?cadre=integration", "/projets"])
@pytest.mark.parametrize("gesture", GESTURES)
def test_what_is_opened_first_stays_open_at_any_moment(
    phone: BrowserContext, address: str, path: str, gesture: str
) -> None:
    close_pages(phone)
    opened: dict[int, tuple[float, Page]] = {}
    moments = MOMENTS[GESTURES.index(gesture) :: len(GESTURES)]
    first, later = moments[: len(moments) // 2], moments[len(moments) // 2 :]

    def open_page(moment: int) -> None:
        page = phone.new_page()
        page.route("**/assets/*.js", lambda route: (time.sleep(0.15), route.continue_()))
        page.goto(f"{address}{path}", wait_until="commit")
        page.locator(".bouton-filtres").wait_for()
        opened[moment] = time.monotonic() + moment / 1000, page

    def touch(moment: int) -> None:
        due, page = opened[moment]
        page.wait_for_timeout(max(0.0, due - time.monotonic()) * 1000)
        for control in (page.locator(".bouton-filtres"), page.locator("details.filtre summary").first):
            {"tap": control.tap, "click": control.click, "Enter": partial(control.press, "Enter")}[gesture]()

    # While those of the later moments load, the first ones are opened and touched one by one.
    for moment in reversed(later):
        open_page(moment)
    for moment in first:
        open_page(moment)
        touch(moment)
    for moment in later:
        touch(moment)
    opened[later[-1]][1].wait_for_timeout(700)
    for moment, (_, page) in opened.items():
        assert page.locator(".bouton-filtres").get_attribute("aria-expanded") == "true", moment
        filters = page.locator("details.filtre").all()
        assert filters[0].get_attribute("open") is not None, moment
        for other in filters[1:]:
            page.keyboard.press("Escape")
            other.locator("summary").press("Enter")
            assert other.get_attribute("open") is not None, moment
        page.close()


def test_a_choice_made_before_dash_is_there_is_followed(page: Page, address: str) -> None:
    page.route("**/dash-renderer*", lambda route: (time.sleep(1), route.continue_()))
    page.goto(f"{address}/tendances")
    page.locator("details.filtre summary").filter(has_text="Ministère").click()
    page.locator("input[value=justice]").check()
    page.locator("select[name=depuis]").select_option("2")
    expect(page).to_have_url(re.compile(r"\?ministere=justice&depuis=2$"))
    expect(page.locator("#selection-in-words")).to_contain_text("Justice")
    expect(page.locator("input[value=justice]")).to_be_checked()
    assert page.locator("details.filtre").first.get_attribute("open") is not None


def test_a_failed_request_is_said_on_the_page_and_the_next_one_clears_it(context: BrowserContext, address: str) -> None:
    page = context.new_page()  # its console has the failures
    page.goto(f"{address}/tendances")
    ready(page)
    page.locator("details.filtre summary").filter(has_text="Ministère").click()
    options, alert = page.locator("details.filtre").first.get_by_role("checkbox"), page.get_by_role("alert")
    failures = {
        "très demandé": {"status": 503},
        "demandé : réessayez": {"status": 429},
        "Erreur ABC. Réessayez": {"status": 500, "body": "Erreur ABC."},
        "n’est plus à jour": {"status": 400},
        "plus à jour : rechargez-la": {"status": 200, "content_type": "text/html", "body": "<p>Connexion au réseau"},
    }
    for option, (words, answer) in zip(options.all(), failures.items(), strict=False):
        page.route("**/_dash-update-component", lambda route, _request, answer=answer: route.fulfill(**answer))
        option.check()
        page.mouse.move(2, 2)  # a pointer that rests on an option requests its answer ahead
        expect(alert).to_contain_text(words)
        page.unroute("**/_dash-update-component")
        # What is shown is what is chosen again.
        option.uncheck()
        page.mouse.move(2, 2)
        expect(alert).to_have_count(0)
    context.set_offline(True)
    page.locator("input[value=culture]").check()
    expect(alert).to_contain_text("vérifiez la connexion")
    expect(alert).to_be_in_viewport()
    context.set_offline(False)
    expect(alert).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\?ministere=culture$"))
    page.locator("input[value=interieur]").check()
    expect(page).to_have_url(re.compile(r"\?ministere=(interieur&ministere=culture|culture&ministere=interieur)$"))


def test_a_late_answer_is_waited_for_in_sight_and_one_that_comes_too_late_is_not_shown(open_page: OpenPage) -> None:
    page = open_page("/tendances")
    page.locator("details.filtre summary").filter(has_text="Ministère").click()
    held: list[Route] = []
    page.route("**/_dash-update-component", lambda route: held.append(route), times=1)
    page.locator("input[value=justice]").check()
    expect(page.locator("html[data-attente]")).to_be_attached()
    page.locator("input[value=interieur]").check()
    expect(page.locator("#selection-in-words")).to_contain_text("Intérieur ou Justice")
    expect(page.locator("html[data-attente]")).to_have_count(0)
    held[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator("#selection-in-words")).to_contain_text("Intérieur ou Justice")


def test_two_choices_in_a_row_end_with_the_last_one(open_page: OpenPage) -> None:
    page = open_page("/tendances")
    page.locator("details.filtre summary").filter(has_text="Ministère").click()
    for option in ("Intérieur", "Justice", "Intérieur"):
        page.get_by_role("checkbox", name=re.compile(rf"^{option}\b")).click()
    expect(page).to_have_url(re.compile(r"\?ministere=justice$"))
    page.wait_for_timeout(1000)
    shown = {chart: drawn(page, chart) for chart in CHARTS}
    page.reload()
    ready(page)
    assert {chart: drawn(page, chart) for chart in CHARTS} == shown
