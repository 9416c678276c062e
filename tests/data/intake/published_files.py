"""Files as the publisher makes them, built from the project's own editions: two layouts, their quirks, four formats."""

import csv
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import xlwt
from odf import opendocument, table, text
from odf.style import Style

from data.model.folders import DATA_DIR
from data.model.normalise import MONTHS
from data.model.wording import WITHHELD_PHASE

Value = str | float | date | bool | None
Grid = list[list[Value]]

EDITIONS = sorted(int(path.name[:2]) for path in (DATA_DIR / "editions").glob("*.csv"))
HEADER_15 = (
    "Ministère porteur ", "Ministère nom complet", "Nom du projet", "Projet interministériel",
    "Description et objectifs du projet", "En savoir plus sur le projet", "Début", "Durée prévisionnelle en année",
    "Phase du projet en cours", "Coût estimé", "Coût estimé par tranche", "Zone fonctionnelle",
    "Financement [programme(s)]", "Lien vers les Projets Annuels de Performances", "Date de publication",
)  # fmt: skip
HEADER_10 = (
    "Projet", "Ministère porteur", "Projet inter-ministériel", "Description et objectifs", "Début",
    "Durée du projet en années", "Phase du projet en cours", "Coût complet estimé", "Zone fonctionnelle principale",
    "Programme de financement",
)  # fmt: skip
NOTICE = "Montants retenus : le projet est en cours d’appel d’offres ou sa trajectoire est en cours de révision."
DESCRIPTION = "Objectif imaginé pour les essais ;\nsur deux lignes, avec « guillemets », virgules"


def edition_file(edition: int) -> Path:
    return next((DATA_DIR / "editions").glob(f"{edition:02d}_*.csv"))


def reference(edition: int) -> str:
    return edition_file(edition).stem.partition("_")[2]


def edition_lines(edition: int) -> list[dict[str, str]]:
    """The lines of an edition of the project."""
    with edition_file(edition).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def layout_15(edition: int, *, dates: str = "text") -> Grid:
    """The layout of 2016–2018: an acronym and a full name for the ministry, quirks at every edge."""
    rows: Grid = [[*HEADER_15, *[None] * 11]]
    for number, line in enumerate(edition_lines(edition)):
        rows.append(
            [
                "ACR",
                spaced(line["published_ministry"], number),
                spaced(line["published_name"], number),
                line["is_interministerial"].capitalize(),
                DESCRIPTION,
                "http://exemple.invalid/",
                start(line["start"], dates, number),
                figure(line["planned_duration_years"], number),
                phase(line["published_phase"], number),
                cost(line, number),
                "de 9 à 20 M€" if line["cost_meur"] else "en cadrage",
                spaced(line["published_functional_area"], number + 1),
                programmes(line["programmes"], number),
                "http://exemple.invalid/pap.pdf#page=129",
                f"{reference(edition)}-01",
                *[None] * 11,
            ]
        )
        if number == 30:
            rows.append([None] * 26)
    return rows + [[None] * 26 for _ in range(236)]


def layout_10(edition: int, *, dates: str = "words") -> Grid:
    """The layout of 2018–2021, under two title rows."""
    rows: Grid = [["Panorama des grands projets numériques de l'État"], [None], list(HEADER_10)]
    for number, line in enumerate(edition_lines(edition)):
        rows.append(
            [
                spaced(line["published_name"], number),
                spaced(line["published_ministry"], number + 1),
                line["is_interministerial"].upper(),
                DESCRIPTION,
                start(line["start"], dates, number),
                figure(line["planned_duration_years"], number, floats=True),
                phase(line["published_phase"], number),
                figure(line["cost_meur"], number, floats=True),
                spaced(line["published_functional_area"], number),
                programmes(line["programmes"], number),
            ]
        )
    return rows


def spaced(label: str, number: int) -> str:
    """A label with a no-break space, a line break, two spaces or spaces around, by turns."""
    between = ("\u00a0", "\n", "  ", " ")[number % 4]
    return f"{label.replace(' ', between, 1)}{' ' * (number % 3)}"


