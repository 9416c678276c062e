"""A figure made for a card → the same for a screen seen from the end of a room.

Text is at least a fiftieth of the height of the slide, what is drawn stands at 7:1 against white.
"""

from collections.abc import Mapping
from typing import Any

from components.charts.parts.tokens import projected

SMALLEST_TEXT = 15
TEXT_FACTOR = 1.36
LINE_FACTOR = 1.5
_FONTS = ("font", "tickfont", "textfont")


def for_projection(figure: Mapping[str, Any], width: int, height: int) -> dict[str, Any]:
    """The figure at the size of its place on a slide; marks lead nowhere: a click in a meeting must not leave the deck.

    Args:
        figure: A figure as plain values; it is not changed.
        width: In CSS pixels of a slide.
        height: Likewise.
    """
    layout = _walked(figure["layout"], "layout")
    margin = {side: round(size * 1.3) for side, size in layout.get("margin", {}).items()}
    notes = [
        {**note, **{key: round(note[key] * 1.3) for key in ("yshift", "xshift") if key in note}}
        for note in layout.get("annotations", [])
    ]
    layout |= {"width": width, "height": height, "autosize": False, "margin": margin, "annotations": notes}
    return {"data": [_walked(trace, "trace") for trace in figure["data"]], "layout": layout}


def _walked(value: Any, key: str) -> Any:
    if isinstance(value, Mapping):
        scaled = {name: _walked(inner, name) for name, inner in value.items() if name != "customdata"}
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
        # The values of a trace are many and never colours, save those of its marks.
        return value if key in ("x", "y", "text", "hovertext", "base") else [_walked(inner, key) for inner in value]
    if isinstance(value, str) and key in ("color", "bgcolor", "fgcolor", "bordercolor", "tickcolor", "linecolor"):
        return projected(value)
    return value
