"""The current dataset: one immutable value for all readers, replaced whole when the source files change."""

import contextlib
import functools
import logging
import os
import threading
import time
from collections.abc import Callable
from contextvars import Context, ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from data.model.dataset import Dataset, build_dataset, content_id
from data.model.errors import SourceError
from data.store.last_good import DATA_ERRORS, LastGood
from data.store.settings import settings
from data.store.watch import BUSY_SECONDS, TICK_SECONDS, FileStats, file_stats

WATCH_SECONDS = 10.0
"""How long other threads leave the checks to the one that watches, since it last did."""
CHECK_SECONDS = 0.5
"""Shortest time between two checks of the source files (0.2 ms each): a busy machine has the rest of two seconds to
build what changed."""
SETTLING_SECONDS = 0.6
"""How long files that keep changing are left to settle."""
IDLE_WAIT_SECONDS = 1.0
"""How long a thread waits for the one that builds, where no thread has checked for a while."""
FIRST_BUILD_SECONDS = 5.0
"""How long a first build is tried again while the files change: there is nothing else to serve."""

IsReady = Callable[[str], bool]
Accept = Callable[[Dataset], None]
"""Renders what visitors may open from a dataset; `SourceError` says what cannot be."""

_log = logging.getLogger(__name__)
_candidate: ContextVar[Dataset | None] = ContextVar("candidate", default=None)
_pinned: ContextVar[Dataset | None] = ContextVar("pinned", default=None)


@dataclass(frozen=True)
class Status:
    """How the dataset that is served differs from the source files.

    Attributes:
        is_degraded: The source files are wrong, so the last good dataset is served, if there is one.
        reason: Why, in French, one line for each problem.
        loaded_at: When this process began to serve the dataset (UTC).
        copy_problem: Why its source files have no copy in the cache folder.
    """

    is_degraded: bool = False
    reason: str = ""
    dataset_id: str = ""
    loaded_at: datetime | None = None
    copy_problem: str = ""


class Store:
    """The dataset of one data folder; the last good copy of its source files goes to the cache folder.

    `accept` is called with each dataset before it is served, in the thread that builds it, where `current` below gives
    that dataset. One that it refuses is not served.
    """

    def __init__(
        self, folder: Path, cache: Path, check_seconds: float = CHECK_SECONDS, accept: Accept = lambda dataset: None
    ) -> None:
        self._folder = folder
        self._last_good = LastGood(folder, cache, functools.partial(_accepted_by, accept))
        self._check_seconds = check_seconds
        self._dataset: Dataset | None = None
        self._is_ready: IsReady | None = None
        self._ready_seconds = self._watched_until = 0.0
        self._next: tuple[str, float] | None = None  # what is not ready, and until when it is waited for
        self._status = Status()
        self._stats = FileStats()
        self._refused: tuple[str, Exception] | None = None
        self._checked_at = self._check_due = self._wait_until = 0.0
        self._settling_since: float | None = None
        self._lock = threading.Lock()

    def current(self) -> Dataset:
        """The dataset to answer from, as `current` below; while a thread builds the next, others get the former."""
        dataset, now = self._dataset, time.monotonic()
        if dataset is not None and now < max(self._check_due, self._watched_until):
            return dataset
        return self._checked(dataset, now)

    def watch(self) -> None:
        """Check the source files for as long as the process lives: no request waits for what they cost."""
        while True:
            with contextlib.suppress(*DATA_ERRORS):
                self._watched_until = time.monotonic() + WATCH_SECONDS
                self._checked(self._dataset, time.monotonic())
            time.sleep(self._check_seconds)

    def serve_when(self, is_ready: IsReady | None, seconds: float = 0.0) -> None:
        """Serve a new dataset once `is_ready` of its id, or after so many seconds; the former until then."""
        self._is_ready, self._ready_seconds = is_ready, seconds

    def _checked(self, dataset: Dataset | None, now: float) -> Dataset:
        if not self._lock.acquire(timeout=-1 if dataset is None else self._wait_seconds(now)):
            assert dataset is not None
            return dataset
        try:
            if time.monotonic() >= self._check_due:
                self._check()
            if self._dataset is None:
                raise SourceError(self._status.reason.splitlines())
            return self._dataset
        finally:
            self._lock.release()

    def status(self) -> Status:
        """How the dataset that is served differs from the source files, which are checked if it is time."""
        with contextlib.suppress(SourceError):
            self.current()
        return self._status

    def renew_lock(self) -> None:
        """Forget a lock held by a thread of the process from which this one was forked."""
        self._lock = threading.Lock()

    def _wait_seconds(self, now: float) -> float:
        """How long a thread waits for the one that checks the source files."""
        was_idle = now - self._checked_at > self._check_seconds + IDLE_WAIT_SECONDS
        return IDLE_WAIT_SECONDS if was_idle else max(0.0, self._wait_until - now)

    def _check(self) -> None:
        """Serve what the source files hold where they have changed, once they have settled."""
        now = time.monotonic()
        self._wait_until, self._checked_at = now + self._wait_seconds(now), now
        pause = self._check_seconds
        try:
            stats = file_stats(self._folder)
            if stats == self._stats and abs(self._stats.age_seconds) > TICK_SECONDS and self._next is None:
                return
            if stats != self._stats and stats.is_busy and self._dataset is not None:
                self._settling_since = self._settling_since or now
                if now - self._settling_since < SETTLING_SECONDS:
                    pause = min(BUSY_SECONDS, pause)
                    return
            self._settling_since = None
            self._refresh()
        finally:
            # Last: until then other threads find the check due, and wait as `_wait_seconds` says.
            self._check_due = time.monotonic() + pause

    def _refresh(self) -> None:
        deadline = time.monotonic() + (FIRST_BUILD_SECONDS if self._dataset is None else BUSY_SECONDS)
        while True:
            self._stats, problem = file_stats(self._folder), None
            try:
                self._update()
            except DATA_ERRORS as error:
                problem = error
            is_moving = file_stats(self._folder) != self._stats
            if not is_moving or time.monotonic() > deadline:
                break
            time.sleep(BUSY_SECONDS / 4)
        if problem is not None and (self._dataset is None or not is_moving):
            self._degrade(problem)

    def _update(self) -> None:
        """Serve the dataset of the source files, or raise one of `DATA_ERRORS`."""
        identity = content_id(self._folder)
        if self._refused and self._refused[0] == identity:
            raise self._refused[1]
        if self._next and self._next[0] == identity and self._has_to_wait(identity):
            return
        dataset = self._dataset if self._dataset and self._dataset.id == identity else self._build(identity)
        if dataset:
            self._serve(dataset, Status(copy_problem=self._last_good.problem))

    def _has_to_wait(self, identity: str) -> bool:
        """True while the former dataset is served, because this one is not ready."""
        if self._dataset is None or self._is_ready is None:
            return False
        if not self._next or self._next[0] != identity:
            self._next = (identity, time.monotonic() + self._ready_seconds)
        return time.monotonic() < self._next[1] and not self._is_ready(identity)

    def _build(self, identity: str) -> Dataset | None:
        """The dataset, None where it is good and not ready; raises one of `DATA_ERRORS`."""
        folder, problem = self._last_good.copy(), None
        try:
            try:
                dataset = build_dataset(folder)
            except DATA_ERRORS as error:
                problem = error
            # Files are read several times on the way: what was read is of one moment only if none changed.
            if content_id(folder) != identity:
                raise SourceError("les fichiers des données changent pendant leur lecture ; elle sera reprise")
            try:
                if problem is None:
                    if self._has_to_wait(identity):
                        return None
                    self._last_good.publish(folder, dataset)
                    return dataset
            except SourceError as error:
                problem = error
            self._refused = (identity, problem)
            raise problem
        finally:
            self._last_good.discard(folder)

    def _serve(self, dataset: Dataset, status: Status) -> None:
        loaded_at = self._status.loaded_at
        if dataset is not self._dataset:
            loaded_at = datetime.now(UTC)
            _log.info("serving dataset %s", dataset.id)
        if self._status.is_degraded and not status.is_degraded:
            _log.warning("the source files are good again: serving dataset %s", dataset.id)
        self._status = replace(status, dataset_id=dataset.id, loaded_at=loaded_at)
        self._dataset, self._next = dataset, None

    def _degrade(self, problem: Exception) -> None:
        is_expected = isinstance(problem, SourceError)
        reason = str(problem) if is_expected else f"erreur imprévue à la lecture des données : {problem!r}"
        if reason != self._status.reason:
            _log.error("the source files are refused: %s", reason, exc_info=None if is_expected else problem)
        dataset = self._dataset or self._last_good.build()
        degraded = Status(is_degraded=True, reason=reason, copy_problem=self._last_good.problem)
        if dataset is None:
            self._status = degraded
        else:
            self._serve(dataset, degraded)


