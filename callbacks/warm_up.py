"""One process of the machine computes the usual answers of each dataset, before the workers serve it.

Every worker forks one; the one that holds the lock of the cache folder computes, the others wait to take over. What it
has computed is on disk (`data/store/answer_files.py`). While it lives, workers serve the former dataset until the next
one is announced as ready; without it they change at once.
"""

import contextlib
import fcntl
import logging
import os
import signal
import time
from collections.abc import Sequence
from typing import IO

from dash import Dash

from callbacks import request_guard
from callbacks.acceptance import site_client
from components.addresses.site import site
from components.addresses.view_state import ViewState, to_query
from components.views import VIEWS
from data import store
from data.model.dataset import Dataset
from data.model.errors import SourceError
from data.model.selection import FILTERS, Selection
from data.store.result_cache import get_results
from data.store.settings import settings

FIELDS = ("ministries", "phases")
"""Filters whose values are computed one by one."""
FILTERED = ("/", "/tendances")
"""The views that visitors filter most."""
MOST_RECENT = 200
"""Recent requests that are made again for the next dataset."""
CHECK_SECONDS = 0.5
NICENESS = 15
"""Visitors come first."""
READY_WITHIN_SECONDS = 120.0
"""After this a dataset is served whatever has been computed."""
_log = logging.getLogger(__name__)


def usual_requests(dataset: Dataset) -> list[str]:
    """Addresses of pages and keys of questions: every view, then each ministry and each phase of two."""
    queries = [
        to_query(ViewState(Selection(**{name: FILTERS[name].parse([value], dataset)})))
        for name in FIELDS
        for value in FILTERS[name].options(dataset)
    ]
    pages = [f"{path}{query}" for query in queries for path in FILTERED]
    questions = [f"{path}\0{query[1:]}\0" for query in ("", *queries) for path in FILTERED]
    return [*(path for path in VIEWS if "<" not in path), *pages, *questions]


def start(app: Dash, listeners: Sequence[int]) -> None:
    """Fork the process that computes for as long as this one lives; nothing with `PANORAMA_WARM_UP=0`.

    Args:
        app: Renders the answers.
        listeners: File descriptors that only this process may hold open.
    """
    if not settings().warm_up or not get_results().files:
        return
    parent = os.getpid()
    store.serve_when(is_ready, READY_WITHIN_SECONDS)
    if os.fork():
        return
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGABRT):
            signal.signal(number, signal.SIG_DFL)
        for listener in listeners:
            os.close(listener)
        os.nice(NICENESS)
        store.serve_when(None)
        _run(app, parent)
    finally:
        os._exit(0)


def is_ready(dataset_id: str) -> bool:
    """True where the usual answers of a dataset are on disk or it is refused, or where no process computes them."""
    return get_results().is_known(_ready_key(dataset_id)) or not _is_locked()


def _ready_key(dataset_id: str) -> tuple[str, ...]:
    return (dataset_id, "ready", repr(site()))


def _announce(dataset_id: str) -> None:
    get_results().get(_ready_key(dataset_id), lambda: b"ready")


def _is_locked() -> bool:
    try:
        with _lock_file() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False


def _lock_file() -> IO[bytes]:
    files = get_results().files
    assert files
    files.folder.mkdir(parents=True, exist_ok=True)
    return (files.folder / ".warm-up").open("ab")


def _run(app: Dash, parent: int) -> None:
    """Compute the usual answers of each dataset, once this process holds the lock, until the worker `parent` ends."""
    try:
        file = _lock_file()
    except OSError:  # answers cannot be stored, as the log says
        return
    with file:
        is_held, ready = False, ""
        while os.getppid() == parent:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                is_held = True
            # What is wrong with the source files is logged by the workers.
            with contextlib.suppress(SourceError):
                dataset = store.current()
                if is_held and dataset.id != ready:
                    ready = _compute(app, dataset, parent)
                if is_held and store.refused():
                    _announce(store.refused())
            time.sleep(CHECK_SECONDS)


def _compute(app: Dash, dataset: Dataset, parent: int) -> str:
    """The id of the dataset once its usual and recent answers are on disk; empty where something changed meanwhile."""
    results, client, start_time = get_results(), site_client(app), time.monotonic()
    assert results.files
    misses, headers = results.stats().misses, {"Accept-Encoding": "br"}
    requests = dict.fromkeys([*usual_requests(dataset), *results.files.recent_requests(MOST_RECENT)])
    for request in requests:
        if store.current().id != dataset.id or os.getppid() != parent:
            return ""
        if "\0" in request:
            client.post(request_guard.PATH, json=request_guard.request_of(*request.split("\0")), headers=headers)
        else:
            client.get(request, headers=headers)
    _announce(dataset.id)
    seconds, computed = time.monotonic() - start_time, results.stats().misses - misses
    _log.info("%d answers of dataset %s ready in %.1f s, %d computed", len(requests), dataset.id, seconds, computed)
    return dataset.id
