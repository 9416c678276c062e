"""What is asked for most → computed before the first visitor asks, and again each time that the data change."""

import logging
import threading
import time
from collections.abc import Iterator

from dash import Dash

from components.addresses.view_state import ViewState, to_query
from components.filters.filters import FILTERS
from components.views import VIEWS
from data import store
from data.model.dataset import Dataset
from data.model.errors import SourceError
from data.model.selection import Selection
from data.store.settings import settings

FIELDS = ("ministries", "phases")
"""Fields of which each value is asked for by itself."""
LOOK_SECONDS = 2.0
"""How often a worker looks whether the data have changed."""
FILTERED = ("/", "/tendances")
"""The views that visitors filter most."""
SHARE = 0.5
"""Share of its time that a worker computes ahead: visitors come first."""
_log = logging.getLogger(__name__)


def addresses(dataset: Dataset) -> list[str]:
    """The pages asked for most: every view, then the two filtered most, for each ministry and each phase."""
    views = [path for path in VIEWS if "<" not in path]
    return [*views, *(f"{path}{query}" for query in _queries(dataset) for path in FILTERED)]


def warm(app: Dash, dataset: Dataset) -> int:
    """The number of pages computed; fewer than asked for where the data change meanwhile."""
    client = app.server.test_client()
    done = 0
    for address in addresses(dataset):
        began = time.monotonic()
        client.get(address, headers={"Accept-Encoding": "br"})
        done += 1
        if store.current().id != dataset.id:
            break
        time.sleep((time.monotonic() - began) * (1 / SHARE - 1))
    return done


def start(app: Dash) -> threading.Thread | None:
    """Warm up in the background for as long as the process lives, unless `PANORAMA_WARM_UP=0`."""
    if not settings().warm_up:
        return None
    thread = threading.Thread(target=_keep_warm, args=(app,), name="warm-up", daemon=True)
    thread.start()
    return thread


def _keep_warm(app: Dash) -> None:
    warmed = ""
    while True:
        try:
            dataset = store.current()
        except SourceError:  # the store has said so
            time.sleep(LOOK_SECONDS)
            continue
        if dataset.id != warmed:
            began = time.monotonic()
            done = warm(app, dataset)
            warmed = dataset.id
            _log.info("%d pages of dataset %s ready in %.1f s", done, dataset.id, time.monotonic() - began)
        time.sleep(LOOK_SECONDS)


def _queries(dataset: Dataset) -> Iterator[str]:
    for a_filter in FILTERS:
        if a_filter.field in FIELDS:
            for value in a_filter.options(dataset):
                selection = Selection(**{a_filter.field: a_filter.to_field([value], dataset)})
                yield to_query(ViewState(selection=selection))
