"""Exports: the same values in every format, typed cells, nothing that a spreadsheet would run."""

import csv
import io
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from odf import table as odf_table
from odf.namespaces import OFFICENS
from odf.opendocument import load
from odf.teletype import extractText
from python_calamine import CalamineWorkbook

from components.charts.parts.tables import escape_formula
from components.files.exports import FileTable, csv_file, editions_file, json_file, projects_file
from components.files.spreadsheets import ods_file, xlsx_file
from data.model.dataset import Dataset
from data.model.selection import Selection

SELECTIONS = (Selection(), Selection(ministries=("interieur",), phases=("deploiement",)), Selection(text="no such"))


def ods_sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """Sheet → lines; a float cell gives a float, any other its text, an empty one None."""
    document = load(io.BytesIO(content))

    def value(cell: Any) -> Any:
        if cell.getAttrNS(OFFICENS, "value-type") == "float":
            return float(cell.getAttrNS(OFFICENS, "value"))
        return extractText(cell) or None

    return {
        sheet.getAttribute("name"): [
            [value(cell) for cell in row.getElementsByType(odf_table.TableCell)]
            for row in sheet.getElementsByType(odf_table.TableRow)
        ]
        for sheet in document.spreadsheet.getElementsByType(odf_table.Table)
    }


def xlsx_sheet(content: bytes, name: str) -> list[list[Any]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [[None if cell == "" else cell for cell in row] for row in rows]


def expected(table: FileTable) -> list[list[Any]]:
    """The lines as spreadsheets hold them: « oui » and « non », every number a float."""

    def cell(value: Any) -> Any:
        if isinstance(value, bool):
            return "oui" if value else "non"
        return float(value) if isinstance(value, int | float) else value

    return [[cell(value) for value in line] for line in table.lines]


@pytest.mark.parametrize("selection", SELECTIONS, ids=lambda selection: selection.key or "all")
@pytest.mark.parametrize("make", [projects_file, editions_file])
def test_every_format_says_the_same_values(dataset: Dataset, selection: Selection, make: Any) -> None:
    table = make(dataset, selection)
    headers = [column.header for column in table.columns]
    sheet = table.name.capitalize()

    lines = list(csv.reader(io.StringIO(csv_file(table)), delimiter=";"))
    assert lines[0] == headers

    def text(value: Any) -> str:
        return "" if value is None else f"{value:.10g}".replace(".", ",") if isinstance(value, float) else value

    assert lines[1:] == [[text(value) for value in line] for line in expected(table)]
    assert ods_sheets(ods_file(table))[sheet] == [headers, *expected(table)]
    assert xlsx_sheet(xlsx_file(table), sheet) == [headers, *expected(table)]
    content = orjson.loads(json_file(table))
    assert [list(line.values()) for line in content["donnees"]] == table.lines


def test_each_file_says_its_selection_dataset_source_and_licence(dataset: Dataset) -> None:
    table = projects_file(dataset, Selection(ministries=("justice",)))
    for facts in (
        dict(ods_sheets(ods_file(table))["À propos"]),
        dict(xlsx_sheet(xlsx_file(table), "À propos")),
        orjson.loads(json_file(table))["meta"],
    ):
        assert "Justice" in facts["Sélection"]
        assert facts["Jeu de données"] == dataset.id
        assert "DINUM" in facts["Source"]
        assert "Licence Ouverte 2.0" in facts["Licence"]


def test_a_text_that_looks_like_a_formula_is_neutralised_and_a_negative_number_stays_one(dataset: Dataset) -> None:
    table = projects_file(dataset, Selection(text="ned", since=14))
    line: list[Any] = [None] * len(table.columns)
    line[3], line[13] = "=1+1", -12.5
    forged = replace(table, lines=[line])
    assert "'=1+1;" in csv_file(forged)
    assert ";-12,5;" in csv_file(forged)
    for rows in (ods_sheets(ods_file(forged))["Projets"], xlsx_sheet(xlsx_file(forged), "Projets")):
        assert (rows[1][3], rows[1][13]) == ("'=1+1", -12.5)


@pytest.mark.parametrize(
    "text", ["=A1", "+33", "-1", "@x", "\tx", "\rx", "\0x", "  =A1", "\u00a0=A1", "\u200b=A1", "x\n=A1", "＝A1"]
)
def test_what_a_spreadsheet_may_run_is_preceded_by_an_apostrophe(text: str) -> None:
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "ASTREA", "3PA-S", "P156 P349", "OP@LE", "a = b", "12,5"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert escape_formula(text) == text


@given(st.text())
def test_neutralised_text_never_begins_like_a_formula(text: str) -> None:
    assert escape_formula(text).lstrip()[:1] not in ("=", "+", "-", "@")
    assert escape_formula(text).removeprefix("'") == text or escape_formula(text) == text
