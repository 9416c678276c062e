"""Time, memory and hit ratio of the data layer, as Markdown: `python -m benchmarks.data_layer`.

The figures of docs/data-layer.md come from here. Times are medians of processor time, which what else runs on the
machine moves least.
"""

import argparse
import multiprocessing
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import orjson

from benchmarks.generated_data import write_data
from components.charts.catalogue import CHARTS
from components.charts.chart import Chart, compute
from data.model.dataset import Dataset, build_dataset, content_id
from data.model.filters import COST_BANDS
from data.model.folders import DATA_DIR
from data.model.selection import Selection
from data.store import Store
from data.store.last_good import LastGood
from data.store.result_cache import ResultCache
from data.store.settings import Settings
from data.store.watch import file_stats

SELECTIONS = {
    "all": Selection(),
    "a ministry": Selection(ministries=("interieur",)),
    "a phase": Selection(phases=("deploiement",)),
    "both": Selection(ministries=("interieur",), phases=("deploiement",)),
    "a text": Selection(text="projet"),
}


def milliseconds(action: Callable[[], object], times: int = 9) -> float:
    """Median processor time of an action, run once before."""
    action()
    taken = []
    for _ in range(times):
        started = time.process_time()
        action()
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken)


def of_dataset(name: str, folder: Path) -> Dataset:
    """Print what a dataset costs to build and to copy."""
    started = time.process_time()
    dataset = build_dataset(folder)
    build = (time.process_time() - started) * 1000
    with tempfile.TemporaryDirectory() as cache:
        last_good = LastGood(folder, Path(cache))
        copying = milliseconds(lambda: last_good.discard(last_good.copy()))
        store = Store(folder, Path(cache))
        current = milliseconds(lambda: [store.current() for _ in range(1000)])
    print(f"| {name} | {len(dataset.projects)} | {build:.0f} | {copying:.1f} "
          f"| {milliseconds(lambda: file_stats(folder)):.2f} | {milliseconds(lambda: content_id(folder)):.1f} "
          f"| {current:.2f} |")  # fmt: skip
    return dataset


def result(chart: Chart, dataset: Dataset, selection: Selection) -> bytes:
    """The figure of a chart as it is sent."""
    return orjson.dumps(compute(chart, dataset, selection).figure)


def of_charts(datasets: dict[str, Dataset]) -> None:
    """Print what each chart costs, computed and cached."""
    print("\n| chart | dataset | " + " | ".join(f"{name}, ms" for name in SELECTIONS)
          + " | figure and JSON, ms | kB | cached, ms |\n|---|---|" + "---:|" * (len(SELECTIONS) + 3))  # fmt: skip
    for chart in CHARTS.values():
        for name, dataset in datasets.items():
            print(f"| {chart.name} | {name} | {_costs(chart, dataset)} |")


def _costs(chart: Chart, dataset: Dataset) -> str:
    asked = [
        milliseconds(partial(chart.query, dataset, selection.canonical(dataset))) for selection in SELECTIONS.values()
    ]
    whole = partial(result, chart, dataset, Selection())
    cached = partial(cached_result, ResultCache(2**24), chart, dataset, SELECTIONS["both"])
    drawn, size = milliseconds(whole, 3), len(whole()) / 1000
    return " | ".join(
        [*(f"{value:.1f}" for value in asked), f"{drawn:.1f}", f"{size:.0f}", f"{milliseconds(cached):.3f}"]
    )


def cached_result(cache: ResultCache, chart: Chart, dataset: Dataset, selection: Selection) -> bytes:
    """A result through the cache, its key calculated on the way as for a request."""
    canonical = selection.canonical(dataset)
    return cache.get((dataset.id, canonical.key, chart.name), lambda: result(chart, dataset, canonical))


