"""The published figures of an edition, given by the operator, into their line of key_figures.csv."""

import csv
from collections.abc import Mapping
from pathlib import Path

from data.intake.writing import csv_text
from data.model.errors import SourceError
from data.model.key_figures import FIGURES
from data.model.normalise import parse_meur, parse_number

TEXTS = ("reference_date", "publication_date", "total_label", "source", "note")


def figures_text(folder: Path, edition: int, given: Mapping[str, str]) -> str:
    """The content of key_figures.csv with the figures given for an edition; those not given stay as they are.

    Args:
        folder: The data folder.
        edition: Number of the edition; it gets a line where it has none.
        given: Column of key_figures.csv → text.

    Raises:
        SourceError: The table cannot be read.
    """
    columns, lines = _read(folder)
    line = next((line for line in lines if line["edition"] == str(edition)), None)
    if line is None:
        line = dict.fromkeys(columns, "") | {"edition": str(edition)}
        lines.append(line)
    line.update(given)
    return csv_text(columns, sorted(lines, key=lambda line: int(line["edition"])))


def held_figures(folder: Path, edition: int) -> dict[str, str]:
    """The line of an edition as text; empty where it has none."""
    return next((line for line in _read(folder)[1] if line["edition"] == str(edition)), {})


def _read(folder: Path) -> tuple[list[str], list[dict[str, str]]]:
    try:
        with (folder / "key_figures.csv").open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lines = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"key_figures.csv : fichier illisible ({error})") from error
    return list(reader.fieldnames or []), lines


def checked_figures(given: Mapping[str, str]) -> dict[str, str]:
    """Figures as typed (« 3,3 Md€ », « 17,5 », « 12 % ») → text of key_figures.csv.

    Raises:
        SourceError: One line for each unknown name or unreadable value.
    """
    problems: list[str] = []
    figures: dict[str, str] = {}
    for name, typed in given.items():
        try:
            figures[name] = _figure(name, typed.strip())
        except KeyError:
            problems.append(f"chiffre inconnu « {name} » → chiffres admis : {', '.join((*FIGURES, *TEXTS))}")
        except ValueError:
            problems.append(f"{name} : « {typed} » est illisible → écrivez un nombre seul, par exemple 17,5")
    if problems:
        raise SourceError(problems)
    return figures


def _figure(name: str, typed: str) -> str:
    if name in TEXTS:
        return typed
    if name not in FIGURES:
        raise KeyError(name)
    if name == "total_cost_meur":
        value = parse_meur(typed)
    else:
        value = parse_number(typed.removesuffix("%").removesuffix("ans"))
    if value is None:
        raise ValueError(typed)
    if not name.endswith("_pct") and not 0 <= value < 100_000:
        raise ValueError(typed)
    return str(int(value)) if value.is_integer() else repr(value)


def read_figures_file(path: Path) -> dict[str, str]:
    """The figures of a small file, one by line: name, a separator (; = tab or comma), value.

    Raises:
        SourceError: The file cannot be read, or a line is not of that form.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path.name} : fichier illisible, texte en UTF-8 attendu") from error
    figures: dict[str, str] = {}
    for row, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#") or line.casefold().startswith(("chiffre", "name")):
            continue
        at = min((line.find(mark) for mark in ";=\t," if mark in line), default=-1)
        if at < 0:
            raise SourceError(f"{path.name}, ligne {row} : « {line.strip()} » → écrivez par exemple projects;45")
        figures[line[:at].strip()] = line[at + 1 :].strip().strip('"')
    return figures
