"""An edition whose every text is hostile: shown as text in pages, answers and every file, run nowhere."""

import csv
import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import orjson
import pytest
from flask.testing import FlaskClient
from pptx import Presentation
from pypdf import PdfReader

from components.charts.catalogue import CHARTS
from components.views import VIEWS
from tests import hostile_edition
from tests.callbacks import page_requests
from tests.components.files.test_exports import ods_sheets, xlsx_sheet
from tests.conftest import new_cache
from tests.data.intake.published_files import SOFFICE
from tests.hostile_edition import FORMULA, MARK, PAYLOADS

PAGES = [*(example for view in VIEWS.values() for example in (view.examples or (view.path,))[:1]), "/projets/si-samu"]
UTF8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
"""What LibreOffice is asked for: commas, quotes, UTF-8."""
OWN_PICTURE = re.compile(r'<img [^<>]*src="data:image/svg\+xml,[^"<>]*">')
"""The mark of a legend."""
SHOWS_PROJECTS = ("/projets", "/projets/si-samu", "/comparer", "/tendances")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of the application on the hostile data."""
    from app import server

    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PANORAMA_DATA_DIR", str(hostile_edition.write(folder)))
        patch.setenv("PANORAMA_CACHE_DIR", str(new_cache(folder / "cache")))
        with server.test_client() as of_the_application:
            assert of_the_application.get("/healthz").get_json()["status"] == "ok"
            yield of_the_application


class Elements(HTMLParser):
    """Every element of a document with its attributes, every script, and the text between."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts[-1] += data
        else:
            self.text += data


def assert_nothing_runs(document: str) -> Elements:
    """No element, handler or link of a document comes from the data."""
    parsed = Elements(document)
    for tag, attributes in parsed.elements:
        handlers = [name for name in attributes if name.startswith("on")]
        assert not handlers, (tag, attributes)
        for name in ("href", "src", "action", "xlink:href"):
            assert not re.match(r"[\s\0]*(javascript|data:text)", attributes.get(name) or "", re.I), (tag, attributes)
        assert not (tag == "img" and attributes.get("src") == "x"), attributes
    assert not [script for script in parsed.scripts if script.lstrip().startswith(MARK)]
    return parsed


@pytest.mark.parametrize("path", PAGES)
def test_a_page_shows_it_as_text(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    parsed = assert_nothing_runs(answer.text)
    if path in SHOWS_PROJECTS:
        assert re.search(r"<script>window.__x=[13]</script>", parsed.text)
        assert 'onerror="window.__x=2"' in parsed.text


def test_a_search_for_it_is_answered_as_text(client: FlaskClient) -> None:
    for payload in PAYLOADS:
        answer = client.get("/projets", query_string={"q": payload})
        assert answer.status_code == 200
        assert_nothing_runs(answer.text)


def test_answers_of_callbacks_hold_it_as_json(client: FlaskClient) -> None:

    for body in page_requests.every_request():
        answer = client.post("/_dash-update-component", json=body)
        assert answer.status_code == 200, body
        assert answer.mimetype == "application/json"
        written = answer.get_json()["response"]["answer"]["data-answer"]
        html = [*written["parts"].values()]
        html += [card[part] for card in written["cards"].values() for part in ("head", "body", "svg", "tables")]
        for text in html:
            text = OWN_PICTURE.sub("", text)
            assert not re.search(r"<(script|img|iframe)|\son\w+=[^<>]*>|javascript:[^<]*>", text), body


def printed_names(rows: list[list[Any]], headers: list[str]) -> list[str]:
    position, edition = headers.index("projet_publie"), headers.index("edition")
    return [row[position] for row in rows if float(row[edition]) == 14]


@pytest.mark.parametrize("form", ["csv", "ods", "xlsx", "json"])
def test_a_file_holds_it_as_text_that_no_spreadsheet_runs(client: FlaskClient, form: str) -> None:
    answer = client.get(f"/export/projets.{form}")
    assert answer.status_code == 200
    if form == "json":
        lines = orjson.loads(answer.data)["donnees"]
        names = [line["projet_publie"] for line in lines if line["edition"] == 14]
        assert all(name.startswith(FORMULA) for name in names)
    elif form == "csv":
        headers, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
        names = printed_names(rows, headers)
    else:
        sheet = ods_sheets(answer.data)["Projets"] if form == "ods" else xlsx_sheet(answer.data, "Projets")
        names = printed_names(sheet[1:], sheet[0])
    assert len(names) == 50
    assert sum("<script>window.__x=1</script>" in name for name in names) > 5
    if form != "json":
        assert all(name.startswith(f"'{FORMULA}") for name in names)
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
        assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.hyperlink]
    if form == "ods":
        content = zipfile.ZipFile(io.BytesIO(answer.data)).read("content.xml")
        assert b"table:formula" not in content
        assert b"xlink:href" not in content


