"""The deck as a PowerPoint file: native charts and tables, notes, text alternatives, sources and numbers."""

import copy
import io
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from pptx import Presentation
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from components.addresses.site import LICENCE, SERVICE
from components.charts.parts import theme
from components.charts.parts.tables import cell_text, lines_of, printable, shortened
from components.charts.parts.tokens import COLOURS
from components.deck.blocks import HEADING, LINE, SUBTITLE, Block, Box, Grid, Picture, Slide, Tile, Words
from components.deck.master import blank, clear_margins, emu, fill, flatten, rgb
from components.deck.pptx_charts import add_chart
from data.model import french

_MOST_NOTE_ROWS = 40
_PAUSE_SECONDS = 0.03
_ROW = 30


def deck_pptx(
    slides: Sequence[Slide], source: str, title: str, today: date, is_cancelled: Callable[[], bool] = lambda: False
) -> bytes:
    """The slides as a PPTX file; empty where the request is cancelled.

    `source` is the line at the foot of each slide, `title` and `today` are properties of the document. `is_cancelled`
    is called before each slide. Other threads get a pause between two slides: pages have priority over files.
    """
    deck = Presentation(io.BytesIO(blank()))
    _set_properties(deck.core_properties, title, today)
    for slide in slides:
        if is_cancelled():
            return b""
        _add_slide(deck, slide, source)
        time.sleep(_PAUSE_SECONDS)
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _set_properties(properties: Any, title: str, today: date) -> None:
    properties.title, properties.language = title[:250], "fr-FR"
    properties.author = properties.last_modified_by = SERVICE
    properties.subject, properties.keywords = "Grands projets numériques de l'État", LICENCE
    properties.comments = f"Source : DINUM. {LICENCE}. Les coûts sont des estimations, jamais des dépenses."
    properties.created = properties.modified = datetime(today.year, today.month, today.day)


def _add_slide(deck: Any, slide: Slide, source: str) -> None:
    layout = deck.slide_layouts[0 if slide.is_cover else 1]
    page = deck.slides.add_slide(layout)
    _write(page.shapes.title.text_frame, [slide.fitted_title], size=slide.title_size, colour="")
    _add_foot(page, layout, source)
    if slide.subtitle:
        _add_text(page, SUBTITLE, [slide.subtitle], size=17, colour=theme.SLIDE_INK, name="Sous-titre")
    for position, block in enumerate(slide.blocks, start=1):
        if slide.is_cover and isinstance(block, Words):
            # The layout has a placeholder for the text of the cover.
            _write(page.placeholders[1].text_frame, block.paragraphs, size=block.size, is_spaced=True)
        else:
            _add_block(page, block, position)
    page.notes_slide.notes_text_frame.text = "\n".join(_note(slide))


def _add_foot(page: Any, layout: Any, source: str) -> None:
    # python-pptx copies neither footer nor number from the layout, where they are not shown.
    for shape in layout.placeholders:
        kind = shape.placeholder_format.type
        if kind in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            page.shapes._spTree.append(copy.deepcopy(shape.element))
        if kind == PP_PLACEHOLDER.FOOTER:
            frame = page.shapes[-1].text_frame
            frame.text = source
            frame.paragraphs[0].runs[0].font.language_id = MSO_LANGUAGE_ID.FRENCH


def _add_block(page: Any, block: Block, position: int) -> None:
    """Add a block; a legend is not one: each native chart has its own."""
    if isinstance(block, Words):
        _add_words(page, block, position)
    elif isinstance(block, Tile):
        _add_tile(page, block)
    elif isinstance(block, Grid):
        _add_grid(page, block)
    elif isinstance(block, Picture):
        _add_picture(page, block, position)


def _add_picture(page: Any, block: Picture, position: int) -> None:
    top, layout = block.box.top, block.figure["layout"]
    x, y = ([layout[name] for name in sorted(layout) if name.startswith(f"{side}axis") and "tickvals" in layout[name]]
            for side in "xy")  # fmt: skip
    for part, native in enumerate(block.native, start=1):
        scales = [x[0], y[0]] if native.form == "bubbles" else (x if native.form == "bars" else y)[part - 1 :]
        height = round(block.box.height * native.share)
        box = Box(block.box.left, top, block.box.width, height)
        measure = f"{native.title}. " if native.title else ""
        name = f"Graphique {block.name} {position}.{part}"
        add_chart(page, box, native, scales, name, printable(f"{measure}{block.alternative}"))
        top += height


def _add_words(page: Any, block: Words, position: int) -> None:
    left, top, width, height = block.box
    if block.heading:
        box, name = Box(left, top, width, 30), f"Intertitre {position}"
        _add_text(page, box, [block.heading], size=20, colour=theme.PUBLISHED, name=name, is_bold=True)
        _add_rule(page, Box(left, top + 30, width, 2))
        top, height = top + HEADING, height - HEADING
    box = Box(left, top, width, height)
    frame = _add_text(page, box, block.paragraphs, size=block.size, name=f"Texte {position}", is_spaced=True)
    if block.is_listed:
        for paragraph in frame.paragraphs:
            # python-pptx has no bullets.
            settings = paragraph._p.get_or_add_pPr()
            settings.set("marL", "190500")
            settings.set("indent", "-190500")
            settings.append(parse_xml(f'<a:buFont {nsdecls("a")} typeface="Arial"/>'))
            settings.append(parse_xml(f'<a:buChar {nsdecls("a")} char="•"/>'))


