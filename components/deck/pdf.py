"""The deck as PDF: the pages of the screen, printed by a headless Chromium where there is one."""

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from dash import html

from components.charts.parts import theme
from components.charts.parts.tokens import custom_properties
from components.deck.blocks import Slide
from components.deck.screen import figure_size, slide_page
from components.files.engine import in_script, never_cancelled, run
from components.html.render import to_html

_ASSETS = Path(__file__).parents[2] / "assets"
_STYLES = ("10-theme.css", "30-print.css", "50-presentation.css")


def deck_pdf(
    slides: Sequence[Slide],
    source: str,
    title: str,
    plotly_code: bytes,
    is_cancelled: Callable[[], bool] = never_cancelled,
) -> bytes:
    """The slides as a PDF file, one a page, with its title and language; `source` stands at the foot of each.

    Raises:
        EngineError: There is no engine, or it failed.
        CancelledError: `is_cancelled` answered True.
    """
    document = printable_document(slides, source, title)
    return run(document, plotly_code, "page.pdf", ("--no-pdf-header-footer", "--print-to-pdf=page.pdf"), is_cancelled)


def printable_document(slides: Sequence[Slide], source: str, title: str) -> str:
    """The document of the PDF: the pages of the slides, and the figures that a script draws into them."""
    figures: list[dict[str, Any]] = []

    def empty_figure(figure: dict[str, Any]) -> html.Div:
        figures.append(figure)
        return html.Div(id=f"figure-{len(figures) - 1}", style=figure_size(figure))

    pages = [
        html.Section(
            html.Div(slide_page(slide, number, len(slides), source, empty_figure), className="diapo-cadre"),
            className="diapo",
        )
        for number, slide in enumerate(slides, start=1)
    ]
    body = to_html(html.Main(html.Div(pages, className="scene"), className="presentation"))
    style = "\n".join([custom_properties(), *((_ASSETS / name).read_text(encoding="utf-8") for name in _STYLES)])
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{escape(title, quote=False)}</title>'
        f"<style>{style}</style></head><body>{body}"
        f'<script src="plotly.js"></script><script>var figures = {in_script(figures)};'
        f"figures.forEach(function (figure, at) {{ Plotly.newPlot('figure-' + at, figure.data, figure.layout, "
        f"{in_script({**theme.CONFIG, 'staticPlot': True, 'responsive': False})}); }});</script></body></html>"
    )
