"""One project over the editions: where it stands in the tables, and what was printed of it."""

from dataclasses import dataclass

import pandas as pd

from data.model import measures
from data.model.dataset import Dataset


@dataclass(frozen=True)
class Presence:
    """The held editions in which a project stands, and those in which it does not.

    Attributes:
        editions: Held editions in which it stands, ascending.
        gaps: Held editions without it between its first and its last.
        absent_from: The held edition that follows its last, None where its last is the latest held.
    """

    editions: tuple[int, ...]
    gaps: tuple[int, ...]
    absent_from: int | None

    @property
    def has_left(self) -> bool:
        """True for a project that the latest table held no longer has."""
        return self.absent_from is not None


def rows_of(dataset: Dataset, project: str) -> pd.DataFrame:
    """The rows of `dataset.projects` of a project, by edition."""
    rows = dataset.projects
    return rows[rows["project"] == project].sort_values("edition")


def presence(dataset: Dataset, project: str) -> Presence:
    """Where a project stands in the tables held."""
    editions = tuple(int(edition) for edition in rows_of(dataset, project)["edition"])
    held = dataset.held_editions
    later = [edition for edition in held if edition > editions[-1]]
    return Presence(
        editions=editions,
        gaps=tuple(edition for edition in held if editions[0] < edition < editions[-1] and edition not in editions),
        absent_from=later[0] if later else None,
    )


def spans(rows: pd.DataFrame, column: str) -> list[tuple[str, tuple[int, ...]]]:
    """The successive values of a column, each with the editions in which it stood without another in between.

    Args:
        rows: As `rows_of` gives them.
        column: A column of text.
    """
    found: list[tuple[str, tuple[int, ...]]] = []
    for value, edition in zip(rows[column].astype(str), rows["edition"], strict=True):
        if found and found[-1][0] == value:
            found[-1] = (value, (*found[-1][1], int(edition)))
        else:
            found.append((value, (int(edition),)))
    return found


def start_changes(rows: pd.DataFrame) -> pd.DataFrame:
    """The printed starts that differ from the one printed before.

    Args:
        rows: As `rows_of` gives them.

    Returns:
        `previous_edition`, `edition`, `before` and `after` (months), `months` (positive when it moved later).
    """
    known = rows[rows["start"].notna()][["edition", "start"]]
    moved = pd.DataFrame(
        {
            "previous_edition": known["edition"].shift(),
            "edition": known["edition"],
            "before": known["start"].shift(),
            "after": known["start"],
        }
    ).dropna()
    moved = moved.assign(months=measures.slip_months(moved["after"], moved["before"]))
    return moved[moved["months"] != 0].astype({"previous_edition": int})


def neighbours(dataset: Dataset, project: str) -> pd.DataFrame:
    """The projects that share a portfolio with a project in its latest edition, by name: `project` and `name`."""
    last = rows_of(dataset, project).iloc[-1]
    slugs = set(str(last["ministries"]).split("|"))
    rows = dataset.projects[dataset.projects["edition"] == last["edition"]]
    shared = rows["ministries"].astype(str).map(lambda joined: bool(slugs & set(joined.split("|"))))
    return rows[shared & (rows["project"] != project)][["project", "name"]].astype(str).sort_values("name")
