"""A server under measure: started on a data folder, warm, its workers, their time and their memory."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from data.model import folders
from data.store.settings import settings

ROOT = Path(__file__).parents[1]
WARM_WITHIN_SECONDS = 180.0


@dataclass(frozen=True)
class Running:
    """A server that answers.

    Attributes:
        port: Where, on this machine.
        master: Process id of the master of its workers.
    """

    port: int
    master: int

    def workers(self) -> list[int]:
        """Process ids of the workers, oldest first."""
        return _children(self.master)

    def cpu_seconds(self) -> float:
        """CPU that all processes but the master have used, those that have ended included."""
        workers = self.workers()
        ticks = sum(_ticks(self.master)[2:])
        for process in (*workers, *(child for worker in workers for child in _children(worker))):
            ticks += sum(_ticks(process))
        return ticks / os.sysconf("SC_CLK_TCK")

    def worker_megabytes(self) -> float:
        """Proportional memory of the largest worker (MB)."""
        return max(map(proportional_megabytes, self.workers()))

    def megabytes(self) -> float:
        """Proportional memory of master and workers together (MB): what they share is counted once."""
        return sum(map(proportional_megabytes, (self.master, *self.workers())))


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _ticks(process: int) -> list[int]:
    """CPU of a process in its program and in the kernel, then the same of its children that have ended."""
    return [int(ticks) for ticks in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:15]]


def proportional_megabytes(process: int) -> float:
    """Proportional memory of a process (MB); 0 for one that has just ended."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    match = re.search(r"^Pss:\s+(\d+)", text, re.M)
    return int(match[1]) / 1024 if match else 0.0


@contextmanager
def serving(log: Path, *options: str, workers: int = 2, **environment: str) -> Iterator[Running]:
    """A warm server, stopped at the end.

    Args:
        log: File for its log.
        options: Of gunicorn's command line.
        workers: Worker processes.
        environment: Variables besides those of this process.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {"PORT": str(port), "PANORAMA_HOST": "127.0.0.1"}
    variables |= {"PANORAMA_WARM_UP": "1", "PANORAMA_DISK_CACHE_MB": "256"}
    with log.open("wb") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "app:server", *options],
            cwd=ROOT,
            env={**os.environ, **variables, "WEB_CONCURRENCY": str(workers), **environment},
            stderr=stream,
        )
    try:
        wait_until_warm(log, server)
        yield Running(port, server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def wait_until_warm(log: Path, server: "subprocess.Popen[bytes]") -> None:
    """Wait until the log says that what is requested most has been computed."""
    began = time.monotonic()
    while " ready in " not in (text := log.read_text(encoding="utf-8")):
        if server.poll() is not None:
            raise RuntimeError(f"the server stopped:\n{text[-3000:]}")
        if time.monotonic() - began > WARM_WITHIN_SECONDS:
            raise TimeoutError("the server is not warm after three minutes")
        time.sleep(0.2)


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder with `data/` (the project's), `cache/` (empty but for what is made once), gone at the end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(
            folders.DATA_DIR, folder / "data", ignore=shutil.ignore_patterns("*.py", "__pycache__", "intake")
        )
        (folder / "cache").mkdir()
        for made_once in ("browser-code", "static"):
            if (settings().cache_dir / made_once).exists():
                (folder / "cache" / made_once).symlink_to(settings().cache_dir / made_once)
        yield folder


def places(folder: Path) -> dict[str, str]:
    """The variables that make a server work there."""
    return {"PANORAMA_DATA_DIR": str(folder / "data"), "PANORAMA_CACHE_DIR": str(folder / "cache")}