def start(month: str, dates: str, number: int) -> Value:
    if not month:
        return None
    day = date(int(month[:4]), int(month[5:]), 1)
    name = MONTHS[day.month - 1]
    if dates == "real":
        return day
    if dates == "words":
        return (f"{name} {day.year}", f"{name.capitalize()} {day.year % 100:02d}", f"1er {name} {day.year}")[number % 3]
    return (day.isoformat(), f"{day:%d/%m/%Y}")[number % 2]


def figure(number_text: str, number: int, *, floats: bool = False) -> Value:
    if not number_text:
        return ("", "NA", "-")[number % 3]
    return float(number_text) if floats else number_text.replace(".", ",")


def cost(line: dict[str, str], number: int) -> Value:
    return figure(line["cost_meur"], number) if line["cost_meur"] else ("en cadrage", "En cadrage ", "NA")[number % 3]


def phase(label: str, number: int) -> str:
    return NOTICE if label == WITHHELD_PHASE else spaced(label, number)


def programmes(codes: str, number: int) -> str:
    shown = [
        f"Action imaginée ({code}) à 16,8%" if code.startswith("P") and code[1:].isdigit() else code
        for code in codes.split()
    ]
    joined = " /\n".join(shown)
    return (
        f'<a href="http://exemple.invalid/2017/PGM129.pdf#page=39" target="_blank">{joined}</a>'
        if number % 5 == 0 and codes
        else joined
    )


def page(edition: int, sentence: str = "", **boxes: str) -> bytes:
    """The public page of an edition: its table in a DataTables widget, its figures in value boxes, its date."""
    rows = [
        [
            line["published_name"],
            line["published_ministry"],
            line["is_interministerial"].capitalize(),
            f'{DESCRIPTION}<br/><a href="http://exemple.invalid" target="_blank">Lien</a>',
            f"{MONTHS[int(line['start'][5:]) - 1]} {line['start'][2:4]}" if line["start"] else None,
            float(line["planned_duration_years"]) if line["planned_duration_years"] else None,
            NOTICE if line["published_phase"] == WITHHELD_PHASE else line["published_phase"],
            float(line["cost_meur"]) if line["cost_meur"] else None,
            line["published_functional_area"] or None,
            programmes(line["programmes"], number) or None,
        ]
        for number, line in enumerate(edition_lines(edition))
    ]
    names = "".join(f"\n      <th>{name}</th>" for name in HEADER_10)
    columns = [list(column) for column in zip(*rows, strict=True)]
    table_widget = {"x": {"data": columns, "container": f"<table><thead><tr>{names}</tr></thead></table>"}, "evals": []}
    month, year = MONTHS[int(reference(edition)[5:]) - 1], reference(edition)[:4]
    sections = [
        f'<div id="b{number}" class="section level3 value-box">\n<h3>{title}</h3>\n<div class="k">\n</div>\n'
        f'<span class="value-output" data-icon="fa-eur">{value}</span>\n</div>\n'
        for number, (title, value) in enumerate(boxes.items())
    ]
    sentence = sentence or f"{edition}<sup>ème</sup> édition du panorama - {month} {year}"
    parts = [
        '<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"><script>var a = "</div><h3>";</script></head>\n<body>',
        "<p>La première édition du panorama, publiée en novembre 2016, contenait 57 projets.</p>",
        f'{"".join(sections)}<div class="section level2"><p>Date d’actualisation : <b> {sentence} </b></p></div>',
        f'<script type="application/json" data-for="htmlwidget-c0">{json.dumps({"x": {"hc_opts": {}}})}</script>',
        f'<script type="application/json" data-for="htmlwidget-c1">{json.dumps(table_widget)}</script></body></html>',
    ]
    return "\n".join(parts).encode()


_ODS: dict[str, bytes] = {}
"""Files already written, by their table: odfpy takes its time, and many tests begin with the same file."""


def write_ods(path: Path, grid: Grid, sheet: str = "Export CSV") -> Path:
    """An ODS by odfpy, blank cells and rows repeated to the edge of the sheet as spreadsheets write them."""
    key = repr((grid, sheet))
    if key not in _ODS:
        _ODS[key] = _ods(grid, sheet)
    path.write_bytes(_ODS[key])
    return path


