"""Tendances in groups, and the page of each chart."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient

from components.addresses.site import site
from components.charts.catalogue import CHARTS
from components.views import VIEWS, chart_page, trends

GROUPS = [view.path for view in trends.VIEWS]
MOST_CHARTS = 5


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    site.cache_clear()
    monkeypatch.setenv("PANORAMA_PUBLIC_URL", "https://panorama.example")
    yield
    site.cache_clear()


def charts_of(page: str) -> list[str]:
    return re.findall(r'<section [^>]*data-chart="([a-z-]+)"', page)


def test_every_chart_but_that_of_one_project_stands_in_one_group() -> None:
    first, ministries, *others = trends.VIEWS
    # The group of ministries shows the main charts again, one line for each.
    assert ministries.charts[:3] == ("cout-total", "ecart-budgetaire", "ecart-calendaire")
    names = [*first.charts, *ministries.charts[3:], *(name for view in others for name in view.charts)]
    assert sorted([*names, "trajectoire"]) == sorted(CHARTS)
    assert all(len(view.charts) <= MOST_CHARTS for view in VIEWS.values())


def test_every_chart_has_a_page_and_every_page_a_name_of_its_own() -> None:
    assert [view.charts for view in chart_page.VIEWS.values()] == [(name,) for name in CHARTS]
    views = [view for view in VIEWS.values() if view.path != "/projets/<projet>"]
    for names in ([view.title for view in views], [view.description for view in views]):
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", GROUPS)
@pytest.mark.parametrize("query", ["", "?ministere=justice", "?cadre=integration"])
def test_all_the_charts_of_a_group_are_drawn_in_its_first_html(client: FlaskClient, path: str, query: str) -> None:
    page = client.get(f"{path}{query}").text
    assert charts_of(page) == list(VIEWS[path].charts)
    assert page.count('<div class="dessin"') == len(VIEWS[path].charts)


@pytest.mark.parametrize("path", GROUPS)
def test_the_list_of_charts_leads_to_each(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    contents = page.split('aria-label="Graphiques de la page"')[1].split("</nav>")[0]
    anchors = re.findall(r'href="#([a-z-]+)"', contents)
    assert anchors == list(VIEWS[path].charts)
    for anchor in anchors:
        assert len(re.findall(rf'<section [^>]* id="{anchor}"', page)) == 1
        assert page.count(f' id="{anchor}"') == 1


@pytest.mark.parametrize("path", GROUPS)
def test_the_current_group_is_marked_and_the_others_keep_the_selection(client: FlaskClient, path: str) -> None:
    page = client.get(f"{path}?ministere=justice").text
    links = page.split('aria-label="Tendances par thème"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', links) == [f"{other}?ministere=justice" for other in GROUPS]
    assert re.findall(r'<a [^>]*aria-current="page"[^>]*href="([^"]+)"', links) == [f"{path}?ministere=justice"]
    menu = page.split('aria-label="Menu principal"')[1].split("</nav>")[0]
    assert len(re.findall("aria-current", menu)) == 1
    assert "/tendances/" not in menu


def test_a_chart_that_left_tendances_is_found_by_its_old_anchor(client: FlaskClient) -> None:
    # `assets/25-contents.js` follows the first link of the page that ends with the anchor.
    page = client.get("/tendances?phase=cadrage").text
    for view in trends.VIEWS[1:]:
        for name in view.charts:
            assert f'href="{view.path}?phase=cadrage#{name}"' in page


def test_an_embedded_group_is_its_filters_and_charts(client: FlaskClient) -> None:
    page = client.get("/tendances/projets?cadre=integration").text
    assert "sommaire" not in page.split("<body>")[1]
    assert "Tendances par thème" not in page
    assert 'href="/tendances/projets"' in page


def test_a_group_without_a_chart_to_show_lists_none(client: FlaskClient) -> None:
    # `assets/25-contents.js` observes the chart of each link.
    page = client.get("/tendances/portefeuille?depuis=15").text
    assert 'class="vide"' in page
    assert "sommaire" not in page.split("<body>")[1]


@pytest.mark.parametrize("name", list(CHARTS))
def test_the_page_of_a_chart_says_how_to_cite_and_embed_it(client: FlaskClient, public: None, name: str) -> None:
    page = unescape(client.get(f"/graphiques/{name}?ministere=justice&cadre=").text).replace("\u202f", " ")
    texts = re.findall(r"<code>(.*?)</code>", page.split('data-partie="citation"')[-1], re.DOTALL)
    cited, code = (text.replace("\u00a0", " ") for text in texts)
    address = rf"https://panorama\.example/graphiques/{name}\?ministere=justice"
    assert re.search(
        rf"^« .+ », DINUM, Panorama .+édition \d+ \(\w+ \d{{4}}\).*, Licence Ouverte 2\.0, {address}", cited
    )
    assert re.search(rf'src="{address}[^"]*cadre=integration"', unescape(code))
    assert "height:600px" in code
    assert f"/export/graphique/{name}.csv" in page


def test_a_chart_keeps_filters_and_options_in_its_form_links_and_files(client: FlaskClient) -> None:
    page = unescape(client.get("/graphiques/passage?ministere=justice&de=3&a=8").text)
    form = page.split("<form")[1].split("</form>")[0]
    assert re.search(r'<option selected value="3"', form.split('name="de"')[1])
    assert re.search(r'<input checked name="ministere" type="checkbox" value="justice"', form)
    assert 'href="/tendances/trajectoires?ministere=justice#passage"' in page
    assert "/export/graphique/passage.csv?ministere=justice&de=3&a=8" in page


def test_a_group_carries_the_two_editions_compared(client: FlaskClient) -> None:
    form = client.get("/tendances/trajectoires?de=3&a=8").text.split("<form")[1].split("</form>")[0]
    for name, value in (("de", "3"), ("a", "8")):
        assert re.search(rf'<input [^>]*name="{name}"[^>]*type="hidden"[^>]*value="{value}"', form)


def test_a_trajectory_is_that_of_the_project_of_its_address(client: FlaskClient, public: None) -> None:
    page = client.get("/graphiques/trajectoire?projet=si-samu").text
    assert re.search(r'<option selected value="si-samu"', page)
    assert "« Trajectoire du projet SI SAMU »".replace(" ", "") in re.sub(r"\s", "", page)
    assert 'rel="canonical" href="https://panorama.example/graphiques/trajectoire?projet=si-samu"' in page
    assert 'href="/projets/si-samu"' in page
    framed = client.get("/graphiques/trajectoire?projet=si-samu&cadre=integration").text
    assert 'href="/graphiques/trajectoire?projet=si-samu"' in framed
    assert charts_of(client.get("/graphiques/trajectoire").text) == ["trajectoire"]


def test_a_chart_in_a_frame_is_alone_low_and_its_filters_folded(client: FlaskClient) -> None:
    page = client.get("/graphiques/cout-total?cadre=integration").text
    body = page.split("<body>")[1]
    assert charts_of(body) == ["cout-total"]
    assert re.search(r'<details class="filtres-replies"><summary>Filtres</summary>', body)
    assert "Partager" not in body
    assert 'data-partie="citation"' not in body
    assert CHARTS["cout-total"].compact_height < CHARTS["cout-total"].height
    assert f"height:{CHARTS['cout-total'].compact_height}px" in body
