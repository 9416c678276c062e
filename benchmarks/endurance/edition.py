"""An edition is added under load."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from benchmarks.constant_rate import Answered, Visitors, quantile
from benchmarks.endurance.answers import day, mixed, sampled
from benchmarks.outcome import Outcome, named, slope_check
from benchmarks.running import ROOT, places, serving, work_folder
from data.model.dataset import content_id
from tests.data.intake import published_files

EDITION, REFERENCE = 14, "2021-11"
"""The edition that is added while the server runs: the latest whose table is held."""
FIGURES = ("--projects", "50", "--total-cost-meur", "2620")
FOLLOWED_WITHIN_SECONDS = 2.0
P95_MS = 100.0


def run(seconds: float, rate: float, workers: int) -> Outcome:
    """An edition is added, by the operator's own command, after a third of the run."""
    with work_folder() as folder:
        data, file = folder / "data", _without_the_edition(folder)
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
        datasets = {content_id(path): path for path in (folder / "before", data)}
        newest, wrong = content_id(data), mixed(visitors, datasets, folder / "cache")
        ready = _ready_at(folder / "log", newest)
    title = f"An edition is added under {rate:.0f} requests a second, {workers} workers, {seconds:.0f} s"
    outcome = Outcome(title, _parts(visitors.answers, added_at[0], ready, seconds / 10), seconds)
    outcome.facts.append(
        f"the edition was there {added_at[0] - began:.1f} s after the start, ready {ready - began:.1f} s"
    )
    answers = visitors.answers
    # A file for a ministry that comes with the edition is refused by the former dataset, as it must be.
    lost = Counter(
        f"{answer.status} {answer.asked.path}"
        for answer in answers
        if answer.is_lost and (answer.status, answer.dataset == newest) != (400, False)
    )
    p95 = quantile([answer.milliseconds for answer in answers], 0.95)
    late = [a for a in answers if a.began > ready + FOLLOWED_WITHIN_SECONDS and a.dataset != newest]
    outcome.checks = [
        (f"errors: {lost.total()} of {len(answers)} {dict(lost.most_common(3)) or ''}".rstrip(), not lost),
        (f"p95 of the whole: {p95:.0f} ms (≤ {P95_MS:.0f})", p95 <= P95_MS),
        (f"answers that are not wholly of the dataset they name: {named(wrong)}", not wrong),
        (f"answers of the former dataset later than 2 s after the next was ready: {len(late)}", not late),
        ("both datasets were served", {a.dataset for a in answers if a.dataset} == set(datasets)),
        slope_check(samples, began + seconds / 2),
    ]
    return outcome


def _without_the_edition(folder: Path) -> Path:
    """The published file of the edition, which the data of a work folder no longer have; they are also in `before`."""
    data = folder / "data"
    next((data / "editions").glob(f"{EDITION}_*.csv")).unlink()
    (data / "claims.csv").unlink()  # some are about the edition
    figures = (data / "key_figures.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in figures if not line.startswith(f"{EDITION},")]
    (data / "key_figures.csv").write_text("".join(kept), encoding="utf-8")
    shutil.copytree(data, folder / "before")
    return published_files.write_ods(folder / "published.ods", published_files.layout_10(EDITION))


def _parts(answers: list[Answered], added: float, ready: float, after: float) -> list[tuple[str, list[Answered]]]:
    """The answers of each part of the run, and of the whole."""
    return [
        ("before", [a for a in answers if a.due < added]),
        ("while its answers are computed", [a for a in answers if added <= a.due < ready]),
        (f"the {after:.0f} s that follow", [a for a in answers if ready <= a.due < ready + after]),
        ("later", [a for a in answers if a.due >= ready + after]),
        ("the whole", answers),
    ]


def _ready_at(log: Path, identity: str) -> float:
    """The moment at which the log says that the usual answers of a dataset are computed; never where it does not."""
    for line in log.read_text(encoding="utf-8").splitlines():
        if f"of dataset {identity} ready in" in line:
            return datetime.fromisoformat(json.loads(line)["time"]).timestamp() - time.time() + time.monotonic()
    return float("inf")
