"""A data folder of any size, in the shape of the real one: `python -m benchmarks.generated_data <folder> 200 500`."""

import csv
import random
import shutil
import sys
from pathlib import Path

from data.model.folders import DATA_DIR
from data.model.key_figures import FIGURES
from data.model.labels import read_vocabulary
from data.model.schema import EDITION_FILE

LIVES = 40
"""Editions that a project stays in the panorama, about; so that some enter and some leave at each one."""


def write_data(folder: Path, editions: int, projects: int) -> None:
    """Write editions of so many projects each; the same numbers give the same files.

    Costs and durations move from one edition to the next, one in ten is missing, projects enter and leave.
    """
    vocabulary = DATA_DIR / "vocabulary"
    shutil.copytree(vocabulary, folder / "vocabulary", dirs_exist_ok=True)
    (folder / "editions").mkdir(exist_ok=True)
    chance = random.Random(f"{editions} {projects}")
    labels = read_vocabulary(vocabulary)
    choices = {
        "published_ministry": [label for label, *_ in labels.ministries.labels],
        "published_phase": [label for label, *_ in labels.phases.labels],
        "published_functional_area": [label for label, *_ in labels.functional_areas.labels],
    }
    lines = [_new_line(chance, choices, number) for number in range(projects)]
    born = projects
    for edition in range(1, editions + 1):
        for position in range(projects):
            if edition > 1 and chance.random() < 1 / LIVES:
                lines[position] = _new_line(chance, choices, born)
                born += 1
            else:
                _move(chance, choices, lines[position])
        path = folder / "editions" / f"{edition:02d}_{_month(edition)}.csv"
        _write(path, [column.name for column in EDITION_FILE], [line.values() for line in lines])
    names = [(f"projet-{number}", f"PROJET {number}", f"Résumé du projet {number}, à titre d'essai.")
             for number in range(born)]  # fmt: skip
    _write(folder / "vocabulary" / "projects.csv", ["project", "name", "summary"], names)
    _write(
        folder / "vocabulary" / "project_labels.csv",
        ["label", "project", "reason"],
        [(name, slug, "") for slug, name, _ in names],
    )
    _write_key_figures(folder / "key_figures.csv", chance, editions, projects)


def _new_line(chance: random.Random, choices: dict[str, list[str]], number: int) -> dict[str, object]:
    return {
        "published_name": f"PROJET {number}",
        "published_ministry": chance.choice(choices["published_ministry"]),
        "is_interministerial": chance.choice(["oui", "non"]),
        "start": f"{chance.randint(1995, 2009)}-{chance.randint(1, 12):02d}",
        "planned_duration_years": round(chance.uniform(1, 12), 4),
        "published_phase": chance.choice(choices["published_phase"]),
        "cost_meur": round(chance.lognormvariate(3, 1), 4),
        "published_functional_area": chance.choice(choices["published_functional_area"]),
        "programmes": f"P{chance.randint(100, 400)}",
    }


def _move(chance: random.Random, choices: dict[str, list[str]], line: dict[str, object]) -> None:
    for column, low, high in (("cost_meur", 0.98, 1.05), ("planned_duration_years", 0.99, 1.03)):
        last = line[column] if line[column] != "" else 10.0
        line[column] = "" if chance.random() < 0.1 else round(float(str(last)) * chance.uniform(low, high), 4)
    if chance.random() < 0.1:
        line["published_phase"] = chance.choice(choices["published_phase"])


def _month(edition: int) -> str:
    year, quarter = divmod(edition - 1, 4)
    return f"{2000 + year}-{3 * quarter + 1:02d}"


def _write_key_figures(path: Path, chance: random.Random, editions: int, projects: int) -> None:
    columns = ["edition", "reference_date", "publication_date", *FIGURES]
    columns += ["secondary", "derived", "breaks", "total_label", "source", "note"]
    lines = []
    for edition in range(1, editions + 1):
        figures: dict[str, object] = dict.fromkeys(FIGURES, "")
        figures |= {"projects": projects, "schedule_drift_pct": chance.randint(10, 50),
                    "budget_drift_pct": chance.randint(10, 50)}  # fmt: skip
        lines.append([edition, _month(edition), "", *figures.values(), "", "", "", "", "Données d'essai", ""])
    _write(path, columns, lines)


def _write(path: Path, columns: list[str], lines: list) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(lines)


if __name__ == "__main__":
    write_data(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
