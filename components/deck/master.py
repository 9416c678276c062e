"""The blank PowerPoint deck: 16:9, one master, two layouts, our font and colours; and the units of its shapes."""

import functools
import io
import re
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.text.text import Font
from pptx.util import Emu, Length

from components.charts.parts import theme
from components.deck.blocks import COVER_TEXT, COVER_TITLE, HEIGHT, NUMBER, SOURCE, TITLE, WIDTH, Box

FONT = "Arial"
_EMU_PER_PIXEL = 9525
_BLANK_LAYOUTS = (1, 2, 3, 4, 6, 7, 8, 9, 10)
"""Layouts of the template of python-pptx that are not used: all but « Title Slide » and « Title Only »."""
_BAND, _COVER_BAND = 8, 24
_ACCENTS = (theme.PUBLISHED, theme.PLUS, theme.MINUS, theme.MEDIAN, theme.MEAN, theme.QUANTITY)
_THEME_COLOURS = {"dk2": theme.PUBLISHED, **{f"accent{number}": colour for number, colour in enumerate(_ACCENTS, 1)}}


def emu(pixels: float) -> Length:
    """A length or a text size: CSS pixels → English Metric Units."""
    return Emu(round(pixels * _EMU_PER_PIXEL))


def rgb(colour: str) -> RGBColor:
    """A colour `#rrggbb` for python-pptx."""
    return RGBColor.from_string(colour.lstrip("#").upper())


def fill(shape: Any, colour: str) -> None:
    """Fill a shape, a cell, or the format of a series, with one colour."""
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)


def flatten(shape: Any) -> None:
    """Remove what a theme draws of a shape: outline and shadow."""
    shape._element.remove(shape._element.find(qn("p:style")))
    shape.line.fill.background()


def clear_margins(frame: Any) -> None:
    """Remove the four margins of a text frame."""
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


@functools.cache
def blank() -> bytes:
    """The blank deck as a file, made once."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = emu(WIDTH), emu(HEIGHT)
    for position in reversed(_BLANK_LAYOUTS):
        deck.slide_layouts.remove(deck.slide_layouts[position])
    cover, usual = deck.slide_layouts
    cover.name, usual.name = "Titre", "Message et contenu"
    _set_theme(deck.slide_master)
    _set_styles(deck.slide_master)
    for owner, band in ((deck.slide_master, _BAND), (cover, _COVER_BAND), (usual, _BAND)):
        _set_placeholders(owner)
        _add_band(owner, band)
    title: Any = cover.placeholders[0]
    text: Any = cover.placeholders[1]
    _move(title, COVER_TITLE)
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    _move(text, COVER_TEXT)
    text.element.xpath("p:txBody/a:lstStyle/a:lvl1pPr")[0].set("algn", "l")
    text.text_frame.margin_left = 0
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _move(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = map(emu, box)


def _set_placeholders(owner: Any) -> None:
    boxes = {PP_PLACEHOLDER.TITLE: TITLE, PP_PLACEHOLDER.FOOTER: SOURCE, PP_PLACEHOLDER.SLIDE_NUMBER: NUMBER}
    for shape in list(owner.placeholders):
        kind = shape.placeholder_format.type
        if kind == PP_PLACEHOLDER.DATE:
            shape.element.getparent().remove(shape.element)
        elif kind in boxes:
            _move(shape, boxes[kind])
            clear_margins(shape.text_frame)
            shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            if kind != PP_PLACEHOLDER.TITLE:
                _set_small(shape, "r" if kind == PP_PLACEHOLDER.SLIDE_NUMBER else "l")


def _set_small(shape: Any, alignment: str) -> None:
    style = shape.element.txBody.find(qn("a:lstStyle"))
    style.clear()
    style.append(parse_xml(f'<a:lvl1pPr {nsdecls("a")} algn="{alignment}"><a:defRPr/></a:lvl1pPr>'))
    font = Font(style[0][0])
    font.size, font.color.rgb = emu(15), rgb(theme.SLIDE_INK)


def _add_band(owner: Any, height: int) -> None:
    # Masters and layouts of python-pptx take no new shape.
    band = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{90 + height}" name="Bandeau"/><p:cNvSpPr/><p:nvPr '
        f'userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{emu(WIDTH)}" '
        f'cy="{emu(height)}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
        f'<a:srgbClr val="{rgb(theme.PUBLISHED)}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )
    owner.shapes._spTree.insert(2, band)


def _set_styles(master: Any) -> None:
    title, body = (master.element.xpath(f"p:txStyles/p:{name}/a:lvl1pPr")[0] for name in ("titleStyle", "bodyStyle"))
    title.set("algn", "l")
    font = Font(title.find(qn("a:defRPr")))
    font.size, font.bold, font.color.rgb = emu(34), True, rgb(theme.PUBLISHED)
    body.set("marL", "0")
    body.set("indent", "0")
    body.remove(body.find(qn("a:buFont")))
    body.replace(body.find(qn("a:buChar")), parse_xml(f"<a:buNone {nsdecls('a')}/>"))


def _set_theme(master: Any) -> None:
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode("utf-8")
    for name, colour in _THEME_COLOURS.items():
        text = re.sub(rf"(<a:{name}>)<a:srgbClr val=\"\w+\"/>", rf'\1<a:srgbClr val="{rgb(colour)}"/>', text)
    text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*"', rf'\g<1>{FONT}"', text)
    part._blob = text.encode("utf-8")
