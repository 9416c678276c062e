"""What the source files look like from outside: enough to know that they changed, without reading them."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from data.model.dataset import source_files
from data.model.errors import SourceError

BUSY_SECONDS = 0.2
"""Files changed more recently than this may be in the middle of a copy or of a `git pull`."""
TICK_SECONDS = 2.0
"""A file may change twice within the resolution of its dates: the look of younger files proves nothing."""


@dataclass(frozen=True)
class Look:
    """The source files at one moment; two looks are equal when no file was added, removed, replaced or changed.

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
        """True when an equal look, later, means equal contents."""
        return abs(self.age_seconds) > TICK_SECONDS


def look(folder: Path) -> Look:
    """The source files of a data folder as they are now; none where the folder holds no edition."""
    try:
        paths = source_files(folder)
    except SourceError:
        paths = []
    files = []
    for path in paths:
        try:
            seen = path.stat()
        except OSError:  # reading it will say why
            continue
        files.append((str(path), seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns))
    latest = max((max(modified, changed) for *_, modified, changed in files), default=0)
    return Look(tuple(files), (time.time_ns() - latest) / 1e9)
