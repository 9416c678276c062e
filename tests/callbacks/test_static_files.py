"""Scripts and styles: few, immutable, compressed, and the figures' trace types in the bundle."""

import base64
import gzip
import hashlib
import re

import brotli
import pytest
from flask.testing import FlaskClient

from components.html import typeface
from components.views import trends

VIEWED = ("/", *(view.path for view in trends.VIEWS), "/graphiques/cout-total")
BUDGETED = [f"{path}{frame}" for path in VIEWED for frame in ("", "?cadre=integration")]
MOST = 80_000
"""Bytes of a page before a gesture."""
BR = {"Accept-Encoding": "gzip, br"}


def joined(client: FlaskClient) -> list[str]:
    document = client.get("/").text
    named = re.findall(r'<(?:script|div|html)[^>]*(?:src|data-plotly)="(/[^"]+\.js)"', document)
    return list(dict.fromkeys(named))


def test_a_page_names_three_scripts_and_asks_for_one(client: FlaskClient) -> None:
    assert len(joined(client)) == 3
    assert len(re.findall(r"<script[^>]* src=", client.get("/").text)) == 1


@pytest.mark.parametrize("address", BUDGETED)
def test_before_a_gesture_a_page_weighs_at_most_80_kilobytes(client: FlaskClient, address: str) -> None:
    page = client.get(address, headers=BR)
    document = brotli.decompress(page.data).decode()
    files = re.findall(r'(?:<script[^>]* src="|<link rel="(?:icon|preload)"[^>]* href="|url\()(/[^")]+)', document)
    assert len(files) <= 3
    weights = {file: len(client.get(file, headers=BR).data) for file in files}
    assert len(page.data) + sum(weights.values()) <= MOST, (len(page.data), weights)


def test_only_the_deck_carries_the_style_of_slides(client: FlaskClient) -> None:
    assert ".diapo-cadre{" in client.get("/presentation").text
    assert ".diapo-cadre{" not in client.get("/tendances").text


def test_each_file_is_served_in_the_form_that_the_browser_accepts(client: FlaskClient) -> None:
    for path in joined(client):
        plain = client.get(path)
        assert plain.status_code == 200
        assert "immutable" in plain.headers["Cache-Control"]
        assert plain.headers["Vary"] == "Accept-Encoding"
        small = client.get(path, headers={"Accept-Encoding": "gzip, br"})
        assert small.headers["Content-Encoding"] == "br"
        assert brotli.decompress(small.data) == plain.data
        middle = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(middle.data) == plain.data


def test_all_that_the_first_view_needs_weighs_at_most_600_kilobytes(client: FlaskClient) -> None:
    sizes = {path: len(client.get(path, headers={"Accept-Encoding": "br"}).data) for path in joined(client)}
    if not any("plotly" in path and size < 400_000 for path, size in sizes.items()):
        pytest.skip("the small plotly.js bundle was not built: no Node.js here")
    document = len(client.get("/tendances", headers={"Accept-Encoding": "br"}).data)
    assert sum(sizes.values()) + document <= 600_000, sizes


def test_the_document_runs_no_inline_script_but_the_one_that_the_policy_names(client: FlaskClient) -> None:
    page = client.get("/")
    for attributes, text in re.findall(r"<script([^>]*)>([^<]*)", page.text):
        if "src=" not in attributes and 'type="application/json"' not in attributes:
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"]


def test_the_typeface_is_one_small_immutable_file_that_the_policy_allows(client: FlaskClient) -> None:
    font = typeface.web_font()
    if font is None:
        pytest.skip("the typeface was not built: no Node.js here")
    page = client.get("/")
    assert f"url({font[0]})" in page.text
    assert "font-src 'self'" in page.headers["Content-Security-Policy"]
    response = client.get(font[0], headers={"Accept-Encoding": "gzip, br"})
    assert response.content_type == "font/woff2"
    assert response.data == font[1]
    assert "immutable" in response.headers["Cache-Control"]
    assert "Content-Encoding" not in response.headers
