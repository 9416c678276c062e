"""Reading the project's own CSV tables: text in, text out, always with the row at hand for messages."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from data.model.errors import SourceError, system_reason

CORRECTION_COLUMNS = ("date", "edition", "project", "column", "before", "after")
_CORRECTED = {
    "date": (re.compile(r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"), "2026-01-15"),
    "edition": (re.compile(r"[1-9]\d{0,2}"), "14"),
}
MAX_CELL = 2_000
"""Characters of the longest cell; the longest of the project's own has four hundred."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")  # XML, hence spreadsheets, have none


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line of a CSV table in UTF-8, with its row number in the file (the header is row 1).

    Raises:
        SourceError: No such file, not UTF-8, other columns, a line of another length, a cell that is no text.
    """
    try:
        if not path.is_file():
            where = f"{path.name} : absent du dossier {path.parent.name}"
            raise SourceError(f"{where}, ou pas un fichier ordinaire ; rétablissez-le")
        lines = csv.reader(path.read_text(encoding="utf-8-sig").splitlines(keepends=True), strict=True)
        header = tuple(next(lines, []))
        if header != columns:
            raise SourceError(
                f"{path.name}, ligne 1 : colonnes « {', '.join(header)[:MAX_CELL]} » au lieu de "
                f"« {', '.join(columns)} » ; rétablissez la première ligne"
            )
        for cells in lines:
            if len(cells) != len(columns):
                raise SourceError(
                    f"{path.name}, ligne {lines.line_num} : {len(cells)} cellules au lieu de {len(columns)} ; "
                    "mettez entre guillemets une cellule qui contient une virgule"
                )
            for column, cell in zip(columns, cells, strict=True):
                where = f"{path.name}, ligne {lines.line_num}, colonne {column}"
                if len(cell) > MAX_CELL:
                    raise SourceError(f"{where} : {len(cell)} caractères, {MAX_CELL} au plus ; raccourcissez le texte")
                if _CONTROL.search(cell):
                    raise SourceError(f"{where} : caractère invisible ; retapez la cellule")
            yield lines.line_num, dict(zip(columns, cells, strict=True))
    except OSError as error:
        raise SourceError(f"{path.name} : fichier illisible ({system_reason(error)}) ; vérifiez ses droits") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(
            f"{path.name} : fichier illisible, CSV en UTF-8 attendu ; enregistrez-le dans ce format"
        ) from error


def read_corrections(folder: Path) -> list[dict[str, str]]:
    """The lines of corrections.csv in the data folder, oldest first; none where there is no such file.

    Raises:
        SourceError: As `read_rows`, and one line for each correction without a day or an edition.
    """
    path = folder / "corrections.csv"
    lines = list(read_rows(path, CORRECTION_COLUMNS)) if path.is_file() else []
    problems = [
        f"{path.name}, ligne {row} : {column} « {line[column]} » illisible ; écrivez {example}"
        for row, line in lines
        for column, (form, example) in _CORRECTED.items()
        if not form.fullmatch(line[column])
    ]
    if problems:
        raise SourceError(problems)
    return [line for _, line in lines]
