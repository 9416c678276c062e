"""What processes that were killed have left: deleted by the next ones."""

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

ABANDONED_SECONDS = 60.0
"""Age from which a file or folder that is being written is that of a process that was killed."""
_COMMAND_SECONDS = 24 * 3600
"""The same for the temporary folder of a command."""
PREFIX = "panorama-"
"""Of temporary folders."""


def delete_incomplete(folder: Path) -> None:
    """Delete the files and folders named `….tmp` that nothing writes any more."""
    # Unlike `rglob`, `walk` does not mind that other processes delete folders meanwhile.
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            if name.endswith(".tmp"):
                _delete_after(Path(parent, name), ABANDONED_SECONDS)


def temporary_folder(name: str) -> str:
    """A new temporary folder of this process."""
    return tempfile.mkdtemp(prefix=f"{PREFIX}{name}-{os.getpid()}-")


def delete_temporary_folders() -> None:
    """Delete the temporary folders of servers that run no more, and of commands that were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = path.name.rpartition("-")[0].rpartition("-")[2]
        if not owner.isdigit():
            _delete_after(path, _COMMAND_SECONDS)
        elif not Path(f"/proc/{owner}").exists():
            _delete_after(path, ABANDONED_SECONDS)


def _delete_after(path: Path, seconds: float) -> None:
    with contextlib.suppress(OSError):
        stat = path.lstat()
        if stat.st_uid == os.getuid() and time.time() - stat.st_mtime > seconds:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
