"""Words of a published table: cleaned, compared, and distinguished from the notices that stand for a value."""

import html
import re
import unicodedata

WITHHELD_PHASE = "Chiffres non publiés (appel d'offres ou révision de trajectoire)"
NOT_GIVEN_PHASE = "NA"
SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u2009\u200b\ufeff]+")
# Control characters and marks that change the direction of text: never meant by a publisher, seen in forged files.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufff9-\uffff]"
)
_SCRIPT = re.compile(r"<(script|style)\b.*?(</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
# Letters of UTF-8 read as cp1252 or latin-1: « Ã© » for é, « â€™ » for ’.
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf©¨ªª«´»¢®¯¹‰€ ‡]|â€[™˜œ\u009d“”¦]|Â[\u00a0°«»]|\ufffd")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?(-->|$)", re.DOTALL)
_NOT_GIVEN = frozenset((
    "", "na", "n/a", "#n/a", "nan", "null", "nc", "n.c.", "n.c", "nd", "n.d.", "n.d", "nr", "ns", "so", "s.o.",
    "-", "--", "–", "—", "...", "/", "en cadrage", "cadrage", "en cours de cadrage", "phase de cadrage",
    "en revision", "en revision de trajectoire", "revision de trajectoire", "en cours de revision",
    "non publie", "non publiee", "non communique", "non communiquee", "non renseigne", "non renseignee",
    "non disponible", "non determine", "non defini", "non connu", "non applicable", "sans objet",
    "a definir", "a determiner", "confidentiel", "appel d'offres en cours", "en cours d'appel d'offres",
))  # fmt: skip
_WITHHELD = re.compile(
    r"appels? d'offres?|revision de (?:la |sa )?trajectoire|trajectoire .{0,40}revision|"
    r"(?:ne sont|n'est|n'ont|pas).{0,30}(?:pas|ete) (?:publie|communique|diffuse)|elements chiffres"
)  # fmt: skip


def clean(text: str) -> str:
    """The text without markup nor invisible characters, on one line, with plain single spaces, in Unicode NFC."""
    shown = _INVISIBLE.sub("", unicodedata.normalize("NFC", _entities_read(text)))
    return SPACES.sub(" ", _TAG.sub("", _SCRIPT.sub("", shown))).strip()


def has_markup(text: str) -> bool:
    """True where cleaning removes markup or invisible characters, not only spaces."""
    return bool(_TAG.search(_entities_read(text)) or _INVISIBLE.search(text))


def is_garbled(text: str) -> bool:
    """True where accents were lost by a wrong encoding: « MinistÃ¨re »."""
    return bool(_MOJIBAKE.search(text))


def _entities_read(text: str) -> str:
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


def label_key(text: str) -> str:
    """The key under which a label is looked up: clean, without case, with straight apostrophes."""
    return clean(text).replace("’", "'").casefold()


def unaccented(text: str) -> str:
    """Lower-case text without accents, for searching as a person types."""
    decomposed = unicodedata.normalize("NFKD", label_key(text))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def is_blank(text: str) -> bool:
    """True for a label that is none: nothing, a dash, « NA »."""
    words = unaccented(text)
    return not any(letter.isalnum() for letter in words) or words in ("na", "n/a", "nan", "null", "n.c.", "n.d.")


def is_not_given(text: str) -> bool:
    """True where the publisher gives no value: nothing, « NA », a dash, « en cadrage », or a notice that says why."""
    words = unaccented(text)
    return words in _NOT_GIVEN or bool(_WITHHELD.search(words))


def phase_label(text: str) -> str:
    """The phase as the project writes it: the printed label, or a notice for a phase that is not given.

    The publisher's sentence about calls for tenders and revised plans is recognised and replaced.
    """
    words = unaccented(text)
    if words.removeprefix("en ").removeprefix("phase de ") == "cadrage":
        return "Cadrage"
    if _WITHHELD.search(words) or words in ("en revision", "en cours de revision"):
        return WITHHELD_PHASE
    return NOT_GIVEN_PHASE if words in _NOT_GIVEN else clean(text)
