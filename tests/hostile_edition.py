"""A data folder in which every text that an edition, its figures and its vocabulary can hold is hostile."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

from data.model.folders import DATA_DIR

EDITION = "14_2021-11.csv"
MARK = "window.__x"
PAYLOADS = (
    f"<script>{MARK}=1</script>",
    f'"><img src=x onerror="{MARK}=2">',
    f"</script><script>{MARK}=3</script>",
    f"<a href='javascript:{MARK}=4'>ici</a>",
    f"' onmouseover='{MARK}=5' x='",
    f"<svg onload={MARK}=6>&lt;script&gt; %{{x}} ${{7*7}} {{{{7*7}}}} ]]> <!-- \\u003c",
)
LABELS = {
    "published_name": "project_labels.csv",
    "published_ministry": "ministry_labels.csv",
    "published_phase": "phase_labels.csv",
    "published_functional_area": "functional_area_labels.csv",
}
FORMULA = "=1+1 "
"""Before the printed names: what a spreadsheet would run."""


def write(folder: Path) -> Path:
    """The project's data, spoilt, in `data/` of a folder."""
    data = folder / "data"
    for name in ("editions", "vocabulary"):
        shutil.copytree(DATA_DIR / name, data / name)
    shutil.copy(DATA_DIR / "key_figures.csv", data)
    labels: dict[str, dict[str, str]] = {name: {} for name in LABELS.values()}

    def spoil_line(number: int, line: dict[str, str]) -> None:
        for column, table in LABELS.items():
            printed = line[column]
            # One spelling for each label: the tables of labels stay short.
            line[column] = labels[table].setdefault(printed, f"{FORMULA}{spoilt(printed, len(labels[table]))}")
        line["programmes"] = spoilt(line["programmes"], number)

    rewrite(data / "editions" / EDITION, spoil_line)
    for table, added in labels.items():
        path = data / "vocabulary" / table
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        slug = next(name for name in lines[0] if name not in ("label", "reason"))
        known = {" ".join(line["label"].lower().split()): line[slug] for line in lines}
        with path.open("a", encoding="utf-8", newline="") as file:
            for printed, hostile in added.items():
                csv.writer(file).writerow([hostile, known[" ".join(printed.lower().split())], PAYLOADS[1]])
    shown = {
        "projects.csv": ("name", "summary"),
        "ministries.csv": ("name", "short_name"),
        "phases.csv": ("name",),
        "functional_areas.csv": ("name",),
        "breaks.csv": ("name", "explanation", "source"),
    }
    for table, columns in shown.items():
        rewrite(data / "vocabulary" / table, spoil(columns))
    rewrite(data / "key_figures.csv", spoil(("total_label", "source", "note")))
    return data


def spoilt(text: str, number: int) -> str:
    """The text, then something hostile."""
    return f"{text} {PAYLOADS[number % len(PAYLOADS)]}"


def spoil(columns: tuple[str, ...]) -> Callable[[int, dict[str, str]], None]:
    """Spoils some columns of a line."""

    def change(number: int, line: dict[str, str]) -> None:
        line.update({column: spoilt(line[column], number) for column in columns if line[column]})

    return change


def rewrite(path: Path, change: Callable[[int, dict[str, str]], None]) -> None:
    """A table, each line changed."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        lines, columns = list(reader), list(reader.fieldnames or ())
    for number, line in enumerate(lines):
        change(number, line)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(lines)