def of_visits(dataset: Dataset, visits: int) -> None:
    """Print the hit ratio of simulated visitors, by memory allowed.

    Six in ten ask for everything, then filter by one value, two, or words; each asks for every chart.
    """
    print("\n| memory allowed, MB | requests | hit ratio | results held | MB held |\n|---:|---:|---:|---:|---:|")
    for megabytes in (1, 4, int(Settings.model_fields["cache_mb"].default)):
        chance = random.Random(1)
        cache = ResultCache(megabytes * 2**20)
        sizes = {chart.name: len(result(chart, dataset, Selection())) for chart in CHARTS.values()}
        for _ in range(visits):
            selection = visitor(chance, dataset).canonical(dataset)
            for name in CHARTS:
                cache.get((dataset.id, selection.key, name), partial(bytes, sizes[name]))
        stats = cache.stats()
        ratio = stats.hits / (stats.hits + stats.misses)
        print(f"| {megabytes} | {stats.hits + stats.misses} | {ratio:.1%} | {stats.entries} "
              f"| {stats.bytes / 2**20:.1f} |")  # fmt: skip


def visitor(chance: random.Random, dataset: Dataset) -> Selection:
    """What one visitor asks."""
    kind = chance.random()
    ministry = (chance.choice([*dataset.vocabulary.ministries.names]),)
    phase = (chance.choice([*dataset.vocabulary.phases.names]),)
    if kind < 0.6:
        return Selection()
    if kind < 0.85:
        return chance.choice([Selection(ministries=ministry), Selection(phases=phase)])
    if kind < 0.95:
        band = (chance.choice([*COST_BANDS]),)
        return chance.choice([Selection(ministries=ministry, phases=phase), Selection(phases=phase, cost_bands=band)])
    return Selection(text=chance.choice(["paie", "impôt", "visa", "santé", str(chance.random())]))


def of_memory(folders: dict[str, Path]) -> None:
    """Print the memory of two workers forked from a process that has loaded everything, every chart drawn."""
    print("\n| dataset | PSS of a worker, MB | RSS of a worker, MB |\n|---|---:|---:|")
    for name, folder in folders.items():
        context = multiprocessing.get_context("spawn")
        answer = context.SimpleQueue()
        preloaded = context.Process(target=_preloaded, args=(folder, answer))
        preloaded.start()
        pss, rss = answer.get()
        preloaded.join()
        print(f"| {name} | {pss:.0f} | {rss:.0f} |")


def _preloaded(folder: Path, answer: "multiprocessing.SimpleQueue[tuple[float, float]]") -> None:
    with tempfile.TemporaryDirectory() as cache:
        Store(folder, Path(cache)).current()
        dataset = Store(folder, Path(cache)).current()
        ready, leave, workers = os.pipe(), os.pipe(), []
        for _ in range(2):
            if (worker := os.fork()) == 0:
                os.close(leave[1])
                for chart in CHARTS.values():
                    for selection in SELECTIONS.values():
                        result(chart, dataset, selection)
                os.write(ready[1], b"x")
                os.read(leave[0], 1)
                os._exit(0)
            workers.append(worker)
        for _ in workers:
            os.read(ready[0], 1)
        answer.put((_megabytes(workers[0], "Pss:"), _megabytes(workers[0], "Rss:")))
        os.close(leave[1])
        for worker in workers:
            os.waitpid(worker, 0)


def _megabytes(process: int, line: str) -> float:
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return next(int(text.split()[1]) for text in rollup.splitlines() if text.startswith(line)) / 1024


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--editions", type=int, default=200)
    parser.add_argument("--projects", type=int, default=500)
    parser.add_argument("--visits", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as generated:
        write_data(Path(generated), options.editions, options.projects)
        folders = {"today": DATA_DIR, "generated": Path(generated)}
        print("| dataset | lines | build, ms | copy, ms | check, ms | hash, ms "
              "| 1000 × current(), ms |\n|---|" + "---:|" * 6)  # fmt: skip
        datasets = {name: of_dataset(name, folder) for name, folder in folders.items()}
        of_charts(datasets)
        of_visits(datasets["today"], options.visits)
        of_memory(folders)


if __name__ == "__main__":
    main()
