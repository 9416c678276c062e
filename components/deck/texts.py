"""Texts as files can hold them, whatever a project is called."""

import re

# What no file may hold (control characters, halves of pairs), and what turns the reading direction over.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def printable(text: object) -> str:
    """The text without the characters that no file may hold."""
    return _UNPRINTABLE.sub("", str(text))


def shortened(text: str, longest: int) -> str:
    """The text, cut at a word with an ellipsis where it is longer than so many letters."""
    if len(text) <= longest:
        return text
    cut = text[: max(1, longest - 1)]
    at_word = cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut
    return f"{at_word.rstrip(' ,;:(')}…"
