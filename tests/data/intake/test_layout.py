"""The table of projects is found wherever it stands, its columns in any order and any usual spelling."""

from pathlib import Path

import published_files as published
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.intake.findings import REJECTION, WARNING, Findings
from data.intake.layout import Table, find_table, header_key, header_unit, read_columns
from data.intake.rows import Row, import_rows
from data.model.folders import DATA_DIR
from data.model.wording import unaccented
from data.readers.published import BLANK, Cell, Sheet, read_published
from tests.fuzz import TIMES

KNOWN = read_columns(DATA_DIR)
EDITION = 14


def cell(value: published.Value) -> Cell:
    return (
        BLANK
        if value is None
        else Cell("number", repr(value))
        if isinstance(value, float)
        else Cell("text", str(value))
    )


def sheet(grid: published.Grid, name: str = "Export CSV", first: int = 1) -> Sheet:
    rows = {number: tuple(map(cell, values)) for number, values in enumerate(grid, start=first)}
    return Sheet(name, {number: cells for number, cells in rows.items() if any(part.text for part in cells)})


def table_of(*sheets: Sheet) -> tuple[Table | None, Findings]:
    findings = Findings()
    return find_table(list(sheets), KNOWN, findings), findings


def rows_of(*sheets: Sheet) -> tuple[list[Row], Findings]:
    table, findings = table_of(*sheets)
    assert table is not None, findings
    return import_rows(table, findings, reference=published.reference(EDITION)), findings


LINES = published.layout_10(EDITION)[2:13]
EXPECTED = [line | {} for line in published.edition_lines(EDITION)[:10]]

OTHER_NAMES = (
    *(
        "Nom du projet",
        "Ministère nom complet",
        "Projet interministériel",
        "Description et objectifs du projet",
        "Début",
    ),
    *("Durée prévisionnelle en année", "Phase du projet en cours", "Coût estimé", "Zone fonctionnelle"),
    "Financement [programme(s)]",
)

SPELLINGS = (
    str,
    str.upper,
    str.lower,
    unaccented,
    lambda text: f"  {text}\u00a0 ",
    lambda text: text.replace(" ", "\n"),
    lambda text: text.replace(" ", "\u00a0\u00a0"),
    lambda text: text.replace("'", "’"),
    lambda text: f"\ufeff{text}",
)


@settings(max_examples=1_000 * TIMES, deadline=None)
@given(
    order=st.permutations(range(10)),
    spellings=st.lists(st.sampled_from(range(len(SPELLINGS))), min_size=10, max_size=10),
    other_names=st.booleans(),
    titles=st.integers(0, 6),
    blank_columns=st.lists(st.integers(0, 10), max_size=3),
)
def test_columns_are_found_in_any_order_and_spelling(
    order: list[int], spellings: list[int], other_names: bool, titles: int, blank_columns: list[int]
) -> None:
    header = [str((OTHER_NAMES if other_names else LINES[0])[at]) for at in range(10)]
    header = [SPELLINGS[spelling](text) for text, spelling in zip(header, spellings, strict=True)]
    grid: published.Grid = [["Panorama"], [None]][:titles] + [["édité par la DINUM"]] * max(0, titles - 2)
    for values in [header, *LINES[1:]]:
        moved: list[published.Value] = [values[at] for at in order]
        for position in blank_columns:
            moved.insert(position, None)
        grid.append(moved)
    rows, findings = rows_of(sheet(grid))
    assert [row.values for row in rows] == EXPECTED
    assert findings.items == []


def test_the_header_is_found_on_another_sheet_than_the_first() -> None:
    rows, _ = rows_of(sheet([["Lisez-moi"], ["Ce classeur est une copie."]], "Notice"), sheet(LINES))
    assert len(rows) == 10


def test_a_header_on_two_rows_is_read_as_one() -> None:
    top = [*LINES[0][:4], "Calendrier", None, None, "Budget", None, None]
    below = [None, None, None, None, *LINES[0][4:]]
    rows, findings = rows_of(sheet([top, below, *LINES[1:]]))
    assert [row.values for row in rows] == EXPECTED
    assert findings.items == []


def test_a_header_repeated_on_each_printed_page_is_left_out() -> None:
    rows, _ = rows_of(sheet([*LINES[:8], LINES[0], *LINES[8:]]))
    assert [row.values for row in rows] == EXPECTED


def test_both_names_of_the_ministry_give_the_full_one() -> None:
    rows, _ = rows_of(sheet(published.layout_15(EDITION)))
    assert {row.values["published_ministry"] for row in rows} == {
        line["published_ministry"] for line in published.edition_lines(EDITION)
    }


def test_a_missing_column_is_refused_with_the_one_that_resembles_it() -> None:
    header = [str(text).replace("Phase du projet en cours", "Phase actuelle du projet") for text in LINES[0]]
    table, findings = table_of(sheet([header, *LINES[1:]]))
    assert table is None
    assert (
        "colonne « Phase publiée » absente ; la colonne « Phase actuelle du projet » lui ressemble"
        in findings.of(REJECTION)[0].reason
    )


