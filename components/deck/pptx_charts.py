"""Native charts of a PowerPoint file, from their description.

XML is written by hand for what python-pptx does not offer: a line over bars, entries left out of a legend, a fixed plot
area, units of time, transparency.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import quoteattr

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum import chart as enums
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from components.charts.parts import scale, theme
from components.charts.parts.native import FRENCH, WIDEST, NativeChart, Series
from components.charts.parts.tokens import projected
from components.deck.blocks import Box
from components.deck.master import FONT, emu, fill, rgb
from components.deck.pptx_time import SMALL, TO_SPREADSHEET, by_quarter, dates, set_time

_TYPES = {
    "columns": enums.XL_CHART_TYPE.COLUMN_STACKED,
    "facing": enums.XL_CHART_TYPE.COLUMN_CLUSTERED,
    "bars": enums.XL_CHART_TYPE.BAR_STACKED,
    "clusters": enums.XL_CHART_TYPE.BAR_CLUSTERED,
    "lines": enums.XL_CHART_TYPE.LINE_MARKERS,
    "bubbles": enums.XL_CHART_TYPE.XY_SCATTER,
}
_GAP_AND_OVERLAP = {"columns": (20, 100), "facing": (20, 100), "bars": (30, 100), "clusters": (60, -5)}
_NOTHING = 0.05
"""A rate below has no sign: its label has one decimal."""
_TEXT = 16
"""Size of text in pixels, those along axes of values and beside points being `SMALL`."""
_NAME_POSITIONS = {
    "right": enums.XL_LABEL_POSITION.RIGHT,
    "left": enums.XL_LABEL_POSITION.LEFT,
    "center": enums.XL_LABEL_POSITION.ABOVE,
}
_MARKERS = (
    enums.XL_MARKER_STYLE.CIRCLE,
    enums.XL_MARKER_STYLE.SQUARE,
    enums.XL_MARKER_STYLE.DIAMOND,
    enums.XL_MARKER_STYLE.TRIANGLE,
)


def add_chart(
    slide: Any, box: Box, native: NativeChart, scales: Sequence[Mapping[str, Any]], name: str, alternative: str
) -> None:
    """Add a chart to a slide of python-pptx, with its text alternative; `scales` are the axes of its figure."""
    plotted = by_quarter(native, box) if native.months and native.form != "lines" else native
    frame = slide.shapes.add_chart(_TYPES[native.form], *map(emu, box), _data(plotted))
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alternative)
    chart = frame.chart
    chart.font.size, chart.font.name = emu(_TEXT), FONT
    chart.font.color.rgb = rgb(theme.INK)
    chart.has_title = bool(native.title)
    if native.title:
        _set_text(chart.chart_title.text_frame, native.title, _TEXT, is_bold=True)
        chart.chart_title.include_in_layout = False
    if native.form == "bubbles":
        _set_bubbles(chart, native, scales)
        return
    _set_series(chart, plotted)
    _set_axes(chart, native, scales[0])
    _set_legend(chart, plotted)
    if native.months:
        set_time(slide, chart, box, native, plotted)


def _data(native: NativeChart) -> Any:
    if native.form == "bubbles":
        points = XyChartData(number_format="General")
        series = points.add_series("Projets")
        for bubble in native.bubbles:
            series.add_data_point(bubble.x, bubble.y)
        return points
    data = CategoryChartData(number_format="General")
    data.categories = (dates(native) if native.form == "lines" else ()) or native.categories
    for one in native.series:
        data.add_series(one.name, one.points)
    return data


def _set_text(frame: Any, text: str, size: int, *, is_bold: bool | None = None) -> None:
    frame.text = text
    font = frame.paragraphs[0].runs[0].font
    font.size, font.bold = emu(size), is_bold


def _set_series(chart: Any, native: NativeChart) -> None:
    plot = chart.plots[0]
    if native.form in _GAP_AND_OVERLAP:
        plot.gap_width, plot.overlap = _GAP_AND_OVERLAP[native.form]
    over_bars = []
    colours = list(dict.fromkeys(one.colour for one in native.series))
    for series, one in zip(list(plot.series), native.series, strict=True):
        if native.form == "lines":
            _set_line(series, one, _MARKERS[colours.index(one.colour) % len(_MARKERS)])
        elif one.is_line:
            over_bars.append((series, one))
        else:
            _set_bars(series, one)
    if over_bars:
        _move_to_line_chart(plot, [series for series, _ in over_bars])
        for series, (_, one) in zip(chart.plots[1].series, over_bars, strict=True):
            _set_line(series, one, _MARKERS[0])


def _set_bars(series: Any, one: Series) -> None:
    if one.colour:
        fill(series.format, one.colour)
        series.format.line.color.rgb, series.format.line.width = rgb(theme.PAPER), Pt(0.25)
    else:
        series.format.fill.background()
        series.format.line.fill.background()
    series.invert_if_negative = False
    if one.label:
        labels = series.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = True, one.label, False
        labels.font.size, labels.position = emu(SMALL), enums.XL_LABEL_POSITION.OUTSIDE_END


def _set_line(series: Any, one: Series, symbol: Any) -> None:
    line, marker = series.format.line, series.marker
    line.color.rgb, line.width = rgb(one.colour), Pt(1 if one.is_thin else 2.5)
    series.smooth = False
    if one.is_thin:
        line.dash_style, marker.style = MSO_LINE.SQUARE_DOT, enums.XL_MARKER_STYLE.NONE
    else:
        marker.style, marker.size = symbol, 8
        fill(marker.format, theme.GRID if one.is_hollow else one.colour)
        marker.format.line.color.rgb = rgb(one.colour)
    if not one.is_joined:
        line.fill.background()
    if one.is_hollow:
        # Suites that draw no outline show a ring too: the mark of the line shows around.
        marker.size, marker.format.line.width = 5, Pt(1)
    if one.label and any(point is not None for point in one.points):
        last = max(at for at, value in enumerate(one.points) if value is not None)
        _label_point(series.points[last].data_label, one, is_zero=abs(one.points[last] or 0) < _NOTHING)


def _label_point(label: Any, one: Series, *, is_zero: bool) -> None:
    label.font.size, label.font.bold, label.font.color.rgb = emu(SMALL), True, rgb(one.colour)
    label.position = enums.XL_LABEL_POSITION.RIGHT
    # python-pptx formats the labels of a series only.
    code = ";".join([one.label.split(";")[-1]] * 3) if is_zero else one.label
    pattern = f'<c:numFmt {nsdecls("c")} formatCode={quoteattr(code)} sourceLinked="0"/>'
    label._dLbl.find(qn("c:idx")).addnext(parse_xml(pattern))


def _move_to_line_chart(plot: Any, series: list[Any]) -> None:
    """Move series of a bar chart to a line chart over the same axes."""
    bars = plot._element
    axes = "".join(f'<c:axId val="{axis.get("val")}"/>' for axis in bars.findall(qn("c:axId")))
    style = '<c:grouping val="standard"/><c:varyColors val="0"/><c:marker val="1"/>'
    lines = parse_xml(f"<c:lineChart {nsdecls('c')}>{style}{axes}</c:lineChart>")
    bars.addnext(lines)
    for position, one in enumerate(series, start=2):
        for only_of_bars in one._element.findall(qn("c:invertIfNegative")):
            one._element.remove(only_of_bars)
        lines.insert(position, one._element)


def _set_axes(chart: Any, native: NativeChart, figure_axis: Mapping[str, Any]) -> None:
    names, values = chart.category_axis, chart.value_axis
    names.has_major_gridlines = False
    names.format.line.color.rgb = rgb(theme.INK)
    names.tick_label_position = enums.XL_TICK_LABEL_POSITION.LOW
    names.tick_labels.font.size = emu(_TEXT)
    _set_grid(values)
    _set_scale(values, figure_axis)
    values.format.line.fill.background()
    if native.form == "lines":
        # At the bottom: it would strike out the names of lines that end at zero.
        values.crosses = enums.XL_AXIS_CROSSES.MINIMUM
    if native.form in ("bars", "clusters"):
        # First category on top, amounts still at the bottom.
        names.reverse_order = True
        values.tick_label_position = enums.XL_TICK_LABEL_POSITION.HIGH


def _set_scale(axis: Any, figure_axis: Mapping[str, Any]) -> None:
    """Give an axis of values the ends, the ticks and the texts of the axis of a figure.

    Suites count ticks from the lower end: it is at a tick, below that of the figure.
    """
    ticks, (low, high) = figure_axis["tickvals"], map(scale.position, figure_axis["range"])
    step: float
    if figure_axis.get("type") == "date":
        years = [date.fromisoformat(tick).year for tick in ticks]
        step = years[1] - years[0] if len(years) > 1 else 1
        start = scale.position(date(years[0] - step, 1, 1).isoformat()) if years else low
        # 366 days never leave a year behind.
        low, high, step, pattern = start + TO_SPREADSHEET, high + TO_SPREADSHEET, 366 * step, "yyyy"
    else:
        step = ticks[1] - ticks[0] if len(ticks) > 1 else high - low
        low, pattern = step * (low // step), _number_format(figure_axis["ticktext"])
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = low, high, step
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = pattern, False


def _number_format(texts: Sequence[str]) -> str:
    """The format of numbers of which some ticks are the texts: decimals, unit (milliards of millions), sign."""
    digits = re.compile("[+\u2212]?[\\d\u202f]+,?(\\d*)")
    decimals = max((len(found[1]) for text in texts if (found := digits.match(text))), default=0)
    unit = digits.sub("", texts[-1]) if texts else ""
    scaled, unit = "," * unit.endswith("Md€"), f'"{unit}"' * bool(unit)
    number = f"#,##0{'.' * bool(decimals)}{'0' * decimals}{scaled}{unit}"
    plus = "+" * any(text.startswith("+") for text in texts)
    return f"{FRENCH}{plus}{number};{FRENCH}\u2212{number};{FRENCH}0{unit}"


def _set_grid(axis: Any) -> None:
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = rgb(theme.GRID)
    axis.tick_labels.font.size = emu(SMALL)


def _set_legend(chart: Any, native: NativeChart) -> None:
    chart.has_legend = native.has_legend and len(native.series) > 1
    if not chart.has_legend:
        return
    # Editions and the words of the breaks stand above the plot.
    chart.legend.position = enums.XL_LEGEND_POSITION.BOTTOM if native.months else enums.XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    position_element = chart.legend._element.legendPos
    for position, one in reversed(list(enumerate(native.series))):
        if not one.in_legend:
            entry = f'<c:legendEntry {nsdecls("c")}><c:idx val="{position}"/><c:delete val="1"/></c:legendEntry>'
            position_element.addnext(parse_xml(entry))


def _set_bubbles(chart: Any, native: NativeChart, scales: Sequence[Mapping[str, Any]]) -> None:
    """Points with a marker of their own size: office suites do not agree on the scale of a bubble chart."""
    chart.has_legend = False
    series = chart.plots[0].series[0]
    largest = max((bubble.size for bubble in native.bubbles), default=1)
    for position, bubble in enumerate(native.bubbles):
        point = series.points[position]
        marker = point.marker
        marker.style = enums.XL_MARKER_STYLE.CIRCLE
        marker.size = max(4, round(Emu(emu(WIDEST)).pt * (bubble.size / largest) ** 0.5))
        fill(marker.format, projected(theme.QUANTITY))
        colour = marker.format._element.spPr.find(f".//{qn('a:srgbClr')}")
        colour.append(parse_xml(f'<a:alpha {nsdecls("a")} val="70000"/>'))
        marker.format.line.color.rgb = rgb(theme.PAPER)
        if bubble.position:
            label = point.data_label
            _set_text(label.text_frame, bubble.name, SMALL)
            label.position = _NAME_POSITIONS[bubble.position.split()[-1]]
    for axis, title, figure_axis in zip(
        (chart.category_axis, chart.value_axis), native.axis_titles, scales, strict=True
    ):
        axis.has_title = True
        _set_text(axis.axis_title.text_frame, title, _TEXT, is_bold=False)
        _set_grid(axis)
        _set_scale(axis, figure_axis)
        axis.tick_label_position = enums.XL_TICK_LABEL_POSITION.LOW
