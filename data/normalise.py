"""French text of a published table → typed values; text that cannot be read raises, nothing is guessed."""

import re
import unicodedata
from datetime import date

MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin",
          "juillet", "août", "septembre", "octobre", "novembre", "décembre")  # fmt: skip
# Financing that is not a budget programme: agencies and funds named in the published tables.
FUNDS = ("ANTS", "CEREMA", "COG", "FAMI", "FMESPP", "FMIS", "FTAP", "IGN", "PLFSS")
WITHHELD_PHASE = "Chiffres non publiés (appel d'offres ou révision de trajectoire)"

_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u2009\u200b\ufeff]+")
_TAG = re.compile(r"<[^>]*>")
_PROGRAMME = re.compile(r"(?<![\d.,])(\d{3})(?![\d%])")


def clean(text: str) -> str:
    """The text without markup, on one line, with plain single spaces, in Unicode NFC."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", _TAG.sub("", text))).strip()


def label_key(text: str) -> str:
    """The key under which a label is looked up: clean, without case, with straight apostrophes."""
    return clean(text).replace("’", "'").casefold()


def unaccented(text: str) -> str:
    """Lower-case text without accents, for searching as a person types."""
    decomposed = unicodedata.normalize("NFKD", label_key(text))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def parse_number(text: str) -> float | None:
    """A number written the French or the English way, None where nothing is written.

    Raises:
        ValueError: Not a number.
    """
    compact = _SPACES.sub("", text).replace(",", ".")
    return float(compact) if compact else None


def parse_month(text: str) -> date | None:
    """The first day of a month written `2015-01`, « janvier 2015 » or « janvier 15 », None where nothing is.

    Raises:
        ValueError: Not a month.
    """
    words = clean(text).casefold()
    if not words:
        return None
    if match := re.fullmatch(r"(\d{4})-(\d{2})(?:-\d{2})?", words):
        return date(int(match[1]), int(match[2]), 1)
    if match := re.fullmatch(r"(\w+) (\d{4}|\d{2})", words):
        year = int(match[2]) if len(match[2]) == 4 else 2000 + int(match[2])
        return date(year, MONTHS.index(match[1]) + 1, 1)
    raise ValueError(f"mois illisible : « {text} »")


def parse_yes_no(text: str) -> bool:
    """True for « oui », False for « non ».

    Raises:
        ValueError: Anything else.
    """
    try:
        return {"oui": True, "non": False}[label_key(text)]
    except KeyError:
        raise ValueError(f"ni oui ni non : « {text} »") from None


def parse_programmes(text: str) -> str:
    """Budget programme codes and funds in order of appearance: `P176 P216`; empty where none is written."""
    words = clean(text)
    found = [(match.start(), f"P{match[1]}") for match in _PROGRAMME.finditer(words)]
    found += [(words.upper().find(fund), fund) for fund in FUNDS if re.search(rf"\b{fund}\b", words.upper())]
    return " ".join(dict.fromkeys(code for _, code in sorted(found)))
