"""Where the tables of the project, and what can always be made again from them, stand."""

import os
from pathlib import Path

DATA_DIR = Path(__file__).parents[1]
"""The tables of the project."""


def data_dir() -> Path:
    """The data folder: `PANORAMA_DATA_DIR`, by default the project's own."""
    return Path(os.environ.get("PANORAMA_DATA_DIR") or DATA_DIR)


def cache_dir() -> Path:
    """The cache folder: `PANORAMA_CACHE_DIR`, by default `.cache` in the project."""
    return Path(os.environ.get("PANORAMA_CACHE_DIR") or DATA_DIR.parent / ".cache")
