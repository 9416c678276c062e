"""An expert's walk: from a total to the projects behind it, to one project and back; filters, table, comparison."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import ready

OpenPage = Callable[[str], Page]


def test_from_a_total_to_the_projects_behind_it_to_one_project_and_back(open_page: OpenPage) -> None:
    page = open_page("/tendances?ministere=justice")
    card = page.locator('[data-chart="cout-total"]')
    card.get_by_role("button", name="Tableau").click()
    card.locator(".carte-tableaux table").first.get_by_role("link", name="14", exact=True).click()

    ready(page)
    expect(page).to_have_url(re.compile(r"/projets\?ministere=justice&depuis=14&jusqua=14$"))
    table = page.locator("table.projets")
    expect(table.locator("tbody tr")).to_have_count(6)
    table.get_by_role("link", name="ASTREA").click()

    ready(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("ASTREA")
    expect(page.locator('[data-chart="trajectoire"] .graphique').first).to_be_visible()
    page.get_by_role("link", name="Tous les projets de la sélection").click()

    ready(page)
    expect(page).to_have_url(re.compile(r"/projets\?ministere=justice&depuis=14&jusqua=14$"))
    page.go_back()
    ready(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("ASTREA")


def test_the_table_follows_the_filters_and_keeps_its_order(open_page: OpenPage) -> None:
    page = open_page("/projets")
    page.get_by_role("link", name="Coût complet estimé (M€)").click()
    ready(page)
    expect(page.locator("table.projets th[aria-sort]")).to_have_attribute("aria-sort", "descending")

    page.locator("details.filtre summary").filter(has_text="Ministère").click()
    page.get_by_role("checkbox", name=re.compile("^Justice")).check()
    expect(page.locator("table.projets tbody tr")).to_have_count(6)
    expect(page.locator("#announcement")).to_contain_text("6\u00a0projets affichés")
    expect(page.get_by_role("checkbox", name=re.compile("^Justice"))).to_be_focused()
    expect(page).to_have_url(re.compile(r"/projets\?ministere=justice&tri=cout&ordre=decroissant$"))

    page.keyboard.press("Escape")
    page.get_by_label("Rechercher").fill("astrea")
    expect(page.locator("table.projets tbody tr")).to_have_count(1)
    page.get_by_label("Interministériel").select_option("oui")
    expect(page.locator(".vide")).to_contain_text("Aucun projet")
    page.get_by_label("Rechercher").focus()  # a field that is left replaces nothing under the click that leaves it
    page.get_by_role("link", name=re.compile(r"^Tous les projets \(")).click()
    ready(page)
    expect(page.locator("table.projets tbody tr")).to_have_count(25)


def test_counts_follow_the_other_filters(open_page: OpenPage) -> None:
    page = open_page("/projets")
    page.locator("details.filtre summary").filter(has_text="Phase").click()
    option = page.get_by_role("checkbox", name=re.compile("^Déploiement"))
    expect(option).to_have_accessible_name("Déploiement (14)")
    page.get_by_label("Interministériel").select_option("oui")
    expect(page.get_by_role("checkbox", name=re.compile("^Déploiement"))).not_to_have_accessible_name(
        "Déploiement (14)"
    )


def test_a_filtered_comparison_opens_cold_and_follows_its_controls(open_page: OpenPage) -> None:
    page = open_page("/comparer?ministere=justice&de=8&a=14")
    expect(page.locator("select[name=de]")).to_have_value("8")
    expect(page.locator("select[name=a]")).to_have_value("14")
    expect(page.locator(".avis")).to_contain_text("éditions 9 à 12")
    expect(page.locator("table.mouvements")).to_contain_text("NED")

    page.locator("select[name=de]").select_option("13")
    expect(page.get_by_role("heading", name="Ce qui a changé entre")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/comparer\?ministere=justice&de=13&a=14$"))
    page.get_by_label("Projets communs seulement").check()
    expect(page).to_have_url(re.compile(r"&communs=oui$"))
    expect(page.locator("table.mouvements tbody tr").first).to_contain_text("Réévalué à la hausse")

    page.reload()
    ready(page)
    expect(page.get_by_label("Projets communs seulement")).to_be_checked()


def test_filters_fold_on_a_phone_and_open_by_keyboard(open_page: OpenPage, page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    open_page("/projets")
    button = page.get_by_role("button", name="Filtres")
    expect(page.get_by_label("Rechercher")).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_label("Rechercher")).to_be_visible()


def test_a_chart_leaves_as_a_picture_with_its_source(open_page: OpenPage) -> None:
    page = open_page("/comparer?de=13&a=14")
    chart = page.locator("[data-chart=passage]")
    chart.locator(".menu-carte summary").click()
    with page.expect_download() as download:
        chart.get_by_role("link", name="Image SVG").click()
    assert re.fullmatch(r"panorama-passage-[\w-]+\.svg", download.value.suggested_filename)
    picture = " ".join(re.sub("<[^>]+>", " ", download.value.path().read_text()).split())
    assert "Licence Ouverte 2.0" in picture
    assert "Jeu de données" in picture


def test_views_stay_light(open_page: OpenPage) -> None:
    for path in ("/projets", "/comparer?de=8&a=14", "/projets/si-samu", "/donnees", "/methode"):
        page = open_page(path)
        outside = page.evaluate(
            "document.querySelectorAll('*').length - document.querySelectorAll('svg, svg *').length"
        )
        # A row for each of 25 projects, a box for each column or a link for each group, and the menus of two charts.
        assert outside <= (760 if path.startswith(("/projets", "/comparer")) else 600), (path, outside)


def test_without_javascript_the_form_filters_the_table(context, address: str) -> None:  # type: ignore[no-untyped-def]
    visitor = context.browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = visitor.new_page()
    page.goto(f"{address}/projets?tri=cout&ordre=decroissant")
    page.locator("details.filtre summary").filter(has_text="Ministère").click()
    page.get_by_role("checkbox", name=re.compile("^Justice")).check()
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(page).to_have_url(re.compile("ministere=justice.*tri=cout&ordre=decroissant"))
    expect(page.locator("table.projets tbody tr")).to_have_count(6)
    visitor.close()