def _add_tile(page: Any, block: Tile) -> None:
    shape = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(emu, block.box))
    shape.name = f"Chiffre {block.name}"
    flatten(shape)
    fill(shape, COLOURS["slide-tile"])
    _add_rule(page, Box(block.box.left, block.box.top, block.box.width, 4))
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = emu(16)
    _write(frame, [block.label], size=19)
    size, colour = (40, theme.PUBLISHED) if block.is_known else (24, theme.SLIDE_INK)
    _add_run(frame.add_paragraph(), block.value, size, colour, is_bold=True)
    _add_run(frame.add_paragraph(), block.detail, 17, theme.SLIDE_INK)
    for paragraph in frame.paragraphs:
        paragraph.alignment, paragraph.space_after = PP_ALIGN.LEFT, Pt(6)


def _add_rule(page: Any, box: Box) -> None:
    """Add a blue rule, as thick as its box is high."""
    rule = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(emu, box))
    rule.name = "Filet"
    flatten(rule)
    fill(rule, theme.PUBLISHED)


def _add_grid(page: Any, block: Grid) -> None:
    left, top, width, _ = block.box
    head = Box(left, top, width, 28)
    _add_text(page, head, [block.caption], size=18, colour=theme.PUBLISHED, name="Titre du tableau", is_bold=True)
    top += 32
    if block.rows:
        lines = (block.headers, *block.rows)
        box = Box(left, top, width, _ROW * len(lines))
        frame = page.shapes.add_table(len(lines), len(block.headers), *map(emu, box))
        frame.name = "Tableau"
        frame._element.nvGraphicFramePr.cNvPr.set("descr", block.caption)
        for column, share in zip(frame.table.columns, block.shares, strict=True):
            column.width = emu(round(width * share))
        for y, (row, texts) in enumerate(zip(frame.table.rows, lines, strict=True)):
            row.height = emu(_ROW)
            for x, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                _fill_cell(cell, text, is_head=y == 0, is_number=x in block.numbers)
        top += box.height
    if block.more:
        _add_text(page, Box(left, top + 4, width, 24), [block.more], size=16, name="Suite")


def _fill_cell(cell: Any, text: str, *, is_head: bool, is_number: bool) -> None:
    cell.margin_left = cell.margin_right = emu(7)
    cell.margin_top = cell.margin_bottom = emu(3)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    fill(cell, theme.PUBLISHED if is_head else theme.PAPER)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
    _add_run(paragraph, text, 16, theme.PAPER if is_head else theme.INK, is_bold=is_head)


def _add_text(page: Any, box: Box, texts: Sequence[str], *, name: str, **style: Any) -> Any:
    """Add a text box, of which the style is that of `_write`; its text frame."""
    shape = page.shapes.add_textbox(*map(emu, box))
    shape.name = name
    clear_margins(shape.text_frame)
    shape.text_frame.auto_size = MSO_AUTO_SIZE.NONE
    _write(shape.text_frame, texts, **style)
    return shape.text_frame


def _write(
    frame: Any, texts: Sequence[str], size: int, colour: str = theme.INK, is_bold: bool = False, is_spaced: bool = False
) -> None:
    frame.word_wrap = True
    for position, text in enumerate(texts):
        paragraph = frame.add_paragraph() if position else frame.paragraphs[0]
        if is_spaced:
            paragraph.line_spacing, paragraph.space_after = LINE / 1.2, emu(size / 2)
        _add_run(paragraph, text, size, colour, is_bold=is_bold)


def _add_run(paragraph: Any, text: str, size: int, colour: str, *, is_bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = french.with_apostrophes(printable(text))
    run.font.size, run.font.language_id = emu(size), MSO_LANGUAGE_ID.FRENCH
    if is_bold:
        run.font.bold = True
    if colour:
        run.font.color.rgb = rgb(colour)


def _note(slide: Slide) -> Iterator[str]:
    """The lines of the presenter's note: its texts, and the tables behind the slide."""
    yield from (french.typeset(printable(text)) for text in slide.notes)
    for frame, table in slide.tables:
        lines = lines_of(table, frame)
        yield from ("", french.typeset(table.caption), " ; ".join(column.header for column in table.columns))
        for line in lines[:_MOST_NOTE_ROWS]:
            texts = [shortened(cell_text(line[column.key], column.kind), 120) for column in table.columns]
            yield printable(" ; ".join(texts))
        if len(lines) > _MOST_NOTE_ROWS:
            yield f"et {french.count(len(lines) - _MOST_NOTE_ROWS, 'autre ligne', 'autres lignes')}"
