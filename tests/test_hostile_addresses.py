"""Whatever address, host, method or body comes: a page, a file or a French refusal; nothing of it comes back."""

import re
import socket
import time
from itertools import product
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import create_app
from callbacks import request_guard
from components.addresses.view_state import parse_query, to_query
from components.views import VIEWS
from data.model.dataset import Dataset
from tests.browser.conftest import start_server, stop_server
from tests.fuzz import TIMES

MARK = "zqxj"
PAYLOADS = (
    f"<script>{MARK}</script>",
    f'"><img src=x onerror={MARK}>',
    f"javascript:{MARK}",
    f"{MARK}' OR 1=1--",
    f"{{{{{MARK}}}}}",
    f"../../{MARK}",
    f"{MARK}\r\nSet-Cookie: a=b",
    f"{MARK}\0",
    f"\u202e{MARK}\ufeff",
    f"{MARK}" + "é" * 400,
)
PARAMETERS = (
    *("ministere", "phase", "zone", "tranche", "interministeriel", "depuis", "jusqua", "q", "graphique", "cadre"),
    *("de", "a", "communs", "tri", "ordre", "colonnes", "page", "projet", "vue", "inconnu"),
)

NOISE = (
    *("/.git/config", "/.env", "/wp-login.php", "/wp-admin/", "/phpmyadmin/", "/_mcp", "/_mcp/", "/admin"),
    *("/actuator/health", "/cgi-bin/test", "/_reload-hash", "/_alive_x", "/console", "/debug", "/_dash-ws-callback"),
    *("/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/..%2f..%2fetc/passwd", "/assets/%00", "/static/app.py"),
    *("/_dash-component-suites/dash/dash.py", "/_dash-component-suites/os/path.py", "/_dash-component-suites/dash/"),
    *("/_dash-component-suites/x/y.js", "/_dash-component-suites/dash/dcc/nope.js", "/_dash-component-suites/"),
    *("/_dash-component-suites/dash/../../app.py", "/_dash-component-suites/plotly/package_data/x.js"),
    *("/export/projets.exe", "/export/x.csv", "/export/graphique/x.csv", "/export/graphique/..csv", "/export/"),
    *("/export/../../etc/passwd", "/projets/nope/", "/x/", "/projets/%3Cprojet%3E", "/projets/si-samu/x", "/PROJETS"),
    *("/tendances/x/", "/tendances/x", "/projets/x"),
    *("//evil.example/", "/\\evil.example", "/%2f%2fevil.example", "/http://evil.example"),
    *("/%", "/%zz", "/%ff%fe", "/%c0%ae%c0%ae/", "/" + "a" * 3000, "/" + "a/" * 500, "/;a=b", "/.", "/..", "/%0d%0aX:"),
)  # fmt: skip


def hostile_addresses() -> list[str]:
    queries = [f"{name}={quote(payload)}" for name, payload in product(PARAMETERS, PAYLOADS[:6])]
    paths = [path for path in VIEWS if "<" not in path]
    asked = [f"{paths[position % len(paths)]}?{query}" for position, query in enumerate(queries)]
    files = [f"/export/projets.csv?{name}={quote(PAYLOADS[0])}" for name in PARAMETERS]
    inside = [f"/{quote(payload)}" for payload in PAYLOADS] + [f"/projets/{quote(payload)}" for payload in PAYLOADS]
    return [*asked, *files, *inside, *NOISE]


def test_hostile_addresses_are_answered_or_refused_and_never_repeated(client: FlaskClient) -> None:
    asked = hostile_addresses()
    assert len(asked) >= 200
    for address in asked:
        began = time.thread_time()
        answer = client.get(address)
        assert answer.status_code in (200, 304, 400, 404, 414), address
        assert not any("evil" in value for _, value in answer.headers), address
        if "q=" not in address:
            # A search stands in its field and in the words of the selection, as text; nothing else comes back.
            assert MARK not in answer.text, address
            assert not any(MARK in value for _, value in answer.headers), address
        assert f"<script>{MARK}" not in answer.text, address
        assert "<img src=x" not in answer.text, address
        assert "Set-Cookie" not in answer.headers
        assert time.thread_time() - began < 2.0, address


def test_scanner_noise_is_not_found(client: FlaskClient) -> None:
    for address in NOISE:
        answer = client.get(address)
        assert answer.status_code in (400, 404) or address in ("//evil.example/", "/."), (address, answer.status_code)
        assert "Traceback" not in answer.text
        assert answer.content_type.startswith("text/html")


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "FOO"])
def test_only_three_methods_are_known(client: FlaskClient, method: str) -> None:
    for path in ("/", "/export/projets.csv", "/_dash-update-component", "/nope"):
        answer = client.open(path, method=method)
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]


def test_a_page_takes_no_body(client: FlaskClient) -> None:
    for path in ("/", "/export/projets.csv", "/healthz"):
        assert client.post(path, data="x").status_code == 405


