"""Changes to the data folder: validated on a copy first, then written file by file, each replaced whole.

The order matters to whoever reads in the middle: labels come first (more labels never hurt), then the key
figures (an edition needs its line), then the edition. What each step leaves can be built.
"""

import contextlib
import csv
import fcntl
import io
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from data.intake.system_errors import reason
from data.model.dataset import Dataset, build_dataset
from data.model.errors import SourceError

LOCK_SECONDS = 10.0
_ORDER = ("vocabulary", "key_figures.csv", "corrections.csv", "sources.csv", "editions")


@contextlib.contextmanager
def locked(folder: Path, *, wait_seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the data folder for one writer; the system lets go of it when the process ends, however it ends.

    Raises:
        SourceError: Another import has held it for `wait_seconds`.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise SourceError(f"{folder} : dossier de données illisible ({reason(error)})") from error
    try:
        until = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise SourceError(
                        "un autre import est en cours sur ces données → réessayez quand il sera fini"
                    ) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(handle)


def csv_text(columns: Iterable[str], lines: Iterable[Mapping[str, str]]) -> str:
    """A table as the project's files hold it: UTF-8, comma, one line feed per line."""
    names = list(columns)
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([line[name] for name in names] for line in lines)
    return output.getvalue()


def staged(folder: Path, changes: Mapping[str, str]) -> Dataset:
    """The dataset as it would be after the changes, built from a copy; nothing is written in the folder.

    Args:
        folder: The data folder.
        changes: Path in the folder → content.

    Raises:
        SourceError: What would be wrong.
    """
    with tempfile.TemporaryDirectory(prefix="panorama-") as temporary:
        copy = Path(temporary)
        for name in ("editions", "vocabulary"):
            shutil.copytree(folder / name, copy / name) if (folder / name).is_dir() else (copy / name).mkdir()
        if (folder / "key_figures.csv").is_file():
            shutil.copyfile(folder / "key_figures.csv", copy / "key_figures.csv")
        for name, text in changes.items():
            (copy / name).write_text(text, encoding="utf-8", newline="")
        return build_dataset(copy)


def commit(folder: Path, changes: Mapping[str, str]) -> None:
    """Write the changes, after they have been validated on a copy; each file is replaced whole.

    Everything is on the disk under other names before the first file is replaced, so that a full disk replaces none.

    Raises:
        SourceError: The result could not be built, or a file cannot be written: nothing is replaced.
    """
    staged(folder, changes)
    names = sorted(changes, key=_place)
    beside: list[tuple[Path, Path]] = []
    try:
        for name in names:
            beside.append((_written_beside(folder / name, changes[name]), folder / name))
    except SourceError:
        for temporary, _ in beside:
            temporary.unlink(missing_ok=True)
        raise
    for temporary, path in beside:
        _put(temporary, path)


def replace_file(path: Path, text: str) -> None:
    """Replace a file at once: its readers see the old content or the new, never a part.

    Raises:
        SourceError: The disk is full, read-only, or the folder is missing; the old content is intact.
    """
    _put(_written_beside(path, text), path)


def _place(name: str) -> tuple[int, bool, str]:
    # A list before the labels that lead to it.
    return _ORDER.index(name.split("/")[0]), name.endswith("_labels.csv"), name


def _written_beside(path: Path, text: str) -> Path:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(exist_ok=True)
        with temporary.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise SourceError(f"{path.name} : écriture impossible ({reason(error)}) ; rien n'a été remplacé") from error
    return temporary


def _put(temporary: Path, path: Path) -> None:
    """Give a written file its name; the folder is told to the disk too, so that a power cut does not undo it."""
    try:
        temporary.replace(path)
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except OSError as error:
        raise SourceError(f"{path.name} : écriture impossible ({reason(error)})") from error
