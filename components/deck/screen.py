"""Slides as HTML: on screen, on paper, and in the PDF, always on the same 1280 × 720 pixels."""

from collections.abc import Callable, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from components.charts.chart import LegendEntry
from components.charts.parts import theme
from components.charts.parts.tokens import projected
from components.deck.blocks import (
    NUMBER,
    SOURCE,
    SUBTITLE,
    TITLE,
    Block,
    Box,
    Grid,
    Legend,
    Picture,
    Tile,
    Words,
    fitted_title,
    title_size,
)
from components.deck.projection import for_projection
from components.deck.slides import Slide
from components.html.card import SHAPES
from components.html.table import html_table
from data.model import french

LEGEND_LINE = 28
_COVER_TITLE = Box(TITLE.left, 180, TITLE.width, 190)

DrawFigure = Callable[[str, dict[str, Any]], Component]
"""A name of its own and a figure → what draws it."""


def live_figure(name: str, figure: dict[str, Any]) -> Component:
    """The figure as Dash draws it; its size is fixed, so that it may be drawn out of sight."""
    size = {"width": f"{figure['layout']['width']}px", "height": f"{figure['layout']['height']}px"}
    return dcc.Graph(figure=figure, config={**theme.CONFIG, "responsive": False}, style=size)


def slide_page(slide: Slide, number: int, total: int, source: str, draw: DrawFigure = live_figure) -> html.Div:
    """The page of a slide.

    Args:
        slide: The slide.
        number: Its place in the deck, from 1.
        total: How many there are.
        source: The line at its foot.
        draw: How its figures are drawn.
    """
    title = fitted_title(slide.title)
    heading = html.H2(
        title,
        id=f"titre-diapo-{number}",
        className="diapo-titre",
        style=_place(_COVER_TITLE if slide.is_cover else TITLE, size=60 if slide.is_cover else title_size(title)),
    )
    return html.Div(
        [
            heading,
            html.P(slide.subtitle, className="diapo-sous-titre", style=_place(SUBTITLE)) if slide.subtitle else None,
            *(_block(block, f"{slide.key}-{place}", draw) for place, block in enumerate(slide.blocks)),
            html.P(source, className="diapo-source", style=_place(SOURCE)),
            html.P(f"{number} / {total}", className="diapo-numero", style=_place(NUMBER)),
        ],
        className="diapo-page diapo-couverture" if slide.is_cover else "diapo-page",
    )


def slide_note(slide: Slide) -> list[Component]:
    """What the presenter may say of a slide, and the tables behind it."""
    return [
        *(html.P(french.typeset(text)) for text in slide.notes),
        *(
            html.Div(
                html_table(frame, table),
                className="defile",
                tabIndex="0",
                role="region",
                **{"aria-label": french.typeset(table.caption)},
            )
            for frame, table in slide.tables
        ),
    ]


def _place(box: Box, size: int | None = None) -> dict[str, str]:
    place = {name: f"{getattr(box, name)}px" for name in ("left", "top", "width", "height")}
    return {**place, "fontSize": f"{size}px"} if size else place


def _block(block: Block, name: str, draw: DrawFigure) -> Component:
    if isinstance(block, Words):
        return _words(block)
    if isinstance(block, Tile):
        return _tile(block)
    if isinstance(block, Legend):
        return html.Div(_legend(block.entries), className="bloc", style=_place(block.box))
    return _grid(block) if isinstance(block, Grid) else _picture(block, name, draw)


def _words(block: Words) -> html.Div:
    paragraphs: list[Component] = [html.P(text) for text in block.paragraphs]
    if block.is_listed:
        paragraphs = [html.Ul([html.Li(text) for text in block.paragraphs])]
    heading = [html.H3(block.heading)] if block.heading else []
    return html.Div([*heading, *paragraphs], className="bloc bloc-mots", style=_place(block.box, block.size))


def _tile(block: Tile) -> html.Div:
    return html.Div(
        [
            html.P(block.label, className="tuile-nom"),
            html.P(html.Strong(block.value), className="tuile-valeur" if block.is_known else "tuile-valeur inconnue"),
            html.P(block.detail, className="tuile-detail"),
        ],
        className="bloc tuile",
        style=_place(block.box),
        **{"data-tuile": block.name},
    )


def _grid(block: Grid) -> html.Div:
    def classes(column: int) -> str | None:
        return "nombre" if column in block.numbers else None

    head = html.Tr([html.Th(text, scope="col", className=classes(at)) for at, text in enumerate(block.headers)])
    body = [
        html.Tr(
            [
                html.Th(text, scope="row") if at == 0 else html.Td(text, className=classes(at))
                for at, text in enumerate(row)
            ]
        )
        for row in block.rows
    ]
    widths = html.Colgroup([html.Col(style={"width": f"{share:.0%}"}) for share in block.shares])
    table = html.Table([html.Caption(block.caption), widths, html.Thead(head), html.Tbody(body)])
    left_out = [html.P(block.more)] if block.more else []
    return html.Div([table, *left_out], className="bloc bloc-table", style=_place(block.box))


def _picture(block: Picture, name: str, draw: DrawFigure) -> html.Div:
    lines = legend_lines(block.legend, block.box.width)
    figure = for_projection(block.figure, block.box.width, block.box.height - lines * LEGEND_LINE)
    return html.Div(
        [*([_legend(block.legend)] if lines else []), draw(name, figure)],
        className="bloc bloc-graphique",
        style=_place(block.box),
        role="img",
        **{"aria-label": block.alternative},
    )


def legend_lines(legend: Sequence[LegendEntry], width: int) -> int:
    """How many lines the legend takes at the width of a block."""
    lines, used = (1, 0) if legend else (0, 0)
    for entry in legend:
        needed = int(len(entry.name) * 9.2) + 46
        lines, used = (lines + 1, needed) if used and used + needed > width else (lines, used + needed)
    return lines


def _legend(entries: Sequence[LegendEntry]) -> html.Ul:
    # Hidden from assistive technology with the drawing that it explains; the tables of the note carry the same names.
    return html.Ul([_entry(entry) for entry in entries], className="diapo-legende", **{"aria-hidden": "true"})


def _entry(entry: LegendEntry) -> html.Li:
    style = {"color": projected(entry.colour), "opacity": 0.5 if entry.shape == "band" else 1}
    return html.Li([html.Span(SHAPES.get(entry.shape, "■"), style=style), f" {entry.name}"])
