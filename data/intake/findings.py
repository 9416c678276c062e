"""What a check finds in a published file, and its words: the French report that the operator reads."""

from dataclasses import dataclass, field

from data.model.french import count

REJECTION, QUARANTINE, WARNING = LEVELS = ("rejet", "quarantaine", "avertissement")
"""Rejet: the file is refused. Quarantaine: a row or a value is set aside. Avertissement: to be looked at."""

_MAX_QUOTE = 60


@dataclass(frozen=True)
class Finding:
    """One finding; `row` counts from 1 as a spreadsheet does, `column` is the header as printed."""

    level: str
    reason: str
    remedy: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""

    def in_words(self) -> str:
        """The finding on one line: level, position, value, reason, remedy."""
        position = [f"feuille « {self.sheet} »"] if self.sheet else []
        position += [f"ligne {self.row}"] if self.row is not None else []
        position += [f"colonne « {self.column} »"] if self.column else []
        value = " ".join("".join(letter if letter.isprintable() else " " for letter in self.value).split())
        value = value if len(value) <= _MAX_QUOTE else f"{value[: _MAX_QUOTE - 1]}…"
        parts = [", ".join(position), f"« {value} »" if self.value else "", self.reason]
        remedy = f" → {self.remedy}" if self.remedy else ""
        return f"{self.level.upper():<13} {' : '.join(filter(None, parts))}{remedy}"


@dataclass
class Findings:
    """The findings of one check, in the order in which they were added."""

    items: list[Finding] = field(default_factory=list)

    def add(self, level: str, reason: str, remedy: str = "", **where: object) -> None:
        """Add one finding; `where` holds `sheet`, `row`, `column` and `value`."""
        self.items.append(Finding(level, reason, remedy, **where))  # type: ignore[arg-type]

    def of(self, level: str) -> list[Finding]:
        """The findings of one level."""
        return [finding for finding in self.items if finding.level == level]

    @property
    def refused(self) -> bool:
        """True where at least one finding rejects the file."""
        return bool(self.of(REJECTION))

    def in_words(self) -> str:
        """The findings, gravest first, under a line that counts them."""
        counts = ", ".join(count(len(self.of(level)), level) for level in LEVELS)
        return "\n".join([counts, *(finding.in_words() for level in LEVELS for finding in self.of(level))])
