"""The child process that reads one file: `python -m data.intake.reader_process KIND FILE`, JSON on its output.

It bounds itself before it imports any parser. It answers with text cells only, each marked by one letter:
t(ext), n(umber), d(ate), b(oolean), u (duration), e(rror); an empty string is a blank cell.
"""

import json
import resource
import sys

from data.intake.reader_grid import UnreadableError

MEMORY_BYTES = 768 * 2**20
CPU_SECONDS = 10


def bounded() -> None:
    """Limit this process: memory, processor time, no file written, no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 2**10, 64 * 2**10))  # the end of a traceback, nothing more
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(kind: str, path: str) -> list[dict]:
    """The sheets of a file, as `grid` gives them."""
    if kind == "csv":
        from data.intake.reader_csv import read_csv

        return read_csv(path)
    if kind == "ods":
        from data.intake.reader_ods import read_ods

        return read_ods(path)
    from data.intake.reader_excel import read_excel

    return read_excel(path, kind)


def main() -> None:
    """Read the file named on the command line; the answer is JSON, with `sheets` or with `problem`."""
    bounded()
    kind, path = sys.argv[1:3]
    try:
        answer: dict = {"sheets": read(kind, path)}
    except UnreadableError as error:
        answer = {"problem": str(error)}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
