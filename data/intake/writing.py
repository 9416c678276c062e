"""Changes to the data folder: validated on a copy first, then written file by file, each replaced whole.

The order matters to whoever reads in the middle: labels come first (more labels never hurt), then the key figures (an
edition needs its line), then the edition; each step can be built. A table that cannot be read is a SourceError.
"""

import contextlib
import fcntl
import functools
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import pandas as pd

from data.intake.matching import Join
from data.intake.rows import number_text
from data.model.dataset import Dataset, build_dataset
from data.model.errors import SourceError, system_reason
from data.model.files import move_over, write_beside
from data.model.key_figures import DATES, FIGURES, figure_fault, read_key_figures
from data.model.normalise import AmbiguousTextError, is_serial, parse_date, parse_meur, parse_number, parse_years
from data.model.tables import read_rows

LOCK_SECONDS = 10.0
Value = TypeVar("Value")
_ORDER = ("vocabulary", "key_figures.csv", "corrections.csv", "sources.csv", "editions")
_TEXTS = (*DATES, "total_label", "source", "note")
_PARSERS = {"total_cost_meur": parse_meur, "mean_duration_years": parse_years}
_EXAMPLES = {
    **dict.fromkeys(FIGURES, "45"),
    "total_cost_meur": "3300, « 3 300 M€ » ou « 3,3 Md€ »",
    **dict.fromkeys(("mean_duration_years", "schedule_drift_pct", "budget_drift_pct"), "6,5"),
    "reference_date": "2021-11 ou novembre 2021",
    "publication_date": "15/12/2021, 2021-12-15 ou décembre 2021",
}
_LABELS = {  # family of the vocabulary → its file of labels, and the column of slugs there
    "ministries": ("ministry_labels.csv", "ministries"),
    "phases": ("phase_labels.csv", "phase"),
    "projects": ("project_labels.csv", "project"),
    "functional_areas": ("functional_area_labels.csv", "functional_area"),
}
_LISTS = {  # family of the vocabulary → its list, and the columns there
    "ministries": ("ministries.csv", ("ministry", "name", "short_name")),
    "projects": ("projects.csv", ("project", "name", "summary")),
    "functional_areas": ("functional_areas.csv", ("functional_area", "name")),
}


