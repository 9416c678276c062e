"""One edition's file → a typed frame with its slugs, or the list of what is wrong in it."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd

from data.model.errors import SourceError
from data.model.french import number
from data.model.labels import Vocabulary
from data.model.normalise import AmbiguousTextError, parse_month, parse_stored_number, parse_yes_no
from data.model.schema import EDITION_FILE, FIRST_YEAR, MAX_MEUR, MAX_YEARS, YEARS_AHEAD
from data.model.tables import read_rows

_FILE_NAME = re.compile(r"(\d{2,3})_(20\d{2}-(?:0[1-9]|1[0-2]))\.csv")
_MOST = {"cost_meur": MAX_MEUR, "planned_duration_years": MAX_YEARS}
_PARSERS: dict[str, Callable[[str], object]] = {
    **{"number": parse_stored_number, "month": parse_month},
    **{"yes_no": parse_yes_no, "text": str.strip},
}
_EXPECTED = {"number": "un nombre, 12.5", "month": "un mois, 2021-11", "yes_no": "oui ou non"}


def edition_of(path: Path) -> tuple[int, str]:
    """Number and reference month (`2021-11`) of an edition's file; `SourceError` for a name unlike `14_2021-11.csv`."""
    match = _FILE_NAME.fullmatch(path.name)
    if not match:
        raise SourceError(f"editions/{path.name} : nom attendu de la forme 14_2021-11.csv ; renommez-le")
    return int(match[1]), match[2]


def read_edition(path: Path) -> pd.DataFrame:
    """The projects of one edition in the order of its file: `edition`, `reference_date`, `row` and `EDITION_FILE`.

    `start` is a month's first day, amounts are floats.

    Raises:
        SourceError: One line for each cell that cannot be read.
    """
    edition, reference_date = edition_of(path)
    records: list[dict[str, object]] = []
    problems: list[str] = []
    for row, cells in read_rows(path, tuple(column.name for column in EDITION_FILE)):
        record: dict[str, object] = {"edition": edition, "reference_date": reference_date, "row": row}
        for column in EDITION_FILE:
            where = f"édition {edition} ({path.name}), ligne {row}, colonne {column.name}"
            try:
                record[column.name] = value = _PARSERS[column.kind](cells[column.name])
            except AmbiguousTextError as error:
                problems.append(f"{where} : {error} ; corrigez la cellule")
            except ValueError:
                problems.append(f"{where} : « {cells[column.name]} » est illisible ; écrivez {_EXPECTED[column.kind]}")
            else:
                if column.required and value in ("", None):
                    problems.append(f"{where} : une valeur est nécessaire ; complétez la cellule")
                elif plausible := _plausible(column.name, value, int(reference_date[:4]) + YEARS_AHEAD):
                    problems.append(
                        f"{where} : « {cells[column.name]} » n'est pas plausible ({plausible}) ; corrigez la cellule"
                    )
        records.append(record)
    if problems:
        raise SourceError(problems)
    if not records:
        raise SourceError(f"édition {edition} ({path.name}) : aucun projet")
    return pd.DataFrame.from_records(records).astype(
        {"start": "datetime64[s]", "cost_meur": float, "planned_duration_years": float}
    )


def _plausible(column: str, value: object, last_year: int) -> str:
    """What is expected instead of a value that is not plausible, empty for one that is."""
    if isinstance(value, date) and not FIRST_YEAR <= value.year <= last_year:
        return f"de {FIRST_YEAR} à {last_year}"
    if isinstance(value, float) and not 0 < value <= _MOST[column]:
        return f"plus de 0, {number(_MOST[column])} au plus"
    return ""


def harmonise(edition: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """The frame of `read_edition` with slugs for printed labels.

    Returns:
        The frame with `project`, `name`, `ministries` (joined by |), `ministry_name`, `phase` and `functional_area`.

    Raises:
        SourceError: Edition, row, label and file to edit for each unknown label, or for each project that stands twice.
    """
    edition_number, problems = edition["edition"].iloc[0], list[str]()
    slugs: dict[str, list[str]] = {}
    for column, (printed, family) in {
        "project": ("published_name", vocabulary.projects),
        "ministries": ("published_ministry", vocabulary.ministries),
        "phase": ("published_phase", vocabulary.phases),
        "functional_area": ("published_functional_area", vocabulary.functional_areas),
    }.items():
        slugs[column] = []
        for row, label in zip(edition["row"], edition[printed], strict=True):
            try:
                slugs[column].append("|".join(family.resolve(label)))
            except KeyError:
                problems.append(
                    f"édition {edition_number}, ligne {row} : {family.noun} « {label} » ; "
                    f"ajoutez ce libellé à {family.file}"
                )
    if problems:
        raise SourceError(problems)
    ministries = vocabulary.ministries.names
    frame = edition.assign(
        **slugs,
        name=[vocabulary.projects.names[slug] for slug in slugs["project"]],
        ministry_name=[" / ".join(ministries[slug] for slug in joined.split("|")) for joined in slugs["ministries"]],
    )
    if frame["project"].is_unique:
        return frame
    raise SourceError(
        [
            f"édition {edition_number}, ligne {line.row} : le projet « {line.project} » figure deux fois "
            f"(« {line.published_name} ») ; corrigez le fichier ou {vocabulary.projects.file}"
            for line in frame[frame["project"].duplicated(keep=False)].sort_values(["project", "row"]).itertuples()
        ]
    )
