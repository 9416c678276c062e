"""The breaks of published series that a chart shows."""

from collections.abc import Sequence
from typing import NamedTuple

from data.questions.parts.editions import Line


class Break(NamedTuple):
    """A break and every edition at which it is: no line of the series enters them from before."""

    name: str
    explanation: str
    editions: tuple[int, ...]

    @property
    def label(self) -> str:
        """« nouveau calcul »: what is written on the curve."""
        return self.name[:1].lower() + self.name[1:]

    @property
    def span(self) -> str:
        """« Édition 3 », « Éditions 6 à 8 »."""
        first, last = self.editions[0], self.editions[-1]
        return f"Éditions {first} à {last}" if last > first else f"Édition {first}"


def breaks_of(lines: Sequence[Line]) -> tuple[Break, ...]:
    """The breaks of some lines of `Dataset.breaks`, ascending."""
    found: dict[tuple[str, str], set[int]] = {}
    for line in lines:
        found.setdefault((line["name"], line["explanation"]), set()).add(line["edition"])
    ordered = sorted(found.items(), key=lambda one: (min(one[1]), max(one[1])))
    return tuple(Break(*words, tuple(sorted(at))) for words, at in ordered)


def broken_at(breaks: tuple[Break, ...]) -> set[int]:
    """The editions that no line of the series enters from before."""
    return {edition for mark in breaks for edition in mark.editions}
