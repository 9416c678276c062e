"""The colours of `assets/colours.toml`, for Python and as CSS custom properties."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_GROUPS = tomllib.loads((Path(__file__).parents[3] / "assets" / "colours.toml").read_text(encoding="utf-8"))

PAGE: Mapping[str, Mapping[str, str]] = _GROUPS["page"]
"""Token of a page → its colour by scheme, `light` and `dark`, and `print` where paper differs from `light`."""
COLOURS: Mapping[str, str] = _GROUPS["drawing"] | _GROUPS["series"] | _GROUPS["cells"]
"""Token of what is drawn on white, slides and pictures included → its colour."""
SLUGS: Mapping[str, str] = _GROUPS["slugs"]
"""Colour of each ministry and phase."""
CONTRAST = 7.0
"""Contrast against white of what is shown on a slide."""
_BARELY_THERE = 2.0
"""Contrast under which a colour is a ground or a grid, and stays as it is."""
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@cache
def projected(colour: str) -> str:
    """The colour, darkened until it stands at 7:1 against white; grounds, grids and white stay as they are."""
    if not _HEX.fullmatch(colour) or not _BARELY_THERE <= contrast(colour) < CONTRAST:
        return colour
    channels = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    darker = ("#" + "".join(f"{channel * percent // 100:02x}" for channel in channels) for percent in range(99, 0, -1))
    return next(candidate for candidate in darker if contrast(candidate) >= CONTRAST)


def blended(ground: str, colour: str, share: float) -> str:
    """The colour so much of the way from another, from 0 to 1."""
    first, second = (bytes.fromhex(each[1:]) for each in (ground, colour))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(first, second, strict=True))


def contrast(colour: str) -> float:
    """Contrast of a colour against white, as WCAG defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def custom_properties() -> str:
    """The style sheet that defines what the others read with `var()`; it stands before them."""
    light = {name: schemes["light"] for name, schemes in PAGE.items()}
    dark = {name: schemes["dark"] for name, schemes in PAGE.items()}
    on_paper = {name: schemes.get("print", schemes["light"]) for name, schemes in PAGE.items()}
    return "\n".join((
        _rule(":root", light | _GROUPS["drawing"]),
        _rule("::backdrop", _GROUPS["drawing"]),  # it inherits nothing in browsers of before 2024
        f"@media (prefers-color-scheme: dark) {{ {_rule(':root', dark)} }}",
        f"@media print {{ {_rule(':root', on_paper)} }}",
    ))  # fmt: skip


def _rule(selector: str, values: Mapping[str, str]) -> str:
    return f"{selector} {{ {' '.join(f'--{name}: {value};' for name, value in values.items())} }}"
