"""The axis of time of a native chart: years below, the numbers of the editions above, breaks where they are."""

import re
from datetime import date
from itertools import groupby
from typing import Any

from pptx.chart.axis import DateAxis
from pptx.enum.chart import XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from components.charts.parts import direct_labels, scale, theme
from components.charts.parts.native import NativeChart, Series
from components.charts.parts.tokens import COLOURS
from components.deck.blocks import Box
from components.deck.master import clear_margins, emu, fill, flatten, rgb

SMALL = 15
"""Size of text along the plot, in pixels."""
TO_SPREADSHEET = 25_569
"""Days from the epoch of spreadsheets to that of the figures."""
_ROW = 21
"""Height of a row of words above the plot, in pixels."""
_BOLD = 1.25
"""Width of a bold letter, as a share of what is estimated for a plain one, in the widest of the usual fonts."""
_LEFT, _RIGHT, _TITLE, _YEARS = 76, 12, 38, 30
"""Room around the plot for its amounts, nothing, its title and its years, in pixels."""
_APART = 8
"""Pixels between the numbers of editions and the plot: half a label of the highest tick."""
_LEGEND, _KEY, _LETTER = 26, 60, 8.5
"""Height of a row of a legend, width of its mark and of a letter of its names, in pixels."""
_ALIGNMENTS = {"left": PP_ALIGN.LEFT, "center": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}


