"""The tasks of a newcomer, walked in Chromium: what each takes in clicks, taps and screens must not grow."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from python_calamine import CalamineWorkbook

from components.views import VIEWS
from tests.browser.conftest import ready

PHONE, DESKTOP = {"width": 375, "height": 812}, {"width": 1280, "height": 800}
LOWEST_CHART = {375: 1060, 1280: 620}
"""Width of a window → pixels from its top to the first chart."""
MOST_TAB_STOPS = 71
OPENINGS = [
    *("/", "/?cadre=integration", "/?ministere=interieur&phase=deploiement", "/tendances", "/tendances/portefeuille"),
    *("/tendances/projets?cadre=integration&ministere=interieur", "/comparer", "/comparer?ministere=justice&de=8&a=14"),
    *("/projets/si-samu", "/graphiques/cout-total", "/graphiques/passage?cadre=integration"),
]


class Visitor:
    """Someone who clicks, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def choose(self, target: Locator, value: str) -> None:
        target.select_option(value)
        self.clicks += 1


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One window for all tasks."""
    context = browser.new_context(viewport=DESKTOP, locale="fr-FR")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


@pytest.fixture
def visitor(page: Page) -> Visitor:
    page.set_viewport_size(DESKTOP)
    return Visitor(page)


def test_the_first_chart_of_a_view_is_on_the_first_screen(page: Page, address: str) -> None:
    tops = {}
    for path in OPENINGS:
        page.goto(f"{address}{path}")
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            top = page.locator("[data-chart] .dessin").first.evaluate("e => e.getBoundingClientRect().top + scrollY")
            tops[path, size["width"]] = round(top)
    assert {key: top for key, top in tops.items() if top > LOWEST_CHART[key[1]]} == {}


def test_a_citizen_reads_the_message_of_the_embed_on_one_screen(visitor: Visitor, address: str) -> None:
    page = visitor.page
    page.set_viewport_size(PHONE)
    page.goto(f"{address}/?cadre=integration")
    for part in ("[data-lede]", "[data-verdict]", "[data-kpi] >> nth=2"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    bottom = page.locator("[data-chart] h2").first.evaluate("e => e.getBoundingClientRect().bottom")
    assert bottom <= 1.3 * PHONE["height"]


def test_an_editor_has_the_code_of_tendances_for_one_ministry(visitor: Visitor, address: str) -> None:
    page = visitor.page
    page.goto(f"{address}/integration?vue=/tendances")
    visitor.click(page.locator(".reglages details.filtre summary").first)
    visitor.click(page.locator(".reglages").get_by_role("checkbox", name=re.compile("^Éducation")))
    code = page.get_by_role("region", name="Code à copier")
    expect(code).to_contain_text("/tendances?ministere=education&amp;cadre=integration")
    expect(page.locator(".reglages details.filtre").first).to_have_attribute("open", "")
    assert visitor.clicks == 2
    # What is filtered in the preview goes to the code as well.
    preview = page.frame_locator("iframe.apercu")
    expect(preview.locator("#selection-in-words")).to_contain_text("Éducation")
    frame = page.frames[1]
    ready(frame)
    frame.locator("select[name=depuis]").select_option("3")
    expect(code).to_contain_text("ministere=education&amp;depuis=3")
    expect(page.locator(".reglages select[name=depuis]")).to_have_value("3")


def test_an_expert_sorts_projects_by_slip_and_takes_a_filter_away(visitor: Visitor, address: str) -> None:
    page = visitor.page
    page.goto(f"{address}/projets?ministere=interieur&phase=deploiement")
    visitor.click(page.get_by_role("link", name="Décalage de la fin (mois)"))
    expect(page.locator("table.projets tbody th").first).to_have_text("France-Visas")
    assert visitor.clicks == 1
    ready(page)
    visitor.click(page.locator(".jetons a", has_text="Déploiement"))
    expect(page).to_have_url(re.compile(r"/projets\?ministere=interieur&tri=decalage&ordre=decroissant$"))
    expect(page.locator(".jetons li")).to_have_count(2)
    expect(page.locator("input[name=phase][value=deploiement]")).not_to_be_checked()
    expect(page.locator("#announcement")).to_contain_text("projets affichés")


def test_an_expert_takes_projects_that_slipped_by_two_years_to_a_spreadsheet(visitor: Visitor, address: str) -> None:
    page = visitor.page
    page.goto(f"{address}/projets")
    ready(page)
    page.get_by_label("Fin décalée d’au moins").fill("25")
    visitor.clicks += 1
    expect(page.locator("[data-choix=decalage_min]")).to_contain_text(
        re.compile(r"25\s+mois ou plus \(\d+\s+projets\)")
    )
    visitor.click(page.get_by_role("link", name="Décalage de la fin (mois)"))
    names = page.locator("table.projets tbody th").all_inner_texts()
    with page.expect_download() as download:
        visitor.click(page.locator("[data-tableau=xlsx]"))
    header, *lines = CalamineWorkbook.from_path(download.value.path()).get_sheet_by_name("Tableau").to_python()
    assert [line[0] for line in lines] == names
    slips = [line[header.index("Décalage de la fin (mois)")] for line in lines]
    assert slips == sorted(slips, reverse=True)
    assert min(slips) >= 25
    assert visitor.clicks <= 4
    ready(page)
    page.locator("[data-retire='decalage_min=25']").click()
    expect(page.locator("[name=decalage_min][type=range]")).to_have_value("0")


def test_an_expert_sees_who_makes_the_difference_and_reads_it_on_a_phone(visitor: Visitor, address: str) -> None:
    page = visitor.page
    page.goto(f"{address}/comparer?de=13&a=14")
    visitor.click(page.get_by_role("link", name="Différence (M€)"))
    expect(page.locator("table.mouvements tbody th").first).to_have_text("SI SAMU")
    assert visitor.clicks == 1
    page.set_viewport_size(PHONE)
    for table in (".totaux", ".mouvements"):
        cell = page.locator(f"table{table} tbody td").first.bounding_box()
        assert cell
        assert cell["x"] + cell["width"] <= PHONE["width"], table


def test_the_code_of_one_chart_is_two_clicks_away(visitor: Visitor, address: str) -> None:
    page = visitor.page
    page.goto(f"{address}/?ministere=justice")
    visitor.click(page.locator("[data-chart=ecart-budgetaire] .menu-carte summary"))
    for name in (
        "Données du graphique (CSV)",
        "Image PNG",
        "Image SVG",
        "Image pour diapositive",
        "Citer ce graphique",
    ):
        expect(page.locator("[data-chart=ecart-budgetaire]").get_by_role("link", name=name)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu-carte[open]")).to_have_count(0)
    page.keyboard.press("Enter")  # the focus came back to it
    visitor.click(page.locator("[data-chart=ecart-budgetaire]").get_by_role("link", name="Code d’intégration"))
    expect(page.get_by_role("region", name="Code à copier")).to_be_in_viewport()
    expect(page.get_by_role("region", name="Code à copier")).to_contain_text("ecart-budgetaire?ministere=justice")
    assert visitor.clicks == 2


def test_an_empty_selection_that_gains_projects_shows_its_charts(visitor: Visitor, address: str) -> None:
    page = visitor.page
    page.goto(f"{address}/tendances?ministere=culture&phase=cadrage&q=zzz")
    expect(page.locator(".vide")).to_have_count(1)
    ready(page)
    page.get_by_label("Rechercher").fill("")
    expect(page.locator("[data-chart=cout-total] .dessin")).to_be_visible()
    expect(page.locator(".vide")).to_have_count(0)
    page.get_by_label("Rechercher").fill("zzz")
    expect(page.locator(".vide")).to_have_count(1)
    expect(page.locator("[data-chart=cout-total]")).to_be_hidden()


def test_a_keyboard_has_few_stops_and_a_way_past_the_header(visitor: Visitor, address: str) -> None:
    page = visitor.page
    stops = (
        "[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]')]"
        ".filter(e => e.checkVisibility({visibilityProperty: true}) && e.tabIndex >= 0).length"
    )
    for path in ("/", "/tendances/projets", "/comparer", "/projets/si-samu", "/graphiques/carte"):
        page.goto(f"{address}{path}")
        most = MOST_TAB_STOPS + (40 if path == "/comparer" else 0)  # a project a line
        assert page.evaluate(stops) <= most, path
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()


def test_every_view_of_charts_is_among_the_openings() -> None:
    paths = {path.split("?")[0] for path in OPENINGS}
    assert {path for path, view in VIEWS.items() if view.charts and view.in_navigation} <= paths
