"""Changes to the data folder: validated on a copy first, then written file by file, each replaced whole.

The order matters to whoever reads in the middle: labels come first (more labels never hurt), then the key figures (an
edition needs its line), then the edition. What each step leaves can be built.
"""

import contextlib
import csv
import fcntl
import io
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from data.intake.findings import system_reason
from data.intake.matching import Join
from data.intake.rows import number_text
from data.model.dataset import Dataset, build_dataset
from data.model.errors import SourceError
from data.model.files import move_over, write_beside
from data.model.key_figures import FIGURES, read_key_figures
from data.model.normalise import parse_meur, parse_number
from data.model.tables import read_rows

LOCK_SECONDS = 10.0
_ORDER = ("vocabulary", "key_figures.csv", "corrections.csv", "sources.csv", "editions")
_TEXTS = ("reference_date", "publication_date", "total_label", "source", "note")
_LABELS = {
    "ministries": ("ministry_labels.csv", "ministries"),
    "phases": ("phase_labels.csv", "phase"),
    "projects": ("project_labels.csv", "project"),
    "functional_areas": ("functional_area_labels.csv", "functional_area"),
}
"""Family of the vocabulary → its file of labels, and the column of slugs there."""


@contextlib.contextmanager
def locked(folder: Path, *, wait_seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Lock the data folder for one writer; the kernel releases the lock when the process ends, however it ends.

    Raises:
        SourceError: Another import has had the lock for `wait_seconds`.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise SourceError(f"{folder} : dossier de données illisible ({system_reason(error)})") from error
    try:
        deadline = time.monotonic() + wait_seconds
        while True:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            if time.monotonic() >= deadline:
                raise SourceError("un autre import est en cours sur ces données → réessayez quand il sera fini")
            time.sleep(0.05)
        yield
    finally:
        os.close(handle)


def csv_text(columns: Iterable[str], lines: Iterable[Mapping[str, str]]) -> str:
    """A table as the project's files have it: UTF-8, comma, one line feed per line."""
    output = io.StringIO()
    writer = csv.DictWriter(output, list(columns), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return output.getvalue()


def build_copy(folder: Path, changes: Mapping[str, str]) -> Dataset:
    """The dataset as it would be after the changes (path in the folder → content), built on a copy.

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
    build_copy(folder, changes)
    temporaries: dict[Path, Path] = {}
    # In the vocabulary, a list comes before the labels that lead to it.
    for name in sorted(changes, key=lambda name: (_ORDER.index(name.split("/")[0]), "_labels." in name, name)):
        path = folder / name
        try:
            temporaries[path] = write_beside(path, changes[name])
        except OSError as error:
            for temporary in temporaries.values():
                temporary.unlink(missing_ok=True)
            reason = f"écriture impossible ({system_reason(error)}) ; rien n'a été remplacé"
            raise SourceError(f"{path.name} : {reason}") from error
    for path, temporary in temporaries.items():
        try:
            move_over(temporary, path)
        except OSError as error:
            raise SourceError(f"{path.name} : écriture impossible ({system_reason(error)})") from error


def vocabulary_changes(folder: Path, joins: Iterable[Join]) -> dict[str, str]:
    """The tables of the vocabulary with the joins, as path in the folder → content.

    Raises:
        SourceError: A table cannot be read.
    """
    tables: dict[str, list[dict[str, str]]] = {}

    def lines_of(name: str, *columns: str) -> list[dict[str, str]]:
        if name not in tables:
            tables[name] = [line for _, line in read_rows(folder / "vocabulary" / name, columns)]
        return tables[name]

    for join in joins:
        file, column = _LABELS[join.family]
        labels = lines_of(file, "label", column, "reason")
        same = [index for index, line in enumerate(labels, start=1) if line[column] == join.slug]
        line = {"label": join.label, column: join.slug, "reason": join.reason}
        labels.insert(same[-1] if same else len(labels), line)
        if join.is_new:
            projects = lines_of("projects.csv", "project", "name", "summary")
            after = (index for index, line in enumerate(projects) if line["project"] > join.slug)
            line = {"project": join.slug, "name": join.label, "summary": ""}
            projects.insert(next(after, len(projects)), line)
    return {f"vocabulary/{name}": csv_text(lines[0], lines) for name, lines in tables.items()}


def figures_text(folder: Path, edition: int, figures: Mapping[str, str]) -> str:
    """The content of key_figures.csv with these figures (column → text) on the line of an edition, new or not.

    Raises:
        SourceError: The table cannot be read.
    """
    lines = {int(line["edition"]): line for line in _figure_lines(folder)}
    columns = list(next(iter(lines.values())))
    lines.setdefault(edition, dict.fromkeys(columns, "") | {"edition": str(edition)}).update(figures)
    return csv_text(columns, [lines[number] for number in sorted(lines)])


def published_figures(folder: Path, edition: int) -> dict[str, str]:
    """The line of an edition in key_figures.csv as text; empty where it has none."""
    return next((line for line in _figure_lines(folder) if line["edition"] == str(edition)), {})


def _figure_lines(folder: Path) -> list[dict[str, str]]:
    path = folder / "key_figures.csv"
    return [line for _, line in read_rows(path, tuple(read_key_figures(path).columns))]


def checked_figures(texts: Mapping[str, str]) -> dict[str, str]:
    """Figures as typed (« 3,3 Md€ », « 17,5 », « 12 % ») → text of key_figures.csv.

    Raises:
        SourceError: One line for each unknown name or unreadable value.
    """
    problems: list[str] = []
    figures: dict[str, str] = {}
    for name, text in texts.items():
        if name not in (*FIGURES, *_TEXTS):
            problems.append(f"chiffre inconnu « {name} » → chiffres admis : {', '.join((*FIGURES, *_TEXTS))}")
            continue
        try:
            figures[name] = text.strip() if name in _TEXTS else _figure(name, text.strip())
        except ValueError:
            problems.append(f"{name} : « {text} » est illisible → écrivez un nombre seul, par exemple 17,5")
    if problems:
        raise SourceError(problems)
    return figures


def _figure(name: str, text: str) -> str:
    is_amount = name == "total_cost_meur"
    value = parse_meur(text) if is_amount else parse_number(text.removesuffix("%").removesuffix("ans"))
    if value is None or (not name.endswith("_pct") and not 0 <= value < 100_000):
        raise ValueError(text)
    return number_text(value)


def read_figures_file(path: Path) -> dict[str, str]:
    """The figures of a small file, one per line: name, a separator (; = tab or comma), value.

    Raises:
        SourceError: The file cannot be read, or a line has another form.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path.name} : fichier illisible, texte en UTF-8 attendu") from error
    figures: dict[str, str] = {}
    for row, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#") or line.casefold().startswith(("chiffre", "name")):
            continue
        name, *value = re.split(r"[;=\t,]", line, maxsplit=1)
        if not value:
            raise SourceError(f"{path.name}, ligne {row} : « {line.strip()} » → écrivez par exemple projects;45")
        figures[name.strip()] = value[0].strip().strip('"')
    return figures
