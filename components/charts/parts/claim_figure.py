"""The curve of a claim: the series across editions with its breaks, the edition and the decisive one marked."""

from collections.abc import Callable
from typing import Any

from components.charts.parts import edition_axis, edition_figure, edition_series, scale, theme
from components.charts.parts.direct_labels import Label
from components.charts.parts.series_breaks import breaks_of, broken_at
from data.model import french
from data.questions.claims import Verdict
from data.questions.parts.editions import records, with_value

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
    claim, editions = found.claim, edition_axis.dated(found.series)
    known = with_value(editions, "value")
    breaks = breaks_of(records(found.series_breaks))
    written, name = WRITTEN[claim.series], claim.series
    hover = edition_axis.hover_texts(editions, lambda line: written(line["value"]))
    is_hollow = None if found.is_recomputed else edition_series.is_of_another
    marks: dict[str, Any] = {"name": name, "colour": theme.PUBLISHED, "is_hollow": is_hollow}
    marked = [line for line in known if line["edition"] in (found.decisive, claim.edition)]
    labels = [Label(line["x"], line["value"], f"<b>{written(line['value'])}</b>", theme.INK) for line in marked]
    rings = edition_series.points(marked, "value", name=name, colour=theme.INK, hover=[""] * len(marked), size=14,
                                  is_hollow=lambda line: True)  # fmt: skip
    curve = edition_series.series(editions, "value", broken_at=broken_at(breaks), width=3, hover=hover, **marks)
    ends = scale.value_range([line["value"] for line in known], from_zero=True)
    values = edition_figure.Values(ends, theme.AMOUNTS, _SUFFIXES.get(name, "%"))
    words = edition_axis.break_words(editions, breaks)
    return edition_figure.plot(editions, [rings, curve], labels, values, height=HEIGHT, lowest=_PLOT, words=words,
                               missing="value", nticks=4)  # fmt: skip
