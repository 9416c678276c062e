"""Printed labels → slugs; an unknown label is an error that names edition, row, label and file to edit."""

import pandas as pd

from data.model.errors import SourceError
from data.model.labels import Family, Vocabulary


def harmonise(edition: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """An edition's projects with their slugs.

    Args:
        edition: As `editions.read_edition` gives it.
        vocabulary: The reviewed tables.

    Returns:
        The frame with `project`, `name`, `ministries` (joined by |), `ministry_name`, `phase` and
        `functional_area`, one row per project.

    Raises:
        SourceError: One line for each unknown label, or for each project that stands twice.
    """
    problems: list[str] = []

    def resolved(column: str, family: Family) -> list[str]:
        slugs = []
        for row, label in zip(edition["row"], edition[column], strict=True):
            try:
                slugs.append("|".join(family.resolve(label)))
            except KeyError:
                problems.append(
                    f"édition {edition['edition'].iloc[0]}, ligne {row} : {family.noun} « {label} » ; "
                    f"ajoutez ce libellé à {family.file}"
                )
        return slugs

    project = resolved("published_name", vocabulary.projects)
    ministries = resolved("published_ministry", vocabulary.ministries)
    phase = resolved("published_phase", vocabulary.phases)
    functional_area = resolved("published_functional_area", vocabulary.functional_areas)
    if problems:
        raise SourceError(problems)

    names = vocabulary.ministries.names
    frame = edition.assign(
        project=project,
        name=[vocabulary.projects.names[slug] for slug in project],
        ministries=ministries,
        ministry_name=[" / ".join(names[slug] for slug in slugs.split("|")) for slugs in ministries],
        phase=phase,
        functional_area=functional_area,
    )
    if not frame["project"].is_unique:
        twice = frame[frame["project"].duplicated(keep=False)].sort_values(["project", "row"])
        raise SourceError(
            [
                f"édition {line.edition}, ligne {line.row} : le projet « {line.project} » figure deux fois "
                f"(« {line.published_name} ») ; corrigez le fichier ou {vocabulary.projects.file}"
                for line in twice.itertuples()
            ]
        )
    return frame
