"""Weight, requests and times of pages, of a filter and of a live chart, as Markdown: `python -m benchmarks.pages`.

Pages are loaded in turn, round after round, so that a drift of the machine's speed touches them alike; figures are
medians. `--against URL` adds a page to compare with (the static page that this application replaces), and ratios to it.
"""

import argparse
import math
import resource
import statistics
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from app import server
from tests.browser.conftest import FLAGS, chromium_path, start_server, stop_server

# Latency (ms), bits per second down, slowing of the processor: the constants of Lighthouse's throttling.
PROFILES = {
    "none": (0.0, -1, 1),
    "desktop": (40.0, 10_240_000, 1),
    "mobile": (562.5, 1_474_560, 4),
}
SLOW = "processor 4 × slower"
PROFILES_OF_FILTERS = {**PROFILES, SLOW: (0.0, -1, 4)}
VIEWS = {
    "Synthèse": "/",
    "Synthèse, embedded": "/?cadre=integration",
    "Tendances": "/tendances",
    "Tendances, embedded": "/tendances?cadre=integration",
    "one chart": "/graphiques/cout-total",
}
FILTERED = ("Synthèse", "Tendances")
CHANGES = 26
WATCH = """
window.seen = {lcp: 0, shift: 0, blocked: 0, charts: 0};
const watch = (type, take) =>
  new PerformanceObserver(list => list.getEntries().forEach(take)).observe({type, buffered: true});
watch('largest-contentful-paint', entry => { seen.lcp = entry.startTime; });
watch('layout-shift', entry => { seen.shift += entry.value; });
watch('longtask', entry => { seen.blocked += Math.max(0, entry.duration - 50); });
// Every chart can be read: drawn by the server, or those of a page made with another library.
const look = () => {
  const isOurs = document.querySelector('[data-chart]') && document.readyState !== 'loading';
  const isThere = isOurs || document.querySelector('.highcharts-series-group');
  isThere ? (seen.charts = performance.now()) : requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
MEASURES = {"kB": 0, "requests": 0, "posts": 0, "LCP ms": 0, "charts ms": 0, "blocked ms": 0, "CLS": 3, "elements": 0}


@contextmanager
def visitor(browser: Browser, profile: str) -> Iterator[Page]:
    """A page of a new visitor, with the network and the processor of a profile."""
    latency, down, slowing = PROFILES_OF_FILTERS[profile]
    context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    throughput = down / 8 if down > 0 else -1
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": latency, "downloadThroughput": throughput, "uploadThroughput": throughput},
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowing})
    page.traffic = {"bytes": 0, "requests": 0, "posts": 0}  # type: ignore[attr-defined]
    session.on("Network.loadingFinished", lambda event: _count(page, "bytes", event["encodedDataLength"]))
    # The marks of legends are `data:` addresses, which leave no page.
    session.on("Network.requestWillBeSent", lambda event: _count(page, "requests", event["type"] != "Image"))
    page.on("request", lambda request: _count(page, "posts", int(request.method == "POST")))
    page.add_init_script(WATCH)
    yield page
    context.close()


def _count(page: Page, what: str, amount: float) -> None:
    page.traffic[what] += amount  # type: ignore[attr-defined]


def load(page: Page, url: str) -> dict[str, float]:
    """What a load of a page costs before any gesture; `charts ms` is when its charts can be read."""
    page.goto(url)
    page.wait_for_function("seen.charts", timeout=120_000)
    page.wait_for_timeout(500)
    seen = page.evaluate("seen")
    elements = page.evaluate("document.querySelectorAll('*').length - document.querySelectorAll('svg *').length")
    traffic = page.traffic  # type: ignore[attr-defined]
    return {
        "kB": traffic["bytes"] / 1000,
        "requests": traffic["requests"],
        "posts": traffic["posts"],
        "LCP ms": seen["lcp"],
        "charts ms": seen["charts"],
        "blocked ms": seen["blocked"],
        "CLS": seen["shift"],
        "elements": elements,
    }


def page_table(browser: Browser, pages: dict[str, str], profile: str, runs: int, *, warm: bool) -> str:
    """A Markdown table of the pages under a profile, cold or on a second visit, medians of some rounds."""
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in pages}
    for _ in range(runs):
        for name, url in pages.items():
            with visitor(browser, profile) as page:
                if warm:
                    load(page, url)
                    page.traffic.update(bytes=0, requests=0, posts=0)  # type: ignore[attr-defined]
                rounds[name].append(load(page, url))
    lines = [
        f"| {profile}, {'warm' if warm else 'cold'} | {' | '.join(MEASURES)} |",
        "|---" * (len(MEASURES) + 1) + "|",
    ]
    for name, loads in rounds.items():
        cells = [f"{statistics.median(one[key] for one in loads):.{digits}f}" for key, digits in MEASURES.items()]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    reference = rounds.get("against")
    for name, loads in rounds.items() if reference else ():
        if name != "against":
            ratios = {
                key: statistics.median(
                    one[key] / (other[key] or math.nan) for one, other in zip(loads, reference, strict=True)
                )
                for key in ("kB", "LCP ms", "charts ms")
            }
            lines.append(f"\n{name}: " + ", ".join(f"{key} × {ratio:.2f}" for key, ratio in ratios.items()))
    return "\n".join(lines)


# From the click to the answer in its place: every chart, sentence and figure; nothing moves after.
ARM = """
window.change = {from: 0, to: 0};
addEventListener('change', () => { change.from = performance.now(); change.to = 0; }, {capture: true});
new MutationObserver(() => { if (change.from && !change.to) change.to = performance.now(); })
  .observe(document.documentElement, {attributeFilter: ['data-montre']});
