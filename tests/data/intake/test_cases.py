"""Files that look right and are not: each is read right, pointed out or refused; nothing is lost in silence."""

import csv
import html
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import published_files as published
import pytest
from published_files import XLSX_PARTS, ods_cell, ods_table, raw_ods

from data.intake.adding import add
from data.intake.checking import Intake, Request, check
from data.intake.findings import REJECTION
from data.model.dataset import build_dataset

EDITION, REFERENCE = 15, "2022-06"
HEADER = published.HEADER_10
Change = Callable[[published.Grid], None]


def grid(*changes: Change) -> published.Grid:
    """The whole table of edition 14, header first, with plain starts and costs slightly moved, changed."""
    rows = [["" if value is None else value for value in row] for row in published.layout_10(14)[2:]]
    rows = [row + [""] * (len(HEADER) - len(row)) for row in rows if sum(bool(value) for value in row) > 2]
    for row, line in zip(rows[1:], published.edition_lines(14), strict=False):
        row[at("Début")] = line["start"]
        row[at("Durée du projet en années")] = float(line["planned_duration_years"] or 0) or "NA"
        row[at("Coût")] = round(float(line["cost_meur"]) + 0.3, 1) if line["cost_meur"] else "NA"
    for change in changes:
        change(rows)
    return rows


def at(header: str) -> int:
    """The position of a column, from the beginning of its header."""
    return next(index for index, name in enumerate(HEADER) if name.startswith(header))


def column(header: str, value: Callable[[published.Value], published.Value], name: str = "") -> Change:
    """Every value of a column replaced, and its header where a name is given."""

    def change(rows: published.Grid) -> None:
        rows[0][at(header)] = name or rows[0][at(header)]
        for row in rows[1:]:
            row[at(header)] = value(row[at(header)])

    return change


def checked(path: Path, folder: Path, *, edition: int = EDITION, month: str = REFERENCE, force: bool = False) -> Intake:
    return check(Request(path, edition, month, folder, is_forced=force))


def report(intake: Intake) -> str:
    return intake.report().replace("\u00a0", " ").replace("\u202f", " ")


def values(intake: Intake, name: str) -> list[str]:
    return [row.values[name] for row in intake.rows]


def as_csv(folder: Path, *changes: Change) -> Path:
    return published.write_csv(folder / "f.csv", [list(map(written, row)) for row in grid(*changes)], separator=";")


def written(value: published.Value) -> str:
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def as_xlsx(folder: Path, *changes: Change) -> Path:
    return published.write_xlsx(folder / "f.xlsx", grid(*changes))


# --- columns ---------------------------------------------------------------------------------------------------------


def test_the_file_that_the_others_are_made_from_is_accepted(data_folder: Path, tmp_path: Path) -> None:
    for path in (as_csv(tmp_path), as_xlsx(tmp_path)):
        intake = checked(path, data_folder)
        assert not intake.findings.refused, report(intake)
        assert len(intake.rows) == 50


@pytest.mark.parametrize(
    ("header", "says"),
    [("Début", "début retiré"), ("Durée du projet en années", "durée retirée"), ("Coût", "coût retiré")],
)
def test_a_column_known_before_and_empty_now_is_refused_unless_forced(
    header: str, says: str, data_folder: Path, tmp_path: Path
) -> None:
    path = as_xlsx(tmp_path, column(header, lambda _: ""))
    intake = checked(path, data_folder)
    assert intake.findings.refused
    assert "valeurs perdues sur" in report(intake)
    forced = checked(path, data_folder, force=True)
    assert not forced.findings.refused
    assert report(forced).count(says) > 30


