"""The published figures of each edition, their provenance, the breaks of their series, and what was claimed of them."""

import contextlib
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from data.model.errors import SourceError
from data.model.normalise import parse_date, parse_stored_number
from data.model.schema import PROJECTS
from data.model.tables import read_rows


class Bounds(NamedTuple):
    """What a figure may be: from `low` to `high`, as its sentence says, and whole where it counts something."""

    low: float
    high: float
    in_words: str
    is_whole: bool = False


BOUNDS = {
    "projects": Bounds(1, 500, "de 1 à 500", is_whole=True),
    "interministerial": Bounds(0, 500, "de 0 à 500", is_whole=True),
    "total_cost_meur": Bounds(100, 20_000, "de 100 M€ à 20 Md€"),
    "mean_duration_years": Bounds(1, 30, "de 1 à 30 ans"),
    "schedule_drift_pct": Bounds(-50, 300, "de −50 à 300 %"),
    "budget_drift_pct": Bounds(-50, 300, "de −50 à 300 %"),
    "entrants": Bounds(0, 500, "de 0 à 500", is_whole=True),
    "leavers": Bounds(0, 500, "de 0 à 500", is_whole=True),
}
FIGURES = tuple(BOUNDS)
DATES = ("reference_date", "publication_date")
_COLUMNS = (
    *("edition", *DATES, *FIGURES),
    *("secondary", "derived", "breaks", "total_label", "source", "note"),
)
_BREAK_COLUMNS = ("break", "series", "name", "explanation", "source")
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
_CLAIM_COLUMNS = ("claim", "edition", "source", "said_on", "text", "series", "finding", "since")
_EDITION = re.compile(r"[1-9]\d{0,2}")
_STORED_DATES = {
    "reference_date": re.compile(r"20\d{2}-\d{2}"),
    "publication_date": re.compile(r"20\d{2}-\d{2}(-\d{2})?"),
}


def figure_fault(name: str, value: float) -> str:
    """What is wrong with a figure, in French; empty for a plausible one."""
    bounds = BOUNDS[name]
    if bounds.is_whole and not value.is_integer():
        return "n'est pas un nombre entier"
    return "" if bounds.low <= value <= bounds.high else f"n'est pas plausible (attendu {bounds.in_words})"


def read_key_figures(path: Path) -> pd.DataFrame:
    """The published figures, one row per edition, ascending.

    Returns:
        `edition`; `reference_date` and `publication_date` as text (empty where unknown); the figures of
        `FIGURES` as floats, NaN where no source gives them; `secondary` and `derived`, which name the figures
        stated by a secondary source and those obtained by arithmetic (all others are printed by the
        publisher); `breaks`, `total_label`, `source` and `note`.

    Raises:
        SourceError: One line for each cell that cannot be read or is not plausible, alone or beside the others.
    """
    records: list[dict[str, object]] = []
    problems: list[str] = []
    lines: list[tuple[int, int, dict[str, str]]] = []
    for row, cells in read_rows(path, _COLUMNS):
        record: dict[str, object] = dict(cells)
        faults = {name: fault for name in (*DATES, *FIGURES) if (fault := _fault(name, cells[name]))}
        if _EDITION.fullmatch(cells["edition"]):
            record["edition"] = int(cells["edition"])
            lines.append((int(cells["edition"]), row, cells))
        else:
            faults["edition"] = "n'est pas un numéro d'édition"
        where = f"{path.name}, ligne {row}, colonne"
        problems += [f"{where} {name} : « {cells[name]} » {fault} ; corrigez" for name, fault in faults.items()]
        if not faults:
            record |= {name: parse_stored_number(cells[name]) for name in FIGURES}
        for column in ("secondary", "derived"):
            unknown = sorted(set(cells[column].split()) - set(FIGURES))
            problems += [f"{where} {column} : chiffre inconnu « {name} » ; corrigez" for name in unknown]
        records.append(record)
    if not problems:
        problems = _contradictions(path.name, sorted(lines, key=lambda line: line[:2]))
    if problems or not records:
        raise SourceError(problems or f"{path.name} : aucune édition ; rétablissez le fichier")
    frame = pd.DataFrame.from_records(records, columns=list(_COLUMNS))
    return frame.astype(dict.fromkeys(FIGURES, float)).sort_values("edition", ignore_index=True)


def _fault(name: str, text: str) -> str:
    """What is wrong with one cell, empty where nothing is."""
    try:
        if name in DATES:
            is_date = not text or (_STORED_DATES[name].fullmatch(text) and parse_date(text))
            form = "2021-11" if name == "reference_date" else "2021-12-15 ou 2021-12"
            return "" if is_date else f"n'est pas une date de la forme {form}"
        value = parse_stored_number(text)
        return "" if value is None else figure_fault(name, value)
    except ValueError:
        return "n'existe pas au calendrier" if name in DATES else "ne se lit pas comme un nombre, par exemple 17.5"


