"""Names, sizes and dates of the source files: enough to notice a change without reading them."""

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

    Attributes:
        files: Path, inode, size, modification and change time (ns) of each.
        age_seconds: Time since the latest change.
    """

    files: tuple[tuple[str, int, int, int, int], ...] = ()
    age_seconds: float = field(default=0.0, compare=False)

    @property
    def is_busy(self) -> bool:
        """True when the files may still be being written."""
        return abs(self.age_seconds) < BUSY_SECONDS

    @property
    def is_conclusive(self) -> bool:
        """True when equal stats, later, mean equal contents."""
        return abs(self.age_seconds) > TICK_SECONDS


def file_stats(folder: Path) -> FileStats:
    """The source files of a data folder as they are now; none where the folder holds no edition."""
    try:
        paths = source_files(folder)
    except SourceError:
        paths = []
    files = []
    for path in paths:
        try:
            stat = path.stat()
        except OSError:  # reading it will say why
            continue
        files.append((str(path), stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
    latest = max((max(modified, changed) for *_, modified, changed in files), default=0)
    return FileStats(tuple(files), (time.time_ns() - latest) / 1e9)
