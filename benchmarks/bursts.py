"""Costly requests all at once: what is cached, and probes, answer meanwhile; the rest is computed, or refused in time.

`python -m benchmarks.bursts --seconds 10` prints the tables of docs/performance.md, and fails where something does not
hold. Loopback only.
"""

import argparse
import contextlib
import functools
import itertools
import random
import socket
import sys
import threading
import time
from collections.abc import Callable

from benchmarks.constant_rate import Asked, Visitors, quantile
from benchmarks.outcome import Outcome
from benchmarks.running import Running, places, serving, work_folder
from components.charts.catalogue import CHARTS

CACHED = [Asked("cached", path) for path in ("/", "/tendances", "/projets", "/methode", "/?ministere=justice")]
HEALTH = [Asked("health", path) for path in ("/healthz", "/readyz")]
CACHED_P95_MS, HEALTH_P95_MS = 100.0, 50.0
NEW_RATE = 20.0
"""New selections a second."""
SILENT = (8, 50)
"""Connections that say nothing."""


def burst(server: Running, name: str, send: Callable[[Visitors], object], seconds: float) -> Outcome:
    """What a burst costs the visitors who read cached pages and the supervisor that asks for the health meanwhile.

    Args:
        server: Is warm.
        name: Of the burst.
        send: Sends it.
        seconds: How long cached pages are read.
    """
    limits = {"cached": (CACHED, CACHED_P95_MS), "health": (HEALTH, HEALTH_P95_MS)}
    readers = {
        kind: Visitors(server.port, functools.partial(_one_of, requests), 20.0)
        for kind, (requests, _) in limits.items()
    }
    for reader in readers.values():
        reader.send_together(CACHED)  # in memory, and connected
        reader.answers.clear()
    threads = [threading.Thread(target=each.visit, args=(seconds,)) for each in readers.values()]
    for thread in threads:
        thread.start()
    sender = Visitors(server.port, _new_selection(), NEW_RATE, connections=64)
    send(sender)
    for thread in threads:
        thread.join()
    by_status = {status: [a for a in sender.answers if a.status == status] for status in (200, 429)}
    parts = [(kind, each.answers) for kind, each in readers.items()]
    outcome = Outcome(name, [*parts, ("computed", by_status[200]), ("refused", by_status[429])], seconds)
    for kind, answers in parts:
        p95, limit = quantile([answer.milliseconds for answer in answers], 0.95), limits[kind][1]
        lost = sum(answer.is_lost for answer in answers)
        outcome.checks += [(f"{kind}: p95 {p95:.0f} ms (≤ {limit:.0f})", p95 <= limit)]
        outcome.checks += [(f"{kind}: {lost} errors", not lost)]
    others = len(sender.answers) - sum(map(len, by_status.values()))
    french = [wait.isdigit() and "Réessayez" in text.decode() for wait, text in sender.refusals]
    outcome.checks += [
        (f"{len(by_status[200])} of {len(sender.answers)} computed", bool(by_status[200])),
        (f"{len(french)} refused, in French and with Retry-After", all(french)),
        (f"{others} other statuses", not others),
    ]
    return outcome


def silent(server: Running, number: int, seconds: float) -> Outcome:
    """Cached pages, while so many connections say nothing."""
    with contextlib.ExitStack() as stack:
        for _ in range(number):
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        return burst(server, f"{number} silent connections", lambda visitors: visitors.send_together(CACHED), seconds)


def _one_of(requests: list[Asked], chance: random.Random) -> Asked:
    return chance.choice(requests)


def _new_selection() -> Callable[[random.Random], Asked]:
    """Draws pages of selections that nobody has requested."""
    numbers, run = itertools.count(), time.time_ns()
    return lambda chance: Asked("new", f"{chance.choice(('/', '/tendances'))}?q={run}+{next(numbers)}")


def run(server: Running, seconds: float) -> list[Outcome]:
    """Every burst, one after the other."""
    pdfs = [Asked("new", "/export/presentation.pdf?q=e&diapos=titre,chiffres,passage")] * 16
    pictures = [Asked("new", f"/export/graphique/{name}.png?q=s") for name in (*CHARTS, *CHARTS)][:16]
    return [
        burst(server, "16 identical new PDFs", lambda visitors: visitors.send_together(pdfs), seconds),
        burst(server, "16 new pictures", lambda visitors: visitors.send_together(pictures), seconds),
        burst(server, "20 new selections a second", lambda visitors: visitors.visit(seconds), seconds),
        *(silent(server, number, seconds / 2) for number in SILENT),
    ]


def main() -> None:
    """Make the bursts; leave with 1 where something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with work_folder() as folder, serving(folder / "log", workers=options.workers, **places(folder)) as server:
        outcomes = run(server, options.seconds)
    held = [outcome.tell() for outcome in outcomes]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
