"""The figures that the publisher prints for each edition, their provenance and the breaks of their series."""

from pathlib import Path

import pandas as pd

from data.model.errors import SourceError
from data.model.normalise import parse_number
from data.model.tables import read_rows

FIGURES = (
    *("projects", "interministerial", "total_cost_meur", "mean_duration_years"),
    *("schedule_drift_pct", "budget_drift_pct", "entrants", "leavers"),
)
_COLUMNS = (
    *("edition", "reference_date", "publication_date", *FIGURES),
    *("secondary", "derived", "breaks", "total_label", "source", "note"),
)
_BREAK_COLUMNS = ("break", "series", "name", "explanation", "source")


def read_key_figures(path: Path) -> pd.DataFrame:
    """The published figures, one row per edition, ascending.

    Returns:
        `edition`; `reference_date` and `publication_date` as text (empty where unknown); the figures of
        `FIGURES` as floats, NaN where no source gives them; `secondary` and `derived`, which name the figures
        stated by a secondary source and those obtained by arithmetic (all others are printed by the
        publisher); `breaks`, `total_label`, `source` and `note`.

    Raises:
        SourceError: One line for each cell that cannot be read or edition that stands twice.
    """
    records: list[dict[str, object]] = []
    problems: list[str] = []
    for row, cells in read_rows(path, _COLUMNS):
        record: dict[str, object] = dict(cells)
        try:
            record["edition"] = int(cells["edition"])
            for figure in FIGURES:
                record[figure] = parse_number(cells[figure])
        except ValueError as error:
            problems.append(f"{path.name}, ligne {row} : {error} ; un nombre est attendu")
        unknown = set(f"{cells['secondary']} {cells['derived']}".split()) - set(FIGURES)
        problems += [f"{path.name}, ligne {row} : chiffre inconnu « {name} »" for name in sorted(unknown)]
        records.append(record)
    frame = pd.DataFrame.from_records(records, columns=list(_COLUMNS))
    if not problems and not frame["edition"].is_unique:
        problems.append(f"{path.name} : une édition figure deux fois")
    if problems or frame.empty:
        raise SourceError(problems or f"{path.name} : aucune édition")
    return frame.astype(dict.fromkeys(FIGURES, float)).sort_values("edition", ignore_index=True)


def read_breaks(path: Path, key_figures: pd.DataFrame) -> pd.DataFrame:
    """The breaks of series: `break`, `edition`, `series`, `name`, `explanation`, `source`.

    One row per break of `path`, edition whose `breaks` name it and series: no line joins it to the edition before.

    Raises:
        SourceError: An edition names a break that is not described.
    """
    described = {cells["break"]: cells for _, cells in read_rows(path, _BREAK_COLUMNS)}
    records: list[dict[str, object]] = []
    for edition, names in zip(key_figures["edition"], key_figures["breaks"], strict=True):
        for name in names.split():
            if name not in described:
                raise SourceError(f"key_figures.csv, édition {edition} : rupture inconnue « {name} »")
            series = described[name]["series"].split()
            records += [{**described[name], "edition": edition, "series": one} for one in series]
    return pd.DataFrame.from_records(records, columns=["edition", *_BREAK_COLUMNS])
