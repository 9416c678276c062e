"""One change to a data folder, drawn with a seed: a cell, a line, an encoding, what stands in the place of a file."""

import csv
import io
import os
import random
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

DATES = ("2024/12", "2024-13", "9999-12", "0001-01", "31/12/2022", "2022-02-30", "décembre 2022", "2099-01", "1899-12",
         "2021-11-31T00:00", "42005", "12-2024", "2024")  # fmt: skip
NUMBERS = ("1e300", "-50", "-6,5", "3.300", "45,5", "1 234,5", "1,234", "NaN", "inf", "-inf", "0", "-0", "1e-300",
           "99999999999999999999", "100000", "٣", "½", "0x10", "5 %", "12 M€", "0.0001", "4999.99", "1e3")  # fmt: skip
TEXTS = ("", " ", "NA", "-", "\x00", "\x0b", "<script>x</script>", "=1+1", "é" * 3_000, "💣", "\u202e", '"', "|", "a|b",
         "a\nb", "../../etc", "%s", "{x}", "\ufeff", "a" * 500, "Ministère de l'Intérieur")  # fmt: skip

_CONTENTS = ("latin-1", "utf-16", "utf-8-sig", "crlf", "cr", "truncated", "empty", "header", "binary", "semicolons")
_ENTRIES = ("gone", "folder", "pipe", "socket", "broken link", "loop", "copy", "renamed", "extra folder", "extra pipe")


def mutate(folder: Path, seed: int) -> str:
    """Change one thing in a data folder; what was changed, for messages."""
    rng = random.Random(seed)
    paths = sorted(path for path in folder.rglob("*.csv") if path.name != "columns.csv")
    # As often the one file of the figures as one of the ten editions or of the nine of the vocabulary.
    of_folder = rng.choice([folder, folder / "editions", folder / "vocabulary"])
    path = rng.choice([path for path in paths if path.parent == of_folder])
    change = rng.choice([_cell, _cell, _cell, _cell, _cell, _number, _line, _columns, _content, _entry])
    return f"seed {seed}, {path.relative_to(folder)}: {change(path, rng)}"


def _table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _write(path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def _cell(path: Path, rng: random.Random) -> str:
    """One cell, with what people and programs write in its place."""
    rows = _table(path)
    row, column = rng.randrange(len(rows)), rng.randrange(len(rows[0]))
    is_date, before = "date" in rows[0][column] or rows[0][column] == "start", rows[row][column]
    is_number = before.replace(".", "").isdigit()
    likely = DATES if is_date else NUMBERS if is_number else TEXTS
    rows[row][column] = rng.choice(likely if rng.random() < 0.8 else (*DATES, *NUMBERS, *TEXTS))
    _write(path, rows)
    return f"line {row + 1}, {rows[0][column]}: {before!r} → {rows[row][column][:40]!r}"


def _number(path: Path, rng: random.Random) -> str:
    """A number with another sign, size or notation, the first cell where there is none."""
    rows = _table(path)
    numbers = [
        (row, column)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell.replace(".", "").isdigit()
    ]
    row, column = rng.choice(numbers or [(1 if len(rows) > 1 else 0, 0)])
    before = rows[row][column]
    change: Callable[[str], str] = rng.choice(
        [lambda text: f"-{text}", lambda text: f"{text}000", lambda text: f"0.00{text.replace('.', '')}",
         lambda text: text.replace(".", ","), lambda text: f" {text} ", lambda text: f"{text}e2", lambda text: text * 2]
    )  # fmt: skip
    rows[row][column] = change(before)
    _write(path, rows)
    return f"line {row + 1}, {rows[0][column]}: {before!r} → {rows[row][column]!r}"


def _line(path: Path, rng: random.Random) -> str:
    """A line that is missing, twice, moved, short, long, or blank."""
    rows = _table(path)
    row = rng.randrange(len(rows))
    kind = rng.choice(["missing", "twice", "moved", "short", "long", "blank"])
    line = rows[row]
    rows[row : row + 1] = {
        "missing": [], "twice": [line, line], "moved": [], "short": [line[:-1]], "long": [[*line, ""]],
        "blank": [[], line],
    }[kind]  # fmt: skip
    rows += [line] if kind == "moved" else []
    _write(path, rows)
    return f"line {row + 1} {kind}"


def _columns(path: Path, rng: random.Random) -> str:
    """Two columns swapped, in the whole table, below its header, or on one line."""
    rows = _table(path)
    one, other = rng.sample(range(len(rows[0])), 2)
    lines = rng.choice([range(len(rows)), range(1, len(rows)), [rng.randrange(len(rows))]])
    for row in lines:
        rows[row][one], rows[row][other] = rows[row][other], rows[row][one]
    _write(path, rows)
    return f"columns {one} and {other} swapped on {len(lines)} lines"


def _content(path: Path, rng: random.Random) -> str:
    """Another encoding, another end of line, or a part of the file."""
    content = path.read_bytes()
    text = content.decode()
    kind = rng.choice(_CONTENTS)
    path.write_bytes({
        "latin-1": lambda: text.encode("latin-1", errors="replace"), "utf-16": lambda: text.encode("utf-16"),
        "utf-8-sig": lambda: text.encode("utf-8-sig"), "crlf": lambda: text.replace("\n", "\r\n").encode(),
        "cr": lambda: text.replace("\n", "\r").encode(), "truncated": lambda: content[: rng.randrange(len(content))],
        "empty": lambda: b"", "header": lambda: content.split(b"\n")[0] + b"\n", "binary": lambda: rng.randbytes(500),
        "semicolons": lambda: text.replace(",", ";").encode(),
    }[kind]())  # fmt: skip
    return kind


def _entry(path: Path, rng: random.Random) -> str:
    """Something else in the place of the file or beside it."""
    kind = rng.choice(_ENTRIES)
    beside = path.with_name(rng.choice(["x.csv", "15_2022-06.csv", "21_2025-06.csv", "014_2021-11.csv"]))
    target = beside if kind.startswith("extra") else path
    if kind == "copy":
        shutil.copy(path, beside)
        return f"copied as {beside.name}"
    if kind == "renamed":
        path.rename(beside)
        return f"renamed {beside.name}"
    target.unlink(missing_ok=True)
    if kind.endswith("folder"):
        target.mkdir()
    elif kind.endswith("pipe"):
        os.mkfifo(target)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(os.path.relpath(target))
    elif kind in ("broken link", "loop"):
        target.symlink_to(target.name if kind == "loop" else "nowhere.csv")
    return f"{kind} at {target.name}"
