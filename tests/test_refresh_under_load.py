"""The data change again and again while four workers answer fifty requests a second."""

import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from data_versions import Versions

from data.model.dataset import Dataset
from data.model.folders import DATA_DIR
from tests.conftest import new_cache

PROJECT = DATA_DIR.parent
REQUESTS_PER_SECOND = 50
CLIENTS = 10
NEW_WITHIN_SECONDS = 12.0
"""One worker renders everything from the new data first, 3 s of CPU that the load shares; the others wait for it."""
BETWEEN_REFRESHES_SECONDS = 2.0
"""How long all workers answer from the same data before the next ones."""


def total_of_latest_table(dataset: Dataset) -> float:
    rows = dataset.projects
    return float(rows.loc[rows["edition"] == dataset.latest_table, "cost_meur"].sum())


@dataclass(frozen=True)
class Answer:
    """What came back of one request: the dataset it names, and the total it shows where it shows one."""

    asked_at: float
    received_at: float
    identity: str
    total: float | None


@dataclass
class Server:
    """gunicorn with four workers on a data folder of its own."""

    address: str
    answers: list[Answer] = field(default_factory=list)
    problems: list[object] = field(default_factory=list)

    def health(self) -> Answer:
        asked_at = time.monotonic()
        with urllib.request.urlopen(f"{self.address}/healthz", timeout=10) as response:
            state = json.load(response)
        assert state["status"] == "ok"
        return Answer(asked_at, time.monotonic(), state["dataset"], None)

    def editions(self) -> Answer:
        asked_at = time.monotonic()
        with urllib.request.urlopen(f"{self.address}/export/editions.csv", timeout=10) as response:
            text = response.read().decode("utf-8-sig")
            identity = response.headers["X-Panorama-Dataset"]
            assert identity in response.headers["Content-Disposition"]
        lines = list(csv.DictReader(io.StringIO(text), delimiter=";"))
        totals = [line["cout_total_calcule_meur"] for line in lines if line["cout_total_calcule_meur"]]
        return Answer(asked_at, time.monotonic(), identity, float(totals[-1].replace(",", ".")))

    def chart(self) -> Answer:
        return self._whole("/export/graphique/cout-total.csv", b"\n")

    def page(self) -> Answer:
        return self._whole("/tendances", b"</html>")

    def _whole(self, path: str, end: bytes) -> Answer:
        asked_at = time.monotonic()
        with urllib.request.urlopen(f"{self.address}{path}", timeout=60) as response:
            assert response.read().rstrip(b" ").endswith(end)
            return Answer(asked_at, time.monotonic(), response.headers["X-Panorama-Dataset"], None)

    def load(self, ended: threading.Event, client: int) -> None:
        """Ask at an even pace until the end; one request in fifty is for a whole page."""
        requests: list[Callable[[], Answer]] = [self.health, self.editions, self.chart, self.editions, self.health]
        requests = [*requests * 10, self.page]
        number, due = client, time.monotonic() + client / REQUESTS_PER_SECOND
        while not ended.wait(max(0.0, due - time.monotonic())):
            number, due = number + 1, due + CLIENTS / REQUESTS_PER_SECOND
            try:
                self.answers.append(requests[number % len(requests)]())
            except (OSError, AssertionError, ValueError) as error:
                self.problems.append(error)


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name in ("editions", "vocabulary"):
        shutil.copytree(DATA_DIR / name, folder / name)
    shutil.copy(DATA_DIR / "key_figures.csv", folder)
    return folder


@pytest.fixture
def server(tmp_path: Path, data_folder: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PORT": str(port),
        "PANORAMA_HOST": "127.0.0.1",
        "WEB_CONCURRENCY": "4",
        "PANORAMA_DATA_DIR": str(data_folder),
        "PANORAMA_CACHE_DIR": str(new_cache(tmp_path / "cache")),
    }
    command = [sys.executable, "-m", "gunicorn", "app:server", "--log-level", "warning"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=log, start_new_session=True)
    running = Server(f"http://127.0.0.1:{port}")
    try:
        _wait_until_it_answers(running, process, tmp_path / "log")
        yield running
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until_it_answers(server: Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(200):
        try:
            server.health()
            server.page()  # compresses the scripts, where no page was ever served
            return
        except urllib.error.URLError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.mark.alone
@pytest.mark.parametrize("refreshes", [3, pytest.param(50, marks=pytest.mark.slow)])
def test_no_request_fails_none_mixes_two_datasets_and_all_workers_follow(
    server: Server, data_folder: Path, refreshes: int
) -> None:
    versions = Versions(data_folder, total_of_latest_table)
    order = [versions.learn(number) for number in range(refreshes)]
    versions.put(0)
    began = time.monotonic()
    while {server.health().identity for _ in range(20)} != {order[0]}:
        assert time.monotonic() - began < 30
        time.sleep(0.2)
    ended = threading.Event()
    clients = [threading.Thread(target=server.load, args=(ended, client)) for client in range(CLIENTS)]
    for client in clients:
        client.start()
    put_at = [time.monotonic()]
    for number in range(1, refreshes):
        time.sleep(BETWEEN_REFRESHES_SECONDS)
        versions.put(number)
        put_at.append(time.monotonic())
        while {server.health().identity for _ in range(20)} != {order[number]}:
            assert time.monotonic() - put_at[-1] < NEW_WITHIN_SECONDS
            time.sleep(0.2)
    ended.set()
    for client in clients:
        client.join()

    assert server.problems == []
    # A busy machine may not keep the pace.
    assert len(server.answers) > 0.5 * REQUESTS_PER_SECOND * (put_at[-1] - put_at[0])
    mixed = [answer for answer in server.answers if answer.total is not None and not _agrees(answer, versions)]
    assert mixed == []
    assert max(_delay(answer, order, put_at) for answer in server.answers) < NEW_WITHIN_SECONDS
    assert {answer.identity for answer in server.answers} == set(order)


def _agrees(answer: Answer, versions: Versions[float]) -> bool:
    return answer.total == pytest.approx(versions.controls[answer.identity], abs=1e-4)


def _delay(answer: Answer, order: list[str], put_at: list[float]) -> float:
    """Seconds between the change of the data that an answer misses and the request; 0 where it misses none."""
    following = order.index(answer.identity) + 1
    return max(0.0, answer.asked_at - put_at[following]) if following < len(put_at) else 0.0
