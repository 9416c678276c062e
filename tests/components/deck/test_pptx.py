"""The PowerPoint file: its charts are native and hold the values of the dataset; nothing breaks it."""

import io
import re
import shutil
import subprocess
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from lxml import etree
from pptx import Presentation
from pptx.chart.axis import DateAxis
from pptx.enum.dml import MSO_FILL
from pptx.util import Pt

from components.charts.parts import theme
from components.charts.parts.edition_axis import dated
from components.charts.parts.tokens import projected
from components.deck.blocks import Picture
from components.deck.pptx import deck_pptx
from components.deck.slides import source
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions import comparison
from data.questions.cout_delai import cost_and_slip
from data.questions.cout_total import cost_by_edition
from data.questions.ecarts import drift_by_edition
from data.questions.entrants_sortants import comings_and_goings
from data.questions.reevaluations import reestimates
from data.questions.trajectoire import trajectory
from tests.components.deck.conftest import DAY, WHOLE, DeckOf

SELECTIONS = {
    "": Selection(),
    "ministere=interieur": Selection(ministries=("interieur",)),
    "phase=deploiement&jusqua=8": Selection(phases=("deploiement",), until=8),
}
EPOCH = pd.Timestamp("1899-12-30")
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def opened(deck_of: DeckOf, dataset: Dataset, query: str = "") -> Any:
    return Presentation(io.BytesIO(pptx_of(deck_of, dataset, query)))


def pptx_of(deck_of: DeckOf, dataset: Dataset, query: str = "") -> bytes:
    return deck_pptx(deck_of(query, dataset), source(dataset), "Panorama", DAY)


def charts(deck: Any, name: str) -> list[Any]:
    return [
        shape.chart
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_chart and shape.name.startswith(f"Graphique {name} ")
    ]


def known(chart: Any, *series: str) -> dict[str, float]:
    """Category → value, over the series whose name starts so.

    Editions by the day from which an axis of dates counts them, by their number where a category is a quarter.
    """
    found = {}
    for plot in chart.plots:
        for one in plot.series:
            if one.name.startswith(series):
                pairs = zip(chart.plots[0].categories, one.values, strict=True)
                found |= {_category(category): value for category, value in pairs if value is not None}
    return found


def _category(category: Any) -> str:
    quarter = re.fullmatch(r"T\d \d{4} \(éd\. (\d+)\)", str(category))
    return quarter[1] if quarter else str(category).removesuffix(".0")


