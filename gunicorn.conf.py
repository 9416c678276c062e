"""Settings of the server; `gunicorn app:server` from the root serves what `make run` serves.

docs/operations.md lists the variables.
"""

import contextlib
import ctypes
import gc
import os
import shutil
import sys
from typing import Any

from data.model.errors import SourceError
from data.store.leftovers import delete_incomplete, delete_temporary_folders, temporary_folder
from data.store.settings import Site, settings

try:
    _settings = settings()
    Site.read()
except SourceError as error:
    sys.exit(f"Réglages refusés, rien n'est servi (python -m data settings les dit tous) :\n{error}")

_M_ARENA_MAX = -8
"""Of `mallopt` in glibc."""

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.workers
worker_class = "callbacks.worker.Worker"
# Those of callbacks/slots.py, which wait, and five for what is cached.
threads = 16
# One dataset and one copy of the libraries, shared by the workers through copy on write.
preload_app = True
# The control socket is shared by every instance of a user: two servers would fight for it.
control_socket_disable = True
# Longer than a proxy keeps its own side open: it is never the one that finds a connection closed.
keepalive = 75
timeout = 30
graceful_timeout = 30
# A worker is replaced now and then: what a library may leak does not add up. Not all at the same time.
max_requests = 50_000
max_requests_jitter = 10_000
# A longer address is refused before the application sees it; callbacks/request_guard.py has the same limit.
limit_request_line = 4094
limit_request_fields = 64

logger_class = "callbacks.logs.Logger"
loglevel = _settings.log_level
accesslog = "-" if _settings.access_log else None
# Looked up by name: nothing of the application is imported before the settings are read.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "callbacks.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
    "root": {"level": loglevel.upper(), "handlers": ["stderr"]},
    "loggers": {
        name: {"level": loglevel.upper(), "handlers": ["stderr"], "propagate": False}
        for name in ("gunicorn.error", "gunicorn.access")
    },
}


if _settings.metrics and not _settings.metrics_dir:
    # prometheus_client reads it when it is imported: each worker counts in a file there, /metrics sums them.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = temporary_folder("metrics")


def on_starting(_server: Any) -> None:
    """Delete what killed processes left; leave the name of the server out of its answers, which no setting does."""
    delete_temporary_folders()
    delete_incomplete(settings().cache_dir)

    from gunicorn.http.wsgi import Response

    named = Response.default_headers
    Response.default_headers = lambda self: [line for line in named(self) if not line.startswith("Server:")]


def when_ready(_server: Any) -> None:
    """Leave what all workers share out of the garbage collector: it neither looks through it nor copies it."""
    gc.collect()
    gc.freeze()
    # An answer creates some ten thousand objects and no cycle that matters.
    gc.set_threshold(10_000, 20, 20)
    # By default each thread gets an arena of its own, whose holes the others cannot fill.
    with contextlib.suppress(AttributeError):  # of another C library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def on_exit(server: Any) -> None:
    """Delete the figures of this service, unless a newer program has taken it over."""
    if settings().metrics_dir and not server.reexec_pid:
        shutil.rmtree(settings().metrics_dir, ignore_errors=True)


def post_worker_init(worker: Any) -> None:
    """Have what is requested most computed in a process apart, forked while the worker has one thread."""
    from app import app
    from callbacks import warm_up
    from data import store

    # A thread that computes leaves the interpreter to one that answers after 1 ms instead of 5.
    sys.setswitchinterval(0.001)
    warm_up.start(app, [listener.fileno() for listener in worker.sockets])
    store.follow_files()
