"""Numbers, amounts, dates and plurals as French readers expect them.

Digits are grouped by a narrow no-break space (U+202F), the decimal mark is a comma, a no-break space
(U+00A0) stands before % and €, the minus sign is U+2212: Unicode CLDR, locale fr, whose signs and months Babel gives.
"""

import functools
import math
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import pandas as pd
from babel import Locale
from babel.dates import format_date

NOT_PUBLISHED = "non publié"
NBSP = "\u00a0"
CHANGE = ("hausse de", "baisse de", "stable")
"""Words of a rise, a fall and no change, as `moved` takes them."""
_SYMBOLS = Locale("fr").number_symbols["latn"]
_FRENCH_SIGNS = str.maketrans({",": _SYMBOLS["group"], ".": _SYMBOLS["decimal"], "-": "\u2212"})
_PARIS = ZoneInfo("Europe/Paris")


def is_missing(value: object) -> bool:
    """True for None, NaN and NaT."""
    return value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


@functools.lru_cache(maxsize=4096)
def number(value: float | None, decimals: int = 0, *, signed: bool = False, fixed: bool = False) -> str:
    """A number with at most `decimals` decimals: « 1 234,5 »; « non publié » where it is missing.

    Trailing zeros are dropped unless `fixed`; `signed` writes + before what is above zero.
    """
    if value is None or is_missing(value):
        return NOT_PUBLISHED
    rounded = _rounded(value, decimals)
    # Python's own form, in half a microsecond where Babel's patterns take fifty: a page writes some three hundred.
    text = f"{rounded:,.{decimals}f}"
    if decimals and not fixed:
        text = text.rstrip("0").rstrip(".")
    text = text.translate(_FRENCH_SIGNS)
    return f"+{text}" if signed and rounded > 0 else text


def _rounded(value: float, decimals: int) -> float:
    # Python rounds halves to even (0.5 → 0), a reader does not; 1e-9 avoids binary surprises such as 2.675.
    scaled = math.floor(abs(value) * 10**decimals + 0.5 + 1e-9)
    return math.copysign(scaled, value) / 10**decimals + 0.0


def meur(value: float | None, *, signed: bool = False) -> str:
    """An amount in millions of euros: « 35,7 M€ »."""
    return _with_unit(number(value, 1, signed=signed), "M€")


def cost(value: float | None) -> str:
    """A published cost with both its decimals, which a percentage beside it is computed on: « 20,46 M€ »."""
    return _with_unit(number(value, 2), "M€")


def total_meur(value: float | None) -> str:
    """A large amount given in millions of euros: in milliards above one thousand (« 2,62 Md€ »)."""
    if value is None or is_missing(value) or abs(value) < 1000:
        return meur(value)
    return _with_unit(number(value / 1000, 2), "Md€")


def pct(value: float | None, *, signed: bool = True, decimals: int = 1) -> str:
    """A percentage: « +12,5 % » for 12.5."""
    return _with_unit(number(value, decimals, signed=signed), "%")


def years(value: float | None) -> str:
    """A duration in years: « 6,2 ans »."""
    is_one = value is not None and not is_missing(value) and abs(_rounded(value, 1)) < 2
    return _with_unit(number(value, 1), "an" if is_one else "ans")


def months(value: float | None, *, signed: bool = True) -> str:
    """A number of months: « +6 mois »."""
    return _with_unit(number(value, 0, signed=signed), "mois")


def moved(change: float, written: Callable[[float], str], words: tuple[str, str, str] = CHANGE) -> str:
    """A change with a verb or a noun instead of a sign: « hausse de 12,5 % »; the third of `words` where it is 0.

    `written` gives the size of the change; what it writes as 0 is 0.
    """
    if is_missing(change):
        return NOT_PUBLISHED
    size = written(abs(change))
    return words[2] if size == written(0.0) else f"{words[1 if change < 0 else 0]} {size}"


def ordinal(rank: int) -> str:
    """The rank of an edition: « 1ʳᵉ », « 14ᵉ »."""
    return "1ʳᵉ" if rank == 1 else f"{rank}ᵉ"


