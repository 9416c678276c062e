"""Tables edited by hand: one wrong cell stops the build, with file, line, column and remedy."""

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from data.__main__ import main
from data.intake.adding import standing
from data.model.dataset import build_dataset, content_id
from data.model.errors import SourceError
from data.store import Store


def set_cell(path: Path, line: int, column: str, text: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    rows[line - 2][header.index(column)] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


@pytest.mark.parametrize(
    ("file", "line", "column", "text", "reason"),
    [
        ("claims.csv", 4, "said_on", "2021-13", "date inconnu ou répété"),
        ("key_figures.csv", 21, "reference_date", "2024/12", "n'est pas une date de la forme 2021-11 ; corrigez"),
        ("key_figures.csv", 21, "reference_date", "2024-13", "n'existe pas au calendrier ; corrigez"),
        ("key_figures.csv", 21, "publication_date", "31/08/2025", "n'est pas une date de la forme 2021-12-15"),
        ("key_figures.csv", 21, "publication_date", "2025-02-30", "n'existe pas au calendrier ; corrigez"),
        ("key_figures.csv", 21, "total_cost_meur", "1e300", "n'est pas plausible (attendu de 100 M€ à 20 Md€)"),
        ("key_figures.csv", 21, "total_cost_meur", "3.300", "n'est pas plausible"),
        ("key_figures.csv", 21, "total_cost_meur", "3,300", "ne se lit pas comme un nombre"),
        ("key_figures.csv", 21, "edition", "99999999999999999999", "n'est pas un numéro d'édition ; corrigez"),
        ("key_figures.csv", 21, "projects", "-50", "n'est pas plausible (attendu de 1 à 500) ; corrigez"),
        ("key_figures.csv", 21, "projects", "45.5", "n'est pas un nombre entier ; corrigez"),
        ("key_figures.csv", 21, "derived", "projets", "chiffre inconnu « projets » ; corrigez"),
        ("key_figures.csv", 17, "interministerial", "60", "60 projets interministériels sur 54 ; corrigez"),
        (
            "key_figures.csv",
            21,
            "reference_date",
            "2019-01",
            "2019-01 pour l'édition 20, mais 2024-06",
        ),
        ("key_figures.csv", 21, "publication_date", "2024-11", "avant sa date de référence 2024-12 ; corrigez"),
        ("key_figures.csv", 21, "breaks", "inconnue", "rupture inconnue « inconnue » ; décrivez-la"),
        ("key_figures.csv", 21, "note", "a\x00b", "caractère invisible ; retapez la cellule"),
        ("editions/14_2021-11.csv", 3, "start", "9999-12", "n'est pas plausible (de 1990 à 2031) ; corrigez"),
        ("editions/14_2021-11.csv", 3, "cost_meur", "1,234", "se lit de deux façons"),
        ("editions/14_2021-11.csv", 3, "cost_meur", "-12", "n'est pas plausible (plus de 0, 5\u202f000 au plus)"),
        ("editions/14_2021-11.csv", 3, "planned_duration_years", "72", "n'est pas plausible (plus de 0, 50 au plus)"),
        ("editions/14_2021-11.csv", 3, "published_name", "", "une valeur est nécessaire ; complétez la cellule"),
        ("vocabulary/projects.csv", 3, "project", "Si Samu", "n'est pas un identifiant ; écrivez minuscules"),
        ("vocabulary/projects.csv", 3, "name", " ", "n'a pas de nom ; complétez la cellule"),
        ("vocabulary/phase_labels.csv", 2, "phase", "cadrage|termine", "gardez un seul identifiant"),
        ("vocabulary/breaks.csv", 2, "series", "cout", "série inconnue « cout » ; corrigez"),
    ],
)
def test_one_wrong_cell_is_named_with_what_to_do(
    data_folder: Path, file: str, line: int, column: str, text: str, reason: str
) -> None:
    set_cell(data_folder / file, line, column, text)
    with pytest.raises(SourceError) as raised:
        build_dataset(data_folder)
    problem = next(problem for problem in raised.value.problems if reason in problem)
    assert Path(file).name in problem
    assert " ; " in problem
    assert f"ligne {line}" in problem or "édition 20, colonne breaks" in problem


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        (
            "corrections.csv",
            "date,edition,project,column,before,after\n15/01/2026,14,si-samu,cost_meur,204.1,204\n",
            "corrections.csv, ligne 2 : date « 15/01/2026 » illisible ; écrivez 2026-01-15",
        ),
        (
            "sources.csv",
            "edition,file,address,resource,checksum,sha256,bytes,taken_on\nXIV,a.ods,,,,,1,2026-01-15\n",
            "sources.csv, ligne 2 : édition ou jour illisible ; écrivez par exemple 14 et 2026-01-15",
        ),
    ],
)
def test_the_logs_of_the_data_folder_are_checked_by_the_commands(
    data_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    file: str,
    text: str,
    reason: str,
) -> None:
    (data_folder / file).write_text(text, encoding="utf-8")
    monkeypatch.setenv("PANORAMA_DATA_DIR", str(data_folder))
    assert main(["status"]) == 1
    output = capsys.readouterr()
    assert reason in output.out + output.err


def test_an_edition_has_one_file(data_folder: Path) -> None:
    edition = data_folder / "editions" / "14_2021-11.csv"
    edition.with_name("014_2021-11.csv").write_bytes(edition.read_bytes())
    with pytest.raises(SourceError, match=r"même édition que 014_2021-11\.csv ; gardez un seul fichier"):
        build_dataset(data_folder)


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("nowhere")])
@pytest.mark.parametrize("name", ["editions/x.csv", "vocabulary/x.csv", "key_figures.csv", "claims.csv"])
def test_what_is_no_file_is_refused_and_never_opened(
    data_folder: Path, tmp_path: Path, make: Callable[[Path], object], name: str
) -> None:
    cache = tmp_path / "cache"
    good = Store(data_folder, cache).current()
    (data_folder / name).unlink(missing_ok=True)
    make(data_folder / name)
    store = Store(data_folder, cache)
    assert store.current().id == good.id
    assert store.status().reason == f"{name} : absent, ou pas un fichier ordinaire ; rétablissez-le"
    assert standing(data_folder, cache) == ([store.status().reason], f"À la place, le dernier jeu bon : {good.id}.")


def test_status_says_what_a_server_has_refused(data_folder: Path, tmp_path: Path) -> None:
    cache, identity = tmp_path / "cache", content_id(data_folder)
    assert standing(data_folder, cache) == ([], f"Jeu de données {identity}, lisible, pas encore rendu par un serveur.")
    verdicts = iter(["/comparer ne peut pas être préparé", ""])

    def accept(_: object) -> None:
        if reason := next(verdicts):
            raise SourceError(reason)

    with pytest.raises(SourceError):
        Store(data_folder, cache, accept=accept).current()
    assert standing(data_folder, cache) == (["/comparer ne peut pas être préparé"], "Aucun jeu bon n'est gardé.")
    Store(data_folder, cache, accept=accept).current()
    assert standing(data_folder, cache) == ([], f"Jeu de données {identity}, servi.")
