"""The deck as PDF and a chart as a picture: the same pages, drawn by a Chromium without a window, where there is one.

The page is written to a folder of its own with all that it needs, and nothing is fetched: the engine has no network.
"""

import functools
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from dash import html

from components.deck.screen import slide_page
from components.deck.slides import Slide
from components.figures import theme
from components.static_html import to_html

_ASSETS = Path(__file__).parents[2] / "assets"
_STYLES = ("10-theme.css", "30-print.css", "50-presentation.css")
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LONGEST_SECONDS = 40
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--virtual-time-budget=15000",
    "--run-all-compositor-stages-before-draw",
)


class EngineError(Exception):
    """The engine is missing, failed, or took too long."""


class AbandonedError(Exception):
    """Nobody waits for the file any more."""


@functools.cache
def engine() -> str:
    """Path of the Chromium that makes PDF files: `PANORAMA_PDF_ENGINE`, else one found; empty for none."""
    asked = os.environ.get("PANORAMA_PDF_ENGINE")
    if asked is not None:
        return shutil.which(asked) or ""
    return next(filter(None, map(shutil.which, _NAMES)), "") or ""


def deck_pdf(
    slides: Sequence[Slide],
    source: str,
    title: str,
    plotly_code: bytes,
    is_abandoned: Callable[[], bool] = lambda: False,
) -> bytes:
    """The slides as a PDF file, one a page, with its title and language.

    Args:
        slides: The deck.
        source: The line at the foot of each.
        title: Title of the document.
        plotly_code: plotly.js, with its French.
        is_abandoned: Asked while the engine works: True stops it.

    Raises:
        EngineError: There is no engine, or it failed.
        AbandonedError: `is_abandoned` said so.
    """
    document = printable_document(slides, source, title)
    return _run(document, plotly_code, "page.pdf", ("--no-pdf-header-footer", "--print-to-pdf=page.pdf"), is_abandoned)


def printable_document(slides: Sequence[Slide], source: str, title: str) -> str:
    """The document of the PDF: the pages of the slides, and the figures that a script draws into them."""
    figures: list[dict[str, Any]] = []

    def place(_name: str, figure: dict[str, Any]) -> html.Div:
        figures.append(figure)
        size = {"width": f"{figure['layout']['width']}px", "height": f"{figure['layout']['height']}px"}
        return html.Div(id=f"figure-{len(figures) - 1}", style=size)

    pages = [
        html.Section(
            html.Div(slide_page(slide, number, len(slides), source, place), className="diapo-cadre"), className="diapo"
        )
        for number, slide in enumerate(slides, start=1)
    ]
    body = to_html(html.Main(html.Div(pages, className="scene"), className="presentation"))
    style = "\n".join((_ASSETS / name).read_text(encoding="utf-8") for name in _STYLES)
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{escape(title, quote=False)}</title>'
        f"<style>{style}</style></head><body>{body}"
        f'<script src="plotly.js"></script><script>var figures = {_in_script(figures)};'
        f"figures.forEach(function (figure, at) {{ Plotly.newPlot('figure-' + at, figure.data, figure.layout, "
        f"{_in_script({**theme.CONFIG, 'staticPlot': True, 'responsive': False})}); }});</script></body></html>"
    )


def _in_script(value: object) -> str:
    # Inside a script element « < » alone can end it; U+2028 ends a line of older scripts.
    return json.dumps(value).replace("<", "\\u003c")


def _run(
    document: str, plotly_code: bytes, output: str, flags: Sequence[str], is_abandoned: Callable[[], bool]
) -> bytes:
    if not engine():
        raise EngineError("no Chromium on this server")
    with tempfile.TemporaryDirectory(prefix="panorama-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        (room / "page.html").write_text(document, encoding="utf-8")
        (room / "plotly.js").write_bytes(plotly_code)
        command = [engine(), *_FLAGS, *flags, f"--user-data-dir={room / 'profile'}", (room / "page.html").as_uri()]
        if os.geteuid() == 0:
            # Chromium refuses its own sandbox to root; the page holds nothing but what this program wrote.
            command.insert(1, "--no-sandbox")
        process = subprocess.Popen(
            command, cwd=room, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        # Readers come before files.
        os.setpriority(os.PRIO_PROCESS, process.pid, 10)
        try:
            _wait(process, is_abandoned)
        finally:
            _stop(process)
        made = room / output
        if not made.is_file() or not made.stat().st_size:
            raise EngineError(f"Chromium made nothing (exit code {process.returncode})")
        return made.read_bytes()


def _wait(process: "subprocess.Popen[bytes]", is_abandoned: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while process.poll() is None:
        if is_abandoned():
            raise AbandonedError
        if time.monotonic() > deadline:
            raise EngineError(f"Chromium took more than {LONGEST_SECONDS} s")
        time.sleep(0.05)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        # Its helpers are in its group.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
