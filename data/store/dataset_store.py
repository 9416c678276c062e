"""The current dataset: one immutable value for all readers, replaced whole when the source files change."""

import contextlib
import functools
import logging
import os
import threading
import time
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from data.model.dataset import Dataset, build_dataset, content_id
from data.model.errors import SourceError
from data.model.folders import cache_dir, data_dir
from data.store.snapshot_folder import SnapshotFolder
from data.store.watch import BUSY_SECONDS, Look, look

CHECK_SECONDS = 0.5
"""The source files are looked at once in this time, at most: 0.2 ms for each look, and on a busy machine the rest of
two seconds is needed to take in what changed."""
SETTLING_SECONDS = 0.6
"""How long files that keep changing are left to settle."""
IDLE_WAIT_SECONDS = 1.0
"""How long a thread waits for the one that takes in a change, where no thread has looked for a while."""
FIRST_READING_SECONDS = 5.0
"""How long a first reading is tried again while the files move: there is nothing else to serve."""
# What wrong data may raise besides SourceError: from parsers, from pandas, from the file system.
_FAULTS = (ValueError, LookupError, TypeError, ArithmeticError, OSError)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Status:
    """How what is served stands to the source files.

    Attributes:
        is_degraded: The source files cannot be taken in, so the last good dataset is served, if there is one.
        reason: Why, in French, one line for each problem; empty otherwise.
        dataset_id: Id of the dataset served, empty for none.
        loaded_at: When this process began to serve it (UTC).
        not_kept: Why its snapshot is not on disk, empty when it is.
    """

    is_degraded: bool = False
    reason: str = ""
    dataset_id: str = ""
    loaded_at: datetime | None = None
    not_kept: str = ""


