"""Cells come back as they were written, whatever the format says of them; the child process stays bounded."""

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import published_files as published
import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from published_files import ods_cell, ods_table, raw_ods, raw_xlsx

from data.model.errors import SourceError
from data.readers import published as readers
from data.readers.published import ROOT, Cell, Sheet, read_published
from data.readers.sheets import marked
from tests.fuzz import TIMES


def row(path: Path, number: int = 1) -> list[str]:
    """The texts of a row of the first sheet."""
    return [cell.text for cell in read_published(path)[0].rows[number]]


def ods_row(folder: Path, *cells: str) -> Sheet:
    return read_published(raw_ods(folder / "f.ods", ods_table(f"<table:table-row>{''.join(cells)}</table:table-row>")))[
        0
    ]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=12)
VALUES = st.none() | TEXT | st.floats(-1e9, 1e9) | st.dates(datetime.date(1950, 1, 1)) | st.booleans()


@settings(max_examples=40 * TIMES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grid=st.lists(st.lists(VALUES, max_size=6), min_size=1, max_size=6))
def test_our_ods_reader_agrees_with_python_calamine(grid: published.Grid, tmp_path: Path) -> None:
    path = published.write_ods(tmp_path / "f.ods", [["titre"], *grid])
    theirs = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    expected = {
        number: cells
        for number, values in enumerate(theirs.to_python(skip_empty_area=False), start=1)
        if (cells := trimmed([marked(value) for value in values]))
    }
    letters = {kind: letter for letter, kind in readers.KINDS.items()} | {"blank": ""}
    ours = {
        number: trimmed([letters[cell.kind] + cell.text for cell in cells])
        for number, cells in read_published(path)[0].rows.items()
    }
    assert {number: [" ".join(cell.split()) for cell in cells] for number, cells in ours.items()} == {
        number: [" ".join(cell.split()) for cell in cells] for number, cells in expected.items()
    }


def trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1][1:].strip():
        cells = cells[:-1]
    return cells


def test_words_are_not_joined_across_lines_tabs_and_spaces(tmp_path: Path) -> None:
    cell = (
        '<table:table-cell office:value-type="string"><text:p>un<text:line-break/>deux<text:tab/>trois'
        '<text:s text:c="3"/><text:span>quatre</text:span></text:p><text:p>cinq</text:p></table:table-cell>'
    )
    assert ods_row(tmp_path, cell).rows[1][0].text.split() == ["un", "deux", "trois", "quatre", "cinq"]


def test_notes_shapes_and_nested_tables_are_not_part_of_a_cell(tmp_path: Path) -> None:
    note = "<office:annotation><dc:creator>A</dc:creator><text:p>une note</text:p></office:annotation>"
    nested = ods_table(f"<table:table-row>{ods_cell('dedans')}</table:table-row>")
    cell = f'<table:table-cell office:value-type="string">{note}{nested}<text:p>valeur</text:p></table:table-cell>'
    sheet = ods_row(tmp_path, cell, ods_cell("suite"))
    assert [part.text for part in sheet.rows[1]] == ["valeur", "suite"]


def test_typed_cells_keep_their_type(tmp_path: Path) -> None:
    cells = (
        'office:value-type="percentage" office:value="0.12"><text:p>12 %</text:p>',
        'office:value-type="currency" office:value="53.02"><text:p>53 €</text:p>',
        'office:value-type="float" office:value="6.8027397260274"><text:p>6,8</text:p>',
        'office:value-type="date" office:date-value="2011-07-01T10:30:00">',
        'office:value-type="boolean" office:boolean-value="true"><text:p>VRAI</text:p>',
        'office:value-type="time" office:time-value="PT12H00M00S">',
        'table:formula="of:=1+1" office:value-type="float" office:value="2">',
        'table:formula="of:=[.A1]">',
        'table:formula="of:=NA()" office:value-type="string"><text:p>#N/A</text:p>',
    )
    sheet = ods_row(tmp_path, *(f"<table:table-cell {cell}</table:table-cell>" for cell in cells))
    assert sheet.rows[1] == (
        Cell("number", "0.12"),
        Cell("number", "53.02"),
        Cell("number", "6.8027397260274"),
        Cell("date", "2011-07-01T10:30:00"),
        Cell("yes_no", "oui"),
        Cell("duration", "PT12H00M00S"),
        Cell("number", "2"),
        Cell("error", ""),
        Cell("error", "#N/A"),
    )