def by_edition(frame: pd.DataFrame, column: str, sign: int = 1) -> dict[str, float]:
    """Day of the month of each edition, in spreadsheets → value; editions without a date stand between two others."""
    known = pd.DataFrame(dated(frame)).dropna(subset=[column])
    months = known["x"].astype(int)
    days = [(pd.Timestamp(month // 12, month % 12 + 1, 1) - EPOCH).days for month in months]
    return {str(day): sign * value for day, value in zip(days, known[column], strict=True)}


def by_number(frame: pd.DataFrame, column: str, sign: int = 1) -> dict[str, float]:
    """Number of each edition with a value → value."""
    known = frame.dropna(subset=[column])
    return {str(edition): sign * value for edition, value in zip(known["edition"], known[column], strict=True)}


@pytest.mark.parametrize("query", SELECTIONS)
def test_every_value_of_every_chart_is_that_of_the_dataset(deck_of: DeckOf, dataset: Dataset, query: str) -> None:
    selection = SELECTIONS[query]
    deck = opened(deck_of, dataset, f"{query}&{WHOLE}")
    for name, kind in (("ecart-calendaire", "schedule"), ("ecart-budgetaire", "budget")):
        (drift,) = charts(deck, name)
        frame = drift_by_edition(dataset, selection, kind)
        assert known(drift, "Écart publié") == pytest.approx(by_edition(frame, "published_pct"))
        for series, column in (("Médiane", "median_pct"), ("Moyenne", "mean_pct"), ("Pondéré", "weighted_pct"),
                               ("P25", "p25_pct"), ("P75", "p75_pct")):  # fmt: skip
            assert known(drift, series) == pytest.approx(by_edition(frame, column))

    pair = comparison.pair(dataset, selection, None, None)
    assert pair
    compared = comparison.compare(dataset, selection, *pair)
    (waterfall,) = charts(deck, "passage")
    assert list(known(waterfall, "Somme").values()) == pytest.approx(
        [compared.total_before_meur, compared.total_after_meur]
    )
    steps = compared.steps["amount_meur"]
    assert sum(known(waterfall, "Ajoute").values()) == pytest.approx(steps[steps > 0].sum())
    assert sum(known(waterfall, "Retire").values()) == pytest.approx(-steps[steps < 0].sum())

    frame = reestimates(dataset, selection)
    rows = frame.drop_duplicates("name").set_index("name")
    costs, ends = charts(deck, "reevaluations")
    for chart, first, last in ((costs, "first_cost_meur", "cost_meur"), (ends, "first_end", "end")):
        rise, fall = (known(chart, *names) for names in (("Hausse", "Fin repoussée"), ("Baisse", "Fin avancée")))
        changes = {**rise, **{name: -amount for name, amount in fall.items()}}
        assert changes
        rests = known(chart, "Appui")
        for name, change in changes.items():
            row = rows.loc[name.partition(" : ")[0]]
            values = [value if chart is costs else (value - EPOCH).days for value in (row[first], row[last])]
            assert (change, rests[name]) == pytest.approx((values[1] - values[0], min(values)))
    largest = (rows["cost_meur"] - rows["first_cost_meur"]).abs().sort_values(ascending=False).index[0]
    assert any(name.startswith(f"{largest} : ") for name in known(costs, "Appui"))

    (quadrant,) = charts(deck, "cout-delai")
    dots = cost_and_slip(dataset, selection)
    for axis, column in (("xVal", "slip_months"), ("yVal", "cost_change_pct")):
        written = [float(v.text) for v in quadrant._chartSpace.iterfind(f".//{CHART}{axis}//{CHART}v")]
        assert written == pytest.approx(dots[column].tolist())

    (moves,) = charts(deck, "entrants-sortants")
    frame = comings_and_goings(dataset, selection)
    assert known(moves, "Entrants") == pytest.approx(by_number(frame, "entrants"))
    assert known(moves, "Sortants") == pytest.approx(by_number(frame, "leavers", -1))
    assert known(moves, "Projets") == pytest.approx(by_number(frame, "stock"))


def test_a_name_stands_at_its_own_project_with_its_cost(deck_of: DeckOf, dataset: Dataset) -> None:
    (chart,) = charts(opened(deck_of, dataset, "diapos=cout-delai"), "cout-delai")
    frame = cost_and_slip(dataset, Selection())
    series = chart._chartSpace.find(f".//{CHART}ser")
    names = {int(label.find(f"{CHART}idx").get("val")): label.xpath("string(.//a:t)")
             for label in series.iterfind(f"{CHART}dLbls/{CHART}dLbl")}  # fmt: skip
    assert len(names) > 3
    assert names == {at: frame["name"].iloc[at] for at in names}
    sizes = [int(size.get("val")) for size in series.iterfind(f"{CHART}dPt/{CHART}marker/{CHART}size")]
    assert len(sizes) == len(frame)
    assert sizes.index(max(sizes)) == int(frame["cost_meur"].to_numpy().argmax())
    assert all(4 <= size <= 72 for size in sizes)


def test_a_rise_and_a_fall_have_the_colours_of_the_screen(deck_of: DeckOf, dataset: Dataset) -> None:
    deck = opened(deck_of, dataset, "diapos=passage,reevaluations,entrants-sortants")
    colours: dict[str, set[str]] = {}
    for chart in [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]:
        for one in chart.plots[0].series:
            if one.format.fill.type == MSO_FILL.SOLID:
                colours.setdefault(one.name, set()).add(f"#{one.format.fill.fore_color.rgb}".lower())
    for names, colour in ((UP, theme.PLUS), (DOWN, theme.MINUS)):
        assert {colours[name] == {projected(colour)} for name in names} == {True}, colours


UP = ("Ajoute", "Hausse du coût", "Fin repoussée", "Entrants")
DOWN = ("Retire", "Baisse du coût", "Fin avancée", "Sortants")


def test_the_total_and_its_parts_add_up_in_the_file(deck_of: DeckOf, dataset: Dataset) -> None:
    deck = opened(deck_of, dataset, "diapos=cout-total")
    (chart,) = charts(deck, "cout-total")
    frame = cost_by_edition(dataset, Selection())
    assert known(chart, "Total publié") == pytest.approx(by_number(frame, "published_meur"))
    parts = [known(chart, one.name) for one in chart.plots[0].series]
    totals = by_number(frame, "total_meur")
    assert {edition: sum(part[edition] for part in parts) for edition in totals} == pytest.approx(totals)
    assert all(part.keys() == totals.keys() for part in parts)


def test_columns_are_as_wide_as_a_quarter_and_no_line_passes_over_an_edition(deck_of: DeckOf, dataset: Dataset) -> None:
    (chart,) = charts(opened(deck_of, dataset, "diapos=cout-total"), "cout-total")
    quarters = list(chart.plots[0].categories)
    assert (quarters[0], quarters[3], quarters[4]) == ("T1 2016", "T4 2016 (éd. 1)", "T1 2017 (éd. 2)")
    assert (len(quarters) % 4, chart.plots[0].gap_width) == (0, 20)
    editions = [edition for quarter in quarters for edition in re.findall(r"éd\. (\d+)", quarter)]
    assert editions == dataset.editions["edition"].astype(str).tolist()
    # Suites join points over empty quarters: a series is one run of editions with a value.
    assert chart._chartSpace.chart.find(f"{CHART}dispBlanksAs").get("val") == "span"
    lines = [one for one in chart.plots[1].series if one.name.startswith("Total publié")]
    runs = [[int(_category(quarter)) for quarter, value in zip(quarters, one.values, strict=True) if value is not None]
            for one in lines]  # fmt: skip
    assert len(runs) > 1
    assert all(run == list(range(run[0], run[-1] + 1)) for run in runs)


def test_the_trajectory_of_a_project_holds_its_costs_and_its_ends(deck_of: DeckOf, dataset: Dataset) -> None:
    deck = opened(deck_of, dataset, "projet=si-samu&diapos=projets")
    costs, ends = charts(deck, "trajectoire")
    rows = trajectory(dataset, Selection(project="si-samu"))
    assert known(costs, "Coût") == pytest.approx(by_edition(rows, "cost_meur"))
    ends_known = rows.assign(end=(rows["end"] - EPOCH).dt.days)
    assert known(ends, "Fin") == by_edition(ends_known, "end")
    # The value before holds until the next one: no line says otherwise.
    assert all(chart.plots[0].series[0].format.line.fill.type == MSO_FILL.BACKGROUND for chart in (costs, ends))


def test_no_line_crosses_a_break(deck_of: DeckOf, dataset: Dataset) -> None:
    deck = opened(deck_of, dataset, "diapos=ecart-budgetaire")
    written = {shape.text_frame.text for shape in deck.slides[0].shapes if shape.name.startswith("Rupture : ")}
    assert written == {"nouveau calcul", "périmètre ajusté"}
    (drift,) = charts(deck, "ecart-budgetaire")
    published = [series for series in drift.plots[0].series if series.name.startswith("Écart publié")]
    assert len(published) > 3
    for series in published:
        editions = [edition for edition, value in enumerate(series.values, start=1) if value is not None]
        assert not any(editions[0] < broken <= editions[-1] for broken in (3, 6, 7, 8)), series.name


@pytest.mark.parametrize("query", ["", "depuis=8&jusqua=14", "ministere=culture", "depuis=14&jusqua=14"])
def test_the_axis_is_time_and_its_marks_stand_at_their_dates(deck_of: DeckOf, dataset: Dataset, query: str) -> None:
    frames = pd.DataFrame(dated(dataset.editions))
    x = dict(zip(frames["edition"].astype(str), frames["x"], strict=True))
    for slide in opened(deck_of, dataset, f"{query}&diapos=cout-total,ecart-calendaire,entrants-sortants").slides:
        (shape,) = (shape for shape in slide.shapes if shape.has_chart)
        axis, area = shape.chart.category_axis, shape.chart._chartSpace.chart.plotArea
        if isinstance(axis, DateAxis):
            units = [axis._element.find(f"{CHART}{name}").get("val") for name in ("baseTimeUnit", "majorTimeUnit")]
            assert units == ["months", "years"]
            first, last = (EPOCH + pd.Timedelta(days=end) for end in (axis.minimum_scale, axis.maximum_scale))
            assert (first.month, last.month) == (1, 12)
            start, months = first.year, 12 * (last.year - first.year + 1)
        else:
            quarters = list(shape.chart.plots[0].categories)
            start, months = int(quarters[0].split()[1]), 3 * len(quarters)
        left, width = (float(area.find(f".//{CHART}{name}").get("val")) * shape.width for name in "xw")
        years = [one for one in slide.shapes if one.name.startswith("Année ")]
        assert years
        for year in years:
            expected = shape.left + left + width * (int(year.text_frame.text) + 0.5 - start) * 12 / months
            assert year.left + year.width / 2 == pytest.approx(expected, abs=Pt(2)), year.name
        numbers = {name.removeprefix("Édition "): one for one in slide.shapes
                   if (name := one.name).startswith("Édition ")}  # fmt: skip
        assert len(numbers) >= 1
        for edition, number in numbers.items():
            expected = shape.left + left + width * (int(x[edition]) + 0.5 - 12 * start) / months
            assert number.left + number.width / 2 == pytest.approx(expected, abs=Pt(5)), edition


def test_an_edition_without_a_date_stands_alone_under_its_number(deck_of: DeckOf, dataset: Dataset) -> None:
    (chart,) = charts(opened(deck_of, dataset, "depuis=10&jusqua=10&diapos=cout-total"), "cout-total")
    assert list(chart.plots[0].categories) == ["10"]


@pytest.mark.parametrize("query", ["", "ministere=justice"])
def test_values_have_the_ends_the_steps_and_the_unit_of_the_screen(
    deck_of: DeckOf, dataset: Dataset, query: str
) -> None:
    names = ("cout-total", "ecart-calendaire", "ecart-budgetaire", "passage")
    slides = deck_of(f"{query}&diapos={','.join(names)}")
    deck = opened(deck_of, dataset, f"{query}&diapos={','.join(names)}")
    for name, slide in zip(names, slides, strict=True):
        picture = next(block for block in slide.blocks if isinstance(block, Picture))
        drawn = picture.figure["layout"]["xaxis" if name == "passage" else "yaxis"]
        (chart,) = charts(deck, name)
        axis, ticks = chart.value_axis, drawn["tickvals"]
        assert axis.maximum_scale == pytest.approx(drawn["range"][1])
        assert axis.major_unit == pytest.approx(ticks[1] - ticks[0])
        assert axis.minimum_scale <= drawn["range"][0] + 1e-9
        assert axis.minimum_scale % axis.major_unit == pytest.approx(0, abs=1e-9)
        unit = drawn["ticktext"][-1].partition("\u00a0")[2]
        assert f'"\u00a0{unit}"' in axis.tick_labels.number_format
        assert (',"' in axis.tick_labels.number_format) == (unit == "Md€")


def test_figures_of_another_source_are_hollow_and_named(deck_of: DeckOf, dataset: Dataset) -> None:
    (chart,) = charts(opened(deck_of, dataset, "diapos=cout-total"), "cout-total")
    others = next(one for one in chart.plots[1].series if one.name.startswith("Chiffre repris"))
    frame = cost_by_edition(dataset, Selection())
    assert known(chart, "Chiffre repris") == by_number(frame[frame["provenance"] != "publisher"], "published_meur")
    assert f"#{others.marker.format.fill.fore_color.rgb}".lower() == theme.GRID
    assert others.format.line.fill.type == MSO_FILL.BACKGROUND


def test_charts_are_editable_named_and_described(deck_of: DeckOf, dataset: Dataset) -> None:
    deck = opened(deck_of, dataset, f"projet=ned&{WHOLE}")
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    assert not [shape for shape in shapes if shape.shape_type is not None and "PICTURE" in str(shape.shape_type)]
    shown = [shape for shape in shapes if shape.has_chart]
    assert len(shown) >= 9
    for shape in shown:
        assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 40
        book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        assert book.active is not None
        assert book.active.max_row > 1
    assert any(shape.has_table for shape in shapes)


def test_each_slide_has_a_title_a_note_its_source_and_its_number(deck_of: DeckOf, dataset: Dataset) -> None:
    deck = opened(deck_of, dataset)
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        assert slide.notes_slide.notes_text_frame.text
        kinds = {str(shape.placeholder_format.type): shape for shape in slide.placeholders}
        assert "Licence Ouverte 2.0" in kinds["FOOTER (15)"].text_frame.text
        assert b"slidenum" in etree.tostring(kinds["SLIDE_NUMBER (13)"]._element)
    properties = deck.core_properties
    assert (properties.title, properties.language) == ("Panorama", "fr-FR")
    assert [layout.name for layout in deck.slide_layouts] == ["Titre", "Message et contenu"]


def test_a_hostile_name_breaks_nothing_and_runs_nothing(deck_of: DeckOf, hostile_dataset: Dataset) -> None:
    content = pptx_of(deck_of, hostile_dataset, "projet=si-samu")
    deck = Presentation(io.BytesIO(content))
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart:
                book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
                cells = [cell for row in book.active.iter_rows() for cell in row]
                assert not [cell.value for cell in cells if cell.data_type == "f"]
    for name in zipfile.ZipFile(io.BytesIO(content)).namelist():
        if name.endswith(".xml"):
            etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))


def test_no_project_gives_a_file_that_says_so(deck_of: DeckOf, dataset: Dataset) -> None:
    deck = opened(deck_of, dataset, "q=zzzz")
    assert len(deck.slides) == 2
    assert deck.slides[1].shapes.title.text_frame.text == "Aucun projet dans cette sélection"


def test_a_cancelled_request_stops_the_work(deck_of: DeckOf, dataset: Dataset) -> None:
    assert deck_pptx(deck_of(), source(dataset), "Panorama", DAY, lambda: True) == b""


@pytest.mark.timed
def test_the_file_takes_less_than_three_seconds(deck_of: DeckOf, dataset: Dataset) -> None:
    slides = deck_of()
    start = time.process_time()
    deck_pptx(slides, source(dataset), "Panorama", DAY)
    assert time.process_time() - start < 3


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice Impress is not installed")
def test_libreoffice_opens_it_and_finds_every_slide(
    deck_of: DeckOf, dataset: Dataset, hostile_dataset: Dataset, tmp_path: Path
) -> None:
    files = {"usuel": (dataset, "projet=ned"), "hostile": (hostile_dataset, "projet=si-samu")}
    for name, (of, query) in files.items():
        (tmp_path / f"{name}.pptx").write_bytes(pptx_of(deck_of, of, query))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    paths = [str(tmp_path / f"{name}.pptx") for name in files]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *paths]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for name, (of, query) in files.items():
        pages = (tmp_path / f"{name}.pdf").read_bytes().count(b"/Type/Page/")
        assert pages == len(deck_of(query, of)), name