def test_the_data_of_every_chart_are_text_that_no_spreadsheet_runs(client: FlaskClient) -> None:
    for name in CHARTS:
        answer = client.get(f"/export/graphique/{name}.csv")
        assert answer.status_code == 200
        for row in csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"):
            for cell in row:
                assert not cell.startswith(("=", "@", "\t")), (name, cell)


def test_the_feed_stays_a_feed(client: FlaskClient) -> None:
    tree = ElementTree.fromstring(client.get("/editions.atom").data)
    assert {element.tag.partition("}")[0] for element in tree.iter()} == {"{http://www.w3.org/2005/Atom"}
    assert not [element for element in tree.iter() if (element.get("href") or "").startswith("javascript")]
    assert {element.get("type") for element in tree.iter() if element.get("type")} <= {
        "text/html",
        "application/atom+xml",
    }


def test_the_deck_holds_it_as_text_and_leads_nowhere(client: FlaskClient) -> None:
    content = client.get("/export/presentation.pptx?projet=si-samu").data
    deck = Presentation(io.BytesIO(content))
    text = "".join(
        shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame
    ) + "".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides)
    assert MARK in text
    archive = zipfile.ZipFile(io.BytesIO(content))
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            written = archive.read(name)
            ElementTree.fromstring(written)
            assert b'Target="javascript' not in written
            assert b"hlinkClick" not in written
        if name.endswith(".xlsx"):
            book = openpyxl.load_workbook(io.BytesIO(archive.read(name)))
            assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_pdf_holds_it_as_text(client: FlaskClient) -> None:
    answer = client.get("/export/presentation.pdf?diapos=projets&projet=si-samu")
    assert answer.status_code == 200
    pdf = PdfReader(io.BytesIO(answer.data))
    assert "/JavaScript" not in str(pdf.root_object)
    assert not [page for page in pdf.pages if "/Annots" in page]
    assert MARK in "".join(page.extract_text() for page in pdf.pages)


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice Calc is not on this machine")
def test_libreoffice_opens_the_files_and_shows_it_as_text(client: FlaskClient, tmp_path: Path) -> None:
    asked = {"tout.ods": "projets.ods", "tout.xlsx": "projets.xlsx", "rien.ods": "projets.ods?q=zzzz"}
    for name, path in asked.items():
        (tmp_path / name).write_bytes(client.get(f"/export/{path}").data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in ("ods", "xlsx"):
        paths = [str(path) for path in tmp_path.glob(f"*.{kind}")]
        command = [SOFFICE, profile, "--headless", "--convert-to", UTF8_CSV, "--outdir", str(tmp_path / kind), *paths]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        lines = list(csv.reader(io.StringIO((tmp_path / kind / "tout.csv").read_text(encoding="utf-8"))))
        assert len(lines) == 559
        names = [line[lines[0].index("projet_publie")] for line in lines[1:] if line[0] == "14"]
        assert len(names) == 50
        assert all(FORMULA in name and MARK in name for name in names)
    assert len((tmp_path / "ods" / "rien.csv").read_text(encoding="utf-8").splitlines()) == 1
