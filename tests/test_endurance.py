"""The tool of the long runs: what it calculates, and a short form of each of them."""

import io
import random
import zipfile

import brotli
import pytest

from benchmarks import endurance
from benchmarks.constant_rate import Answered, Asked, quantile, slope_per_hour, substance
from benchmarks.endurance.answers import day
from benchmarks.outcome import Outcome
from benchmarks.press_day import MIX


def test_a_slope_is_that_of_the_line_through_the_samples() -> None:
    samples = [(second, 100 + second / 3600 * 2.5 + (-1) ** second * 0.5) for second in range(0, 600)]
    assert slope_per_hour(samples) == pytest.approx(2.5, abs=0.05)
    assert slope_per_hour([(1.0, 5.0)]) == slope_per_hour([]) == 0


def test_a_quantile_is_one_of_the_values() -> None:
    assert quantile([3.0, 1.0, 2.0, 4.0], 0.5) == 3.0
    assert quantile([5.0], 0.99) == 5.0
    assert quantile([], 0.95) == 0.0


def test_two_answers_that_say_the_same_are_the_same_whoever_wrote_them() -> None:
    def archive(written: str, day: int) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as file:
            file.writestr(zipfile.ZipInfo("content.xml", (2026, 11, day, 0, 0, 0)), written)
        return buffer.getvalue()

    assert substance(brotli.compress(b'{"a":1,"b":2}')) == substance(b'{"b": 2, "a": 1}')
    assert substance(archive("<a/>", 1)) == substance(archive('<a xmlns:x="urn:x"></a>', 2))
    assert substance(archive("<a>1</a>", 1)) != substance(archive("<a>2</a>", 1))
    assert substance(b"<p>1</p>") != substance(b"<p>2</p>")


def test_a_stalled_server_is_not_spared_the_requests_that_it_kept_waiting() -> None:
    answer = Answered(Asked("page", "/"), due=10.0, began=12.0, ended=12.5, status=200)
    assert answer.milliseconds == 2500
    assert not answer.is_lost
    assert Answered(Asked("page", "/"), 0, 0, 1, 0).is_lost
    assert Answered(Asked("page", "/"), 0, 0, 1, 500).is_lost


def test_a_day_has_every_kind_and_selections_that_nobody_asked_for() -> None:
    choose, chance = day(share_of_new=0.2), random.Random(1)
    kinds = [choose(chance).kind for _ in range(300)]
    assert set(kinds) == {*MIX, "new"}
    assert 30 < kinds.count("new") < 90


def test_requests_sent_at_one_moment_have_no_rate(capsys: pytest.CaptureFixture[str]) -> None:
    at_once = [Answered(Asked("new", "/"), due=10.0, began=10.0, ended=10.5, status=200)] * 5
    spread = [Answered(Asked("new", "/"), due=due, began=due, ended=due + 0.5, status=200) for due in (1.0, 2.0, 3.0)]
    assert Outcome("A burst", [("computed", at_once), ("cached", spread)], 8).tell()
    printed = capsys.readouterr().out
    assert "| computed | 5 | – |" in printed
    assert "| cached | 3 | 2 |" in printed


@pytest.mark.slow
@pytest.mark.parametrize("name", endurance.RUNS)
def test_a_short_run_loses_nothing_and_answers_of_one_dataset(name: str) -> None:
    outcome = endurance.RUNS[name](15, 20, 2)
    # Latency and memory are for the long form, on a quiet machine.
    told = [check for check, holds in outcome.checks if not holds and not check.startswith(("p95", "memory"))]
    assert told == []
