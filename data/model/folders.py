"""Where the tables of the project are; the data folder in use is `data.store.settings.settings().data_dir`."""

from pathlib import Path

DATA_DIR = Path(__file__).parents[1]
"""The tables of the project."""
