"""Snapshots on disk: written whole or not at all, opened only when intact, few in number, one writer at a time.

Nothing here is needed to serve: a folder that is full, read-only or damaged costs a rebuild, never an error.
"""

import contextlib
import fcntl
import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from data.model.dataset import Dataset
from data.store.release import release
from data.store.snapshot import DamagedSnapshotError, from_bytes, to_bytes

KEPT_SNAPSHOTS = 8
"""The most recent snapshots stay, whatever version of the program wrote them, and the last good dataset of as many
data folders."""
LOCK_SECONDS = 10.0
"""How long another process's rebuild is waited for; after this one rebuilds for oneself."""
_POLL_SECONDS = 0.02
_ABANDONED_SECONDS = 60.0

_log = logging.getLogger(__name__)


class SnapshotFolder:
    """The snapshots of one cache folder, named by the dataset's id and the version of the program.

    Args:
        folder: Made when first written to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, identity: str) -> Dataset | None:
        """The dataset of that id; None where there is no snapshot of it, or a damaged one."""
        path = self._path(identity)
        try:
            dataset = from_bytes(path.read_bytes())
        except FileNotFoundError:
            return None
        except (DamagedSnapshotError, OSError) as error:
            _log.warning("snapshot %s is set aside: %s", path.name, error)
            return None
        return dataset if dataset.id == identity else None

    def keep(self, dataset: Dataset) -> str:
        """Write a dataset's snapshot; why it could not be written, empty when it is.

        Readers find the former file or the new one, whole, even if the machine stops in between.
        """
        try:
            self._write(self._path(dataset.id), to_bytes(dataset))
            self._prune()
        except OSError as error:
            _log.warning("snapshot %s is not kept: %s", dataset.id, error)
            return f"{error.strerror or type(error).__name__}"
        return ""

    def remember(self, source: Path, identity: str) -> None:
        """Note which dataset a data folder last gave; best effort."""
        pointer = self._pointer(source)
        try:
            if not pointer.exists() or pointer.read_text() != identity:
                self._write(pointer, identity.encode())
        except OSError as error:
            _log.warning("the last good dataset is not noted: %s", error)

    def last_good(self, source: Path) -> Dataset | None:
        """The dataset that a data folder last gave, None where it is not known any more."""
        try:
            return self.open(self._pointer(source).read_text())
        except (OSError, UnicodeDecodeError):
            return None

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Alone among the processes that share the folder, as far as the folder allows.

        The kernel releases the lock of a process that dies. A holder that hangs, or a folder where nothing can
        be written, only costs the work twice.
        """
        descriptor = self._acquire()
        try:
            yield
        finally:
            if descriptor is not None:
                fcntl.flock(descriptor, fcntl.LOCK_UN)  # closing is not enough: a forked child may hold a copy
                os.close(descriptor)

    def _acquire(self) -> int | None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError:
            return None
        deadline = time.monotonic() + LOCK_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return descriptor
            time.sleep(_POLL_SECONDS)
        _log.warning("another process has been rebuilding for %s s: not waiting any longer", LOCK_SECONDS)
        os.close(descriptor)
        return None

    def _path(self, identity: str) -> Path:
        return self._folder / f"{identity}-{release()}.npz"

    def _pointer(self, source: Path) -> Path:
        return self._folder / f"last-{hashlib.sha256(str(source.resolve()).encode()).hexdigest()[:16]}"

    def _write(self, path: Path, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(suffix=".tmp", prefix=f".{path.name}.", dir=self._folder)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    def _prune(self) -> None:
        pointers = sorted(self._folder.glob("last-*"), key=_modified, reverse=True)
        for path in pointers[KEPT_SNAPSHOTS:]:
            path.unlink(missing_ok=True)
        noted = {path.read_text(errors="replace") for path in pointers[:KEPT_SNAPSHOTS]}
        aged = sorted(self._folder.glob("*.npz"), key=_modified, reverse=True)
        for path in aged[KEPT_SNAPSHOTS:]:
            if path.name.partition("-")[0] not in noted or not path.stem.endswith(release()):
                path.unlink(missing_ok=True)
        for path in self._folder.glob(".*.tmp"):
            if time.time() - _modified(path) > _ABANDONED_SECONDS:
                path.unlink(missing_ok=True)


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process prunes too
        return 0.0
