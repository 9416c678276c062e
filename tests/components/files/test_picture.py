"""Pictures of charts: everything written inside, nothing cut, nothing that runs."""

import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PIL import Image

from components.charts.catalogue import CHARTS
from components.charts.chart import ComputedChart, compute
from components.files.picture import PAGE, SLIDE, USAGES, Usage, chart_png, chart_svg
from components.html import typeface
from data.model.dataset import Dataset
from data.model.selection import Selection

HOSTILE = "<script>alert(1)</script><a href='https://evil.example'>x</a>\x00\u202e & <b onclick=x>SAMU"
SVG = "{http://www.w3.org/2000/svg}"
every_chart = pytest.mark.parametrize("name", CHARTS)
every_usage = pytest.mark.parametrize("usage", USAGES.values(), ids=["page", "slide"])


def chart_of(dataset: Dataset, name: str, **filters: object) -> ComputedChart:
    return compute(CHARTS[name], dataset, Selection(project="si-samu", **filters))


def words(svg: bytes) -> str:
    """The texts of a picture, whatever its lines and its spaces."""
    return " ".join(" ".join(ElementTree.fromstring(svg).itertext()).split())


def plain(text: str) -> str:
    return " ".join(text.split())


def edges(svg: bytes) -> list[tuple[str, float, float, float]]:
    """Each text with its start, its end and its baseline, in pixels of the picture."""
    found = []

    def walk(element: ElementTree.Element, left: float, top: float, size: float) -> None:
        moved = re.match(r"translate\((\S+) (\S+)\)", element.get("transform", ""))
        if moved:
            left, top = left + float(moved[1]), top + float(moved[2])
        size = float(element.get("font-size", size))
        if element.tag == f"{SVG}text":
            text = "".join(element.itertext())
            width = typeface.width(text, size)
            start = left + float(element.get("x", 0)) + float(element.get("dx", 0))
            start -= {"middle": width / 2, "end": width}.get(element.get("text-anchor", "start"), 0)
            found.append((text, start, start + width, top + float(element.get("y", 0))))
        for child in element:
            walk(child, left, top, size)

    walk(ElementTree.fromstring(svg), 0, 0, 16)
    return found


@every_usage
@every_chart
def test_the_words_of_every_chart_stand_inside_its_picture(dataset: Dataset, name: str, usage: Usage) -> None:
    chart = chart_of(dataset, name)
    before = str(chart.figure)
    written = words(chart_svg(chart, usage))
    for text in (chart.narrative.heading, chart.narrative.subtitle, *(entry.name for entry in chart.legend)):
        assert plain(text) in written
    for text in ("Sélection : ", "Licence Ouverte 2.0", "DINUM", dataset.id):
        assert text in written
    assert str(chart.figure) == before


@every_chart
def test_notes_on_breaks_hollow_marks_and_gaps_stand_inside(dataset: Dataset, name: str) -> None:
    chart = chart_of(dataset, name)
    written = words(chart_svg(chart))
    assert all(plain(note) in written for note in chart.narrative.notes)
    on_slide = words(chart_svg(chart, SLIDE))
    assert all(line.label in on_slide for line in chart.context.breaks)
    explained = tuple(line.name for line in chart.context.breaks)
    others = [note for note in chart.narrative.notes if not note.startswith(explained)]
    assert all(plain(note) in on_slide for note in others)


@every_usage
@every_chart
def test_nothing_is_cut(dataset: Dataset, name: str, usage: Usage) -> None:
    svg = chart_svg(chart_of(dataset, name), usage)
    height = float(ElementTree.fromstring(svg).get("height", 0))
    cut = [
        (text, round(start), round(end), round(base))
        for text, start, end, base in edges(svg)
        if start < 0 or end > usage.width or not 0 < base < height
    ]
    assert cut == []


@every_chart
def test_an_svg_leads_nowhere_and_names_what_it_shows(dataset: Dataset, name: str) -> None:
    chart = chart_of(dataset, name)
    root = ElementTree.fromstring(chart_svg(chart))
    assert root.get("role") == "img"
    assert root.get("lang") == "fr"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text == chart.narrative.heading
    assert desc is not None
    assert all(sentence in (desc.text or "") for sentence in chart.narrative.sentences)
    assert not list(root.iter(f"{SVG}a"))


def test_a_png_of_a_page_is_sharp_on_paper(dataset: Dataset) -> None:
    picture = Image.open(io.BytesIO(chart_png(chart_of(dataset, "cout-total"))))
    assert picture.format == "PNG"
    assert picture.width == PAGE.width * PAGE.scale >= 2_000
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20) or ()}
    assert {(255, 255, 255), (0, 0, 145)} <= colours


@pytest.mark.parametrize("name", ["cout-total", "ecart-calendaire", "passage", "cout-delai", "entrants-sortants"])
def test_a_png_for_a_slide_has_its_shape_and_texts_of_a_fiftieth_of_its_height(dataset: Dataset, name: str) -> None:
    chart = chart_of(dataset, name)
    picture = Image.open(io.BytesIO(chart_png(chart, SLIDE)))
    assert picture.size == (1920, 1080)
    sizes = re.findall(r'font-size="([\d.]+)"', chart_svg(chart, SLIDE).decode())
    assert min(map(float, sizes)) >= SLIDE.height / 50


@every_usage
def test_a_picture_of_a_hundred_rows_is_drawn_at_one_dot_a_pixel(dataset: Dataset, usage: Usage) -> None:
    assert Image.open(io.BytesIO(chart_png(chart_of(dataset, "carte"), usage))).width == usage.width


@every_usage
def test_a_selection_without_a_project_gives_a_picture(dataset: Dataset, usage: Usage) -> None:
    for name in CHARTS:
        chart = compute(CHARTS[name], dataset, Selection(text="introuvable", project="introuvable"))
        assert plain(chart.narrative.heading) in words(chart_svg(chart, usage))


@every_usage
def test_a_hostile_name_is_text(dataset: Dataset, usage: Usage) -> None:
    family = dataset.vocabulary.projects
    names = dataset.projects["name"].cat.rename_categories({family.names["si-samu"]: HOSTILE})
    vocabulary = replace(dataset.vocabulary, projects=replace(family, names={**family.names, "si-samu": HOSTILE}))
    renamed = replace(dataset, projects=dataset.projects.assign(name=names), vocabulary=vocabulary)
    svg = chart_svg(compute(CHARTS["trajectoire"], renamed, Selection(project="si-samu")), usage)
    assert "<script>alert(1)</script><a href=" in words(svg)
    assert not set(svg.decode()) & {"\x00", "\u202e"}
    elements = list(ElementTree.fromstring(svg).iter())
    assert not [element for element in elements if element.tag.endswith(("}script", "}a", "}foreignObject"))]
    assert not [name for element in elements for name in element.attrib if name.startswith("on")]
