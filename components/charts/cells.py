"""Text that a spreadsheet would run, made harmless in every file that leaves."""

import re

# The list of OWASP (formula injection), the full-width twins that some programs fold, and what hides in front.
_FORMULA = re.compile(r"(?:^|[\r\n])[\s\0\u200b\ufeff]*[=+\-@＝＋－＠]|^[\t\r\0]")


def neutralised(text: str) -> str:
    """The text, preceded by an apostrophe where a spreadsheet would read it, or one of its lines, as a formula."""
    return f"'{text}" if _FORMULA.search(text) else text