def dates(native: NativeChart) -> list[date]:
    """The month of each category."""
    return [date(month // 12, month % 12 + 1, 1) for month in _slots(native, 1)]


def by_quarter(native: NativeChart, box: Box) -> NativeChart:
    """Dated columns with a category a quarter, as wide as in a figure: those of a month are too thin for a room.

    A suite joins the points of a line over empty quarters: a line is cut where an edition has no value.
    """
    start, years = _years(native, box.width - _LEFT - _RIGHT)
    quarters = range(4 * start, 4 * (start + years))
    at = {quarter: index for index, quarter in enumerate(_slots(native, 3))}
    names = {quarter: f" (éd. {native.categories[index]})" for quarter, index in at.items()}
    runs = [run for one in native.series for run in (_runs(one) if one.is_line and one.is_joined else [one])]
    return native._replace(
        categories=tuple(f"T{quarter % 4 + 1} {quarter // 4}{names.get(quarter, '')}" for quarter in quarters),
        months=tuple(3 * quarter + 1 for quarter in quarters),
        series=tuple(
            one._replace(points=tuple(one.points[at[quarter]] if quarter in at else None for quarter in quarters))
            for one in runs
        ),
    )


def _runs(one: Series) -> list[Series]:
    """A line as one series for each run of editions with a value; the first is in the legend, the last is labelled."""
    known = groupby(range(len(one.points)), lambda at: one.points[at] is not None)
    runs = [list(run) for is_known, run in known if is_known]
    return [
        one._replace(
            name=f"{one.name} ({number})" if number > 1 else one.name,
            points=tuple(value if at in run else None for at, value in enumerate(one.points)),
            in_legend=one.in_legend and number == 1,
            label=one.label if number == len(runs) else "",
        )
        for number, run in enumerate(runs, start=1)
    ]


def _slots(native: NativeChart, months: int) -> list[int]:
    """The slots of so many months of the categories, one at most in each: a second one stands in the next."""
    slots: list[int] = []
    for month in native.months:
        slots.append(max([int(month) // months, *(last + 1 for last in slots[-1:])]))
    return slots


def set_time(slide: Any, chart: Any, box: Box, native: NativeChart, plotted: NativeChart) -> None:
    """Make the axis one of time, in whole years. The plot area is fixed, for what is written along it.

    Args:
        slide: Of the chart.
        chart: Of python-pptx.
        box: Its own.
        native: What it shows, a category an edition.
        plotted: The same as it is in the file: by quarter, or as it is.
    """
    width = box.width - _LEFT - _RIGHT
    start, years = _years(native, width)
    _set_axis(chart.category_axis, start, years)
    chart._chartSpace.chart.find(qn("c:dispBlanksAs")).set("val", "gap" if native.form == "lines" else "span")
    between = parse_xml(f'<c:crossBetween {nsdecls("c")} val="between"/>')
    chart.value_axis._element.find(qn("c:crosses")).addnext(between)
    entries = [len(one.name) for one in native.series if one.in_legend] if chart.has_legend else []
    columns = max(1, int(box.width // (_LETTER * max(entries, default=0) + _KEY)))

    def across(month: float) -> float:
        # A month is a slot of the axis, its mark in the middle.
        return (month + 0.5 - 12 * start) / (12 * years) * width

    words = [(across(word.x) / width, word.text) for word in native.words]
    rows = direct_labels.above(words, width * theme.SMALL / SMALL, 0)
    top = _APART + _TITLE * bool(native.title) + _ROW * (2 + max((row for row, _ in rows), default=-1))
    below = _YEARS + _LEGEND * -(-len(entries) // columns)
    plot = Box(box.left + _LEFT, box.top + top, width, box.height - top - below)
    _fix_plot(chart, box, plot)
    _part_names(chart, plotted, (12 * start, 12 * (start + years)), box, plot)
    _add_words(slide, "Éditions", "éd.", Box(plot.left - 40, plot.top - _APART - _ROW, 32, _ROW), "right")
    numbers = [(across(month), name) for month, name in zip(_slots(native, 1), native.categories, strict=True)]
    for at in sorted(direct_labels.without_collision(numbers, theme.SMALL / SMALL)):
        x, text = numbers[at]
        number = Box(round(plot.left + x - 16), plot.top - _APART - _ROW, 32, _ROW)
        _add_words(slide, f"Édition {text}", text, number, "center")
    for year in range(start, int(native.months[-1]) // 12 + 1, 1 + years // 12):
        left = round(plot.left + (year - start) * width / years)
        _add_words(
            slide,
            f"Année {year}",
            str(year),
            Box(left, plot.top + plot.height + 6, round(width / years), _ROW),
            "center",
        )
    for word, (row, side) in zip(native.words, rows, strict=True):
        x, high = round(plot.left + across(word.x)), plot.top - _APART - _ROW * (row + 2)
        if word.end > word.x:
            zone = plot._replace(left=x, width=round(across(word.end) - across(word.x)))
            _add_zone(slide, f"Zone : {word.text}", zone)
        line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *map(emu, (x, high, x, plot.top + plot.height)))
        line.name = "Rupture"
        line.line.color.rgb, line.line.width, line.line.dash_style = rgb(theme.FOOT), Pt(1.25), MSO_LINE.SQUARE_DOT
        room = round(direct_labels.text_width(word.text) * SMALL / theme.SMALL) + 8
        left = x + 4 if side == "left" else x - room - 4
        _add_words(slide, f"Rupture : {word.text}", word.text, Box(left, high, room, _ROW), side)


def _years(native: NativeChart, width: int) -> tuple[int, int]:
    """The first year of the axis and their number: the last ones have room for the names at the ends of lines."""
    start, last = int(native.months[0]) // 12, int(native.months[-1])
    ends = [(native.months[at], _label_width(one)) for one, at, _ in _line_ends(native)]
    years = last // 12 - start + 1
    while any(width * (1 - (month - 12 * start) / (12 * years)) < room for month, room in ends):
        years += 1
    return start, years


def _line_ends(native: NativeChart) -> list[tuple[Series, int, float]]:
    """Each line with a name, its last point and the value of it."""
    lines = [one for one in native.series if one.label and (one.is_line or native.form == "lines")]
    known = [(one, [(at, value) for at, value in enumerate(one.points) if value is not None]) for one in lines]
    return [(one, *points[-1]) for one, points in known if points]


def _label_text(one: Series) -> str:
    """What a name at the end of a line takes the room of."""
    name = "".join(re.findall('"(.*?)"', one.label)[:1])
    return name if one.label.startswith('"') else f"+99,9{name}"


def _label_width(one: Series) -> float:
    return direct_labels.text_width(_label_text(one)) * SMALL / theme.SMALL * _BOLD


def _set_axis(axis: Any, start: int, years: int) -> None:
    # Years are written beside the numbers of editions: those of the room on the right are none of the data.
    axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    if not isinstance(axis, DateAxis):
        axis._element.find(qn("c:noMultiLvlLbl")).addprevious(parse_xml(f'<c:tickMarkSkip {nsdecls("c")} val="4"/>'))
        return
    ends = (date(start, 1, 1), date(start + years - 1, 12, 1))
    axis.minimum_scale, axis.maximum_scale = (scale.position(end.isoformat()) + TO_SPREADSHEET for end in ends)
    unit = axis._element.find(qn("c:baseTimeUnit"))
    unit.set("val", "months")
    axis._element.find(qn("c:auto")).set("val", "0")
    for name, value in (("majorTimeUnit", "years"), ("majorUnit", 1 + years // 12)):
        unit.addnext(parse_xml(f'<c:{name} {nsdecls("c")} val="{value}"/>'))


def _part_names(chart: Any, native: NativeChart, months: tuple[int, int], box: Box, plot: Box) -> None:
    """Move the names at the ends of lines up or down, off one another and off marks, as in a figure."""
    values, larger = chart.value_axis, SMALL / theme.SMALL
    by_name = {series.name: series for part in chart.plots for series in part.series}
    marked = [one for one in native.series if not one.is_thin and (one.is_line or native.form == "lines")]
    ends = {}
    for one, at, value in _line_ends(native):
        name = direct_labels.Label(native.months[at], value, _label_text(one), one.colour)
        ends[name] = by_name[one.name].points[at].data_label._dLbl
    notes, *_ = direct_labels.placed(
        list(ends), months, (values.minimum_scale, values.maximum_scale), left=_LEFT, heights=[plot.height / larger],
        narrow=round(_LEFT + direct_labels.LEAST_RIGHT + plot.width / larger),
        curves=[(native.months, one.points) for one in marked],
    )  # fmt: skip
    raised = {(note["text"], note["y"]): note["yshift"] * larger / box.height for note in notes}
    for name, label in ends.items():
        if up := raised[name.text, name.y]:
            layout = f'<c:manualLayout><c:x val="0"/><c:y val="{-up:.4f}"/></c:manualLayout>'
            label.find(qn("c:idx")).addnext(parse_xml(f"<c:layout {nsdecls('c')}>{layout}</c:layout>"))


def _add_zone(slide: Any, name: str, box: Box) -> None:
    """Add a grey zone behind everything."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(emu, box))
    shape.name = name
    flatten(shape)
    fill(shape, COLOURS["slide-tile"])
    slide.shapes._spTree.insert(2, shape._element)


def _add_words(slide: Any, name: str, text: str, box: Box, side: str) -> None:
    shape = slide.shapes.add_textbox(*map(emu, box))
    shape.name = name
    frame = shape.text_frame
    clear_margins(frame)
    frame.word_wrap, frame.text = False, text
    paragraph = frame.paragraphs[0]
    paragraph.alignment, paragraph.runs[0].font.size = _ALIGNMENTS[side], emu(SMALL)


def _fix_plot(chart: Any, box: Box, plot: Box) -> None:
    area = chart._chartSpace.chart.plotArea
    for layout in area.findall(qn("c:layout")):
        area.remove(layout)
    left, top = (plot.left - box.left) / box.width, (plot.top - box.top) / box.height
    sides = zip("xywh", (left, top, plot.width / box.width, plot.height / box.height), strict=True)
    values = "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in sides)
    layout = (
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/>{values}</c:manualLayout></c:layout>'
    )
    area.insert(0, parse_xml(layout))