@pytest.mark.parametrize(
    ("header", "name", "factor"),
    [
        ("Durée du projet en années", "Durée du projet en mois", 12),
        ("Durée du projet en années", "Durée du projet (mois)", 12),
        ("Coût", "Coût estimé (k€)", 1_000),
        ("Coût", "Coût estimé en euros", 1_000_000),
    ],
)
def test_the_unit_of_the_header_is_converted_and_a_missing_one_is_refused(
    header: str, name: str, factor: int, data_folder: Path, tmp_path: Path
) -> None:
    def scaled(value: published.Value) -> published.Value:
        return value * factor if isinstance(value, float) else value

    intake = checked(as_xlsx(tmp_path, column(header, scaled, name)), data_folder)
    plain = checked(as_xlsx(tmp_path), data_folder)
    field = "cost_meur" if "Coût" in name else "planned_duration_years"
    assert not intake.findings.refused, report(intake)
    assert [float(text or 0) for text in values(intake, field)] == pytest.approx(
        [float(text or 0) for text in values(plain, field)]
    )
    assert "converties en" in report(intake)
    untold = checked(as_xlsx(tmp_path, column(header, scaled)), data_folder, force=True)
    assert untold.findings.refused
    assert "écrivez la bonne unité dans l'en-tête" in report(untold)


def shifted_down(rows: published.Grid) -> None:
    costs = [row[at("Coût")] for row in rows[1:]]
    for row, cost in zip(rows[2:], costs, strict=False):
        row[at("Coût")] = cost


def times(factor: float) -> Callable[[published.Value], published.Value]:
    return lambda value: value * factor if isinstance(value, float) else value


def first_of_january(value: published.Value) -> published.Value:
    year, _, month = str(value).partition("-")
    return f"{year}/01/{month}" if month else value


def from_1904(value: published.Value) -> published.Value:
    year, _, month = str(value).partition("-")
    return str((date(int(year), int(month), 1) - date(1904, 1, 1)).days) if month else value


@pytest.mark.parametrize(
    ("change", "header"),
    [
        (shifted_down, "Coût"),
        (column("Coût", times(10)), "Coût"),
        (column("Coût", lambda value: 12.0), "Coût"),
        (column("Durée", times(2)), "Durée"),
        (column("Début", first_of_january), "Début"),
        (column("Début", from_1904), "Début"),
    ],
    ids=["shifted", "decimal mark lost", "one value", "half-years", "day and month swapped", "days from 1904"],
)
def test_a_column_that_has_nothing_to_do_with_the_edition_before_is_refused_unless_forced(
    change: Change, header: str, data_folder: Path, tmp_path: Path
) -> None:
    path = as_csv(tmp_path, change)
    found = checked(path, data_folder).findings.of(REJECTION)
    assert len(found) == 1, report(checked(path, data_folder))
    assert "sans rapport avec celles de l'édition 14" in found[0].reason
    assert found[0].column.startswith(header)
    assert not checked(path, data_folder, force=True).findings.refused


# --- dates and numbers -----------------------------------------------------------------------------------------------


def dated(shape: str) -> Change:
    def written_date(value: published.Value) -> published.Value:
        year, _, month = str(value).partition("-")
        return shape.format(y=year, yy=year[2:], m=month) if month else value

    return column("Début", written_date)


@pytest.mark.parametrize("shape", ["01/{m}/{yy}", "01/{m}/{y}", "{m}/01/{y}", "{m}/01/{yy}"])
def test_the_order_of_day_and_month_is_read_from_the_column(shape: str, data_folder: Path, tmp_path: Path) -> None:
    intake = checked(as_csv(tmp_path, dated(shape)), data_folder)
    assert not intake.findings.refused, report(intake)
    assert values(intake, "start") == values(checked(as_csv(tmp_path), data_folder), "start")


def test_days_that_may_be_months_are_refused_and_never_swapped(data_folder: Path, tmp_path: Path) -> None:
    path = as_csv(tmp_path, dated("05/{m}/{y}"))
    assert "l'ordre du jour, du mois et de l'année ne se déduit pas" in report(checked(path, data_folder))
    assert not any(values(checked(path, data_folder, force=True), "start"))


