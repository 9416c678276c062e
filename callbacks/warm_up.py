"""Pre-render popular pages at start and after each data change."""

import logging
import threading
import time

from dash import Dash

from components.addresses.view_state import ViewState, to_query
from components.views import VIEWS
from data import store
from data.model.dataset import Dataset
from data.model.errors import SourceError
from data.model.selection import FILTERS, Selection
from data.store.settings import settings

FIELDS = ("ministries", "phases")
"""Filters whose values are pre-rendered one by one."""
FILTERED = ("/", "/tendances")
"""The views that visitors filter most."""
CHECK_SECONDS = 2.0
"""How often a worker checks whether the data have changed."""
SHARE = 0.5
"""Share of its time that a worker spends on pre-rendering: visitors come first."""
_log = logging.getLogger(__name__)


def addresses(dataset: Dataset) -> list[str]:
    """The popular pages: every view, then the two filtered most, for each ministry and each phase."""
    queries = [
        to_query(ViewState(Selection(**{name: FILTERS[name].parse([value], dataset)})))
        for name in FIELDS
        for value in FILTERS[name].options(dataset)
    ]
    views = [path for path in VIEWS if "<" not in path]
    return [*views, *(f"{path}{query}" for query in queries for path in FILTERED)]


def start(app: Dash) -> threading.Thread | None:
    """Pre-render in the background for as long as the process lives, unless `PANORAMA_WARM_UP=0`."""
    if not settings().warm_up:
        return None
    thread = threading.Thread(target=_run, args=(app,), name="warm-up", daemon=True)
    thread.start()
    return thread


def _run(app: Dash) -> None:
    rendered = ""
    while True:
        try:
            dataset = store.current()
        except SourceError:  # logged by the store
            dataset = None
        if dataset and dataset.id != rendered:
            start_time = time.monotonic()
            count = _render_all(app, dataset)
            rendered = dataset.id
            _log.info("%d pages of dataset %s ready in %.1f s", count, dataset.id, time.monotonic() - start_time)
        time.sleep(CHECK_SECONDS)


def _render_all(app: Dash, dataset: Dataset) -> int:
    """The number of pages rendered; it stops where the data change meanwhile."""
    client, count = app.server.test_client(), 0
    for address in addresses(dataset):
        start_time = time.monotonic()
        client.get(address, headers={"Accept-Encoding": "br"})
        count += 1
        if store.current().id != dataset.id:
            break
        time.sleep((time.monotonic() - start_time) * (1 / SHARE - 1))
    return count
