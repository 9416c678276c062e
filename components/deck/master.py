"""The blank deck: 16:9, one master with a title, a source line and a number, two layouts, our fonts and colours."""

import functools
import io
import re
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from components.charts.parts import theme
from components.deck.blocks import HEIGHT, MARGIN, NUMBER, SOURCE, TITLE, WIDTH, Box

EMU_PER_PIXEL = 9525
POINTS_PER_PIXEL = 0.75
FONT = "Arial"
COVER_TITLE = Box(MARGIN, 180, TITLE.width, 190)
COVER_TEXT = Box(MARGIN, 380, TITLE.width, 220)
_TITLE_SLIDE, _TITLE_ONLY = 0, 5
_BAND, _COVER_BAND = 8, 24
_BLUE, _GREY = (colour.lstrip("#").upper() for colour in (theme.PUBLISHED, theme.SLIDE_INK))


@functools.cache
def blank() -> bytes:
    """The blank deck as a file, made once."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(WIDTH * EMU_PER_PIXEL), Emu(HEIGHT * EMU_PER_PIXEL)
    kept = {_TITLE_SLIDE, _TITLE_ONLY}
    for position, layout in reversed(list(enumerate(deck.slide_layouts))):
        if position not in kept:
            deck.slide_layouts.remove(layout)
    _set_theme(deck.slide_master)
    layouts: list[Any] = list(deck.slide_layouts)
    cover, usual = layouts
    cover.name, usual.name = "Titre", "Message et contenu"
    for owner in (deck.slide_master, cover, usual):
        _place_common(owner)
    for owner in (deck.slide_master, usual):
        _add_band(owner, _BAND)
    _add_band(cover, _COVER_BAND)
    for shape in cover.placeholders:
        if shape.placeholder_format.idx == 0:
            put(shape, COVER_TITLE)
            shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        elif shape.placeholder_format.idx == 1:
            put(shape, COVER_TEXT)
            shape._element.txBody.find(qn("a:lstStyle")).find(qn("a:lvl1pPr")).set("algn", "l")
            shape.text_frame.margin_left = 0
    _set_styles(deck.slide_master)
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def put(shape: Any, box: Box) -> None:
    """Place a shape in a box of the slide."""
    shape.left, shape.top = Emu(box.left * EMU_PER_PIXEL), Emu(box.top * EMU_PER_PIXEL)
    shape.width, shape.height = Emu(box.width * EMU_PER_PIXEL), Emu(box.height * EMU_PER_PIXEL)


def points(pixels: float) -> Any:
    """A size of text: CSS pixels → points."""
    return Pt(pixels * POINTS_PER_PIXEL)


def _place_common(owner: Any) -> None:
    boxes = {"TITLE (1)": TITLE, "FOOTER (15)": SOURCE, "SLIDE_NUMBER (13)": NUMBER}
    for shape in list(owner.placeholders):
        kind = str(shape.placeholder_format.type)
        if kind == "DATE (16)":
            shape._element.getparent().remove(shape._element)
        elif kind in boxes:
            put(shape, boxes[kind])
            frame = shape.text_frame
            frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
            frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            if kind != "TITLE (1)":
                _set_small(shape, "r" if kind == "SLIDE_NUMBER (13)" else "l")


def _set_small(shape: Any, alignment: str) -> None:
    style = shape._element.txBody.find(qn("a:lstStyle"))
    for old in list(style):
        style.remove(old)
    style.append(
        parse_xml(
            f'<a:lvl1pPr {nsdecls("a")} algn="{alignment}"><a:defRPr sz="1125"><a:solidFill>'
            f'<a:srgbClr val="{_GREY}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
        )
    )


def _add_band(owner: Any, height: int) -> None:
    owner.shapes._spTree.insert(
        2,
        parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{90 + height}" name="Bandeau"/><p:cNvSpPr/><p:nvPr '
            f'userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{WIDTH * EMU_PER_PIXEL}" '
            f'cy="{height * EMU_PER_PIXEL}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
            f'<a:srgbClr val="{_BLUE}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
        ),
    )


def _set_styles(master: Any) -> None:
    styles = master._element.find(qn("p:txStyles"))
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    run = title.find(qn("a:defRPr"))
    run.set("sz", "2550")
    run.set("b", "1")
    fill = run.find(qn("a:solidFill"))
    fill.getparent().replace(fill, parse_xml(f'<a:solidFill {nsdecls("a")}><a:srgbClr val="{_BLUE}"/></a:solidFill>'))
    body = styles.find(qn("p:bodyStyle")).find(qn("a:lvl1pPr"))
    body.set("marL", "0")
    body.set("indent", "0")
    for bullet in body.findall(qn("a:buChar")) + body.findall(qn("a:buFont")):
        body.remove(bullet)
    body.insert(0, parse_xml(f"<a:buNone {nsdecls('a')}/>")) if body.find(qn("a:buNone")) is None else None


def _set_theme(master: Any) -> None:
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    colours = {
        "dk2": _BLUE,
        "accent1": _BLUE,
        "accent2": theme.PLUS.lstrip("#"),
        "accent3": theme.MINUS.lstrip("#"),
        "accent4": theme.MEDIAN.lstrip("#"),
        "accent5": theme.MEAN.lstrip("#"),
        "accent6": theme.QUANTITY.lstrip("#"),
    }
    text = part.blob.decode("utf-8")
    for name, colour in colours.items():
        text = re.sub(rf"(<a:{name}>)<a:srgbClr val=\"\w+\"/>", rf'\1<a:srgbClr val="{colour.upper()}"/>', text)
    text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*"', rf'\g<1>{FONT}"', text)
    part._blob = text.encode("utf-8")
