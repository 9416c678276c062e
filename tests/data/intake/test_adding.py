"""`check` says, `add` writes: once, whole, with what it corrects; a refused file changes nothing."""

import csv
import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import published_files as published
import pytest

from data.__main__ import main
from data.intake.adding import Addition, add, read_sources, status_text
from data.intake.checking import Request, check
from data.intake.findings import REJECTION, WARNING
from data.intake.writing import checked_figures, commit, locked, published_figures, read_figures_file
from data.model.dataset import build_dataset
from data.model.errors import SourceError
from data.model.folders import DATA_DIR
from data.model.tables import read_corrections

TODAY = date(2026, 1, 15)
COST, NAME, MINISTRY, START = (
    published.HEADER_10.index(name) for name in ("Coût complet estimé", "Projet", "Ministère porteur", "Début")
)
# Another start and cost than those of PAYSAGE, so that the facts do not say what it is.
PAYSAGES: dict[tuple[int, int], published.Value] = {(0, NAME): "PAYSAGES", (0, START): "mars 2016", (0, COST): 12.5}
UNKNOWN = {**PAYSAGES, (1, MINISTRY): "Ministère de l'Intérieur et des Outre-mer"}


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def before_14(data_folder: Path) -> Path:
    """The data as they stood before edition 14."""
    (data_folder / "editions" / published.edition_file(14).name).unlink()
    figures = (data_folder / "key_figures.csv").read_text().splitlines(keepends=True)
    (data_folder / "key_figures.csv").write_text("".join(line for line in figures if not line.startswith("14,")))
    (data_folder / "claims.csv").unlink(missing_ok=True)  # some are about edition 14
    return data_folder


@pytest.fixture
def ods(tmp_path: Path) -> Path:
    return published.write_ods(tmp_path / "panorama-14.ods", published.layout_10(14))


def request(path: Path, folder: Path, edition: int = 14, reference: str = "2021-11", **options: bool) -> Request:
    return Request(path, edition, reference, folder, today=TODAY, **options)


def spoilt(folder: Path, changes: dict[tuple[int, int], published.Value], name: str = "corrige.ods") -> Path:
    grid = published.layout_10(14)
    for (row, column), value in changes.items():
        grid[3 + row][column] = value
    return published.write_ods(folder / name, grid)


def test_a_new_edition_is_written_as_the_project_has_it(before_14: Path, ods: Path) -> None:
    addition = add(request(ods, before_14), checked_figures({"projects": "50", "total_cost_meur": "2,62 Md€"}))
    assert addition.written == ["editions/14_2021-11.csv", "key_figures.csv", "sources.csv"]
    assert (before_14 / "editions/14_2021-11.csv").read_bytes() == published.edition_file(14).read_bytes()
    line = published_figures(before_14, 14)
    assert (line["projects"], line["total_cost_meur"], line["reference_date"]) == ("50", "2620", "2021-11")
    assert line["source"] == "Fichier publié « panorama-14.ods »"
    assert build_dataset(before_14).latest_table == 14


def test_an_edition_is_undone_by_removing_its_file_whatever_it_left_in_the_vocabulary(
    data_folder: Path, tmp_path: Path
) -> None:
    before = build_dataset(data_folder)
    path = spoilt(tmp_path, {(0, NAME): "Zibeline bleue", (0, START): "mars 2016", (0, COST): 12.5})
    assert "vocabulary/projects.csv" in add(request(path, data_folder, 15, "2022-06", is_forced=True), {}).written
    assert build_dataset(data_folder).latest_table == 15
    (data_folder / "editions/15_2022-06.csv").unlink()
    after = build_dataset(data_folder)
    assert after.projects["published_name"].tolist() == before.projects["published_name"].tolist()
    assert after.editions.equals(before.editions)


def test_adding_twice_changes_nothing(before_14: Path, ods: Path) -> None:
    figures = checked_figures({"projects": "50"})
    add(request(ods, before_14), figures)
    before = tree(before_14)
    again = add(request(ods, before_14), figures)
    assert tree(before_14) == before
    assert again.written == []
    assert "DÉJÀ À JOUR" in again.report()


def test_the_same_edition_in_another_format_changes_no_table(before_14: Path, ods: Path, tmp_path: Path) -> None:
    add(request(ods, before_14), {})
    again = add(request(published.write_xls(tmp_path / "f.xls", published.layout_10(14)), before_14), {})
    assert again.corrections == []
    assert again.written == ["sources.csv"]


