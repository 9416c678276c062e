"""The last good source files, copied to the cache folder: what a process that starts on wrong files builds from.

Every dataset is built from such a copy, which nothing changes meanwhile. Good files can be served without: a cache
folder that is full, read-only or damaged costs the copy.
"""

import contextlib
import fcntl
import hashlib
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from data.model.dataset import Dataset, build_dataset, content_id, source_files
from data.model.errors import SourceError
from data.model.files import write_whole
from data.store.leftovers import delete_incomplete
from data.store.release import release

MAX_COPIES = 2
DATA_ERRORS = (ValueError, LookupError, TypeError, ArithmeticError, OSError)
"""What wrong data may raise: `SourceError`, and what parsers, pandas and the file system raise."""
_PARTIAL = ".tmp"

_log = logging.getLogger(__name__)


class LastGood:
    """The copies of one data folder in the cache folder, `last-good/<dataset id>-<hash of the data folder>/`.

    `problem` says why the latest copy could not be written, empty when it was. A file in a copy marks what `accept` let
    pass in this version of the program, so that it is called once for all processes and starts.
    """

    def __init__(self, source: Path, cache: Path, accept: Callable[[Dataset], None]) -> None:
        self.problem = ""
        self._source = source
        self._folder = cache / "last-good"
        self._accept = accept
        self._suffix = hashlib.sha256(str(source.resolve()).encode()).hexdigest()[:8]

    def copy(self) -> Path:
        """A private copy of the source files to build from; the data folder itself where none can be written."""
        partial = self._folder / f"{os.getpid()}-{time.monotonic_ns()}{_PARTIAL}"
        try:
            for path in source_files(self._source):
                target = partial / path.relative_to(self._source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        except OSError as error:
            self._report(error)
            self.discard(partial)
            return self._source
        self.problem = ""
        return partial

    def publish(self, partial: Path, dataset: Dataset) -> None:
        """Make the private copy of a dataset the most recent one, whole or not at all, once the dataset is accepted.

        Raises:
            SourceError: It is not accepted.
        """
        copy = self._copy_of(dataset.id)
        with self._locked():
            self._check(dataset)
            if partial == self._source:
                return
            try:
                if not _is_whole(copy):
                    shutil.rmtree(copy, ignore_errors=True)
                    partial.rename(copy)
                _mark(copy).touch()
                os.utime(copy)
            except OSError as error:
                if not _is_whole(copy):  # else another process has published it meanwhile
                    self._report(error)
        self._prune()

    @property
    def latest(self) -> str:
        """Id of the dataset of the most recent whole copy, empty where there is none."""
        return next((copy.name.partition("-")[0] for copy in self._copies() if _is_whole(copy)), "")

    def is_accepted(self, dataset_id: str) -> bool:
        """True where this version of the program has rendered everything from a dataset."""
        return _mark(self._copy_of(dataset_id)).exists()

    def read_refusal(self, dataset_id: str) -> tuple[str, ...]:
        """Why a server has refused a dataset of this data folder, one line for each problem; none where it has not."""
        with contextlib.suppress(OSError, UnicodeDecodeError):
            refused, *reason = self._refusal.read_text(encoding="utf-8").splitlines()
            return tuple(reason) if refused == dataset_id and not self.is_accepted(dataset_id) else ()
        return ()

    def discard(self, partial: Path) -> None:
        """Delete a private copy, unless it was published."""
        if partial != self._source:
            shutil.rmtree(partial, ignore_errors=True)

    def build(self) -> Dataset | None:
        """The dataset of the most recent whole copy that is accepted, None where there is none."""
        for copy in self._copies():
            try:
                if _is_whole(copy):
                    dataset = build_dataset(copy)
                    self.publish(copy, dataset)
                    return dataset
                problem = "it is damaged"
            except DATA_ERRORS as error:
                problem = str(error)
            _log.warning("the copy %s of the source files is ignored: %s", copy.name, problem)
        return None

    def _copies(self) -> list[Path]:
        """The copies of this data folder, the most recent first: those of another are not this process's to delete."""
        return sorted(self._folder.glob(f"*-{self._suffix}"), key=_modified, reverse=True)

    def _copy_of(self, dataset_id: str) -> Path:
        return self._folder / f"{dataset_id}-{self._suffix}"

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one process at a time render a dataset: the others then find its mark."""
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                handle = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
                stack.callback(os.close, handle)
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _check(self, dataset: Dataset) -> None:
        if self.is_accepted(dataset.id):
            return
        try:
            self._accept(dataset)
        except SourceError as error:
            with contextlib.suppress(OSError):
                write_whole(self._refusal, f"{dataset.id}\n{error}")
            raise

    @property
    def _refusal(self) -> Path:
        return self._folder / f"refused-{self._suffix}.txt"

    def _report(self, error: OSError) -> None:
        self.problem = error.strerror or str(error)
        _log.warning("the source files cannot be copied to %s: %s", self._folder, self.problem)

    def _prune(self) -> None:
        for copy in self._copies()[MAX_COPIES:]:
            shutil.rmtree(copy, ignore_errors=True)
        delete_incomplete(self._folder)


def _is_whole(copy: Path) -> bool:
    try:
        return content_id(copy) == copy.name.partition("-")[0]
    except SourceError:
        return False


def _mark(copy: Path) -> Path:
    return copy / f"accepted-{release()}"


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process deletes old copies too
        return 0.0
