"""The same projects followed from edition to edition: what moved, when, who came and went."""

import numpy as np
import pandas as pd

from data.model import measures
from data.model.dataset import Dataset
from data.model.selection import Selection, editions_with_table
from data.questions.editions import editions_covered, plain

STATES = ("absent", "unselected", "unpublished", "first", "change")
"""What a project × edition cell holds: not in the table; in it but not selected; no cost published; a cost without
one in the edition held before; a change since that edition."""


def dispersion(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Change of cost since the first known edition, one row per project and edition.

    Returns:
        `edition`, `reference_date`, `project`, `name`, `ministry_name`, `cost_change_pct`, `cost_meur`,
        `first_cost_meur`; an edition without any such project has one row of missing values, so that a gap shows.
    """
    rows = selection.apply(dataset)
    rows = rows[rows["cost_change_pct"].notna()]
    frame = plain(
        rows, ["edition", "project", "name", "ministry_name", "cost_change_pct", "cost_meur", "first_cost_meur"]
    )
    editions = editions_covered(dataset, selection)[["edition", "reference_date"]]
    return editions.merge(frame, on="edition", how="left").sort_values(
        ["edition", "cost_change_pct", "project"], ignore_index=True
    )


def changes_by_cell(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Change of cost since the edition held before, for each project selected once and each edition held.

    Returns:
        `edition`, `reference_date`, `project`, `name`, `entry` (first edition in the panorama), `state` (one of
        `STATES`), `cost_meur`, `previous_meur`, `change_pct`; projects by first edition then name, each with every
        edition held, ascending.
    """
    selected = selection.apply(dataset)
    held = editions_with_table(dataset, selection)
    projects = plain(dataset.projects, ["project", "edition", "name", "cost_meur"])
    entry = projects.groupby("project")["edition"].min()
    names = projects.drop_duplicates("project").set_index("project")["name"]
    slugs = sorted(set(selected["project"]), key=lambda slug: (entry[slug], str(names[slug]).casefold()))
    grid = pd.MultiIndex.from_product([slugs, held], names=["project", "edition"])
    known = projects.set_index(["project", "edition"])
    known = known.assign(
        previous_meur=measures.previous_known(dataset.projects, "cost_meur", dataset.held_editions).to_numpy()
    )
    cells = known[["cost_meur", "previous_meur"]].reindex(grid)
    is_present = grid.isin(known.index)
    is_selected = grid.isin(pd.MultiIndex.from_frame(plain(selected, ["project", "edition"])))
    state = np.select(
        [~is_present, ~is_selected, cells["cost_meur"].isna(), cells["previous_meur"].isna()], STATES[:4], STATES[4]
    )
    shown = pd.Series(np.isin(state, ("first", "change")), index=grid)
    frame = cells.assign(
        cost_meur=cells["cost_meur"].where(shown), previous_meur=cells["previous_meur"].where(state == "change")
    )
    frame = frame.assign(
        state=state, change_pct=measures.change_pct(frame["cost_meur"], frame["previous_meur"])
    ).reset_index()
    dates = {edition: dataset.reference_date(edition) for edition in held}
    return frame.assign(
        name=frame["project"].map(names), entry=frame["project"].map(entry), reference_date=frame["edition"].map(dates)
    )


def comings_and_goings(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Entrants, leavers and number of projects of the selection, by edition.

    Returns:
        `edition`, `reference_date`, `basis`: `tables` (two tables that follow each other), `gap` (tables are missing
        since `compared_with`), `published` (printed numbers alone, nothing selected) or empty; `compared_with` (the
        edition held before), `entrants`, `leavers`, `stock`, and the names behind the first two,
        `entrants_named` and `leavers_named` (tuples of slug and name; empty where only a number is known).
    """
    selected, tables = _by_edition(selection.apply(dataset)), _by_edition(dataset.projects)
    names = dataset.vocabulary.projects.names
    printed = not selection.filters_projects
    records: list[dict[str, object]] = []
    for line in editions_covered(dataset, selection).to_dict("records"):
        edition = int(line["edition"])
        record = {"edition": edition, "reference_date": line["reference_date"], "basis": "", "compared_with": np.nan,
                  "entrants": np.nan, "leavers": np.nan, "stock": np.nan, "entrants_named": (),
                  "leavers_named": ()}  # fmt: skip
        before = dataset.previous_held(edition)
        if line["has_table"]:
            record["stock"] = float(len(selected.get(edition, ())))
            if before is not None and selection.covers(before):
                # An entrant is absent from the whole table before, not merely from the selection.
                entered = sorted(selected.get(edition, set()) - tables[before])
                left = sorted(selected.get(before, set()) - tables[edition])
                record |= {
                    "basis": "tables" if edition - before == 1 else "gap",
                    "compared_with": float(before),
                    "entrants": float(len(entered)),
                    "leavers": float(len(left)),
                    "entrants_named": tuple((slug, names[slug]) for slug in entered),
                    "leavers_named": tuple((slug, names[slug]) for slug in left),
                }
        elif printed:
            record |= {"stock": line["projects"], "entrants": line["entrants"], "leavers": line["leavers"]}
            is_printed = pd.notna(line["entrants"]) or pd.notna(line["leavers"])
            record["basis"] = "published" if is_printed else ""
        records.append(record)
    columns = ["edition", "reference_date", "basis", "compared_with", "entrants", "leavers", "stock"]
    return pd.DataFrame(records, columns=[*columns, "entrants_named", "leavers_named"])


def _by_edition(rows: pd.DataFrame) -> dict[int, set[str]]:
    return {int(edition): set(group) for edition, group in rows["project"].astype(object).groupby(rows["edition"])}


def change_by_age(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Change of cost since the first known edition, by age in the panorama.

    Returns:
        `age` (number of editions since the first in which the project was printed, those not held included),
        `known` (projects of that age with the measure, each counted once for each age), `median_pct`, `p25_pct` and
        `p75_pct`, missing below five projects; ages ascending from 1, without holes: an age that no held edition
        shows has `known` 0. The edition of entry is left out: its change is nought by definition.
    """
    rows = selection.apply(dataset)
    entry = dataset.projects.groupby("project", observed=True)["edition"].min()
    ages = rows["edition"] - rows["project"].map(entry).astype(int)
    known = rows.assign(age=ages)[(ages > 0) & rows["cost_change_pct"].notna()]
    records = []
    for age in range(1, int(known["age"].max()) + 1 if len(known) else 1):
        spread = measures.distribution(known.loc[known["age"] == age, "cost_change_pct"])
        records.append((age, spread.n, spread.median, spread.p25, spread.p75))
    return pd.DataFrame(records, columns=["age", "known", "median_pct", "p25_pct", "p75_pct"])
