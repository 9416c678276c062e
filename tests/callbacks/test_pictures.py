"""Pictures of charts by their addresses: what they are, how they are named, what is refused."""

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from callbacks import slots
from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from components.files.picture import PAGE
from data.model.dataset import Dataset
from data.model.selection import Selection

ADDRESS = "/export/graphique/cout-total"


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_a_png_is_wide_enough_for_a_page_and_made_once(client: FlaskClient, dataset: Dataset) -> None:
    response = client.get(f"{ADDRESS}.png?ministere=justice")
    assert response.status_code == 200
    assert response.content_type == "image/png"
    assert size(response.data)[0] == PAGE.width * PAGE.scale >= 2_000
    name = f"panorama-cout-total-ministere-justice-{dataset.id}.png"
    assert f'filename="{name}"' in response.headers["Content-Disposition"]
    assert response.headers["X-Panorama-Dataset"] == dataset.id
    assert "licence-ouverte" in response.headers["Link"]
    with slots.EXPORTS.hold(), slots.EXPORTS.hold(), slots.EXPORTS.hold():
        assert client.get(f"{ADDRESS}.png?inconnu=1&ministere=justice").data == response.data
    tag = {"If-None-Match": response.headers["ETag"]}
    assert client.get(f"{ADDRESS}.png?ministere=justice", headers=tag).status_code == 304


def test_a_png_for_a_slide_is_another_picture_under_another_name(client: FlaskClient, dataset: Dataset) -> None:
    response = client.get(f"{ADDRESS}.png?ministere=justice&usage=diapositive")
    assert response.status_code == 200
    assert size(response.data) == (1920, 1080)
    name = f"panorama-cout-total-diapositive-ministere-justice-{dataset.id}.png"
    assert f'filename="{name}"' in response.headers["Content-Disposition"]
    assert response.data != client.get(f"{ADDRESS}.png?ministere=justice").data


@pytest.mark.parametrize("usage", ["affiche", "diapositive2", "%00", "DIAPOSITIVE"])
def test_an_unknown_usage_is_refused_in_french(client: FlaskClient, usage: str) -> None:
    response = client.get(f"{ADDRESS}.png?usage={usage}")
    assert response.status_code == 400
    assert "Demande incorrecte" in response.text


def test_an_svg_says_its_title_selection_source_and_dataset(client: FlaskClient, dataset: Dataset) -> None:
    response = client.get(f"{ADDRESS}.svg?ministere=justice")
    assert response.status_code == 200
    assert response.mimetype == "image/svg+xml"
    chart = compute(CHARTS["cout-total"], dataset, Selection(ministries=("justice",)))
    written = " ".join(" ".join(ElementTree.fromstring(response.data).itertext()).split())
    for text in (chart.narrative.heading, chart.narrative.subtitle, *(entry.name for entry in chart.legend)):
        assert " ".join(text.split()) in written
    assert "Sélection : " in written
    assert "Justice" in written
    assert "Licence Ouverte 2.0" in written
    assert dataset.id in written


def test_every_link_of_a_card_leads_to_its_file_with_the_selection(client: FlaskClient) -> None:
    page = client.get("/?ministere=justice").text
    links = [unescape(address) for address in re.findall(r'href="(/export/graphique/cout-total[^"]*)"', page)]
    assert links == [
        f"{ADDRESS}.csv?ministere=justice",
        f"{ADDRESS}.png?ministere=justice",
        f"{ADDRESS}.svg?ministere=justice",
        f"{ADDRESS}.png?ministere=justice&usage=diapositive",
    ]
    assert all(client.get(address).status_code == 200 for address in links)


@pytest.mark.parametrize("path", ["nope.png", "nope.svg", "cout-total.gif", "cout-total.png.exe", ".png"])
def test_any_other_picture_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/export/graphique/{path}").status_code == 404


def test_a_third_file_at_once_is_asked_to_come_back(client: FlaskClient) -> None:
    with slots.EXPORTS.hold(), slots.EXPORTS.hold(), slots.EXPORTS.hold():
        response = client.get(f"{ADDRESS}.svg?ministere=culture")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == str(slots.EXPORTS.retry_seconds)
