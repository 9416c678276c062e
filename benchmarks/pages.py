"""Weight, requests and times of pages, and of a change of filter, as Markdown: `python -m benchmarks.pages`.

Pages are loaded in turn, round after round, so that a drift of the machine's speed touches them alike; figures are
medians. `--against URL` adds a page to compare with (the static page that this application replaces), and ratios to it.
"""

import argparse
import statistics
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS, chromium_path, start_server, stop_server

# Latency (ms), bits per second down, slowing of the processor: the constants of Lighthouse's throttling.
PROFILES = {
    "none": (0.0, -1, 1),
    "desktop": (40.0, 10_240_000, 1),
    "mobile": (562.5, 1_474_560, 4),
}
VIEWS = {"Synthèse": "/", "Synthèse, embedded": "/?cadre=integration", "Tendances": "/tendances"}
# The three charts of the first view are live, or those of a page made with another library are there.
LIVE = (
    "document.querySelectorAll('.js-plotly-plot:has(.point, .lines)').length >= 3"
    " || document.querySelector('.highcharts-series-group')"
)
WATCH = """
window.seen = {lcp: 0, shift: 0, blocked: 0};
const watch = (type, take) =>
  new PerformanceObserver(list => list.getEntries().forEach(take)).observe({type, buffered: true});
watch('largest-contentful-paint', entry => { seen.lcp = entry.startTime; });
watch('layout-shift', entry => { seen.shift += entry.value; });
watch('longtask', entry => { seen.blocked += Math.max(0, entry.duration - 50); });
"""
MEASURES = {"kB": 0, "requests": 0, "posts": 0, "LCP ms": 0, "charts ms": 0, "blocked ms": 0, "CLS": 3, "elements": 0}


@contextmanager
def visitor(browser: Browser, profile: str) -> Iterator[Page]:
    """A page of a new visitor, with the network and the processor of a profile."""
    latency, down, slowing = PROFILES[profile]
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
    session.on("Network.requestWillBeSent", lambda event: _count(page, "requests", 1))
    page.on("request", lambda request: _count(page, "posts", int(request.method == "POST")))
    page.add_init_script(WATCH)
    yield page
    context.close()


def _count(page: Page, what: str, amount: float) -> None:
    page.traffic[what] += amount  # type: ignore[attr-defined]


def load(page: Page, url: str) -> dict[str, float]:
    """What a load of a page costs; `charts ms` is when the charts of the first view are live."""
    page.goto(url)
    live_at = page.wait_for_function(f"({LIVE}) && performance.now()", timeout=120_000).json_value()
    page.wait_for_timeout(500)
    seen = page.evaluate("seen")
    elements = page.evaluate("document.querySelectorAll('*').length - document.querySelectorAll('svg *').length")
    traffic = page.traffic  # type: ignore[attr-defined]
    return {
        "kB": traffic["bytes"] / 1000,
        "requests": traffic["requests"],
        "posts": traffic["posts"],
        "LCP ms": seen["lcp"],
        "charts ms": live_at,
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
                key: statistics.median(one[key] / other[key] for one, other in zip(loads, reference, strict=True))
                for key in ("kB", "LCP ms", "charts ms")
            }
            lines.append(f"\n{name}: " + ", ".join(f"{key} × {ratio:.2f}" for key, ratio in ratios.items()))
    return "\n".join(lines)


FIRST_THREE = "[...document.querySelectorAll('.js-plotly-plot')].slice(0, 3)"
ARM = f"""
window.change = {{from: 0, last: 0}};
addEventListener('change', event => {{ if (!change.from) change.from = performance.now(); }}, {{capture: true}});
for (const plot of {FIRST_THREE})
  new MutationObserver(() => {{ if (change.from) change.last = performance.now(); }})
    .observe(plot, {{subtree: true, childList: true, attributes: true, characterData: true}});
"""


def filter_latency(browser: Browser, url: str, profile: str, changes: int) -> list[float]:
    """Milliseconds from a click on a ministry to the last change in the first three charts, for each change."""
    with visitor(browser, profile) as page:
        load(page, url)
        page.mouse.move(5, 5)
        page.wait_for_selector("html[data-pret]")
        page.evaluate(ARM)
        page.locator("details.filtre").first.locator("summary").click()
        boxes = page.locator("details.filtre").first.get_by_role("checkbox")
        taken = []
        for position in range(changes):
            page.evaluate("change.from = change.last = 0")
            boxes.nth(position % boxes.count()).click()
            quiet = "change.last > 0 && performance.now() - change.last > 350"
            page.wait_for_function(quiet, timeout=20_000, polling=50)
            taken.append(page.evaluate("change.last - change.from"))
        return taken


def main() -> None:
    """Start the server, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", help="address of a page to compare with")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    process, address = start_server(WEB_CONCURRENCY="2")
    pages = {name: f"{address}{path}" for name, path in VIEWS.items()}
    if options.against:
        pages = {"against": options.against, **pages}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            for profile in PROFILES:
                print(page_table(browser, pages, profile, options.runs, warm=False), end="\n\n")
            print(page_table(browser, pages, "none", options.runs, warm=True), end="\n\n")
            latencies = {name: filter_latency(browser, f"{address}/tendances", name, 26) for name in ("none", "mobile")}
            for name, taken in latencies.items():
                p95 = statistics.quantiles(taken, n=20)[-1]
                print(f"Change of filter, {name}: median {statistics.median(taken):.0f} ms, p95 {p95:.0f} ms")
            browser.close()
    finally:
        stop_server(process)


if __name__ == "__main__":
    main()
