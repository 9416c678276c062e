"""A data folder of one's own, to change at will."""

import shutil
from pathlib import Path

import pytest

from data.model.folders import DATA_DIR


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """A copy of the project's source files."""
    folder = tmp_path / "data"
    for name in ("editions", "vocabulary"):
        shutil.copytree(DATA_DIR / name, folder / name)
    for name in ("key_figures.csv", "claims.csv"):
        shutil.copy(DATA_DIR / name, folder)
    return folder
