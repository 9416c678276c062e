"""Claims that others made about the panorama, in our own words, to be held against the published series."""

import contextlib
import re
from datetime import date
from pathlib import Path

import pandas as pd

from data.model.errors import SourceError
from data.model.tables import read_rows

SERIES = {
    "cout-total": "total_cost_meur",
    "ecart-calendaire": "schedule_drift_pct",
    "ecart-budgetaire": "budget_drift_pct",
    "projets": "projects",
    "duree-moyenne": "mean_duration_years",
}
"""Name of a series in addresses → its published figure."""
FINDINGS = ("plus-bas", "plus-haut", "hausse", "baisse")
"""What a claim can say of a series: its lowest or highest value, a rise, a fall."""
COLUMNS = ("claim", "edition", "source", "said_on", "text", "series", "finding", "since")


def read_claims(path: Path, editions: set[int]) -> pd.DataFrame:
    """The claims of a CSV file, in its order, with the columns `COLUMNS`; none where there is no such file.

    `edition` and `since` (the reference; 0 for the edition before) are whole numbers, `said_on` is an ISO day, month or
    year.

    Raises:
        SourceError: One line for each unknown edition, series, finding or date, and for a claim that stands twice.
    """
    if not path.is_file():
        return pd.DataFrame(columns=list(COLUMNS))
    records, problems = list[dict[str, object]](), list[str]()
    for row, cells in read_rows(path, COLUMNS):
        edition, since = (int(text) if text.isdecimal() else -1 for text in (cells["edition"], cells["since"] or "0"))
        wrong = {
            "édition": edition not in editions,
            "édition de référence": since != 0 and (since not in editions or since >= edition),
            "série": cells["series"] not in SERIES,
            "constat": cells["finding"] not in FINDINGS,
            "date": not _is_date(cells["said_on"]),
            "identifiant": cells["claim"] in {record["claim"] for record in records},
        }
        problems += [
            f"{path.name}, ligne {row} : {name} inconnu ou répété ; corrigez" for name, is_so in wrong.items() if is_so
        ]
        records.append({**cells, "edition": edition, "since": since})
    if problems:
        raise SourceError(problems)
    return pd.DataFrame.from_records(records, columns=list(COLUMNS))


def _is_date(text: str) -> bool:
    with contextlib.suppress(ValueError):
        return bool(re.fullmatch(r"\d{4}(-\d{2}){0,2}", text) and date.fromisoformat(f"{text}-01-01"[:10]))
    return False