def test_a_corrected_file_keeps_what_it_changes(data_folder: Path, tmp_path: Path) -> None:
    lines = published.edition_lines(14)
    path = spoilt(tmp_path, {(0, COST): 55.5, (1, MINISTRY): "Ministère de l'Intérieur"})
    addition = add(request(path, data_folder), checked_figures({"projects": "51"}))
    assert addition.report().endswith("3\u00a0corrections dans corrections.csv.")
    assert [tuple(line.values()) for line in read_corrections(data_folder)] == [
        ("2026-01-15", "14", "paysage", "cost_meur", lines[0]["cost_meur"], "55.5"),
        ("2026-01-15", "14", "cfvr", "published_ministry", lines[1]["published_ministry"], "Ministère de l'Intérieur"),
        ("2026-01-15", "14", "", "projects", "50", "51"),
    ]
    before = tree(data_folder)
    add(request(path, data_folder), {})
    assert tree(data_folder) == before


def test_a_project_that_a_correction_adds_or_removes_is_logged(data_folder: Path, tmp_path: Path) -> None:
    grid = published.layout_10(14)
    removed = grid.pop()
    path = published.write_ods(tmp_path / "f.ods", [*grid, ["QUARTZ BLEU", *removed[1:]]])
    add(request(path, data_folder), {})
    changes = {(line["project"], line["before"], line["after"]) for line in read_corrections(data_folder)}
    assert ("quartz-bleu", "", "QUARTZ BLEU") in changes
    assert any(before and not after for _, before, after in changes)


def test_a_new_project_enters_the_vocabulary_under_its_name(before_14: Path, tmp_path: Path) -> None:
    grid = published.layout_10(14)
    path = published.write_ods(tmp_path / "f.ods", [*grid, ["Quartz Bleu", *grid[3][1:]]])
    addition = add(request(path, before_14), {})
    assert "nouveau projet" in addition.report()
    assert "quartz-bleu,Quartz Bleu," in (before_14 / "vocabulary/projects.csv").read_text()
    assert "Quartz Bleu,quartz-bleu,nouveau à l'édition 14" in (before_14 / "vocabulary/project_labels.csv").read_text()
    assert "quartz-bleu" in set(build_dataset(before_14).projects["project"])


def test_a_label_that_resembles_a_known_one_waits_for_a_decision(before_14: Path, tmp_path: Path) -> None:
    before = tree(before_14)
    path = spoilt(tmp_path, UNKNOWN)
    intake = add(request(path, before_14), {}).intake
    reasons = [finding.in_words() for finding in intake.findings.of(REJECTION)]
    assert any("projet inconnu ; le plus proche : « PAYSAGE » (0,93)" in line for line in reasons)
    assert any("ministère inconnu ; le plus proche : « Intérieur » (0,75)" in line for line in reasons)
    assert all("decisions.csv" in line and "--interactive" in line for line in reasons)
    assert tree(before_14) == before


def test_the_operator_joins_labels_one_by_one(before_14: Path, tmp_path: Path) -> None:
    path = spoilt(tmp_path, UNKNOWN)
    answers: Iterator[str] = iter(["1", "nom allongé en 2020", "inconnu", "1", ""])
    shown: list[str] = []
    addition = add(request(path, before_14), {}, dialogue=(lambda question: next(answers), shown.append))
    assert not addition.intake.findings.refused
    ministries = (before_14 / "vocabulary/ministry_labels.csv").read_text()
    assert "Ministère de l'Intérieur et des Outre-mer,interieur,nom allongé en 2020" in ministries
    assert (
        'PAYSAGES,paysage,"rattaché à la main, édition 14"' in (before_14 / "vocabulary/project_labels.csv").read_text()
    )
    assert any("ressemblance 0,93" in line for line in shown)
    assert any("ni un numéro de la liste ni un identifiant connu" in line for line in shown)


def test_a_label_left_undecided_keeps_the_file_out(before_14: Path, tmp_path: Path) -> None:
    path = spoilt(tmp_path, PAYSAGES)
    before = tree(before_14)
    addition = add(request(path, before_14), {}, dialogue=(lambda question: "", lambda line: None))
    assert addition.intake.findings.refused
    assert tree(before_14) == before


