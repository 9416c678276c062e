"""The breaks of published series that a chart shows: their letters, and the marks that carry them."""

from typing import Any

import pandas as pd

from components.charts.parts import theme


def lettered(breaks: pd.DataFrame, series: list[str], editions: list[int]) -> pd.DataFrame:
    """The breaks of some series that fall within some editions, each with its letter (a, b, c…).

    Returns:
        `letter`, `name`, `explanation`, `first` and `last` edition, `editions` (all of them), ascending.
    """
    found: dict[str, dict[str, Any]] = {}
    for line in breaks.to_dict("records") if series else []:
        if line["series"] not in series or line["edition"] not in editions[1:]:
            continue
        mark = found.setdefault(
            line["break"], {**{name: line[name] for name in ("name", "explanation")}, "editions": []}
        )
        mark["editions"] = sorted({*mark["editions"], line["edition"]})
    ordered = sorted(found.values(), key=lambda mark: (mark["editions"][0], mark["editions"][-1]))
    records = [
        {**mark, "first": mark["editions"][0], "last": mark["editions"][-1], "letter": chr(ord("a") + position)}
        for position, mark in enumerate(ordered)
    ]
    return pd.DataFrame(records, columns=["letter", "name", "explanation", "first", "last", "editions"])


def broken_at(breaks: pd.DataFrame) -> set[int]:
    """The editions that no line of the series enters from before, of breaks as `lettered` gives them."""
    return {edition for editions in breaks["editions"] for edition in editions}


def break_marks(breaks: pd.DataFrame, *, bottom: float = 0, top: float = 1) -> tuple[list[dict], list[dict]]:
    """Shapes and annotations of the breaks: a dotted line or a band, and its letter above.

    Args:
        breaks: As `lettered` gives it.
        bottom: Lower end, as a share of the plot's height.
        top: Upper end, below the letters.
    """
    shapes, notes = [], []
    letters: dict[float, list[str]] = {}
    for mark in breaks.to_dict("records"):
        start, end = mark["first"] - 0.5, mark["last"] - 0.5
        common = {"xref": "x", "yref": "paper", "y0": bottom, "y1": top, "x0": start, "layer": "below"}
        if end > start:
            shapes.append({**common, "type": "rect", "x1": end + 1, "line": {"width": 0}, "fillcolor": theme.ZONE})
        else:
            line_style = {"color": theme.BREAK, "width": 1, "dash": "dot"}
            shapes.append({**common, "type": "line", "x1": start, "line": line_style})
        letters.setdefault((start + end + (1 if end > start else 0)) / 2, []).append(mark["letter"])
    for x, marks in letters.items():
        notes.append(
            {"x": x, "y": top, "xref": "x", "yref": "paper", "text": ", ".join(marks), "showarrow": False,
             "yanchor": "bottom", "font": theme.QUIET}
        )  # fmt: skip
    return shapes, notes