def _contradictions(file: str, lines: Sequence[tuple[int, int, dict[str, str]]]) -> list[str]:
    """What does not go together among the lines (edition, row, cells), ascending."""
    problems: list[str] = []
    former: dict[str, tuple[int, str]] = {}  # column of dates → edition and date of the latest that is known
    for (edition, row, cells), before in zip(lines, [0, *(line[0] for line in lines)], strict=False):
        where = f"{file}, ligne {row}"
        if edition == before:
            problems.append(f"{where} : l'édition {edition} figure deux fois ; gardez une seule ligne")
            continue
        reference, published = (cells[name] for name in DATES)
        if reference and published and published[:7] < reference:
            problems.append(f"{where} : publiée en {published}, avant sa date de référence {reference} ; corrigez")
        if cells["projects"] and cells["interministerial"]:
            projects, some = (float(parse_stored_number(cells[name]) or 0) for name in FIGURES[:2])
            if some > projects:
                problems.append(f"{where} : {some:.0f} projets interministériels sur {projects:.0f} ; corrigez")
        for name in DATES:
            earlier, date = former.get(name, (0, ""))
            size = min(len(date), len(cells[name]))
            is_late = cells[name][:size] > date[:size] or (name == DATES[1] and cells[name][:size] == date[:size])
            if cells[name] and date and not is_late:
                problems.append(
                    f"{where}, colonne {name} : {cells[name]} pour l'édition {edition}, mais {date} pour l'édition "
                    f"{earlier} ; corrigez l'une des deux"
                )
            if cells[name]:
                former[name] = edition, cells[name]
    return problems


def read_breaks(path: Path, key_figures: pd.DataFrame) -> pd.DataFrame:
    """The breaks of series: `break`, `edition`, `series`, `name`, `explanation`, `source`.

    One row per break of `path`, edition whose `breaks` name it and series: no line joins it to the edition before.

    Raises:
        SourceError: A break is described twice or of no known series, or an edition names one that is not described.
    """
    described: dict[str, dict[str, str]] = {}
    problems: list[str] = []
    for row, cells in read_rows(path, _BREAK_COLUMNS):
        where = f"vocabulary/{path.name}, ligne {row}"
        if described.setdefault(cells["break"], cells) is not cells:
            problems.append(f"{where} : « {cells['break']} » est déjà décrite ; gardez une seule ligne")
        unknown = set(cells["series"].split()) - {*FIGURES, *(column.name for column in PROJECTS)}
        problems += [f"{where}, colonne series : série inconnue « {name} » ; corrigez" for name in sorted(unknown)]
        if not cells["series"].split() or not cells["name"].strip():
            problems.append(f"{where} : une rupture a un nom et au moins une série ; complétez la ligne")
    records: list[dict[str, object]] = []
    for edition, names in zip(key_figures["edition"], key_figures["breaks"], strict=True):
        for name in names.split():
            if name not in described:
                problems.append(
                    f"key_figures.csv, édition {edition}, colonne breaks : rupture inconnue « {name} » ; "
                    f"décrivez-la dans vocabulary/{path.name}"
                )
                continue
            series = described[name]["series"].split()
            records += [{**described[name], "edition": edition, "series": one} for one in series]
    if problems:
        raise SourceError(problems)
    return pd.DataFrame.from_records(records, columns=["edition", *_BREAK_COLUMNS])


def read_claims(path: Path, editions: set[int]) -> pd.DataFrame:
    """The claims of a CSV file, in its order, with the columns `_CLAIM_COLUMNS`; none where there is no such file.

    `edition` and `since` (the reference; 0 for the edition before) are whole numbers, `said_on` is an ISO day, month or
    year.

    Raises:
        SourceError: One line for each unknown edition, series, finding or date, and for a claim that stands twice.
    """
    if not path.is_file():
        return pd.DataFrame(columns=list(_CLAIM_COLUMNS))
    records, problems = list[dict[str, object]](), list[str]()
    for row, cells in read_rows(path, _CLAIM_COLUMNS):
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
    return pd.DataFrame.from_records(records, columns=list(_CLAIM_COLUMNS))


def _is_date(text: str) -> bool:
    with contextlib.suppress(ValueError):
        return bool(re.fullmatch(r"\d{4}(-\d{2}){0,2}", text) and date.fromisoformat(f"{text}-01-01"[:10]))
    return False
