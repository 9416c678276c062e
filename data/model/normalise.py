"""French text of a published table → typed values; text that cannot be read raises, nothing is guessed."""

import re
from datetime import date, timedelta
from decimal import Decimal

from data.model.wording import SPACES, clean, is_not_given, label_key, unaccented

MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin",
          "juillet", "août", "septembre", "octobre", "novembre", "décembre")  # fmt: skip
# Financing that is not a budget programme: agencies and funds named in the published tables.
FUNDS = ("ANTS", "CEREMA", "COG", "FAMI", "FMESPP", "FMIS", "FTAP", "IGN", "PLFSS")

_PROGRAMME = re.compile(r"(?<![\d.,])(\d{3})(?!\d|\s*%|[.,]\d)")

_PLAIN = r"\d+"
_GROUPED = r"\d{1,3}(?: \d{3})+"
_FRENCH_NUMBER = re.compile(
    rf"({_GROUPED}|\d{{1,3}}(?:\.\d{{3}}){{2,}}|\d{{1,3}}(?:\.\d{{3}})+(?=,)|{_PLAIN})(?:,(\d+))?"
)
_POINT_NUMBER = re.compile(
    rf"({_GROUPED}|\d{{1,3}}(?:,\d{{3}}){{2,}}|\d{{1,3}}(?:,\d{{3}})+(?=\.)|{_PLAIN})?(?:\.(\d+))?(e[+-]?\d{{1,3}})?"
)
_TWO_READINGS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_COMMA_AND_THREE = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")
_AMOUNT = re.compile(
    r"(.*?)\s*(md ?€|mds ?€|md ?eur|milliards?(?: d'euros)?|m ?€|meur|m ?eur|millions?(?: d'euros)?|"
    r"k ?€|keur|k ?eur|milliers?(?: d'euros)?|€|eur|euros?)?"
)  # fmt: skip
_YEARS = re.compile(r"(.+?) ?(?:ans?|années?|annees?)(?:(?: et)? (\d{1,2}) ?mois)?")

_TIME = r"(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})(?:[-/.](\d{{1,2}}){_TIME})?")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_TIME}")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_IN_WORDS = re.compile(r"(?:(?:le )?(\d{1,2})(?:er)?[ -])?([a-z]+)\.?[ /-]*'?(\d{4}|\d{2})")
_TOO_VAGUE = re.compile(
    r"(?:[ts][1-4]|[1-4](?:er|e|eme)? ?(?:trim|sem)[a-z.]*|(?:fin|debut|mi|courant)?)[ -/]*(?:19|20)\d{2}"
)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 54_789  # 1 January 1990 and 1 January 2050 in the 1900 calendar
_MONTH_NUMBERS = {unaccented(name): number for number, name in enumerate(MONTHS, start=1)} | {
    **{"jan": 1, "janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sep": 9, "sept": 9},
    **{"oct": 10, "nov": 11, "dec": 12},
}


class AmbiguousTextError(ValueError):
    """Text that can be read in two ways, or too vague for a month: the value stays missing."""


def parse_number(text: str, *, decimal_point: bool = True) -> float | None:
    """A number written the French or the English way, None where nothing is written.

    Raises:
        AmbiguousTextError: « 1.234 », unless the table is known to write decimals with a point (`decimal_point`).
        ValueError: Not a number.
    """
    value = _decimal(text, decimal_point)
    return None if value is None else float(value)


def _decimal(text: str, decimal_point: bool) -> Decimal | None:
    written = SPACES.sub(" ", text).strip().replace("\u2212", "-").replace("'", " ").replace("’", " ").casefold()
    sign = "-" if written.startswith("-") else ""
    digits = written[1:].lstrip() if written.startswith(("-", "+")) else written
    if not written:
        return None
    if not decimal_point and _TWO_READINGS.fullmatch(digits):
        raise AmbiguousTextError(f"« {text} » se lit de deux façons (séparateur de milliers ou de décimales)")
    if match := _FRENCH_NUMBER.fullmatch(digits):
        whole, fraction, exponent = match[1], match[2], ""
    elif (match := _POINT_NUMBER.fullmatch(digits)) and (match[1] or match[2]):
        whole, fraction, exponent = match[1] or "0", match[2], match[3] or ""
    else:
        raise ValueError(f"nombre illisible : « {text} »")
    value = Decimal(f"{sign}{re.sub('[ .,]', '', whole)}.{fraction or '0'}{exponent}")
    if value.adjusted() > 300:
        raise ValueError(f"nombre illisible : « {text} »")
    return value


