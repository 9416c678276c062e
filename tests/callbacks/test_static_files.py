"""Scripts and styles: few, immutable, compressed, and the figures' trace types in the bundle."""

import gzip
import re

import brotli
import pytest
from flask.testing import FlaskClient

from components.html import typeface


def joined(client: FlaskClient) -> list[str]:
    document = client.get("/").text
    named = re.findall(r'<(?:script|div)[^>]*src="(/[^"]+\.js)"', document)
    return list(dict.fromkeys(named))


def test_a_page_asks_for_few_files(client: FlaskClient) -> None:
    assert len(joined(client)) == 3


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


def test_the_document_runs_no_inline_script(client: FlaskClient) -> None:
    for script in re.findall(r"<script([^>]*)>", client.get("/").text):
        assert "src=" in script or 'type="application/json"' in script


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
