"""`/metrics`: what the workers have done, in the text format of Prometheus.

The workers count in one piece of memory that they share, each in a place of its own: whichever answers tells the sum,
and one that is killed takes nothing with it, neither a figure nor a lock.
"""

import mmap
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator
from itertools import product

import numpy as np
from flask import Flask, Response, g, request

from data import store
from data.store.result_cache import get_results

KINDS = ("page", "callback", "export", "file", "machine")
OUTCOMES = ("2xx", "3xx", "4xx", "5xx")
BOUNDS = (0.001, 0.005, 0.025, 0.1, 0.2, 0.4, 1.0, 2.0)
"""Bounds of the histogram of durations (s)."""
_RESULTS = ("hits", "shared_hits", "misses")
_SLOTS = 256

_REQUESTS = {pair: position for position, pair in enumerate(product(KINDS, OUTCOMES))}
_BUCKETS = len(_REQUESTS)
_SECONDS = _BUCKETS + len(KINDS) * (len(BOUNDS) + 1)
_CACHE = _SECONDS + len(KINDS)
_WIDTH = _CACHE + len(_RESULTS)


class Counters:
    """The counters of all workers, in memory that children of this process share."""

    def __init__(self) -> None:
        memory = mmap.mmap(-1, _SLOTS * _WIDTH * 8)
        self._all = np.frombuffer(memory, dtype=np.float64).reshape(_SLOTS, _WIDTH)
        self._own = self._all[0]
        self._told = dict.fromkeys(_RESULTS, 0)
        self._lock = threading.Lock()

    def take_place(self, number: int) -> None:
        """Count in a place of one's own: to be called in each worker, with a number that no other living one has."""
        self._own = self._all[number % _SLOTS]
        self._lock = threading.Lock()
        self._told = {name: getattr(get_results().stats(), name) for name in _RESULTS}

    def add(self, kind: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        row = KINDS.index(kind)
        stats = get_results().stats()
        with self._lock:
            self._own[_REQUESTS[kind, f"{min(max(status // 100, 2), 5)}xx"]] += 1
            self._own[_BUCKETS + row * (len(BOUNDS) + 1) + bisect_left(BOUNDS, seconds)] += 1
            self._own[_SECONDS + row] += seconds
            for position, name in enumerate(_RESULTS):
                count = getattr(stats, name)
                self._own[_CACHE + position] += count - self._told[name]
                self._told[name] = count

    def totals(self) -> np.ndarray:
        """The sum over all workers, since the service started."""
        return np.asarray(self._all.sum(axis=0))


counters = Counters()


def text() -> str:
    """All figures in the text format of Prometheus."""
    return "\n".join([*_lines(counters.totals()), ""])


def register(server: Flask) -> None:
    """Count every request, and tell the figures at `/metrics`."""
    server.before_request(_begin)
    server.after_request(_count)
    server.add_url_rule(
        "/metrics",
        endpoint="metrics",
        view_func=lambda: Response(text(), content_type="text/plain; version=0.0.4; charset=utf-8"),
    )


def kind_of(path: str) -> str:
    """Which kind of request an address is."""
    if path == "/_dash-update-component":
        return "callback"
    if path.startswith("/export/"):
        return "export"
    if path.startswith(("/assets/", "/_dash")):
        return "file"
    return "machine" if path in ("/healthz", "/readyz", "/metrics") else "page"


def _begin() -> None:
    g.began = time.perf_counter()


def _count(response: Response) -> Response:
    began = g.get("began")  # another hook may have answered first
    seconds = 0.0 if began is None else time.perf_counter() - began
    counters.add(kind_of(request.path), response.status_code, seconds)
    return response


def _lines(totals: np.ndarray) -> Iterator[str]:
    yield "# HELP panorama_requests_total Requests answered."
    yield "# TYPE panorama_requests_total counter"
    for (kind, outcome), position in _REQUESTS.items():
        yield f'panorama_requests_total{{kind="{kind}",status="{outcome}"}} {totals[position]:.0f}'
    yield "# HELP panorama_request_duration_seconds Time to make an answer."
    yield "# TYPE panorama_request_duration_seconds histogram"
    for row, kind in enumerate(KINDS):
        start = _BUCKETS + row * (len(BOUNDS) + 1)
        running = totals[start : start + len(BOUNDS) + 1].cumsum()
        for bound, count in zip([*map(str, BOUNDS), "+Inf"], running, strict=True):
            yield f'panorama_request_duration_seconds_bucket{{kind="{kind}",le="{bound}"}} {count:.0f}'
        yield f'panorama_request_duration_seconds_sum{{kind="{kind}"}} {totals[_SECONDS + row]:.6f}'
        yield f'panorama_request_duration_seconds_count{{kind="{kind}"}} {running[-1]:.0f}'
    yield "# HELP panorama_results_total Results asked of the cache: found, found in the shared one, computed."
    yield "# TYPE panorama_results_total counter"
    for position, name in enumerate(_RESULTS):
        yield f'panorama_results_total{{outcome="{name}"}} {totals[_CACHE + position]:.0f}'
    status = store.status()
    yield "# HELP panorama_degraded 1 while the source files cannot be taken in."
    yield "# TYPE panorama_degraded gauge"
    yield f"panorama_degraded {int(status.is_degraded)}"
    yield "# HELP panorama_dataset_info The dataset that the answering worker serves."
    yield "# TYPE panorama_dataset_info gauge"
    yield f'panorama_dataset_info{{dataset="{status.dataset_id}"}} 1'
