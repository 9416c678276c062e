"""A headless Chromium, where there is one, which makes a file from an HTML page.

The page and its scripts are written to a temporary folder; the browser has no network.
"""

import functools
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from data.store.settings import settings

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LONGEST_SECONDS = 40
DUMPED = "dumped.html"
"""The file that receives the standard output of the engine (`--dump-dom`)."""
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--virtual-time-budget=15000",
    "--run-all-compositor-stages-before-draw",
)


class EngineError(Exception):
    """The engine is missing, failed, or took too long."""


class CancelledError(Exception):
    """The client disconnected before its file was ready."""


def never_cancelled() -> bool:
    """False: for callers that wait for the result."""
    return False


@functools.cache
def engine() -> str:
    """Path of Chromium: `PANORAMA_PDF_ENGINE`, else one in `PATH`; empty for none."""
    configured = settings().pdf_engine
    if configured is not None:
        return shutil.which(configured) or ""
    return next(filter(None, map(shutil.which, _NAMES)), "") or ""


def in_script(value: object) -> str:
    """A value as it may stand in a script element."""
    # There « < » alone can end the element; U+2028, which json escapes, ends a line of older scripts.
    return json.dumps(value).replace("<", "\\u003c")


def run(
    document: str, plotly_code: bytes, output: str, flags: Sequence[str], is_cancelled: Callable[[], bool]
) -> bytes:
    """The file that the engine makes of a page.

    Args:
        document: The page.
        plotly_code: plotly.js, with its French: the page loads it as `plotly.js`.
        output: Name of the file.
        flags: Options of Chromium that make it.
        is_cancelled: Polled while the engine works.

    Raises:
        EngineError: There is no engine, or it failed.
        CancelledError: `is_cancelled` answered True.
    """
    if not engine():
        raise EngineError("no Chromium on this server")
    with tempfile.TemporaryDirectory(prefix="panorama-", ignore_cleanup_errors=True) as folder:
        directory = Path(folder)
        page = directory / "page.html"
        page.write_text(document, encoding="utf-8")
        (directory / "plotly.js").write_bytes(plotly_code)
        command = [engine(), *_FLAGS, *flags, f"--user-data-dir={directory / 'profile'}", page.as_uri()]
        if os.geteuid() == 0:
            # Chromium has no sandbox for root; the page contains only our own HTML.
            command.insert(1, "--no-sandbox")
        code = _work(command, directory, is_cancelled)
        result = directory / output
        if not result.is_file() or not result.stat().st_size:
            raise EngineError(f"Chromium made nothing (exit code {code})")
        return result.read_bytes()


def _work(command: Sequence[str], directory: Path, is_cancelled: Callable[[], bool]) -> int | None:
    with (directory / DUMPED).open("wb") as dumped:
        process = subprocess.Popen(
            command, cwd=directory, stdout=dumped, stderr=subprocess.DEVNULL, start_new_session=True
        )
    # Pages have priority over files.
    os.setpriority(os.PRIO_PROCESS, process.pid, 10)
    try:
        _wait(process, is_cancelled)
    finally:
        _stop(process)
    return process.returncode


def _wait(process: "subprocess.Popen[bytes]", is_cancelled: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while process.poll() is None:
        if is_cancelled():
            raise CancelledError
        if time.monotonic() > deadline:
            raise EngineError(f"Chromium took more than {LONGEST_SECONDS} s")
        time.sleep(0.05)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        # Its child processes are in its group.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
