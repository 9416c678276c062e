"""Documents laid out by typst in a process of its own (`typeset.py`)."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from components.html import typeface

LONGEST_SECONDS = 40
_PROGRAM = Path(__file__).with_name("typeset.py")


class TypesetError(Exception):
    """The file could not be laid out."""


class CancelledError(Exception):
    """The client disconnected before its file was ready."""


def never_cancelled() -> bool:
    """False: for callers that wait for the result."""
    return False


def typeset(
    document: Path,
    data: bytes,
    form: Literal["pdf", "png"],
    *,
    dots: float = 72,
    is_cancelled: Callable[[], bool] = never_cancelled,
) -> bytes:
    """The file that a document makes of its data: PDF/UA-1 where the typeface was built, or a PNG.

    Args:
        document: It finds the data in `sys.inputs.data`.
        data: Text in UTF-8.
        form: Of the file.
        dots: Of a PNG, to the inch.
        is_cancelled: Answers True where nobody waits any more.

    Raises:
        TypesetError: typst failed, or took too long.
        CancelledError: `is_cancelled` answered True.
    """
    fonts = str(typeface.files()[0].parent) if typeface.files() else ""
    command = [sys.executable, str(_PROGRAM), str(document), form, str(dots), fonts]
    with tempfile.TemporaryFile() as source:
        source.write(data)
        source.seek(0)
        process = subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    # Pages have priority over files.
    os.setpriority(os.PRIO_PROCESS, process.pid, 10)
    deadline = time.monotonic() + LONGEST_SECONDS
    with process:
        while True:
            try:
                content, errors = process.communicate(timeout=0.05)
                break
            except subprocess.TimeoutExpired:
                is_late = time.monotonic() > deadline
                if is_late or is_cancelled():
                    process.kill()
                    raise (TypesetError("typst took too long") if is_late else CancelledError) from None
    if process.returncode:
        raise TypesetError(errors.decode(errors="replace").strip().rpartition("\n")[2])
    return content
