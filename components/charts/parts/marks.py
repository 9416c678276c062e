"""Pieces of figures: scatter traces, their markers, the names of panels."""

from typing import Any

from components.charts.parts import theme


def scatter(mode: str, x: list[Any], y: list[Any], *, hover: list[str] | None = None, **settings: Any) -> theme.Trace:
    """A trace of type `scatter`.

    Args:
        mode: `lines`, `markers` or `text`.
        x: Horizontal coordinates.
        y: Vertical coordinates.
        hover: French text for each point; without it the points do not react.
        settings: Anything that this trace adds or changes.
    """
    on_hover = {"hoverinfo": "skip"} if hover is None else {"hovertext": hover, "hoverinfo": "text"}
    return {"type": "scatter", "mode": mode, "x": x, "y": y, **on_hover, **settings}


def marker(symbol: str, colour: str, size: int, **settings: Any) -> dict[str, Any]:
    """A filled marker; its shape lets a series be recognised without its colour."""
    return {"symbol": symbol, "size": size, "color": colour, "line": {"color": colour, "width": 1}, **settings}


def panel_name(text: str, y: float, *, shift: int, size: int = theme.SIZE) -> dict[str, Any]:
    """The name of a panel, above its left end.

    Args:
        text: The name.
        y: Top of the panel, as a share of the plot's height.
        shift: Distance from the top to the name, in CSS pixels.
        size: Size of the text.
    """
    return {"x": 0, "y": y, "xref": "paper", "yref": "paper", "text": f"<b>{text}</b>", "showarrow": False,
            "xanchor": "left", "yanchor": "bottom", "yshift": shift, "font": {"size": size}}  # fmt: skip
