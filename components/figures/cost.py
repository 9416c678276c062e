"""Figures of the complete estimated cost."""

from collections.abc import Callable, Mapping
from itertools import compress

import pandas as pd

from components.charts.parts import edition_axis as editions
from components.charts.parts import series_breaks, theme
from data.model import french
from data.questions.editions import PART
from data.questions.queries import OTHERS


def cost_by_edition(
    frame: pd.DataFrame, *, names: Mapping[str, str], breaks: pd.DataFrame, address: Callable[[int], str | None]
) -> theme.Figure:
    """Published total as a line over the recomputed cost, stacked by ministry or phase, in M€.

    Args:
        frame: As `queries.cost_by_edition` gives it.
        names: French name of each part.
        breaks: As `series_breaks.lettered` gives it for the published total.
        address: Edition → the address that its marks open, None for nothing.
    """
    labels = editions.edition_labels(frame)
    traces: list = []
    for column in [column for column in frame.columns if column.startswith(PART)]:
        slug = column.removeprefix(PART)
        name = "Autres" if slug == OTHERS else names[slug]
        held = frame[column].notna().tolist()
        shown = list(compress(frame["edition"].tolist(), held))
        values = list(compress(frame[column].tolist(), held))
        traces.append(
            {
                "type": "bar",
                "x": shown,
                "y": values,
                "name": name,
                "marker": {"color": theme.BY_SLUG[slug], "line": {"color": theme.PAPER, "width": 1}},
                "hovertext": [
                    f"<b>{label}</b><br>{name} : {french.meur(value)}"
                    for label, value in zip(compress(labels, held), values, strict=True)
                ],
                "hoverinfo": "text",
                "customdata": [address(edition) for edition in shown],
            }
        )
    if frame["published_meur"].notna().any():
        hover = [f"<b>{label}</b><br>Total publié : {french.total_meur(value)}"
                 for label, value in zip(labels, frame["published_meur"], strict=True)]  # fmt: skip
        broken_at = {edition for numbers in breaks["editions"] for edition in numbers}
        traces += editions.series(frame, "published_meur", broken_at=broken_at, name="Total publié",
                                  colour=theme.PUBLISHED, hover=hover, hollow=frame["provenance"] != "publisher",
                                  address=address)  # fmt: skip
    else:
        # The breaks are those of the published total: without it they mean nothing.
        breaks = breaks.iloc[:0]
    shapes, notes = series_breaks.break_marks(breaks)
    no_value = frame.assign(value=frame["published_meur"].fillna(frame["total_meur"]))
    ends = theme.value_range([*frame["published_meur"], *frame["total_meur"]], from_zero=True)
    return theme.figure(
        [*traces, *editions.missing_marks(no_value, "value")],
        height=400,
        barmode="stack",
        bargap=0.25,
        margin={"l": theme.AMOUNTS, "r": 12, "t": 24, "b": theme.BELOW_EDITIONS},
        xaxis=editions.edition_axis(frame),
        yaxis=theme.value_axis(ticksuffix="\u00a0M€", tickformat=",.0f", range=ends, **theme.ALL_LABELS),
        shapes=shapes,
        annotations=notes,
    )
