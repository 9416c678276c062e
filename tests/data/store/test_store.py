"""The store: what is served is always one whole dataset, the newest good one, whatever happens to files."""

import logging
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from data_versions import EDITION, Versions, replace_file
from refresher import Said, control, refresh
from store_conditions import as_nobody, no_file_larger_than

from data.model.dataset import Dataset, build_dataset, content_id
from data.model.errors import SourceError
from data.model.folders import DATA_DIR
from data.store import Status, Store, last_good
from data.store import dataset_store as module
from data.store.last_good import MAX_COPIES

# Processes that share no memory, forked from one that has imported pandas once for all of them.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["data.store"])


@pytest.fixture
def versions(data_folder: Path) -> Versions:
    return Versions(data_folder, control)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders built from, in order."""
    made: list[Path] = []
    monkeypatch.setattr(module, "build_dataset", lambda folder: made.append(folder) or build_dataset(folder))
    return made


class TestRefresh:
    def test_the_same_dataset_is_given_as_long_as_nothing_changes(
        self, data_folder: Path, cache: Path, builds: list[Path]
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0)
        first = store.current()
        assert all(store.current() is first for _ in range(20))
        assert len(builds) == 1
        assert store.status().is_degraded is False
        assert store.status().dataset_id == first.id == content_id(data_folder)

    def test_source_files_are_looked_at_twice_a_second_at_most(
        self, data_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looks: list[float] = []
        real = module.file_stats
        monkeypatch.setattr(module, "file_stats", lambda folder: looks.append(time.monotonic()) or real(folder))
        store = Store(data_folder, cache)
        store.current()
        at_start = len(looks)
        for _ in range(1000):
            store.current()
        assert len(looks) == at_start

    @pytest.mark.timed
    @pytest.mark.parametrize("change", ["an edition", "a label", "a key figure", "an edition removed"])
    def test_any_change_of_a_source_file_is_served_within_two_seconds(
        self, data_folder: Path, cache: Path, change: str
    ) -> None:
        store = Store(data_folder, cache)
        before = store.current()
        path = {
            "an edition": data_folder / "editions" / EDITION,
            "a label": data_folder / "vocabulary" / "ministries.csv",
            "a key figure": data_folder / "key_figures.csv",
            "an edition removed": data_folder / "editions" / EDITION,
        }[change]
        if change == "an edition removed":
            path.unlink()
        else:
            # In place, same size, same date: only the change time and the content tell.
            content, seen = path.read_bytes(), path.stat()
            path.write_bytes(content.replace("é".encode(), "è".encode()) if change == "a label" else swapped(content))
            os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
        changed = time.monotonic()
        while store.current() is before:
            assert time.monotonic() - changed < 2
            time.sleep(0.01)
        assert store.current().id == content_id(data_folder) != before.id

    @pytest.mark.timed
    def test_a_folder_that_keeps_changing_is_left_to_settle_but_not_for_ever(
        self, versions: Versions, data_folder: Path, cache: Path
    ) -> None:
        store = Store(data_folder, cache)
        before = store.current()
        started = time.monotonic()
        number = 0
        while store.current() is before:
            assert time.monotonic() - started < 2
            number += 1
            versions.put(number)
            time.sleep(0.1)

    def test_the_former_dataset_comes_back_with_its_files(
        self, versions: Versions, data_folder: Path, cache: Path, builds: list[Path]
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0)
        original = store.current().id
        text = versions.path.read_text(encoding="utf-8")
        changed = versions.put(1)
        assert wait_for(store, changed)
        replace_file(versions.path, text)
        assert wait_for(store, original)
        assert len(builds) == 3
        assert [path.name[:16] for path in copies(cache)] == [original, changed]

    @pytest.mark.timed
    def test_other_threads_answer_from_the_former_dataset_while_one_builds(
        self, versions: Versions, data_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0)
        before = store.current()
        building, go_on = threading.Event(), threading.Event()

        def slow(folder: Path) -> object:
            building.set()
            go_on.wait(5)
            return build_dataset(folder)

        monkeypatch.setattr(module, "build_dataset", slow)
        changed = versions.put(1)
        time.sleep(0.25)
        builder = threading.Thread(target=store.current)
        builder.start()
        assert building.wait(5)
        started = time.monotonic()
        assert store.current() is before
        # Half a second of patience, and what a busy machine adds; the build itself would take five.
        assert time.monotonic() - started < 2.5
        go_on.set()
        builder.join()
        assert store.current().id == changed

    @pytest.mark.timed
    def test_threads_that_nobody_preceded_for_a_while_wait_for_the_new_dataset(
        self, versions: Versions, data_folder: Path, cache: Path
    ) -> None:
        store = Store(data_folder, cache)
        store.current()
        changed = versions.put(1)
        time.sleep(2)
        seen: list[str] = []
        threads = [threading.Thread(target=lambda: seen.append(store.current().id)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(seen) == {changed}

    def test_files_that_change_while_they_are_read_are_read_again(
        self, versions: Versions, data_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        interferences = iter([1, 2])

        def interfered(folder: Path) -> object:
            dataset = build_dataset(folder)
            if number := next(interferences, None):
                versions.put(number)
            return dataset

        monkeypatch.setattr(module, "build_dataset", interfered)
        dataset = Store(data_folder, cache).current()
        assert dataset.id == content_id(data_folder)
        assert control(dataset) == control(build_dataset(data_folder))


class TestReadiness:
    def test_the_former_dataset_is_served_until_the_next_is_ready(
        self, versions: Versions, data_folder: Path, cache: Path, builds: list[Path]
    ) -> None:
        ready: set[str] = set()
        store = Store(data_folder, cache, check_seconds=0)
        former = store.current()
        store.serve_when(lambda identity: identity in ready, 60)
        put = versions.put(1)
        for _ in range(20):
            assert store.current() is former
            time.sleep(module.BUSY_SECONDS / 10)
        assert len(builds) == 2, "checked once, while it waits"
        ready.add(content_id(data_folder))
        assert wait_for(store, put)
        assert store.current() is not former

    def test_a_dataset_that_never_gets_ready_is_served_in_the_end(
        self, versions: Versions, data_folder: Path, cache: Path
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0)
        store.current()
        store.serve_when(lambda _identity: False, 0.5)
        assert wait_for(store, versions.put(1))

    def test_files_that_come_back_while_the_next_dataset_waits_keep_the_former(
        self, versions: Versions, data_folder: Path, cache: Path
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0)
        former, content = store.current(), versions.path.read_text(encoding="utf-8")
        store.serve_when(lambda _identity: False, 60)
        versions.put(1)
        time.sleep(2 * module.BUSY_SECONDS)
        store.current()
        replace_file(versions.path, content)
        time.sleep(2 * module.BUSY_SECONDS)
        assert store.current() is former
        assert not store.status().is_degraded

    @pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
    def test_a_thread_that_watches_spares_the_others_the_checks(
        self, versions: Versions, data_folder: Path, cache: Path, builds: list[Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0.05)
        store.current()
        looks: list[str] = []
        real = module.file_stats
        monkeypatch.setattr(
            module, "file_stats", lambda folder: looks.append(threading.current_thread().name) or real(folder)
        )
        thread = threading.Thread(target=store.watch, name="watch", daemon=True)
        thread.start()
        assert wait_for(store, versions.put(1))
        assert set(looks) == {"watch"}
        store._checked = lambda *_: sys.exit()  # which ends the thread alone
        thread.join(5)
        assert not thread.is_alive()


class TestOfTheProcess:
    @pytest.fixture(autouse=True)
    def folders(self, data_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PANORAMA_DATA_DIR", str(data_folder))
        monkeypatch.setenv("PANORAMA_CACHE_DIR", str(cache))
        monkeypatch.setattr(module, "_accept", lambda dataset: None)  # the application, where it was imported

    def test_the_environment_says_which_folders(self, data_folder: Path, cache: Path) -> None:
        assert module.settings().data_dir == data_folder
        assert module.current().id == content_id(data_folder) == module.status().dataset_id
        assert [path.name[:16] for path in copies(cache)] == [module.current().id]

    def test_a_response_keeps_its_dataset_whatever_happens_meanwhile(
        self, versions: Versions, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = module.pin()
        changed = versions.put(1)
        time.sleep(1.3)
        seen_by_another: list[str] = []
        run_in_thread(lambda: seen_by_another.append(module.current().id))
        assert module.current() is before
        assert seen_by_another == [changed]
        module.unpin()
        assert module.current().id == changed

    # Python 3.12 warns of what is tested here.
    @pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
    def test_a_process_forked_in_the_middle_of_a_refresh_is_not_blocked(
        self, versions: Versions, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        module.current()
        building, go_on = threading.Event(), threading.Event()

        def slow(folder: Path) -> object:
            building.set()
            go_on.wait(10)
            return build_dataset(folder)

        monkeypatch.setattr(module, "build_dataset", slow)
        versions.put(1)
        time.sleep(1.3)
        refreshing = threading.Thread(target=module.current)
        refreshing.start()
        assert building.wait(5)
        monkeypatch.setattr(module, "build_dataset", build_dataset)
        child = multiprocessing.get_context("fork").Process(target=module.current)
        child.start()
        child.join(5)
        go_on.set()
        refreshing.join()
        assert child.exitcode == 0


class TestBadSource:
    def test_a_bad_file_leaves_the_last_good_dataset_and_says_why(
        self, versions: Versions, data_folder: Path, cache: Path, caplog: pytest.LogCaptureFixture, builds: list[Path]
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0)
        good = store.current()
        text = versions.path.read_text(encoding="utf-8")
        replace_file(versions.path, text.replace("2021", "deux mille", 1).replace(",oui,", ",peut-être,", 1))
        with caplog.at_level(logging.INFO):
            time.sleep(0.25)
            for _ in range(5):
                assert store.current() is good
        status = store.status()
        assert status.is_degraded
        assert "édition 14" in status.reason
        assert status.dataset_id == good.id
        assert len(builds) == 2
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        replace_file(versions.path, text)
        time.sleep(0.25)
        assert store.current() is good
        assert store.status() == type(status)(dataset_id=good.id, loaded_at=status.loaded_at)

    @pytest.mark.parametrize(
        "damage",
        [
            lambda folder: (folder / "key_figures.csv").unlink(),
            lambda folder: (folder / "editions").rename(folder / "elsewhere"),
            lambda folder: (folder / "vocabulary" / "phases.csv").write_bytes(b"\xff\xfe\x00"),
            lambda folder: (folder / "editions" / EDITION).write_bytes(b""),
            lambda folder: (folder / "editions" / "notes.csv").write_text("?"),
            lambda folder: os.truncate(folder / "editions" / EDITION, 3000),
        ],
    )
    def test_whatever_is_done_to_the_files_the_site_stays_up(
        self, data_folder: Path, cache: Path, damage: object
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0)
        good = store.current()
        damage(data_folder)
        time.sleep(0.25)
        assert store.current() is good
        assert store.status().is_degraded
        assert store.status().reason

    def test_an_error_that_nobody_foresaw_is_a_bad_source_too(
        self, versions: Versions, data_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0)
        good = store.current()

        def broken(folder: Path) -> object:
            raise KeyError("phase")

        monkeypatch.setattr(module, "build_dataset", broken)
        versions.put(1)
        time.sleep(0.25)
        assert store.current() is good
        assert "erreur imprévue" in store.status().reason

    def test_a_first_start_on_bad_files_is_refused_with_their_problems(self, data_folder: Path, cache: Path) -> None:
        (data_folder / "key_figures.csv").unlink()
        store = Store(data_folder, cache)
        for _ in range(3):
            with pytest.raises(SourceError, match=r"key_figures\.csv"):
                store.current()
        assert store.status().is_degraded
        assert store.status().loaded_at is None

    def test_a_restart_on_bad_files_serves_the_last_good_dataset_of_that_folder(
        self, versions: Versions, data_folder: Path, cache: Path
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0)
        store.current()
        last = versions.put(1)
        assert wait_for(store, last)
        Store(DATA_DIR, cache).current()
        (data_folder / "key_figures.csv").unlink()
        restarted = Store(data_folder, cache)
        assert restarted.current().id == last
        assert restarted.status().is_degraded
        assert "key_figures.csv" in restarted.status().reason


class TestAcceptance:
    """A dataset serves only once the check that is given has rendered it."""

    @pytest.fixture
    def checked(self) -> list[str]:
        return []

    @pytest.fixture
    def accept(self, checked: list[str]) -> Callable[[Dataset], None]:
        """Refuses a first cost of 11.5, as `Versions.put(1)` writes it."""

        def check(dataset: Dataset) -> None:
            assert module.current() is module.pin() is dataset
            assert module.status() == Status(dataset_id=dataset.id)
            checked.append(dataset.id)
            if control(dataset) == control(build_dataset(self.refused)):
                raise SourceError("/comparer ne peut pas être préparé")

        return check

    @pytest.fixture(autouse=True)
    def refused_folder(self, tmp_path: Path) -> None:
        self.refused = tmp_path / "refused"
        shutil.copytree(DATA_DIR / "editions", self.refused / "editions")
        shutil.copytree(DATA_DIR / "vocabulary", self.refused / "vocabulary")
        shutil.copy(DATA_DIR / "key_figures.csv", self.refused)
        Versions(self.refused, control).put(1)

    def test_one_that_is_refused_is_not_served_and_the_reason_is_said(
        self, versions: Versions, data_folder: Path, cache: Path, accept: Callable, checked: list[str]
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0, accept=accept)
        good = store.current()
        refused = versions.put(1)
        time.sleep(0.25)
        for _ in range(3):
            assert store.current() is good
        assert store.status().is_degraded
        assert store.status().reason == "/comparer ne peut pas être préparé"
        assert checked == [good.id, refused]
        assert wait_for(store, versions.put(2))
        assert not store.status().is_degraded

    def test_a_response_under_way_stays_with_its_dataset(
        self, versions: Versions, data_folder: Path, cache: Path, accept: Callable
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0, accept=accept)
        module.pin()
        versions.put(2)
        store.current()
        assert module.current() is module.pin()
        module.unpin()

    def test_a_start_on_refused_files_serves_the_last_good_ones_or_none(
        self, versions: Versions, data_folder: Path, cache: Path, accept: Callable, tmp_path: Path
    ) -> None:
        good = Store(data_folder, cache, accept=accept).current()
        versions.put(1)
        restarted = Store(data_folder, cache, accept=accept)
        assert restarted.current().id == good.id
        assert restarted.status().is_degraded
        with pytest.raises(SourceError, match="/comparer"):
            Store(data_folder, tmp_path / "other", accept=accept).current()

    def test_it_is_checked_once_for_all_processes_of_a_version_of_the_program(
        self, data_folder: Path, cache: Path, accept: Callable, checked: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(3):
            Store(data_folder, cache, accept=accept).current()
        assert len(checked) == 1
        monkeypatch.setattr(last_good, "release", lambda: "another")
        Store(data_folder, cache, accept=accept).current()
        assert len(checked) == 2


class TestLastGood:
    def test_few_copies_are_kept_the_most_recent_first(
        self, versions: Versions, data_folder: Path, cache: Path
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0)
        served = [store.current().id]
        for number in range(3):
            served.append(versions.put(number))
            assert wait_for(store, served[-1])
        assert [path.name[:16] for path in copies(cache)] == served[: -MAX_COPIES - 1 : -1]

    def test_a_trial_on_other_data_leaves_the_copies_of_this_folder(
        self, versions: Versions, data_folder: Path, cache: Path
    ) -> None:
        held = Store(data_folder, cache).current().id
        trial = Path(shutil.copytree(data_folder, cache.with_name("trial")))
        tried = Versions(trial, control)
        for number in range(MAX_COPIES):
            tried.put(number)
            Store(trial, cache).current()
        versions.path.write_text("wrong")
        assert Store(data_folder, cache).current().id == held

    @pytest.mark.parametrize("sixteenths", range(16))
    def test_a_damaged_copy_is_ignored_for_the_one_before_and_written_again_from_good_files(
        self,
        versions: Versions,
        data_folder: Path,
        cache: Path,
        caplog: pytest.LogCaptureFixture,
        sixteenths: int,
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0)
        before = store.current().id
        last = versions.put(1)
        assert wait_for(store, last)
        files = sorted(copies(cache)[0].rglob("*.csv"))
        damaged = files[sixteenths * len(files) // 16]
        whole = damaged.read_bytes()
        os.truncate(damaged, len(whole) * sixteenths // 16)
        figures = data_folder / "key_figures.csv"
        figures.rename(data_folder / "elsewhere")
        restarted = Store(data_folder, cache, check_seconds=0)
        assert restarted.current().id == before
        assert restarted.status().is_degraded
        assert "is ignored: it is damaged" in caplog.text
        (data_folder / "elsewhere").rename(figures)
        assert wait_for(restarted, last)
        assert not restarted.status().is_degraded
        assert damaged.read_bytes() == whole

    @pytest.mark.parametrize("damage", ["a byte changed", "a file removed", "a file added", "all removed"])
    def test_whatever_is_done_to_the_only_copy_it_is_not_believed(
        self, data_folder: Path, cache: Path, damage: str
    ) -> None:
        Store(data_folder, cache).current()
        (copy,) = copies(cache)
        edition = copy / "editions" / EDITION
        if damage == "a byte changed":
            edition.write_bytes(swapped(edition.read_bytes()))
        elif damage == "a file removed":
            edition.unlink()
        elif damage == "a file added":
            shutil.copy(edition, edition.with_name("15_2022-11.csv"))
        else:
            shutil.rmtree(copy)
            copy.mkdir()
        (data_folder / "key_figures.csv").unlink()
        with pytest.raises(SourceError, match=r"key_figures\.csv"):
            Store(data_folder, cache).current()

    def test_a_copy_that_this_version_of_the_program_cannot_read_is_ignored(
        self, data_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(folder: Path) -> object:
            raise KeyError("phase")

        Store(data_folder, cache).current()
        monkeypatch.setattr(last_good, "build_dataset", broken)
        (data_folder / "key_figures.csv").unlink()
        with pytest.raises(SourceError, match=r"key_figures\.csv"):
            Store(data_folder, cache).current()

    def test_files_that_change_while_they_are_copied_leave_no_copy_of_a_mix(
        self, versions: Versions, data_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        changes = iter([1, 2])
        real = last_good.shutil.copyfile

        def interfered(source: Path, target: Path) -> None:
            if source.name == EDITION and (number := next(changes, None)):
                versions.put(number)
            real(source, target)

        monkeypatch.setattr(last_good.shutil, "copyfile", interfered)
        dataset = Store(data_folder, cache).current()
        assert control(dataset) == control(build_dataset(data_folder))
        assert [path.name[:16] for path in copies(cache)] == [dataset.id] == [content_id(data_folder)]

    def test_a_version_replaced_while_it_is_built_is_served_and_then_the_next(
        self, versions: Versions, data_folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store = Store(data_folder, cache, check_seconds=0)
        store.current()
        following: list[str] = []

        def slow(folder: Path) -> object:
            dataset = build_dataset(folder)
            if not following:
                following.append(versions.put(2))
                time.sleep(0.3)
            return dataset

        monkeypatch.setattr(module, "build_dataset", slow)
        replaced = versions.put(1)
        time.sleep(0.25)
        assert store.current().id == replaced
        assert wait_for(store, following[0])

    def test_what_a_killed_writer_left_is_deleted_later(self, data_folder: Path, cache: Path) -> None:
        abandoned, in_use = (cache / "last-good" / name for name in ("1-1.tmp", "2-2.tmp"))
        for path in (abandoned, in_use):
            (path / "editions").mkdir(parents=True)
        os.utime(abandoned, (time.time() - 3600, time.time() - 3600))
        Store(data_folder, cache).current()
        assert {path.name for path in (cache / "last-good").iterdir()} == {copies(cache)[0].name, in_use.name}


class TestDisk:
    def test_a_cache_that_cannot_be_written_costs_nothing_but_the_copy(
        self, versions: Versions, data_folder: Path, cache: Path
    ) -> None:
        cache.write_text("a file where the folder should be")
        store = Store(data_folder, cache, check_seconds=0)
        assert control(store.current()) == control(build_dataset(data_folder))
        assert store.status().copy_problem
        assert not store.status().is_degraded
        assert wait_for(store, versions.put(1))

    def test_a_read_only_folder_costs_nothing_but_the_copy(self, data_folder: Path) -> None:
        with tempfile.TemporaryDirectory() as place:
            folder, cache = Path(place) / "data", Path(place) / "cache"
            shutil.copytree(data_folder, folder)
            cache.mkdir()
            Path(place).chmod(0o755)
            cache.chmod(0o555)
            with as_nobody():
                store = Store(folder, cache)
                assert control(store.current()) == control(build_dataset(folder))
            assert store.status().copy_problem
            assert list(cache.iterdir()) == []

    @pytest.mark.parametrize("limit", [0, 1, 1_000, 8_000])
    def test_a_disk_that_is_full_costs_nothing_but_the_copy(self, data_folder: Path, cache: Path, limit: int) -> None:
        with no_file_larger_than(limit):
            store = Store(data_folder, cache)
            figure = control(store.current())
        assert figure == control(build_dataset(data_folder))
        assert store.status().copy_problem
        assert list((cache / "last-good").iterdir()) == []

    def test_a_real_disk_that_is_full_costs_nothing_but_the_copy(self, data_folder: Path, cache: Path) -> None:
        cache.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(cache)], capture_output=True)
        if mounted.returncode:
            pytest.skip("mounting a small disk takes root")
        try:
            store = Store(data_folder, cache)
            assert control(store.current()) == control(build_dataset(data_folder))
            assert "space" in store.status().copy_problem
            assert list((cache / "last-good").iterdir()) == []
        finally:
            subprocess.run(["umount", str(cache)], check=True)


@pytest.mark.timed
class TestProcesses:
    @pytest.mark.parametrize("refreshes", [8, pytest.param(50, marks=pytest.mark.slow)])
    def test_twenty_processes_go_through_versions_with_whole_copies_and_no_wrong_figure(
        self, versions: Versions, data_folder: Path, cache: Path, refreshes: int
    ) -> None:
        wanted = [versions.learn(number) for number in range(refreshes)]
        versions.put(0)
        with running(20, data_folder, cache, "asked") as refreshers:
            seen: list[Said] = []
            for number, identity in enumerate(wanted):
                assert versions.put(number) == identity
                for refresher in refreshers:
                    refresher.ask()
                for refresher in refreshers:
                    seen += refresher.said_until(identity)
        assert {said.control == versions.controls[said.identity] for said in seen} == {True}
        assert len(seen) == 20 * refreshes
        assert {said.builds for said in seen} == {1}
        assert copies(cache)[0].name.startswith(wanted[-1])
        assert len(copies(cache)) <= MAX_COPIES
        assert {content_id(copy) for copy in copies(cache)} == {path.name[:16] for path in copies(cache)}
        assert list((cache / "last-good").glob("*.tmp")) == []

    def test_versions_that_follow_each_other_faster_than_they_are_read_are_never_mixed(
        self, versions: Versions, data_folder: Path, cache: Path
    ) -> None:
        wanted = [versions.learn(number) for number in range(6)]
        with running(6, data_folder, cache) as refreshers:
            seen = [said for refresher in refreshers for said in refresher.said_until(wanted[5])]
            for turn in range(120):
                versions.put(turn % 6)
                time.sleep(0.013 * (turn % 7))
            versions.put(3)
            seen += [said for refresher in refreshers for said in refresher.said_until(wanted[3])]
        assert {said.control == versions.controls[said.identity] for said in seen} == {True}

    def test_a_writer_killed_half_way_holds_nobody_up_and_leaves_nothing_that_is_believed(
        self, versions: Versions, data_folder: Path, cache: Path
    ) -> None:
        identity = versions.learn(1)
        with running(1, data_folder, cache, "stall") as (writer,), running(3, data_folder, cache) as others:
            for other in others:
                other.signal(signal.SIGSTOP)
            started = time.monotonic()
            while not list(cache.glob("last-good/*.tmp/key_figures.csv")):
                assert time.monotonic() - started < 20
                time.sleep(0.01)
            for other in others:
                other.signal(signal.SIGCONT)
            time.sleep(0.5)
            writer.kill()
            killed = time.monotonic()
            seen = [said for other in others for said in other.said_until(identity)]
            assert time.monotonic() - killed < 5
        assert {said.control == versions.controls[said.identity] for said in seen} == {True}
        (data_folder / "key_figures.csv").unlink()
        assert Store(data_folder, cache).current().id == identity


class Refresher:
    """A process that asks for the dataset, as `refresher.refresh` says."""

    def __init__(self, folder: Path, cache: Path, manner: str) -> None:
        self._pipe, its_own = PROCESSES.Pipe()
        self._process = PROCESSES.Process(target=refresh, args=(folder, cache, its_own, manner))
        self._process.start()
        its_own.close()

    def ask(self) -> None:
        """Make it look at the source files, where it waits to be asked."""
        self._pipe.send("look")

    def said_until(self, identity: str) -> list[Said]:
        """What it says until it has got a given dataset."""
        said: list[Said] = []
        while not said or said[-1].identity != identity:
            assert self._pipe.poll(60), "it has said nothing for a minute"
            said.append(self._pipe.recv())
        return said

    def signal(self, number: int) -> None:
        """Send it a signal."""
        assert self._process.pid
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


@contextmanager
def running(number: int, folder: Path, cache: Path, manner: str = "always") -> Iterator[list[Refresher]]:
    """Processes that ask for the dataset, killed at the end."""
    refreshers = [Refresher(folder, cache, manner) for _ in range(number)]
    try:
        yield refreshers
    finally:
        for refresher in refreshers:
            refresher.kill()


def copies(cache: Path) -> list[Path]:
    """The last good copies of a cache folder, the most recent first."""
    found = [path for path in cache.glob("last-good/*-*") if path.suffix != ".tmp"]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def run_in_thread(action: Callable[[], object]) -> None:
    """Run an action in another thread, to its end."""
    thread = threading.Thread(target=action)
    thread.start()
    thread.join()


def wait_for(store: Store, identity: str) -> bool:
    """True once a store serves a dataset, False after two seconds."""
    started = time.monotonic()
    while store.current().id != identity:
        if time.monotonic() - started > 2:
            return False
        time.sleep(0.01)
    return True


def swapped(content: bytes) -> bytes:
    """The content with two figures of its first cost exchanged: as long, and other."""
    for one, other in ((b"1.", b"2."), (b",1", b",2")):
        if one in content:
            return content.replace(one, other, 1)
    raise AssertionError("no figure")