def test_repeated_cells_and_rows_are_unfolded_and_runs_at_the_edge_are_not(tmp_path: Path) -> None:
    value = ods_cell("x").replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="3"')
    blank = '<table:table-cell table:number-columns-repeated="16000"/>'
    body = (
        '<table:table-row table:number-rows-repeated="4"><table:table-cell/></table:table-row>'
        f'<table:table-row table:number-rows-repeated="2"><table:table-cell/>{value}{blank}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="1048000">{blank}</table:table-row>'
    )
    sheet = read_published(raw_ods(tmp_path / "f.ods", ods_table(body)))[0]
    assert {number: [cell.text for cell in cells] for number, cells in sheet.rows.items()} == {
        5: ["", "x", "x", "x"],
        6: ["", "x", "x", "x"],
    }


def test_header_rows_and_groups_of_rows_count_as_rows(tmp_path: Path) -> None:
    line = "<table:table-row>{}</table:table-row>"
    body = (
        f"<table:table-header-rows>{line.format(ods_cell('a'))}</table:table-header-rows>"
        f"<table:table-row-group>{line.format(ods_cell('b'))}</table:table-row-group>"
        f'<table:table-row table:visibility="collapse">{ods_cell("c")}</table:table-row>'
    )
    sheet = read_published(raw_ods(tmp_path / "f.ods", ods_table(body)))[0]
    assert [cells[0].text for cells in sheet.rows.values()] == ["a", "b", "c"]


def test_an_xlsx_without_references_with_inline_and_empty_texts_is_read(tmp_path: Path) -> None:
    inline = '<c t="inlineStr"><is><r><t xml:space="preserve">un </t></r><r><t>deux</t></r></is></c>'
    formulas = '<c r="B5" t="str"><f>A1</f><v>calculé</v></c><c r="C5"><f>A1</f></c><c r="D5" t="e"><v>#REF!</v></c>'
    rows = f'<row>{inline}<c><v>6.8</v></c><c t="b"><v>1</v></c></row><row r="5">{formulas}</row>'
    sheet = read_published(raw_xlsx(tmp_path / "f.xlsx", rows))[0]
    assert sheet.rows[1] == (Cell("text", "un deux"), Cell("number", "6.8"), Cell("yes_no", "oui"))
    assert sheet.rows[5][1:] == (Cell("text", "calculé"), Cell("error", ""), Cell("error", ""))


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_real_dates_and_numbers_of_excel_keep_their_type(kind: str, tmp_path: Path) -> None:
    path = published.WRITERS[kind](tmp_path / f"f.{kind}", [[datetime.date(2011, 7, 1), 53.02, 7.0, "01/07/2011"]])
    assert read_published(path)[0].rows[1] == (
        Cell("date", "2011-07-01"),
        Cell("number", "53.02"),
        Cell("number", "7"),
        Cell("text", "01/07/2011"),
    )


def test_a_csv_says_how_it_was_read(tmp_path: Path) -> None:
    path = published.write_csv(tmp_path / "f.csv", published.layout_10(14), separator=";", encoding="cp1252")
    assert read_published(path)[0].note == "CSV lu en Windows-1252, séparateur point-virgule"


def test_the_child_sees_nothing_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "x.py"))
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    assert row(published.write_csv(tmp_path / "f.csv", published.layout_10(14)))[0].startswith("Panorama")


def test_the_child_can_neither_write_a_file_nor_take_much_memory(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from data.readers.sheets import set_limits; set_limits()\n"
        "try:\n    bytearray(900 * 2**20)\nexcept MemoryError:\n    sys.stdout.write('mémoire ')\n"
        f"try:\n    with open({str(tmp_path / 'x')!r}, 'wb') as file:\n        file.write(bytes(2**20))\n"
        "except OSError:\n    sys.stdout.write('fichier')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.decode() == "mémoire fichier"


def test_a_child_that_does_not_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.csv"
    path.write_text("x")
    os.mkfifo(tmp_path / "tube")
    monkeypatch.setattr(readers, "WALL_SECONDS", 0.5)
    monkeypatch.setattr(readers, "kind_of", lambda path: "csv")
    with pytest.raises(SourceError, match="lecture arrêtée"):
        read_published(tmp_path / "tube")


def test_the_child_answers_in_plain_json(tmp_path: Path) -> None:
    path = raw_ods(tmp_path / "f.ods", ods_table(f"<table:table-row>{ods_cell('é')}</table:table-row>"))
    command = [sys.executable, "-m", "data.readers.sheets", "ods", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    sheet = {"name": "Feuille1", "rows": [[1, ["té"]]], "merged": [], "note": "", "hidden": "", "is_1904": False}
    assert json.loads(done.stdout) == {"sheets": [sheet]}
