"""Pieces of figures: scatter traces and their markers."""

from typing import Any

from components.charts.parts import theme


def scatter(mode: str, x: list[Any], y: list[Any], *, hover: list[str] | None = None, **settings: Any) -> theme.Trace:
    """A trace of type `scatter`.

    Args:
        mode: `lines`, `markers` or `text`.
        x: Horizontal coordinates.
        y: Vertical coordinates.
        hover: French text for each point; without it the points do not react.
        settings: Anything that this trace adds; with a `name` it is in the legend.
    """
    settings.setdefault("showlegend", "name" in settings)
    on_hover = {"hoverinfo": "skip"} if hover is None else {"hovertext": hover, "hoverinfo": "text"}
    return {"type": "scatter", "mode": mode, "x": x, "y": y, **on_hover, **settings}


def marker(symbol: str, colour: str, size: int, **settings: Any) -> dict[str, Any]:
    """A filled marker; its shape lets a series be recognised without its colour."""
    return {"symbol": symbol, "size": size, "color": colour, "line": {"color": colour, "width": 1}, **settings}