def parse_meur(text: str, *, decimal_point: bool = True) -> float | None:
    """An amount in millions of euros: « 53,02 », « 1 234,5 M€ », « 1,2 Md€ », « 500 k€ »; None where none is given.

    It raises as `parse_number` does.
    """
    if is_not_given(text):
        return None
    match = _AMOUNT.fullmatch(label_key(text))
    value = _decimal(match[1], decimal_point) if match else None
    if not match or value is None:
        raise ValueError(f"montant illisible : « {text} »")
    unit = match[2] or "m"
    powers = {"md": 3, "milliard": 3, "k": -3, "millier": -3, "€": -6, "eur": -6}
    return float(value.scaleb(next((power for start, power in powers.items() if unit.startswith(start)), 0)))


def parse_years(text: str, *, decimal_point: bool = True) -> float | None:
    """A duration in years: « 6,2 », « 6,2 ans », « 6 ans et 3 mois », « 75 mois »; None where none is given.

    It raises as `parse_number` does.
    """
    if is_not_given(text):
        return None
    words = label_key(text)
    if (match := re.fullmatch(r"(.+?) ?mois", words)) and "an" not in match[1]:
        return _written(match[1], decimal_point) / 12
    if match := _YEARS.fullmatch(words):
        return _written(match[1], decimal_point) + int(match[2] or 0) / 12
    return _written(words, decimal_point)


def _written(text: str, decimal_point: bool) -> float:
    value = parse_number(text, decimal_point=decimal_point)
    if value is None:
        raise ValueError(f"nombre illisible : « {text} »")
    return value


def parse_stored_number(text: str) -> float | None:
    """A number of the project's own files, whose decimals follow a point; it raises as `parse_number` does."""
    if _COMMA_AND_THREE.fullmatch(text.strip()):
        raise AmbiguousTextError(f"« {text} » se lit de deux façons (séparateur de milliers ou de décimales)")
    return parse_number(text)


def parse_month(text: str) -> date | None:
    """The first day of a month, None where none is given; it reads and raises as `parse_date` does."""
    found = parse_date(text)
    return found[0].replace(day=1) if found else None


def parse_date(text: str) -> tuple[date, bool] | None:
    """A date, and False where the text gives its month only; None where none is given.

    Read: `2015-01`, `2015-01-31`, `31/01/2015`, `01/2015`, « janvier 2015 », « janv. 15 », « 1er janvier 2015 »
    and the day number of a spreadsheet (`42005`).

    Raises:
        AmbiguousTextError: A year or a quarter only, or a two-digit year that could be a day.
        ValueError: Not a month.
    """
    words = unaccented(text).replace("’", "'")
    if is_not_given(text):
        return None
    try:
        if match := _YEAR_FIRST.fullmatch(words):
            return date(int(match[1]), int(match[2]), int(match[3] or 1)), bool(match[3])
        if match := _DAY_FIRST.fullmatch(words):
            return _day_first(text, *match.groups()), True
        if match := _MONTH_YEAR.fullmatch(words):
            return date(int(match[2]), int(match[1]), 1), False
        if (match := _IN_WORDS.fullmatch(words)) and (month := _MONTH_NUMBERS.get(match[2])):
            return date(_full_year(match[3]), month, int(match[1] or 1)), bool(match[1])
    except AmbiguousTextError:
        raise
    except ValueError:
        raise ValueError(f"mois illisible : « {text} »") from None
    if (match := _SERIAL.fullmatch(words)) and _FIRST_SERIAL <= int(match[1]) < _LAST_SERIAL:
        return date(1899, 12, 30) + timedelta(days=int(match[1])), True
    if _TOO_VAGUE.fullmatch(words):
        raise AmbiguousTextError(f"« {text} » ne donne pas le mois")
    raise ValueError(f"mois illisible : « {text} »")


def is_serial(text: str) -> bool:
    """True for the day number of a spreadsheet, such as `42005`."""
    return bool(_SERIAL.fullmatch(text.strip()))


def _day_first(text: str, first: str, second: str, third: str) -> date:
    day_first = date(_full_year(third), int(second), int(first))
    if len(third) == 2:
        try:
            date(_full_year(first), int(second), int(third))
        except ValueError:
            pass
        else:
            raise AmbiguousTextError(f"« {text} » se lit de deux façons (jour ou année en tête)")
    return day_first


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def parse_yes_no(text: str) -> bool:
    """True for « oui », False for « non », and for their usual equivalents; `ValueError` for anything else."""
    words = label_key(text).rstrip(".")
    if words in ("oui", "o", "vrai", "true", "yes", "y", "1"):
        return True
    if words in ("non", "n", "faux", "false", "no", "0"):
        return False
    raise ValueError(f"ni oui ni non : « {text} »")


def parse_programmes(text: str) -> str:
    """Budget programme codes and funds in order of appearance: `P176 P216`; empty where none is written."""
    words = clean(text)
    found = [(match.start(), f"P{match[1]}") for match in _PROGRAMME.finditer(words)]
    found += [(words.upper().find(fund), fund) for fund in FUNDS if re.search(rf"\b{fund}\b", words.upper())]
    return " ".join(dict.fromkeys(code for _, code in sorted(found)))
