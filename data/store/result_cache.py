"""Results computed once: serialised bytes by key, bounded, shared between machines where Redis is configured.

A key names all that a result depends on: the dataset's id, the canonical selection's key, the name of what is
computed (the version of the program is added here). So a value is never stale, it is only forgotten.

The memory is cachetools' LRUCache behind a lock. Flask-Caching's own (cachelib's SimpleCache) counts entries
where bytes must be bounded, pickles what it holds and calls itself not really thread-safe; the two are measured
in docs/data-layer.md.
"""

import functools
import hashlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from typing import Protocol

from cachetools import LRUCache

from data.store.release import release
from data.store.settings import settings

OUTCOMES = ("hits", "shared_hits", "misses")
ENTRY_OVERHEAD = 400
"""Bytes that an entry takes besides its value, counted in the bound."""


class SharedCache(Protocol):
    """A cache outside the process, which may be lost at any time: it then knows nothing and keeps nothing."""

    @property
    def state(self) -> str:
        """What `CacheStats.backend` says of it."""

    def get(self, digest: bytes) -> bytes | None:
        """The value kept, None where there is none."""

    def set(self, digest: bytes, value: bytes) -> None:
        """Keep a value."""


@dataclass(frozen=True)
class CacheStats:
    """What the cache of this process has done and holds.

    Attributes:
        hits: Results found in memory or awaited from the thread that was computing them.
        shared_hits: Results found in the shared cache.
        misses: Results computed.
        entries: Results held in memory.
        bytes: What they take in memory, `bytes_allowed` at most.
        bytes_allowed: The bound.
        backend: `memory`, `redis`, or `memory (redis unreachable)`.
    """

    hits: int
    shared_hits: int
    misses: int
    entries: int
    bytes: int
    bytes_allowed: int
    backend: str


class ResultCache:
    """Serialised results; the least recently used are forgotten first.

    Args:
        max_bytes: Bound of what is held in memory.
        shared: Asked for what the memory does not hold, told what is computed.

    Attributes:
        on_outcome: Called with one of `OUTCOMES` for each result.
    """

    def __init__(self, max_bytes: int, shared: SharedCache | None = None) -> None:
        self._memory: LRUCache[bytes, bytes] = LRUCache(max_bytes, lambda value: len(value) + ENTRY_OVERHEAD)
        self._shared = shared
        self._computing: dict[bytes, Future[bytes]] = {}
        self._counts = dict.fromkeys(OUTCOMES, 0)
        self.on_outcome: Callable[[str], None] = lambda outcome: None
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...], make: Callable[[], bytes]) -> bytes:
        """The result named by a key, made where it is not known; once when several threads ask together.

        Args:
            key: Dataset's id, canonical selection's key, name of the result, and whatever else it depends on.
            make: Computes the result; what it raises is raised here and nothing is kept.
        """
        digest = hashlib.blake2b("\0".join((release(), *key)).encode(), digest_size=20).digest()
        with self._lock:
            value = self._memory.get(digest)
            awaited = self._computing.get(digest)
            if value is None and awaited is None:
                mine = self._computing[digest] = Future()
            else:
                self._count("hits")
        if value is not None:
            return value
        if awaited is None:
            return self._settle(digest, mine, make)
        try:
            return awaited.result()
        except CancelledError:  # the other thread failed: this one fails, or not, by itself
            return make()

    def _settle(self, digest: bytes, mine: "Future[bytes]", make: Callable[[], bytes]) -> bytes:
        try:
            value = self._shared.get(digest) if self._shared else None
            outcome = "misses" if value is None else "shared_hits"
            if value is None:
                value = make()
                if self._shared:
                    self._shared.set(digest, value)
            with self._lock:
                self._count(outcome)
                if len(value) + ENTRY_OVERHEAD <= self._memory.maxsize:
                    self._memory[digest] = value
            mine.set_result(value)
            return value
        finally:
            with self._lock:
                del self._computing[digest]
            mine.cancel()

    def _count(self, outcome: str) -> None:
        self._counts[outcome] += 1
        self.on_outcome(outcome)

    def stats(self) -> CacheStats:
        """What this process's cache has done and holds."""
        with self._lock:
            return CacheStats(
                **self._counts,
                entries=len(self._memory),
                bytes=int(self._memory.currsize),
                bytes_allowed=int(self._memory.maxsize),
                backend=self._shared.state if self._shared else "memory",
            )

    def survive_forks(self) -> None:
        """Make the cache usable in children of this process: no lock is held by a thread that they do not have."""
        os.register_at_fork(before=self._lock.acquire, after_in_parent=self._lock.release, after_in_child=self._reopen)

    def _reopen(self) -> None:
        self._computing.clear()
        self._lock.release()


@functools.cache
def get_results() -> ResultCache:
    """The cache of this process, as `PANORAMA_CACHE_MB` and `PANORAMA_CACHE_URL` (redis://…) describe it.

    Raises:
        ValueError: One of them is wrong.
    """
    shared = None
    if url := settings().cache_url:
        from data.store.redis_cache import RedisCache

        shared = RedisCache(url)
    cache = ResultCache(int(settings().cache_mb * 2**20), shared)
    cache.survive_forks()
    return cache
