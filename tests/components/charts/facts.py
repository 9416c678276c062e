"""What the rows of a selection say, in plain Python: nothing of the application computes it."""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import pandas as pd

from data.model import french
from data.model.selection import Selection
from tests.data.questions.selections import DATASET

EDITIONS = DATASET.editions.set_index("edition").to_dict("index")
BREAKS = DATASET.breaks.groupby("series")["edition"].agg(list).to_dict()
NAMES = DATASET.vocabulary.projects.names
BANDS = {"moins-de-5": (0, 5), "5-9": (5, 9), "9-20": (9, 20), "20-100": (20, 100), "plus-de-100": (100, 1e9)}


def plain(text: str) -> str:
    """The text with usual spaces and apostrophes."""
    return re.sub("[\u00a0\u202f]", " ", text).replace("’", "'")


def dates() -> dict[str, int]:
    """Every way to write the date of an edition → its number."""
    found = {}
    for edition, line in EDITIONS.items():
        rank = "1ʳᵉ" if edition == 1 else f"{edition}ᵉ"
        found |= {f"à la {rank} édition": edition, f"la {rank} édition": edition, f"{rank} édition": edition}
        if date := line["reference_date"]:
            for month in (french.month(date), french.short_month(date)):
                found |= {month: edition, f"en {month}": edition, f"en {month} ({rank} édition)": edition}
    return {plain(text): edition for text, edition in found.items()}


DATES = dates()


class Row(NamedTuple):
    project: str
    name: str
    ministry: str
    phase: str
    area: str
    cost: float | None
    start: int | None
    end: int | None
    duration: float | None


def rows_of(frame: pd.DataFrame) -> dict[int, dict[str, Row]]:
    """The rows by edition and project; months are counted from the year 0."""
    found: dict[int, dict[str, Row]] = {}
    for line in frame.to_dict("records"):
        known = {name: None if pd.isna(line[name]) else line[name] for name in ("cost_meur", "start")}
        years = None if pd.isna(line["planned_duration_years"]) else float(line["planned_duration_years"])
        start = known["start"] and known["start"].year * 12 + known["start"].month
        end = None if start is None or years is None else start + round(years * 12)
        found.setdefault(int(line["edition"]), {})[line["project"]] = Row(
            line["project"], line["name"], line["ministries"].split("|")[0], line["phase"], line["functional_area"],
            known["cost_meur"], start, end, years,
        )  # fmt: skip
    return found


ALL = rows_of(DATASET.projects)
TABLES = sorted(ALL)


@cache
def first_of(project: str, field: str) -> tuple[int, Row]:
    """The first edition in which a value of a project is known, and its row."""
    return next(
        (edition, row) for edition in TABLES if (row := ALL[edition].get(project)) and getattr(row, field) is not None
    )


def is_broken(series: str, editions: list[int]) -> bool:
    return any(min(editions) < edition <= max(editions) for edition in BREAKS.get(series, []))


@dataclass(frozen=True)
class Facts:
    """The facts of one selection."""

    selection: Selection

    @cached_property
    def by_edition(self) -> dict[int, dict[str, Row]]:
        return rows_of(DATASET.projects[self.selection.mask(DATASET)])

    @cached_property
    def at_any_edition(self) -> dict[int, dict[str, Row]]:
        """The rows with the range of editions set aside."""
        fields = {**vars(self.selection), "since": None, "until": None}
        return rows_of(DATASET.projects[Selection(**fields).mask(DATASET)])

    @property
    def tables(self) -> list[int]:
        return [edition for edition in TABLES if self.selection.covers(edition)]

    @property
    def latest(self) -> int:
        return self.tables[-1] if self.tables else 0

    @property
    def now(self) -> list[Row]:
        return list(self.by_edition.get(self.latest, {}).values())

    @property
    def is_filtered(self) -> bool:
        narrowing = ("ministries", "phases", "functional_areas", "cost_bands", "text")
        return self.selection.is_interministerial is not None or any(
            getattr(self.selection, name) for name in narrowing
        )

    def published(self, figure: str) -> list[tuple[int, float]]:
        return [(edition, line[figure]) for edition, line in EDITIONS.items()
                if self.selection.covers(edition) and pd.notna(line[figure])]  # fmt: skip

    def costs(self, edition: int) -> list[float]:
        return [row.cost for row in self.by_edition.get(edition, {}).values() if row.cost is not None]

    def changes(self, edition: int, field: str) -> dict[str, tuple[float, float]]:
        """Project → first known value and value at an edition."""
        rows = self.by_edition.get(edition, {}).values()
        return {row.project: (getattr(first_of(row.project, field)[1], field), getattr(row, field))
                for row in rows if getattr(row, field) is not None}  # fmt: skip

    def percents(self, edition: int, field: str) -> list[float]:
        return [(now / first - 1) * 100 for first, now in self.changes(edition, field).values()]

    def totals(self, groups: str) -> dict[str, tuple[int, int, float]]:
        """Group of the latest rows → projects, those with a cost, sum of the costs."""
        found: dict[str, tuple[int, int, float]] = {}
        for row in self.now:
            projects, known, total = found.get(getattr(row, groups), (0, 0, 0.0))
            found[getattr(row, groups)] = (projects + 1, known + (row.cost is not None), total + (row.cost or 0.0))
        return found


def moved(first: float, now: float) -> int:
    """1, −1, or 0 where printed decimals explain the change."""
    return 0 if abs(now - first) <= 0.05 + 1e-9 else 1 if now > first else -1


def weighted(changes: dict[str, tuple[float, float]]) -> float:
    return (sum(now for _, now in changes.values()) / sum(first for first, _ in changes.values()) - 1) * 100


def value(text: str) -> float:
    """A number in a text: M€, %, months; milliards in M€; with the sign that its words give."""
    found = re.search(r"\d[\d ]*(?:,\d+)?", text)
    if found is None:
        return 0.0
    number = float(found[0].replace(" ", "").replace(",", ".")) * (1000 if "Md€" in text else 1)
    is_less = re.search(r"baisse|de moins|réduite|avancée?|baissé", text)
    return -number if is_less else number


def near(text: str, actual: float) -> bool:
    """True where the number of the text is the actual one, rounded as it is written."""
    if not re.search(r"\d", text):
        return abs(actual) <= 0.05 + 1e-6
    decimals = len(found[1]) if (found := re.search(r",(\d+)", text)) else 0
    unit = 10.0 ** -max(decimals, 2 if "Md€" in text else 1 if re.search("M€|%", text) else 0)
    return abs(value(text) - actual) <= unit * (1000 if "Md€" in text else 1) * 0.5 + 1e-6


def near_percent(text: str, actual: float) -> bool:
    """The same for a percentage without decimals."""
    return abs(value(text) - actual) <= 0.5 + 1e-6