def _ods(grid: Grid, sheet: str) -> bytes:
    document = opendocument.OpenDocumentSpreadsheet()
    document.automaticstyles.addElement(Style(name="ce1", family="table-cell"))
    body = table.Table(name=sheet)
    body.addElement(table.TableColumn(numbercolumnsrepeated=1024))
    for values in grid:
        row = table.TableRow()
        filled = max((position for position, value in enumerate(values, start=1) if value is not None), default=0)
        for value in values[:filled]:
            row.addElement(_ods_cell(value))
        row.addElement(table.TableCell(numbercolumnsrepeated=1024 - filled, stylename="ce1"))
        body.addElement(row)
    row = table.TableRow(numberrowsrepeated=1_048_000 - len(grid))
    row.addElement(table.TableCell(numbercolumnsrepeated=1024))
    body.addElement(row)
    document.spreadsheet.addElement(body)
    content = io.BytesIO()
    document.write(content)
    return content.getvalue()


def _ods_cell(value: Value) -> table.TableCell:
    if value is None:
        return table.TableCell()
    if isinstance(value, bool):
        return table.TableCell(valuetype="boolean", booleanvalue="true" if value else "false")
    if isinstance(value, float):
        cell = table.TableCell(valuetype="float", value=repr(value))
        cell.addElement(text.P(text=f"{value:.1f}".replace(".", ",")))
        return cell
    if isinstance(value, date):
        cell = table.TableCell(valuetype="date", datevalue=value.isoformat())
        cell.addElement(text.P(text=f"{value:%d/%m/%y}"))
        return cell
    cell = table.TableCell(valuetype="string")
    for line in value.split("\n"):
        cell.addElement(text.P(text=line))
    return cell


def write_xlsx(path: Path, grid: Grid, sheet: str = "Export CSV") -> Path:
    workbook = openpyxl.Workbook()
    workbook.active.title = sheet
    for values in grid:
        workbook.active.append(values)
    workbook.save(path)
    return path


def write_xls(path: Path, grid: Grid, sheet: str = "Export CSV") -> Path:
    workbook = xlwt.Workbook()
    page = workbook.add_sheet(sheet)
    for row, values in enumerate(grid):
        for column, value in enumerate(values):
            if isinstance(value, date):
                page.write(row, column, value, xlwt.easyxf(num_format_str="DD/MM/YYYY"))
            elif value is not None:
                page.write(row, column, value)
    workbook.save(str(path))
    return path


def write_csv(path: Path, grid: Grid, *, separator: str = ",", encoding: str = "utf-8", line_end: str = "\r\n") -> Path:
    output = io.StringIO()
    writer = csv.writer(output, delimiter=separator, lineterminator=line_end)
    for values in grid:
        writer.writerow(
            [value.isoformat() if isinstance(value, date) else "" if value is None else value for value in values]
        )
    path.write_bytes(output.getvalue().encode(encoding))
    return path


WRITERS = {"ods": write_ods, "xlsx": write_xlsx, "xls": write_xls, "csv": write_csv}

SOFFICE = shutil.which("soffice") if shutil.which("localc") else None
"""LibreOffice, where its part that reads spreadsheets is installed."""


def converted(paths: Sequence[Path], kind: str, folder: Path) -> list[Path]:
    """The files as LibreOffice itself writes them."""
    assert SOFFICE
    command = [
        SOFFICE,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=120)
    return [folder / f"{path.stem}.{kind.partition(':')[0]}" for path in paths]


ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"><office:body><office:spreadsheet>'
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def raw_ods(path: Path, body: str, *, head: str = ODS_HEAD, more: dict[str, bytes] | None = None) -> Path:
    """An ODS whose content.xml is written by hand."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS_TYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", head + body + ODS_TAIL)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return path


def ods_cell(words: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'


def ods_table(*rows: str, name: str = "Feuille1") -> str:
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _relations(kind: str, target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>'


XLSX_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="F1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
}


def raw_xlsx(path: Path, rows: str, *, before: str = "") -> Path:
    """An XLSX whose only sheet is written by hand."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in XLSX_PARTS.items():
            archive.writestr(name, content)
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'{before}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        )
    return path
