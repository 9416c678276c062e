"""Slides as HTML, for the screen, print and the PDF, always on the same 1280 × 720 pixels."""

from collections.abc import Sequence

from components.charts.chart import LegendEntry
from components.charts.parts.projector_style import for_projection
from components.charts.parts.tables import lines_of
from components.charts.parts.tokens import projected
from components.deck import blocks
from components.deck.blocks import Box, Slide
from components.html.elements import bullets, scroll_region
from components.html.figure_legend import swatch
from components.html.table import html_table
from components.markup import Component, Graph, html
from data.model import french

LEGEND_LINE = 28


def slide_page(slide: Slide, number: int, total: int, source: str) -> html.Div:
    """The page of a slide: the `number`-th of `total`, `source` being the line at its foot."""
    heading = html.H2(
        slide.fitted_title,
        id=f"titre-diapo-{number}",
        className="diapo-titre",
        style=_style(blocks.COVER_TITLE if slide.is_cover else blocks.TITLE, slide.title_size),
    )
    subtitle = [html.P(slide.subtitle, className="diapo-sous-titre", style=_style(blocks.SUBTITLE))]
    return html.Div(
        [
            heading,
            *(subtitle if slide.subtitle else []),
            *(_block(block, f"d{number}-{position}") for position, block in enumerate(slide.blocks)),
            html.P(source, className="diapo-source", style=_style(blocks.SOURCE)),
            html.P(f"{number} / {total}", className="diapo-numero", style=_style(blocks.NUMBER)),
        ],
        className="diapo-page diapo-couverture" if slide.is_cover else "diapo-page",
    )


def slide_note(slide: Slide) -> list[Component]:
    """The presenter's notes of a slide, and the tables behind it."""
    return [
        *(html.P(french.typeset(text)) for text in slide.notes),
        *(
            scroll_region(html_table(lines_of(table, frame), table), french.typeset(table.caption))
            for frame, table in slide.tables
        ),
    ]


def _style(box: Box, size: int | None = None) -> dict[str, str]:
    style = {name: f"{side}px" for name, side in box._asdict().items()}
    return {**style, "fontSize": f"{size}px"} if size else style


def _block(block: blocks.Block, name: str) -> Component:
    style = _style(block.box, block.size if isinstance(block, blocks.Words) else None)
    match block:
        case blocks.Words():
            return html.Div(_words(block), className="bloc bloc-mots", style=style)
        case blocks.Tile():
            return html.Div(_tile(block), className="bloc tuile", style=style, **{"data-tuile": block.name})
        case blocks.Legend():
            return html.Div(_legend(block.entries), className="bloc", style=style)
        case blocks.Grid():
            return html.Div(_grid(block), className="bloc bloc-table", style=style)
        case blocks.Picture():
            content = _picture(block, name)
            label = {"role": "img", "aria-label": block.alternative}
            return html.Div(content, className="bloc bloc-graphique", style=style, **label)


def _words(block: blocks.Words) -> list[Component]:
    heading: list[Component] = [html.H3(block.heading)] if block.heading else []
    if block.is_listed:
        return [*heading, bullets(block.paragraphs)]
    return [*heading, *(html.P(text) for text in block.paragraphs)]


def _tile(block: blocks.Tile) -> list[Component]:
    return [
        html.P(block.label, className="tuile-nom"),
        html.P(html.Strong(block.value), className="tuile-valeur" if block.is_known else "tuile-valeur inconnue"),
        html.P(block.detail, className="tuile-detail"),
    ]


def _grid(block: blocks.Grid) -> list[Component]:
    classes = ["nombre" if at in block.numbers else None for at in range(len(block.headers))]
    head = [html.Th(text, scope="col", className=name) for text, name in zip(block.headers, classes, strict=True)]
    body = []
    for first, *others in block.rows:
        cells = [html.Td(text, className=name) for text, name in zip(others, classes[1:], strict=True)]
        body.append(html.Tr([html.Th(first, scope="row"), *cells]))
    widths = html.Colgroup([html.Col(style={"width": f"{share:.0%}"}) for share in block.shares])
    table = html.Table([html.Caption(block.caption), widths, html.Thead(html.Tr(head)), html.Tbody(body)])
    return [table, *([html.P(block.more)] if block.more else [])]


def _picture(block: blocks.Picture, name: str) -> list[Component]:
    lines = legend_lines(block.legend, block.box.width)
    figure = for_projection(block.figure, block.box.width, block.box.height - lines * LEGEND_LINE)
    size = {side: f"{figure['layout'][side]}px" for side in ("width", "height")}
    return [*([_legend(block.legend)] if lines else []), Graph(id=name, figure=figure, style=size)]


def legend_lines(legend: Sequence[LegendEntry], width: int) -> int:
    """Number of lines of a legend, at the width of a block."""
    lines, used = (1, 0) if legend else (0, 0)
    for entry in legend:
        needed = int(len(entry.name) * 9.2) + 46
        lines, used = (lines + 1, needed) if used and used + needed > width else (lines, used + needed)
    return lines


def _legend(entries: Sequence[LegendEntry]) -> html.Ul:
    # Hidden from assistive technology like the figure that it explains; the tables of the note have the same names.
    items = [[swatch(entry, projected(entry.colour)), f" {entry.name}"] for entry in entries]
    return bullets(items, className="diapo-legende", **{"aria-hidden": "true"})
