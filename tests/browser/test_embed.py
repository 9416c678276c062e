"""The iframe in a page of another origin: who may embed, its height, its weight, storage withheld, no script at all."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from tests.browser.conftest import free_port, ready, start_server, stop_server, with_a_page
from tests.browser.test_accessibility import LIVE, PATHS, SURROUNDED, asked

WIDTHS = (375, 768, 1280)
FRAME = "cadre=integration"
FOREIGN = "http://foreign.localhost"


class Parent(BaseHTTPRequestHandler):
    """A page that embeds: `/?src=…`, with the height script unless `&sans-script`."""

    application = ""

    def do_GET(self) -> None:
        target = self.path.partition("src=")[2].partition("&sans-script")[0]
        script = f'<script src="{self.application}/integration/hauteur.js" async></script>'
        body = (
            '<!DOCTYPE html><html lang="fr"><title>Parent</title><body style="margin:0"><h1>Parent</h1>'
            f'<iframe title="Panorama" src="{self.application}{target}" loading="lazy" '
            'style="display:block;width:100%;border:0;aspect-ratio:4/5;min-height:640px"></iframe>'
            f"{'' if 'sans-script' in self.path else script}"
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def parent(port: int) -> Iterator[str]:
    """Port on which the parent page answers, `localhost` being allowed to embed and `foreign.localhost` not."""
    process, application = start_server(PANORAMA_FRAME_ANCESTORS=f"http://localhost:{port}")
    handler = type("ParentOf", (Parent,), {"application": application})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{port}"
    server.shutdown()
    server.server_close()
    stop_server(process)


@pytest.fixture
def visitor(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="module")
def without_storage(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor whose browser does what one does that blocks third-party storage: any use raises."""
    with with_a_page(browser) as visitor:
        visitor.add_init_script(
            "for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])"
            "Object.defineProperty(window, name, {get() { throw new DOMException('withheld', 'SecurityError'); }});"
            "Object.defineProperty(Document.prototype, 'cookie',"
            "{get() { return ''; }, set() { window.wroteCookie = 1; }});"
        )
        yield visitor


@pytest.fixture(scope="module")
def without_script(browser: Browser) -> Iterator[BrowserContext]:
    with with_a_page(browser, java_script_enabled=False) as visitor:
        yield visitor


def embedded(page: Page) -> Frame:
    frame = page.frames[1]
    ready(frame)
    return frame


def heights(page: Page) -> tuple[float, float]:
    """Height of the frame in its parent, and of the page that it holds."""
    frame = page.locator("iframe").bounding_box()
    assert frame is not None
    return frame["height"], page.frames[1].evaluate("document.querySelector('.page').getBoundingClientRect().bottom")


@pytest.mark.parametrize("path", SURROUNDED)
def test_an_allowed_parent_shows_the_view_at_its_own_height(visitor: Page, parent: str, path: str) -> None:
    for width in WIDTHS:
        visitor.set_viewport_size({"width": width, "height": 800})
        if width == WIDTHS[0]:
            visitor.goto(f"{parent}/?src={asked(path, FRAME)}")
        frame = embedded(visitor)
        for _ in range(50):
            given, needed = heights(visitor)
            if abs(given - needed) <= 1:
                break
            visitor.wait_for_timeout(100)
        assert abs(given - needed) <= 1, f"{width} px: {given} given, {needed} needed"
        assert not frame.evaluate("document.documentElement.scrollHeight > innerHeight"), "the frame scrolls"
        assert visitor.evaluate("document.documentElement.scrollWidth") <= width
    assert frame.locator("header.entete, footer.pied").count() == 0
    expect(visitor.frame_locator("iframe").locator("h1")).to_be_visible()


def test_a_foreign_parent_is_refused(visitor: Page, parent: str) -> None:
    port = parent.rpartition(":")[2]
    refusals: list[str] = []
    visitor.on("console", lambda message: refusals.append(message.text) if "frame-ancestors" in message.text else None)
    visitor.goto(f"{FOREIGN}:{port}/?src=/?{FRAME}")
    visitor.wait_for_timeout(1500)
    assert refusals
    assert "Panorama" not in visitor.frames[1].evaluate("document.body ? document.body.innerText : ''")


def test_without_the_script_the_frame_keeps_its_proportions(visitor: Page, parent: str) -> None:
    visitor.goto(f"{parent}/?src=/?{FRAME}&sans-script")
    embedded(visitor)
    box = visitor.locator("iframe").bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(4 / 5, rel=0.02)


def test_the_height_follows_what_opens_in_the_view(visitor: Page, parent: str) -> None:
    visitor.goto(f"{parent}/?src=/?{FRAME}")
    frame = embedded(visitor)
    visitor.wait_for_timeout(500)
    before, _ = heights(visitor)
    frame.locator(".notes summary").first.click()
    visitor.wait_for_timeout(500)
    after, needed = heights(visitor)
    assert after > before
    assert abs(after - needed) <= 1


def test_a_message_from_another_origin_changes_nothing(visitor: Page, parent: str) -> None:
    visitor.goto(f"{parent}/?src=/?{FRAME}")
    embedded(visitor)
    visitor.wait_for_timeout(500)
    before, _ = heights(visitor)
    visitor.evaluate("window.postMessage({type: 'panorama:hauteur', hauteur: 77}, '*')")
    visitor.wait_for_timeout(200)
    assert heights(visitor)[0] == before


