"""The curve of a claim: the series across editions with its breaks, the edition and the decisive one marked."""

from collections.abc import Callable
from typing import Any

from components.charts.parts import edition_axis, edition_figure, edition_series, scale, theme
from components.charts.parts.direct_labels import Label
from components.charts.parts.series_breaks import breaks_of, broken_at
from data.model import french
from data.questions.claims import Verdict

HEIGHT = 250
WRITTEN: dict[str, Callable[[float], str]] = {
    "cout-total": french.total_meur,
    "ecart-calendaire": lambda value: french.pct(value, signed=False),
    "ecart-budgetaire": lambda value: french.pct(value, signed=False),
    "projets": lambda value: f"{french.number(value)}{french.NBSP}{'projet' if value < 2 else 'projets'}",
    "duree-moyenne": french.years,
}
"""Series → how its values are written."""
_SUFFIXES = {"cout-total": "M€", "duree-moyenne": "ans", "projets": ""}
_PLOT = 120
"""Height of the plot, the lowest that it has, in pixels."""


def claim_figure(found: Verdict) -> theme.Figure:
    """The figure of a verdict; hollow marks are figures from another source than the publisher."""
    claim, frame = found.claim, edition_axis.dated(found.series)
    breaks = breaks_of(found.series_breaks)
    written, name = WRITTEN[claim.series], claim.series
    hover = edition_axis.hover_texts(frame, lambda line: written(line["value"]))
    hollow = None if found.is_recomputed else frame["provenance"] != "publisher"
    marks: dict[str, Any] = {"name": name, "colour": theme.PUBLISHED, "hollow": hollow}
    marked = frame[frame["edition"].isin([found.decisive, claim.edition]) & frame["value"].notna()]
    labels = [Label(x, y, f"<b>{written(y)}</b>", theme.INK) for x, y in zip(marked["x"], marked["value"], strict=True)]
    rings = edition_series.points(marked, "value", name=name, colour=theme.INK, hover=[""] * len(marked), size=14,
                                  hollow=marked["edition"] > 0)  # fmt: skip
    line = edition_series.series(frame, "value", broken_at=broken_at(breaks), width=3, hover=hover, **marks)
    values = edition_figure.Values(scale.value_range(frame["value"], from_zero=True), theme.AMOUNTS,
                                   _SUFFIXES.get(name, "%"))  # fmt: skip
    words = edition_axis.break_words(frame, breaks)
    return edition_figure.plot(frame, [rings, line], labels, values, height=HEIGHT, lowest=_PLOT, words=words,
                               missing="value", nticks=4)  # fmt: skip
