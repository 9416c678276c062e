"""The version of the program: what a cached result depends on besides the data."""

import hashlib
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).parents[2]
_SOURCES = (
    "*.py",
    "data/**/*.py",
    "components/**/*.py",
    "components/views/texts/*",
    "callbacks/**/*.py",
    "assets/**/*",
    "requirements.txt",
)
# Rounding and the order of groups are theirs.
_LIBRARIES = ("numpy", "pandas", "plotly")


def release() -> str:
    """Hash of the program's own files and of the libraries that calculate, 12 hexadecimal digits.

    Two versions of the program never share a result: a formula that is corrected is corrected at once in every cache.
    """
    return _RELEASE


def _hash() -> str:
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    for path in sorted(path for pattern in _SOURCES for path in PROJECT.glob(pattern) if path.is_file()):
        digest.update(f"\0{path.relative_to(PROJECT).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


# Now, with the rest of the program: later, the files may already be those of the next version.
_RELEASE = _hash()