def test_long_addresses_and_many_parameters_are_refused(client: FlaskClient) -> None:
    assert client.get("/?q=" + "a" * 5000).status_code == 414
    assert client.get("/?" + "&".join(["ministere=x"] * 300)).status_code == 400
    assert client.get("/?" + "&".join(["ministere=x"] * 150)).status_code == 200
    assert client.get("/" + "a" * 5000).status_code == 414
    long_of_all = "&".join(f"{name}=" + "x" * 180 for name in PARAMETERS)
    assert client.get(f"/?{long_of_all}").status_code == 200


def test_the_first_value_of_what_has_one_wins(client: FlaskClient) -> None:
    twice = client.get("/comparer?de=3&de=5&a=8&a=9")
    assert twice.headers["ETag"] == client.get("/comparer?de=3&a=8").headers["ETag"]


def test_every_script_of_dash_that_exists_is_served(client: FlaskClient) -> None:
    document = client.get("/").text
    for path in re.findall(r'(?:src|href)="(/_dash-component-suites/[^"]+)"', document):
        assert client.get(path).status_code == 200
    assert client.get("/_dash-component-suites/dash/dcc/async-markdown.js").status_code == 200


def test_other_hosts_are_refused_once_hosts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANORAMA_TRUSTED_HOSTS", "panorama.example .interne.example")
    own = create_app().server.test_client()
    for host in ("panorama.example", "panorama.example:8050", "a.interne.example"):
        assert own.get("/healthz", headers={"Host": host}).status_code == 200
    for host in ("evil.example", "panorama.example.evil.example", "", "a b", "[::1", 'x"><script>'):
        answer = own.get("/", headers={"Host": host})
        assert answer.status_code == 400
        assert "evil" not in answer.text


def test_forged_forwarding_headers_change_nothing_in_a_page(client: FlaskClient) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil", "Forwarded": "host=evil.example"}
    for path in ("/", "/sitemap.xml", "/robots.txt", "/nope"):
        assert "evil" not in client.get(path, headers=forged).text
    assert "evil" not in client.get("/", headers={"Host": "evil.example"}).text


def test_development_tools_and_the_mcp_server_are_off(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DASH_MCP_ENABLED", "DASH_DEBUG", "FLASK_DEBUG", "DASH_UI", "DASH_HOT_RELOAD"):
        monkeypatch.setenv(name, "true")
    own = create_app()
    assert not own.server.debug
    tools = own.server.test_client()
    for path in ("/_mcp", "/_reload-hash", "/_alive_x", "/_dash-ws-callback"):
        assert tools.get(path).status_code == 404
        assert tools.post(path, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).status_code in (404, 405)
    config = re.search(r'id="_dash-config"[^>]*>(.*?)<', tools.get("/").text)
    assert config is not None
    assert '"ui":true' not in config[1].replace(" ", "")
    assert not any("_mcp" in rule.rule for rule in own.server.url_map.iter_rules())


@settings(max_examples=300 * TIMES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(PARAMETERS), st.text(max_size=30) | st.sampled_from(PAYLOADS)), max_size=6))
def test_any_address_is_a_state_and_its_own_address_is_the_same_state(
    dataset: Dataset, pairs: list[tuple[str, str]]
) -> None:
    asked: dict[str, list[str]] = {}
    for name, value in pairs:
        asked.setdefault(name, []).append(value)
    state = parse_query(asked, dataset, ("cout-total",), ())
    assert MARK not in str(state.ignored)
    query = to_query(state)
    from urllib.parse import parse_qs

    again = parse_query(parse_qs(query.removeprefix("?")), dataset, ("cout-total",), ())
    assert to_query(again) == query


RAW = (
    (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400"),
    (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-A: b\r\n" * 200 + b"\r\n", b"431"),
    (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"414"),
    (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
    (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde", b"400"),
    (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", b"501"),
    (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", b"400"),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"400"),
    (b"GET  HTTP/1.1\r\n\r\n", b"400"),
)


def test_requests_that_mislead_a_proxy_are_refused_and_no_answer_names_the_server() -> None:
    process, address = start_server(PANORAMA_WARM_UP="0")
    host, port = address.removeprefix("http://").split(":")
    try:
        for sent, status in RAW:
            with socket.create_connection((host, int(port)), timeout=5) as connection:
                connection.sendall(sent + b"\r\n\r\n")
                head = connection.recv(200).split(b"\r\n")[0]
                # gunicorn words some of these as 505 or 400, all before the application.
                assert head[9:12] == status or head[9:10] == b"4" or head[9:12] == b"505", (sent[:40], head)
        for path in ("/", "/nope", "/assets/favicon.svg"):
            with socket.create_connection((host, int(port)), timeout=5) as connection:
                connection.sendall(f"GET {path} HTTP/1.0\r\nHost: a\r\n\r\n".encode())
                head = connection.makefile("rb").read().partition(b"\r\n\r\n")[0].lower()
                assert b"content-security-policy:" in head
                assert b"\nserver:" not in head
                assert b"gunicorn" not in head
    finally:
        stop_server(process)


def test_the_limit_on_addresses_is_the_servers_own() -> None:
    import runpy

    assert runpy.run_path("gunicorn.conf.py")["limit_request_line"] == request_guard.MAX_ADDRESS
