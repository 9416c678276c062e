"""Atomic writes: a reader of the file sees the old content or the new, never a part of it."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path


def write_whole(path: Path, content: str | bytes, *, is_durable: bool = True) -> None:
    """Replace the content of a file, or create it with its folders; an `OSError` leaves the old content intact.

    One that is not durable costs no wait for the disk: a power cut may leave it incomplete.
    """
    move_over(write_beside(path, content, is_durable=is_durable), path, is_durable=is_durable)


def write_beside(path: Path, content: str | bytes, *, is_durable: bool = True) -> Path:
    """The temporary file, in the same folder, that holds the content, already on the disk (fsync) where it is durable.

    Several files can be prepared so, then moved over the old ones with `move_over`: a full disk replaces none.
    After an `OSError` nothing remains; where the process is killed in between, `.NAME.….tmp` does.
    """
    # mkstemp would give a file that only its owner can read.
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    with _deleted_on_error(temporary):
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            if is_durable:
                file.flush()
                os.fsync(file.fileno())
    return temporary


def move_over(temporary: Path, path: Path, *, is_durable: bool = True) -> None:
    """Give a temporary file its final name, and write the folder to the disk so that a power cut does not undo it."""
    with _deleted_on_error(temporary):
        temporary.replace(path)
    if not is_durable:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextlib.contextmanager
def _deleted_on_error(temporary: Path) -> Iterator[None]:
    try:
        yield
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