def _accepted_by(accept: Accept, dataset: Dataset) -> None:
    """Call `accept` where the dataset is the current one, apart from the request that found the files changed."""
    context = Context()
    context.run(_candidate.set, dataset)
    context.run(accept, dataset)


_accept: Accept = lambda dataset: None  # noqa: E731 - replaced by `accept_with`


def accept_with(accept: Accept) -> None:
    """Serve in this process only the datasets that `accept` does not refuse with a `SourceError`."""
    global _accept
    _accept = accept


@functools.cache
def _store(folder: Path, cache: Path) -> Store:
    store = Store(folder, cache, accept=lambda dataset: _accept(dataset))
    os.register_at_fork(after_in_child=store.renew_lock)
    return store


def _configured() -> Store:
    return _store(settings().data_dir, settings().cache_dir)


def current() -> Dataset:
    """The dataset to answer from: the pinned one, else one that is two seconds behind the source files at most.

    Raises:
        SourceError: The source files are wrong, and there is no last good dataset.
    """
    return _candidate.get() or _pinned.get() or _configured().current()


def pin() -> Dataset:
    """The current dataset, which stays the current one of this thread until `unpin`: one response, one dataset."""
    dataset = _candidate.get() or _configured().current()
    _pinned.set(dataset)
    return dataset


def unpin() -> None:
    """Follow the source files again in this thread."""
    _pinned.set(None)


def status() -> Status:
    """How the dataset that is served differs from the source files."""
    candidate = _candidate.get()
    return Status(dataset_id=candidate.id) if candidate else _configured().status()


def refused() -> str:
    """Id of the dataset of the source files where it is refused, else empty."""
    store = _configured()
    return store._refused[0] if store._refused and store._status.is_degraded else ""


def serve_when(is_ready: IsReady | None, seconds: float = 0.0) -> None:
    """Serve a new dataset once it is ready, as `Store.serve_when`."""
    _configured().serve_when(is_ready, seconds)


def follow_files() -> None:
    """Check the source files in a thread, for as long as the process lives."""
    threading.Thread(target=_configured().watch, name="watch", daemon=True).start()
