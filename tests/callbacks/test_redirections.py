"""Old addresses, and addresses with a final slash, lead where they should; nothing that they say is lost."""

import pytest
from flask.testing import FlaskClient

from components.charts.catalogue import CHARTS
from components.views import VIEWS


@pytest.mark.parametrize("name", list(CHARTS))
def test_a_chart_of_an_old_address_has_its_page(client: FlaskClient, name: str) -> None:
    response = client.get(f"/tendances?graphique={name}")
    assert (response.status_code, response.headers["Location"]) == (301, f"/graphiques/{name}")
    page = client.get(response.headers["Location"])
    assert page.status_code == 200
    assert page.text.count('data-chart="') == 1
    assert f'data-chart="{name}"' in page.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/?graphique=cout-total&ministere=interieur", "/graphiques/cout-total?ministere=interieur"),
        (
            "/tendances?ministere=interieur&ministere=justice&graphique=passage&de=3&a=8&cadre=integration",
            "/graphiques/passage?ministere=interieur&ministere=justice&de=3&a=8&cadre=integration",
        ),
        ("/comparer?graphique=passage&de=13", "/graphiques/passage?de=13"),
        (
            "/integration?vue=/tendances&graphique=carte&phase=cadrage",
            "/integration?vue=%2Fgraphiques%2Fcarte&phase=cadrage",
        ),
    ],
)
def test_the_other_parameters_of_an_old_address_are_kept(client: FlaskClient, old: str, new: str) -> None:
    assert client.get(old).headers["Location"] == new
    assert client.get(new).status_code == 200


def test_an_unknown_chart_in_an_old_address_is_ignored_with_a_notice(client: FlaskClient) -> None:
    page = client.get("/tendances?graphique=xyzzy")
    assert page.status_code == 200
    assert "Valeur inconnue ignorée" in page.text
    assert "xyzzy" not in page.text


@pytest.mark.parametrize("path", [*(path for path in VIEWS if "<" not in path and path != "/"), "/projets/si-samu"])
def test_a_final_slash_leads_to_the_page_without_it(client: FlaskClient, path: str) -> None:
    response = client.get(f"{path}/?ministere=justice&q=a%26b%0A")
    assert (response.status_code, response.headers["Location"]) == (308, f"{path}?ministere=justice&q=a%26b%0A")
    assert client.get(f"{path}/").headers["Location"] == path


@pytest.mark.parametrize("path", ["/nope/", "/projets/nope/", "/tendances//x/", "/graphiques/", "/graphiques/nope/"])
def test_a_final_slash_after_nothing_known_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path, follow_redirects=True).status_code == 404


def test_the_sitemap_names_groups_and_charts(client: FlaskClient) -> None:
    text = client.get("/sitemap.xml").text
    for path in ("/tendances/projets", "/graphiques/cout-total", "/graphiques/trajectoire"):
        assert f"{path}</loc>" in text
