"""A program in a process of its own, for what can neither share the interpreter with readers nor be stopped midway."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LONGEST_SECONDS = 40
_NICENESS = 10
"""Pages have priority over files."""


class ProgramError(Exception):
    """The program failed, or took too long."""


class CancelledError(Exception):
    """The client disconnected before its file was ready."""


def never_cancelled() -> bool:
    """False: for callers that wait for the result."""
    return False


def output_of(
    program: Path,
    arguments: list[str],
    content: bytes,
    is_cancelled: Callable[[], bool] = never_cancelled,
    longest_seconds: float = LONGEST_SECONDS,
) -> bytes:
    """What a Python file writes on its output, given `content` on its input.

    Raises:
        ProgramError: It failed, or took longer than `longest_seconds`.
        CancelledError: `is_cancelled` answered True.
    """
    with tempfile.TemporaryFile() as source:
        source.write(content)
        source.seek(0)
        process = subprocess.Popen(
            [sys.executable, str(program), *arguments], stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
    deadline = time.monotonic() + longest_seconds
    with process:
        while True:
            try:
                output, errors = process.communicate(timeout=0.05)
                break
            except subprocess.TimeoutExpired:
                is_late = time.monotonic() > deadline
                if is_late or is_cancelled():
                    process.kill()
                    raise (ProgramError(f"{program.stem} took too long") if is_late else CancelledError) from None
    if process.returncode:
        raise ProgramError(errors.decode(errors="replace").strip().rpartition("\n")[2])
    return output
