"""`history` takes in the editions that are missing from their public sources, from a stand-in on this machine."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import datagouv
import published_files as published
import pytest
from datagouv import DATASET, File, Server
from test_sync import TODAY, tree

from data.__main__ import main
from data.intake import writing
from data.intake.adding import compare, read_sources
from data.intake.download import Policy
from data.intake.history import COMPARISON_COLUMNS, history, read_public_sources
from data.intake.sync import Outcome, SyncJob
from data.model.errors import SourceError
from data.model.folders import DATA_DIR
from data.model.tables import read_rows

BOXES = {
    "projets suivis": "50",
    "projets interministériels": "5",
    "milliards d’euros de coûts actualisés": "2,62",
    "durée moyenne (en années)": "6,1",
    "taux d’écart calendaire moyen": "15,4 %",
    "taux d’écart budgétaire moyen": "13,5 %",
}


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as stand_in:
        yield stand_in


@pytest.fixture
def empty(data_folder: Path) -> Path:
    for path in (data_folder / "editions").glob("*.csv"):
        path.unlink()
    return data_folder


def list_sources(server: Server, folder: Path, *lines: str) -> None:
    text = "\n".join(["edition,kind,address,note", *(f"{line}," for line in lines)])
    (folder / "public_sources.csv").write_text(text.replace("BASE", f"{server.base}/fichiers"), encoding="utf-8")


def publish_pages(server: Server, folder: Path, editions: list[int]) -> None:
    server.files += [File(f"{edition}/index.html", published.page(edition), "") for edition in editions]
    list_sources(server, folder, *(f"{edition},page,BASE/{edition}/index.html" for edition in editions))


def run(folder: Path, seconds: float = 5.0, *, compares_again: bool = False) -> tuple[Outcome, str]:
    sources = read_public_sources(folder)
    policy = Policy(sources.hosts, is_local=True, total_seconds=seconds, backoff_seconds=0.01)
    output: list[str] = []
    outcome = history(
        SyncJob(folder, "", "", policy, today=TODAY), sources, say=output.append, compares_again=compares_again
    )
    return outcome, "\n".join(output).replace("\u00a0", " ")


def edition_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "editions").glob("*.csv")}


# --- a page as a file -------------------------------------------------------------------------------------------------


def test_a_page_is_added_without_any_option(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PANORAMA_DATA_DIR", str(data_folder))
    (data_folder / "editions" / published.edition_file(14).name).unlink()
    lines = (data_folder / "key_figures.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (data_folder / "key_figures.csv").write_text("".join(line for line in lines if line[:3] != "14,"), encoding="utf-8")
    path = tmp_path / "index.html"
    path.write_bytes(published.page(14, **BOXES))
    assert main(["check", str(path)]) == 0
    assert main(["add", str(path)]) == 0
    assert "AJOUTÉ" in capsys.readouterr().out
    assert edition_bytes(data_folder) == edition_bytes(DATA_DIR)
    figures = writing.published_figures(data_folder, 14)
    for name, value in writing.published_figures(DATA_DIR, 14).items():
        if name in writing.FIGURES and name not in ("entrants", "leavers"):
            assert figures[name] == value, name


@pytest.mark.parametrize("sentence", ["Novembre 2017", "11/2017", "29 novembre 2017"])
def test_a_page_gives_its_edition_by_its_month_alone(
    sentence: str, data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANORAMA_DATA_DIR", str(data_folder))
    path = tmp_path / "index.html"
    path.write_bytes(published.page(4, sentence))
    assert main(["check", str(path)]) == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (published.page(14)[:-500], "page abîmée ou incomplète"),
        (published.page(14).replace(b"<th>Projet</th>", b""), "colonnes inégales"),
        (published.page(14).replace(b'"container"', b'"other"'), "sans le tableau des projets"),
        (published.page(14).replace(b'data-for="htmlwidget-', b'data-for="x'), "page web et non un tableur"),
        (published.page(14, "Automne"), "édition non reconnue"),
        (published.page(14) + b" " * 10 * 2**20, "au plus 10 Mio"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused(
    content: bytes, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "index.html"
    path.write_bytes(content)
    assert main(["check", str(path)]) == 1
    assert says in capsys.readouterr().err


def test_a_page_of_another_edition_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "index.html"
    path.write_bytes(published.page(14))
    assert main(["check", str(path), "--edition", "13", "--reference", "2021-07"]) == 1
    assert "c'est la page de l'édition 14" in capsys.readouterr().err


# --- the whole series -------------------------------------------------------------------------------------------------


def test_the_project_lists_its_public_sources() -> None:
    sources = read_public_sources(DATA_DIR)
    assert list(sources.editions) == list(range(1, 19))
    assert [resource.kind for resource in sources.editions[14]] == ["page", "ods", "xls"]
    assert sources.hosts == {"raw.githubusercontent.com", "www.data.gouv.fr", "static.data.gouv.fr"}


def test_the_whole_series_is_added_from_nothing_and_a_second_run_requests_nothing(server: Server, empty: Path) -> None:
    publish_pages(server, empty, published.EDITIONS)
    outcome, output = run(empty)
    assert outcome.added == published.EDITIONS, output
    assert edition_bytes(empty) == edition_bytes(DATA_DIR)
    assert "[10/10] édition 14 : ajoutée depuis « page de l'édition 14 »" in output
    assert "10 éditions ajoutées, 10 tableaux tenus ; sans tableau : 9 à 12" in output
    requests, state = len(server.requests), tree(empty)
    outcome, output = run(empty)
    assert (outcome.added, outcome.unchanged, outcome.refused) == ([], published.EDITIONS, [])
    assert (len(server.requests), tree(empty)) == (requests, state)


def test_interrupted_at_each_step_and_run_again_gives_the_same_bytes(
    server: Server, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_pages(server, empty, [7, 14])
    for name in ("projects.csv", "project_labels.csv"):  # a project that edition 14 brings
        path = empty / "vocabulary" / name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if "cfvr" not in line.casefold()), encoding="utf-8")
    whole = tmp_path / "whole"
    shutil.copytree(empty, whole)
    assert run(whole)[0].added == [7, 14]
    move_over = writing.move_over
    for step in itertools.count(1):
        folder, steps = tmp_path / f"step {step}", itertools.count(1)
        shutil.copytree(empty, folder)

        def interrupted(*paths: Path, steps: Iterator[int] = steps, last: int = step) -> None:
            if next(steps) == last:
                raise KeyboardInterrupt
            move_over(*paths)

        monkeypatch.setattr(writing, "move_over", interrupted)
        try:
            run(folder)
            assert step > 5
            break
        except KeyboardInterrupt:
            monkeypatch.setattr(writing, "move_over", move_over)
            run(folder)
        found = {name: content for name, content in tree(folder).items() if not name.startswith(".")}
        assert found == tree(whole), step


def test_the_next_source_is_tried_and_the_others_compared(server: Server, empty: Path, tmp_path: Path) -> None:
    grid = published.layout_10(14)
    grid[3][7] = 60.5
    other = published.write_ods(tmp_path / "autre.ods", grid)
    server.files += [
        File("supprimee.html", b"", "", faults=[datagouv.status(410)]),
        File("ailleurs.html", b"", "", faults=[datagouv.status(308, Location="/fichiers/index.html")]),
        File("index.html", published.page(14, **{**BOXES, "projets suivis": "51"}), ""),
        File("autre.ods", other.read_bytes(), ""),
    ]
    names = ("page,BASE/supprimee.html", "page,BASE/absente.html", "page,BASE/ailleurs.html", "ods,BASE/autre.ods")
    list_sources(server, empty, *(f"14,{name}" for name in names))
    outcome, output = run(empty)
    assert outcome.added == [14], output
    assert edition_bytes(empty)["14_2021-11.csv"] == published.edition_file(14).read_bytes()
    for words in (
        "supprimé par son producteur (410)", "introuvable (404)", "1 différence",
        "paysage, cost_meur : « 53.7058 » → « 60.5 »", "chiffre projects : 50 tenu, 51 sur la page",
    ):  # fmt: skip
        assert words in output
    state = tree(empty)
    assert run(empty)[0].unchanged == [14]
    assert tree(empty) == state


def test_a_source_is_compared_once_unless_the_table_changes_or_the_operator_wants_it(
    server: Server, data_folder: Path
) -> None:
    publish_pages(server, data_folder, [7, 14])
    assert run(data_folder)[1].count("comparé : mêmes valeurs") == 2
    requests, state = len(server.requests), tree(data_folder)
    assert run(data_folder)[0].unchanged == [7, 14]
    assert (len(server.requests), tree(data_folder)) == (requests, state)
    assert run(data_folder, compares_again=True)[1].count("comparé : mêmes valeurs") == 2
    path = data_folder / "editions" / published.edition_file(7).name
    path.write_text(path.read_text(encoding="utf-8").replace(",17.18,", ",17.19,", 1), encoding="utf-8")
    assert path.read_bytes() != published.edition_file(7).read_bytes()
    output = run(data_folder)[1]
    assert output.count("comparé") == 1
    assert "1 différence" in output


def test_an_interrupted_comparison_is_run_again(
    server: Server, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_pages(server, data_folder, [7, 13, 14])
    calls = itertools.count(1)

    def interrupted(*arguments: object) -> object:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return compare(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("data.intake.history.compare", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(data_folder)
    monkeypatch.undo()
    assert run(data_folder)[1].count("comparé") == 2
    lines = [line for _, line in read_rows(data_folder / "comparisons.csv", COMPARISON_COLUMNS)]
    assert [line["edition"] for line in lines] == ["7", "13", "14"]


@pytest.mark.parametrize("fault", [datagouv.drip, datagouv.truncated, datagouv.reset, datagouv.status(500)])
def test_a_bad_answer_leaves_the_edition_for_the_next_run(fault: datagouv.Fault, server: Server, empty: Path) -> None:
    publish_pages(server, empty, [7, 14])
    server.files[0].faults = [fault]
    outcome, output = run(empty, seconds=1.0)
    assert (outcome.added, outcome.refused) == ([14], ["édition 7"]), output
    assert "sans tableau : 1 à 13 ; reste à prendre ou à décider : édition 7" in output
    server.files[0].faults = []
    assert run(empty)[0].added == [7]


def test_unknown_labels_are_reported_and_the_next_edition_goes_in(server: Server, empty: Path) -> None:
    publish_pages(server, empty, [7, 14])
    server.files[0].content = server.files[0].content.replace(b"Minist\\u00e8re de la Culture", b"Office des essais")
    outcome, output = run(empty)
    assert (outcome.added, outcome.refused) == ([14], ["édition 7"]), output
    assert "« Office des essais » : ministère inconnu" in output


def test_a_page_of_another_edition_is_not_added(server: Server, empty: Path) -> None:
    publish_pages(server, empty, [7, 14])
    list_sources(server, empty, "7,page,BASE/14/index.html")
    outcome, output = run(empty)
    assert outcome.refused == ["édition 7"]
    assert "c'est la page de l'édition 14" in output


def test_the_dataset_gives_what_the_list_has_not(server: Server, empty: Path, tmp_path: Path) -> None:
    publish_pages(server, empty, [7])
    path = published.write_ods(tmp_path / "p.ods", published.layout_10(14))
    server.files.append(File(path.name, path.read_bytes(), "14e parution"))
    list_sources(server, empty, "7,page,BASE/7/index.html", f",dataset,{server.base}/api/1/datasets/{DATASET}/")
    outcome, output = run(empty)
    assert (outcome.added, outcome.refused) == ([7, 14], []), output
    state = tree(empty)
    assert run(empty)[0].refused == []
    assert tree(empty) == state


def test_only_listed_hosts_are_requested(server: Server, empty: Path) -> None:
    publish_pages(server, empty, [7])
    server.files[0].faults = [datagouv.redirect("https://exemple.invalid/index.html")]
    _, output = run(empty)
    assert "hôte hors de la liste admise, refusé (exemple.invalid)" in output


def test_offline_the_command_says_so_and_changes_nothing(
    server: Server, empty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    publish_pages(server, empty, [7, 14])
    server.server.server_close()
    monkeypatch.setenv("PANORAMA_DATA_DIR", str(empty))
    monkeypatch.setenv("PANORAMA_SYNC_LOCAL_TESTS", "1")
    before = tree(empty)
    assert main(["history"]) == 1
    captured = capsys.readouterr()
    assert "pas de réseau : aucun hôte ne répond, rien n'est changé" in captured.err
    assert captured.out == ""
    assert tree(empty) == before


def test_a_wrong_line_of_the_list_is_refused(server: Server, data_folder: Path) -> None:
    list_sources(server, data_folder, "7,pdf,BASE/7.pdf")
    with pytest.raises(SourceError, match="ligne 2 : « pdf »"):
        read_public_sources(data_folder)
    assert len(list(read_rows(DATA_DIR / "public_sources.csv", ("edition", "kind", "address", "note")))) == 23
    assert read_sources(data_folder) == {}