def test_a_comma_before_three_digits_among_decimal_points_is_asked(data_folder: Path, tmp_path: Path) -> None:
    def change(rows: published.Grid) -> None:
        column("Coût", str)(rows)
        rows[1][at("Coût")] = "1,234"
        rows[2][at("Coût")] = "31.047"

    intake = checked(as_csv(tmp_path, change), data_folder)
    assert "« 1,234 » : se lit de deux façons" in report(intake)
    assert values(intake, "cost_meur")[:2] == ["", "31.047"]
    assert sum(map(bool, values(intake, "cost_meur"))) > 30


@pytest.mark.parametrize("writer", [as_csv, as_xlsx])
def test_a_comma_before_three_digits_is_asked_where_nothing_shows_a_decimal_comma(
    writer: Callable[..., Path], data_folder: Path, tmp_path: Path
) -> None:
    def change(rows: published.Grid) -> None:
        column("Coût", lambda value: float(int(value)) if isinstance(value, float) else value)(rows)
        rows[1][at("Coût")] = "1,234"
        if writer is as_csv:
            column("Coût", lambda value: int(value) if isinstance(value, float) else value)(rows)  # type: ignore[arg-type]

    intake = checked(writer(tmp_path, change), data_folder)
    assert "« 1,234 » : se lit de deux façons" in report(intake)
    assert values(intake, "cost_meur")[0] == ""
    assert sum(map(bool, values(intake, "cost_meur"))) > 40


# --- workbooks -------------------------------------------------------------------------------------------------------


def sheet_xml(rows: published.Grid, cells: dict[tuple[int, str], str] | None = None, *, references: bool = True) -> str:
    """The rows of a sheet; `cells`: row and header → the XML of the cell, `{r}` its reference."""
    lines = []
    for number, row in enumerate(rows, start=1):
        line = ""
        for index, value in enumerate(row):
            reference = f' r="{chr(65 + index)}{number}"' if references else ""
            special = (cells or {}).get((number, HEADER[index]))
            text = str(value).replace("&", "&amp;").replace("<", "&lt;")
            plain = f"<c{reference}><v>{value}</v></c>" if isinstance(value, float) else ""
            line += (special or plain or f'<c{reference} t="inlineStr"><is><t>{text}</t></is></c>').replace(
                "{r}", reference
            )
        lines.append(f'<row r="{number}">{line}</row>' if references else f"<row>{line}</row>")
    return "".join(lines)


MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(path: Path, rows: str, *, dress: str = "", properties: str = "") -> Path:
    sheet = f'<worksheet xmlns="{MAIN[0]}"><sheetData>{rows}</sheetData></worksheet>'
    if dress == "prefix":
        sheet = re.sub(r"<(/?)(\w)", r"<\1x:\2", sheet).replace("xmlns=", "xmlns:x=")
    book = XLSX_PARTS["xl/workbook.xml"].replace("<sheets>", f"{properties}<sheets>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**XLSX_PARTS, "xl/workbook.xml": book, "xl/worksheets/sheet1.xml": sheet}.items():
            if dress == "strict":
                content = content.replace(*MAIN).replace(
                    OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"
                )
            if dress == "backslash" and name.startswith("xl/"):
                name = name.replace("/", "\\")
            archive.writestr(name, content)
    return path


DURATION = "Durée du projet en années"


@pytest.mark.parametrize("dress", ["", "prefix", "strict", "bare", "backslash"])
def test_a_formula_without_a_saved_value_is_pointed_out_in_every_dress(
    dress: str, data_folder: Path, tmp_path: Path
) -> None:
    cells = {
        (4, DURATION): "<c{r}><f>6+2</f></c>",
        (6, DURATION): "<c{r}><f>1</f><v> </v></c>",
        (5, "Zone fonctionnelle"): '<c{r} t="str"><f>Z1</f><v></v></c>',
    }
    path = workbook(tmp_path / "f.xlsx", sheet_xml(grid(), cells, references=dress != "bare"), dress=dress)
    intake = checked(path, data_folder)
    assert not intake.findings.refused, report(intake)
    assert report(intake).count("formule en erreur ou sans valeur enregistrée") == 2
    assert "ligne 4, colonne « Durée du projet en années »" in report(intake)
    assert values(intake, "planned_duration_years")[2] == ""


def test_a_matrix_formula_without_saved_values_is_pointed_out_on_each_of_its_cells(
    data_folder: Path, tmp_path: Path
) -> None:
    letter = chr(65 + at(DURATION))
    cells = {(row, DURATION): "<c{r}/>" for row in (5, 6)}
    for saved, missing in (("", 3), ("<v>8</v>", 2)):
        cells[4, DURATION] = f'<c{{r}}><f t="array" ref="{letter}4:{letter}6">A1:A3</f>{saved}</c>'
        xlsx = checked(workbook(tmp_path / "f.xlsx", sheet_xml(grid(), cells)), data_folder)
        assert report(xlsx).count("formule en erreur ou sans valeur enregistrée") == missing

    spans = 'table:number-matrix-rows-spanned="3" table:number-matrix-columns-spanned="1"'
    for saved, missing in (("", 3), ('office:value-type="float" office:value="8"', 2)):
        matrix = dict.fromkeys((5, 6), "<table:table-cell/>")
        matrix[4] = f'<table:table-cell table:formula="of:=[.A1:.A3]" {spans} {saved}/>'
        lines = []
        for number, row in enumerate(grid(), start=1):
            row_cells = [ods_cell(html.escape(written(value))) for value in row]
            row_cells[at(DURATION)] = matrix.get(number, row_cells[at(DURATION)])
            lines.append(f"<table:table-row>{''.join(row_cells)}</table:table-row>")
        ods = checked(raw_ods(tmp_path / "f.ods", ods_table(*lines)), data_folder)
        assert report(ods).count("formule en erreur ou sans valeur enregistrée") == missing


def test_hidden_parts_of_a_workbook_are_named_in_one_warning(data_folder: Path, tmp_path: Path) -> None:
    path = as_xlsx(tmp_path)
    book = published.openpyxl.load_workbook(path)
    book.active.row_dimensions[11].hidden = True
    book.active.row_dimensions[13].height = 0.5
    book.active.column_dimensions["B"].hidden = True
    book.active.column_dimensions["D"].width = 0.1
    book.create_sheet("Anciens")["A1"] = "x"
    book["Anciens"].sheet_state = "hidden"
    book.save(path)
    words = report(checked(path, data_folder))
    assert "feuille « Export CSV » : lignes 11, 13 ; colonnes B, D" in words
    assert "feuille « Anciens » : feuille entière" in words
    assert words.count("masqué ou filtré") == 1


def test_hidden_parts_of_an_ods_are_named(data_folder: Path, tmp_path: Path) -> None:
    hidden = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    row = f'<table:table-row table:visibility="filter">{ods_cell("a")}{ods_cell("b")}</table:table-row>'
    words = report(checked(raw_ods(tmp_path / "f.ods", ods_table(hidden, row)), data_folder))
    assert "feuille « Feuille1 » : ligne 1 ; colonne B" in words


def test_day_numbers_that_count_from_1904_are_shifted(data_folder: Path, tmp_path: Path) -> None:
    def change(rows: published.Grid) -> None:
        rows[1][at("Début")] = 41913.0 - 1462

    path = workbook(tmp_path / "f.xlsx", sheet_xml(grid(change)), properties='<workbookPr date1904="1"/>')
    assert values(checked(path, data_folder), "start")[0] == "2014-10"


def test_what_an_xls_does_not_show_is_told_with_a_remedy(data_folder: Path, tmp_path: Path) -> None:
    words = report(checked(published.write_xls(tmp_path / "f.xls", grid()), data_folder))
    assert "format XLS" in words
    assert "enregistrez-le en XLSX ou ODS" in words


@pytest.mark.parametrize(
    "cells", [("Non", "0", ""), ("", "0,00", ""), ("NA", "NA", ""), ("Non", "-", "Cadrage"), ("Non", "#N/A", "")]
)
def test_blank_rows_of_a_template_are_one_note(cells: tuple[str, str, str], data_folder: Path, tmp_path: Path) -> None:
    def change(rows: published.Grid) -> None:
        for _ in range(60):
            rows.append([""] * len(HEADER))
            for header, value in zip(("Projet inter", "Coût", "Phase"), cells, strict=True):
                rows[-1][at(header)] = value

    intake = checked(as_csv(tmp_path, change), data_folder)
    assert not intake.findings.refused
    assert "60 lignes ignorées (52 à 111) : ni projet ni valeur" in report(intake)
    assert len(intake.findings.items) == 1


# --- text files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("closing", ["", '"'])
def test_an_open_quote_is_told_in_french_with_its_line(closing: str, data_folder: Path, tmp_path: Path) -> None:
    path = as_csv(tmp_path, column("Description", lambda _: "x"))
    lines = path.read_bytes().decode().split("\r\n")
    lines[6], lines[9] = f'"{lines[6]}', lines[9] + closing
    path.write_bytes("\r\n".join(lines).encode())
    words = report(checked(path, data_folder))
    line = "\r\n".join(lines[:6]).count("\n") + 2  # as a text editor counts
    assert f"ligne {line} : guillemets mal fermés" in words
    assert "unexpected" not in words


# --- the same table --------------------------------------------------------------------------------------------------


def test_the_same_table_in_other_digits_is_the_same(data_folder: Path, tmp_path: Path) -> None:
    source = published.edition_file(1)
    with source.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    headers = ("Projet", "Ministère porteur", "Projet inter-ministériel", "Début", DURATION, "Phase du projet en cours")
    rows[0] = [*headers, "Coût estimé", "Zone fonctionnelle", "Programme de financement"]
    for row in rows[1:]:
        row[4] = repr(float(row[4]) * (1 + 3e-15)) if row[4] else ""
    path = tmp_path / "f.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    before = (data_folder / "editions" / source.name).read_bytes()
    addition = add(Request(path, 1, published.reference(1), data_folder), {})
    assert addition.corrections == [], addition.report()
    assert (data_folder / "editions" / source.name).read_bytes() == before
    assert "même tableau que l'édition 1" in report(checked(path, data_folder, edition=2, month="2017-02"))


@pytest.mark.parametrize("decimals", [6, 2, 1])
def test_a_table_rounded_or_in_another_order_is_the_same_as_another_edition(
    decimals: int, data_folder: Path, tmp_path: Path
) -> None:
    rows = published.layout_10(14)
    rows = [*rows[:3], *reversed(rows[3:])]
    for row in rows[3:]:
        row[:] = [round(value, decimals) if isinstance(value, float) else value for value in row]
    path = published.write_xlsx(tmp_path / "f.xlsx", rows)
    assert "même tableau que l'édition 14" in report(checked(path, data_folder))
    if decimals > 1:  # the durations of edition 14 are months divided by twelve
        assert add(Request(path, 14, published.reference(14), data_folder), {}).corrections == []


# --- functional areas ------------------------------------------------------------------------------------------------


def test_an_unknown_functional_area_enters_and_shows_as_to_be_sorted(data_folder: Path, tmp_path: Path) -> None:
    def change(rows: published.Grid) -> None:
        rows[1][at("Zone fonctionnelle")] = "Exploration spatiale"
        rows[2][at("Zone fonctionnelle")] = "Océanographie"

    addition = add(Request(as_csv(tmp_path, change), EDITION, REFERENCE, data_folder), {})
    assert not addition.intake.findings.refused, addition.report()
    assert "elle entre sous « À classer »" in addition.report()
    dataset = build_dataset(data_folder)
    rows = dataset.projects[dataset.projects["edition"] == EDITION]
    assert sum(rows["functional_area"] == "a-classer") == 2
    assert dataset.vocabulary.functional_areas.names["a-classer"] == "À classer"