@pytest.mark.parametrize("path", LIVE)
def test_with_storage_withheld_the_view_works_and_nothing_is_ever_stored(
    without_storage: BrowserContext, parent: str, path: str
) -> None:
    page = without_storage.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{parent}/?src={asked(path, FRAME)}")
    frame = embedded(page)
    expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
    assert not frame.evaluate("window.wroteCookie")
    assert without_storage.cookies() == []
    assert errors == []
    page.close()


@pytest.mark.parametrize("path", PATHS)
def test_no_page_breaks_its_own_policy_asks_a_third_party_nor_stores_anything(
    visitor: Page, address: str, path: str
) -> None:
    visitor.add_init_script(
        "window.refused = []; addEventListener('securitypolicyviolation', e => refused.push(e.violatedDirective))"
    )
    asked_for: list[str] = []
    problems: list[str] = []
    visitor.on("request", lambda request: asked_for.append(request.url))
    visitor.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    visitor.on("pageerror", lambda error: problems.append(str(error)))
    visitor.goto(f"{address}{path}")
    ready(visitor)
    for name in ("Tableau", "Partager"):
        for control in visitor.locator("button, summary").get_by_text(name, exact=True).all()[:1]:
            control.click()
    visitor.mouse.wheel(0, 2500)
    visitor.wait_for_timeout(700)
    assert visitor.evaluate("localStorage.length + sessionStorage.length") == 0
    assert visitor.context.cookies() == []
    assert visitor.evaluate("refused") == []
    assert problems == []
    assert [url for url in asked_for if not url.startswith((address, "data:", "blob:"))] == []


@pytest.mark.parametrize("path", [path for path in LIVE if path in SURROUNDED])
def test_links_of_a_frame_leave_it_and_its_filters_stay(visitor: Page, address: str, path: str) -> None:
    visitor.goto(f"{address}{asked(path, FRAME)}")
    ready(visitor)
    leaving = visitor.evaluate(
        "[...document.querySelectorAll('a[href]')]"
        ".filter(a => !a.getAttribute('href').startsWith('#') && a.getAttribute('target') !== '_self')"
        ".filter(a => !a.getAttribute('href').includes('cadre=integration'))"
        ".map(a => [a.getAttribute('target') || document.querySelector('base').target, a.getAttribute('href')])"
    )
    assert leaving
    assert {target for target, _ in leaving} == {"_blank"}
    for form in visitor.locator("form").all():
        assert form.get_attribute("target") == "_self"
        assert form.locator("input[name=cadre]").count() == 1
    with visitor.expect_popup() as opened:
        visitor.get_by_role("link", name="Ouvrir la page complète").click()
    expect(opened.value.get_by_role("banner")).to_be_visible()


def test_the_snippet_that_is_copied_works_as_it_stands(visitor: Page, address: str) -> None:
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.goto(f"{address}/integration?vue=/tendances&ministere=justice")
    ready(visitor)
    visitor.get_by_role("button", name="Copier le code").click()
    expect(visitor.get_by_text("Copié.")).to_be_visible()
    copied = visitor.evaluate("navigator.clipboard.readText()")
    assert f'src="{address}/tendances?ministere=justice&amp;cadre=integration"' in copied
    assert f'src="{address}/integration/hauteur.js"' in copied
    preview = visitor.frame_locator("iframe.apercu")
    expect(preview.locator("#selection-in-words")).to_contain_text("Justice")


def test_choosing_another_view_shows_its_snippet(visitor: Page, address: str) -> None:
    visitor.goto(f"{address}/integration?ministere=justice")
    ready(visitor)
    visitor.get_by_label("Vue à intégrer").select_option("/projets")
    visitor.wait_for_url("**/integration?vue=*")
    expect(visitor.locator("pre")).to_contain_text("/projets?ministere=justice")


def test_the_embedded_synthesis_keeps_its_budget(visitor: Page, address: str) -> None:
    requests: list[str] = []
    visitor.on("request", lambda request: requests.append(request.url))
    visitor.goto(f"{address}/?{FRAME}")
    ready(visitor)
    visitor.wait_for_timeout(500)
    elements = visitor.evaluate("document.querySelectorAll('*').length - document.querySelectorAll('svg *').length")
    assert len(requests) <= 25, requests
    assert elements <= 600
    assert all(url.startswith(address) for url in requests), "a third party is asked"


@pytest.mark.parametrize("path", PATHS)
def test_without_javascript_the_page_says_the_substance(
    without_script: BrowserContext, address: str, path: str
) -> None:
    page = without_script.new_page()
    page.goto(f"{address}{path}")
    expect(page.locator("main h1")).to_be_visible()
    if path in SURROUNDED:
        expect(page.get_by_role("navigation", name="Menu principal")).to_be_visible()
    if path == "/":
        assert page.locator("[data-kpi]").count() == 3
        for sentence in ("[data-lede]", "[data-verdict]"):
            assert page.locator(sentence).inner_text().endswith(".")
        assert page.locator(".resume p").first.is_visible()
        projects = page.locator(".projets-sans-script tbody tr")
        assert projects.count() == int(page.locator("[data-projets-table]").get_attribute("data-projets-table") or 0)
        page.locator("details.filtre summary").first.click()
        page.get_by_label("Intérieur").first.check()
        page.get_by_role("button", name="Appliquer les filtres").click()
        expect(page).to_have_url(f"{address}/?ministere=interieur")
        assert projects.count() < 50
    page.close()
