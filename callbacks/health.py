"""How the service is: alive, ready, and what it has done, for supervisors and for Prometheus."""

from dataclasses import asdict

import orjson
from flask import Flask, Response, request

from callbacks import metrics
from data import store
from data.model.errors import SourceError
from data.store.result_cache import get_results
from data.store.settings import settings


def health() -> Response:
    """`/healthz`: the service is up, and on which data; 200 even where newer data cannot be taken in.

    `?detail=1` adds why, since when these data are served, and what the cache of this process holds.
    """
    state = _state()
    if request.args.get("detail") == "1":
        status = store.status()
        state["reason"] = status.reason
        state["loaded_at"] = status.loaded_at
        state["not_kept"] = status.not_kept
        state["cache"] = asdict(get_results().stats())
    return _json(state)


def ready() -> Response:
    """`/readyz`: 200 where there are data to answer from, 503 otherwise."""
    state = _state()
    return _json({"ready": bool(state["dataset"]), **state}, 200 if state["dataset"] else 503)


def register(server: Flask) -> None:
    """Serve the state of the service, and its figures where `PANORAMA_METRICS=1`."""
    server.add_url_rule("/healthz", view_func=health)
    server.add_url_rule("/readyz", view_func=ready)
    if settings().metrics:
        metrics.register(server)


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
        "tables": len(dataset.held_editions),
        "projects": len(dataset.projects["project"].cat.categories),
    }


def _json(state: dict[str, object], code: int = 200) -> Response:
    response = Response(orjson.dumps(state), code, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
