"""The last good source files, copied to the cache folder: what a process that starts on wrong files builds from.

Nothing here is needed to serve good files: a cache folder that is full, read-only or damaged costs a copy.
"""

import contextlib
import fcntl
import hashlib
import logging
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from data.model.dataset import Dataset, build_dataset, content_id, source_files
from data.model.errors import SourceError

MAX_COPIES = 2
LOCK_SECONDS = 2.0
"""How long another process that writes a copy is waited for."""
DATA_ERRORS = (ValueError, LookupError, TypeError, ArithmeticError, OSError)
"""What wrong data may raise: `SourceError`, and what parsers, pandas and the file system raise."""
_POLL_SECONDS = 0.02

_log = logging.getLogger(__name__)


class LastGood:
    """The copies of one data folder, `last-good/<dataset id>-<hash of the folder>/`, the most recent first.

    Args:
        source: The data folder.
        cache: The cache folder.
    """

    def __init__(self, source: Path, cache: Path) -> None:
        self._source = source
        self._folder = cache / "last-good"
        self._suffix = hashlib.sha256(str(source.resolve()).encode()).hexdigest()[:8]

    def save(self, dataset_id: str) -> str:
        """Why the source files could not be copied; empty once a whole copy of that dataset is the most recent one."""
        copy = self._folder / f"{dataset_id}-{self._suffix}"
        try:
            if self._copies(self._suffix)[:1] != [copy] or not _is_whole(copy):
                self._folder.mkdir(parents=True, exist_ok=True)
                with _locked(self._folder / "lock"):
                    self._write(copy)
        except (OSError, SourceError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            _log.warning("the source files of dataset %s are not copied: %s", dataset_id, reason)
            return reason
        return ""

    def build(self) -> Dataset | None:
        """The dataset of the most recent whole copy, None where there is none."""
        for copy in self._copies(self._suffix):
            try:
                if _is_whole(copy):
                    return build_dataset(copy)
                problem = "it is damaged"
            except DATA_ERRORS as error:
                problem = str(error)
            _log.warning("the copy %s of the source files is ignored: %s", copy.name, problem)
        return None

    def _copies(self, suffix: str) -> list[Path]:
        return sorted(self._folder.glob(f"*-{suffix}"), key=_modified, reverse=True)

    def _write(self, copy: Path) -> None:
        for abandoned in self._folder.glob("*.tmp"):  # by a process killed while it held the lock
            shutil.rmtree(abandoned, ignore_errors=True)
        if _is_whole(copy):
            os.utime(copy)
        else:
            shutil.rmtree(copy, ignore_errors=True)
            self._copy_files(copy)
        for old in self._copies("????????")[MAX_COPIES:]:
            shutil.rmtree(old, ignore_errors=True)

    def _copy_files(self, copy: Path) -> None:
        partial = copy.with_suffix(".tmp")
        try:
            for path in source_files(self._source):
                target = partial / path.relative_to(self._source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
            if content_id(partial) != _dataset_id(copy):
                raise SourceError("the files changed meanwhile")
            partial.rename(copy)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def _dataset_id(copy: Path) -> str:
    return copy.name.partition("-")[0]


def _is_whole(copy: Path) -> bool:
    try:
        return content_id(copy) == _dataset_id(copy)
    except SourceError:
        return False


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process deletes old copies too
        return 0.0


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock file alone among processes; the kernel releases it when its holder dies.

    Raises:
        TimeoutError: Another process has held it for `LOCK_SECONDS`.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"another process has held {path.name} for {LOCK_SECONDS} s") from None
                time.sleep(_POLL_SECONDS)
        yield
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # closing is not enough: a forked child may hold a duplicate
    finally:
        os.close(descriptor)
