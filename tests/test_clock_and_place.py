"""Whatever the clock, the timezone or the locale of the host, the same pages, and dates that make sense."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
import time_machine
from flask.testing import FlaskClient
from pptx import Presentation

from callbacks import answers
from data.intake.checking import Request, check
from data.model import french
from data.model.folders import DATA_DIR
from data.store import Store
from data.store.result_cache import ResultCache
from tests.data.intake import published_files

ROOT = Path(__file__).parents[1]
MOMENTS = {
    "the last second of a year": datetime(2026, 12, 31, 23, 59, 59, 900_000, UTC),
    "the night when clocks go forward": datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC),
    "the night when clocks go back": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    "the 29th of February": datetime(2028, 2, 29, 12, tzinfo=UTC),
    "a clock behind the data": datetime(2015, 6, 1, tzinfo=UTC),
    "a clock that was never set": datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
    "a clock far ahead": datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC),
}
PAGES = ("/", "/tendances?ministere=justice", "/projets", "/projets/si-samu", "/donnees", "/stats", "/editions.atom")
ATOM = "{http://www.w3.org/2005/Atom}"


def digest(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return hashlib.sha256(answer.data).hexdigest()


@pytest.fixture(scope="module")
def today() -> dict[str, str]:
    """Path → digest of what is answered at the true time."""
    from app import server

    with server.test_client() as client:
        return {path: digest(client, path) for path in PAGES}


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Answers are made anew."""
    empty = ResultCache(0)
    monkeypatch.setattr(answers, "get_results", lambda: empty)
    yield


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("name", MOMENTS)
def test_no_page_depends_on_the_clock_and_what_does_makes_sense(
    client: FlaskClient, today: dict[str, str], name: str
) -> None:
    moment = MOMENTS[name]
    with time_machine.travel(moment, tick=True):
        for path in PAGES:
            assert digest(client, path) == today[path], path
        security = client.get("/.well-known/security.txt").text
        expires = datetime.fromisoformat(security.split("Expires: ")[1].splitlines()[0])
        assert timedelta(days=30) < expires - moment < timedelta(days=365)
        assert client.get("/healthz").get_json()["status"] == "ok"
        assert client.get("/readyz").status_code == 200
        tag = client.get("/export/projets.csv").headers["ETag"]
        again = client.get("/export/projets.csv", headers={"If-None-Match": tag})
        # A second later the year may be another one.
        assert again.status_code in (200, 304)


