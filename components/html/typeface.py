"""The typeface of pages, pictures and PDF: Inter cut to French by `bin/build-typeface`, else those of the system."""

import functools
import hashlib
import logging
import re
import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

from components.addresses.site import site
from components.charts.parts.theme import FAMILY, FONT
from data.store.settings import settings

_log = logging.getLogger(__name__)

SYSTEM_FAMILIES = ("Arial", "Liberation Sans", "DejaVu Sans")
"""Those preferred in pictures and PDF where the typeface was not built."""
_USUAL_WIDTH, _USUAL_BOLD_WIDTH = 0.56, 0.61
"""Width of a letter in French text, as a share of its size, where the typeface was not built."""
_MEASURED_SIZE = 100


def files() -> tuple[Path, ...]:
    """The static fonts, regular then bold, for pictures and PDF; none where they were not built."""
    return _static_fonts(_built(FAMILY.lower()))


@functools.cache
def _static_fonts(stem: Path) -> tuple[Path, ...]:
    found = tuple(stem.with_name(f"{stem.name}-{style}.ttf") for style in ("regular", "bold"))
    if all(path.is_file() for path in found):
        return found
    _log.warning("No typeface in %s (bin/build-browser-code): pictures and PDF use the system's.", stem.parent)
    return ()


@functools.cache
def web_font() -> tuple[str, bytes] | None:
    """The address of the variable font, which changes with its content, and its WOFF2; None where it was not built."""
    path = _built(f"{FAMILY.lower()}.woff2")
    if not path.is_file():
        return None
    content = path.read_bytes()
    return f"/assets/{FAMILY.lower()}.{hashlib.sha256(content).hexdigest()[:12]}.woff2", content


@functools.cache
def style() -> str:
    """The rules that the style sheets need: `--typeface`, and where it comes from."""
    font = web_font()
    face = (
        f"@font-face {{ font-family: {FAMILY}; src: url({site().located(font[0])}) format('woff2'); "
        "font-weight: 400 700; font-display: optional; }"
        if font
        else ""
    )
    return f"{face} :root {{ --typeface: {FONT}; }}"


def drawable(text: str) -> str:
    """The text with a square for each character that the built fonts lack; unchanged where they were not built."""
    unknown = _unknown(files())
    return unknown.sub("□", unicodedata.normalize("NFC", text)) if unknown else text


def width(text: str, size: float, *, is_bold: bool = False) -> float:
    """Width of a text on one line, in the unit of its size."""
    fonts = _measures(files())
    if not fonts:
        return len(text) * size * (_USUAL_BOLD_WIDTH if is_bold else _USUAL_WIDTH)
    return fonts[is_bold].getlength(text) * size / _MEASURED_SIZE


def wrapped(text: str, room: float, size: float, *, is_bold: bool = False) -> list[str]:
    """The lines of a text, each at most as wide as the room; only a word wider than it is cut."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, is_bold=is_bold) <= room:
            lines[-1] = longer
            continue
        while width(word, size, is_bold=is_bold) > room and len(word) > 1:
            end = next(
                end
                for end in range(len(word) - 1, 0, -1)
                if end == 1 or width(word[:end], size, is_bold=is_bold) <= room
            )
            lines.append(word[:end])
            word = word[end:]
        lines.append(word)
    return lines


@functools.cache
def _unknown(fonts: tuple[Path, ...]) -> re.Pattern[str] | None:
    """One character that the fonts lack, None without fonts."""
    if not fonts:
        return None
    known = "".join(map(chr, TTFont(fonts[0])["cmap"].getBestCmap()))
    return re.compile(f"[^{re.escape(known)}\n]")


@functools.cache
def _measures(fonts: tuple[Path, ...]) -> tuple[ImageFont.FreeTypeFont, ...]:
    return tuple(ImageFont.truetype(path, _MEASURED_SIZE) for path in fonts)


def _built(name: str) -> Path:
    return settings().browser_code / name
