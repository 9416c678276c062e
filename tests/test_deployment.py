"""Two replicas with one Redis behind the nginx of `deploy/`, for real: same bytes, micro-cache, a lost replica."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.browser.conftest import ROOT, free_port, start_server, stop_server

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
REDIS = shutil.which("redis-server")
pytestmark = pytest.mark.skipif(
    NGINX is None or REDIS is None, reason="nginx or redis-server is not installed: `make test` installs them"
)


@dataclass
class Site:
    """Addresses of the front and of its replicas, and the replicas' processes."""

    front: str
    replicas: list[tuple[subprocess.Popen[bytes], str]]


def get(address: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.read(), dict(response.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("nginx")
    redis_port, front_port = free_port(), free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    redis = subprocess.Popen([str(REDIS), "--port", str(redis_port), "--bind", "127.0.0.1", "--save", ""], **quiet)
    shared = {"PANORAMA_CACHE_URL": f"redis://127.0.0.1:{redis_port}/0"}
    # Other seeds of the hash: the bytes must not depend on the order of sets.
    replicas = [start_server(**shared, PYTHONHASHSEED=seed) for seed in ("1", "2")]
    settings = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for number, (_, address) in enumerate(replicas, start=1):
        settings = settings.replace(f"panorama-{number}:8050", address.removeprefix("http://"))
    settings = settings.replace("listen 8080", f"listen 127.0.0.1:{front_port}")
    settings = settings.replace("/tmp/panorama-nginx", str(folder))
    # All requests of the test come from one address.
    settings = re.sub(r"rate=\d+r/s", "rate=5000r/s", settings)
    settings = settings.replace("client_header_timeout 10s", "client_header_timeout 1s")
    if os.getuid() == 0:
        # Its workers would otherwise become another user, to whom the test's folder is closed.
        settings = f"user root;\n{settings}"
    configuration = folder / "nginx.conf"
    configuration.write_text(settings, encoding="utf-8")
    nginx = subprocess.Popen([str(NGINX), "-c", str(configuration), "-g", "daemon off;"])
    front = f"http://127.0.0.1:{front_port}"
    _wait_for(front)
    yield Site(front, replicas)
    nginx.send_signal(signal.SIGTERM)
    nginx.wait(timeout=10)
    for process, _ in replicas:
        if process.poll() is None:
            stop_server(process)
    redis.terminate()
    redis.wait(timeout=10)


def _wait_for(front: str) -> None:
    for _ in range(100):
        try:
            get(f"{front}/healthz")
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the front did not answer in 10 s")


@pytest.mark.parametrize("path", ["/", "/tendances?ministere=interieur", "/export/projets.csv", "/export/editions.csv"])
def test_any_replica_gives_the_same_bytes(site: Site, path: str) -> None:
    bodies = [get(f"{address}{path}")[1] for _, address in site.replicas]
    assert bodies[0] == bodies[1]


def test_the_front_keeps_a_page_for_a_second_and_the_forms_apart(site: Site) -> None:
    path = f"{site.front}/tendances?phase=deploiement"
    first, second = (get(path, **{"Accept-Encoding": "br"}) for _ in range(2))
    assert second[2]["X-Cache"] == "HIT"
    assert first[2]["Content-Encoding"] == second[2]["Content-Encoding"] == "br"
    plain = get(path)
    assert "Content-Encoding" not in plain[2]
    assert plain[1].startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize("path", ["/", "/projets?phase=termine", "/export/projets.csv", "/editions.atom", "/nope"])
def test_every_client_gets_an_encoding_that_it_reads_warm_or_cold(site: Site, path: str) -> None:
    readable = {
        **dict.fromkeys(("gzip, *", "br;q=0, gzip", "gzip;q=1.0, identity; q=0.5, *;q=0"), ("gzip",)),
        **dict.fromkeys(("*", "identity", "gzip;q=0", "br;q=0.0", "brotli", "x-gzip", "deflate", ", ,"), ("",)),
        **dict.fromkeys(("gzip, deflate, br", "BR", "br ; q=1", "gzip;q=0, br"), ("br",)),
        "gzip;q=0.5, br;q=0.1": ("br", "gzip"),
    }
    for _ in range(2):
        for accepted, encodings in readable.items():
            headers = get(f"{site.front}{path}", **{"Accept-Encoding": accepted})[2]
            assert headers.get("Content-Encoding", "") in (*encodings, ""), accepted


def test_headers_of_the_application_pass_and_no_version_shows(site: Site) -> None:
    headers = get(f"{site.front}/")[2]
    assert "frame-ancestors" in headers["Content-Security-Policy"]
    assert not re.search(r"gunicorn|\d", headers.get("Server", ""))
    assert "Set-Cookie" not in headers


def test_what_is_for_the_machine_alone_is_refused(site: Site) -> None:
    assert get(f"{site.front}/metrics")[0] == 403
    assert get(f"{site.front}/nope")[0] == 404


def test_visitors_who_never_end_their_request_are_sent_away_and_hold_nobody_up(site: Site) -> None:
    host, _, port = site.front.removeprefix("http://").partition(":")
    slow = [socket.create_connection((host, int(port)), timeout=10) for _ in range(40)]
    try:
        for connection in slow:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        assert get(f"{site.front}/tendances?zone=sante")[0] == 200
        for connection in slow:
            # Closed, with a 408 or without a word.
            assert connection.recv(100)[9:12] in (b"", b"408")
    finally:
        for connection in slow:
            connection.close()


def test_a_lost_replica_is_not_seen(site: Site) -> None:
    process, _ = site.replicas[0]
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)
    codes = [get(f"{site.front}/tendances?zone=sante&depuis={edition}")[0] for edition in range(1, 15)]
    assert codes == [200] * 14