def test_the_operator_may_say_that_a_project_is_new(before_14: Path, tmp_path: Path) -> None:
    path = spoilt(tmp_path, PAYSAGES)
    add(request(path, before_14), {}, dialogue=(lambda question: "n", lambda line: None))
    assert "paysages" in set(build_dataset(before_14).projects["project"])


def test_a_project_gone_with_the_same_start_and_ministry_is_proposed(before_14: Path, tmp_path: Path) -> None:
    grid = published.layout_10(14)
    gone = next(row for row in grid[3:] if "SCRIBE" not in str(row[NAME]) and str(row[NAME]).startswith("CROCUS"))
    gone[NAME] = "QUARTZ BLEU"
    intake = check(request(published.write_ods(tmp_path / "f.ods", grid), before_14))
    assert [label.proposal.answer for label in intake.undecided] == ["crocus"]


@pytest.mark.parametrize("label", ["MINISTERE DE LA JUSTICE", "Ministère  de la justice", "Ministère-de-la-Justice"])
def test_a_spelling_that_differs_by_accents_or_case_is_read_and_reported(
    label: str, before_14: Path, tmp_path: Path
) -> None:
    intake = check(request(spoilt(tmp_path, {(0, MINISTRY): label}), before_14))
    assert intake.rows[0].values["published_ministry"] in ("Ministère de la Justice", label.replace("  ", " "))
    assert not intake.findings.refused


def test_opera_and_its_sign_are_not_mixed_up(before_14: Path, tmp_path: Path) -> None:
    rows = published.edition_lines(14)
    at = next(index for index, line in enumerate(rows) if line["published_name"].startswith("OP@LE"))
    intake = check(request(spoilt(tmp_path, {(at, NAME): "OPALE"}), before_14))
    assert intake.findings.refused or any(unknown.label == "OPALE" for unknown in intake.unknown)


def test_a_shrunken_file_is_accepted_only_when_forced(before_14: Path, tmp_path: Path) -> None:
    path = published.write_ods(tmp_path / "f.ods", published.layout_10(14)[:28])
    assert "ont disparu" in check(request(path, before_14)).findings.of(REJECTION)[0].reason
    forced = check(request(path, before_14, is_forced=True))
    assert not forced.findings.refused
    assert "ont disparu" in forced.findings.of(WARNING)[0].reason


def test_thirty_percent_is_the_limit(before_14: Path, tmp_path: Path) -> None:
    lines = [line["published_name"] for line in published.edition_lines(13)]
    common = {str(row[NAME]).split()[0] for row in published.layout_10(14)[3:]}
    assert len(lines) == 49 and common
    grid = published.layout_10(13)
    for remaining, refused in ((35, False), (34, True)):
        path = published.write_ods(tmp_path / f"{remaining}.ods", grid[: 3 + remaining])
        found = [finding.reason for finding in check(request(path, before_14)).findings.items]
        assert any("ont disparu" in reason for reason in found) == refused


def test_the_comparison_names_entrants_leavers_and_new_estimates(before_14: Path, ods: Path) -> None:
    comparison = "\n".join(check(request(ods, before_14)).comparison).replace("\u00a0", " ")
    assert "Comparaison avec l'édition 13" in comparison
    assert "entrants (5) : France Sésame, Géoplateforme" in comparison
    assert "sortants (4) : ADAMANT" in comparison
    assert "ASTREA : réévalué de +34,8 M€ (35,7 M€ → 70,5 M€)" in comparison


@pytest.mark.parametrize(
    ("edition", "reference", "says"),
    [
        (15, "2021-07", "ne va pas avec l'édition 15 : l'édition 14 est de 2021-11"),
        (12, "2021-12", "ne va pas avec l'édition 12"),
        (15, "2026-02", "dans l'avenir"),
        (14, "2021-12", "déjà tenue à la date 2021-11"),
        (15, "2022-06", "même tableau que l'édition 14"),
    ],
)
def test_a_number_and_a_month_that_do_not_fit_are_refused(
    edition: int, reference: str, says: str, data_folder: Path, ods: Path
) -> None:
    assert says in check(request(ods, data_folder, edition, reference)).report()


def test_an_older_edition_may_come_late(data_folder: Path, tmp_path: Path) -> None:
    (data_folder / "editions" / published.edition_file(6).name).unlink()
    path = published.write_ods(tmp_path / "f.ods", published.layout_15(6))
    assert add(request(path, data_folder, 6, "2018-07"), {}).written == ["editions/06_2018-07.csv", "sources.csv"]


