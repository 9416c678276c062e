"""One project over the editions: its trajectory, which tables it is in, and what was printed of it."""

from dataclasses import dataclass

import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.filters import cost_band
from data.model.selection import Selection
from data.questions.parts.editions import plain


def trajectory(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Cost, planned end, phase and ministry of the selection's `project` since it was first printed, filters set aside.

    Returns:
        `edition`, `reference_date`, `name`, `has_table` (the edition has a table), `is_present`, `ministry_name`,
        `published_ministry`, `phase`, `phase_name`, `start`, `planned_duration_years`, `end`, `cost_meur`,
        `cost_change_pct`, `slip_months`; `start_change_months` since the last known start; `is_new_phase`,
        `is_new_ministry`. Editions without a table, or where the project is absent, have missing values: a gap.
        Empty for an unknown project.
    """
    columns = ["edition", "name", "ministry_name", "published_ministry", "phase", "start", "planned_duration_years"]
    columns += ["end", "cost_meur", "cost_change_pct", "slip_months"]
    own = plain(rows_of(dataset, selection.project), columns)
    editions = dataset.editions[["edition", "reference_date"]]
    first = own["edition"].min() if len(own) else dataset.latest_table + 1
    span = editions[editions["edition"].between(first, dataset.latest_table)]
    frame = span.merge(own, on="edition", how="left")
    is_present = frame["edition"].isin(own["edition"])
    return frame.assign(
        has_table=frame["edition"].isin(dataset.editions_with_table),
        is_present=is_present,
        name=own["name"].iloc[0] if len(own) else "",
        phase_name=frame["phase"].map(dataset.vocabulary.phases.names),
        start_change_months=measures.slip_months(frame["start"], frame["start"].ffill().shift()),
        is_new_phase=_is_new(frame["phase"], is_present),
        is_new_ministry=_is_new(frame["ministry_name"], is_present),
    )


def _is_new(values: pd.Series, is_present: pd.Series) -> pd.Series:
    before = values[is_present].shift().reindex(values.index)
    return before.notna() & (values != before)


@dataclass(frozen=True)
class Presence:
    """Editions with a table that a project is in, those without it in between, and the one after its last, if any."""

    editions: tuple[int, ...]
    gaps: tuple[int, ...]
    absent_from: int | None

    @property
    def has_left(self) -> bool:
        """True for a project that the latest table no longer has."""
        return self.absent_from is not None


def rows_of(dataset: Dataset, project: str) -> pd.DataFrame:
    """The rows of `dataset.projects` of a project, by edition."""
    return dataset.projects[dataset.projects["project"] == project].sort_values("edition")


def presence(dataset: Dataset, project: str) -> Presence:
    """The presence of a project in the tables."""
    editions = tuple(int(edition) for edition in rows_of(dataset, project)["edition"])
    absent = [edition for edition in dataset.editions_with_table if edition not in editions]
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


@dataclass(frozen=True)
class Rank:
    """Where a project stands among those of its phase and cost band, in the latest edition that has it.

    Attributes:
        edition: That edition.
        phase: Their phase.
        cost_band: Their cost band; empty where its projects are fewer than `FEWEST_COMPARED`: then all of the phase.
        projects: Their number, itself included.
        cost: Position by cost, from 1, the highest first.
        cost_change: Position by change of cost in percent; 0 where it has not risen.
        slip: Position by months of slip; 0 where it has not slipped.
    """

    edition: int
    phase: str
    cost_band: str
    projects: int
    cost: int
    cost_change: int
    slip: int


FEWEST_COMPARED = 3


def rank(dataset: Dataset, project: str) -> Rank | None:
    """The rank of a project; None without a cost or a phase, or where too few are comparable."""
    own = rows_of(dataset, project).iloc[-1]
    rows = dataset.projects[(dataset.projects["edition"] == own["edition"]) & dataset.projects["cost_meur"].notna()]
    peers = rows[rows["phase"] == own["phase"]]
    if pd.isna(own["cost_meur"]) or own["phase"] == "non-publie":
        return None
    bands = cost_band(peers["cost_meur"])
    band = str(bands[peers["project"] == project].iloc[0])
    if (bands == band).sum() >= FEWEST_COMPARED:
        peers = peers[bands == band]
    elif len(peers) >= FEWEST_COMPARED:
        band = ""
    else:
        return None

    def position(column: str) -> int:
        return 1 + int((peers[column] > own[column]).sum())

    return Rank(
        edition=int(own["edition"]),
        phase=str(own["phase"]),
        cost_band=band,
        projects=len(peers),
        cost=position("cost_meur"),
        cost_change=position("cost_change_pct") if own["cost_change_pct"] > 0 else 0,
        slip=position("slip_months") if own["slip_months"] > 0 else 0,
    )
