"""Files: every address answers with its type, its name says what it holds, the feed follows RFC 4287."""

import csv
import io
import re
from html import unescape
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from data import store
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.comparison import compare

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("name", ["projets", "editions"])
@pytest.mark.parametrize(
    ("form", "kind"), [("csv", "csv"), ("ods", "opendocument"), ("xlsx", "openxml"), ("json", "json")]
)
def test_each_format_is_served_under_a_name_that_says_selection_and_dataset(
    client: FlaskClient, dataset: Dataset, name: str, form: str, kind: str
) -> None:
    response = client.get(f"/export/{name}.{form}?ministere=justice")
    assert response.status_code == 200
    assert kind in response.content_type
    disposition = response.headers["Content-Disposition"]
    assert f'filename="panorama-{name}-ministere-justice-{dataset.id}.{form}"' in disposition
    assert response.headers["X-Panorama-Dataset"] == dataset.id
    assert "Justice" in unquote(response.headers["X-Panorama-Selection"])
    assert 'rel="license"' in response.headers["Link"]


@pytest.mark.parametrize(
    "path", ["/export/projets.exe", "/export/users.csv", "/export/graphique/nope.csv", "/export/.csv"]
)
def test_any_other_file_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_hostile_selection_never_reaches_the_name_of_a_file(client: FlaskClient) -> None:
    response = client.get('/export/projets.csv?q="%0d%0aX:1;../../é')
    assert response.status_code == 200
    name = response.headers["Content-Disposition"].split("filename=")[1].strip('"')
    assert name.replace("-", "").replace(".", "").isalnum()


def test_the_schema_of_the_projects_is_served(client: FlaskClient) -> None:
    assert client.get("/export/schema.json").get_json()["fields"][0]["name"] == "edition"


def test_the_feed_has_one_entry_for_each_edition_latest_first(client: FlaskClient, dataset: Dataset) -> None:
    response = client.get("/editions.atom")
    assert response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(response.data)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(dataset.editions)
    assert entries[0].findtext(f"{ATOM}title", "").startswith("Édition 20")
    for element in (feed, *entries):
        assert element.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        assert element.findtext(f"{ATOM}updated", "").endswith("Z")
        assert element.findtext(f"{ATOM}title")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert feed.find(f"{ATOM}link[@rel='self']") is not None


def test_the_links_of_the_feed_answer(client: FlaskClient) -> None:
    feed = ElementTree.fromstring(client.get("/editions.atom").data)
    for link in list(feed.iter(f"{ATOM}link"))[::4]:
        assert client.get(link.attrib["href"]).status_code == 200, link.attrib


@pytest.mark.parametrize("path", ["projets.csv", "editions.json", "graphique/cout-total.csv", "presentation.pptx"])
def test_an_unknown_value_of_a_filter_gives_no_file(client: FlaskClient, path: str) -> None:
    response = client.get(f"/export/{path}?ministere=outre-mer")
    assert response.status_code == 400
    assert "valeur inconnue" in response.text
    assert "outre-mer" not in response.text


@pytest.mark.parametrize("query", ["depuis=14&jusqua=3", "depuis=15", "depuis=9&jusqua=12", "phase=cadrage"])
def test_a_deck_is_made_whatever_the_range(client: FlaskClient, query: str) -> None:
    assert client.get(f"/export/presentation.pptx?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/", "/comparer", "/presentation", "/tendances"])
def test_no_page_counts_an_unknown_cost(client: FlaskClient, path: str) -> None:
    text = client.get(f"{path}?phase=cadrage&depuis=6").text.replace("\u00a0", " ")
    assert not re.search(r"(?<![\d,])0 M€", text)


def test_movements_of_a_selection_are_said_to_be_its_own(client: FlaskClient) -> None:
    page = client.get("/presentation?ministere=culture&diapos=entrants-sortants")
    assert "aucun projet de la sélection n’entre" in page.text
    assert "aucun projet n’entre" not in page.text


