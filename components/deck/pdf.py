"""The deck as PDF: the same pages, drawn by a Chromium without a window, where there is one."""

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from dash import html

from components.charts.parts import theme
from components.charts.parts.tokens import custom_properties
from components.deck.screen import slide_page
from components.deck.slides import Slide
from components.files.engine import in_script, nobody_leaves, run
from components.html.render import to_html

_ASSETS = Path(__file__).parents[2] / "assets"
_STYLES = ("10-theme.css", "30-print.css", "50-presentation.css")


def deck_pdf(
    slides: Sequence[Slide],
    source: str,
    title: str,
    plotly_code: bytes,
    is_abandoned: Callable[[], bool] = nobody_leaves,
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
    return run(document, plotly_code, "page.pdf", ("--no-pdf-header-footer", "--print-to-pdf=page.pdf"), is_abandoned)


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
    style = "\n".join([custom_properties(), *((_ASSETS / name).read_text(encoding="utf-8") for name in _STYLES)])
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{escape(title, quote=False)}</title>'
        f"<style>{style}</style></head><body>{body}"
        f'<script src="plotly.js"></script><script>var figures = {in_script(figures)};'
        f"figures.forEach(function (figure, at) {{ Plotly.newPlot('figure-' + at, figure.data, figure.layout, "
        f"{in_script({**theme.CONFIG, 'staticPlot': True, 'responsive': False})}); }});</script></body></html>"
    )