@pytest.mark.parametrize("files", [1, 2, 3])
def test_a_disk_that_fills_up_leaves_everything_as_it_was(
    files: int, before_14: Path, ods: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(before_14)

    calls: list[int] = []
    really = os.fsync

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == files:
            raise OSError(28, "No space left on device")
        really(handle)

    monkeypatch.setattr(os, "fsync", full)
    addition = add(request(ods, before_14), {})
    assert "disque plein" in addition.report()
    assert tree(before_14) == before


@pytest.mark.parametrize("written", range(1, 4))
def test_whatever_is_written_before_a_crash_can_be_built(
    written: int, before_14: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = published.layout_10(14)
    path = published.write_ods(tmp_path / "f.ods", [*grid, ["QUARTZ BLEU", *grid[3][1:]]])
    done: list[str] = []

    def crash(temporary: Path, target: Path) -> None:
        if len(done) == written:
            raise KeyboardInterrupt
        done.append(target.name)
        temporary.replace(target)

    monkeypatch.setattr("data.intake.writing.move_over", crash)
    with pytest.raises(KeyboardInterrupt):
        add(request(path, before_14), {})
    assert build_dataset(before_14).latest_table == 13


def test_two_imports_at_once_wait_for_each_other(before_14: Path) -> None:
    with (
        locked(before_14),
        pytest.raises(SourceError, match="un autre import est en cours"),
        locked(before_14, wait_seconds=0.1),
    ):
        raise AssertionError
    with locked(before_14):
        pass


def test_many_imports_at_once_leave_one_good_edition(before_14: Path, ods: Path) -> None:
    results: list[Addition] = []
    threads = [threading.Thread(target=lambda: results.append(add(request(ods, before_14), {}))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(bool(result.written) for result in results) == 1
    assert (before_14 / "editions/14_2021-11.csv").read_bytes() == published.edition_file(14).read_bytes()


def test_a_killed_import_does_not_keep_the_lock(before_14: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from data.intake.writing import locked\n"
        "with locked(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(before_14)], cwd=DATA_DIR.parent, check=False)
    with locked(before_14, wait_seconds=0.1):
        pass


def test_a_change_that_cannot_be_built_is_not_written(before_14: Path) -> None:
    before = tree(before_14)
    with pytest.raises(SourceError, match="inconnu"):
        commit(
            before_14,
            {"editions/14_2021-11.csv": published.edition_file(14).read_text().replace("PAYSAGE", "INEXISTANT")},
        )
    assert tree(before_14) == before


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"total_cost_meur": "3,3 Md€"}, {"total_cost_meur": "3300"}),
        ({"budget_drift_pct": "6,5 %"}, {"budget_drift_pct": "6.5"}),
        ({"schedule_drift_pct": "-2"}, {"schedule_drift_pct": "-2"}),
        ({"mean_duration_years": "6,3 ans"}, {"mean_duration_years": "6.3"}),
        ({"note": "  provisoire "}, {"note": "provisoire"}),
    ],
)
def test_figures_are_read_as_they_are_typed(typed: dict[str, str], stored: dict[str, str]) -> None:
    assert checked_figures(typed) == stored


@pytest.mark.parametrize("typed", [{"projects": "beaucoup"}, {"projets": "45"}, {"projects": "-3"}, {"entrants": ""}])
def test_a_wrong_figure_is_refused(typed: dict[str, str]) -> None:
    with pytest.raises(SourceError, match=r"illisible|chiffre inconnu|plausible"):
        checked_figures(typed)


@pytest.mark.parametrize(
    ("name", "text", "stored"),
    [
        ("total_cost_meur", "1 234,5", "1234.5"),
        ("total_cost_meur", "1\u202f234,5 M€", "1234.5"),
        ("total_cost_meur", "3.3 Md€", "3300"),
        ("total_cost_meur", "3300.5", "3300.5"),
        ("budget_drift_pct", "-6,5", "-6.5"),
        ("budget_drift_pct", "\u22126,5\u00a0%", "-6.5"),
        ("mean_duration_years", "75 mois", "6.25"),
        ("publication_date", "31/12/2022", "2022-12-31"),
        ("publication_date", "31 décembre 2022", "2022-12-31"),
        ("publication_date", "1er mars 2023", "2023-03-01"),
        ("publication_date", "décembre 2022", "2022-12"),
        ("publication_date", "2022-12-31", "2022-12-31"),
        ("reference_date", "31/12/2022", "2022-12"),
    ],
)
def test_french_and_english_forms_are_read(name: str, text: str, stored: str) -> None:
    assert checked_figures({name: text}) == {name: stored}


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("total_cost_meur", "3.300", "se lit de deux façons → écrivez par exemple 3300, « 3 300 M€ » ou « 3,3 Md€ »"),
        ("total_cost_meur", "3,3", "n'est pas plausible (attendu de 100 M€ à 20 Md€)"),
        ("total_cost_meur", "33 Md€", "n'est pas plausible"),
        ("projects", "45,5", "n'est pas un nombre entier"),
        ("projects", "5000", "n'est pas plausible (attendu de 1 à 500)"),
        ("projects", "0", "n'est pas plausible"),
        ("interministerial", "900", "n'est pas plausible"),
        ("mean_duration_years", "62", "n'est pas plausible (attendu de 1 à 30 ans)"),
        ("schedule_drift_pct", "-60", "n'est pas plausible (attendu de −50 à 300 %)"),
        ("schedule_drift_pct", "1e300", "n'est pas plausible"),
        ("leavers", "nan", "est illisible"),
        ("publication_date", "31/02/2022", "est illisible"),
        ("publication_date", "2022", "se lit de deux façons"),
        ("publication_date", "44926", "est illisible"),
        ("publication_date", "1/1/1822", "n'est pas plausible"),
    ],
)
def test_what_is_typed_has_the_doubts_of_a_cell(name: str, text: str, reason: str) -> None:
    with pytest.raises(SourceError) as raised:
        checked_figures({name: text})
    assert raised.value.problems[0].startswith(f"{name} : « {text} » {reason}")
    assert " → écrivez par exemple " in raised.value.problems[0]


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ({"projects": "45"}, "projects : 45 annoncés, 50 d'après le tableau"),
        ({"interministerial": "30"}, "interministerial : 30 annoncés, 5 d'après le tableau"),
        ({"total_cost_meur": "1000"}, "total_cost_meur : 1 000 annoncés, 2 511,86"),
        ({"total_cost_meur": "9000"}, "total_cost_meur : 9 000 annoncés, 2 511,86"),
        ({"mean_duration_years": "8,1"}, "mean_duration_years : 8,1 annoncés, 6,06"),
    ],
)
def test_a_figure_that_contradicts_the_table_is_asked_again(
    before_14: Path, ods: Path, figures: dict[str, str], reason: str
) -> None:
    before = tree(before_14)
    refused = add(request(ods, before_14), checked_figures(figures))
    (finding,) = refused.intake.findings.of(REJECTION)
    assert finding.reason.replace("\u202f", " ").startswith(reason)
    assert "--force" in finding.remedy
    assert tree(before_14) == before
    forced = add(request(ods, before_14, is_forced=True), checked_figures(figures))
    assert forced.intake.findings.of(WARNING)[-1].reason == finding.reason
    assert "key_figures.csv" in forced.written


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ({"publication_date": "2026-01-16"}, "publication_date : 2026-01-16 est dans l'avenir"),
        ({"publication_date": "2021-10"}, "publiée en 2021-10, avant sa date de référence 2021-11"),
        (
            {"publication_date": "2024-01-01"},
            "2022-07-20 pour l'édition 15, mais 2024-01-01",
        ),
        ({"projects": "50", "interministerial": "51"}, "51 projets interministériels sur 50"),
    ],
)
def test_dates_and_counts_go_with_the_rest(before_14: Path, ods: Path, figures: dict[str, str], reason: str) -> None:
    addition = add(request(ods, before_14, is_forced=True), checked_figures(figures))
    assert any(reason in finding.reason for finding in addition.intake.findings.of(REJECTION))
    assert published_figures(before_14, 14) == {}


