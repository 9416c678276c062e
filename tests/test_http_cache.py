"""Pages and files are asked for by their tag; what is asked twice is computed once, by whichever process."""

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

from callbacks import answers, request_guard
from components.views import VIEWS
from data import store
from data.model.dataset import Dataset
from data.store.result_cache import get_results

PAGES = [path for path in VIEWS if "<" not in path]
FILES = ["/export/projets.csv", "/export/editions.csv", "/export/projets.json", "/export/graphique/cout-total.csv"]
BR = {"Accept-Encoding": "br"}


@pytest.mark.parametrize("path", [*PAGES, *FILES, "/projets/si-samu", "/editions.atom"])
def test_what_a_browser_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path, headers=BR)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(path, headers={**BR, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "no-cache"
    assert again.headers["X-Panorama-Dataset"] == store.current().id
    assert client.get(path, headers={**BR, "If-None-Match": '"other"'}).status_code == 200


def test_one_selection_has_one_tag_whatever_the_order_of_its_address(client: FlaskClient) -> None:
    one = client.get("/tendances?ministere=interieur&ministere=justice&phase=cadrage&inconnu=1")
    other = client.get("/tendances?phase=cadrage&ministere=justice&ministere=interieur")
    assert one.headers["ETag"] == other.headers["ETag"]
    assert one.data == other.data


def test_another_selection_view_or_dataset_has_another_tag(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tag(address: str) -> str:
        return client.get(address).headers["ETag"]

    tags = [tag(address) for address in ("/", "/tendances", "/?ministere=interieur", "/?cadre=integration")]
    assert len(set(tags)) == len(tags)
    assert tag("/?ministere=xyzzy") != tags[0]  # it says that a value was ignored
    monkeypatch.setattr(answers, "release", lambda: "another")
    assert tag("/") != tags[0]


def test_a_page_asked_twice_is_computed_once(client: FlaskClient) -> None:
    address = "/tendances?phase=cadrage&tranche=9-20"
    first = client.get(address, headers=BR)
    before = get_results().stats()
    again = client.get(address, headers=BR)
    after = get_results().stats()
    assert again.data == first.data
    assert again.headers["Content-Encoding"] == "br"
    assert (after.misses, after.hits) == (before.misses, before.hits + 1)


def test_each_browser_gets_the_form_that_it_accepts(client: FlaskClient) -> None:
    plain = client.get("/methode" if "/methode" in VIEWS else "/")
    assert "Content-Encoding" not in plain.headers
    for form, encoding in (("br", "br"), ("gzip", "gzip"), ("gzip, br", "br"), ("br;q=0, gzip", "gzip")):
        answer = client.get("/", headers={"Accept-Encoding": form})
        assert answer.headers["Content-Encoding"] == encoding
        assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path", ["/export/projets.csv", "/export/projets.json", "/editions.atom", "/nope", "/assets/15-frame.js"]
)
def test_text_computed_on_the_way_is_compressed_as_pages_are(client: FlaskClient, path: str) -> None:
    plain = client.get(path)
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == "Accept-Encoding"
    for accepted, expand in (("gzip, br", brotli.decompress), ("br;q=0, gzip", gzip.decompress)):
        answer = client.get(path, headers={"Accept-Encoding": accepted})
        assert answer.headers["Vary"] == "Accept-Encoding"
        if plain.status_code == 200:
            assert expand(answer.data) == plain.data
            assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain.data)
            known = {"Accept-Encoding": accepted, "If-None-Match": answer.headers["ETag"]}
            assert client.get(path, headers=known).status_code == 304
    assert client.head(path, headers=BR).data == b""


def test_what_is_short_partial_or_compressed_by_its_format_is_left_alone(client: FlaskClient) -> None:
    for path in ("/robots.txt", "/healthz", "/export/projets.xlsx", "/export/editions.ods"):
        assert "Content-Encoding" not in client.get(path, headers=BR).headers
    part = client.get("/assets/15-frame.js", headers={**BR, "Range": "bytes=0-9"})
    assert (part.status_code, len(part.data)) == (206, 10)
    assert "Content-Encoding" not in part.headers


def test_the_answer_of_a_callback_is_kept_for_whoever_asks_the_same(client: FlaskClient) -> None:
    def answer(query: str) -> bytes:
        return client.post(request_guard.PATH, json=request_guard.request_of("/tendances", query), headers=BR).data

    first = answer("ministere=interieur&ministere=justice")
    before = get_results().stats().misses
    assert answer("ministere=interieur&ministere=justice") == first
    assert get_results().stats().misses == before
    assert answer("ministere=interieur") != first


def test_a_failed_page_is_not_kept(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from callbacks import pages

    def fail(*_: object) -> None:
        raise RuntimeError("a fault of the service")

    monkeypatch.setattr(pages, "document_of", fail)
    address = "/tendances?phase=cadrage&depuis=2&jusqua=9"
    assert client.get(address).status_code == 500
    monkeypatch.undo()
    assert client.get(address).status_code == 200


def test_every_answer_names_its_dataset(client: FlaskClient, dataset: Dataset) -> None:
    for path in ("/", "/export/projets.csv", "/healthz"):
        assert client.get(path).headers["X-Panorama-Dataset"] == dataset.id


@pytest.mark.parametrize("path", ["/export/nothing.csv", "/export/graphique/nothing.csv"])
def test_a_star_matches_no_unknown_file(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == 404