def test_optional_columns_may_be_missing() -> None:
    rows, findings = rows_of(sheet([values[:8] for values in LINES]))
    assert {row.values["programmes"] for row in rows} == {""}
    assert [finding.level for finding in findings.items] == [WARNING, WARNING]


def test_an_unknown_column_and_a_nameless_one_are_pointed_out_and_ignored() -> None:
    grid = [[*LINES[0], "Avis du comité", None], *([*values, "favorable", "vu"] for values in LINES[1:])]
    rows, findings = rows_of(sheet(grid))
    assert [row.values for row in rows] == EXPECTED
    assert [finding.column for finding in findings.items] == ["Avis du comité", "n° 12"]


@pytest.mark.parametrize("kind", ["ods", "xlsx", "xls"])
def test_a_ministry_merged_over_several_rows_is_written_on_each(kind: str, tmp_path: Path) -> None:
    path = merged(tmp_path, kind, column=1)
    table, findings = table_of(*read_published(path))
    assert table is not None
    rows = import_rows(table, findings, reference="2021-11")
    assert [row.values["published_ministry"] for row in rows[:4]] == [EXPECTED[0]["published_ministry"]] * 4
    assert not findings.items


def test_another_merged_cell_is_pointed_out_and_not_repeated(tmp_path: Path) -> None:
    table, findings = table_of(*read_published(merged(tmp_path, "ods", column=7)))
    assert table is not None
    rows = import_rows(table, findings, reference="2021-11")
    assert [row.values["cost_meur"] for row in rows[:3]] == [EXPECTED[0]["cost_meur"], "", ""]
    assert "cellule fusionnée sur les lignes 2 à 5" in findings.of(WARNING)[0].reason


def merged(folder: Path, kind: str, column: int) -> Path:
    """The table with one column merged over its first four projects."""
    grid = [list(values) for values in LINES]
    value = grid[1][column]
    for row in range(1, 5):
        grid[row][column] = None
    if kind == "xls":
        workbook = published.xlwt.Workbook()
        page = workbook.add_sheet("Feuille")
        for row, values in enumerate(grid):
            for position, text in enumerate(values):
                if text is not None:
                    page.write(row, position, text)
        page.write_merge(1, 4, column, column, value)
        workbook.save(str(folder / "f.xls"))
        return folder / "f.xls"
    grid[1][column] = value
    if kind == "ods":
        path = published.write_ods(folder / "f.ods", grid)
        document = published.opendocument.load(path)
        row = document.getElementsByType(published.table.TableRow)[1]
        row.getElementsByType(published.table.TableCell)[column].setAttribute("numberrowsspanned", "4")
        document.save(path)
        return path
    path = published.write_xlsx(folder / "f.xlsx", grid)
    workbook = published.openpyxl.load_workbook(path)
    workbook.active.merge_cells(start_row=2, end_row=5, start_column=column + 1, end_column=column + 1)
    workbook.save(path)
    return path


@pytest.mark.parametrize("text", ["Coût estimé (M€)", "Coût estimé (en M€)", "COUT ESTIME", "Coût  estimé"])
def test_a_unit_in_a_header_does_not_hide_it(text: str) -> None:
    assert KNOWN[header_key(text)] == "cost_meur"


@pytest.mark.parametrize(
    ("text", "column", "unit"),
    [
        ("Coût estimé (k€)", "cost_meur", "k€"),
        ("Coût estimé en euros", "cost_meur", "€"),
        ("Coût estimé en milliers d'euros", "cost_meur", "k€"),
        ("Coût estimé en M€", "cost_meur", "M€"),
        ("Coût estimé", "cost_meur", ""),
        ("Durée du projet en mois", "planned_duration_years", "mois"),
        ("Durée du projet (en mois)", "planned_duration_years", "mois"),
        ("Durée du projet en années", "planned_duration_years", "années"),
    ],
)
def test_a_unit_in_a_header_is_read(text: str, column: str, unit: str) -> None:
    assert (KNOWN[header_key(text)], header_unit(text)) == (column, unit)


def test_decimals_written_with_a_point_are_read_where_the_column_shows_it() -> None:
    texts = ["52.4", "36.633", "7"]
    grid = [list(values) for values in LINES]
    for row, text in enumerate(texts, start=1):
        grid[row][7] = text
    for row in range(4, len(grid)):
        grid[row][7] = "NA"
    rows, findings = rows_of(sheet(grid))
    assert [row.values["cost_meur"] for row in rows[:3]] == texts
    assert findings.items == []


def test_a_point_before_three_digits_stays_missing_where_the_column_does_not_show_the_decimal_mark() -> None:
    grid = [list(values) for values in LINES]
    for row in range(1, len(grid)):
        grid[row][7] = "36.633" if row == 1 else "12,5"
    rows, findings = rows_of(sheet(grid))
    assert rows[0].values["cost_meur"] == ""
    assert "se lit de deux façons" in findings.of(WARNING)[0].reason