class Store:
    """The dataset of one data folder.

    Args:
        folder: Holds the source files.
        cache: Where snapshots are kept.
        check_seconds: The source files are looked at once in this time, at most.
    """

    def __init__(self, folder: Path, cache: Path, check_seconds: float = CHECK_SECONDS) -> None:
        self._folder = folder
        self._snapshots = SnapshotFolder(cache)
        self._check_seconds = check_seconds
        self._dataset: Dataset | None = None
        self._status = Status()
        self._seen = Look()
        self._refused: tuple[str, Exception] | None = None
        self._checked_at = self._check_due = self._wait_until = 0.0
        self._settling_since: float | None = None
        self._lock = threading.Lock()

    def current(self) -> Dataset:
        """The dataset to answer from.

        While one thread takes in a change, the others answer from the former dataset.

        Raises:
            SourceError: The source files cannot be taken in, and no earlier dataset is known.
        """
        dataset, now = self._dataset, time.monotonic()
        if dataset is not None and now < self._check_due:
            return dataset
        if not self._lock.acquire(timeout=-1 if dataset is None else self._patience(now)):
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
        """How what is served stands to the source files, which are looked at if it is time."""
        with contextlib.suppress(SourceError):
            self.current()
        return self._status

    def renew_lock(self) -> None:
        """Forget a lock held by a thread of the process from which this one was forked."""
        self._lock = threading.Lock()

    def _patience(self, now: float) -> float:
        """Seconds that a thread gives the one that is looking at the source files."""
        was_idle = now - self._checked_at > self._check_seconds + IDLE_WAIT_SECONDS
        return IDLE_WAIT_SECONDS if was_idle else max(0.0, self._wait_until - now)

    def _check(self) -> None:
        """Look at the source files, and serve what they hold where they have changed."""
        now = time.monotonic()
        self._wait_until, self._checked_at = now + self._patience(now), now
        pause = self._check_seconds
        try:
            seen = look(self._folder)
            if seen == self._seen and self._seen.is_conclusive:
                return
            if seen != self._seen and seen.is_busy and self._dataset is not None:
                self._settling_since = self._settling_since or now
                if now - self._settling_since < SETTLING_SECONDS:
                    pause = min(BUSY_SECONDS, pause)
                    return
            self._settling_since = None
            self._refresh()
        finally:
            # Last: until then other threads find it due, and wait or not as `_patience` says.
            self._check_due = time.monotonic() + pause

    def _refresh(self) -> None:
        deadline = time.monotonic() + (FIRST_READING_SECONDS if self._dataset is None else BUSY_SECONDS)
        while True:
            self._seen = look(self._folder)
            problem = self._take_in(self._seen)
            if problem is None:
                return
            has_moved = look(self._folder) != self._seen
            if not has_moved or time.monotonic() > deadline:
                break
            time.sleep(BUSY_SECONDS / 4)
        if self._dataset is None or not has_moved:
            self._degrade(problem)

    def _take_in(self, seen: Look) -> Exception | None:
        """Serve what the source files hold; what prevents it, if anything does."""
        not_kept = ""
        try:
            identity = content_id(self._folder)
            if self._refused and self._refused[0] == identity:
                return self._refused[1]
            dataset = self._dataset if self._dataset and self._dataset.id == identity else None
            if dataset is not None:
                not_kept = self._status.not_kept
            elif (dataset := self._snapshots.open(identity)) is None:
                with self._snapshots.locked():
                    dataset = self._snapshots.open(identity)  # another process may have built it meanwhile
                    if dataset is None:
                        dataset = self._built(identity, seen)
                        not_kept = self._snapshots.keep(dataset)
        except _FAULTS as error:
            return error
        self._serve(dataset, Status(not_kept=not_kept))
        return None

    def _built(self, identity: str, seen: Look) -> Dataset:
        moving = SourceError("les fichiers des données changent pendant leur lecture ; elle sera reprise")
        if look(self._folder) != seen:
            raise moving
        problem: Exception | None = None
        try:
            dataset = build_dataset(self._folder)
        except _FAULTS as error:
            problem = error
        # Files are read several times on the way: what was read is of one moment only if none moved.
        if content_id(self._folder) != identity or look(self._folder) != seen:
            raise moving
        if problem is not None:
            self._refused = (identity, problem)
            raise problem
        return dataset

    def _serve(self, dataset: Dataset, status: Status) -> None:
        if dataset is self._dataset:
            loaded_at = self._status.loaded_at
        else:
            loaded_at = datetime.now(UTC)
            self._snapshots.remember(self._folder, dataset.id)
            _log.info("serving dataset %s", dataset.id)
        if self._status.is_degraded and not status.is_degraded:
            _log.warning("the source files are good again: serving dataset %s", dataset.id)
        self._status = replace(status, dataset_id=dataset.id, loaded_at=loaded_at)
        self._dataset = dataset

    def _degrade(self, problem: Exception) -> None:
        expected = isinstance(problem, SourceError)
        reason = str(problem) if expected else f"erreur imprévue à la lecture des données : {problem!r}"
        if reason != self._status.reason:
            _log.error("the source files are refused: %s", reason, exc_info=None if expected else problem)
        dataset = self._dataset or self._snapshots.last_good(self._folder)
        degraded = Status(is_degraded=True, reason=reason, not_kept=self._status.not_kept)
        if dataset is None:
            self._status = degraded
        else:
            self._serve(dataset, degraded)


@functools.cache
def _store(folder: str, cache: str) -> Store:
    store = Store(Path(folder), Path(cache))
    os.register_at_fork(after_in_child=store.renew_lock)
    return store


_pinned: ContextVar[Dataset | None] = ContextVar("pinned", default=None)


def _configured() -> Store:
    return _store(str(data_dir()), str(cache_dir()))


def current() -> Dataset:
    """The dataset to answer from: the pinned one, else one that is two seconds behind the source files at most.

    Raises:
        SourceError: The source files cannot be taken in, and no earlier dataset is known.
    """
    return _pinned.get() or _configured().current()


def pin() -> Dataset:
    """The current dataset, which stays the current one of this thread until `unpin`: one response, one dataset.

    Raises:
        SourceError: As `current`.
    """
    dataset = _configured().current()
    _pinned.set(dataset)
    return dataset


def unpin() -> None:
    """Follow the source files again in this thread."""
    _pinned.set(None)


def status() -> Status:
    """How what is served stands to the source files."""
    return _configured().status()
