"""Published file → sheets of cells, read by a child process that has little memory and little time.

Parsers of office files can be led to take all the memory or to end the process: the parent only looks at the container
(`data.intake.containers`), then receives text from a child that the system itself stops. Nothing that the child does
can touch the data that are served.
"""

import json
import signal
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import NamedTuple

from data.intake.containers import kind_of
from data.intake.reader_ods import ALONE
from data.model.errors import SourceError

WALL_SECONDS = 20.0
MAX_ANSWER_BYTES = 3 * 2**20
ROOT = Path(__file__).resolve().parents[2]
KINDS = {"t": "text", "n": "number", "d": "date", "b": "yes_no", "u": "duration", "e": "error"}
"""Mark of a cell in the child's answer → its kind."""


class Cell(NamedTuple):
    """One cell.

    Attributes:
        kind: A value of `KINDS` or `blank`. `duration` is a time of day or a time span, `error` a formula in error or
            without a saved value.
        text: Its content; numbers with a decimal point, dates as `2015-01-31`, booleans as « oui » or « non ».
    """

    kind: str
    text: str


BLANK = Cell("blank", "")


@dataclass(frozen=True)
class Sheet:
    """One sheet, blank edges left out.

    Attributes:
        name: Its name; for a CSV, the name of the file.
        rows: Row number as a spreadsheet shows it → cells from the first column; blank rows are absent.
        merged: Areas merged over several rows: first row, first column, last row, last column (columns from 0).
        note: What the reader had to assume, in French (encoding and separator of a CSV), or empty.
    """

    name: str
    rows: dict[int, tuple[Cell, ...]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    note: str = ""


def read_published(path: Path) -> list[Sheet]:
    """The sheets of a published ODS, XLSX, XLS or CSV file.

    Raises:
        SourceError: The file is not one of these, is not safe, or could not be read within the limits.
    """
    answer = _answer_of_child(path, kind_of(path))
    if "problem" in answer:
        raise SourceError(f"{path.name} : {answer['problem']}")
    sheets = []
    for sheet in answer["sheets"]:
        rows = {
            int(number): tuple(Cell(KINDS[text[0]], text[1:]) if text else BLANK for text in cells)
            for number, cells in sheet["rows"]
        }
        merged = tuple(tuple(area) for area in sheet["merged"])
        sheets.append(Sheet(sheet["name"] or path.name, rows, merged, sheet["note"]))
    if not any(sheet.rows for sheet in sheets):
        raise SourceError(f"{path.name} : fichier sans aucune valeur → vérifiez que c'est bien celui de l'édition")
    return sheets


def _answer_of_child(path: Path, kind: str) -> dict:
    command = [sys.executable, "-E", "-s", "-B", "-m", "data.intake.reader_sheets", kind, str(path.resolve())]
    with tempfile.TemporaryFile() as errors:
        child = Popen(command, cwd=ROOT, env={"LC_ALL": "C.UTF-8"}, stdin=DEVNULL, stdout=PIPE, stderr=errors)
        assert child.stdout is not None
        timer = threading.Timer(WALL_SECONDS, child.kill)
        timer.daemon = True
        timer.start()
        with child, child.stdout as output:
            content = output.read(MAX_ANSWER_BYTES + 1)
            if len(content) > MAX_ANSWER_BYTES:
                child.kill()
        timer.cancel()
        if child.returncode == 0 and len(content) <= MAX_ANSWER_BYTES:
            return dict(json.loads(content))
        errors.seek(0)
        raise SourceError(f"{path.name} : {_reason(child.returncode or -signal.SIGKILL, errors.read(4096))}")


def _reason(code: int, errors: bytes) -> str:
    """Why the child ended without an answer, in French."""
    if code == -signal.SIGKILL:
        return "lecture arrêtée (trop de texte ou plus de 20 secondes) → retirez ce qui n'est pas le tableau"
    if code == -signal.SIGXCPU:
        return "lecture arrêtée (plus de 10 secondes de calcul) → retirez ce qui n'est pas le tableau"
    if code < 0 or b"MemoryError" in errors:
        return f"lecture arrêtée (trop de mémoire : une cellule est sans doute placée très loin) → {ALONE}"
    return "fichier illisible (contenu abîmé ou inconnu) → ouvrez-le dans un tableur puis enregistrez-le en ODS"
