"""What a check finds in a published file, and the French report that the operator reads."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from data.model.french import count

REJECTION, QUARANTINE, WARNING = "rejet", "quarantaine", "avertissement"
LEVELS = (REJECTION, QUARANTINE, WARNING)
"""Rejet: the file is not taken in. Quarantaine: a row or a value is set aside. Avertissement: to be looked at."""

_SHOWN = 60


@dataclass(frozen=True)
class Finding:
    """One thing found in a file.

    Attributes:
        level: One of `LEVELS`.
        reason: What is wrong, in French.
        remedy: What to do about it, in French.
        sheet: Name of the sheet, empty where the whole file is meant.
        row: Row as a spreadsheet numbers it, from 1.
        column: Header of the column as printed.
        value: The value at fault.
    """

    level: str
    reason: str
    remedy: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""

    def in_words(self) -> str:
        """The finding on one line: level, place, value, reason, remedy."""
        place = [f"feuille « {self.sheet} »"] if self.sheet else []
        place += [f"ligne {self.row}"] if self.row is not None else []
        place += [f"colonne « {self.column} »"] if self.column else []
        where = f"{', '.join(place)} : " if place else ""
        value = f"« {shortened(self.value)} » : " if self.value else ""
        remedy = f" → {self.remedy}" if self.remedy else ""
        return f"{self.level.upper():<13} {where}{value}{self.reason}{remedy}"


@dataclass
class Findings:
    """The findings of one check, in the order in which they were made."""

    items: list[Finding] = field(default_factory=list)

    def add(self, level: str, reason: str, remedy: str = "", **place: object) -> None:
        """Note one finding; `place` holds `sheet`, `row`, `column` and `value`."""
        self.items.append(Finding(level, reason, remedy, **place))  # type: ignore[arg-type]

    def of(self, level: str) -> list[Finding]:
        """The findings of one level."""
        return [finding for finding in self.items if finding.level == level]

    @property
    def refused(self) -> bool:
        """True where at least one finding forbids taking the file in."""
        return bool(self.of(REJECTION))


def shortened(text: str) -> str:
    """The text as a report quotes it: one line, printable, not too long."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def in_words(findings: Iterable[Finding]) -> str:
    """The findings, gravest first, under a line that counts them."""
    items = list(findings)
    by_level = {level: [finding for finding in items if finding.level == level] for level in LEVELS}
    counts = ", ".join(count(len(group), level) for level, group in by_level.items())
    return "\n".join([counts, *(finding.in_words() for group in by_level.values() for finding in group)])
