"""The colours of `assets/colours.toml`, for Python and as CSS custom properties."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

_GROUPS = tomllib.loads((Path(__file__).parents[3] / "assets" / "colours.toml").read_text(encoding="utf-8"))

PAGE: Mapping[str, Mapping[str, str]] = _GROUPS["page"]
"""Token of a page → its colour by scheme, `light` and `dark`, and `print` where paper differs from `light`."""
COLOURS: Mapping[str, str] = _GROUPS["drawing"] | _GROUPS["series"] | _GROUPS["cells"]
"""Token of what is drawn on white, slides and pictures included → its colour."""
SLUGS: Mapping[str, str] = _GROUPS["slugs"]
"""Colour of each ministry and phase."""


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