@contextlib.contextmanager
def locked(folder: Path, *, wait_seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Lock the data folder for one writer, until the process ends at most; SourceError after `wait_seconds`."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise SourceError(f"{folder} : dossier de données illisible ({system_reason(error)})") from error
    deadline = time.monotonic() + wait_seconds
    try:
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
    return pd.DataFrame(list(lines), columns=list(columns)).to_csv(index=False, lineterminator="\n")


def build_copy(folder: Path, changes: Mapping[str, str]) -> Dataset:
    """The dataset after the changes (path in the folder → content), built on a copy; SourceError if that fails."""
    with tempfile.TemporaryDirectory(prefix="panorama-") as temporary:
        copy = Path(temporary)
        for name in ("editions", "vocabulary"):
            shutil.copytree(folder / name, copy / name) if (folder / name).is_dir() else (copy / name).mkdir()
        if (folder / "key_figures.csv").is_file():
            shutil.copyfile(folder / "key_figures.csv", copy / "key_figures.csv")
        for name, text in changes.items():
            (copy / name).write_text(text, encoding="utf-8", newline="")
        return build_dataset(copy)


@contextlib.contextmanager
def write_errors(path: Path, consequence: str = " ; rien n'a été remplacé") -> Iterator[None]:
    """Raise a SourceError in French where the block cannot write the file."""
    try:
        yield
    except OSError as error:
        raise SourceError(f"{path.name} : écriture impossible ({system_reason(error)}){consequence}") from error


def commit(folder: Path, changes: Mapping[str, str]) -> None:
    """Write the changes, after they have been validated on a copy; each file is replaced whole.

    All are on the disk under other names before the first is replaced: a full disk is a SourceError that changes none.
    """
    build_copy(folder, changes)
    temporaries: dict[Path, Path] = {}
    with contextlib.ExitStack() as undo:
        # In the vocabulary, a list comes before the labels that lead to it.
        for name in sorted(changes, key=lambda name: (_ORDER.index(name.split("/")[0]), "_labels." in name, name)):
            path = folder / name
            with write_errors(path):
                temporaries[path] = write_beside(path, changes[name])
            undo.callback(temporaries[path].unlink, missing_ok=True)
        undo.pop_all()
    for path, temporary in temporaries.items():
        with write_errors(path, ""):
            move_over(temporary, path)


def vocabulary_changes(folder: Path, joins: Iterable[Join]) -> dict[str, str]:
    """The tables of the vocabulary with the joins, as path in the folder → content."""
    tables: dict[str, list[dict[str, str]]] = {}

    def lines_of(name: str, *columns: str) -> list[dict[str, str]]:
        tables[name] = tables.get(name) or [line for _, line in read_rows(folder / "vocabulary" / name, columns)]
        return tables[name]

    for join in joins:
        file, column = _LABELS[join.family]
        labels = lines_of(file, "label", column, "reason")
        same = [index for index, line in enumerate(labels, start=1) if line[column] == join.slug]
        line = {"label": join.label, column: join.slug, "reason": join.reason}
        labels.insert(same[-1] if same else len(labels), line)
        if not join.name:
            continue
        file, columns = _LISTS[join.family]
        known = lines_of(file, *columns)
        if all(line[columns[0]] != join.slug for line in known):
            after = (at for at, line in enumerate(known) if line[columns[0]] > join.slug and join.family == "projects")
            values = {"name": join.name, "short_name": join.name, "summary": "", columns[0]: join.slug}
            known.insert(next(after, len(known)), {column: values[column] for column in columns})
    return {f"vocabulary/{name}": csv_text(lines[0], lines) for name, lines in tables.items()}


def figures_text(folder: Path, edition: int, figures: Mapping[str, str]) -> str:
    """The content of key_figures.csv with these figures (column → text) on the line of an edition, new or not."""
    lines = _figure_lines(folder)
    columns = list(next(iter(lines.values())))
    lines.setdefault(edition, dict.fromkeys(columns, "") | {"edition": str(edition)}).update(figures)
    return csv_text(columns, [lines[number] for number in sorted(lines)])


def published_figures(folder: Path, edition: int) -> dict[str, str]:
    """The line of an edition in key_figures.csv as text; empty where it has none."""
    return _figure_lines(folder).get(edition, {})


def _figure_lines(folder: Path) -> dict[int, dict[str, str]]:
    path = folder / "key_figures.csv"
    return {int(line["edition"]): line for _, line in read_rows(path, tuple(read_key_figures(path).columns))}


def checked_figures(texts: Mapping[str, str]) -> dict[str, str]:
    """Figures as typed (« 3,3 Md€ », « 17,5 », « 31/12/2022 ») → text of key_figures.csv; SourceError lists faults."""
    problems: list[str] = []
    figures: dict[str, str] = {}
    for name, text in texts.items():
        if name not in (*FIGURES, *_TEXTS):
            problems.append(f"chiffre inconnu « {name} » → chiffres admis : {', '.join((*FIGURES, *_TEXTS))}")
            continue
        try:
            figures[name] = _date_text(name, text) if name in DATES else _figure_text(name, text.strip())
        except ValueError as error:
            problems.append(f"{name} : « {text} » {error} → écrivez par exemple {_EXAMPLES[name]}")
    if problems:
        raise SourceError(problems)
    return figures


def _figure_text(name: str, text: str) -> str:
    if name in _TEXTS:
        return text
    number_alone = text.removesuffix("%").rstrip() if name.endswith("_pct") else text
    value = _parsed(functools.partial(_PARSERS.get(name, parse_number), decimal_point=False), number_alone)
    if fault := figure_fault(name, value):
        raise ValueError(fault)
    return number_text(round(value, 6))


def _date_text(name: str, text: str) -> str:
    """A date as key_figures.csv has it, `2022-12-31` or `2022-12`."""
    day, has_day = _parsed(parse_date, "" if is_serial(text) else text)
    if not 2000 <= day.year < 2100:
        raise ValueError("n'est pas plausible")
    return f"{day:%Y-%m-%d}" if has_day and name == "publication_date" else f"{day:%Y-%m}"


def _parsed(parse: Callable[[str], Value | None], text: str) -> Value:
    """What a text says; a `ValueError` says in French why it cannot be read."""
    try:
        value = parse(text)
    except AmbiguousTextError:
        raise ValueError("se lit de deux façons") from None
    except ValueError:
        value = None
    if value is None:
        raise ValueError("est illisible")
    return value


def read_figures_file(path: Path) -> dict[str, str]:
    """The figures of a small file, one per line: name, a separator (; = tab or comma), value; else a SourceError."""
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
