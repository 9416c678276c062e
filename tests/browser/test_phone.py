"""On a phone: no value is cut in any view, and the frame of one chart is no higher than its page gives it."""

from itertools import pairwise, product

from playwright.sync_api import BrowserContext

from components.charts.catalogue import CHARTS

WIDTHS = (320, 360, 375, 768, 1280)
VIEWS = [
    *("/", "/tendances", "/tendances/ministeres", "/projets?ministere=economie-finances&depuis=13", "/projets/si-samu"),
    *("/comparer", "/verifier", "/donnees", "/presentation", "/?ministere=justice&cadre=integration"),
]
HIGHEST = 600
"""Height of the frame in the code that /integration gives, in pixels."""
CUT = """() => {
  const ARROW = 16;
  const name = (element) => element.className + ' ' + element.textContent.slice(0, 40);
  const shown = (selector) => Array.from(document.querySelectorAll(selector)).filter((e) => e.getClientRects().length);
  const wide = shown('.totaux').map((table) => table.parentNode).concat(shown('[data-kpi], [data-kpi] *, h1, h2'))
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline');
  const beyond = shown('[data-kpi], .totaux :is(th, td), h1, h2, button, select, summary')
    .filter((e) => !e.closest('.bloc, .diapo-page, .hors-ecran') && e.getBoundingClientRect().right > innerWidth + 1);
  // A list that opens has no overflow to measure: the text of its choice against the room beside its arrow.
  const pen = document.createElement('canvas').getContext('2d');
  const narrow = shown('select').filter((e) => {
    const style = getComputedStyle(e);
    pen.font = style.font;
    const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - ARROW;
    return e.selectedOptions.length && pen.measureText(e.selectedOptions[0].text).width > room + 1;
  });
  const short = shown('.filtre .choix').filter((e) => e.scrollWidth > e.clientWidth + 1);
  return [...wide, ...beyond, ...narrow, ...short].map(name)
    .concat(document.documentElement.scrollWidth > innerWidth ? ['the page'] : []);
}"""


def test_no_value_is_cut(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    found = {}
    for path in VIEWS:
        page.goto(f"{address}{path}", wait_until="domcontentloaded")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 812})
            if some := page.evaluate(CUT):
                found[path, width] = some
    assert not found


LARGE_TEXT = """() => {
  const name = (element) => element.className + ' ' + element.textContent.slice(0, 40);
  const shown = (selector) => Array.from(document.querySelectorAll(selector)).filter((e) => e.getClientRects().length);
  const clipped = shown('select, .choix').filter((e) => e.scrollHeight > e.clientHeight + 1);
  const broken = shown('h1').filter((e) => {
    const room = e.clientWidth;
    e.style.cssText = 'flex: none; width: min-content; overflow-wrap: normal';
    return e.clientWidth > room + 1;
  });
  return [...clipped, ...broken].map(name)
    .concat(document.documentElement.scrollWidth > innerWidth ? ['the page'] : []);
}"""


def test_text_at_200_percent_is_neither_clipped_nor_wider_than_a_phone(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    found = {}
    for width, path in product((360, 375), VIEWS):
        page.set_viewport_size({"width": width, "height": 812})
        page.goto(f"{address}{path}", wait_until="domcontentloaded")
        page.add_style_tag(content="html{font-size:200%!important}")
        for button in page.locator(".bouton-filtres[aria-expanded=false]:visible").all():
            button.click()
        if some := page.evaluate(LARGE_TEXT):
            found[path, width] = some
    assert not found


def test_the_menu_is_one_line_on_a_phone_held_sideways(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 812, "height": 375})
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready")
    tops = "Array.from(document.querySelectorAll('.menu a'), (link) => link.getBoundingClientRect().top)"
    assert len(set(page.evaluate(tops))) == 1


def test_a_closed_filter_of_a_frame_points_down(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(f"{address}/graphiques/ecart-budgetaire?cadre=integration", wait_until="load")
    page.locator(".filtres-replies > summary").click()
    choices = page.locator(".filtre .choix")
    arrow = "choice => getComputedStyle(choice, '::after').content"
    assert "▾" in choices.nth(0).evaluate(arrow)
    choices.nth(0).click()
    assert ["▴" in choices.nth(place).evaluate(arrow) for place in (0, 1)] == [True, False]


TABLES = """async () => {
  const cards = Array.from(document.querySelectorAll('[data-chart]'));
  cards.forEach((card) => card.querySelector('[data-affiche="tableau"]').click());
  const drawn = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  await drawn();
  await drawn();
  return cards.map((card) => {
    const region = card.querySelector('.carte-tableaux');
    const sizeOf = (table) => [table.rows[0].cells.length, table.offsetWidth];
    const tables = Array.from(region.querySelectorAll('table'), sizeOf);
    const said = getComputedStyle(region.querySelector('caption'), '::before').content.includes('droite');
    const isWider = region.scrollWidth > region.clientWidth;
    const cell = region.querySelector('tbody th');
    const before = cell.getBoundingClientRect().left;
    region.scrollLeft = 1e6;
    const moved = cell.getBoundingClientRect().left - before;
    return { name: card.id, tables, room: region.clientWidth, isWider, said, moved };
  });
}"""


def test_tables_fit_or_scroll_beside_their_first_column_and_say_so(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    seen = set()
    for width, path in product((320, 375), ("/tendances", "/tendances/ministeres")):
        page.set_viewport_size({"width": width, "height": 812})
        page.goto(f"{address}{path}", wait_until="load")
        page.evaluate("document.fonts.ready")
        for card in page.evaluate(TABLES):
            few = [table for columns, table in card["tables"] if columns <= (4 if width == 320 else 5)]
            assert all(table <= card["room"] + 1 for table in few), (width, path, card)
            assert card["said"] == card["isWider"], (width, path, card)
            assert abs(card["moved"]) <= 1, (width, path, card)
            seen.add(card["isWider"])
    assert seen == {True, False}


def test_the_frame_of_one_chart_is_low(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 375, "height": 300})
    heights = {}
    for name in CHARTS:
        page.goto(f"{address}/graphiques/{name}?cadre=integration", wait_until="domcontentloaded")
        heights[name] = page.evaluate("document.documentElement.scrollHeight")
    assert {name: height for name, height in heights.items() if height > HIGHEST} == {}


def test_fields_follow_one_another_and_changes_of_cost_are_shown(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(f"{address}/integration", wait_until="domcontentloaded")
    boxes = page.evaluate(
        "Array.from(document.querySelectorAll('.champs-filtres > *'), (e) => e.getBoundingClientRect())"
        ".map((box) => [box.top, box.bottom])"
    )
    assert all(0 < following[0] - before[1] < 24 for before, following in pairwise(boxes))
    page.goto(f"{address}/projets", wait_until="domcontentloaded")
    page.evaluate("document.fonts.ready")
    ends = page.evaluate(
        """Array.from(document.querySelectorAll('.avec-tendance'), (cell) => {
          const text = document.createRange();
          text.selectNodeContents(cell);
          return text.getBoundingClientRect().right;
        })"""
    )
    assert ends
    assert max(ends) <= 375 - 16, "the table ends at the margin of the page"
