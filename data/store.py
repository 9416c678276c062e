"""The current dataset, built once per process and shared by all readers."""

import functools
import os
from pathlib import Path

from data.dataset import Dataset, build_dataset

DATA_DIR = Path(__file__).parent


def data_dir() -> Path:
    """The data folder: `PANORAMA_DATA_DIR`, by default the project's own."""
    return Path(os.environ.get("PANORAMA_DATA_DIR") or DATA_DIR)


@functools.cache
def _built(folder: Path) -> Dataset:
    return build_dataset(folder)


def current() -> Dataset:
    """The dataset to answer from.

    Raises:
        SourceError: The data folder cannot be read.
    """
    return _built(data_dir())
