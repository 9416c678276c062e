"""What every answer says of itself: policy, who may embed, how long it may be kept."""

from collections.abc import Iterator

import pytest
from flask import Response
from flask.testing import FlaskClient

from callbacks.headers import content_security_policy, frame_ancestors
from components.addresses.site import Site, site
from components.views import VIEWS

PATHS = [example for view in VIEWS.values() for example in (view.examples or (view.path,))[:1]]
ANSWERS = [*PATHS, "/nope", "/healthz", "/robots.txt", "/export/projets.csv", "/assets/favicon.svg"]


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The environment of the site, read anew after each change of `monkeypatch`."""
    site.cache_clear()
    yield monkeypatch
    site.cache_clear()


def directives(response: Response) -> dict[str, str]:
    policy = response.headers["Content-Security-Policy"]
    return {name: value for name, _, value in (part.strip().partition(" ") for part in policy.split(";"))}


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_says_who_may_embed_and_never_by_the_old_header(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert directives(response)["frame-ancestors"] == "'self' https://www.numerique.gouv.fr"
    assert directives(response)["default-src"] == "'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-site"
    assert "X-Frame-Options" not in response.headers
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", [*PATHS, "/nope"])
def test_a_page_runs_only_its_own_scripts(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    policy = directives(response)
    assert policy["script-src"].startswith("'self' 'sha256-")
    assert "unsafe" not in policy["script-src"]
    assert policy["frame-src"] == ("'self'" if path == "/integration" else "'none'")
    assert (policy["base-uri"], policy["object-src"], policy["form-action"]) == ("'none'", "'none'", "'self'")
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_operator_names_who_may_embed(client: FlaskClient, operator: pytest.MonkeyPatch) -> None:
    operator.setenv("PANORAMA_FRAME_ANCESTORS", "https://a.example https://b.example")
    assert directives(client.get("/"))["frame-ancestors"] == "'self' https://a.example https://b.example"


@pytest.mark.parametrize("origins", ["", "'self'", " 'self'  https://a.example "])
def test_the_site_may_always_embed_itself(origins: str) -> None:
    assert frame_ancestors(Site(frame_ancestors=origins)).startswith("frame-ancestors 'self'")
    assert frame_ancestors(Site(frame_ancestors=origins)).count("'self'") == 1


def test_strict_transport_is_only_asked_over_https(client: FlaskClient) -> None:
    plain = client.get("/stats")
    assert "Strict-Transport-Security" not in plain.headers
    assert "upgrade-insecure-requests" not in directives(plain)
    for secure in (
        client.get("/stats", base_url="https://localhost"),
        client.get("/stats", headers={"X-Forwarded-Proto": "https"}),
    ):
        assert secure.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert "upgrade-insecure-requests" in directives(secure)


def test_an_isolated_parent_can_embed_where_the_operator_says_so(
    client: FlaskClient, operator: pytest.MonkeyPatch
) -> None:
    operator.setenv("PANORAMA_ISOLATED_PARENT", "1")
    response = client.get("/?cadre=integration")
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Cross-Origin-Embedder-Policy"] == "require-corp"


@pytest.mark.parametrize("path", PATHS)
def test_only_embedded_views_ask_not_to_be_listed(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}?cadre=integration").headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get(path).headers


@pytest.mark.parametrize("path", ["/", "/stats"])
def test_a_page_is_asked_again_but_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_an_asset_of_a_dated_address_is_kept_for_good(client: FlaskClient) -> None:
    assert "immutable" in client.get("/assets/15-frame.js?m=1").headers["Cache-Control"]
    assert "immutable" not in client.get("/assets/15-frame.js").headers.get("Cache-Control", "")


def test_hashes_of_inline_scripts_are_in_the_policy() -> None:
    assert "script-src 'self' 'sha256-abc'" in content_security_policy(Site(), ("'sha256-abc'",))