def points(value: float, *, signed: bool = False) -> str:
    """A difference of percentages: « 5,3 points »."""
    text = number(value, 1, signed=signed)
    return _with_unit(text, "point" if text.lstrip("+\u2212").split(",")[0] in ("0", "1") else "points")


@functools.lru_cache(maxsize=512)
def month(value: str | date | pd.Timestamp | None) -> str:
    """A month in words: « novembre 2021 », from `2021-11`, `2021-11-03` or a date."""
    return _formatted(value, "MMMM y")


@functools.lru_cache(maxsize=512)
def short_month(value: str | date | pd.Timestamp | None) -> str:
    """A month in short: « nov. 2021 »."""
    return _formatted(value, "MMM y")


def full_date(value: str | date | pd.Timestamp | None) -> str:
    """A day in words where it is known (« 1er mars 2017 »), the month where only that is."""
    day = _as_date(value)
    if day is None or (isinstance(value, str) and len(value) < 10):
        return month(value)
    return f"{'1er' if day.day == 1 else day.day}{NBSP}{month(value)}"


def month_name(edition: float, reference_date: str, *, is_short: bool = False) -> str:
    """« novembre 2021 », or « la 10ᵉ édition » where the reference month is unknown."""
    written = short_month if is_short else month
    return written(reference_date) if reference_date else f"la {ordinal(int(edition))} édition"


def in_month(edition: float, reference_date: str, *, is_short: bool = False) -> str:
    """« en novembre 2021 », or « à la 10ᵉ édition »."""
    return f"{'en' if reference_date else 'à'} {month_name(edition, reference_date, is_short=is_short)}"


def in_edition(edition: float, reference_date: str) -> str:
    """« en novembre 2021 (14ᵉ édition) », or « à la 10ᵉ édition »."""
    rank = f" ({ordinal(int(edition))} édition)" if reference_date else ""
    return f"{in_month(edition, reference_date)}{rank}"


def today() -> date:
    """The day that it is in Paris, wherever the server is."""
    return datetime.now(_PARIS).date()


def count(amount: int, singular: str, plural: str | None = None) -> str:
    """A count with its noun in agreement: « 1 projet », « 41 projets » (French: singular below two)."""
    return f"{number(amount)}{NBSP}{singular if abs(amount) < 2 else plural or f'{singular}s'}"


def listing(items: list[str]) -> str:
    """Items in a sentence: « a, b et c »."""
    return " et ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def ranges(numbers: Iterable[int]) -> str:
    """Ascending numbers in a sentence, three or more in a row by their ends: « 1 à 8, 13 et 14 »."""
    # Consecutive numbers have the same difference from their position.
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    parts: list[str] = []
    for run in ([number for _, number in run] for _, run in runs):
        parts += [f"{run[0]} à {run[-1]}"] if len(run) > 2 else map(str, run)
    return listing(parts)


def typeset(text: str) -> str:
    """The text as French is printed: no-break spaces before : ; ? ! » and units, after «, curved apostrophes."""
    spaced = re.sub(r" (?=[:;?!»])|(?<=«) |(?<=\d) (?=%|Md?€)", NBSP, text)
    return with_apostrophes(spaced)


def with_apostrophes(text: str) -> str:
    """The text as it is read: the apostrophe of keyboards becomes that of French typography."""
    return text.replace("'", "\u2019")


def capitalised(text: str) -> str:
    """The text with its first letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]


def _with_unit(text: str, unit: str) -> str:
    return text if text == NOT_PUBLISHED else f"{text}{NBSP}{unit}"


def _formatted(value: str | date | pd.Timestamp | None, pattern: str) -> str:
    day = _as_date(value)
    return NOT_PUBLISHED if day is None else format_date(day, pattern, locale="fr")


def _as_date(value: str | date | pd.Timestamp | None) -> date | None:
    if value is None or is_missing(value) or value == "":
        return None
    if isinstance(value, str):
        return date.fromisoformat(value if len(value) == 10 else f"{value}-01")
    return value
