"""Figures of the schedule and budget drifts."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from components.charts.parts import edition_axis as editions
from components.charts.parts import series_breaks, theme
from data.model import french

# Shares of the height: published above, calculated below, and the number of projects under the axis.
_UPPER, _LOWER, _COUNTS = (0.62, 1.0), (0.11, 0.53), (0.0, 0.05)
_CALCULATED = (
    ("median_pct", "Médiane", theme.MEDIAN, "circle", "solid"),
    ("mean_pct", "Moyenne", theme.MEAN, "diamond", "dash"),
    ("weighted_pct", "Écart pondéré", theme.WEIGHTED, "square", "dashdot"),
)


def drift_by_edition(
    frame: pd.DataFrame, *, breaks: pd.DataFrame, address: Callable[[int], str | None]
) -> theme.Figure:
    """Published mean above; below, calculated median, quartile band, mean and weighted change, with N, in %.

    Args:
        frame: As `queries.drift_by_edition` gives it.
        breaks: As `series_breaks.lettered` gives it for the published mean.
        address: Edition → the address that its marks open, None for nothing.
    """
    labels = editions.edition_labels(frame)
    shapes, notes = series_breaks.break_marks(breaks, bottom=_UPPER[0], top=_UPPER[1])
    upper = theme.value_range(frame["published_pct"], from_zero=True)
    calculated = frame[["p25_pct", "p75_pct", *(column for column, *_ in _CALCULATED)]]
    lower = theme.value_range(calculated.to_numpy(dtype=float).ravel().tolist(), from_zero=False)
    return theme.figure(
        [
            *_published(frame, labels, breaks),
            *editions.bands(frame, axis="y2"),
            *_calculated(frame, labels, address),
            _counts(frame),
            *editions.missing_marks(frame, "published_pct", y=upper[0]),
            *editions.missing_marks(frame, "known", y=lower[0], axis="y2"),
        ],
        height=520,
        margin={"l": theme.RATES, "r": 12, "t": 44, "b": theme.BELOW_EDITIONS},
        xaxis=editions.edition_axis(frame, anchor="y3"),
        yaxis=_percent_axis(_UPPER, range=upper),
        yaxis2=_percent_axis(_LOWER, range=lower),
        yaxis3={"domain": _COUNTS, "range": [-1, 1], "visible": False, "fixedrange": True},
        shapes=shapes,
        annotations=[
            *notes,
            _panel_name("Publié, ensemble du panorama", _UPPER[1], shift=18),
            _panel_name("Calculé depuis la première édition connue", _LOWER[1], shift=2),
        ],
    )


def _percent_axis(domain: tuple[float, float], **settings: Any) -> dict[str, Any]:
    return theme.value_axis(domain=domain, ticksuffix="\u00a0%", tickformat=",.0f", nticks=5, **theme.ALL_LABELS,
                            **settings)  # fmt: skip


def _panel_name(text: str, y: float, *, shift: int) -> dict[str, Any]:
    return {"x": 0, "y": y, "xref": "paper", "yref": "paper", "text": f"<b>{text}</b>", "showarrow": False,
            "xanchor": "left", "yanchor": "bottom", "yshift": shift, "font": {"size": theme.SMALL}}  # fmt: skip


def _published(frame: pd.DataFrame, labels: list[str], breaks: pd.DataFrame) -> list[theme.Trace]:
    hover = [f"<b>{label}</b><br>Écart moyen publié : {french.pct(value, signed=False)}"
             for label, value in zip(labels, frame["published_pct"], strict=True)]  # fmt: skip
    broken_at = {edition for numbers in breaks["editions"] for edition in numbers}
    return editions.series(frame, "published_pct", broken_at=broken_at, width=3, name="Moyenne publiée",
                           colour=theme.PUBLISHED, hover=hover, hollow=frame["provenance"] != "publisher")  # fmt: skip


def _calculated(frame: pd.DataFrame, labels: list[str], address: Callable[[int], str | None]) -> list[theme.Trace]:
    traces: list[theme.Trace] = []
    counts = [french.count(known, "projet") for known in frame["known"].fillna(0).tolist()]
    for column, name, colour, symbol, dash in _CALCULATED:
        hover = [
            f"<b>{label}</b><br>{name} : {french.pct(value)}<br>{count}"
            for label, value, count in zip(labels, frame[column].tolist(), counts, strict=True)
        ]
        traces += editions.series(frame, column, dash=dash, name=name, colour=colour, hover=hover, axis="y2",
                                  symbol=symbol, size=7, address=address)  # fmt: skip
    return traces


def _counts(frame: pd.DataFrame) -> theme.Trace:
    held = frame[frame["known"].notna()]
    return editions.counts(held["edition"].tolist(), held["known"].tolist(), axis="y3")
