"""The deck as a PowerPoint file: native charts and tables, notes, alternatives, sources and numbers."""

import copy
import io
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from pptx import Presentation
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from components.charts.parts import theme
from components.charts.parts.tables import cell_text, printable, shortened
from components.charts.parts.tokens import COLOURS
from components.deck.blocks import LINE, Block, Box, Grid, Legend, Picture, Tile, Words, fitted_title, title_size
from components.deck.master import EMU_PER_PIXEL, blank, points, put
from components.deck.pptx_charts import add_chart, rgb
from components.deck.slides import Slide
from data.model import french

_COVER, _USUAL = 0, 1
_GREY, _TILE = theme.SLIDE_INK, COLOURS["slide-tile"]
_MOST_NOTE_ROWS = 40
_BREATH_SECONDS = 0.03


def deck_pptx(
    slides: Sequence[Slide], source: str, title: str, today: date, is_abandoned: Callable[[], bool] = lambda: False
) -> bytes:
    """The slides as a PPTX file; empty where nobody waits for it any more.

    Between two slides the others of the same interpreter have it for a moment: readers come before files.

    Args:
        slides: The deck.
        source: The line at the foot of each.
        title: Title of the document.
        today: When it was made.
        is_abandoned: Asked before each slide: True stops the work.
    """
    deck = Presentation(io.BytesIO(blank()))
    _set_properties(deck.core_properties, title, today)
    for slide in slides:
        if is_abandoned():
            return b""
        _add_slide(deck, slide, source)
        time.sleep(_BREATH_SECONDS)
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _set_properties(properties: Any, title: str, today: date) -> None:
    properties.title, properties.language = title[:250], "fr-FR"
    properties.author = properties.last_modified_by = "Panorama des grands projets numériques de l'État"
    properties.subject, properties.keywords = "Grands projets numériques de l'État", "Licence Ouverte 2.0"
    properties.comments = "Source : DINUM. Licence Ouverte 2.0. Les coûts sont des estimations, jamais des dépenses."
    properties.created = properties.modified = datetime(today.year, today.month, today.day)


def _add_slide(deck: Any, slide: Slide, source: str) -> None:
    layout = deck.slide_layouts[_COVER if slide.is_cover else _USUAL]
    page = deck.slides.add_slide(layout)
    title = fitted_title(slide.title)
    _write(page.shapes.title.text_frame, [title], size=60 if slide.is_cover else title_size(title), colour="")
    blocks = list(slide.blocks)
    if slide.is_cover:
        # The words of the first slide stand in the layout's own place for them.
        first = blocks.pop(0)
        assert isinstance(first, Words)
        _write(page.placeholders[1].text_frame, first.paragraphs, size=first.size, spaced=True)
    _add_foot(page, layout, source)
    if slide.subtitle:
        _add_text(page, Box(48, 112, 1184, 28), [slide.subtitle], size=17, colour=_GREY, name="Sous-titre")
    for place, block in enumerate(blocks, start=1):
        _add_block(page, block, place)
    page.notes_slide.notes_text_frame.text = _note(slide)


def _add_foot(page: Any, layout: Any, source: str) -> None:
    # python-pptx leaves foot and number to the layout, where they are not shown: each slide needs its own.
    for shape in layout.placeholders:
        kind = str(shape.placeholder_format.type)
        if kind not in ("FOOTER (15)", "SLIDE_NUMBER (13)"):
            continue
        element = copy.deepcopy(shape._element)
        page.shapes._spTree.append(element)
        if kind == "FOOTER (15)":
            added = page.shapes[-1]
            added.text_frame.text = source
            _speak_french(added.text_frame)


def _add_block(page: Any, block: Block, place: int) -> None:
    if isinstance(block, Words):
        _add_words(page, block, place)
    elif isinstance(block, Tile):
        _add_tile(page, block)
    elif isinstance(block, Grid):
        _add_grid(page, block)
    elif isinstance(block, Picture):
        _add_picture(page, block, place)
    else:
        assert isinstance(block, Legend)  # each native chart has its own


def _add_picture(page: Any, block: Picture, place: int) -> None:
    top = block.box.top
    for part, native in enumerate(block.native(), start=1):
        height = round(block.box.height * native.share)
        box = Box(block.box.left, top, block.box.width, height)
        measure = f"{native.title}. " if native.title else ""
        name = f"Graphique {block.name} {place}.{part}"
        add_chart(page, box, native, name, printable(f"{measure}{block.alternative}"))
        top += height


def _add_words(page: Any, block: Words, place: int) -> None:
    box = block.box
    if block.heading:
        head = Box(box.left, box.top, box.width, 30)
        _add_text(page, head, [block.heading], size=20, colour=theme.PUBLISHED, name=f"Intertitre {place}", bold=True)
        box = Box(box.left, box.top + 44, box.width, box.height - 44)
    frame = _add_text(page, box, block.paragraphs, size=block.size, name=f"Texte {place}", spaced=True)
    if block.is_listed:
        for paragraph in frame.paragraphs:
            settings = paragraph._p.get_or_add_pPr()
            settings.set("marL", "190500")
            settings.set("indent", "-190500")
            settings.append(parse_xml(f'<a:buFont {nsdecls("a")} typeface="Arial"/>'))
            settings.append(parse_xml(f'<a:buChar {nsdecls("a")} char="•"/>'))


