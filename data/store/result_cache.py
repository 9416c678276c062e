"""Results computed once: serialised bytes by key, bounded, shared between machines where Redis is configured.

A key names all that a result depends on: the dataset's id, the canonical selection's key, the name of what is
computed (the version of the program is added here). So a value is never stale, it is only forgotten.

The memory is cachetools' LRUCache behind a condition, on which threads wait for one computation of the same key.
"""

import functools
import hashlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cachetools import LRUCache, cached

from data.store.release import release
from data.store.settings import settings

if TYPE_CHECKING:
    from data.store.redis_cache import RedisCache

OUTCOMES = ("hits", "shared_hits", "misses")
ENTRY_OVERHEAD = 400
"""Bytes that an entry takes besides its value, counted in the bound."""


@dataclass(frozen=True)
class CacheStats:
    """Counts and size of the cache of this process.

    Attributes:
        hits: Results found in memory, or computed by another thread meanwhile.
        shared_hits: Results found in the shared cache.
        misses: Results computed.
        entries: Results in memory.
        bytes: Their size, `bytes_allowed` at most.
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
        max_bytes: Bound of the memory.
        shared: Read where the memory has no value, written with each computed one.

    Attributes:
        on_outcome: Called with one of `OUTCOMES` for each result.
    """

    def __init__(self, max_bytes: int, shared: "RedisCache | None" = None) -> None:
        self._memory: LRUCache[bytes, bytes] = LRUCache(max_bytes, lambda value: len(value) + ENTRY_OVERHEAD)
        self._shared = shared
        self._counts = dict.fromkeys(OUTCOMES, 0)
        self.on_outcome: Callable[[str], None] = lambda outcome: None
        self._open()

    def get(self, key: tuple[str, ...], make: Callable[[], bytes]) -> bytes:
        """The result of a key, computed where it is not known; once when several threads need it together.

        Args:
            key: Dataset's id, canonical selection's key, name of the result, and whatever else it depends on.
            make: Computes the result; what it raises is raised here and nothing is cached.
        """
        digest = hashlib.blake2b("\0".join((release(), *key)).encode(), digest_size=20).digest()
        outcome = "hits"

        def compute() -> bytes:
            nonlocal outcome
            value = self._shared.get(digest) if self._shared else None
            outcome = "misses" if value is None else "shared_hits"
            if value is None:
                value = make()
                if self._shared:
                    self._shared.set(digest, value)
            return value

        value = self._cached(digest, compute)
        with self._condition:
            self._counts[outcome] += 1
        self.on_outcome(outcome)
        return value

    def stats(self) -> CacheStats:
        """Counts and size of this cache."""
        with self._condition:
            return CacheStats(
                **self._counts,
                entries=len(self._memory),
                bytes=int(self._memory.currsize),
                bytes_allowed=int(self._memory.maxsize),
                backend=self._shared.state if self._shared else "memory",
            )

    def survive_forks(self) -> None:
        """Make the cache usable in forked processes, which lack the threads that compute at that moment."""
        os.register_at_fork(
            before=lambda: self._condition.acquire(),
            after_in_parent=lambda: self._condition.release(),
            after_in_child=self._open,
        )

    def _open(self) -> None:
        self._condition = threading.Condition()
        by_digest = cached(self._memory, key=lambda digest, compute: digest, condition=self._condition)
        self._cached: Callable[[bytes, Callable[[], bytes]], bytes] = by_digest(lambda digest, compute: compute())


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
