"""Published file → sheets of cells, read by a child process that has little memory and little time.

Parsers of office files can be made to take all the memory or to end the process (`reliability.md` measured
both): the parent only looks at the container (`data.intake.containers`), then receives plain text from a child that
the system itself stops. Nothing that the child does can touch the data that are served.
"""

import json
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from data.intake.containers import kind_of
from data.intake.reader_grid import ALONE
from data.model.errors import SourceError

WALL_SECONDS = 20.0
MAX_ANSWER_BYTES = 3 * 2**20
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Cell:
    """One cell as it was read.

    Attributes:
        kind: `text`, `number`, `date`, `yes_no`, `duration` (a time of day or a time span), `error` (a formula
            without a saved value, or one in error) or `blank`.
        text: Its content; numbers with a decimal point, dates as `2015-01-31`, booleans as « oui » or « non ».
    """

    kind: str
    text: str


BLANK = Cell("blank", "")
_KINDS = {"t": "text", "n": "number", "d": "date", "b": "yes_no", "u": "duration", "e": "error"}


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
        SourceError: The file is not one of these, is not safe, or could not be read within the bounds.
    """
    kind = kind_of(path)
    answer = _ask_child(path, kind)
    if "problem" in answer:
        raise SourceError(f"{path.name} : {answer['problem']}")
    return [_sheet(line, path) for line in answer["sheets"]]


def _ask_child(path: Path, kind: str) -> dict:
    command = [sys.executable, "-E", "-s", "-B", "-m", "data.intake.reader_process", kind, str(path.resolve())]
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={"LC_ALL": "C.UTF-8"},
        )
        assert child.stdout is not None
        with child, child.stdout as output:
            content = _read_bounded(output, child)
        if child.returncode == 0:
            return dict(json.loads(content))
        errors.seek(0)
        raise SourceError(f"{path.name} : {_why(child.returncode, errors.read(4096))}")


def _read_bounded(output: IO[bytes], child: subprocess.Popen) -> bytes:
    """What the child writes, until it ends, says too much or takes too long: it is then stopped."""
    until = time.monotonic() + WALL_SECONDS
    content = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while selector.select(max(0.0, until - time.monotonic())):
            piece = output.read1(64 * 2**10)  # type: ignore[attr-defined]
            if not piece:
                return bytes(content)
            content += piece
            if len(content) > MAX_ANSWER_BYTES:
                break
    child.kill()
    return b""


def _why(code: int, errors: bytes) -> str:
    """Why the child ended without an answer, in French."""
    if code == -signal.SIGKILL:
        return "lecture arrêtée (trop de texte ou plus de 20 secondes) → retirez ce qui n'est pas le tableau"
    if code == -signal.SIGXCPU:
        return "lecture arrêtée (plus de 10 secondes de calcul) → retirez ce qui n'est pas le tableau"
    if code < 0 or b"MemoryError" in errors:
        return f"lecture arrêtée (trop de mémoire : une cellule est sans doute placée très loin) → {ALONE}"
    return "fichier illisible (contenu abîmé ou inconnu) → ouvrez-le dans un tableur puis enregistrez-le en ODS"


def _sheet(line: dict, path: Path) -> Sheet:
    rows = {
        int(number): tuple(Cell(_KINDS[text[0]], text[1:]) if text else BLANK for text in cells)
        for number, cells in line["rows"]
    }
    return Sheet(line["name"] or path.name, rows, tuple(tuple(area) for area in line["merged"]), line["note"])
