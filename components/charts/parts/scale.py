"""The ends and the ticks of every axis, computed once: plotly.js and the SVG of the server then draw the same.

No browser looks for a range or for ticks of its own: `complete` writes `range`, `tickvals` and `ticktext` on each axis.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from data.model import french

ROOM = 0.06
"""Room beyond the values, as a share of their span."""
MILLIARD = 1000
"""Millions of euros from which amounts are written in milliards."""
_EPOCH = date(1970, 1, 1)


def position(value: Any) -> float:
    """A value of an axis as a number: dates (`YYYY-MM-DD`) in days since 1970."""
    if isinstance(value, str):
        return float((date.fromisoformat(value[:10]) - _EPOCH).days)
    return float(value)


def complete(traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> None:
    """Write the range, the tick values and their texts on each axis of a layout that lacks them.

    Hints of an axis: `rangemode` (`tozero` starts at zero where no value is below), `nticks` (about as many ticks),
    `tickformat` (`,d` for whole numbers only), `ticksuffix`, `dtick` (months, `M24`, on an axis of dates).

    Args:
        traces: Plain values.
        layout: Changed in place.
    """
    for name, axis in layout.items():
        if not name[1:].startswith("axis") or (axis.get("visible") is False and "range" in axis):
            continue
        if "range" not in axis:
            axis["range"] = _range(name, axis, traces, layout)
        if axis.get("visible") is not False and "tickvals" not in axis:
            _write_ticks(axis)


def value_range(values: Iterable[float | None], *, from_zero: bool) -> list[float]:
    """The two ends of an axis of values that holds zero, with some room.

    Args:
        values: What is drawn on it; None and NaN are passed over.
        from_zero: Zero is an end where no value is below it.
    """
    known = [value for value in values if value is not None and not math.isnan(value)]
    low, high = min([*known, 0.0]), max([*known, 0.0])
    room = (high - low) * ROOM or 1.0
    return [low if from_zero and low == 0 else low - room, high + room]


def unit_of_amounts(amounts: Iterable[float | None]) -> str:
    """The unit that an axis from zero writes beside these amounts in M€: in a subtitle, as on the axis."""
    return "Md€" if value_range(amounts, from_zero=True)[1] >= MILLIARD else "M€"


def round_ticks(low: float, high: float, count: int, *, whole: bool = False) -> list[float]:
    """Round values (1, 2 or 5 × a power of ten) between two ends, about `count` of them, each of them distinct.

    Args:
        low: Lower end.
        high: Upper end, above the lower one.
        count: How many are wanted, at most.
        whole: Whole numbers only.
    """
    rough = (high - low) / max(count, 1)
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * magnitude for factor in (1, 2, 5, 10) if factor * magnitude >= rough * (1 - 1e-9))
    step = max(1.0, step) if whole else step
    return [step * number for number in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _write_ticks(axis: dict[str, Any]) -> None:
    values, texts = _years(axis) if axis.get("type") == "date" else _amounts(axis)
    # Margins have room for every label: plotly.js need not measure each against the edge.
    axis.update(tickmode="array", tickvals=values, ticktext=texts, ticklabeloverflow="allow")
    for hint in ("nticks", "dtick", "tick0", "tickformat", "ticksuffix", "rangemode"):
        axis.pop(hint, None)


def _amounts(axis: dict[str, Any]) -> tuple[list[float], list[str]]:
    low, high = sorted(axis["range"])
    ticks = round_ticks(low, high, axis.get("nticks", 6), whole=axis.get("tickformat", "").endswith("d"))
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    suffix, unit = axis.get("ticksuffix", ""), 1
    if suffix.endswith("M€") and max(ticks, default=0.0) >= MILLIARD:
        # As `french.total_meur` writes the amounts of sentences.
        suffix, unit = suffix.replace("M€", "Md€"), MILLIARD
    decimals = max(0, -math.floor(math.log10(step / unit) + 1e-9))
    return ticks, [f"{french.number(tick / unit, decimals)}{suffix}" for tick in ticks]


def _years(axis: dict[str, Any]) -> tuple[list[str], list[str]]:
    low, high = (date.fromisoformat(str(end)[:10]) for end in axis["range"])
    span = max(1, high.year - low.year)
    step = int(axis["dtick"][1:]) // 12 if "dtick" in axis else max(1, round(span / axis.get("nticks", 6)))
    years = [year for year in range(low.year, high.year + 1) if year % step == 0 and low <= date(year, 1, 1) <= high]
    return [f"{year}-01-01" for year in years], [str(year) for year in years]


def _range(name: str, axis: dict[str, Any], traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> list[Any]:
    own = [trace for trace in traces if trace.get(f"{name[0]}axis", name[0]) == name.replace("axis", "")]
    values = [value for trace in own for value in _extent(name[0], trace)]
    values += _stacks(name[0], own, layout)
    if axis.get("type") == "date":
        days = [position(value) for value in values]
        low, high = min(days, default=0.0), max(days, default=365.0)
        room = (high - low) * ROOM or 180.0
        return [date.fromordinal(_EPOCH.toordinal() + round(end)).isoformat() for end in (low - room, high + room)]
    return value_range(values, from_zero=axis.get("rangemode") == "tozero")


def _extent(side: str, trace: dict[str, Any]) -> list[Any]:
    """The values of a trace on an axis; those of bars on their own value axis are counted by `_stacks`."""
    if trace["type"] == "bar" and side == ("x" if trace.get("orientation") == "h" else "y"):
        return []
    return [value for value in trace[side] if value is not None]


def _stacks(side: str, traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> list[float]:
    """The ends of the bars along their value axis: stacked, floating from their base, or from zero."""
    is_stacked = layout.get("barmode") in ("stack", "relative")
    ends: list[float] = []
    stacks: dict[tuple[Any, bool], float] = defaultdict(float)
    for trace in traces:
        if trace["type"] != "bar" or side != ("x" if trace.get("orientation") == "h" else "y"):
            continue
        other = "y" if side == "x" else "x"
        for index, (value, base) in enumerate(zip(trace[side], bases(trace, len(trace[side])), strict=True)):
            if value is None:
                continue
            key = (trace[other][index], value >= 0)
            start = stacks[key] if is_stacked else base
            stacks[key] = start + value
            ends += [start, start + value]
    return ends


def bases(trace: dict[str, Any], length: int) -> list[float]:
    """Where each bar of a trace starts, as a list."""
    base = trace.get("base", 0.0)
    return list(base) if isinstance(base, list) else [base] * length
