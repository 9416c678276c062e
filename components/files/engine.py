"""The engine that draws files: a Chromium without a window, where there is one, run on a page of this program.

The page is written to a folder of its own with all that it needs, and nothing is fetched: the engine has no network.
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

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LONGEST_SECONDS = 40
DUMPED = "dumped.html"
"""The file of what the engine writes on its output, for those who ask with `--dump-dom`."""
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


class AbandonedError(Exception):
    """Nobody waits for the file any more."""


def nobody_leaves() -> bool:
    """For whoever waits to the end."""
    return False


@functools.cache
def engine() -> str:
    """Path of the Chromium that makes files: `PANORAMA_PDF_ENGINE`, else one found; empty for none."""
    asked = os.environ.get("PANORAMA_PDF_ENGINE")
    if asked is not None:
        return shutil.which(asked) or ""
    return next(filter(None, map(shutil.which, _NAMES)), "") or ""


def in_script(value: object) -> str:
    """A value as it may stand in a script element."""
    # There « < » alone can end the element; U+2028, which json escapes, ends a line of older scripts.
    return json.dumps(value).replace("<", "\\u003c")


def run(
    document: str, plotly_code: bytes, output: str, flags: Sequence[str], is_abandoned: Callable[[], bool]
) -> bytes:
    """The file that the engine makes of a page.

    Args:
        document: The page.
        plotly_code: plotly.js, with its French: the page finds it as `plotly.js`.
        output: Name of the file made.
        flags: What asks the engine for it.
        is_abandoned: Asked while the engine works: True stops it.

    Raises:
        EngineError: There is no engine, or it failed.
        AbandonedError: `is_abandoned` said so.
    """
    if not engine():
        raise EngineError("no Chromium on this server")
    with tempfile.TemporaryDirectory(prefix="panorama-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        (room / "page.html").write_text(document, encoding="utf-8")
        (room / "plotly.js").write_bytes(plotly_code)
        command = [engine(), *_FLAGS, *flags, f"--user-data-dir={room / 'profile'}", (room / "page.html").as_uri()]
        if os.geteuid() == 0:
            # Chromium refuses its own sandbox to root; the page holds nothing but what this program wrote.
            command.insert(1, "--no-sandbox")
        code = _work(command, room, is_abandoned)
        made = room / output
        if not made.is_file() or not made.stat().st_size:
            raise EngineError(f"Chromium made nothing (exit code {code})")
        return made.read_bytes()


def _work(command: Sequence[str], room: Path, is_abandoned: Callable[[], bool]) -> int | None:
    with (room / DUMPED).open("wb") as dumped:
        process = subprocess.Popen(command, cwd=room, stdout=dumped, stderr=subprocess.DEVNULL, start_new_session=True)
    # Readers come before files.
    os.setpriority(os.PRIO_PROCESS, process.pid, 10)
    try:
        _wait(process, is_abandoned)
    finally:
        _stop(process)
    return process.returncode


def _wait(process: "subprocess.Popen[bytes]", is_abandoned: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while process.poll() is None:
        if is_abandoned():
            raise AbandonedError
        if time.monotonic() > deadline:
            raise EngineError(f"Chromium took more than {LONGEST_SECONDS} s")
        time.sleep(0.05)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        # Its helpers are in its group.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
