"""Reading the project's own CSV tables: text in, text out, always with the row at hand for messages."""

import csv
from collections.abc import Iterator
from pathlib import Path

from data.model.errors import SourceError

CORRECTION_COLUMNS = ("date", "edition", "project", "column", "before", "after")


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line of a CSV table in UTF-8, with its row number in the file (the header is row 1).

    Raises:
        SourceError: No such file, not UTF-8, other columns, or a line of another length.
    """
    try:
        lines = csv.reader(path.read_text(encoding="utf-8-sig").splitlines(keepends=True), strict=True)
        header = tuple(next(lines, []))
        if header != columns:
            raise SourceError(
                f"{path.name}, ligne 1 : colonnes « {', '.join(header)} » au lieu de « {', '.join(columns)} »"
            )
        for cells in lines:
            if len(cells) != len(columns):
                raise SourceError(
                    f"{path.name}, ligne {lines.line_num} : {len(cells)} cellules au lieu de {len(columns)}"
                )
            yield lines.line_num, dict(zip(columns, cells, strict=True))
    except FileNotFoundError:
        raise SourceError(f"{path.name} : fichier absent de {path.parent}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{path.name} : fichier illisible, CSV en UTF-8 attendu") from error


def read_corrections(folder: Path) -> list[dict[str, str]]:
    """The lines of corrections.csv in the data folder, oldest first; none where there is no such file."""
    path = folder / "corrections.csv"
    return [line for _, line in read_rows(path, CORRECTION_COLUMNS)] if path.is_file() else []
