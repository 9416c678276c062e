"""The pages about the service, the surround, and the snippet of the iframe."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient

from components.addresses.site import site
from components.charts.catalogue import CHARTS
from components.html.document import PREVIEWS, preview, preview_name
from components.views import VIEWS
from components.views.eco_design import eco_index

PATHS = [example for view in VIEWS.values() if view.has_surround for example in (view.examples or (view.path,))[:1]]


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    site.cache_clear()
    yield monkeypatch
    site.cache_clear()


def text_of(client: FlaskClient, address: str) -> str:
    body = client.get(address).text.partition("<body>")[2]
    return unescape(re.sub(r"<script.*?</script>|<[^>]+>", " ", body, flags=re.DOTALL)).replace("\u00a0", " ")


@pytest.mark.parametrize("path", PATHS)
def test_every_full_page_says_its_compliance_and_leads_to_the_legal_pages(client: FlaskClient, path: str) -> None:
    page = client.get(path).text.replace("\u00a0", " ")
    assert "Accessibilité : non conforme</a>" in page
    for target in ("/accessibilite", "/mentions-legales", "/donnees-personnelles", "/ecoconception", "/stats"):
        assert f'href="{target}"' in page
    assert "Licence Ouverte 2.0" in page
    assert re.search(r"mise à jour de \w+ \d{4}", text_of(client, path))


@pytest.mark.parametrize("path", PATHS)
def test_an_embedded_page_has_no_surround_and_one_way_out(client: FlaskClient, path: str) -> None:
    page = client.get(f"{path}?cadre=integration").text
    assert "<header" not in page
    assert "Menu principal" not in page
    assert "Ouvrir la page complète" in page
    assert "<base target=_blank>" in page


def test_the_statement_has_every_part_of_the_official_form(client: FlaskClient) -> None:
    text = text_of(client, "/accessibilite")
    for part in (
        "article 47 de la loi n° 2005-102",
        "est non conforme avec le référentiel général d’amélioration de l’accessibilité (RGAA), version 4.1.2",
        "Contenus non accessibles",
        "Établissement de cette déclaration",
        "Retour d’information et contact",
        "Défenseur des droits",
        "Libre réponse 71120",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/mentions-legales", ("directeur", "publication", "hébergeur", "édité par")),
        ("/donnees-personnelles", ("@", "finalité", "durée de conservation", "sous-traitant")),
    ],
)
def test_legal_pages_say_what_the_law_and_its_checkers_look_for(
    client: FlaskClient, operator: pytest.MonkeyPatch, path: str, words: tuple[str, ...]
) -> None:
    operator.setenv("PANORAMA_CONTACT", "contact@panorama.example")
    operator.setenv("PANORAMA_PUBLISHER", "Direction exemple")
    text = text_of(client, path).lower()
    assert [word for word in words if word not in text] == []
    assert "direction exemple" in text
    assert "contact@panorama.example" in text


def test_what_the_operator_does_not_say_is_said_to_be_missing(client: FlaskClient) -> None:
    assert "non renseigné par l’exploitant" in text_of(client, "/mentions-legales")


def test_state_marks_are_absent_unless_the_site_is_the_state_s(
    client: FlaskClient, operator: pytest.MonkeyPatch
) -> None:
    assert "République" not in text_of(client, "/")
    assert "legifrance.gouv.fr" not in text_of(client, "/")
    operator.setenv("PANORAMA_STATE_SITE", "1")
    site.cache_clear()
    assert re.search(r"République\s+Française", text_of(client, "/"))
    assert "legifrance.gouv.fr" in text_of(client, "/")


def test_the_snippet_names_the_frame_waits_and_keeps_the_selection(
    client: FlaskClient, operator: pytest.MonkeyPatch
) -> None:
    operator.setenv("PANORAMA_PUBLIC_URL", "https://panorama.example")
    page = client.get("/integration?vue=/tendances&ministere=interieur").text
    code = re.search(r"<code>(.*?)</code>", page, re.DOTALL)
    assert code is not None
    snippet = unescape(code[1])
    assert 'src="https://panorama.example/tendances?ministere=interieur&amp;cadre=integration"' in snippet
    assert 'title="Panorama des grands projets numériques de l\'État : Tendances (Ministère\xa0: Intérieur)"' in snippet
    assert 'loading="lazy"' in snippet
    assert "aspect-ratio" in snippet
    assert '<script src="https://panorama.example/integration/hauteur.js" async></script>' in snippet
    assert 'src="/tendances?ministere=interieur&amp;cadre=integration"' in page, "the live preview"


def test_groups_and_single_charts_can_be_embedded(client: FlaskClient) -> None:
    page = client.get("/integration?vue=/graphiques/passage&de=3&a=8&ministere=justice").text
    offered = set(re.findall(r'<option (?:selected )?value="([^"]+)"', page))
    assert {"/", "/tendances/projets", *(f"/graphiques/{name}" for name in CHARTS)} <= offered
    assert "/projets/&lt;projet&gt;" not in offered
    assert 'src="/graphiques/passage?ministere=justice&amp;de=3&amp;a=8&amp;cadre=integration"' in page
    assert "Panorama des grands projets numériques de l'État : D'un total à l'autre" in unescape(page)


def test_the_code_of_a_chart_leads_to_the_sites_that_may_embed_it(client: FlaskClient) -> None:
    (address,) = re.findall(r'href="(/integration#[a-z]+)"', client.get("/graphiques/passage").text)
    about = client.get(address).text.partition(f'id="{address.partition("#")[2]}"')[2]
    assert "Seuls les sites autorisés" in about
    assert "https://www.numerique.gouv.fr" in about
    assert 'href="/mentions-legales"' in about


def test_an_unknown_view_to_embed_is_the_first_one(client: FlaskClient) -> None:
    page = client.get("/integration?vue=//evil.example/<script>").text
    assert "evil.example" not in page
    assert 'src="/?cadre=integration"' in page
    notice = "Valeur inconnue ignorée dans l’adresse"
    assert page.count(notice) == 1
    assert client.get("/integration?ministere=x").text.count(notice) == 1
    assert notice not in client.get("/integration?vue=/tendances/projets").text


def test_the_way_to_the_iframe_of_a_view_stands_on_the_views_that_have_one(client: FlaskClient) -> None:
    assert (
        client.get("/tendances?phase=cadrage").text.count('href="/integration?phase=cadrage&amp;vue=%2Ftendances"') == 2
    )
    page = client.get("/projets/si-samu").text
    assert 'href="/integration"' in page
    assert "/integration?vue" not in page


def test_a_shared_claim_says_its_verdict(client: FlaskClient, operator: pytest.MonkeyPatch) -> None:
    operator.setenv("PANORAMA_PUBLIC_URL", "https://panorama.example")
    query = "serie=ecart-calendaire&amp;constat=plus-bas&amp;edition=13&amp;depuis=1"
    page = client.get(f"/verifier?{query.replace('&amp;', '&')}").text
    assert f'<link rel="canonical" href="https://panorama.example/verifier?{query}">' in page
    said = re.search(r'og:description" content="([^"]*)"', page)
    assert said
    assert re.search("est au plus bas depuis novembre 2016.* Faux. En juillet 2021", unescape(said[1]))
    assert '/assets/apercus/verifier.png"' in page


def test_a_shared_link_shows_title_sentence_and_the_picture_of_its_view(
    client: FlaskClient, operator: pytest.MonkeyPatch
) -> None:
    operator.setenv("PANORAMA_PUBLIC_URL", "https://panorama.example")
    page = client.get("/tendances?ministere=justice&cadre=integration").text
    assert '<link rel="canonical" href="https://panorama.example/tendances?ministere=justice">' in page
    assert '<meta property="og:image" content="https://panorama.example/assets/apercus/tendances.png">' in page
    assert '<meta property="og:title" content="Tendances –' in page


def test_every_view_of_the_navigation_every_group_and_chart_has_a_picture_of_its_own() -> None:
    paths = [path for path, view in VIEWS.items() if view.framed]
    missing = [path for path in paths if preview(path) != preview_name(path)]
    assert not missing, f"bin/draw-previews draws the pictures of {missing}"
    assert max(picture.stat().st_size for picture in PREVIEWS.iterdir()) < 20_000


def test_without_its_address_a_page_claims_none(client: FlaskClient) -> None:
    assert 'rel="canonical"' not in client.get("/tendances").text


@pytest.mark.parametrize("path", list(VIEWS))
def test_the_picture_of_a_view_exists_and_is_light(path: str) -> None:
    assert (PREVIEWS / preview(path)).stat().st_size < 40_000
    assert preview_name(path).endswith(".png")


@pytest.mark.parametrize(
    ("elements", "requests", "kilobytes", "expected"),
    [(224, 20, 600, 82), (300, 15, 700, 79.5), (400, 25, 1024, 71.9), (800, 25, 1024, 57)],
)
def test_eco_index_is_that_of_the_reference(elements: int, requests: int, kilobytes: int, expected: float) -> None:
    assert eco_index(kilobytes, requests, elements) == pytest.approx(expected, abs=0.6)