def test_an_edition_dated_before_one_without_a_table_is_refused(before_14: Path, ods: Path) -> None:
    intake = add(request(ods, before_14, edition=25, reference="2022-01"), {}).intake
    assert any(
        "2022-01 ne va pas avec l'édition 25 : l'édition 20 est de 2024-12" in finding.reason
        for finding in intake.findings.of(REJECTION)
    )


def test_figures_may_come_from_a_small_file(tmp_path: Path) -> None:
    path = tmp_path / "chiffres.csv"
    path.write_text(
        "chiffre;valeur\nprojects;45\n# remarque\ntotal_cost_meur = 3,3 Md€\nbudget_drift_pct\t6,5\n", encoding="utf-8"
    )
    assert read_figures_file(path) == {"projects": "45", "total_cost_meur": "3,3 Md€", "budget_drift_pct": "6,5"}


def test_the_source_of_each_file_is_stored_and_shown(before_14: Path, ods: Path) -> None:
    add(request(ods, before_14), {})
    line = read_sources(before_14)[14]
    assert (line["file"], line["taken_on"], line["bytes"]) == ("panorama-14.ods", "2026-01-15", str(ods.stat().st_size))
    state = status_text(before_14).replace("\u00a0", " ")
    assert f"pris le 15 janvier 2026 de fichier « panorama-14.ods » (sha256 {line['sha256'][:16]}" in state
    assert "13_2021-07.csv sha256" in state
    assert "livrée avec le projet" in state


