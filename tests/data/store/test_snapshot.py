"""Snapshots: the same dataset back, or nothing; never part of one."""

import dataclasses
import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.dataset import Dataset, build_dataset
from data.model.folders import DATA_DIR
from data.store import snapshot, snapshot_folder
from data.store.snapshot import DamagedSnapshotError, from_bytes, to_bytes
from data.store.snapshot_folder import KEPT_SNAPSHOTS, SnapshotFolder

DATASET = build_dataset(DATA_DIR)
CONTENT = to_bytes(DATASET)


def assert_same(one: Dataset, other: Dataset) -> None:
    for table in ("projects", "editions", "breaks"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table))
    assert one.vocabulary == other.vocabulary
    assert list(one.vocabulary.ministries.names) == list(other.vocabulary.ministries.names)
    assert one.id == other.id


def renamed(identity: str) -> Dataset:
    return dataclasses.replace(DATASET, id=identity)


class TestBytes:
    def test_what_was_written_comes_back(self) -> None:
        assert_same(from_bytes(CONTENT), DATASET)

    def test_the_same_dataset_always_gives_the_same_bytes(self) -> None:
        assert to_bytes(from_bytes(CONTENT)) == CONTENT == to_bytes(build_dataset(DATA_DIR))

    def test_columns_cannot_be_written_to(self) -> None:
        projects = from_bytes(CONTENT).projects
        with pytest.raises(ValueError, match="read-only"):
            projects.loc[0, "cost_meur"] = 0.0
        with pytest.raises(ValueError, match="read-only"):
            projects["planned_duration_years"].to_numpy()[0] = 0.0

    def test_missing_values_stay_missing(self) -> None:
        costs = from_bytes(CONTENT).projects["cost_meur"]
        assert costs.isna().sum() == DATASET.projects["cost_meur"].isna().sum() > 0
        assert not (costs == 0).any()

    def test_a_panorama_without_breaks_is_kept(self) -> None:
        empty = dataclasses.replace(DATASET, breaks=DATASET.breaks.iloc[:0])
        assert from_bytes(to_bytes(empty)).breaks.empty

    @pytest.mark.parametrize("sixteenths", range(16))
    def test_a_truncated_snapshot_is_refused(self, sixteenths: int) -> None:
        with pytest.raises(DamagedSnapshotError):
            from_bytes(CONTENT[: len(CONTENT) * sixteenths // 16])

    @given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
    def test_a_changed_byte_is_noticed_wherever_it_is(self, position: int, change: int) -> None:
        damaged = bytearray(CONTENT)
        damaged[position] ^= change
        with pytest.raises(DamagedSnapshotError):
            from_bytes(bytes(damaged))

    def test_a_snapshot_of_another_version_of_the_program_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(snapshot, "release", lambda: "another")
        with pytest.raises(DamagedSnapshotError, match="written by version"):
            from_bytes(CONTENT)

    def test_python_objects_are_never_read(self, tmp_path: Path) -> None:
        hostile = tmp_path / "hostile.npz"
        np.savez(hostile, header=np.array([{"version": "1"}], dtype=object))
        archive = hostile.read_bytes()
        with pytest.raises(DamagedSnapshotError, match="pickle"):
            from_bytes(archive + snapshot.hashlib.sha256(archive).digest())


class TestFolder:
    def test_a_snapshot_is_found_under_its_id_only(self, tmp_path: Path) -> None:
        folder = SnapshotFolder(tmp_path / "cache")
        assert folder.open(DATASET.id) is None
        assert folder.keep(DATASET) == ""
        opened = folder.open(DATASET.id)
        assert opened is not None
        assert_same(opened, DATASET)
        assert folder.open("0" * 16) is None

    def test_a_snapshot_under_another_name_is_not_believed(self, tmp_path: Path) -> None:
        folder = SnapshotFolder(tmp_path)
        folder.keep(DATASET)
        (path,) = tmp_path.glob("*.npz")
        path.rename(path.with_name(path.name.replace(DATASET.id, "0" * 16)))
        assert folder.open("0" * 16) is None

    def test_few_snapshots_are_kept_and_those_noted_among_them(self, tmp_path: Path) -> None:
        folder = SnapshotFolder(tmp_path)
        for number in range(3 * KEPT_SNAPSHOTS):
            folder.keep(renamed(f"{number:016d}"))
            if number == 0:
                folder.remember(DATA_DIR, f"{number:016d}")
            time.sleep(0.005)
        kept = {path.name[:16] for path in tmp_path.glob("*.npz")}
        assert len(kept) == KEPT_SNAPSHOTS + 1
        last = folder.last_good(DATA_DIR)
        assert last is not None
        assert last.id == "0" * 16

    def test_data_folders_of_the_past_are_forgotten(self, tmp_path: Path) -> None:
        folder = SnapshotFolder(tmp_path)
        for number in range(3 * KEPT_SNAPSHOTS):
            folder.keep(renamed(f"{number:016d}"))
            folder.remember(tmp_path / str(number), f"{number:016d}")
            time.sleep(0.005)
        assert len(list(tmp_path.iterdir())) <= 3 * KEPT_SNAPSHOTS

    def test_what_a_killed_writer_left_is_swept_later(self, tmp_path: Path) -> None:
        folder = SnapshotFolder(tmp_path)
        left, being_written = tmp_path / ".old.npz.x.tmp", tmp_path / ".new.npz.y.tmp"
        left.write_bytes(b"half")
        being_written.write_bytes(b"half")
        os.utime(left, (time.time() - 3600, time.time() - 3600))
        folder.keep(DATASET)
        assert not left.exists()
        assert being_written.exists()

    @pytest.mark.parametrize("step", ["write", "flush", "fsync", "replace"])
    def test_a_disk_that_fills_up_at_any_step_leaves_neither_half_a_file_nor_an_error(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        folder = SnapshotFolder(tmp_path)
        fail_at(step, monkeypatch)
        assert folder.keep(DATASET) == os.strerror(errno.ENOSPC)
        assert list(tmp_path.iterdir()) == []

    def test_another_process_that_hangs_is_waited_for_and_then_no_longer(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(snapshot_folder, "LOCK_SECONDS", 0.2)
        with SnapshotFolder(tmp_path).locked():
            started = time.monotonic()
            with SnapshotFolder(tmp_path).locked():
                assert 0.2 <= time.monotonic() - started < 2
        started = time.monotonic()
        with SnapshotFolder(tmp_path).locked():
            assert time.monotonic() - started < 0.1


def fail_at(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    elif step == "replace":
        monkeypatch.setattr(Path, "replace", full)
    else:
        real: Callable[..., BinaryIO] = os.fdopen

        monkeypatch.setattr(os, "fdopen", lambda *arguments: _Full(real(*arguments), step))


class _Full:
    """A file on a disk that is full from one step on."""

    def __init__(self, file: BinaryIO, step: str) -> None:
        self._file, self._step = file, step

    def __enter__(self) -> "_Full":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def fileno(self) -> int:
        return self._file.fileno()

    def write(self, content: bytes) -> None:
        self._file.write(content[: len(content) // 2])
        if self._step == "write":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
