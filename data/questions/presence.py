"""One project over the editions: which tables it is in, and what was printed of it."""

from dataclasses import dataclass

import pandas as pd

from data.model import measures
from data.model.dataset import Dataset


@dataclass(frozen=True)
class Presence:
    """The editions with a table that a project is in, and those that it is not in.

    Attributes:
        editions: Those that it is in, ascending.
        gaps: Those without it between its first and its last.
        absent_from: The one that follows its last, None where its last is the latest.
    """

    editions: tuple[int, ...]
    gaps: tuple[int, ...]
    absent_from: int | None

    @property
    def has_left(self) -> bool:
        """True for a project that the latest table no longer has."""
        return self.absent_from is not None


def rows_of(dataset: Dataset, project: str) -> pd.DataFrame:
    """The rows of `dataset.projects` of a project, by edition."""
    rows = dataset.projects
    return rows[rows["project"] == project].sort_values("edition")


def presence(dataset: Dataset, project: str) -> Presence:
    """The presence of a project in the tables."""
    editions = tuple(int(edition) for edition in rows_of(dataset, project)["edition"])
    absent = [edition for edition in dataset.held_editions if edition not in editions]
    return Presence(
        editions=editions,
        gaps=tuple(edition for edition in absent if editions[0] < edition < editions[-1]),
        absent_from=next((edition for edition in absent if edition > editions[-1]), None),
    )


def spans(rows: pd.DataFrame, column: str) -> list[tuple[str, tuple[int, ...]]]:
    """The successive values of a text column of `rows_of`, each with its editions until the next value."""
    values = rows[column].astype(str)
    groups = rows["edition"].groupby([(values != values.shift()).cumsum(), values])
    return [(str(value), tuple(editions.tolist())) for (_, value), editions in groups]


def start_changes(rows: pd.DataFrame) -> pd.DataFrame:
    """The printed starts, in the rows of `rows_of`, that differ from the one printed before.

    Returns:
        `previous_edition`, `edition`, `before` and `after` (months), `months` (positive when it moved later).
    """
    known = rows.loc[rows["start"].notna(), ["edition", "start"]].rename(columns={"start": "after"})
    before = known.shift().rename(columns={"edition": "previous_edition", "after": "before"})
    moved = known.join(before).iloc[1:]
    moved = moved.assign(months=measures.slip_months(moved["after"], moved["before"]))
    return moved[moved["months"] != 0].astype({"previous_edition": int})


def neighbours(dataset: Dataset, project: str) -> pd.DataFrame:
    """The projects that share a portfolio with a project in its latest edition, by name: `project` and `name`."""
    last = rows_of(dataset, project).iloc[-1]
    slugs = set(str(last["ministries"]).split("|"))
    rows = dataset.projects[dataset.projects["edition"] == last["edition"]]
    shared = rows["ministries"].astype(str).map(lambda joined: bool(slugs & set(joined.split("|"))))
    return rows[shared & (rows["project"] != project)][["project", "name"]].astype(str).sort_values("name")
