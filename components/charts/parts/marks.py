"""Pieces of figures: traces, markers, notes and vertical lines."""

from collections.abc import Iterable
from typing import Any

from components.charts.parts import theme


def scatter(mode: str, x: list[Any], y: list[Any], *, hover: list[str] | None = None, **settings: Any) -> theme.Trace:
    """A trace of `lines`, `markers` or `text`, in the legend where it has a `name`; it reacts where it has `hover`."""
    settings.setdefault("showlegend", "name" in settings)
    on_hover = {"hoverinfo": "skip"} if hover is None else {"hovertext": hover, "hoverinfo": "text"}
    return {"type": "scatter", "mode": mode, "x": x, "y": y, **on_hover, **settings}


def marker(symbol: str, colour: str, size: int, **settings: Any) -> dict[str, Any]:
    """A filled marker; its shape lets a series be recognised without its colour."""
    return {"symbol": symbol, "size": size, "color": colour, "line": {"color": colour, "width": 1}, **settings}


def apart(lines: Iterable[tuple[Any, ...]]) -> list[Any]:
    """Coordinates of lines that one trace draws, none joined to the next."""
    return [point for line in lines for point in (*line, None)]


def note(x: float, y: float, text: str) -> dict[str, Any]:
    """A quiet note at the coordinate `x`, above the share `y` of the height."""
    position = {"x": x, "y": y, "xref": "x", "yref": "paper", "yanchor": "bottom"}
    return {**position, "text": text, "showarrow": False, "font": theme.QUIET}


def vertical_line(x: float, bottom: float = 0, top: float = 1) -> dict[str, Any]:
    """A dotted line at the coordinate `x`, between two shares of the height."""
    position = {"xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": bottom, "y1": top}
    return {**position, "type": "line", "layer": "below", "line": {"color": theme.BREAK, "width": 1, "dash": "dot"}}