def test_no_reason_with_a_path_reaches_the_public(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = store.Status(is_degraded=True, reason="/srv/secret/21.csv, ligne 3", copy_problem="/srv/secret: full")
    monkeypatch.setattr(store, "status", lambda: refused)
    for path in ("/donnees", "/healthz?detail=1"):
        assert "/srv/secret" not in client.get(path).text


SCREENS = [
    "/projets?decalage_min=25&tri=decalage&ordre=decroissant",
    "/projets?ministere=interieur&colonnes=zone&colonnes=cout&colonnes=debut&tri=cout",
    "/comparer?de=13&a=14&tri=difference&ordre=decroissant",
    "/comparer?ministere=justice&de=8&a=14",
]


def on_screen(page: str) -> tuple[list[str], list[list[str]]]:
    """The headers and the cells of the sortable table of a page, with plain spaces."""
    table = page.split('class="tableau projets')[1].split("</table>")[0]

    def texts(part: str, tags: str) -> list[str]:
        cells = re.findall(rf"<({tags})[ >](.*?)</\1>", part, re.S)
        return [re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", "", f"<{cell}"))).strip() for _, cell in cells]

    head, rows = table.split("<tbody>")
    return texts(head, "th"), [texts(row, "th|td") for row in rows.split("</tr>") if "<td" in row]


@pytest.mark.parametrize("address", SCREENS)
def test_the_table_on_screen_leaves_as_it_stands(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    headers, rows = on_screen(page)
    link = re.search(r'<a data-tableau="csv" href="([^"]*)"', page)
    assert link
    response = client.get(unescape(link[1]))
    written, *lines = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=";"))
    assert [header.removesuffix(" (M€)") for header in written] == [header.removesuffix(" (M€)") for header in headers]
    assert [line[0] for line in lines[: len(rows)]] == [row[0] for row in rows]
    assert len(lines) >= len(rows) > 0
    for row, line in zip(rows, lines, strict=False):
        for header, text, value in zip(headers, row, line, strict=True):
            if header.endswith("(M€)") and value:
                digits = re.sub(r"[^\d,]", "", text)
                assert float(digits.replace(",", ".")) == pytest.approx(abs(float(value.replace(",", "."))), abs=0.051)


def test_the_table_on_screen_has_typed_values_in_a_spreadsheet(client: FlaskClient) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/export/tableau.xlsx?{SCREENS[0][9:]}").data))
    header, *lines = book.get_sheet_by_name("Tableau").to_python()
    slips = [line[header.index("Décalage de la fin (mois)")] for line in lines]
    assert slips == sorted(slips, reverse=True)
    assert min(slips) >= 25
    assert all(isinstance(value, float) for value in slips)
    ods = client.get(f"/export/tableau.ods?{SCREENS[0][9:]}")
    assert ods.status_code == 200
    assert "opendocument" in ods.content_type


@pytest.mark.parametrize(
    ("address", "code"),
    [("json", 404), ("csv?vue=/donnees", 404), ("csv?tri=x", 400), ("csv?decalage_min=x", 400), ("csv?q=zzzz", 200)],
)
def test_a_table_that_no_page_shows_is_refused(client: FlaskClient, address: str, code: int) -> None:
    assert client.get(f"/export/tableau.{address.replace('json', 'json?')}").status_code == code


def test_the_feed_of_a_selection_says_what_changed_for_it(client: FlaskClient, dataset: Dataset) -> None:
    link = re.search(r'href="(/editions.atom[^"]*)"', client.get("/projets?ministere=interieur").text)
    assert link
    feed = ElementTree.fromstring(client.get(link[1]).data)
    entries = {entry.findtext(f"{ATOM}title", ""): entry for entry in feed.findall(f"{ATOM}entry")}
    assert len(entries) == len(dataset.editions_with_table) - 1
    assert "Intérieur" in feed.findtext(f"{ATOM}subtitle", "")
    latest = entries["Édition 14 (novembre 2021)"]
    found = compare(dataset, Selection(ministries=("interieur",)), 13, 14)
    summary = latest.findtext(f"{ATOM}summary", "")
    for kind in ("entrant", "leaver", "up", "down"):
        for line in found.of(kind)[:3]:
            assert line["name"] in summary
    assert found.slipped["name"].iloc[0] in summary
    assert "La fin prévue" in summary
    href = latest.find(f"{ATOM}link").attrib["href"]  # type: ignore[union-attr]
    assert "ministere=interieur" in href
    assert client.get(href).status_code == 200
    everything = ElementTree.fromstring(client.get("/editions.atom").data)
    assert feed.findtext(f"{ATOM}id") != everything.findtext(f"{ATOM}id")
    assert client.get("/editions.atom?ministere=outre-mer").status_code == 400
