"""The figure of a card, restyled for a projector.

Text is at least a fiftieth of the height of the slide, marks have a contrast of 7:1 against white.
"""

from collections.abc import Mapping
from typing import Any

from components.charts.parts.direct_labels import NARROW_ONLY, WIDE, WIDE_ONLY
from components.charts.parts.theme import PAPER
from components.charts.parts.tokens import projected

SMALLEST_TEXT = 15
TEXT_FACTOR = 1.36
LINE_FACTOR = 1.5
MARGIN_FACTOR = 1.3
_FONTS = ("font", "tickfont", "textfont")
_COLOURS = ("color", "bgcolor", "fgcolor", "bordercolor", "tickcolor", "linecolor")
_DATA = ("x", "y", "text", "hovertext", "base")
"""Keys of the values of a trace: many, and never colours."""


def for_projection(figure: Mapping[str, Any], width: int, height: int) -> dict[str, Any]:
    """The figure at a size in pixels of a slide, without links: a click in a meeting must not leave the deck."""
    layout = _restyled(figure["layout"], "layout")
    margin = {side: round(size * MARGIN_FACTOR) for side, size in layout.get("margin", {}).items()}
    notes = [
        {**note, **{key: round(note[key] * MARGIN_FACTOR) for key in ("yshift", "xshift") if key in note}}
        for note in layout.get("annotations", [])
    ]
    layout |= {"width": width, "height": height, "autosize": False, "margin": margin, "annotations": notes}
    whole = {"data": [_with_light_text(_restyled(trace, "trace")) for trace in figure["data"]], "layout": layout}
    return whole if width >= WIDE * TEXT_FACTOR else _narrow(whole)


def _narrow(value: Any) -> Any:
    """The figure with the texts of narrow drawings, all of which are longer here."""
    if isinstance(value, Mapping):
        return {name: _narrow(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_narrow(inner) for inner in value]
    if not isinstance(value, str):
        return value
    return "" if value.startswith(WIDE_ONLY) else value.removeprefix(NARROW_ONLY)


def _with_light_text(trace: dict[str, Any]) -> dict[str, Any]:
    """The trace, with white text in solid bars: projected, all of them are dark."""
    pattern = trace.get("marker", {}).get("pattern")
    if trace.get("textposition") != "inside" or (pattern and pattern.get("fillmode") != "overlay"):
        return trace
    return {**trace, "textfont": {**trace["textfont"], "color": PAPER}}


def _restyled(value: Any, key: str) -> Any:
    if isinstance(value, Mapping):
        scaled = {name: _restyled(inner, name) for name, inner in value.items() if name != "customdata"}
        if key in _FONTS and "size" in value:
            scaled["size"] = max(SMALLEST_TEXT, round(value["size"] * TEXT_FACTOR))
        if key == "line" and isinstance(value.get("width"), int | float):
            scaled["width"] = value["width"] * LINE_FACTOR
        if key == "marker" and isinstance(value.get("size"), int | float):
            scaled["size"] = round(value["size"] * LINE_FACTOR)
        if key == "marker" and isinstance(value.get("opacity"), float):
            scaled["opacity"] = 0.9
        return scaled
    if isinstance(value, list):
        return value if key in _DATA else [_restyled(inner, key) for inner in value]
    return projected(value) if isinstance(value, str) and key in _COLOURS else value
