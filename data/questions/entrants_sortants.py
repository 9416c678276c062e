"""Which projects came and went, edition by edition."""

import pandas as pd

from data.model.dataset import Dataset, slugs_by_edition
from data.model.selection import Selection
from data.questions.parts.editions import editions_covered

_MISSING = float("nan")
_NOTHING = {"basis": "", "compared_with": _MISSING, "entrants": _MISSING, "leavers": _MISSING, "stock": _MISSING,
            "entrants_named": (), "leavers_named": ()}  # fmt: skip


def comings_and_goings(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Entrants, leavers and number of projects of the selection, by edition.

    Returns:
        `edition`, `reference_date`, `basis`: `tables` (two tables that follow each other), `gap` (tables are missing
        since `compared_with`), `published` (printed numbers alone, nothing selected) or empty; `compared_with` (the
        previous edition with a table), `entrants`, `leavers`, `stock`, and the names behind the first two,
        `entrants_named` and `leavers_named` (tuples of slug and name; empty where only a number is known).
    """
    selected, tables = slugs_by_edition(selection.apply(dataset)), dataset.tables
    names = dataset.vocabulary.projects.names
    records = []
    for line in editions_covered(dataset, selection).to_dict("records"):
        edition, before = line["edition"], dataset.previous_with_table(line["edition"])
        record = {"edition": edition, "reference_date": line["reference_date"], **_NOTHING}
        if line["has_table"]:
            record["stock"] = float(len(selected.get(edition, ())))
            if before is not None and selection.covers(before):
                record |= {"basis": "tables" if edition - before == 1 else "gap", "compared_with": float(before)}
                # An entrant is absent from the whole table before, not merely from the selection.
                for move, projects in (("entrants", selected.get(edition, set()) - tables[before]),
                                       ("leavers", selected.get(before, set()) - tables[edition])):  # fmt: skip
                    named = tuple((slug, names[slug]) for slug in sorted(projects))
                    record |= {move: float(len(named)), f"{move}_named": named}
        elif not selection.filters_projects:
            record |= {"stock": line["projects"], "entrants": line["entrants"], "leavers": line["leavers"]}
            is_printed = pd.notna(line["entrants"]) or pd.notna(line["leavers"])
            record["basis"] = "published" if is_printed else ""
        records.append(record)
    return pd.DataFrame(records, columns=["edition", "reference_date", *_NOTHING])