def test_no_date_of_the_feed_is_ahead_of_the_data_nor_invented(client: FlaskClient) -> None:
    feed = ElementTree.fromstring(client.get("/editions.atom").data)
    moments = [element.text or "" for element in feed.iter(f"{ATOM}updated")]
    assert moments[0] == max(moments)
    assert all(datetime(2016, 11, 1, tzinfo=UTC) <= datetime.fromisoformat(moment) for moment in moments)
    assert max(moments) < datetime.now(UTC).isoformat()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "31 décembre 2026"),
        (datetime(2026, 12, 31, 23, 1, tzinfo=UTC), "1er janvier 2027"),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), "28 mars 2027"),
        (datetime(2027, 7, 1, 21, 59, tzinfo=UTC), "1er juillet 2027"),
        (datetime(2027, 7, 1, 22, 1, tzinfo=UTC), "2 juillet 2027"),
        (datetime(2028, 2, 29, 12, tzinfo=UTC), "29 février 2028"),
    ],
)
def test_the_deck_says_the_day_that_it_is_in_paris(client: FlaskClient, moment: datetime, day: str) -> None:
    with time_machine.travel(moment, tick=True):
        first = client.get("/export/presentation.pptx?diapos=titre")
        text = "".join(
            s.text_frame.text for s in Presentation(BytesIO(first.data)).slides[0].shapes if s.has_text_frame
        )
        assert f"établie le {day}" in text.replace(french.NBSP, " ")
    with time_machine.travel(moment + timedelta(days=1), tick=True):
        again = client.get("/export/presentation.pptx?diapos=titre", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 200, "yesterday's deck is not today's"


@pytest.mark.parametrize("moment", ["a clock behind the data", "a clock that was never set", "a clock far ahead"])
def test_a_change_of_the_data_is_followed_whatever_the_clock_says(moment: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for name in ("editions", "vocabulary"):
        shutil.copytree(DATA_DIR / name, folder / name)
    shutil.copy(DATA_DIR / "key_figures.csv", folder)
    with time_machine.travel(MOMENTS[moment], tick=True):
        of_the_test = Store(folder, tmp_path / "cache", check_seconds=0)
        first = of_the_test.current().id
        path = folder / "editions" / "14_2021-11.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("53.7058", "54.5"), encoding="utf-8")
        second = of_the_test.current().id
        assert second != first
        assert not of_the_test.status().is_degraded
        assert Store(folder, tmp_path / "cache").current().id == second


def test_an_edition_dated_after_today_is_not_taken_silently(tmp_path: Path) -> None:
    file = published_files.write_csv(tmp_path / "panorama.csv", published_files.layout_10(14))
    with time_machine.travel(MOMENTS["a clock behind the data"], tick=True):
        intake = check(Request(file, 14, "2021-11", DATA_DIR))
    assert intake.findings.refused
    assert "date de référence 2021-11 dans l'avenir" in intake.report()


_TOLD = """
import hashlib, io, sys, zipfile
from app import server
from data.model import french
client = server.test_client()
for path in sys.argv[1:]:
    answer = client.get(path)
    body = answer.data
    if body[:2] == b"PK":
        archive = zipfile.ZipFile(io.BytesIO(body))
        # A workbook says the second at which it was written.
        body = b"".join(archive.read(name) for name in sorted(archive.namelist()) if name != "docProps/core.xml")
    print(path, answer.status_code, answer.headers["ETag"], hashlib.sha256(body).hexdigest())
print(client.get("/projets?q=INFRASTRUCTURE&ministere=interieur&zone=finances").status_code)
"""
HOSTS = {
    "C in Paris": {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Europe/Paris"},
    "French, a day ahead": {"PYTHONHASHSEED": "7", "LC_ALL": "fr_FR.UTF-8", "TZ": "Pacific/Kiritimati"},
    "Turkish, a day behind": {"PYTHONHASHSEED": "9", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Pago_Pago"},
}


def test_any_process_on_any_host_gives_the_same_bytes(tmp_path: Path) -> None:
    paths = ["/", "/tendances?ministere=interieur&phase=cadrage", "/projets?q=ILE", "/comparer", "/projets/si-samu"]
    paths += ["/export/projets.csv", "/export/editions.ods", "/export/editions.xlsx", "/export/projets.json"]
    paths += ["/export/graphique/cout-total.csv", "/editions.atom"]
    # Debian keeps the sources of locales, not always the locales.
    for locale in ("fr_FR", "tr_TR"):
        if shutil.which("localedef"):
            subprocess.run(
                ["localedef", "-i", locale, "-f", "UTF-8", tmp_path / f"{locale}.UTF-8"], capture_output=True
            )
    told = {}
    running = {
        name: subprocess.Popen(
            [sys.executable, "-c", _TOLD, *paths],
            cwd=ROOT,
            env={**os.environ, "LOCPATH": str(tmp_path), **host},
            stdout=subprocess.PIPE,
            text=True,
        )
        for name, host in HOSTS.items()
    }
    for name, process in running.items():
        told[name] = process.communicate()[0].splitlines()
        assert process.returncode == 0, name
    first = told["C in Paris"]
    assert len(first) == len(paths) + 1
    assert all(re.search(r" 200 | ?200$", line) for line in first)
    assert {name: lines for name, lines in told.items() if lines != first} == {}
