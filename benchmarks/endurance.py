"""What must hold for long: an edition added under load, workers killed under load, an hour without growing.

`python -m benchmarks.endurance --seconds 300 --soak-seconds 3600` prints the tables of docs/performance.md, and fails
where something does not hold. Every answer is looked at: its status, and its bytes, which must be those that the
dataset named in its headers gives, computed apart. Loopback only.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from app import app
from benchmarks.constant_rate import Answered, Asked, Visitors, quantile, slope_per_hour, substance
from benchmarks.press_day import MIX, requests_of_the_day
from benchmarks.running import ROOT, Running, serving
from data import store
from data.model import folders
from data.model.dataset import content_id
from data.store.settings import settings
from tests.data.intake import published_files

EDITION, REFERENCE = 14, "2021-11"
"""The edition that is added while the server runs: the latest whose table is held."""
FIGURES = ("--projects", "50", "--total-cost-meur", "2620")
FOLLOWED_WITHIN_SECONDS = 2.0
P95_MS = 100.0
BETWEEN_KILLS_SECONDS = 5.0
BACK_WITHIN_SECONDS = 2.0
SOAK_RATE, SOAK_CACHE_MB, SOAK_NEW_SHARE = 20.0, "2", 0.05
"""The soak keeps few results and asks for many that nobody has: what is forgotten must give its memory back."""
MOST_GROWTH_MB = 1.0
"""In an hour, once warm."""
SLOPE_NEEDS_SECONDS = 240
"""Below this a slope tells noise; it is printed, and not judged."""


@dataclass
class Outcome:
    """What a run has shown: a table, and each thing that must hold with whether it does."""

    title: str
    parts: list[tuple[str, list[Answered]]]
    seconds: float
    checks: list[tuple[str, bool]] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)

    def tell(self) -> bool:
        """Print it; True where all holds."""
        print(f"\n### {self.title}\n")
        print("| part of the run | requests | requests/s | p50 ms | p95 ms | p99 ms | max ms | errors |")
        print("|---|---|---|---|---|---|---|---|")
        for name, answers in self.parts:
            times = [answer.milliseconds for answer in answers]
            span = max((a.due for a in answers), default=0.0) - min((a.due for a in answers), default=0.0)
            shares = " | ".join(f"{quantile(times, share):.1f}" for share in (0.5, 0.95, 0.99, 1.0))
            lost = sum(answer.is_lost for answer in answers)
            print(f"| {name} | {len(answers)} | {len(answers) / max(span, 1e-9):.0f} | {shares} | {lost} |")
        print()
        for fact in self.facts:
            print(f"- {fact}")
        for told, holds in self.checks:
            print(f"- {'held' if holds else '**NOT HELD**'}: {told}")
        sys.stdout.flush()
        return all(holds for _, holds in self.checks)


def day(share_of_new: float = 0.0, every: int = 1) -> Callable[[random.Random], Asked]:
    """Draws the requests of a press day.

    Args:
        share_of_new: Share of requests for selections that nobody has asked for.
        every: Keep one request of so many.
    """
    requests = requests_of_the_day()
    kinds = {
        kind: [Asked(kind, one["path"], one.get("body", ""), kind == "unchanged") for one in requests[kind][::every]]
        for kind in MIX
    }
    slugs = store.current().vocabulary
    ministries, phases = list(slugs.ministries.names), list(slugs.phases.names)

    def choose(chance: random.Random) -> Asked:
        if chance.random() < share_of_new:
            pairs = [("ministere", slug) for slug in chance.sample(ministries, 2)]
            pairs += [("phase", chance.choice(phases)), ("depuis", str(chance.randint(1, 5)))]
            return Asked("new", f"{chance.choice(('/', '/tendances', '/projets'))}?{urlencode(pairs)}")
        kind = chance.choices(list(MIX), weights=list(MIX.values()))[0]
        return chance.choice(kinds[kind])

    return choose


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder with `data/` (the project's), `cache/` (empty but for what is made once), gone at the end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(
            folders.DATA_DIR, folder / "data", ignore=shutil.ignore_patterns("*.py", "__pycache__", "intake")
        )
        (folder / "cache").mkdir()
        for made_once in ("browser-code", "static"):
            if (settings().cache_dir / made_once).exists():
                (folder / "cache" / made_once).symlink_to(settings().cache_dir / made_once)
        yield folder


def places(folder: Path) -> dict[str, str]:
    """The variables that make a server work there."""
    return {"PANORAMA_DATA_DIR": str(folder / "data"), "PANORAMA_CACHE_DIR": str(folder / "cache")}


@contextmanager
def sampled(server: Running, every_seconds: float = 2.0) -> Iterator[list[tuple[float, float]]]:
    """Memory of the server (MB) with its moment, for as long as the block lasts."""
    samples: list[tuple[float, float]] = []
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(every_seconds):
            samples.append((time.monotonic(), server.megabytes()))

    thread = threading.Thread(target=sample)
    thread.start()
    yield samples
    ended.set()
    thread.join()


def mixed(visitors: Visitors, folders: dict[str, Path], cache: Path) -> list[Answered]:
    """The answers that do not say what the dataset they name says, computed apart in this process.

    Args:
        visitors: With their answers.
        folders: Dataset's id → a data folder that holds it.
        cache: The cache folder of the server.
    """
    client = app.server.test_client()
    before = {name: os.environ.get(name) for name in ("PANORAMA_DATA_DIR", "PANORAMA_CACHE_DIR")}
    found = [answer for answer in visitors.answers if not answer.is_lost and answer.dataset not in folders]
    os.environ["PANORAMA_CACHE_DIR"] = str(cache)
    try:
        for identity, folder in folders.items():
            os.environ["PANORAMA_DATA_DIR"] = str(folder)
            right: dict[tuple[Asked, bytes], bool] = {}
            for answer in visitors.answers:
                asked, seen = answer.asked, (answer.asked, answer.digest)
                if answer.dataset != identity or not answer.digest or asked.kind == "new":
                    continue
                if seen not in right:
                    told = client.open(asked.path, method=asked.method, data=asked.body, headers=asked.headers)
                    assert told.headers["X-Panorama-Dataset"] == identity
                    right[seen] = substance(told.data) == substance(visitors.contents[answer.digest])
                if not right[seen]:
                    found.append(answer)
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    return found


def ready_at(log: Path, identity: str) -> float:
    """The moment at which the log says that the usual answers of a dataset are computed; never where it does not."""
    for line in log.read_text(encoding="utf-8").splitlines():
        if f"of dataset {identity} ready in" in line:
            return datetime.fromisoformat(json.loads(line)["time"]).timestamp() - time.time() + time.monotonic()
    return float("inf")


def named(answers: list[Answered]) -> str:
    """How many there are, and what the first of them answered."""
    return f"{len(answers)}{''.join(f', {a.asked.kind} {a.asked.path}' for a in answers[:3])}"


def slope_check(samples: list[tuple[float, float]], since: float) -> tuple[str, bool]:
    """The growth of memory since a moment, judged where it was watched for long enough."""
    kept = [sample for sample in samples if sample[0] >= since]
    watched = kept[-1][0] - kept[0][0] if kept else 0.0
    slope = slope_per_hour(kept)
    first, last = (kept[0][1], kept[-1][1]) if kept else (0.0, 0.0)
    told = f"memory of all processes {first:.1f} → {last:.1f} MB over the last {watched:.0f} s, {slope:+.2f} MB/h"
    if watched < SLOPE_NEEDS_SECONDS:
        return f"{told} (too short to be judged)", True
    return f"{told} (< {MOST_GROWTH_MB:g})", slope < MOST_GROWTH_MB


def edition(seconds: float, rate: float, workers: int) -> Outcome:
    """An edition is added, by the operator's own command, after a third of the run."""
    with work_folder() as folder:
        data = folder / "data"
        file = published_files.write_ods(folder / "published.ods", published_files.layout_10(EDITION))
        next((data / "editions").glob(f"{EDITION}_*.csv")).unlink()
        (data / "claims.csv").unlink()  # some are about the edition
        figures = (data / "key_figures.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in figures if not line.startswith(f"{EDITION},")]
        (data / "key_figures.csv").write_text("".join(kept), encoding="utf-8")
        shutil.copytree(data, folder / "before")
        added_at: list[float] = []

        def add() -> None:
            time.sleep(seconds / 3)
            command = ["data", "add", str(file), "--edition", str(EDITION), "--reference", REFERENCE, *FIGURES]
            subprocess.run(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env={**os.environ, **places(folder)},
                check=True,
                stdout=subprocess.DEVNULL,
            )
            added_at.append(time.monotonic())

        with serving(folder / "log", "--max-requests", "0", workers=workers, **places(folder)) as server:
            visitors = Visitors(server.port, day(), rate)
            operator = threading.Thread(target=add)
            with sampled(server) as samples:
                operator.start()
                began = visitors.visit(seconds)
                operator.join()
        moment, answers = added_at[0], visitors.answers
        folders = {content_id(path): path for path in (folder / "before", data)}
        wrong = mixed(visitors, folders, folder / "cache")
        newest = content_id(data)
        ready = ready_at(folder / "log", newest)
        late = [a for a in answers if a.began > ready + FOLLOWED_WITHIN_SECONDS and a.dataset != newest]
        after = seconds / 10
        outcome = Outcome(
            f"An edition is added under {rate:.0f} requests a second, {workers} workers, {seconds:.0f} s",
            [
                ("before", [a for a in answers if a.due < moment]),
                ("while its answers are computed", [a for a in answers if moment <= a.due < ready]),
                (f"the {after:.0f} s that follow", [a for a in answers if ready <= a.due < ready + after]),
                ("later", [a for a in answers if a.due >= ready + after]),
                ("the whole", answers),
            ],
            seconds,
        )
        lost = sum(answer.is_lost for answer in answers)
        p95 = quantile([answer.milliseconds for answer in answers], 0.95)
        outcome.facts.append(
            f"the edition was there {moment - began:.1f} s after the start, ready {ready - began:.1f} s"
        )
        outcome.checks = [
            (f"errors: {lost} of {len(answers)}", lost == 0),
            (f"p95 of the whole: {p95:.0f} ms (≤ {P95_MS:.0f})", p95 <= P95_MS),
            (f"answers that are not wholly of the dataset they name: {named(wrong)}", not wrong),
            (f"answers of the former dataset later than 2 s after the next was ready: {len(late)}", not late),
            ("both datasets were served", {a.dataset for a in answers if a.dataset} == set(folders)),
            slope_check(samples, began + seconds / 2),
        ]
        return outcome


def kills(seconds: float, rate: float, workers: int) -> Outcome:
    """A worker is killed every five seconds, each in its turn."""
    with work_folder() as folder:
        # From the signal until another worker is there: its connections end somewhere between.
        deaths: list[tuple[float, float]] = []
        ended = threading.Event()

        def kill(server: Running) -> None:
            while not ended.wait(BETWEEN_KILLS_SECONDS):
                victim = server.workers()[0]
                killed = time.monotonic()
                os.kill(victim, signal.SIGKILL)
                while len(alive := server.workers()) < workers or victim in alive:
                    time.sleep(0.01)
                deaths.append((killed, time.monotonic()))

        with serving(folder / "log", workers=workers, **places(folder)) as server:
            visitors = Visitors(server.port, day(), rate)
            killer = threading.Thread(target=kill, args=(server,))
            killer.start()
            last = visitors.visit(seconds) + seconds - BACK_WITHIN_SECONDS
            ended.set()
            killer.join()
        answers = visitors.answers
        lost = [answer for answer in answers if answer.is_lost]
        under_way = [a for a in answers if any(a.began <= end and a.ended >= start for start, end in deaths)]
        unexplained = [answer for answer in lost if answer not in under_way]
        sound = sorted(answer.ended for answer in answers if not answer.is_lost)
        back = [
            next((end for end in sound if end > start), float("inf")) - start for start, _ in deaths if start < last
        ]
        back = back or [0.0]  # a run shorter than the time between two kills
        wrong = mixed(visitors, {content_id(folder / "data"): folder / "data"}, folder / "cache")
        outcome = Outcome(
            f"A worker is killed every {BETWEEN_KILLS_SECONDS:.0f} s under {rate:.0f} requests a second, "
            f"{workers} workers, {seconds:.0f} s",
            [("the whole", answers)],
            seconds,
        )
        outcome.facts = [
            f"{len(deaths)} kills, {len(under_way)} requests under way at one of them, {len(lost)} lost",
            f"a killed worker is replaced after {max((end - start for start, end in deaths), default=0):.2f} s at most",
        ]
        outcome.checks = [
            (f"requests lost that were not under way at a kill: {len(unexplained)}", not unexplained),
            (f"the site answers again {max(back):.2f} s after a kill at most (≤ 2)", max(back) <= BACK_WITHIN_SECONDS),
            (f"answers that are cut or wrong: {named(wrong)}", not wrong),
        ]
        return outcome


def soak(seconds: float, rate: float, workers: int) -> Outcome:
    """A long steady day, with selections that nobody has asked for and little room to keep them."""
    with work_folder() as folder:
        settings = {**places(folder), "PANORAMA_CACHE_MB": SOAK_CACHE_MB}
        with serving(folder / "log", "--max-requests", "0", workers=workers, **settings) as server:
            visitors = Visitors(server.port, day(SOAK_NEW_SHARE, every=6), rate)
            with sampled(server) as samples:
                began = visitors.visit(seconds)
        answers = visitors.answers
        lost = sum(answer.is_lost for answer in answers)
        outcome = Outcome(
            f"A steady day of {rate:.0f} requests a second, {workers} workers that are never replaced, {seconds:.0f} s",
            [("the whole", answers)],
            seconds,
        )
        outcome.checks = [
            (f"errors: {lost} of {len(answers)}", lost == 0),
            slope_check(samples, began + seconds / 3),
        ]
        return outcome


RUNS = {"edition": edition, "kills": kills, "soak": soak}


def main() -> None:
    """Make the runs, one after the other; leave with 1 where something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", nargs="+", choices=RUNS, default=list(RUNS), help="all by default")
    parser.add_argument("--seconds", type=float, default=20, help="of `edition` and of `kills`")
    parser.add_argument("--soak-seconds", type=float, default=20)
    parser.add_argument("--rate", type=float, default=100, help="requests a second, but for the soak")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    held = [
        RUNS[name](
            asked.soak_seconds if name == "soak" else asked.seconds,
            SOAK_RATE if name == "soak" else asked.rate,
            asked.workers,
        ).tell()
        for name in asked.runs
    ]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
