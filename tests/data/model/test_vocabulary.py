"""The vocabulary: every printed label leads somewhere, no project stands twice in an edition."""

import re
from pathlib import Path

import pytest

from data.model.dataset import Dataset, build_dataset
from data.model.errors import SourceError
from data.model.folders import DATA_DIR
from data.model.labels import read_vocabulary
from data.model.schema import EDITION_FILE
from data.model.tables import read_rows

VOCABULARY = read_vocabulary(DATA_DIR / "vocabulary")
EDITIONS = sorted((DATA_DIR / "editions").glob("*.csv"))
COLUMNS = tuple(column.name for column in EDITION_FILE)


@pytest.mark.parametrize("path", EDITIONS, ids=lambda path: path.stem)
def test_every_printed_label_resolves(path: Path) -> None:
    for _, cells in read_rows(path, COLUMNS):
        VOCABULARY.projects.resolve(cells["published_name"])
        VOCABULARY.ministries.resolve(cells["published_ministry"])
        VOCABULARY.phases.resolve(cells["published_phase"])
        VOCABULARY.functional_areas.resolve(cells["published_functional_area"])


def test_no_project_stands_twice_in_an_edition(dataset: Dataset) -> None:
    assert not dataset.projects.duplicated(["edition", "project"]).any()


def test_the_lists_have_the_agreed_sizes() -> None:
    assert len(VOCABULARY.ministries.names) == 13
    assert len({label for label, _, _ in VOCABULARY.ministries.labels}) == 34
    assert len({label for label, _, _ in VOCABULARY.functional_areas.labels}) == 71
    assert list(VOCABULARY.phases.names) == [
        "cadrage", "conception-realisation", "experimentation", "deploiement", "termine", "non-publie",
    ]  # fmt: skip
    # 109 was the first count of projects; it took SIRHEN, which leaves at edition 7 and returns at 8, for two.
    assert len(VOCABULARY.projects.names) == 108


def test_slugs_are_typable_and_families_share_none_but_the_unpublished() -> None:
    families = (VOCABULARY.ministries, VOCABULARY.phases, VOCABULARY.functional_areas)
    for family in (*families, VOCABULARY.projects):
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in family.names)
    slugs = [slug for family in families for slug in family.names if slug != "non-publie"]
    assert len(slugs) == len(set(slugs))


def test_every_project_has_a_summary_of_at_most_140_characters() -> None:
    assert all(10 < len(summary) <= 140 for summary in VOCABULARY.projects.details.values())


@pytest.mark.parametrize(
    ("labels", "project"),
    [
        (("3PA-S", "3-PAS-S_DAE", "APPACH"), "appach"),
        (("SIRH DIALOGUE 2", "DIALOGUE 2"), "dialogue-2"),
        (("PIB/MISTRAL", "MISTR@L", "Mistral"), "mistral"),
        (("SI Paie des EPLE (OPERA)", "OPER@"), "opera"),
        (("OP@LE",), "opale"),
        (("FRANCE CONNECT",), "france-connect"),
        (("FRANCE CONNECT PHASE II", "FRANCECONNECT PHASE II"), "france-connect-phase-ii"),
        (("GENESIS",), "genesis"),
        (("GENESIS V2",), "genesis-v2"),
    ],
)
def test_spellings_lead_to_their_project(labels: tuple[str, ...], project: str) -> None:
    assert {VOCABULARY.projects.resolve(label) for label in labels} == {(project,)}


def test_an_unknown_label_is_named_with_edition_row_and_file_to_edit(data_folder: Path) -> None:
    path = data_folder / "editions" / "14_2021-11.csv"
    text = path.read_text(encoding="utf-8")
    row = text.splitlines().index(next(line for line in text.splitlines() if "Ministère de la Justice" in line)) + 1
    path.write_text(text.replace("Ministère de la Justice", "Ministère du Temps", 1), encoding="utf-8")
    with pytest.raises(SourceError) as raised:
        build_dataset(data_folder)
    assert raised.value.problems == (
        f"édition 14, ligne {row} : ministère inconnu « Ministère du Temps » ; "
        "ajoutez ce libellé à vocabulary/ministry_labels.csv",
    )


def test_a_cell_that_cannot_be_read_is_named(data_folder: Path) -> None:
    path = data_folder / "editions" / "13_2021-07.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",31.2,", ",trente,", 1), encoding="utf-8")
    with pytest.raises(SourceError, match=r"édition 13 \(13_2021-07.csv\), ligne 2, colonne cost_meur : « trente »"):
        build_dataset(data_folder)


def test_a_project_that_stands_twice_is_refused(data_folder: Path) -> None:
    path = data_folder / "editions" / "13_2021-07.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    with pytest.raises(SourceError, match="figure deux fois"):
        build_dataset(data_folder)
