"""CSV → marked cells, its encoding and separator found from the content and told to the operator."""

import csv
import io
import re
from pathlib import Path

from data.intake.reader_grid import ALONE, MAX_COLUMNS, MAX_ROWS, UnreadableError, grid

_SEPARATORS = {",": "virgule", ";": "point-virgule", "\t": "tabulation", "|": "barre verticale"}
_UTF8_ENCODING = "enregistrez-le en CSV, encodage UTF-8"
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_csv(path: str) -> list[dict]:
    """The one table of a text file."""
    text, encoding = _decoded(Path(path).read_bytes())
    if len(_BINARY.findall(text[:65536])) > 8:
        raise UnreadableError("ce n'est pas du texte → demandez le fichier ODS, XLSX, XLS ou CSV de l'édition")
    separator = _separator(text)
    note = f"CSV lu en {encoding}, séparateur {_SEPARATORS[separator]}"
    return [grid("", enumerate(_records(text, separator), start=1), note=note)]


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding, name in (
        (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
        (b"\xff\xfe", "utf-16", "UTF-16"),
        (b"\xfe\xff", "utf-16", "UTF-16"),
    ):
        if content.startswith(mark):
            return _strictly(content, encoding), name
    nulls_even, nulls_odd = content[:4096:2].count(0), content[1:4096:2].count(0)
    if max(nulls_even, nulls_odd) > len(content[:4096]) // 5:
        return _strictly(content, "utf-16-le" if nulls_odd > nulls_even else "utf-16-be"), "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _strictly(content, "cp1252"), "Windows-1252"


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableError(f"encodage inconnu → {_UTF8_ENCODING}") from None


def _separator(text: str) -> str:
    """The separator that cuts the most lines of the beginning into the same number of cells, at least four."""
    best, best_score = "", 0
    for separator in _SEPARATORS:
        try:
            widths = [
                len(record) for record in csv.reader(io.StringIO(text[: 256 * 1024], newline=""), delimiter=separator)
            ][:60]
        except csv.Error:
            continue
        wide = [width for width in widths if width >= 4]
        score = max((wide.count(width) * width for width in set(wide)), default=0)
        if score > best_score:
            best, best_score = separator, score
    if not best:
        raise UnreadableError(
            "aucun séparateur reconnu (virgule, point-virgule, tabulation) → enregistrez le tableau en ODS"
        )
    return best


def _records(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(1_000_000)
    records: list[list[str]] = []
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for record in lines:
            if len(records) > 200_000 or (len(record) > MAX_COLUMNS and any(record[MAX_COLUMNS:])):
                raise UnreadableError(
                    f"ligne {len(records) + 1} : plus de {MAX_ROWS} lignes ou {MAX_COLUMNS} colonnes → {ALONE}"
                )
            records.append([f"t{cell}" if cell.strip() else "" for cell in record])
    except csv.Error as error:
        raise UnreadableError(
            f"ligne {len(records) + 1} : guillemets mal fermés ({error}) → enregistrez le tableau en ODS"
        ) from error
    return records
