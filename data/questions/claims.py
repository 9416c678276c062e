"""A claim held against its series: true, false, not comparable, or impossible to verify.

A claim says that the value of an edition is the lowest or the highest since a reference, or that it rose or fell since
then. Only known values count; equal values are neither a rise nor a fall, nor a record.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.key_figures import SERIES
from data.model.selection import Selection
from data.questions.ecarts import drift_by_edition
from data.questions.parts.editions import editions_covered, provenance

CONCLUSIONS = ("vrai", "faux", "non-comparable", "inverifiable")
_ROUNDING = 1e-9
_DRIFTS = {"ecart-calendaire": ("schedule", "mean_pct"), "ecart-budgetaire": ("budget", "weighted_pct")}
_RECOMPUTED_BREAKS = {
    "cout-total": "projects",
    "ecart-calendaire": "duration_change_pct",
    "ecart-budgetaire": "cost_change_pct",
}
"""Series whose recomputed values have other breaks than the published ones → the series that has these breaks."""
_RECORDS = {"plus-bas": -1, "plus-haut": 1}
_CHANGES = {"baisse": -1, "hausse": 1}


@dataclass(frozen=True)
class Claim:
    """What is claimed: `finding` (one of `key_figures.FINDINGS`) of a series at an edition since another, 0 by default.

    By default the edition is the latest known, and the reference the first known for a record, the last known before
    for a change.
    """

    series: str
    finding: str
    edition: int = 0
    since: int = 0


@dataclass(frozen=True)
class Verdict:
    """What the series says of a claim.

    Attributes:
        claim: The claim, its edition and its reference completed; 0 where none is known.
        conclusion: One of `CONCLUSIONS`.
        values: The editions from the reference to the edition: `edition`, `reference_date`, `value` (NaN where
            unknown), `provenance` (empty for a recomputed value).
        series: As `values`, of every edition.
        decisive: The edition that decides: the counter-example, or the nearest value to it; the reference of a change.
        breaks: The breaks of the series from the reference to the edition, as `Dataset.breaks` has them.
        series_breaks: Those of every edition but the first.
        is_recomputed: True where the selection filters projects: the values are those of the tables.
    """

    claim: Claim
    conclusion: str
    values: pd.DataFrame
    series: pd.DataFrame
    decisive: int
    breaks: pd.DataFrame
    series_breaks: pd.DataFrame
    is_recomputed: bool


def verdict(dataset: Dataset, selection: Selection, claim: Claim) -> Verdict:
    """The verdict of the published series, or of the recomputed one where the selection filters projects.

    « vrai » needs the values to say so, and not by a break alone: once the movements across breaks are taken out, they
    must still say so, else it is « non-comparable ». A record contradicted by one value is « faux » whatever lies
    between; a change that only a break contradicts is « non-comparable » too.
    """
    series = _series(dataset, selection, claim.series)
    known = series[series["value"].notna()]
    edition = claim.edition or int(known["edition"].max() if len(known) else 0)
    before = known.loc[known["edition"] < edition, "edition"]
    since = claim.since or int((before.min() if claim.finding in _RECORDS else before.max()) if len(before) else 0)
    claim = replace(claim, edition=edition, since=since)
    values = series[series["edition"].between(since, edition)].reset_index(drop=True)
    broken = SERIES[claim.series]
    if selection.filters_projects:
        broken = _RECOMPUTED_BREAKS.get(claim.series, broken)
    all_breaks = dataset.breaks[dataset.breaks["series"] == broken]
    all_breaks = all_breaks[all_breaks["edition"] > series["edition"].min()]
    breaks = all_breaks[all_breaks["edition"].between(since + 1, edition)]
    points = values[values["value"].notna()].set_index("edition")["value"]
    is_change = claim.finding in _CHANGES
    if edition not in points.index or len(points) < 2 or (is_change and since not in points.index):
        conclusion, decisive = "inverifiable", 0
    else:
        decisive = since if is_change else _nearest(points, _RECORDS[claim.finding])
        is_so = _says(points, claim)
        is_so_within = _says(_without_breaks(points, breaks), claim)
        doubtful = is_so != is_so_within and (is_so or is_change)
        conclusion = "non-comparable" if doubtful else "vrai" if is_so else "faux"
    return Verdict(claim, conclusion, values, series, decisive, breaks, all_breaks, selection.filters_projects)


def _says(known: pd.Series, claim: Claim) -> bool:
    """True where the values, of which the last is that of the claim, say what it does."""
    last, others = known.iloc[-1], known.iloc[:-1]
    if claim.finding in _CHANGES:
        return bool((last - known.loc[claim.since]) * _CHANGES[claim.finding] > _ROUNDING)
    return bool(((last - others) * _RECORDS[claim.finding] > _ROUNDING).all())


def _nearest(known: pd.Series, direction: int) -> int:
    """The edition, before the last, whose value goes furthest in the direction."""
    others = known.iloc[:-1] * direction
    return int(others.index[int(others.to_numpy().argmax())])


def _without_breaks(known: pd.Series, breaks: pd.DataFrame) -> pd.Series:
    """The values moved so that nothing changes across a break: movements are only those within one method."""
    changes = known.diff().fillna(0.0)
    for earlier, later in pairwise(known.index.tolist()):
        if breaks["edition"].between(earlier + 1, later).any():
            changes[later] = 0.0
    return known.iloc[0] + changes.cumsum()


def _series(dataset: Dataset, selection: Selection, name: str) -> pd.DataFrame:
    """`edition`, `reference_date`, `value` and `provenance` of a series by edition."""
    editions = editions_covered(dataset, selection)
    frame = editions[["edition", "reference_date"]]
    if not selection.filters_projects:
        figure = SERIES[name]
        return frame.assign(value=editions[figure], provenance=provenance(editions, figure))
    if name in _DRIFTS:
        drift, statistic = _DRIFTS[name]
        value = drift_by_edition(dataset, selection, drift=drift).set_index("edition")[statistic]
    else:
        rows = selection.apply(dataset)
        by_edition = rows.groupby("edition")
        durations = measures.distributions(rows["planned_duration_years"], rows["edition"])["mean"]
        value = {
            "cout-total": measures.total(by_edition["cost_meur"]),
            "projets": by_edition.size().astype(float),
            "duree-moyenne": durations,
        }[name]
    return frame.assign(value=frame["edition"].map(value).astype(float), provenance="")
