"""A real server and a real browser; every page watched by the fixture must stay silent."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Frame, Page, sync_playwright

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium_path() -> str:
    """The system's Chromium, or the one that `CHROMIUM` names."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, "no Chromium: `make test` installs it"
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(**environment: str) -> tuple[subprocess.Popen[bytes], str]:
    """The application under gunicorn on a free port, once it answers."""
    command = [sys.executable, "-m", "gunicorn", "--log-level", "warning", "app:server"]
    return run_server(
        command, ROOT, {**os.environ, "PANORAMA_HOST": "127.0.0.1", "WEB_CONCURRENCY": "1", **environment}
    )


def run_server(command: list[str], folder: Path, environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], str]:
    """The server that a command starts in a folder on a free port, and its address, once it answers."""
    port = free_port()
    process = subprocess.Popen(command, cwd=folder, process_group=0, env={**environment, "PORT": str(port)})
    address = f"http://127.0.0.1:{port}"
    for _ in range(450):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
            return process, address
        except OSError:
            assert process.poll() is None, "the server stopped before it answered"
            time.sleep(0.2)
    stop_server(process)
    raise AssertionError("the server did not answer in 90 s")


def stop_server(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=20)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Address of a server that runs for the whole session."""
    process, running_at = start_server()
    yield running_at
    stop_server(process)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def visitor_of_all(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor, 1280 × 800, French, with one empty page: beside it Chromium opens others for half of the CPU time."""
    with with_a_page(browser, viewport={"width": 1280, "height": 800}) as visitor:
        yield visitor


@contextmanager
def with_a_page(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A French visitor who always has an empty page open."""
    visitor = browser.new_context(locale="fr-FR", **options)
    visitor.new_page()
    yield visitor
    visitor.close()


def close_pages(visitor: BrowserContext) -> None:
    """Close all pages but the empty one."""
    for opened in visitor.pages[1:]:
        opened.close()


@pytest.fixture
def context(visitor_of_all: BrowserContext) -> Iterator[BrowserContext]:
    """The visitor of all tests, without anything that one of them has opened or set; files of the site are cached."""
    yield visitor_of_all
    close_pages(visitor_of_all)
    visitor_of_all.set_offline(False)
    visitor_of_all.clear_permissions()
    visitor_of_all.clear_cookies()


@pytest.fixture
def new_visitor(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor whose browser has nothing of the site yet."""
    visitor = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    yield visitor
    visitor.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose console must stay without errors and whose requests must not leave the site."""
    opened = context.new_page()
    problems: list[str] = []
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    assert not problems, problems


@pytest.fixture
def open_page(page: Page, address: str) -> Callable[[str], Page]:
    """Open an address, move a mouse on it and wait until its filters are live."""

    def open_at(path: str) -> Page:
        page.goto(f"{address}{path}")
        ready(page)
        return page

    return open_at


def ready(page: Page | Frame) -> None:
    """Move a mouse on the page, as whoever does more than read, until its filters are live."""
    for _ in range(60):
        try:
            page.evaluate("document.dispatchEvent(new PointerEvent('pointermove', {pointerType: 'mouse'}))")
            page.wait_for_selector("html[data-pret]", timeout=500)
        except Error:  # not there yet, or a frame that still opens
            continue
        return
    raise AssertionError("the filters did not come to life in 30 s")


def point_at(page: Page, chart: str) -> None:
    """Move the mouse into a chart and wait until plotly.js has drawn over its drawing."""
    place = page.locator(f"[data-chart={chart}] .graphique")
    place.scroll_into_view_if_needed()
    place.hover(position={"x": 5, "y": 5})
    page.wait_for_selector(f"[data-chart={chart}][data-vivant]", timeout=15_000)
