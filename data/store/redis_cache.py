"""A cache shared through Redis, which the site never needs: while it fails, it is tried again once a second."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

TTL_SECONDS = 24 * 3600
"""After this, Redis forgets: results of former datasets and versions do not pile up."""
TIMEOUT_SECONDS = 0.25
RETRY_SECONDS = 1.0

_PREFIX = b"panorama:"
_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class RedisCache:
    """Bytes in Redis, under digests that name all they depend on; no error leaves this class.

    Args:
        url: `redis://`, `rediss://` or `unix://`.

    Raises:
        ValueError: Another scheme.
    """

    def __init__(self, url: str) -> None:
        # One retry: after Redis restarts, connections of the pool are dead and the next one is not.
        self._client = redis.Redis.from_url(
            url,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        self._is_reachable = True
        self._retry_at = 0.0
        self._lock = threading.Lock()

    @property
    def state(self) -> str:
        """`redis`, or `memory (redis unreachable)` since the last failure."""
        return "redis" if self._is_reachable else "memory (redis unreachable)"

    def get(self, digest: bytes) -> bytes | None:
        """The value, None where there is none or Redis does not answer."""
        value = self._call(lambda: self._client.get(_PREFIX + digest))
        return value if isinstance(value, bytes) else None

    def set(self, digest: bytes, value: bytes) -> None:
        """Store a value for a day, where Redis answers."""
        self._call(lambda: self._client.set(_PREFIX + digest, value, ex=TTL_SECONDS))

    def _call(self, command: Callable[[], _Result]) -> _Result | None:
        if not self._is_reachable and not self._may_retry():
            return None
        try:
            result = command()
        except (redis.RedisError, OSError) as error:
            if self._is_reachable:
                _log.warning("Redis does not answer, results stay in memory: %s", type(error).__name__)
            self._retry_at = time.monotonic() + RETRY_SECONDS
            self._is_reachable = False
            return None
        if not self._is_reachable:
            _log.warning("Redis answers again")
            self._is_reachable = True
        return result

    def _may_retry(self) -> bool:
        # One thread tries, so that a Redis that hangs costs one request a quarter of a second, not all of them.
        with self._lock:
            now = time.monotonic()
            may_retry = now >= self._retry_at
            if may_retry:
                self._retry_at = now + RETRY_SECONDS
            return may_retry
