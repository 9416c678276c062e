"""State of the service for supervisors (`/healthz`, `/readyz`) and for Prometheus (`/metrics`)."""

import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import product

import orjson
from flask import Flask, Response, g, has_request_context, request
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from data import store
from data.model.errors import SourceError
from data.store.result_cache import OUTCOMES, get_results
from data.store.settings import settings

PATHS = ("/healthz", "/readyz", "/metrics")
KINDS = ("page", "callback", "export", "file", "machine")
STATUSES = ("2xx", "3xx", "4xx", "5xx")
BUCKETS = (0.001, 0.005, 0.025, 0.1, 0.2, 0.4, 1.0, 2.0)
"""Bounds of the histogram of durations (s)."""
OWN_REQUEST = "panorama.own_request"
"""Key of the environment of a request that the service makes of itself: not counted."""

disable_created_metrics()
# Under gunicorn these write to files of PROMETHEUS_MULTIPROC_DIR, one for each process: see gunicorn.conf.py.
_registry = CollectorRegistry()
_requests = Counter("panorama_requests", "Requests answered.", ("kind", "status"), registry=_registry)
_durations = Histogram(
    "panorama_request_duration_seconds", "Time to make an answer.", ("kind",), buckets=BUCKETS, registry=_registry
)
_results = Counter(
    "panorama_results",
    "Results needed: found in memory, found in the shared cache, computed.",
    ("outcome",),
    registry=_registry,
)


class DatasetCollector(Collector):
    """The dataset of the worker that answers."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Two gauges: is it degraded, and its id as a label."""
        status = store.status()
        yield GaugeMetricFamily(
            "panorama_degraded", "1 while the source files are wrong.", value=int(status.is_degraded)
        )
        info = GaugeMetricFamily(
            "panorama_dataset_info", "The dataset that the answering worker serves.", labels=("dataset",)
        )
        info.add_metric((status.dataset_id,), 1)
        yield info


def health() -> Response:
    """`/healthz`: the service is up, and on which data; 200 even where newer data are wrong.

    `?detail=1` adds whether the log says why, since when these data are served, and what the cache holds.
    """
    state = _state()
    if request.args.get("detail") == "1":
        status = store.status()
        # The reasons name files and their lines: they are for the log and `python -m data build`.
        reason, not_kept = ("see the log" if problem else "" for problem in (status.reason, status.copy_problem))
        state |= {"reason": reason, "loaded_at": status.loaded_at, "not_kept": not_kept}
        state["cache"] = asdict(get_results().stats())
    return _json(state)


def ready() -> Response:
    """`/readyz`: 200 where there are data to answer from, 503 otherwise."""
    state = _state()
    return _json({"ready": bool(state["dataset"]), **state}, 200 if state["dataset"] else 503)


def metrics() -> Response:
    """`/metrics`: sums over all workers, replaced ones included, in the text format of Prometheus."""
    registry = _registry
    if settings().metrics_dir:
        registry = CollectorRegistry()
        MultiProcessCollector(registry, settings().metrics_dir)
    dataset = CollectorRegistry()
    dataset.register(DatasetCollector())
    return Response(generate_latest(registry) + generate_latest(dataset), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def kind_of(path: str) -> str:
    """The kind of a request, one of `KINDS`."""
    if path == "/_dash-update-component":
        return "callback"
    if path.startswith("/export/"):
        return "export"
    if path.startswith(("/assets/", "/_dash")):
        return "file"
    return "machine" if path in PATHS else "page"


def register(server: Flask) -> None:
    """Serve the state; measure every request and serve the sums where `PANORAMA_METRICS=1`.

    To be registered first: hooks before a request run in the order of registration until one of them answers, and a
    duration is that of all that follow.
    """
    server.add_url_rule("/healthz", view_func=health)
    server.add_url_rule("/readyz", view_func=ready)
    if not settings().metrics:
        return
    for kind, status in product(KINDS, STATUSES):  # a series that starts at 0 has a rate from its first event on
        _requests.labels(kind, status)
        _durations.labels(kind)
    for outcome in OUTCOMES:
        _results.labels(outcome)
    get_results().on_outcome = _count_outcome
    server.before_request(_start_timer)
    server.after_request(_measure)
    server.add_url_rule("/metrics", view_func=metrics)


def _is_own() -> bool:
    return has_request_context() and OWN_REQUEST in request.environ


def _count_outcome(outcome: str) -> None:
    if not _is_own():
        _results.labels(outcome).inc()


def _start_timer() -> None:
    g.started_at = time.perf_counter()


def _measure(response: Response) -> Response:
    if _is_own():
        return response
    kind, status = kind_of(request.path), min(max(response.status_code // 100, 2), 5)
    _requests.labels(kind, f"{status}xx").inc()
    _durations.labels(kind).observe(time.perf_counter() - g.started_at)
    return response


def _state() -> dict[str, object]:
    state: dict[str, object] = {"status": "degraded" if store.status().is_degraded else "ok"}
    try:
        dataset = store.current()
    except SourceError:
        return {**state, "dataset": "", "editions": 0, "tables": 0, "projects": 0}
    return {
        **state,
        "dataset": dataset.id,
        "editions": len(dataset.editions),
        "tables": len(dataset.editions_with_table),
        "projects": len(dataset.projects["project"].cat.categories),
    }


def _json(state: dict[str, object], code: int = 200) -> Response:
    response = Response(orjson.dumps(state), code, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
