"""The requests of a day, the memory that they take, and which answers are wrong."""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from app import app
from benchmarks.constant_rate import Answered, Asked, Visitors, substance
from benchmarks.press_day import MIX, requests_of_the_day
from benchmarks.running import Running
from data import store


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
