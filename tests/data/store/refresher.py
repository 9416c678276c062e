"""What a process of test_store.py does: it keeps asking for the dataset and says what it was given."""

import hashlib
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from data.model.dataset import Dataset
from data.store import Store, watch
from data.store import dataset_store as module


class Said(NamedTuple):
    """What a process says of a dataset it was given: its id, its control figure, how often it was built there."""

    identity: str
    control: str
    builds: int


def control(dataset: Dataset) -> str:
    """A figure that is another in each version of the data, and depends on several columns."""
    rows = dataset.projects
    total = rows["cost_meur"].sum() + rows["planned_duration_years"].sum() + rows["cost_change_pct"].sum()
    return hashlib.sha256(f"{total:.6f} {len(rows)}".encode()).hexdigest()[:16]


def refresh(folder: Path, cache: Path, pipe: Connection, manner: str) -> None:
    """Ask for the dataset for ever, and say each new one; source files are never left to settle.

    Args:
        folder: The data folder.
        cache: The cache folder.
        pipe: Where it is said.
        manner: `always` looks at the source files all the time, `asked` once for each word of the pipe, `stall` never
            ends writing a copy of the source files.
    """
    if manner == "stall":
        Path.rename = lambda *_: time.sleep(3600)
    watch.BUSY_SECONDS = 0
    built: list[str] = []
    real = module.build_dataset

    def counted(source: Path) -> Dataset:
        dataset = real(source)
        built.append(dataset.id)
        return dataset

    module.build_dataset = counted
    store = Store(folder, cache, check_seconds=0)
    last = ""
    while True:
        if manner == "asked":
            pipe.recv()
        else:
            time.sleep(0.03)
        dataset = store.current()
        if dataset.id != last:
            last = dataset.id
            pipe.send(Said(last, control(dataset), built.count(last)))
