"""Files that machines ask for, and the pages of errors."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from app import create_app
from callbacks import pages
from components.addresses.site import site
from components.views import VIEWS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    site.cache_clear()
    yield monkeypatch
    site.cache_clear()


def test_robots_may_read_all_and_find_the_sitemap(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "User-agent: *" in text
    assert "Disallow: /\n" not in text
    assert re.search(r"^Sitemap: https?://.+/sitemap\.xml$", text, re.MULTILINE)


def test_the_sitemap_names_every_view_and_project_and_each_answers(client: FlaskClient) -> None:
    tree = ElementTree.fromstring(client.get("/sitemap.xml").data)
    addresses = [node.text or "" for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    paths = [re.sub(r"^https?://[^/]+", "", address) for address in addresses]
    assert {path for path in VIEWS if "<" not in path} <= set(paths)
    assert len([path for path in paths if path.startswith("/projets/")]) == 108
    for path in paths[::12]:
        assert client.get(path).status_code == 200


def test_whole_addresses_are_those_that_the_operator_gave(client: FlaskClient, operator: pytest.MonkeyPatch) -> None:
    operator.setenv("PANORAMA_PUBLIC_URL", "https://panorama.example/")
    for path in ("/robots.txt", "/sitemap.xml", "/.well-known/security.txt", "/tendances", "/integration"):
        text = client.get(path, headers={"Host": "evil.example"}).text
        assert "https://panorama.example/" in text
        assert "evil.example" not in text


def test_no_page_is_built_from_the_host_that_a_request_claims(client: FlaskClient) -> None:
    for path in ("/", "/integration", "/mentions-legales", "/nope"):
        assert "evil.example" not in client.get(path, headers={"Host": "evil.example"}).text


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example:80", "localhost:80@evil.example", 'x"><b>', ""]
)
def test_no_file_for_machines_is_built_from_the_host_that_a_request_claims(client: FlaskClient, host: str) -> None:
    for path in ("/robots.txt", "/sitemap.xml", "/.well-known/security.txt"):
        text = client.get(path, headers={"Host": host, "X-Forwarded-Host": "evil.example"}).text
        assert "http://localhost:8050/" in text
        assert "evil" not in text
        assert "<b>" not in text


def test_files_for_machines_name_the_host_that_the_operator_trusts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANORAMA_TRUSTED_HOSTS", "panorama.example")
    own = create_app().server.test_client()
    proxied = {"Host": "panorama.example", "X-Forwarded-Proto": "https"}
    assert "Sitemap: https://panorama.example/sitemap.xml" in own.get("/robots.txt", headers=proxied).text


def test_security_txt_has_a_contact_and_an_expiry_ahead_by_less_than_a_year(client: FlaskClient) -> None:
    text = client.get("/.well-known/security.txt").text
    fields = dict(line.split(": ", 1) for line in text.splitlines() if not line.startswith("#"))
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)
    assert re.match(r"(mailto:|https?://)", fields["Contact"])
    assert fields["Preferred-Languages"] == "fr, en"


def test_the_height_script_may_be_fetched_by_any_site_and_checks_where_messages_come_from(client: FlaskClient) -> None:
    response = client.get("/integration/hauteur.js")
    assert response.mimetype == "text/javascript"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "event.origin !== origin" in response.text


def test_publiccode_has_the_keys_that_catalogues_need() -> None:
    text = (ROOT / "publiccode.yml").read_text(encoding="utf-8")
    keys = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    needed = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description"}
    assert {*needed, "legal", "maintenance", "localisation"} <= keys
    assert "license: MIT" in text
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None
    assert f'softwareVersion: "{version[1]}"' in text


@pytest.mark.parametrize("path", ["/nope", "/projets/nope", "/export/nope.csv", "/.git/config"])
def test_an_unknown_address_is_a_french_page_with_a_way_out(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "Page introuvable" in response.text
    assert 'href="/"' in response.text
    assert "Menu principal" in response.text


def test_a_fault_gives_a_reference_that_the_log_has_and_nothing_of_the_fault(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(pages, "layout_of", fail)
    # A page that was computed before the fault is still there.
    response = client.get("/stats?cadre=integration&depuis=3")
    assert response.status_code == 500
    assert "Erreur inattendue" in response.text
    assert "secret detail" not in response.text
    assert "Traceback" not in response.text
    reference = re.search(r"<code>([0-9a-f]{8})</code>", response.text)
    assert reference is not None
    assert reference[1] in caplog.text
    assert "secret detail" in caplog.text
    assert response.headers["X-Content-Type-Options"] == "nosniff"