# --- command line ----------------------------------------------------------------------------------------------------


@pytest.fixture
def at(before_14: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PANORAMA_DATA_DIR", str(before_14))
    return before_14


def test_the_commands_end_with_0_1_and_2(
    at: Path, ods: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ["--edition", "14", "--reference", "2021-11"]
    assert main(["check", str(ods), *file]) == 0
    assert main(["check", str(published.write_ods(tmp_path / "vide.ods", [["rien"]])), *file]) == 1
    for wrong in (
        [],
        ["inconnu"],
        ["check"],
        ["check", str(ods), "--edition", "quatorze", "--reference", "2021-11"],
        ["check", str(ods), "--edition", "14", "--reference", "novembre"],
        ["check", str(tmp_path / "absent.ods"), *file],
        ["add", str(ods), *file, "--inconnu"],
    ):
        with pytest.raises(SystemExit) as stopped:
            main(wrong)
        assert stopped.value.code == 2
    errors = capsys.readouterr().err
    assert "il manque : --edition" in errors or "il manque : FICHIER" in errors
    assert "--reference : « novembre » est illisible → écrivez par exemple 2021-11 ou novembre 2021" in errors
    assert "required" not in errors


def test_add_takes_figures_as_options_over_those_of_the_file(at: Path, ods: Path, tmp_path: Path) -> None:
    figures = tmp_path / "chiffres.txt"
    figures.write_text("projects;49\nentrants;5\n", encoding="utf-8")
    file = ["--edition", "14", "--reference", "2021-11"]
    assert main(["add", str(ods), *file, "--figures", str(figures), "--projects", "50"]) == 0
    assert (published_figures(at, 14)["projects"], published_figures(at, 14)["entrants"]) == ("50", "5")
    assert main(["status"]) == 0
    assert main(["build"]) == 0
    assert main(["schema"]) == 0


def test_a_negative_number_with_a_comma_is_no_option(at: Path, ods: Path) -> None:
    file = ["--edition", "14", "--reference", "novembre 2021"]
    assert main(["add", str(ods), *file, "--budget-drift-pct", "-6,5", "--schedule-drift-pct", "-1,5 %"]) == 0
    figures = published_figures(at, 14)
    assert (figures["budget_drift_pct"], figures["schedule_drift_pct"]) == ("-6.5", "-1.5")


def test_a_finding_gives_sheet_row_column_value_reason_and_remedy(
    at: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = spoilt(tmp_path, {(2, COST): 12345678.0})
    main(["check", str(path), "--edition", "14", "--reference", "2021-11"])
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("QUARANTAINE"))
    assert line == (
        "QUARANTAINE   feuille « Export CSV », ligne 6, colonne « Coût complet estimé » : « 12345678 » : "
        "coût peu plausible (attendu entre 0 et 5 000 M€) → la valeur reste manquante ; corrigez la cellule "
        "(en millions d'euros, ou avec son unité : « 12,5 M€ »)"
    )


def test_the_descriptions_of_the_publisher_are_never_stored(at: Path, ods: Path) -> None:
    main(["add", str(ods), "--edition", "14", "--reference", "2021-11"])
    words = published.DESCRIPTION.split(";")[0].encode()
    assert not [name for name, content in tree(at).items() if words in content]
    assert published.NOTICE[:20].encode() not in b"".join(tree(at).values())


def test_what_is_written_reads_back_as_csv(before_14: Path, ods: Path) -> None:
    text = check(request(ods, before_14)).edition_text()
    assert list(csv.DictReader(io.StringIO(text))) == published.edition_lines(14)
