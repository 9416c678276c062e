"""What a first visit of each view transfers, as `components/views/texts/ecoconception.csv` publishes it.

Run by hand against a server: `python -m tests.browser.weigh http://127.0.0.1:8050`.
"""

import sys

from playwright.sync_api import Browser, sync_playwright

from components.views import VIEWS
from tests.browser.conftest import FLAGS, chromium_path


def weigh(browser: Browser, address: str) -> tuple[float, int, int]:
    """Kilobytes transferred, requests, and elements outside drawings, without any cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    requests: list[str] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.on("Network.requestWillBeSent", lambda event: requests.append(event["request"]["url"]))
    page.goto(address)
    page.wait_for_timeout(2500)
    elements = page.evaluate("document.querySelectorAll('*').length - document.querySelectorAll('svg *').length")
    context.close()
    return sum(sizes) / 1000, len([url for url in requests if not url.startswith("data:")]), elements


def main(base: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        paths = [(view.examples or (view.path,))[0] for view in VIEWS.values()]
        for path in ["/?cadre=integration", *paths]:
            kilobytes, requests, elements = weigh(browser, f"{base}{path}")
            sys.stdout.write(f"{path}: {kilobytes:.0f} kB, {requests} requests, {elements} elements\n")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
