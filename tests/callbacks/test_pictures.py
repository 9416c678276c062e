"""Pictures of charts by their addresses: what they are, what they say, what is refused."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from callbacks import slow_exports
from components.charts.catalogue import CHARTS
from components.charts.chart import ComputedChart, compute
from components.files import engine
from components.files.picture import SCALE, WIDTH, chart_svg, picture_document, picture_figure
from components.html.joined_files import plotly_code
from data.model.dataset import Dataset
from data.model.selection import Selection

ADDRESS = "/export/graphique/cout-total"
HOSTILE = "<script>alert(1)</script><a href='https://evil.example'>x</a>\x00\u202e & <b onclick=x>SAMU"
with_engine = pytest.mark.skipif(not engine.engine(), reason="no Chromium on this machine")


def said(svg: bytes) -> str:
    """The texts of a picture, whatever its lines and its spaces."""
    texts = ElementTree.fromstring(svg).itertext()
    return " ".join(" ".join(texts).split())


@pytest.fixture
def hostile_chart(dataset: Dataset) -> ComputedChart:
    """The path of a project that has a name that nobody would wish for."""
    family = dataset.vocabulary.projects
    names = dataset.projects["name"].cat.rename_categories({family.names["si-samu"]: HOSTILE})
    vocabulary = replace(dataset.vocabulary, projects=replace(family, names={**family.names, "si-samu": HOSTILE}))
    renamed = replace(dataset, projects=dataset.projects.assign(name=names), vocabulary=vocabulary)
    return compute(CHARTS["trajectoire"], renamed, Selection(project="si-samu"))


@with_engine
def test_a_png_is_wide_enough_for_a_page_and_made_once(client: FlaskClient, dataset: Dataset) -> None:
    response = client.get(f"{ADDRESS}.png?ministere=justice")
    assert response.status_code == 200
    assert response.content_type == "image/png"
    assert response.data.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(response.data[16:20], "big") == WIDTH * SCALE >= 1000
    name = f"panorama-cout-total-ministere-justice-{dataset.id}.png"
    assert f'filename="{name}"' in response.headers["Content-Disposition"]
    assert response.headers["X-Panorama-Dataset"] == dataset.id
    assert "licence-ouverte" in response.headers["Link"]
    with slow_exports.export_slot(), slow_exports.export_slot():
        assert client.get(f"{ADDRESS}.png?inconnu=1&ministere=justice").data == response.data
    tag = {"If-None-Match": response.headers["ETag"]}
    assert client.get(f"{ADDRESS}.png?ministere=justice", headers=tag).status_code == 304


@with_engine
def test_an_svg_says_its_title_selection_source_and_dataset(client: FlaskClient, dataset: Dataset) -> None:
    response = client.get(f"{ADDRESS}.svg?ministere=justice")
    assert response.status_code == 200
    assert response.mimetype == "image/svg+xml"
    chart = compute(CHARTS["cout-total"], dataset, Selection(ministries=("justice",)))
    told = said(response.data)
    assert " ".join(chart.narrative.heading.split()) in told
    assert " ".join(chart.narrative.subtitle.split()) in told
    assert "Sélection : " in told
    assert "Justice" in told
    assert "Licence Ouverte 2.0" in told
    assert dataset.id in told
    assert all(entry.name in told for entry in chart.legend)


@with_engine
def test_a_hostile_name_is_text(hostile_chart: ComputedChart) -> None:
    svg = chart_svg(hostile_chart, plotly_code())
    assert "<script>alert(1)</script><a href=" in said(svg)
    elements = list(ElementTree.fromstring(svg).iter())
    assert not [element for element in elements if element.tag.endswith(("}script", "}a", "}foreignObject"))]
    assert not [name for element in elements for name in element.attrib if name.startswith("on")]


def test_a_hostile_name_never_leaves_its_script(hostile_chart: ComputedChart) -> None:
    assert "alert(1)" in str(picture_figure(hostile_chart))
    document = picture_document(hostile_chart, "svg")
    assert document.count("<script") == 2
    assert "<a " not in document
    assert not set(document) & {"\x00", "\u202e"}


@pytest.mark.parametrize("name", CHARTS)
def test_the_words_of_every_chart_stand_inside_its_picture(dataset: Dataset, name: str) -> None:
    chart = compute(CHARTS[name], dataset, Selection(project="si-samu"))
    before = str(chart.figure)
    figure = picture_figure(chart)
    title, _, foot = figure["layout"]["annotations"][-3:]
    assert title["text"].startswith("<b>")
    assert dataset.id in foot["text"]
    assert title["yshift"] <= figure["layout"]["margin"]["t"]
    assert -foot["yshift"] <= figure["layout"]["margin"]["b"]
    assert str(chart.figure) == before


@pytest.mark.parametrize("path", ["nope.png", "nope.svg", "cout-total.gif", "cout-total.png.exe", ".png"])
def test_any_other_picture_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/export/graphique/{path}").status_code == 404


def test_a_third_file_at_once_is_asked_to_come_back(client: FlaskClient) -> None:
    with slow_exports.export_slot(), slow_exports.export_slot():
        response = client.get(f"{ADDRESS}.svg?ministere=culture")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == str(slow_exports.RETRY_SECONDS)


def test_a_server_without_an_engine_says_what_to_do(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANORAMA_PDF_ENGINE", "")
    engine.engine.cache_clear()
    try:
        for form in ("png", "svg"):
            response = client.get(f"{ADDRESS}.{form}?ministere=armees")
            assert response.status_code == 503
            assert "«\u00a0Image PNG\u00a0»" in response.text
            assert "navigateur" in response.text
    finally:
        engine.engine.cache_clear()


def test_an_engine_that_makes_nothing_is_told_as_one_that_is_missing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANORAMA_PDF_ENGINE", "true")
    engine.engine.cache_clear()
    try:
        assert client.get(f"{ADDRESS}.png?ministere=armees").status_code == 503
    finally:
        engine.engine.cache_clear()
