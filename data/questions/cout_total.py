"""Complete estimated cost by edition: published, and recomputed by ministry or phase."""

import numpy as np
import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.parts.editions import (
    PART,
    editions_covered,
    position_in,
    provenance,
    where_table,
)
from data.questions.parts.lines import with_lines

OTHERS = "autres"
PARTS_SHOWN = 3


def cost_by_edition(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Complete estimated cost by edition, in M€.

    Returns:
        `edition`, `reference_date`, `published_meur` and `provenance` (missing when projects are filtered: the
        printed total cannot be), `total_meur` (sum of the costs known, missing where none is), `known` (projects
        with a cost) and `projects`, then the parts of the total, `part:<slug>`: the largest ministries or phases
        (see `cost_split`), and `part:autres` where there are more. Parts add up to `total_meur`. Where the selection
        is split, the total of each line, `line:<slug>`.
    """
    editions = editions_covered(dataset, selection)
    rows = selection.apply(dataset)
    costs, at = rows["cost_meur"].to_numpy(dtype=float), position_in(editions, rows)
    known = np.bincount(at[~np.isnan(costs)], minlength=len(editions))
    is_filtered = selection.filters_projects
    frame = pd.DataFrame(
        {
            "edition": editions["edition"],
            "reference_date": editions["reference_date"],
            "published_meur": np.nan if is_filtered else editions["total_cost_meur"],
            "provenance": "" if is_filtered else provenance(editions, "total_cost_meur"),
            "total_meur": measures.totals(costs, at, len(editions)),
            "known": where_table(known, editions),
            "projects": where_table(np.bincount(at, minlength=len(editions)), editions),
            **_cost_parts(rows[cost_split(selection)], costs, at, known),
        }
    )
    return with_lines(frame, dataset, selection, "cost_meur", measures.totals)


def cost_split(selection: Selection) -> str:
    """What the cost is split by: `phase` where ministries are chosen and phases are not, else `ministries`."""
    return "phase" if selection.ministries and not selection.phases else "ministries"


def _cost_parts(slugs: pd.Series, costs: np.ndarray, at: np.ndarray, known: np.ndarray) -> dict[str, np.ndarray]:
    """The largest parts of the total of each edition, then the others; `at` is the position of a row's edition."""
    # A label that covers two ministries is counted once, under the first printed.
    names, first = np.unique([joined.partition("|")[0] for joined in slugs.cat.categories], return_inverse=True)
    group = first[slugs.cat.codes.to_numpy()]
    is_known, amounts = ~np.isnan(costs), np.nan_to_num(costs)
    counts, totals = np.bincount(group[is_known], minlength=len(names)), np.bincount(group, amounts, len(names))
    ordered = [part for part in np.argsort(-totals, kind="stable") if counts[part]]
    chosen = {str(names[part]): group == part for part in ordered[:PARTS_SHOWN]}
    if len(ordered) > PARTS_SHOWN:
        chosen[OTHERS] = ~np.logical_or.reduce([*chosen.values()])
    parts = {}
    for slug, is_in in chosen.items():
        # A part without a project is 0, one whose costs are all withheld is missing.
        is_there, has_cost = (np.bincount(at[rows], minlength=len(known)) > 0 for rows in (is_in, is_in & is_known))
        sums = np.bincount(at[is_in], amounts[is_in], len(known))
        parts[f"{PART}{slug}"] = np.where((known > 0) & (has_cost | ~is_there), sums, np.nan)
    return parts
