"""Series across editions, which stop at gaps and breaks, as traces; each edition is one line, ascending."""

from collections.abc import Callable, Collection, Sequence
from itertools import compress, groupby, pairwise
from typing import Any

from components.charts.parts import theme
from components.charts.parts.direct_labels import WIDE_ONLY, without_collision
from components.charts.parts.marks import scatter
from data.model.french import is_missing
from data.questions.parts.editions import Line, with_value

_PROVENANCES = (("secondary", "repris d’une autre source"), ("derived", "déduit"))


def series(
    editions: Sequence[Line],
    value: str,
    broken_at: Collection[int] = (),
    dash: str = "solid",
    width: int = 2,
    **marks: Any,
) -> theme.Trace:
    """A marker at each value, joined from one edition to the next; no line crosses an edition without a value.

    No line enters the editions of `broken_at` from before. `marks` are as `points` takes them.
    """
    trace, colour = points(editions, value, **marks), marks["colour"]
    known = [line["edition"] for line in with_value(editions, value)]
    # Indices of the points in the order of the line; None, a point without a value, ends it.
    order: list[int | None] = [0] if known else []
    for index, (before, after) in enumerate(pairwise(known), start=1):
        order += [index] if after - before == 1 and after not in broken_at else [None, index]
    for attributes, missing in ((trace, None), (trace["marker"], colour)):
        lists = {name: values for name, values in attributes.items() if isinstance(values, list)}
        attributes |= {
            name: [missing if index is None else values[index] for index in order] for name, values in lists.items()
        }
    return {**trace, "mode": "lines+markers", "line": {"color": colour, "width": width, "dash": dash}}


def points(
    editions: Sequence[Line],
    value: str,
    *,
    name: str,
    colour: str,
    hover: list[str],
    axis: str = "y",
    symbol: str = "circle",
    size: int = 8,
    is_hollow: Callable[[Line], bool] | None = None,
    address: Callable[[int], str | None] | None = None,
) -> theme.Trace:
    """The markers of a series, one at each edition with a value; `address` says what each opens."""
    known = with_value(editions, value)
    filled = [theme.PAPER if is_hollow(line) else colour for line in known] if is_hollow else colour
    marker = {"size": size, "symbol": symbol, "color": filled, "line": {"color": colour, "width": 2}}
    links = {"customdata": [address(line["edition"]) for line in known]} if address else {}
    x, y = ([line[column] for line in known] for column in ("x", value))
    texts = list(compress(hover, (not is_missing(line[value]) for line in editions)))
    # Its name stands at its end.
    return scatter("markers", x, y, name=name, marker=marker, hover=texts, yaxis=axis, showlegend=False, **links)


def is_of_another(line: Line) -> bool:
    """True for a figure that the publisher has not printed."""
    return bool(line["provenance"] != "publisher")


def hollow_key(editions: Sequence[Line], value: str, colour: str) -> list[theme.Trace]:
    """A trace without a mark, for the legend: what a hollow mark of the series means, where it has some."""
    words = hollow_words(editions, value)
    marker = {"symbol": "circle", "color": theme.PAPER, "size": 8, "line": {"color": colour, "width": 2}}
    return [scatter("markers", [None], [None], name=words, marker=marker)] if words else []


def hollow_words(editions: Sequence[Line], value: str) -> str:
    """What a hollow mark of a series means; empty where it has none."""
    found = {line["provenance"] for line in with_value(editions, value)}
    words = [text for provenance, text in _PROVENANCES if provenance in found]
    return f"Chiffre {' ou '.join(words)}" if words else ""


def bands(editions: Sequence[Line]) -> list[theme.Trace]:
    """The band from `p25_pct` to `p75_pct`, as one polygon for each run of editions: no band crosses a gap."""
    style: dict[str, Any] = {"fill": "toself", "fillcolor": theme.BAND, "line": {"width": 0.5, "color": theme.MEDIAN}}
    # Editions that follow each other have the same difference from their position.
    known = enumerate(with_value(editions, "p25_pct"))
    runs = [[line for _, line in run] for _, run in groupby(known, key=lambda pair: pair[1]["edition"] - pair[0])]
    return [
        scatter(
            "lines",
            [line["x"] for line in (*run, *reversed(run))],
            [*(line["p75_pct"] for line in run), *(line["p25_pct"] for line in reversed(run))],
            **style,
        )
        for run in runs
    ]


def counts(x: list[float], known: list[float], *, axis: str, scale: float) -> theme.Trace:
    """The number of projects behind each point, written along an axis of its own under the plot.

    A narrow drawing, of `scale` pixels for each unit of `x`, shows those that stand apart.
    """
    labels = [(position, f"{int(number)}") for position, number in zip(x, known, strict=True)]
    apart = without_collision(labels, scale)
    texts = [text if index in apart else WIDE_ONLY + text for index, (_, text) in enumerate(labels)]
    return scatter("text", x, [0] * len(x), text=texts, textfont=theme.QUIET, yaxis=axis)


def last_known(editions: Sequence[Line], value: str) -> Line:
    """The last edition that has a value; empty where none has."""
    return next((line for line in reversed(editions) if not is_missing(line[value])), {})
