"""Results computed once: serialised bytes by key, in memory, on disk, and in Redis where several machines share it.

A key names all that a result depends on: the dataset's id, the canonical selection's key, the name of what is
computed (the version of the program is added here). So a value is never stale, it is only forgotten.
"""

import functools
import hashlib
import math
import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from cachetools import TTLCache

from data.store.answer_files import RECENT_SECONDS, AnswerFiles
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

    `hits` were in memory or computed by another thread meanwhile, `shared_hits` on disk or in Redis; `bytes` is the
    size of the entries in memory; `backend` is `memory`, `redis`, or `memory (redis unreachable)`; `disk_problem` says
    why results are not stored on disk.
    """

    hits: int
    shared_hits: int
    misses: int
    entries: int
    bytes: int
    bytes_allowed: int
    backend: str
    disk_problem: str


class ResultCache:
    """Serialised results, in memory up to `max_bytes` (least recently used forgotten first), on disk and in Redis.

    `on_outcome` is called with one of `OUTCOMES` for each result.
    """

    def __init__(self, max_bytes: int, files: AnswerFiles | None = None, shared: "RedisCache | None" = None) -> None:
        # What is used stays in memory for a while only, so that its file is seen to be used.
        seconds = RECENT_SECONDS if files else math.inf
        self._memory: TTLCache[bytes, bytes] = TTLCache(
            max_bytes, seconds, getsizeof=lambda value: len(value) + ENTRY_OVERHEAD
        )
        self.files, self._shared = files, shared
        self._counts = dict.fromkeys(OUTCOMES, 0)
        self.on_outcome: Callable[[str], None] = lambda outcome: None
        self._open()

    def get(
        self,
        key: tuple[str, ...],
        make: Callable[[], bytes],
        *,
        slot: AbstractContextManager[None] | None = None,
        request: str = "",
    ) -> bytes:
        """The result of a key, computed by `make` where it is not known; once when several threads need it together.

        What `make` or `slot` raises is raised here and nothing is cached.

        Args:
            key: The dataset's id, the canonical selection's key, the name of the result, and whatever else it depends
                on.
            make: Computes it.
            slot: Held while the result is computed or waited for.
            request: The request that needs it, to be made again for the next dataset.
        """
        digest = _digest(key)
        value, outcome = self._find(digest)
        if value is None:
            with slot or nullcontext(), self._computing(digest):
                value, outcome = self._find(digest)
                if value is None:
                    value = make()
                    self._store(digest, value, request)
        with self._lock:
            self._counts[outcome] += 1
        self.on_outcome(outcome)
        return value

    def is_known(self, key: tuple[str, ...]) -> bool:
        """True where a result would not be computed."""
        return self._find(_digest(key))[0] is not None

    def stats(self) -> CacheStats:
        """Counts and size of this cache."""
        with self._lock:
            return CacheStats(
                **self._counts,
                entries=len(self._memory),
                bytes=int(self._memory.currsize),
                bytes_allowed=int(self._memory.maxsize),
                backend=self._shared.state if self._shared else "memory",
                disk_problem=self.files.problem if self.files else "",
            )

    def survive_forks(self) -> None:
        """Make the cache usable in forked processes, which lack the threads that compute at that moment."""
        os.register_at_fork(
            before=lambda: self._lock.acquire(),
            after_in_parent=lambda: self._lock.release(),
            after_in_child=self._open,
        )

    def _open(self) -> None:
        self._lock = threading.Lock()
        self._computed: WeakValueDictionary[bytes, threading.Lock] = WeakValueDictionary()

    def _find(self, digest: bytes) -> tuple[bytes | None, str]:
        """The result and where it was: one of `OUTCOMES`."""
        with self._lock:
            if (value := self._memory.get(digest)) is not None:
                return value, "hits"
        for source in (self.files, self._shared):
            if source and (value := source.get(digest)) is not None:
                self._remember(digest, value)
                return value, "shared_hits"
        return None, "misses"

    def _store(self, digest: bytes, value: bytes, request: str) -> None:
        self._remember(digest, value)
        if self.files:
            self.files.set(digest, value, request)
        if self._shared:
            self._shared.set(digest, value)

    def _remember(self, digest: bytes, value: bytes) -> None:
        if len(value) + ENTRY_OVERHEAD <= self._memory.maxsize:
            with self._lock:
                self._memory[digest] = value

    def _computing(self, digest: bytes) -> ExitStack:
        """Held by one thread of one process of the machine."""
        with self._lock:
            lock = self._computed.setdefault(digest, threading.Lock())
        with ExitStack() as stack:
            stack.enter_context(lock)
            if self.files:
                stack.enter_context(self.files.computing(digest))
            return stack.pop_all()


def _digest(key: tuple[str, ...]) -> bytes:
    return hashlib.blake2b("\0".join((release(), *key)).encode(), digest_size=20).digest()


@functools.cache
def get_results() -> ResultCache:
    """The cache of this process, as the settings say; `ValueError` for a wrong `PANORAMA_CACHE_URL`."""
    shared, files, megabytes = None, None, settings().disk_cache_mb
    if url := settings().cache_url:
        from data.store.redis_cache import RedisCache

        shared = RedisCache(url)
    if megabytes:
        files = AnswerFiles(settings().cache_dir / "answers", int(megabytes * 2**20))
    cache = ResultCache(int(settings().cache_mb * 2**20), files, shared)
    cache.survive_forks()
    return cache