"""


def filter_latency(browser: Browser, url: str, profile: str, changes: int, rest: int) -> list[float]:
    """Milliseconds from a click on a ministry to the whole answer on the page, for each change.

    Args:
        browser: It runs the page.
        url: Address of the page.
        profile: Network and processor.
        changes: How many boxes are clicked, one after the other.
        rest: Milliseconds that the pointer rests on a box before the click.
    """
    with visitor(browser, profile) as page:
        load(page, url)
        page.mouse.move(5, 5)
        page.wait_for_selector("html[data-pret]")
        page.evaluate(ARM)
        page.locator("details.filtre").first.locator("summary").click()
        boxes = page.locator("details.filtre").first.get_by_role("checkbox")
        taken = []
        for position in range(changes):
            page.evaluate("change.from = change.to = 0")
            box = boxes.nth(position % boxes.count())
            if rest:
                box.hover()
                page.wait_for_timeout(rest)
                box.click()
            else:
                # A pointer that comes and clicks at once: only the press itself is known before.
                box.dispatch_event("click")
            page.wait_for_function("change.to > 0", timeout=20_000, polling=20)
            taken.append(page.evaluate("change.to - change.from"))
            page.wait_for_timeout(200)
        return taken


# From the pointer on a chart to plotly.js over its drawing, 0 where it was there before.
WATCH_LIVE = """
window.entered = {}; window.live = {};
addEventListener('pointermove', event => {
  const card = event.target.closest('[data-chart]');
  if (card) entered[card.dataset.chart] ??= event.timeStamp;
}, {capture: true});
new MutationObserver(changes => changes.forEach(({target}) => { live[target.dataset.chart] ??= performance.now(); }))
  .observe(document.documentElement, {subtree: true, attributeFilter: ['data-vivant']});
"""


def live_latency(browser: Browser, url: str, profile: str, runs: int) -> tuple[list[float], list[float]]:
    """Milliseconds from a pointer on a chart to the live chart: the first of a page, then the next one."""
    firsts, others = [], []
    for _ in range(runs):
        with visitor(browser, profile) as page:
            load(page, url)
            page.evaluate(WATCH_LIVE)
            for name, times in (("cout-total", firsts), ("reevaluations", others)):
                chart = page.locator(f"[data-chart={name}] .graphique")
                chart.scroll_into_view_if_needed()
                box = chart.bounding_box()
                assert box is not None
                page.mouse.move(box["x"] + 100, max(box["y"], 0) + 60)
                page.wait_for_selector(f"[data-chart={name}][data-vivant]")
                times.append(max(0, page.evaluate("name => live[name] - entered[name]", name)))
                page.mouse.move(2, 2)
    return firsts, others


def file_costs() -> dict[str, float]:
    """Milliseconds of processor for a picture and a deck, those of the processes that they start included."""
    client, costs = server.test_client(), {}
    client.get("/")
    for name in ("graphique/carte.png", "presentation.pdf"):
        before = _cpu_ms()
        assert client.get(f"/export/{name}").status_code == 200
        costs[name] = _cpu_ms() - before
    return costs


def _cpu_ms() -> float:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return 1000 * sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    """Start the server, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", help="address of a page to compare with")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    process, address = start_server(WEB_CONCURRENCY="1", PANORAMA_WARM_UP="0")
    pages = {name: f"{address}{path}" for name, path in VIEWS.items()}
    if options.against:
        pages = {"against": options.against, **pages}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            for profile in PROFILES:
                print(page_table(browser, pages, profile, options.runs, warm=False), end="\n\n")
            print(page_table(browser, pages, "none", options.runs, warm=True), end="\n\n")
            print(
                "| change of filter | profile | pointer at rest before ms | median ms | p95 ms |\n|---|---|---|---|---|"
            )
            for view in FILTERED:
                filter_latency(browser, pages[view], "none", CHANGES, 0)  # the answers are cached
                for profile, rest in (("none", 0), ("none", 120), (SLOW, 0)):
                    taken = filter_latency(browser, pages[view], profile, CHANGES, rest)
                    p95 = statistics.quantiles(taken, n=20)[-1]
                    print(f"| {view} | {profile} | {rest} | {statistics.median(taken):.0f} | {p95:.0f} |")
            firsts, others = (
                statistics.median(t) for t in live_latency(browser, f"{address}/", "desktop", options.runs)
            )
            print(f"\nLive chart, desktop: first {firsts:.0f} ms, next {others:.0f} ms.")
            browser.close()
    finally:
        stop_server(process)
    for name, cost in file_costs().items():
        print(f"{name}: {cost:.0f} ms of processor.")


if __name__ == "__main__":
    main()
