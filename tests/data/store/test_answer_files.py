"""Answers on disk: whole or absent, shared by processes, bounded, computed once; whatever the disk does."""

import multiprocessing
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from store_conditions import as_nobody, no_file_larger_than

from data.store.answer_files import RECENT_SECONDS, AnswerFiles
from data.store.leftovers import ABANDONED_SECONDS, delete_temporary_folders
from data.store.result_cache import ResultCache

FORK = multiprocessing.get_context("fork")
MEGABYTE = 2**20


def digest(number: int) -> bytes:
    return number.to_bytes(20, "big")


def never() -> bytes:
    raise AssertionError("computed again")


@pytest.fixture
def files(tmp_path: Path) -> AnswerFiles:
    return AnswerFiles(tmp_path / "answers", MEGABYTE)


def test_an_answer_is_found_by_another_process_and_by_the_next_start(files: AnswerFiles) -> None:
    first = ResultCache(10_000, files)
    assert first.get(("d", "k"), lambda: b"\x80 answer", request="/tendances?q=é") == b"\x80 answer"
    second = ResultCache(10_000, AnswerFiles(files.folder, MEGABYTE))
    assert second.get(("d", "k"), never) == b"\x80 answer"
    assert (second.stats().shared_hits, second.stats().misses) == (1, 0)
    assert second.files
    assert second.files.recent_requests(5) == ["/tendances?q=é"]


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 5000, None])
def test_a_damaged_file_is_no_answer_and_is_written_again(files: AnswerFiles, damage: bytes | None) -> None:
    files.set(digest(1), b"answer" * 900, "/")
    (path,) = (path for path in files.folder.iterdir() if not path.name.startswith("."))
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"?" if damage is None else damage)
    assert files.get(digest(1)) is None
    assert files.recent_requests(5) == []
    files.set(digest(1), b"answer")
    assert files.get(digest(1)) == b"answer"


def test_the_folder_is_bounded_and_what_was_used_stays(files: AnswerFiles) -> None:
    long_ago = time.time() - 10 * RECENT_SECONDS
    files.set(digest(0), b"popular")
    for number in range(1, 120):
        files.set(digest(number), bytes(20_000))
        os.utime(files.folder / digest(number).hex(), (long_ago + number, long_ago + number))
        if number == 1:
            os.utime(files.folder / digest(0).hex(), (long_ago, long_ago))
            assert files.get(digest(0)) == b"popular"  # dated anew
    size = sum(path.stat().st_size for path in files.folder.iterdir())
    assert MEGABYTE / 2 < size < MEGABYTE * 1.15
    assert files.get(digest(0)) == b"popular"
    assert files.get(digest(2)) is None


def test_requests_come_back_last_used_first_each_once(files: AnswerFiles) -> None:
    for number, request in enumerate(["/", "/projets", "", "/", "/comparer"]):
        files.set(digest(number), b"x", request)
        os.utime(files.folder / digest(number).hex(), (number, number))
    assert files.recent_requests(3) == ["/comparer", "/", "/projets"]
    assert files.recent_requests(1) == ["/comparer"]


def test_two_processes_compute_an_answer_once(files: AnswerFiles, tmp_path: Path) -> None:
    computed = tmp_path / "computed"

    def make() -> bytes:
        with computed.open("a") as log:
            log.write("x")
        time.sleep(0.2)
        return b"answer"

    processes = [FORK.Process(target=ResultCache(1000, files).get, args=(("k",), make)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(20)
    assert [process.exitcode for process in processes] == [0] * 4
    assert computed.read_text() == "x"


def test_a_process_killed_while_it_computes_holds_nobody_up(files: AnswerFiles, tmp_path: Path) -> None:
    started = tmp_path / "started"

    def stuck() -> bytes:
        started.touch()
        time.sleep(60)
        return b"never"

    process = FORK.Process(target=ResultCache(1000, files).get, args=(("k",), stuck))
    process.start()
    while not started.exists():
        time.sleep(0.01)
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert ResultCache(1000, AnswerFiles(files.folder, MEGABYTE)).get(("k",), lambda: b"x") == b"x"


def test_writers_and_readers_of_many_processes_never_see_a_part(files: AnswerFiles) -> None:
    end = time.monotonic() + 1.0

    def work(seed: int) -> None:
        own = AnswerFiles(files.folder, 300_000)
        while time.monotonic() < end:
            for number in range(8):
                found = own.get(digest(number))
                assert found is None or found == bytes([number]) * 30_000
                own.set(digest((number + seed) % 8), bytes([(number + seed) % 8]) * 30_000)

    processes = [FORK.Process(target=work, args=(seed,)) for seed in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(20)
    assert [process.exitcode for process in processes] == [0] * 3


class TestDisk:
    @pytest.mark.parametrize("limit", [0, 1, 1000])
    def test_a_full_disk_costs_only_the_copy(self, files: AnswerFiles, limit: int) -> None:
        with no_file_larger_than(limit):
            cache = ResultCache(10_000, files)
            assert cache.get(("k",), lambda: b"x" * 5000) == b"x" * 5000
        assert cache.stats().disk_problem
        assert [path.name for path in files.folder.glob("*") if not path.name.startswith(".locks")] == []

    def test_a_read_only_folder_costs_only_the_copy(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            Path(name).chmod(0o555)
            with as_nobody():
                cache = ResultCache(10_000, AnswerFiles(Path(name) / "answers", MEGABYTE))
                assert cache.get(("k",), lambda: b"x") == b"x"
            assert cache.stats().disk_problem
            assert list(Path(name).iterdir()) == []

    def test_a_folder_deleted_meanwhile_is_filled_again(self, files: AnswerFiles) -> None:
        files.set(digest(1), b"x")
        subprocess.run(["rm", "-r", files.folder], check=True)
        assert files.get(digest(1)) is None
        files.set(digest(1), b"y")
        assert files.get(digest(1)) == b"y"


def test_what_killed_processes_left_is_deleted(
    files: AnswerFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old = time.time() - 2 * ABANDONED_SECONDS
    files.folder.mkdir()
    names = ("panorama-metrics-999999999-x", f"panorama-metrics-{os.getpid()}-x", "panorama-add", "other")
    for name in names:
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (old, old))
    (files.folder / ".a.tmp").touch()
    os.utime(files.folder / ".a.tmp", (old, old))
    (files.folder / ".b.tmp").touch()
    delete_temporary_folders()
    files.set(digest(1), b"x")
    assert {path.name for path in tmp_path.iterdir()} == {*names[1:], "answers"}
    assert {path.name for path in files.folder.iterdir()} == {".b.tmp", digest(1).hex()}
