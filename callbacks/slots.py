"""What a worker computes at the same time, by kind; whoever finds no slot is answered 429, and computes nothing.

A request that needs a result holds a slot while it is computed or waited for. Kinds together have fewer slots than the
worker has threads: those left answer what is cached, and probes.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from werkzeug.exceptions import TooManyRequests

from components.files.typesetting import CancelledError, never_cancelled


class Slots:
    """So many requests at a time, of which one computes; the others wait for it."""

    def __init__(self, number: int, retry_seconds: int) -> None:
        self.retry_seconds = retry_seconds
        self._free = threading.BoundedSemaphore(number)
        self._computing = threading.Lock()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold a slot.

        Raises:
            TooManyRequests: None is free.
        """
        if not self._free.acquire(blocking=False):
            raise TooManyRequests(retry_after=self.retry_seconds)
        try:
            yield
        finally:
            self._free.release()

    @contextmanager
    def computing(self, is_disconnected: Callable[[], bool] = never_cancelled) -> Iterator[None]:
        """Wait until no other thread of this kind computes: readers share the interpreter with one, not with all.

        Raises:
            CancelledError: The client has disconnected.
        """
        while not self._computing.acquire(timeout=0.1):
            if is_disconnected():
                raise CancelledError
        try:
            yield
        finally:
            self._computing.release()


SELECTIONS = Slots(6, retry_seconds=2)
"""Pages and answers of the filters."""
TABLES = Slots(2, retry_seconds=2)
"""Tables and data of charts, as files."""
EXPORTS = Slots(3, retry_seconds=5)
"""The deck and pictures."""
