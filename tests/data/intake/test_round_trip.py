"""Every edition, written as the publisher writes it, comes back equal, cell by cell."""

import csv
import io
import shutil
import time
from pathlib import Path

import published_files as published
import pytest

from data.intake.checking import Intake, Request, check
from data.model.folders import DATA_DIR


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's data, which no test of this file changes."""
    copy = tmp_path_factory.mktemp("data")
    for name in ("editions", "vocabulary"):
        shutil.copytree(DATA_DIR / name, copy / name)
    shutil.copy(DATA_DIR / "key_figures.csv", copy)
    return copy


@pytest.fixture(autouse=True)
def without_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole dataset is not built again for each file: test_adding.py does it."""
    monkeypatch.setattr("data.intake.checking.build_copy", lambda folder, changes: None)


def taken(path: Path, edition: int, folder: Path) -> Intake:
    return check(Request(path, edition, published.reference(edition), folder))


def assert_equal(intake: Intake, edition: int) -> None:
    assert not intake.findings.refused, intake.report()
    assert list(csv.DictReader(io.StringIO(intake.edition_text()))) == published.edition_lines(edition)
    assert intake.edition_text().encode() == published.edition_file(edition).read_bytes()


LAYOUTS = {
    "15 columns, dates as text": lambda edition: published.layout_15(edition),
    "15 columns, real dates": lambda edition: published.layout_15(edition, dates="real"),
    "10 columns, months in words": lambda edition: published.layout_10(edition),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", published.WRITERS)
@pytest.mark.parametrize("edition", published.EDITIONS)
def test_an_edition_comes_back_equal(edition: int, kind: str, layout: str, folder: Path, tmp_path: Path) -> None:
    path = published.WRITERS[kind](tmp_path / f"panorama.{kind}", LAYOUTS[layout](edition))
    assert_equal(taken(path, edition, folder), edition)


@pytest.fixture(scope="module")
def from_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[int, str, str], Path]:
    """Each edition in both layouts, as LibreOffice writes it in ODS; the last two in XLSX and XLS too."""
    if not published.SOFFICE:
        pytest.skip("LibreOffice (soffice) n'est pas installé : ses propres fichiers ne peuvent pas être essayés")
    folder = tmp_path_factory.mktemp("libreoffice")
    found: dict[tuple[int, str, str], Path] = {}
    sources = [
        published.write_ods(folder / f"{edition}_{columns}.ods", grid)
        for edition in published.EDITIONS
        for columns, grid in (("15", published.layout_15(edition, dates="real")), ("10", published.layout_10(edition)))
    ]
    for kind in ("ods", "xlsx", "xls"):
        output = folder / kind
        output.mkdir()
        for path in published.converted(sources if kind == "ods" else sources[-4:], kind, output):
            edition, _, columns = path.stem.partition("_")
            found[int(edition), columns, kind] = path
    return found


@pytest.mark.parametrize(
    ("edition", "kind"),
    [(edition, "ods") for edition in published.EDITIONS]
    + [(edition, kind) for edition in published.EDITIONS[-2:] for kind in ("xlsx", "xls")],
)
@pytest.mark.parametrize("columns", ["15", "10"])
def test_what_libreoffice_writes_comes_back_equal(
    edition: int, columns: str, kind: str, from_libreoffice: dict[tuple[int, str, str], Path], folder: Path
) -> None:
    assert_equal(taken(from_libreoffice[edition, columns, kind], edition, folder), edition)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_csv_comes_back_equal_from_any_encoding_and_separator(
    encoding: str, separator: str, folder: Path, tmp_path: Path
) -> None:
    path = published.write_csv(
        tmp_path / "panorama.csv", published.layout_10(14), separator=separator, encoding=encoding
    )
    assert_equal(taken(path, 14, folder), 14)


def test_a_csv_with_mixed_line_ends_comes_back_equal(folder: Path, tmp_path: Path) -> None:
    path = published.write_csv(tmp_path / "panorama.csv", published.layout_15(5), line_end="\n")
    content = path.read_bytes().replace(b"\n", b"\r\n", 7)
    path.write_bytes(content)
    assert_equal(taken(path, 5, folder), 5)


def test_the_projects_own_file_is_not_taken_for_a_published_one(folder: Path) -> None:
    intake = taken(published.edition_file(14), 14, folder)
    assert "ligne d'en-tête introuvable" in intake.report()


@pytest.mark.timed
def test_an_ods_of_sixty_lines_is_read_in_under_two_seconds(folder: Path, tmp_path: Path) -> None:
    path = published.write_ods(tmp_path / "panorama.ods", published.layout_15(5))
    before = time.monotonic()
    taken(path, 5, folder)
    assert time.monotonic() - before < 2
