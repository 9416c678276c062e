"""Real pages on an edition whose every text is hostile: nothing of it runs, and the policy has nothing to refuse."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests import hostile_edition
from tests.browser.conftest import point_at, ready, start_server, stop_server

PATHS = ("/", "/tendances", "/projets", "/projets/si-samu", "/comparer", "/presentation")


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server on the hostile data."""
    folder = tmp_path_factory.mktemp("hostile")
    process, address = start_server(PANORAMA_DATA_DIR=str(hostile_edition.write(folder)))
    yield address
    stop_server(process)


def test_nothing_of_a_hostile_edition_runs_nor_breaks_the_policy(page: Page, hostile_address: str) -> None:
    page.add_init_script(
        "window.refused = []; addEventListener('securitypolicyviolation', e => refused.push(e.violatedDirective))"
    )
    for path in PATHS:
        page.goto(f"{hostile_address}{path}")
        ready(page)
        # Marks of the charts say their names under the pointer.
        for chart in page.locator("[data-chart]").all()[:3]:
            point_at(page, chart.get_attribute("data-chart") or "")
            for mark in chart.locator(".dessin a").all()[:3]:
                box = mark.bounding_box()
                assert box is not None
                page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        for name in ("Tableau", "Partager"):
            for control in page.locator("button, summary").get_by_text(name, exact=True).all()[:1]:
                control.click()
        page.mouse.wheel(0, 2500)
        page.wait_for_timeout(300)
        assert page.evaluate("refused") == [], path
        assert page.evaluate("typeof window.__x") == "undefined", path
        assert page.locator("img[src='x'], [onerror], [onload], a[href^='javascript']").count() == 0, path
        if path.startswith("/projets"):
            assert "window.__x" in page.evaluate("document.querySelector('main').innerText"), path