def _add_tile(page: Any, block: Tile) -> None:
    shape = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_sides(block.box))
    shape.name = f"Chiffre {block.name}"
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(_TILE)
    shape.line.fill.background()
    # Its style would lend it a shadow.
    shape._element.remove(shape._element.find(qn("p:style")))
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = Emu(16 * EMU_PER_PIXEL)
    lines = (
        (block.label, 19, theme.INK, False),
        (block.value, 40 if block.is_known else 24, theme.PUBLISHED if block.is_known else _GREY, True),
        (block.detail, 17, _GREY, False),
    )
    for position, (text, size, colour, is_bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        paragraph.alignment, paragraph.space_after = PP_ALIGN.LEFT, Pt(6)
        _run(paragraph, text, size, colour, is_bold=is_bold)


def _add_grid(page: Any, block: Grid) -> None:
    box, row = block.box, 30
    head = Box(box.left, box.top, box.width, 28)
    _add_text(page, head, [block.caption], size=18, colour=theme.PUBLISHED, name="Titre du tableau", bold=True)
    if block.rows:
        lines = (block.headers, *block.rows)
        table_box = Box(box.left, box.top + 32, box.width, row * len(lines))
        frame = page.shapes.add_table(len(lines), len(block.headers), *_sides(table_box))
        frame.name = "Tableau"
        frame._element.nvGraphicFramePr.cNvPr.set("descr", block.caption)
        table = frame.table
        for column, share in zip(table.columns, block.shares, strict=True):
            column.width = Emu(round(box.width * share) * EMU_PER_PIXEL)
        for height in table.rows:
            height.height = Emu(row * EMU_PER_PIXEL)
        for y, texts in enumerate(lines):
            for x, text in enumerate(texts):
                _fill_cell(table.cell(y, x), text, is_head=y == 0, is_number=x in block.numbers)
    under = box.top + 32 + row * (len(block.rows) + 1 if block.rows else 0)
    if block.more or not block.rows:
        _add_text(page, Box(box.left, under + 4, box.width, 24), [block.more or "Aucun."], size=16, name="Suite")


def _fill_cell(cell: Any, text: str, *, is_head: bool, is_number: bool) -> None:
    cell.margin_left = cell.margin_right = Emu(7 * EMU_PER_PIXEL)
    cell.margin_top = cell.margin_bottom = Emu(3 * EMU_PER_PIXEL)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(theme.PUBLISHED if is_head else theme.PAPER)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
    _run(paragraph, text, 16, theme.PAPER if is_head else theme.INK, is_bold=is_head)


def _add_text(
    page: Any,
    box: Box,
    texts: Sequence[str],
    *,
    size: int,
    name: str,
    colour: str = theme.INK,
    bold: bool = False,
    spaced: bool = False,
) -> Any:
    shape = page.shapes.add_textbox(*_sides(box))
    shape.name = name
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.auto_size = MSO_AUTO_SIZE.NONE
    put(shape, box)
    _write(frame, texts, size=size, colour=colour, bold=bold, spaced=spaced)
    return frame


def _write(
    frame: Any, texts: Sequence[str], *, size: int, colour: str = theme.INK, bold: bool = False, spaced: bool = False
) -> None:
    frame.word_wrap = True
    for position, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        if spaced:
            paragraph.line_spacing, paragraph.space_after = LINE / 1.2, points(size / 2)
        _run(paragraph, text, size, colour, is_bold=bold)


def _run(paragraph: Any, text: str, size: int, colour: str, *, is_bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = printable(text)
    run.font.size, run.font.language_id = points(size), MSO_LANGUAGE_ID.FRENCH
    if is_bold:
        run.font.bold = True
    if colour:
        run.font.color.rgb = rgb(colour)


def _speak_french(frame: Any) -> None:
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.language_id = MSO_LANGUAGE_ID.FRENCH


def _sides(box: Box) -> tuple[Any, Any, Any, Any]:
    left, top, width, height = (Emu(side * EMU_PER_PIXEL) for side in (box.left, box.top, box.width, box.height))
    return left, top, width, height


def _note(slide: Slide) -> str:
    """What the presenter may say, and the tables behind the slide as lines of text."""
    lines = [printable(text) for text in slide.notes]
    for frame, table in slide.tables:
        rows = frame if table.rows is None else table.rows
        rows = rows[rows[table.keep].notna()] if table.keep else rows
        lines += ["", french.typeset(table.caption), " ; ".join(column.header for column in table.columns)]
        for line in rows.head(_MOST_NOTE_ROWS).to_dict("records"):
            texts = [shortened(cell_text(line[column.key], column.kind), 120) for column in table.columns]
            lines.append(printable(" ; ".join(texts)))
        if len(rows) > _MOST_NOTE_ROWS:
            lines.append(f"et {french.count(len(rows) - _MOST_NOTE_ROWS, 'autre ligne', 'autres lignes')}")
    return "\n".join(lines)
