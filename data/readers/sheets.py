"""The child process that reads one file: `python -m data.readers.sheets KIND FILE`, JSON on its output.

Its answer has `sheets`, with marked cells only, or `problem`. It limits itself before it imports python-calamine, which
ends the process when the area that the cells of an XLSX or XLS span is too large for its memory (one value in
XFD1048576 is enough), and gives a formula without a saved value as blank: both are looked for first.
"""

import codecs
import collections
import contextlib
import csv
import datetime
import io
import json
import re
import resource
import sys
from pathlib import Path

from data.model.errors import SourceError
from data.readers.ods import ALONE, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, RESAVE, Hidden, grid, numeral, read_ods
from data.readers.page import read_page
from data.readers.xlsx import Scan, scan_xlsx

MEMORY_BYTES = 768 * 2**20
CPU_SECONDS = 10
_SEPARATORS = {",": "virgule", ";": "point-virgule", "\t": "tabulation", "|": "barre verticale"}
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def main() -> None:
    """Read the file named on the command line; write the answer."""
    set_limits()
    kind, path = sys.argv[1:]
    try:
        answer: dict = {}
        if kind == "page":
            answer["sheets"], answer["printed"] = read_page(path)
        else:
            sheets = read_csv(path) if kind == "csv" else read_ods(path) if kind == "ods" else read_excel(path, kind)
            answer["sheets"] = sheets
    except SourceError as error:
        answer = {"problem": str(error)}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))


def set_limits() -> None:
    """Limit this process: memory, processor time, no file written, no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 2**10, 64 * 2**10))  # the end of a traceback, nothing more
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_csv(path: str) -> list[dict]:
    """The one table of a text file."""
    text, encoding = _decoded(Path(path).read_bytes())
    if len(_BINARY.findall(text[:65536])) > 8:
        raise SourceError("ce n'est pas du texte → demandez le fichier ODS, XLSX, XLS ou CSV de l'édition")
    # Where every cell is in quotes, only the right separator reads without a fault.
    scores = _scores(text, strict=True) or _scores(text, strict=False)
    separator = max(scores, key=scores.__getitem__, default="")
    score, width = scores.get(separator, (0, 0))
    if not score:
        reason = "aucun séparateur reconnu (virgule, point-virgule, tabulation)"
        raise SourceError(f"{reason} → enregistrez le tableau en ODS")
    csv.field_size_limit(1_000_000)
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    first = 1  # the line of the file on which a record begins
    try:
        for cells in reader:
            if len(records) > 200_000 or (len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:])):
                limits = f"plus de {MAX_ROWS} lignes ou {MAX_COLUMNS} colonnes"
                raise SourceError(f"ligne {first} : {limits} → {ALONE}")
            if any(
                line.count(separator) >= 3 for cell in cells if len(cells) < width for line in cell.splitlines()[1:]
            ):
                raise csv.Error
            records.append([f"t{cell}" if cell.strip() else "" for cell in cells])
            first = reader.line_num + 1
    except csv.Error as error:
        reason = f"ligne {first} : guillemets mal fermés (un guillemet de trop, ou un qui manque)"
        raise SourceError(f"{reason} → corrigez-les sur cette ligne avec un éditeur de texte") from error
    note = f"CSV lu en {encoding}, séparateur {_SEPARATORS[separator]}"
    return [grid("", enumerate(records, start=1), note=note)]


def _scores(text: str, *, strict: bool) -> dict[str, tuple[int, int]]:
    """Separator → how well it cuts the beginning into lines of as many cells, and that number; none where it fails."""
    scores = {}
    for mark in _SEPARATORS:
        with contextlib.suppress(csv.Error):
            lines = list(csv.reader(io.StringIO(text[: 256 * 1024], newline=""), delimiter=mark, strict=strict))
            widths = collections.Counter(len(cells) for cells in lines[:60] if len(cells) >= 4)
            scores[mark] = max(((width * times, width) for width, times in widths.items()), default=(0, 0))
    return scores if any(score for score, _ in scores.values()) else {}


def _decoded(content: bytes) -> tuple[str, str]:
    head = content[:4096]
    nulls_even, nulls_odd = head[::2].count(0), head[1::2].count(0)
    encoding = next((known for mark, known in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8")
    if encoding == "utf-8" and max(nulls_even, nulls_odd) > len(head) // 5:
        encoding = "utf-16-le" if nulls_odd > nulls_even else "utf-16-be"
    try:
        return content.decode(encoding), "UTF-16" if encoding.startswith("utf-16") else "UTF-8"
    except UnicodeDecodeError:
        if encoding == "utf-8":
            with contextlib.suppress(UnicodeDecodeError):
                return content.decode("cp1252"), "Windows-1252"
        raise SourceError("encodage inconnu → enregistrez-le en CSV, encodage UTF-8") from None


def read_excel(path: str, kind: str) -> list[dict]:
    """The worksheets of an `xlsx` or `xls` workbook."""
    import python_calamine as calamine

    scans = scan_xlsx(path) if kind == "xlsx" else {}
    try:
        workbook = calamine.CalamineWorkbook.from_path(path)
        metadata = [sheet for sheet in workbook.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        names = [sheet.name for sheet in metadata]
        concealed = {sheet.name for sheet in metadata if sheet.visible != calamine.SheetVisibleEnum.Visible}
        if len(names) > MAX_SHEETS:
            raise SourceError(f"plus de {MAX_SHEETS} feuilles → {ALONE}")
        sheets = []
        for name in names:
            sheet = workbook.get_sheet_by_name(name)
            areas = sheet.merged_cell_ranges or []
            merged = [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in areas if bottom > top]
            lines = enumerate(sheet.to_python(skip_empty_area=False) if sheet.start is not None else [], start=1)
            scan = scans.get(name) or Scan()
            rows = (
                (row, [marked(value, scan.has_error(row, at)) for at, value in enumerate(line)]) for row, line in lines
            )
            hidden = Hidden(name in concealed, scan.hidden_rows, scan.hidden_columns)
            sheets.append(grid(name, rows, merged, hidden=hidden, is_1904=scan.is_1904))
        return sheets
    except SourceError:
        raise
    except calamine.PasswordError as error:
        raise SourceError("fichier protégé par un mot de passe → enregistrez-le en ODS sans mot de passe") from error
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, ValueError) as error:
        raise SourceError(f"contenu {kind.upper()} abîmé → {RESAVE}") from error


def marked(value: object, is_unusable: bool = False) -> str:
    """A value of python-calamine as a marked cell."""
    if is_unusable and (value is None or not str(value).strip()):
        return "e"
    if isinstance(value, bool):
        return "boui" if value else "bnon"
    if isinstance(value, int | float):
        return numeral(repr(value))
    if isinstance(value, datetime.date):  # datetimes too
        return f"d{value.isoformat()[:19]}"
    if isinstance(value, datetime.time | datetime.timedelta):
        return f"u{value}"
    return f"t{value}" if str(value).strip() else ""


if __name__ == "__main__":
    main()
