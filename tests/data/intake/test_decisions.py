"""Few decisions, nearly all proposed rightly, in a file for a spreadsheet; what enters alone is never wrong."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import published_files as published
import pytest
from datagouv import DATASET, File, Server

from data.__main__ import main
from data.intake.checking import Intake, Request, check
from data.intake.decisions import COLUMNS, read_decisions, write_decisions
from data.intake.findings import REJECTION
from data.model.dataset import build_dataset
from data.model.errors import SourceError
from data.model.folders import DATA_DIR
from data.model.labels import Vocabulary, read_vocabulary
from data.model.wording import label_key

Line = dict[str, str]
FULL = read_vocabulary(DATA_DIR / "vocabulary")
CUT = {  # family → its files, its column in an edition
    "ministries": ("ministry_labels.csv", "ministries.csv", "published_ministry"),
    "functional_areas": ("functional_area_labels.csv", "functional_areas.csv", "published_functional_area"),
    "projects": ("project_labels.csv", "projects.csv", "published_name"),
}
CUTS = [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 13), (13, 14), (4, 7), (6, 13), (1, 5)]


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def cut_back(folder: Path, last: int, *, lists: bool = True) -> Path:
    """The data folder as it stood after an edition: its labels, and the lists that they lead to where `lists`."""
    lines = [line for edition in published.EDITIONS if edition <= last for line in published.edition_lines(edition)]
    for path in (folder / "editions").glob("*.csv"):
        if int(path.name[:2]) > last:
            path.unlink()
    for labels_file, list_file, column in CUT.values():
        header, *labels = read(folder / "vocabulary" / labels_file)
        printed = {label_key(line[column]) for line in lines}
        labels = [row for row in labels if label_key(row[0]) in printed]
        write(folder / "vocabulary" / labels_file, [header, *labels])
        if lists:
            names = {slug: row[0] for row in labels for slug in row[1].split("|")}
            header, *known = read(folder / "vocabulary" / list_file)
            known = [row for row in known if row[0] in names]
            if column == "published_name":  # a project is called as it was then
                known = [[row[0], names[row[0]], *row[2:]] for row in known]
            write(folder / "vocabulary" / list_file, [header, *known])
    return folder


def published_csv(folder: Path, edition: int) -> Path:
    return published.write_csv(folder / f"panorama-{edition}.csv", published.layout_10(edition), separator=";")


def checked(folder: Path, edition: int) -> Intake:
    return check(Request(published_csv(folder, edition), edition, published.reference(edition), folder))


def truth(family: str, label: str, known: Vocabulary) -> str:
    """What the whole vocabulary says of a label: slugs, or « nouveau » where the cut one has them not."""
    slugs = getattr(FULL, family).slugs[label_key(label)]
    return "|".join(slugs) if set(slugs) <= getattr(known, family).names.keys() else "nouveau"


@pytest.mark.parametrize(("last", "edition"), CUTS)
def test_what_enters_without_a_decision_is_never_wrong(
    last: int, edition: int, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.intake.checking.build_copy", lambda folder, changes: None)
    intake = checked(cut_back(data_folder, last), edition)
    known = read_vocabulary(data_folder / "vocabulary")
    settled = [label for label in intake.settled if label.family != "functional_areas"]
    assert [(one.label, one.proposal.answer) for one in settled] == [
        (one.label, truth(one.family, one.label, known)) for one in settled
    ]
    wrong = [one for one in intake.undecided if one.proposal.answer != truth(one.family, one.label, known)]
    assert len(wrong) <= 1, [one.label for one in wrong]
    assert len(wrong) <= len(intake.undecided) / 5 or len(intake.undecided) < 5


@pytest.mark.parametrize("lists", [True, False], ids=["lists cut", "labels cut"])
def test_edition_13_after_edition_8_needs_few_decisions_and_one_file(
    lists: bool, data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PANORAMA_DATA_DIR", str(cut_back(data_folder, 8, lists=lists)))
    monkeypatch.chdir(tmp_path)
    command = ["add", str(published_csv(tmp_path, 13)), "--edition", "13", "--reference", "2021-07"]
    assert main(command) == 1
    known = read_vocabulary(data_folder / "vocabulary")
    lines = read_semicolons(Path("decisions.csv"))
    assert 0 < len(lines) <= 8
    families = {"projet": "projects", "ministère": "ministries"}
    wrong = 0
    for line in lines:
        right = truth(families[line["nature"]], line["libellé"], known)
        wrong, line["décision"] = wrong + (line["décision"] != right), right
    assert wrong <= 2
    assert f"À décider : {len(lines)}" in capsys.readouterr().out.replace("\u00a0", " ")
    fill(Path("decisions.csv"), lines)
    assert main([*command, "--decisions", "decisions.csv"]) == 0
    dataset = build_dataset(data_folder)
    rows = dataset.projects[dataset.projects["edition"] == 13]
    for project, name, ministries in zip(rows["project"], rows["published_name"], rows["ministries"], strict=True):
        right = truth("projects", name, known)
        assert project == right if right != "nouveau" else project not in known.projects.names or not lists, name
        assert ministries
    assert main([*command, "--decisions", "decisions.csv"]) == 0


def read_semicolons(path: Path) -> list[Line]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig")), delimiter=";"))


def fill(path: Path, lines: list[Line]) -> None:
    output = io.StringIO()
    writer = csv.DictWriter(output, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    path.write_bytes(output.getvalue().encode("utf-8-sig"))


# --- the file, as spreadsheets save it --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def undecided(tmp_path_factory: pytest.TempPathFactory) -> Intake:
    folder = tmp_path_factory.mktemp("cut")
    for name in ("editions", "vocabulary"):
        shutil.copytree(DATA_DIR / name, folder / name)
    shutil.copy(DATA_DIR / "key_figures.csv", folder)
    return checked(cut_back(folder, 8), 13)


def test_the_file_says_what_a_spreadsheet_needs(undecided: Intake, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    assert write_decisions(path, undecided.undecided, FULL) == path
    content = path.read_bytes()
    assert content.startswith(b'\xef\xbb\xbf"nature";"libell')
    assert b"\r\n" in content
    line = next(line for line in read_semicolons(path) if line["libellé"].startswith("PNIJ"))
    assert (line["nature"], line["décision"]) == ("projet", "nouveau")
    assert line["où"] == "édition 13, feuille « panorama-13.csv », colonne « Projet »"
    assert line["lignes"].isdecimal()
    assert "[pnij] 0,80" in line["proche 1"]
    assert "autre début (mars 2005)" in line["proche 1"]
    assert "autre version ou phase" in line["proche 1"]
    content.decode("utf-8-sig").encode("cp1252")  # what Excel saves loses no letter


SAVED: dict[str, Callable[[str], bytes]] = {
    "as written": lambda text: text.encode("utf-8-sig"),
    "Excel, Windows-1252, no quotes": lambda text: text.replace('"', "").encode("cp1252"),
    "LibreOffice, comma": lambda text: text.replace('";"', '","').encode(),
    "tabs, UTF-16": lambda text: text.replace('";"', '"\t"').encode("utf-16"),
    "line feeds": lambda text: text.replace("\r\n", "\n").encode(),
    "old Macintosh": lambda text: text.replace("\r\n", "\r").encode(),
    "blank columns and rows": lambda text: text.replace("\r\n", ";;;\r\n").encode() + b";;;;;;;;;;;\r\n" * 30,
}


@pytest.mark.parametrize("saved", SAVED)
def test_the_file_saved_by_a_spreadsheet_is_read_the_same(saved: str, undecided: Intake, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    write_decisions(path, undecided.undecided, FULL)
    before = read_decisions(path, FULL)
    assert len(before) == len(undecided.undecided)
    path.write_bytes(SAVED[saved](path.read_bytes().decode("utf-8-sig")))
    assert read_decisions(path, FULL) == before


def test_the_file_saved_as_a_workbook_is_read_the_same(undecided: Intake, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    write_decisions(path, undecided.undecided, FULL)
    before = read_decisions(path, FULL)
    rows: published.Grid = [list(COLUMNS), *([*line.values()] for line in read_semicolons(path))]
    for kind in ("xlsx", "ods"):
        other = published.WRITERS[kind](tmp_path / f"decisions.{kind}", rows)
        assert read_decisions(other, FULL) == before
        content = other.read_bytes()
        path.unlink()
        cut = read_vocabulary(undecided.request.folder / "vocabulary")
        assert write_decisions(other, undecided.undecided[:1], cut) == path
        assert other.read_bytes() == content  # what is still to decide goes beside a workbook, with its lines
        assert read_decisions(path, FULL) == before


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("sirhen", "sirhen"), ("SIRHEN", "sirhen"), ("1", "pnij"), ("nouveau", "nouveau"),
        ("Nouveau projet", "nouveau"), ("PNIJ [pnij] 0,80 : autre début", "pnij"), ("", None),
    ],
)  # fmt: skip
def test_an_answer_may_be_a_slug_a_name_or_a_number(
    typed: str, answer: str | None, undecided: Intake, tmp_path: Path
) -> None:
    path = tmp_path / "decisions.csv"
    write_decisions(path, [one for one in undecided.undecided if one.label.startswith("PNIJ")], FULL)
    lines = read_semicolons(path)
    fill(path, [{**line, "décision": typed} for line in lines])
    found = list(read_decisions(path, FULL).values())
    assert [one.answer for one in found] == ([answer] if answer else [])


def test_every_line_that_cannot_be_followed_is_told(undecided: Intake, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    write_decisions(path, undecided.undecided, FULL)
    lines = read_semicolons(path)
    lines[0]["décision"], lines[1]["nature"] = "ministère des choses", "chose"
    lines.append({**lines[2], "décision": "nouveau"})
    lines.append({**lines[2], "décision": "sirhen"})
    fill(path, lines)
    with pytest.raises(SourceError) as caught:
        read_decisions(path, FULL)
    first, second, *others = caught.value.problems
    assert "ligne 2" in first and "décision inconnue « ministère des choses »" in first
    assert "ligne 3" in second and "nature « chose »" in second
    assert any("deux décisions" in problem for problem in others)
    other = published.write_csv(tmp_path / "autre.csv", published.layout_10(14))
    with pytest.raises(SourceError, match="ce n'est pas un fichier de décisions"):
        read_decisions(other, FULL)


def test_a_label_is_never_a_formula_and_comes_back(undecided: Intake, tmp_path: Path) -> None:
    path, label = tmp_path / "decisions.csv", undecided.undecided[0]
    forged = type(label)(**{**vars(label), "label": "=HYPERLINK(1)"})
    write_decisions(path, [forged], FULL)
    assert "'=HYPERLINK(1)" in path.read_text(encoding="utf-8-sig")
    assert [key for _, key in read_decisions(path, FULL)] == ["=hyperlink(1)"]


def test_what_the_operator_has_filled_in_stays(undecided: Intake, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    write_decisions(path, undecided.undecided, FULL)
    lines = read_semicolons(path)
    lines[0]["motif"] = "vu avec le ministère"
    fill(path, lines)
    cut = read_vocabulary(undecided.request.folder / "vocabulary")
    write_decisions(path, undecided.undecided, cut)
    assert read_semicolons(path) == lines
    workbook = openpyxl.Workbook()
    workbook.save(tmp_path / "autre.xlsx")
    with pytest.raises(SourceError):
        write_decisions(tmp_path / "autre.xlsx", undecided.undecided, FULL)


# --- traps ------------------------------------------------------------------------------------------------------------


def renamed(folder: Path, old: str, **values: published.Value) -> Intake:
    """Edition 15: the table of edition 14 with another name, start or cost for one project."""
    grid = published.layout_10(14)
    row = next(row for row in grid if str(row[0]).strip() == old)
    for header, value in values.items():
        row[next(at for at, name in enumerate(published.HEADER_10) if name.startswith(header))] = value
    path = published.write_csv(folder / "f.csv", grid, separator=";")
    return check(Request(path, 15, "2022-06", folder))


@pytest.mark.parametrize(
    ("values", "answer", "is_open"),
    [
        ({"Projet": "CROCUS (Cr)"}, "crocus", False),
        ({"Projet": "Crocus – version 1"}, "crocus", False),
        ({"Projet": "Application CROCUS"}, "crocus", False),
        ({"Projet": "CROCUS NG"}, "crocus", True),
        ({"Projet": "CROCUS phase II", "Début": "mars 2022"}, "nouveau", True),
        ({"Projet": "CROCUS V2", "Début": "mars 2022", "Coût": None}, "nouveau", True),
        ({"Projet": "CROCUSS", "Début": "mars 2022", "Coût": 3.0}, "crocus", True),
        ({"Projet": "QUARTZ BLEU"}, "crocus", True),
        ({"Projet": "QUARTZ BLEU", "Début": "mars 2022", "Coût": 3.0}, "nouveau", False),
        ({"Ministère": "Ministère de l'Éducation nationale et de la Ville"}, "education", True),
        ({"Ministère": "Ministère chargé de l'Intérieur"}, "interieur", False),
        ({"Ministère": "Ministère de la Justice / Ministère de l'Intérieur"}, "justice|interieur", False),
        ({"Ministère": "Ministère du Logement"}, "nouveau", True),
    ],
)
def test_a_name_is_settled_only_where_the_facts_agree(
    values: dict[str, published.Value], answer: str, is_open: bool, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.intake.checking.build_copy", lambda folder, changes: None)
    intake = renamed(data_folder, "CROCUS", **values)
    assert [(one.proposal.answer, one.is_open) for one in intake.unknown] == [(answer, is_open)], intake.report()
    if not is_open and answer == "crocus":
        assert "projet inconnu, lu « CROCUS »" in intake.report()
    if is_open:
        assert any("proposition" in finding.reason for finding in intake.findings.of(REJECTION))


def test_a_new_ministry_enters_the_list(data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    intake = renamed(data_folder, "CROCUS", Ministère="Ministère du Logement", Coût=3.5)
    monkeypatch.setenv("PANORAMA_DATA_DIR", str(data_folder))
    monkeypatch.chdir(tmp_path)
    command = ["add", str(intake.request.path), "--edition", "15", "--reference", "2022-06"]
    assert main(command) == 1
    assert main(["check", *command[1:], "--decisions", "decisions.csv"]) == 0
    assert main([*command, "--decisions", "decisions.csv"]) == 0
    assert read_vocabulary(data_folder / "vocabulary").ministries.names["logement"] == "Logement"
    assert "logement" in set(build_dataset(data_folder).projects["ministries"])


def test_history_takes_the_decisions_of_all_editions_from_one_file(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cut_back(data_folder, 4)
    monkeypatch.setenv("PANORAMA_DATA_DIR", str(data_folder))
    monkeypatch.setenv("PANORAMA_SYNC_LOCAL_TESTS", "1")
    monkeypatch.chdir(tmp_path)
    with Server() as server:
        editions = [5, 8, 13]
        server.files += [File(f"{edition}/index.html", published.page(edition), "") for edition in editions]
        lines = [f"{edition},page,{server.base}/fichiers/{edition}/index.html," for edition in editions]
        (data_folder / "public_sources.csv").write_text("\n".join(["edition,kind,address,note", *lines]))
        assert main(["history"]) == 1
        decisions = read_semicolons(Path("decisions.csv"))
        assert {line["où"].split(",")[0] for line in decisions} >= {"édition 5", "édition 13"}
        assert "À décider" in capsys.readouterr().out
        assert main(["history", "--decisions", "decisions.csv"]) == 0, capsys.readouterr().out
    assert build_dataset(data_folder).latest_table == 13


def test_sync_writes_and_takes_the_same_file(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_back(data_folder, 8)
    monkeypatch.setenv("PANORAMA_DATA_DIR", str(data_folder))
    monkeypatch.setenv("PANORAMA_SYNC_LOCAL_TESTS", "1")
    monkeypatch.chdir(tmp_path)
    with Server() as server:
        path = published_csv(tmp_path, 13)
        server.files.append(File(path.name, path.read_bytes(), "13e édition"))
        command = ["sync", "--dataset", DATASET, "--base-url", server.base]
        assert main(command) == 1
        assert {line["où"].split(",")[0] for line in read_semicolons(Path("decisions.csv"))} == {"édition 13"}
        assert main([*command, "--decisions", "decisions.csv"]) == 0
    assert build_dataset(data_folder).latest_table == 13
