"""The drawing of the server and the one of plotly.js are the same: marks and texts, at most two pixels apart."""

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from components.html import joined_files
from components.html.figure_svg import to_svg
from data import store
from data.model.selection import Selection

WIDTH, CLOSE = 720, 2.0
SELECTIONS = {
    "all": Selection(project="si-samu"),
    "interieur": Selection(ministries=("interieur",), project="astrea"),
    "justice, deploiement": Selection(ministries=("justice",), phases=("deploiement",), project="ned"),
    "deploiement": Selection(phases=("deploiement",), project="sirhen"),
    "cadrage": Selection(phases=("cadrage",), project="inpt"),
    "until 8": Selection(until=8, before=2, after=8, project="france-visas"),
    "since 8": Selection(since=8, project="oper"),
    "20 to 100": Selection(cost_bands=("20-100",), before=13, after=14, project="op-le"),
    "interministerial": Selection(is_interministerial=True, before=1, after=14, common_only=True, project="cpa"),
    "none": Selection(text="introuvable", project="introuvable"),
}
LINES = {"by ministry": Selection(split="ministere")}
COLLECT = """(root) => {
  const origin = root.querySelector('svg').closest('[data-root]').getBoundingClientRect();
  const box = (element) => {
    const r = element.getBoundingClientRect();
    return [r.left - origin.left + r.width / 2, r.top - origin.top + r.height / 2, r.width, r.height];
  };
  const isOurs = !root.querySelector('.main-svg');
  const texts = Array.from(root.querySelectorAll('svg text')).filter((t) => t.textContent.trim())
    .flatMap((t) => {
      const lines = Array.from(t.querySelectorAll(':scope > tspan.line'));
      const words = (line) => line.textContent.replace(/[\u200b\u200c]/, '').trim();
      return (lines.length ? lines : [t]).map((line) => [words(line), ...box(line)]);
    });
  // Zones are not marks.
  const ours = 'svg circle:not(pattern circle), svg use, svg rect';
  const marks = Array.from(root.querySelectorAll(isOurs ? ours : '.scatterlayer .point, .barlayer .point path'))
    .map(box).filter(([, , width, height]) => width > 0.1 && height > 0.1);
  return { texts, marks };
}"""


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Page:
    page = browser.new_page(viewport={"width": 900, "height": 800})
    page.set_content("<body style='margin:0'><div data-root style='width:720px' id='place'></div></body>")
    page.add_style_tag(content=".dessin{box-sizing:border-box}")
    page.add_script_tag(content=joined_files.plotly_code().decode())
    return page


@pytest.fixture(scope="module")
def both(sheet: Page) -> Callable[[dict[str, Any]], tuple[dict[str, Any], dict[str, Any]]]:
    """A figure → what stands in our drawing of it and in that of plotly.js."""

    def drawings(figure: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        sheet.evaluate("(html) => { place.innerHTML = html }", to_svg(figure, name="c"))
        ours = sheet.evaluate(COLLECT, sheet.query_selector("#place"))
        sheet.evaluate(
            "(text) => { place.innerHTML = '<div></div>'; const f = JSON.parse(text);"
            " return Plotly.newPlot(place.firstChild, f.data, {...f.layout, width: 720}, {staticPlot: true}) }",
            json.dumps(figure),
        )
        return ours, sheet.evaluate(COLLECT, sheet.query_selector("#place"))

    return drawings


def far_apart(ours: list[list[float]], theirs: list[list[float]]) -> list[Any]:
    """The boxes of one drawing without a counterpart in the other."""
    left, alone = list(theirs), []
    for box in ours:
        near = [other for other in left if abs(box[0] - other[0]) <= CLOSE and abs(box[1] - other[1]) <= CLOSE]
        if near:
            left.remove(near[0])
        else:
            alone.append(box)
    return [("ours alone", alone), ("theirs alone", left)] if alone or left else []


@pytest.mark.parametrize(
    ("name", "selection"), [*product(CHARTS, SELECTIONS), *product(("cout-total", "ecart-budgetaire"), LINES)]
)
def test_the_server_and_plotly_draw_the_same(
    both: Callable[[dict[str, Any]], tuple[dict[str, Any], dict[str, Any]]], name: str, selection: str
) -> None:
    figure = compute(CHARTS[name], store.current(), (SELECTIONS | LINES)[selection]).figure
    ours, theirs = both(figure)
    assert sorted(text for text, *_ in ours["texts"]) == sorted(text for text, *_ in theirs["texts"])
    for text in {text for text, *_ in ours["texts"]}:
        boxes = [[box[1:] for box in side["texts"] if box[0] == text] for side in (ours, theirs)]
        assert not far_apart(*boxes), text
    assert not far_apart(ours["marks"], theirs["marks"])
