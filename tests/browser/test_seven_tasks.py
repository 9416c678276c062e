"""The seven tasks of a newcomer, walked in Chromium: what each takes in gestures and screens must not grow."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pptx import Presentation
from python_calamine import CalamineWorkbook

from components.views import VIEWS
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.claims import Claim, verdict
from data.questions.contributions import contributions
from data.questions.ecarts import drift_by_edition
from data.questions.parts.editions import reconciliation
from tests.browser.conftest import ready

PHONE, DESKTOP = {"width": 375, "height": 812}, {"width": 1280, "height": 800}
LOWEST_CHART = {375: 1060, 1280: 620}
"""Width of a window → pixels from its top to the first chart."""
MOST_TAB_STOPS = 71
THUMB = 16
"""Width of the thumb of a slider, in pixels."""
OPENINGS = [
    *("/", "/?cadre=integration", "/?ministere=interieur&phase=deploiement", "/tendances", "/tendances/portefeuille"),
    *("/tendances/projets?cadre=integration&ministere=interieur", "/comparer", "/comparer?ministere=justice&de=8&a=14"),
    *("/projets/si-samu", "/graphiques/cout-total", "/graphiques/passage?cadre=integration"),
]


class Visitor:
    """Someone who has nothing but the page, and whose gestures are counted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.gestures = 0

    def opens(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")
        self.gestures = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.gestures += 1

    def follow(self, name: str, *, within: str = "Menu principal") -> None:
        self.click(self.page.get_by_role("navigation", name=within).get_by_role("link", name=name))

    def choose(self, target: Locator, value: str) -> None:
        target.select_option(value)
        self.gestures += 1

    def check(self, filter_name: str, option: str) -> None:
        """Open a filter and choose one of its values."""
        self.click(self.page.locator("details.filtre summary").filter(has_text=filter_name))
        self.click(self.page.get_by_role("checkbox", name=re.compile(f"^{option}")))

    def drag(self, slider: Locator, value: int) -> None:
        """Drag the thumb of a slider to a value."""
        box, most = slider.bounding_box(), int(slider.get_attribute("max") or 0)
        assert box
        start, middle = box["x"] + THUMB / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(start, middle)
        self.page.mouse.down()
        self.page.mouse.move(start + (box["width"] - THUMB) * value / most, middle, steps=4)
        self.page.mouse.up()
        self.gestures += 1

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.gestures += 1

    def press_until(self, text: str, most: int = 40) -> None:
        """Press Tab until the focused element, which must show its focus, says a text."""
        for _ in range(most):
            self.press("Tab")
            said, outline = self.page.evaluate(
                "(() => { const e = document.activeElement; return [(e.labels && e.labels[0] || e).textContent.trim(),"
                "getComputedStyle(e.closest('summary') || e).outlineStyle]; })()"
            )
            assert outline != "none", said
            if said.startswith(text):
                return
        raise AssertionError(f"« {text} » is not reached by Tab")

    def tap(self, target: Locator) -> None:
        target.tap()
        self.gestures += 1


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One window for all tasks."""
    context = browser.new_context(viewport=DESKTOP, locale="fr-FR")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


@pytest.fixture
def visitor(page: Page, address: str) -> Visitor:
    page.set_viewport_size(DESKTOP)
    return Visitor(page, address)


def read(target: Locator) -> str:
    """What is read of an element that is seen, with plain spaces and apostrophes."""
    expect(target).to_be_visible()
    return plain(target.inner_text())


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip()


def test_a_journalist_reads_the_rival_totals_of_2021_and_why_they_differ(visitor: Visitor, dataset: Dataset) -> None:
    visitor.opens("/")
    card = visitor.page.locator("[data-chart=cout-total]")
    totals = reconciliation(dataset)
    totals = totals[totals["figure"] == "total_cost_meur"].set_index("edition")
    # Why the latest table and its total differ is said under the chart.
    assert plain(totals["reason"].iloc[-1]) in read(card.locator(".resume"))
    visitor.click(card.get_by_role("button", name="Tableau"))
    of_2021 = [edition for edition in totals.index if (dataset.reference_date(edition) or "").startswith("2021")]
    assert len(of_2021) == 2
    for edition in of_2021:
        head = visitor.page.get_by_role("rowheader", name=str(edition), exact=True)
        line = read(card.locator("table").first.locator("tr").filter(has=head))
        for value in totals.loc[edition, ["published", "recomputed"]]:
            assert plain(french.number(value, 1)) in line
        assert plain(totals.loc[edition, "reason"]) in line
    assert visitor.gestures == 1


def test_a_journalist_checks_the_lowest_drifts_since_the_beginning(visitor: Visitor, dataset: Dataset) -> None:
    visitor.opens("/")
    visitor.follow("Vérifier")
    claims = dataset.claims[(dataset.claims["edition"] == 13) & (dataset.claims["finding"] == "plus-bas")]
    assert len(claims) == 2
    for line in claims.to_dict("records"):
        found = verdict(dataset, Selection(), Claim(line["series"], line["finding"], line["edition"], line["since"]))
        article = visitor.page.locator("article").filter(has_text=french.with_apostrophes(line["text"]))
        conclusion = article.locator(".conclusion")
        if not conclusion.evaluate("e => e.getBoundingClientRect().bottom <= innerHeight"):
            visitor.click(
                visitor.page.locator(".noms").get_by_role("link", name=re.compile(f"^{found.conclusion}", re.I))
            )
        expect(conclusion).to_be_in_viewport()
        assert found.conclusion in read(conclusion).lower()
        values = found.values.set_index("edition")["value"]
        for value in values[[13, found.decisive]]:
            assert plain(french.pct(value, signed=False)) in read(article)
    assert visitor.gestures <= 2


@pytest.mark.parametrize("start", ["/", "/tendances"])
def test_an_expert_reads_a_drift_and_which_projects_explain_it(visitor: Visitor, dataset: Dataset, start: str) -> None:
    visitor.opens(start)
    visitor.check("Ministère", "Intérieur")
    visitor.check("Phase", "Déploiement")
    expect(visitor.page.locator("[data-retire]")).to_have_count(2)
    selection = Selection(("interieur",), ("deploiement",))
    points = contributions(dataset, selection).set_index("name")["cost_points"]
    first = points.abs().idxmax()
    words = visitor.page.locator("[data-chart=ecart-budgetaire] .resume")
    expect(words).to_contain_text(f"Qui explique l’évolution pondérée : {first}")
    text = read(words)
    for name, value in points[points.abs() >= 0.05].nlargest(2).items():
        assert f"{name} ajoute {plain(french.points(value))}" in text
    drift = drift_by_edition(dataset, selection, "budget").set_index("edition")["weighted_pct"].dropna().iloc[-1]
    assert drift == pytest.approx(points.sum())
    assert plain(french.pct(abs(drift), signed=False)) in text
    assert visitor.gestures <= 4


def test_the_first_chart_of_a_view_is_on_the_first_screen(page: Page, address: str) -> None:
    tops = {}
    for path in OPENINGS:
        page.goto(f"{address}{path}")
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            top = page.locator("[data-chart] .dessin").first.evaluate("e => e.getBoundingClientRect().top + scrollY")
            tops[path, size["width"]] = round(top)
    assert {key: top for key, top in tops.items() if top > LOWEST_CHART[key[1]]} == {}


def test_a_citizen_on_a_phone_reads_filters_and_touches_the_embed(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="fr-FR")
    citizen, page = Visitor(context.new_page(), address), context.pages[0]
    citizen.opens("/?cadre=integration")
    for part in ("[data-lede]", "[data-verdict]", "[data-kpi] >> nth=2"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    bottom = page.locator("[data-chart] h2").first.evaluate("e => e.getBoundingClientRect().bottom")
    assert bottom <= 1.3 * PHONE["height"]

    citizen.tap(page.get_by_role("button", name="Filtres"))
    expect(page.locator("details.filtre summary").first).to_be_visible()
    page.wait_for_selector("html[data-pret]", state="attached")  # what comes after the tap leaves it open
    expect(page.get_by_role("button", name="Filtres")).to_have_attribute("aria-expanded", "true")
    expect(page.locator("details.filtre summary").first).to_be_visible()

    bar, tip = page.locator("[data-chart=cout-total] .dessin a").last, page.locator(".bulle")
    citizen.tap(bar)
    expect(tip.get_by_role("link")).to_have_text(re.compile("^Voir"))
    expect(tip.get_by_role("link")).to_have_attribute("href", bar.get_attribute("href") or "")
    assert citizen.gestures == 2

    opened, scrolled = page.url, page.evaluate("scrollY")
    box = bar.bounding_box()
    assert box
    finger = context.new_cdp_session(page)
    for kind, up in (("touchStart", 0), ("touchMove", 20), ("touchMove", 60), ("touchEnd", None)):
        points = [] if up is None else [{"x": box["x"] + 2, "y": box["y"] + 2 - up}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > scrolled
    assert (page.url, len(context.pages)) == (opened, 1)
    context.close()


def test_an_editor_has_the_code_of_tendances_for_one_ministry(visitor: Visitor) -> None:
    page = visitor.page
    education = page.locator(".reglages").get_by_role("checkbox", name=re.compile("^Éducation"))
    code = page.get_by_role("region", name="Code à copier")
    visitor.opens("/")
    visitor.follow("Intégrer cette vue", within="Informations sur le site")
    visitor.choose(page.get_by_label("Vue à intégrer"), "/tendances")
    expect(code).to_contain_text("/tendances?cadre=integration")
    visitor.click(education)
    expect(code).to_contain_text("/tendances?ministere=education&amp;cadre=integration")
    expect(code).to_be_in_viewport(ratio=1)
    assert visitor.gestures == 3

    visitor.opens("/tendances")
    visitor.follow("Intégrer cette vue", within="Informations sur le site")
    visitor.click(education)
    expect(code).to_contain_text("/tendances?ministere=education&amp;cadre=integration")
    visitor.click(page.get_by_role("button", name="Copier le code"))
    expect(page.get_by_text("Copié.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == code.inner_text()
    assert visitor.gestures == 3

    # What is chosen in the preview, and taken back, goes to the code as well.
    preview = page.frame_locator("iframe.apercu")
    expect(preview.locator("#selection-in-words")).to_contain_text("Éducation")
    frame = page.frames[1]
    ready(frame)
    frame.locator("select[name=depuis]").select_option("3")
    expect(code).to_contain_text("ministere=education&amp;depuis=3")
    expect(page.locator(".reglages select[name=depuis]")).to_have_value("3")
    preview.get_by_role("link", name="Réinitialiser").click()
    expect(code).to_contain_text("/tendances?cadre=integration")
    expect(education).not_to_be_checked()


def test_a_secretary_has_six_slides_on_one_ministry(visitor: Visitor, dataset: Dataset) -> None:
    page = visitor.page
    visitor.opens("/")
    visitor.follow("Présentation")
    visitor.check("Ministère", "Justice")
    before, after = map(str, dataset.editions_with_table[-2:])
    assert [page.locator(f"select[name={name}]").input_value() for name in ("de", "a")] == [before, after]
    with page.expect_download() as download:
        visitor.click(page.get_by_role("button", name="PowerPoint"))
    cover, *slides = Presentation(str(download.value.path())).slides
    assert len(slides) == 6
    assert plain(cover.shapes.title.text_frame.text) == "Grands projets numériques : Justice"
    assert f"{before} (juillet 2021) et {after} (novembre 2021)" in plain(cover.placeholders[1].text_frame.text)
    assert visitor.gestures <= 4


def test_a_keyboard_filters_at_200_percent_in_forced_colours(browser: Browser, address: str) -> None:
    # What 1280 × 800 is at 200 %.
    context = browser.new_context(viewport={"width": 640, "height": 400}, device_scale_factor=2, locale="fr-FR",
                                  forced_colors="active")  # fmt: skip
    someone, page = Visitor(context.new_page(), address), context.pages[0]
    someone.opens("/")
    for text in ("Aller au contenu", "Ministère", "Intérieur"):
        someone.press_until(text)
        someone.press("Space" if text == "Intérieur" else "Enter")
    expect(page.locator("#selection-in-words")).to_contain_text("Intérieur")
    someone.press("Escape")
    someone.press_until("Tableau")
    someone.press("Enter")
    expect(page.locator("[data-chart=cout-total] table").first).to_be_visible()
    assert someone.gestures <= MOST_TAB_STOPS / 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    for path, chart in (("", "reevaluations"), ("/graphiques/carte", "carte")):
        if path:
            someone.opens(path)
        swatches = page.locator(f"[data-chart={chart}] .legende img").all()
        assert len({swatch.screenshot() for swatch in swatches}) == len(swatches) > 1, chart
    sizes = []
    for zoom in (1, 2):
        page.set_viewport_size({"width": 1280 // zoom, "height": 800 // zoom})
        someone.opens("/presentation")
        sizes.append(zoom * page.locator(".diapo-cadre").first.evaluate("e => e.getBoundingClientRect().width"))
    assert sizes[1] > sizes[0], "the text of slides grows"
    context.close()


def test_an_expert_sorts_projects_by_slip_and_takes_a_filter_away(visitor: Visitor, address: str) -> None:
    page = visitor.page
    page.goto(f"{address}/projets?ministere=interieur&phase=deploiement")
    visitor.click(page.get_by_role("link", name="Décalage de la fin (mois)"))
    expect(page.locator("table.projets tbody th").first).to_have_text("France-Visas")
    assert visitor.gestures == 1
    ready(page)
    visitor.click(page.locator(".jetons a", has_text="Déploiement"))
    expect(page).to_have_url(re.compile(r"/projets\?ministere=interieur&tri=decalage&ordre=decroissant$"))
    expect(page.locator("[data-retire]")).to_have_count(1)
    expect(page.locator("input[name=phase][value=deploiement]")).not_to_be_checked()
    expect(page.locator("#announcement")).to_contain_text("projets affichés")


def test_an_expert_takes_projects_that_slipped_by_two_years_to_a_spreadsheet(
    visitor: Visitor, dataset: Dataset
) -> None:
    page = visitor.page
    slips = dataset.projects.loc[dataset.projects["edition"] == dataset.latest_table, "slip_months"]
    expected = sorted(slips[slips > 24].tolist(), reverse=True)
    visitor.opens("/")
    visitor.follow("Projets")
    visitor.drag(page.get_by_label("Fin décalée d’au moins"), 25)
    expect(page.locator("[data-choix=decalage_min]")).to_contain_text(
        re.compile(rf"25\s+mois ou plus \({len(expected)}\s+projets\)")
    )
    visitor.click(page.get_by_role("link", name="Décalage de la fin (mois)"))
    lines = page.locator("table.projets tbody tr")
    expect(lines).to_have_count(len(expected))
    expect(page.locator("th[aria-sort=descending]")).to_have_text(re.compile("Décalage"))
    with page.expect_download() as download:
        visitor.click(page.locator("[data-tableau=xlsx]"))
    assert visitor.gestures <= 4
    header, *rows = CalamineWorkbook.from_path(download.value.path()).get_sheet_by_name("Tableau").to_python()
    shown = page.locator("table.projets thead th").all_inner_texts()
    assert len(header) == len(shown)
    assert all(plain(str(name)).startswith(plain(text)) for name, text in zip(header, shown, strict=True))
    assert [row[0] for row in rows] == page.locator("table.projets tbody th").all_inner_texts()
    assert [row[header.index("Décalage de la fin (mois)")] for row in rows] == expected
    ready(page)
    page.locator("[data-retire='decalage_min=25']").click()
    expect(page.locator("[name=decalage_min][type=range]")).to_have_value("0")


def test_an_expert_sees_who_makes_the_difference_and_reads_it_on_a_phone(visitor: Visitor, address: str) -> None:
    page = visitor.page
    page.goto(f"{address}/comparer?de=13&a=14")
    visitor.click(page.get_by_role("link", name="Différence (M€)"))
    expect(page.locator("table.mouvements tbody th").first).to_have_text("SI SAMU")
    assert visitor.gestures == 1
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
    assert visitor.gestures == 2


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
