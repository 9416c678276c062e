"""Hostile and misleading files are refused or cleaned in French, in under two seconds, at no cost to the parent."""

import resource
import time
from pathlib import Path

import pytest
from hostile_files import CORPUS, EDITION, good_ods
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from published_files import reference

from data.intake.adding import add
from data.intake.checking import Intake, Request, check
from tests.fuzz import TIMES

MAX_SECONDS = 2.0
MAX_GROWTH_BYTES = 50 * 2**20


def memory(field: str) -> int:
    """`VmRSS` (now) or `VmHWM` (the most since the last reset) of this process, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) * 1024


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def measured(path: Path, folder: Path) -> tuple[float, int, Intake]:
    """Seconds that a check takes, bytes that it adds to this process at its highest, and its outcome."""
    Path("/proc/self/clear_refs").write_text("5")
    before, started = memory("VmRSS"), time.monotonic()
    intake = check(Request(path, EDITION, reference(EDITION), folder))
    return time.monotonic() - started, memory("VmHWM") - before, intake


def test_the_corpus_has_at_least_forty_files() -> None:
    assert len(CORPUS) >= 40


@pytest.mark.timed
@pytest.mark.parametrize("name", CORPUS)
def test_a_hostile_file_is_refused_or_cleaned(name: str, data_folder: Path, tmp_path: Path) -> None:
    hostile = CORPUS[name]
    (tmp_path / "depot").mkdir()
    path = hostile.build(tmp_path / "depot")
    beside, before = tree(tmp_path / "depot"), tree(data_folder)
    took, grown, intake = measured(path, data_folder)
    for _ in range(3):  # a machine busy with something else: the best time counts
        if took >= MAX_SECONDS:
            took, grown, intake = measured(path, data_folder)

    report = intake.report()
    assert hostile.says in report.replace("\u00a0", " "), report
    assert intake.findings.refused == (hostile.outcome == "refused"), report
    assert "SECRET" not in report
    assert "Traceback" not in report
    assert took < MAX_SECONDS
    assert grown < MAX_GROWTH_BYTES
    assert tree(tmp_path / "depot") == beside
    assert tree(data_folder) == before


@pytest.mark.parametrize("name", [name for name, hostile in CORPUS.items() if hostile.outcome == "refused"][::7])
def test_a_refused_file_changes_nothing_when_added(name: str, data_folder: Path, tmp_path: Path) -> None:
    path = CORPUS[name].build(tmp_path)
    before = tree(data_folder)
    addition = add(Request(path, EDITION, reference(EDITION), data_folder), {})
    assert "REFUSÉ : rien n'est changé." in addition.report()
    assert tree(data_folder) == before


@settings(max_examples=60 * TIMES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_file_with_flipped_bytes_never_breaks_the_check(
    flips: list[tuple[float, int]], data_folder: Path, tmp_path: Path
) -> None:
    content = bytearray(good_ods(tmp_path))
    for share, value in flips:
        content[int(share * len(content))] = value
    path = tmp_path / "abime.ods"
    path.write_bytes(bytes(content))
    assert check(Request(path, EDITION, reference(EDITION), data_folder)).report()


def test_the_child_never_takes_more_than_its_bounds(data_folder: Path, tmp_path: Path) -> None:
    for name in ("zip_bomb", "one_cell_at_the_far_corner", "a_million_rows", "millions_of_elements", "too_much_text"):
        check(Request(CORPUS[name].build(tmp_path), EDITION, reference(EDITION), data_folder))
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < 768 * 2**20
