"""Names, sizes and dates of the source files: enough to notice a change without reading them."""

import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path

from data.model.dataset import source_files
from data.model.errors import SourceError

BUSY_SECONDS = 0.2
"""Files changed more recently than this may be in the middle of a copy or of a `git pull`."""
TICK_SECONDS = 2.0
"""A file may change twice within the resolution of its dates: the dates of younger files prove nothing."""


@dataclass(frozen=True)
class FileStats:
    """The source files at one moment; equal when no file was added, removed, replaced or changed in between.

    `files` has path, inode, size, modification and change time (ns); `age_seconds` is the time since the latest change.
    """

    files: tuple[tuple[str, int, int, int, int], ...] = ()
    age_seconds: float = field(default=0.0, compare=False)

    @property
    def is_busy(self) -> bool:
        """True when the files may still be being written."""
        return abs(self.age_seconds) < BUSY_SECONDS


def file_stats(folder: Path) -> FileStats:
    """The source files of a data folder as they are now; none where the folder holds no edition."""
    files = []
    with contextlib.suppress(SourceError):
        for path in source_files(folder):
            with contextlib.suppress(OSError):  # reading it will say why
                stat = path.stat()
                files.append((str(path), stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
    latest = max((max(modified, changed) for *_, modified, changed in files), default=0)
    return FileStats(tuple(files), (time.time_ns() - latest) / 1e9)
