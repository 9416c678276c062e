"""A worker computes so much at once: what is cached, and probes, wait for nothing; silence holds no thread."""

import contextlib
import fcntl
import os
import socket
import time
import urllib.request
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import app
from callbacks import request_guard, slots, warm_up
from callbacks.worker import READ_SECONDS, Worker
from data import store
from data.model.dataset import Dataset
from data.store import dataset_store, result_cache
from data.store.result_cache import get_results
from tests.browser.conftest import start_server, stop_server

SILENT = 50
pytestmark = pytest.mark.timed


@contextlib.contextmanager
def all_held(kind: slots.Slots, number: int) -> Iterator[None]:
    with ExitStack() as stack:
        for _ in range(number):
            stack.enter_context(kind.hold())
        yield


@pytest.mark.parametrize(
    ("kind", "number", "address"),
    [
        (slots.SELECTIONS, 6, "/tendances?q=slots"),
        (slots.TABLES, 2, "/export/projets.csv?q=slots"),
        (slots.TABLES, 2, "/export/graphique/cout-total.csv?q=slots"),
        (slots.EXPORTS, 3, "/export/graphique/cout-total.svg?q=slots"),
    ],
)
def test_without_a_slot_a_new_result_is_refused_in_french_and_a_cached_one_is_not(
    client: FlaskClient, kind: slots.Slots, number: int, address: str
) -> None:
    cached = address.replace("slots", "cached")
    assert client.get(cached).status_code == 200
    with all_held(kind, number):
        refused = client.get(address)
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == str(kind.retry_seconds)
        assert f"Réessayez dans {kind.retry_seconds}" in refused.text
        for path in (cached, "/healthz", "/readyz"):
            assert client.get(path).status_code == 200
    assert client.get(address).status_code == 200


def test_an_answer_of_the_filters_is_refused_too(client: FlaskClient) -> None:
    body = request_guard.request_of("/tendances", "q=nothing+yet")
    with all_held(slots.SELECTIONS, 6):
        assert client.post(request_guard.PATH, json=body).status_code == 429
    assert client.post(request_guard.PATH, json=body).status_code == 200


@pytest.fixture
def on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Answers go to a cache folder of the test's own."""
    monkeypatch.setenv("PANORAMA_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("PANORAMA_DISK_CACHE_MB", "10")
    monkeypatch.setattr(dataset_store, "_accept", lambda _dataset: None)  # it has been rendered in the other folder
    get_results.cache_clear()
    yield
    get_results.cache_clear()


@pytest.mark.usefixtures("on_disk")
def test_the_usual_answers_and_those_requested_last_are_computed_once_for_all_processes(
    client: FlaskClient, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm_up, "usual_requests", lambda _dataset: ["/methode", "/\0phase=cadrage\0"])
    monkeypatch.setattr(warm_up.store, "current", lambda: dataset)
    assert client.get("/projets?q=recent").status_code == 200
    assert warm_up.is_ready(dataset.id), "no process computes: nothing to wait for"
    with warm_up._lock_file() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert not warm_up.is_ready(dataset.id)
        assert warm_up._compute(app, dataset, os.getppid()) == dataset.id
        assert warm_up.is_ready(dataset.id)
    files = get_results().files
    assert files
    assert set(files.recent_requests(10)) == {"/methode", "/\0phase=cadrage\0", "/projets?q=recent"}
    get_results.cache_clear()  # the next start
    monkeypatch.setattr(result_cache.ResultCache, "_store", None)
    assert warm_up._compute(app, dataset, os.getppid()) == dataset.id
    assert get_results().stats().misses == 0


def test_the_usual_requests_are_answered(client: FlaskClient) -> None:
    requests = warm_up.usual_requests(store.current())
    assert len(requests) == len(set(requests)) > 80
    pages = [request for request in requests if "\0" not in request]
    assert all(client.get(page).status_code == 200 for page in pages[::20])
    for question in [request for request in requests if "\0" in request][::20]:
        body = request_guard.request_of(*question.split("\0"))
        assert client.post(request_guard.PATH, json=body).status_code == 200


def test_silent_and_slow_connections_hold_no_thread_of_a_directly_exposed_server() -> None:
    process, address = start_server()
    try:
        urllib.request.urlopen(f"{address}/methode").read()
        place = ("127.0.0.1", int(address.rpartition(":")[2]))
        with ExitStack() as stack:
            slow = [stack.enter_context(socket.create_connection(place)) for _ in range(8)]
            for connection in slow:
                connection.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
            for _ in range(SILENT):
                stack.enter_context(socket.create_connection(place))
            began = time.monotonic()
            for path in ("/methode", "/healthz"):
                assert urllib.request.urlopen(f"{address}{path}", timeout=5).status == 200
            assert time.monotonic() - began < READ_SECONDS / 4
    finally:
        stop_server(process)


class Connection:
    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock


def test_a_request_that_does_not_end_in_time_is_cut() -> None:
    worker, (ours, theirs) = Worker.__new__(Worker), socket.socketpair()
    connection = Connection(ours)
    worker.pending_conns, worker._served = deque(), {connection: [time.monotonic() + 60, socket.SHUT_RD]}
    with ours, theirs:
        theirs.sendall(b"G")
        worker.murder_pending()
        assert ours.recv(10) == b"G"
        worker._served[connection][0] = 0.0
        worker.murder_pending()
        assert ours.recv(10) == b"", "reading ends"
        ours.sendall(b"answer")
        assert theirs.recv(10) == b"answer", "an answer can still leave"
