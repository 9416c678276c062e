"""The site below a path of another one (`PANORAMA_BASE_PATH`): every address stays below it, in a real browser too."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import point_at, ready, start_server, stop_server

BASE = "/panorama"
ADDRESS = re.compile(r'(?:(?:href|src|action|data-src|data-plotly)="|url\()(/[^"#?)]*)')


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    process, address = start_server(PANORAMA_BASE_PATH=f"{BASE}/")
    yield address
    stop_server(process)


def get(address: str) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.url, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.url, error.read().decode(errors="replace")


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/?cadre=integration", "/tendances/projets", "/graphiques/carte", "/projets/si-samu", "/comparer"),
        *("/integration?vue=/projets", "/presentation", "/methode", "/donnees", "/nope"),
    ],
)
def test_every_address_of_a_page_is_below_the_base_path_and_answers(origin: str, path: str) -> None:
    addresses = set(ADDRESS.findall(get(f"{origin}{BASE}{path}")[2]))
    assert len(addresses) > 5
    assert [address for address in addresses if not address.startswith(f"{BASE}/")] == []
    for address in sorted(addresses)[::7]:
        assert get(urljoin(origin, address))[0] == 200, address


def test_feed_map_and_redirections_are_below_it(origin: str) -> None:
    assert f'href="{BASE}/tendances' in get(f"{origin}{BASE}/editions.atom")[2].replace("comparer", "tendances")
    assert f"{origin}{BASE}/projets/si-samu" in get(f"{origin}{BASE}/sitemap.xml")[2]
    for address in (origin, f"{origin}/", f"{origin}{BASE}"):
        assert get(address)[1] == f"{origin}{BASE}/"
    assert get(f"{origin}{BASE}/tendances/")[1] == f"{origin}{BASE}/tendances"
    assert get(f"{origin}{BASE}/tendances?graphique=carte")[1] == f"{origin}{BASE}/graphiques/carte"


def test_outside_it_only_the_state_of_the_service_answers(origin: str) -> None:
    assert get(f"{origin}/healthz")[0] == get(f"{origin}/readyz")[0] == get(f"{origin}{BASE}/healthz")[0] == 200
    for path in ("/tendances", "/export/projets.csv", f"{BASE}s/"):
        code, _, text = get(f"{origin}{path}")
        assert code == 404
        assert "Page introuvable" in text


def test_filters_live_charts_and_links_of_marks_work_below_it(origin: str, page: Page) -> None:
    page.goto(f"{origin}{BASE}/tendances")
    point_at(page, "cout-total")
    ready(page)
    page.locator("details.filtre summary").filter(has_text="Ministère").click()
    page.get_by_role("checkbox", name=re.compile("^Intérieur")).check()
    expect(page).to_have_url(f"{origin}{BASE}/tendances?ministere=interieur")
    expect(page.locator("#selection-in-words")).to_contain_text("Intérieur")
    page.goto(f"{origin}{BASE}/tendances/projets")
    link = page.locator("[data-chart=carte] .dessin a").first.get_attribute("href") or ""
    assert link.startswith(f"{BASE}/projets/")
    page.goto(f"{origin}{link}")
    expect(page.locator("h1")).to_be_visible()
