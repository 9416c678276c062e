"""Workers are killed under load."""

import os
import signal
import threading
import time

from benchmarks.constant_rate import Visitors
from benchmarks.endurance.answers import day, mixed
from benchmarks.outcome import Outcome, named
from benchmarks.running import Running, places, serving, work_folder
from data.model.dataset import content_id

BETWEEN_KILLS_SECONDS = 5.0
BACK_WITHIN_SECONDS = 2.0


def run(seconds: float, rate: float, workers: int) -> Outcome:
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
