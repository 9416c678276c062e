"""The deck as a tagged PDF (PDF/UA-1), by typst: same slides, boxes and words as on the screen."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson

from components.charts.parts import theme
from components.charts.parts.projector_style import for_projection
from components.charts.parts.tables import cell_text, lines_of, printable, shortened
from components.charts.parts.tokens import COLOURS, projected
from components.deck import blocks
from components.deck.blocks import Slide
from components.files.typesetting import never_cancelled, typeset
from components.html import typeface
from components.html.figure_legend import legend_height, legend_svg
from components.html.figure_svg import to_svg
from components.html.table import WORDS
from data.model import french

MOST_ROWS = 60
"""Rows of a table of the notes; the exports have them all."""
_CELL = re.compile(rb"/S/TD(?P<between>/P \d+ 0 R/A\[<</O/Table)(?P<headers>/Headers\[\(U\d+x(?P<column>\d+)y0\)\])")
"""A cell of a table in the structure of a PDF by typst, whose one header is that of its column."""
_DOCUMENT = Path(__file__).with_name("deck.typ")
_USED_COLOURS = ("ink", "ink-slide", "blue", "slide-tile", "slide-rule")
_LEGEND_SIZE = 16


def deck_pdf(
    slides: Sequence[Slide],
    source: str,
    title: str,
    *,
    has_notes: bool = False,
    is_cancelled: Callable[[], bool] = never_cancelled,
) -> bytes:
    """The slides as a PDF file, one a page, `source` at their foot; each followed by its notes where `has_notes`.

    Raises:
        TypesetError: typst failed, or took too long.
        CancelledError: `is_cancelled` answered True.
    """
    data = orjson.dumps(_printable({
        "title": title,
        "source": source,
        "fonts": [theme.FAMILY] if typeface.files() else typeface.SYSTEM_FAMILIES,
        "colours": {name: COLOURS[name] for name in _USED_COLOURS},
        "boxes": {
            "title": blocks.TITLE._asdict(),
            "cover": blocks.COVER_TITLE._asdict(),
            "subtitle": blocks.SUBTITLE._asdict(),
            "source": blocks.SOURCE._asdict(),
            "number": blocks.NUMBER._asdict(),
        },
        "slides": [_slide(slide, has_notes=has_notes) for slide in slides],
    }))  # fmt: skip
    return _with_row_headers(typeset(_DOCUMENT, data, "pdf", is_cancelled=is_cancelled))


def _with_row_headers(content: bytes) -> bytes:
    """The PDF whose tables have the first cell of each row as its header, as those of pages; scopes tell whose it is.

    typst can tag them (`pdf.header-cell`), behind a feature that typst-py does not open. What is written is as long as
    what it replaces: nothing moves in the file.
    """

    def cell(found: re.Match[bytes]) -> bytes:
        role, scope = (b"/S/TH", b"/Scope/Row") if found["column"] == b"0" else (b"/S/TD", b"")
        return role + found["between"] + scope.ljust(len(found["headers"]))

    return _CELL.sub(cell, content)


def _slide(slide: Slide, *, has_notes: bool) -> dict[str, Any]:
    return {
        "title": slide.fitted_title,
        "title_size": slide.title_size,
        "subtitle": slide.subtitle,
        "is_cover": slide.is_cover,
        "blocks": [_block(block, f"{slide.key}-{at}") for at, block in enumerate(slide.blocks)],
        "notes": [french.typeset(text) for text in slide.notes] if has_notes else [],
        "tables": [_note_table(frame, table) for frame, table in slide.tables] if has_notes else [],
    }


def _block(block: blocks.Block, name: str) -> dict[str, Any]:
    data = {"kind": type(block).__name__.lower(), "box": block.box._asdict()}
    match block:
        case blocks.Picture():
            return {**data, "alternative": block.alternative, "svg": _picture(block, name)}
        case blocks.Legend():
            return {**data, "svg": _svg(block.box, legend_svg(block.entries, block.box.width, _LEGEND_SIZE, projected))}
    return {**vars(block), **data}


def _picture(block: blocks.Picture, name: str) -> str:
    """The legend and the figure below it, as one SVG."""
    width = block.box.width
    top = round(legend_height(block.legend, width, _LEGEND_SIZE))
    figure = for_projection(block.figure, width, block.box.height - top)
    # Words of marks are seen by nobody in a PDF; its alternative says what the chart shows.
    traces = [{key: value for key, value in trace.items() if key != "hovertext"} for trace in figure["data"]]
    plot = to_svg({**figure, "data": traces}, name=name, width=width)
    legend = legend_svg(block.legend, width, _LEGEND_SIZE, projected)
    return _svg(block.box, f'{legend}<g transform="translate(0 {top})">{plot}</g>')


def _svg(box: blocks.Box, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{box.width}" height="{box.height}" '
        f'viewBox="0 0 {box.width} {box.height}" font-family="{theme.FAMILY}" fill="{theme.INK}">{content}</svg>'
    )


def _note_table(frame: Any, table: Any) -> dict[str, Any]:
    lines = lines_of(table, frame)
    left_out = len(lines) - MOST_ROWS
    headers = [column.header for column in table.columns]
    texts = [
        [shortened(cell_text(line[column.key], column.kind), 80) for column in table.columns]
        for line in lines[:MOST_ROWS]
    ]
    return {
        "caption": french.typeset(table.caption),
        "headers": headers,
        "rows": texts,
        "shares": [min(40, max(8, *map(len, column))) for column in zip(headers, *texts, strict=True)],
        "numbers": [at for at, column in enumerate(table.columns) if at and column.kind not in WORDS],
        "more": f"et {french.count(left_out, 'autre ligne', 'autres lignes')}" if left_out > 0 else "",
    }


def _printable(value: Any) -> Any:
    """Plain values whose texts hold nothing that a file may not."""
    if isinstance(value, dict):
        return {name: _printable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner) for inner in value]
    return typeface.drawable(french.with_apostrophes(printable(value))) if isinstance(value, str) else value
