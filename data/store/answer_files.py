"""Answers on disk, shared by the workers of a machine and by the next start: bytes under digests, bounded.

A file holds the hash of its content, so one that a power cut or a full disk has damaged is computed again. It holds the
request too, so that the answers of the next dataset can be computed before anybody needs them.
"""

import contextlib
import fcntl
import functools
import hashlib
import logging
import os
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO

from data.model.files import write_whole
from data.store.leftovers import delete_incomplete

RECENT_SECONDS = 60.0
"""How far the date of the last use of a file may lag behind."""
RETRY_SECONDS = 30.0
"""How long a folder that could not be written is left alone."""
_BLOCK = 4096
"""A file takes whole blocks of the disk."""
_SHARE = 16
"""The folder is measured each time that a process has written such a part of the bound: it may be passed by that much
for each process."""
_HASH_BYTES = 16
_DIGEST_LETTERS = 40

_log = logging.getLogger(__name__)


class AnswerFiles:
    """The files of one folder, the least recently used deleted first past `max_bytes`.

    Whatever the disk does, nothing raises: an answer is found whole or not at all. `problem` says why answers cannot be
    stored, empty when they are.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self.problem = ""
        self.folder = folder
        self._max_bytes = max_bytes
        self._unmeasured = max_bytes
        self._retry_at = 0.0

    def get(self, digest: bytes) -> bytes | None:
        """The answer, None where there is none that is whole."""
        path = self._path(digest)
        try:
            with path.open("rb") as file:
                content = file.read()
                used = os.fstat(file.fileno()).st_mtime
            if time.time() - used > RECENT_SECONDS:
                os.utime(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            # One that can be read and not dated is only forgotten sooner.
            self._report(error)
            return None
        parts = _parts(content)
        return parts[1] if parts else None

    def set(self, digest: bytes, answer: bytes, request: str = "") -> None:
        """Store an answer, with the request that can be made again for another dataset."""
        if time.monotonic() < self._retry_at:
            return
        head = request.encode()
        body = len(head).to_bytes(4, "big") + head + answer
        try:
            write_whole(self._path(digest), hashlib.blake2b(body, digest_size=_HASH_BYTES).digest() + body,
                        is_durable=False)  # fmt: skip
        except OSError as error:
            self._report(error)
            return
        self.problem = ""
        self._unmeasured += max(len(body), _BLOCK)
        if self._unmeasured > self._max_bytes / _SHARE:
            self._unmeasured = 0
            self._prune()

    def recent_requests(self, number: int) -> list[str]:
        """The requests whose answers were used last, at most so many, each once."""

        def requests() -> Iterator[str]:
            for _, _, path in reversed(self._files()):
                with contextlib.suppress(OSError):
                    if (parts := _parts(path.read_bytes())) and parts[0]:
                        yield parts[0]

        return list(islice(dict.fromkeys(islice(requests(), 2 * number)), number))

    @contextlib.contextmanager
    def computing(self, digest: bytes) -> Iterator[None]:
        """Wait until no other process computes the answer; without a lock where the folder allows none."""
        start, is_locked = int.from_bytes(digest[:7], "big"), False
        if self._locks:
            # A deadlock is only what the kernel sees of threads of two processes: rather computed twice.
            with contextlib.suppress(OSError):
                fcntl.lockf(self._locks, fcntl.LOCK_EX, 1, start)
                is_locked = True
        try:
            yield
        finally:
            if self._locks and is_locked:
                fcntl.lockf(self._locks, fcntl.LOCK_UN, 1, start)

    @functools.cached_property
    def _locks(self) -> IO[bytes] | None:
        # One open file for all: closing another one of the same name would drop the locks of the whole process.
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return (self.folder / ".locks").open("ab")
        except OSError:
            return None

    def _path(self, digest: bytes) -> Path:
        return self.folder / digest.hex()

    def _files(self) -> list[tuple[float, int, Path]]:
        """Date of the last use, size on disk and path of each file, the least recently used first."""
        files = []
        with contextlib.suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    stat = entry.stat()
                    if len(entry.name) == _DIGEST_LETTERS:
                        files.append((stat.st_mtime, -(-stat.st_size // _BLOCK) * _BLOCK, Path(entry.path)))
        return sorted(files)

    def _prune(self) -> None:
        delete_incomplete(self.folder)
        files = self._files()
        excess = sum(size for _, size, _ in files) - self._max_bytes
        # A part more, so that the next answers find room.
        excess += self._max_bytes // _SHARE if excess > 0 else 0
        for _, size, path in files:
            if excess <= 0:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                excess -= size

    def _report(self, error: OSError) -> None:
        self._retry_at = time.monotonic() + RETRY_SECONDS
        if not self.problem:
            _log.warning("answers are not stored in %s: %s", self.folder, error.strerror or error)
        self.problem = error.strerror or str(error)


def _parts(content: bytes) -> tuple[str, bytes] | None:
    """The request and the answer in a file, None where it is damaged."""
    body = memoryview(content)[_HASH_BYTES:]
    if hashlib.blake2b(body, digest_size=_HASH_BYTES).digest() != content[:_HASH_BYTES]:
        return None
    end = 4 + int.from_bytes(body[:4], "big")
    return bytes(body[4:end]).decode(), bytes(body[end:])
