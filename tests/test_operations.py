"""The service as it runs: alive and ready, its log and figures, faults, killed workers, reloads and stops."""

import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from callbacks import answers, request_guard, warm_up
from callbacks.acceptance import site_client
from callbacks.logs import JsonFormatter
from data import store
from data.model.dataset import Dataset
from data.model.errors import SourceError
from data.model.folders import DATA_DIR
from tests.browser.conftest import free_port, stop_server
from tests.callbacks import page_requests
from tests.conftest import new_cache

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.timed  # servers start, lose workers and stop within seconds


def test_health_says_the_data_and_in_detail_the_cache(client: FlaskClient, dataset: Dataset) -> None:
    plain = client.get("/healthz").get_json()
    assert plain == {"status": "ok", "dataset": dataset.id, "editions": 20, "tables": 10, "projects": 108}
    detail = client.get("/healthz?detail=1").get_json()
    assert detail["reason"] == ""
    assert {"hits", "misses", "entries", "bytes", "bytes_allowed", "backend"} <= detail["cache"].keys()
    assert client.get("/healthz").headers["Cache-Control"] == "no-store"


def test_degraded_data_are_said_and_still_served(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    degraded = store.Status(is_degraded=True, reason="édition 21, ligne 3 : coût illisible", dataset_id="x")
    monkeypatch.setattr(store, "status", lambda: degraded)
    answer = client.get("/healthz?detail=1")
    assert answer.status_code == 200
    assert answer.get_json()["status"] == "degraded"
    assert answer.get_json()["reason"] == "see the log"
    assert "reason" not in client.get("/healthz").get_json()
    assert client.get("/readyz").status_code == 200


def test_without_data_the_service_is_alive_and_not_ready(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing() -> Dataset:
        raise SourceError("aucune édition")

    monkeypatch.setattr(store, "current", nothing)
    monkeypatch.setattr(store, "pin", nothing)
    monkeypatch.setattr(store, "status", lambda: store.Status(is_degraded=True, reason="aucune édition"))
    assert client.get("/readyz").status_code == 503
    page = client.get("/")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "momentanément indisponible" in page.text
    alive = client.get("/healthz")
    assert alive.status_code == 200
    assert alive.get_json()["status"] == "degraded"


def test_figures_for_prometheus_are_behind_a_switch(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/metrics").status_code == 404
    from app import create_app

    monkeypatch.setenv("PANORAMA_METRICS", "1")
    app = create_app()
    own = app.server.test_client()
    before = figures(own.get("/metrics").text)
    site_client(app).get("/projets")  # what the service computes ahead is no visitor's
    own.get("/")
    own.get("/nope")
    own.post(request_guard.PATH, data="{}", content_type="application/json")
    text = own.get("/metrics").text
    after = figures(text)
    for name, more in (
        ('panorama_requests_total{kind="page",status="2xx"}', 1),
        ('panorama_requests_total{kind="page",status="4xx"}', 1),
        ('panorama_requests_total{kind="callback",status="4xx"}', 1),
        ('panorama_requests_total{kind="export",status="5xx"}', 0),
        ('panorama_request_duration_seconds_bucket{kind="page",le="+Inf"}', 2),
    ):
        assert after[name] - before[name] == more, name
    assert sum(after[name] - before[name] for name in after if name.startswith("panorama_results_total")) == 1
    assert "panorama_degraded 0" in text
    assert f'panorama_dataset_info{{dataset="{store.current().id}"}} 1' in text
    for line in text.splitlines():
        assert re.fullmatch(r"# (HELP|TYPE) .+|[a-z_]+(\{[^}]*\})? [0-9.e+-]+", line), line


def figures(text: str) -> dict[str, float]:
    """Name with labels → value, of what `/metrics` answers."""
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_a_slow_page_and_a_slow_callback_show_their_durations(monkeypatch: pytest.MonkeyPatch) -> None:
    from app import create_app

    class Slow:
        def get(self, _key: tuple[str, ...], make: Callable[[], bytes], **_: object) -> bytes:
            time.sleep(0.25)
            return make()

    monkeypatch.setenv("PANORAMA_METRICS", "1")
    app = create_app()
    own = app.server.test_client()
    body = request_guard.request_of("/tendances", "ministere=sante&phase=cadrage")
    before = figures(own.get("/metrics").text)
    monkeypatch.setattr(answers, "get_results", Slow)
    assert own.get("/stats").status_code == 200
    assert own.post(request_guard.PATH, json=body).status_code == 200
    after = figures(own.get("/metrics").text)
    for kind in ("page", "callback"):
        sums, fast = (
            f'panorama_request_duration_seconds_{name}{{kind="{kind}"{bound}}}'
            for name, bound in (("sum", ""), ("bucket", ',le="0.2"'))
        )
        assert 0.25 <= after[sums] - before[sums] < 5
        assert after[fast] == before[fast]


def logged(record: logging.LogRecord) -> str:
    return JsonFormatter().format(record)


def test_an_event_is_one_line_of_json_in_utc_whatever_it_says() -> None:
    hostile = 'a\nb\r\n{"level": "forged"}\u2028\u202e\x1b[31m\0é'
    record = logging.LogRecord("callbacks", logging.WARNING, "f", 1, "path %s", (hostile,), None)
    line = logged(record)
    assert "\n" not in line
    assert line.isprintable()
    assert "\u202e" not in line
    assert "é" in line, "French is read as it is"
    event = json.loads(line)
    assert event["event"] == f"path {hostile}"
    assert event["time"].endswith("+00:00")
    assert event["level"] == "warning"


def test_a_trace_is_part_of_its_line() -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        record = logging.LogRecord("callbacks", logging.ERROR, "f", 1, "failed", (), sys.exc_info())
    line = logged(record)
    assert "\n" not in line
    assert "ValueError" in json.loads(line)["trace"]


def test_the_log_never_says_whose_request_could_not_be_read() -> None:
    record = logging.LogRecord(
        "gunicorn.error", 30, "f", 1, "Invalid request from ip=%s: %s", ("192.0.2.7", "<x>"), None
    )
    assert "192.0.2.7" not in logged(record)
    assert "<x>" not in logged(record)


def cards_of(client: FlaskClient, body: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The cards of the answer to a question."""
    return client.post(request_guard.PATH, json=body).json["response"]["answer"]["data-answer"]["cards"]


def test_a_card_that_fails_gives_a_reference_is_logged_once_and_leaves_the_others_alone(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    body = request_guard.request_of("/", "depuis=4&jusqua=12", "cout-total ecart-budgetaire")
    page_requests.break_chart(monkeypatch, "cout-total")
    cards = cards_of(client, body)
    reference = re.search(r"réf\. ([0-9a-f]{8})", cards["cout-total"]["incident"])
    assert reference is not None
    assert "secret" not in str(cards)
    assert cards["ecart-budgetaire"]["tables"].startswith("<table")
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert reference[1] in errors[0].getMessage()
    # The failure is not kept for the next visitor.
    monkeypatch.undo()
    assert cards_of(client, body)["cout-total"]["tables"].startswith("<table")


def test_the_pages_asked_for_most_are_every_view_of_each_ministry_and_phase(dataset: Dataset) -> None:
    addresses = warm_up.usual_requests(dataset)
    assert addresses[0] == "/"
    assert "/tendances?ministere=interieur" in addresses
    assert "/?phase=cadrage" in addresses
    assert len(addresses) == len(set(addresses))


@pytest.mark.parametrize("document", ["SECURITY.md", "docs/operations.md"])
def test_what_documents_of_security_point_at_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    named = re.findall(r"`([a-z][\w./-]+)`", text)
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    for name in named:
        if name.startswith("test_") and not name.endswith(".py"):
            assert f"def {name}(" in tests, name
        elif "/" in name and not name.startswith("site.") and (ROOT / name.split("/")[0]).exists():
            assert (ROOT / name).exists(), name


def test_every_threat_has_its_row_and_every_row_its_test() -> None:
    rows = re.findall(r"^\| ([\d–, ]+) \|(.*)\|$", (ROOT / "SECURITY.md").read_text(encoding="utf-8"), re.MULTILINE)
    covered: set[int] = set()
    for numbers, text in rows:
        for part in numbers.split(","):
            first, _, last = part.strip().partition("–")
            covered |= set(range(int(first), int(last or first) + 1))
        assert "`test_" in text or "`tests/" in text, numbers
    assert covered == set(range(1, 54))


_WITHOUT_NETWORK = """
import socket

def refuse(*_):
    raise OSError("no network")

socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse
from app import server

client = server.test_client()
print([client.get(path).status_code for path in ("/", "/projets", "/export/projets.csv", "/readyz")])
"""


def test_the_service_starts_and_answers_with_the_network_cut() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _WITHOUT_NETWORK], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[200, 200, 200, 200]"


# ---- a real server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[bytes], str, Path]]]:
    """Starts a server whose log goes to a file."""
    running: list[subprocess.Popen[bytes]] = []

    def start(**environment: str) -> tuple[subprocess.Popen[bytes], str, Path]:
        log, port = tmp_path / "log", free_port()
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "app:server"],
                cwd=ROOT,
                stderr=stream,
                stdout=stream,
                env={**os.environ, "PORT": str(port), "PANORAMA_HOST": "127.0.0.1", **environment},
            )
        running.append(process)
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: status_of(f"{address}/readyz") == 200, 40)
        return process, address, log

    yield start
    for process in running:
        if process.poll() is None:
            stop_server(process)


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def wait_for(condition: Callable[[], bool], seconds: float) -> float:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it did not come in time"
        time.sleep(0.1)
    return time.monotonic() - began


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The process ids of the workers of a server."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(child) for child in children]


class Visitors:
    """Requests one after the other from several threads, until told to stop."""

    def __init__(self, address: str) -> None:
        self.statuses: list[int] = []
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(4)
        for path in ("/", "/tendances", "/export/editions.csv", "/projets"):
            self._pool.submit(self._visit, f"{address}{path}")

    def _visit(self, address: str) -> None:
        while not self._stop.is_set():
            self.statuses.append(status_of(address))

    def leave(self) -> list[int]:
        self._stop.set()
        self._pool.shutdown()
        return self.statuses


def test_killed_workers_come_back_and_only_requests_in_flight_are_lost(server: Callable[..., tuple]) -> None:
    process, address, _ = server(WEB_CONCURRENCY="2")
    visitors = Visitors(address)
    kills = 3
    for _ in range(kills):
        time.sleep(1.5)
        os.kill(workers_of(process)[0], signal.SIGKILL)
        wait_for(lambda: len(workers_of(process)) == 2, 5)
    wait_for(lambda: status_of(f"{address}/readyz") == 200, 5)
    statuses = visitors.leave()
    lost = [status for status in statuses if status != 200]
    assert len(statuses) > 20
    # Four visitors: a killed worker takes with it what each had under way, and connections it had accepted.
    assert len(lost) <= 4 * kills, (len(lost), len(statuses))


def test_figures_are_those_of_all_workers_killed_ones_included(server: Callable[..., tuple], tmp_path: Path) -> None:
    process, address, _ = server(WEB_CONCURRENCY="2", PANORAMA_METRICS="1", TMPDIR=str(tmp_path))
    name = 'panorama_requests_total{kind="export",status="2xx"}'

    def counted() -> float:
        with urllib.request.urlopen(f"{address}/metrics", timeout=10) as answer:
            return figures(answer.read().decode())[name]

    for number in range(20):
        assert status_of(f"{address}/export/editions.csv") == 200
        assert counted() == number + 1
    for worker in workers_of(process):
        os.kill(worker, signal.SIGKILL)
    wait_for(lambda: len(workers_of(process)) == 2 and status_of(f"{address}/readyz") == 200, 10)
    assert status_of(f"{address}/export/editions.csv") == 200
    assert counted() == 21
    folder = next(tmp_path.glob("panorama-metrics-*"))
    assert list(folder.glob("counter_*.db"))
    stop_server(process)
    assert not folder.exists()


def test_a_reload_loses_nothing_and_a_stop_answers_what_is_under_way(server: Callable[..., tuple]) -> None:
    process, address, log = server(WEB_CONCURRENCY="2")
    visitors = Visitors(address)
    time.sleep(1)
    before = set(workers_of(process))
    process.send_signal(signal.SIGHUP)
    wait_for(lambda: len(set(workers_of(process)) - before) == 2 and not before & set(workers_of(process)), 30)
    time.sleep(1)
    assert set(visitors.leave()) == {200}
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    for line in log.read_text(encoding="utf-8").splitlines():
        assert json.loads(line)["time"].endswith("+00:00")


def test_the_access_log_says_what_was_asked_and_not_by_whom(server: Callable[..., tuple]) -> None:
    process, address, log = server(WEB_CONCURRENCY="1", PANORAMA_ACCESS_LOG="1")
    assert status_of(f"{address}/projets?q=recherche-privee&ministere=interieur") == 200
    assert status_of(f"{address}/nope%0a%7B%22level%22:%22forged%22%7D") == 404
    stop_server(process)
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    asked = [event for event in events if event["logger"] == "gunicorn.access" and event["path"] != "/readyz"]
    # Threads write them once the answer has left: in any order.
    assert sorted((event["path"].partition("\n")[0], event["status"]) for event in asked) == [
        ("/nope", 404),
        ("/projets", 200),
    ]
    text = log.read_text(encoding="utf-8")
    assert "recherche-privee" not in text
    assert "127.0.0.1:" not in "".join(line for line in text.splitlines() if "gunicorn.access" in line)
    assert "urllib" not in text


def test_a_restart_on_wrong_files_serves_the_last_good_ones_and_says_degraded(
    server: Callable[..., tuple], tmp_path: Path
) -> None:
    folder, cache = tmp_path / "data", new_cache(tmp_path / "cache")
    shutil.copytree(DATA_DIR, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    folders = {"PANORAMA_DATA_DIR": str(folder), "PANORAMA_CACHE_DIR": str(cache), "WEB_CONCURRENCY": "1"}

    def state() -> dict[str, Any]:
        with urllib.request.urlopen(f"{address}/healthz?detail=1", timeout=10) as answer:
            return json.load(answer)

    process, address, _ = server(**folders)
    good = state()
    assert (good["status"], good["not_kept"]) == ("ok", "")
    stop_server(process)
    (folder / "key_figures.csv").unlink()
    _, address, _ = server(**folders)
    degraded = state()
    assert (degraded["status"], degraded["dataset"]) == ("degraded", good["dataset"])
    assert degraded["reason"] == "see the log"
    assert status_of(f"{address}/export/projets.csv") == 200


def test_usual_answers_are_computed_by_a_process_of_their_own(server: Callable[..., tuple], tmp_path: Path) -> None:
    cache = new_cache(tmp_path / "cache")
    environment = {"PANORAMA_CACHE_DIR": str(cache), "PANORAMA_DISK_CACHE_MB": "10"}
    process, _, log = server(WEB_CONCURRENCY="1", PANORAMA_WARM_UP="1", PANORAMA_METRICS="1", **environment)
    (worker,) = workers_of(process)
    (computing,) = Path(f"/proc/{worker}/task/{worker}/children").read_text().split()
    assert int(Path(f"/proc/{computing}/stat").read_text().rpartition(")")[2].split()[16]) == min(
        19, os.nice(0) + warm_up.NICENESS
    )
    there = set((cache / "answers").iterdir())
    wait_for(lambda: len(set((cache / "answers").iterdir()) - there) > 3, 30)
    stop_server(process)
    wait_for(lambda: not Path(f"/proc/{computing}").exists(), 10)
    assert "Traceback" not in log.read_text(encoding="utf-8")
