"""Versions of a data folder that differ by one figure, to be served one after the other."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from data.model.dataset import Dataset, build_dataset, content_id

EDITION = "14_2021-11.csv"
Figure = TypeVar("Figure")


def replace_file(path: Path, text: str) -> None:
    """Put a text in place whole, as `git pull` and `python -m data add` do."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


class Versions(Generic[Figure]):
    """Versions of one edition of a data folder, in which one cost differs.

    Args:
        folder: The data folder.
        control: A figure that differs from one version to another.
    """

    def __init__(self, folder: Path, control: Callable[[Dataset], Figure]) -> None:
        self.path = folder / "editions" / EDITION
        self.controls: dict[str, Figure] = {}
        self._folder = folder
        self._control = control
        self._text = self.path.read_text(encoding="utf-8")

    def put(self, number: int) -> str:
        """Make a version the current one; its id."""
        header, line, *rest = self._text.splitlines()
        cells = line.split(",")
        cells[6] = f"{10 + number}.5"
        replace_file(self.path, "\n".join([header, ",".join(cells), *rest, ""]))
        return content_id(self._folder)

    def learn(self, number: int) -> str:
        """Put a version and note its control figure, calculated apart from any store."""
        identity = self.put(number)
        self.controls[identity] = self._control(build_dataset(self._folder))
        return identity
