"""The dataset: every table, built and checked once, immutable from then on."""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from data.model import measures
from data.model.edition_files import edition_of, harmonise, read_edition
from data.model.errors import SourceError, system_reason
from data.model.key_figures import read_breaks, read_claims, read_key_figures
from data.model.labels import Vocabulary, read_vocabulary
from data.model.schema import PROJECTS

FORMAT = "2"
"""Raised when the columns of the dataset change, so that no snapshot of another shape is opened."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """The panorama at one moment; its frames are shared by all readers and never assigned into.

    Attributes:
        id: Hash of the content of every source file; the same files give the same id on any machine.
        projects: One row per project and edition, with the columns of `schema.PROJECTS`.
        editions: One row per edition, as `key_figures.read_key_figures` gives it, and `has_table`.
        breaks: As `key_figures.read_breaks` gives it.
        claims: As `key_figures.read_claims` gives it.
    """

    id: str
    projects: pd.DataFrame
    editions: pd.DataFrame
    breaks: pd.DataFrame
    claims: pd.DataFrame
    vocabulary: Vocabulary

    @cached_property
    def editions_with_table(self) -> tuple[int, ...]:
        """Numbers of the editions that have a table of projects, ascending."""
        return tuple(self.editions.loc[self.editions["has_table"], "edition"].tolist())

    @property
    def latest_table(self) -> int:
        """Number of the latest edition that has a table of projects."""
        return self.editions_with_table[-1]

    @cached_property
    def latest_published(self) -> int:
        """Number of the latest edition with a published number of projects or total cost."""
        known = self.editions[["projects", "total_cost_meur"]].notna().any(axis=1)
        return int(self.editions.loc[known, "edition"].iloc[-1])

    @cached_property
    def tables(self) -> dict[int, set[str]]:
        """Edition that has a table → slugs of its projects."""
        return slugs_by_edition(self.projects)

    def previous_with_table(self, edition: int) -> int | None:
        """The edition with a table before this one, None for the first."""
        return max((earlier for earlier in self.editions_with_table if earlier < edition), default=None)

    def reference_date(self, edition: int) -> str:
        """Reference month (`2021-11`) of an edition, empty where it is unknown."""
        return self._reference_dates[edition]

    @cached_property
    def _reference_dates(self) -> dict[int, str]:
        return dict(self.editions[["edition", "reference_date"]].itertuples(index=False, name=None))


def slugs_by_edition(rows: pd.DataFrame) -> dict[int, set[str]]:
    """Edition → slugs of its projects among some rows of `Dataset.projects`."""
    found = defaultdict[int, set[str]](set)
    for edition, project in zip(rows["edition"].tolist(), rows["project"].tolist(), strict=True):
        found[edition].add(project)
    return dict(found)


def where(column: pd.Series, is_so: Callable[[str], bool]) -> np.ndarray:
    """True for each row of a column of categories whose value is so; each category is looked at once."""
    of_category = [*map(is_so, column.cat.categories), False]
    return np.array(of_category)[column.cat.codes.to_numpy()]


def source_files(folder: Path) -> list[Path]:
    """The files that a dataset is built from, in a fixed order.

    Raises:
        SourceError: No edition, or an entry named as a table that is a folder, a pipe or a broken link.
    """
    editions = sorted((folder / "editions").glob("*.csv"))
    if not editions:
        raise SourceError("aucun fichier dans le dossier editions des données ; rétablissez-le")
    files = [*editions, *sorted((folder / "vocabulary").glob("*.csv")), folder / "key_figures.csv"]
    claims = folder / "claims.csv"
    files += [claims] if claims.exists() or claims.is_symlink() else []
    special = [path.relative_to(folder).as_posix() for path in files if not path.is_file()]
    if special:  # opening a pipe would wait for whoever writes to it
        raise SourceError([f"{name} : absent, ou pas un fichier ordinaire ; rétablissez-le" for name in special])
    return files


def content_id(folder: Path) -> str:
    """Hash of the names and contents of the source files, 16 hexadecimal digits; `SourceError` for a missing file."""
    digest = hashlib.sha256(FORMAT.encode())
    for path in source_files(folder):
        try:
            content = path.read_bytes()
        except OSError as error:
            raise SourceError(
                f"{path.name} : fichier illisible ({system_reason(error)}) ; vérifiez ses droits"
            ) from error
        digest.update(f"\0{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def build_dataset(folder: Path) -> Dataset:
    """The dataset built from the `editions/`, `vocabulary/` and `key_figures.csv` of a folder, and its `claims.csv`.

    Raises:
        SourceError: Every problem found, one line each; editions are all read before it is raised.
    """
    identity = content_id(folder)
    vocabulary = read_vocabulary(folder / "vocabulary")
    editions = read_key_figures(folder / "key_figures.csv")
    breaks = read_breaks(folder / "vocabulary" / "breaks.csv", editions)
    claims = read_claims(folder / "claims.csv", set(editions["edition"]))

    tables, problems, files = [], list[str](), dict[int, Path]()
    for path in sorted((folder / "editions").glob("*.csv")):
        try:
            if (first := files.setdefault(edition_of(path)[0], path)) is not path:
                raise SourceError(f"editions/{path.name} : même édition que {first.name} ; gardez un seul fichier")
            tables.append(harmonise(read_edition(path), vocabulary))
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)

    rows = pd.concat(tables, ignore_index=True).sort_values(["edition", "project"], ignore_index=True)
    projects = with_measures(rows)[[column.name for column in PROJECTS]]
    _check_reference_dates(projects, editions)
    return Dataset(
        id=identity,
        projects=as_categories(projects, vocabulary),
        editions=editions.assign(has_table=editions["edition"].isin(projects["edition"])),
        breaks=breaks,
        claims=claims,
        vocabulary=vocabulary,
    )


def _check_reference_dates(projects: pd.DataFrame, editions: pd.DataFrame) -> None:
    dates = dict(zip(editions["edition"], editions["reference_date"], strict=True))
    files = list(projects[["edition", "reference_date"]].drop_duplicates().itertuples(index=False))
    absent = [edition for edition, _ in files if edition not in dates]
    problems = [f"édition {edition} : pas de ligne dans key_figures.csv" for edition in absent] or [
        f"édition {edition} : le fichier dit {month}, key_figures.csv dit {dates[edition] or 'rien'} ; accordez-les"
        for edition, month in files
        if dates[edition] != month
    ]
    if problems:
        raise SourceError(problems)


def with_measures(projects: pd.DataFrame) -> pd.DataFrame:
    """The projects with the calculated columns of `schema.PROJECTS` (changes in percent, slip in months)."""
    duration = projects["planned_duration_years"]
    frame = projects.assign(end=measures.end_date(projects["start"], duration))
    first_cost = measures.first_known(frame, "cost_meur")
    return frame.assign(
        first_cost_meur=first_cost,
        cost_change_pct=measures.change_pct(frame["cost_meur"], first_cost),
        duration_change_pct=measures.change_pct(duration, measures.first_known(frame, "planned_duration_years")),
        slip_months=measures.slip_months(frame["end"], measures.first_known(frame, "end")),
    )


def as_categories(projects: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """The projects with repeated text as categories: smaller, faster to filter; phases in their order."""
    phases = {"phase": pd.CategoricalDtype(list(vocabulary.phases.names), ordered=True)}
    text = {column.name for column in PROJECTS if column.kind in ("text", "month")} - {"start", "end"}
    return projects.astype({**dict.fromkeys(text, "category"), **phases})
