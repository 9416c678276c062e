"""A process that keeps asking for the dataset and reports what it was given; started by test_store.py.

Usage: refresher.py <data folder> <cache folder> [asked] [stall]. It looks at the source files all the time, or once
for each line of its input with `asked`, and never lets them settle. Each new dataset is one line: its id, its
control figure, how it was come by (`built` or `opened`). With `stall` it never ends writing a snapshot.
"""

import hashlib
import os
import sys
import time
from pathlib import Path

from data import store as module
from data import watch
from data.dataset import Dataset
from data.store import Store


def control(dataset: Dataset) -> str:
    """A figure that is another in each version of the data, and depends on several columns."""
    rows = dataset.projects
    total = rows["cost_meur"].sum() + rows["planned_duration_years"].sum() + rows["cost_change_pct"].sum()
    return hashlib.sha256(f"{total:.6f} {len(rows)}".encode()).hexdigest()[:16]


def main() -> None:
    folder, cache = Path(sys.argv[1]), Path(sys.argv[2])
    if "stall" in sys.argv:
        os.fsync = lambda _: time.sleep(3600)
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
        if "asked" not in sys.argv:
            time.sleep(0.03)
        elif not sys.stdin.readline():
            return
        dataset = store.current()
        if dataset.id != last:
            last = dataset.id
            how = "built" if last in built else "opened"
            sys.stdout.write(f"{last} {control(dataset)} {how}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
