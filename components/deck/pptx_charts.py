"""Native charts of a PowerPoint file, from their description.

XML is written by hand for what python-pptx does not offer: a line over bars, entries left out of a legend, a fixed plot
area, transparency.
"""

from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum import chart as enums
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from components.charts.parts import direct_labels, theme
from components.charts.parts.native import WIDEST, NativeChart, Series
from components.charts.parts.tokens import projected
from components.deck.blocks import Box
from components.deck.master import FONT, clear_margins, emu, fill, rgb

_TYPES = {
    "columns": enums.XL_CHART_TYPE.COLUMN_STACKED,
    "facing": enums.XL_CHART_TYPE.COLUMN_CLUSTERED,
    "bars": enums.XL_CHART_TYPE.BAR_STACKED,
    "clusters": enums.XL_CHART_TYPE.BAR_CLUSTERED,
    "lines": enums.XL_CHART_TYPE.LINE_MARKERS,
    "bubbles": enums.XL_CHART_TYPE.XY_SCATTER,
}
_GAP_AND_OVERLAP = {"columns": (45, 100), "facing": (45, 100), "bars": (30, 100), "clusters": (60, -5)}
_TEXT, _SMALL, _WORDS = 16, 15, 21
"""Sizes of text, and height of a row of words above a plot, in pixels."""
_PLOT_LEFT, _PLOT_WIDTH = 0.085, 0.9
"""Left and width of the plot area in a chart with breaks, as shares of its width."""
_NAME_POSITIONS = {
    "middle right": enums.XL_LABEL_POSITION.RIGHT,
    "middle left": enums.XL_LABEL_POSITION.LEFT,
    "top": enums.XL_LABEL_POSITION.ABOVE,
    "bottom": enums.XL_LABEL_POSITION.BELOW,
}
_MARKERS = (
    enums.XL_MARKER_STYLE.CIRCLE,
    enums.XL_MARKER_STYLE.DIAMOND,
    enums.XL_MARKER_STYLE.SQUARE,
    enums.XL_MARKER_STYLE.TRIANGLE,
)


def add_chart(slide: Any, box: Box, native: NativeChart, name: str, alternative: str) -> None:
    """Add a chart to a slide of python-pptx, with its text alternative."""
    frame = slide.shapes.add_chart(_TYPES[native.form], *map(emu, box), _data(native))
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
        _set_bubbles(chart, native)
        return
    _set_series(chart, native)
    _set_axes(chart, native)
    _set_legend(chart, native)
    if native.breaks:
        _add_breaks(slide, chart, box, native)


def _data(native: NativeChart) -> Any:
    if native.form == "bubbles":
        points = XyChartData(number_format="General")
        series = points.add_series("Projets")
        for bubble in native.bubbles:
            series.add_data_point(bubble.x, bubble.y)
        return points
    data = CategoryChartData(number_format="General")
    data.categories = native.categories
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
    for position, (series, one) in enumerate(zip(list(plot.series), native.series, strict=True)):
        if native.form == "lines":
            _set_line(series, one, position)
        elif one.is_line:
            over_bars.append((series, one))
        else:
            _set_bars(series, one)
    if over_bars:
        _move_to_line_chart(plot, [series for series, _ in over_bars])
        for series, (_, one) in zip(chart.plots[1].series, over_bars, strict=True):
            _set_line(series, one, 0)


def _set_bars(series: Any, one: Series) -> None:
    if one.colour:
        fill(series.format, one.colour)
        series.format.line.color.rgb, series.format.line.width = rgb(theme.PAPER), Pt(0.75)
    else:
        series.format.fill.background()
        series.format.line.fill.background()
    series.invert_if_negative = False
    if one.label:
        _set_label(series, one.label, enums.XL_LABEL_POSITION.OUTSIDE_END)


def _set_line(series: Any, one: Series, position: int) -> None:
    line, marker = series.format.line, series.marker
    line.color.rgb, line.width = rgb(one.colour), Pt(1 if one.is_thin else 2.5)
    series.smooth = False
    if one.is_thin:
        line.dash_style, marker.style = MSO_LINE.SQUARE_DOT, enums.XL_MARKER_STYLE.NONE
    else:
        marker.style, marker.size = _MARKERS[0 if one.label else position % len(_MARKERS)], 8
        fill(marker.format, one.colour)
        marker.format.line.color.rgb = rgb(one.colour)
    if one.label:
        _set_label(series, one.label, enums.XL_LABEL_POSITION.ABOVE)


def _set_label(series: Any, number_format: str, position: Any) -> None:
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, number_format, False
    labels.font.size, labels.position = emu(_SMALL), position


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


def _set_axes(chart: Any, native: NativeChart) -> None:
    names, values = chart.category_axis, chart.value_axis
    names.has_major_gridlines = False
    names.format.line.color.rgb = rgb(theme.INK)
    names.tick_label_position = enums.XL_TICK_LABEL_POSITION.LOW
    names.tick_labels.font.size = emu(_TEXT)
    _set_grid(values)
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = native.axis, False
    if native.lowest is not None:
        values.minimum_scale = native.lowest
    if native.step is not None:
        values.major_unit = native.step
    if native.form in ("bars", "clusters"):
        # First category on top, amounts still at the bottom.
        names.reverse_order = True
        values.tick_label_position = enums.XL_TICK_LABEL_POSITION.HIGH


def _set_grid(axis: Any) -> None:
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = rgb(theme.GRID)
    axis.tick_labels.font.size = emu(_SMALL)


def _set_legend(chart: Any, native: NativeChart) -> None:
    chart.has_legend = native.has_legend and len(native.series) > 1
    if not chart.has_legend:
        return
    # The words of the breaks stand above the plot.
    chart.legend.position = enums.XL_LEGEND_POSITION.BOTTOM if native.breaks else enums.XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    position_element = chart.legend._element.legendPos
    for position, one in reversed(list(enumerate(native.series))):
        if not one.in_legend:
            entry = f'<c:legendEntry {nsdecls("c")}><c:idx val="{position}"/><c:delete val="1"/></c:legendEntry>'
            position_element.addnext(parse_xml(entry))


def _set_bubbles(chart: Any, native: NativeChart) -> None:
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
            _set_text(label.text_frame, bubble.name, _SMALL)
            vertical, _, _ = bubble.position.partition(" ")
            label.position = _NAME_POSITIONS[bubble.position if vertical == "middle" else vertical]
    for axis, title in zip((chart.category_axis, chart.value_axis), native.axis_titles, strict=True):
        axis.has_title = True
        _set_text(axis.axis_title.text_frame, title, _TEXT, is_bold=False)
        _set_grid(axis)
        axis.tick_label_position = enums.XL_TICK_LABEL_POSITION.LOW
    labels = chart.value_axis.tick_labels
    labels.number_format, labels.number_format_is_linked = native.axis, False


def _add_breaks(slide: Any, chart: Any, box: Box, native: NativeChart) -> None:
    """Add dotted lines between two categories, each below its words; the plot area is fixed to place them."""
    named = sum(len(one.name) + 6 for one in native.series if one.in_legend) if chart.has_legend else 0
    lines = -(-named * 11 // box.width)
    count, width = len(native.categories), box.width * _PLOT_WIDTH
    words = [(position / count, text) for position, text in native.breaks if text]
    rows = direct_labels.above(words, width * theme.SMALL / _SMALL, 0)
    top = (32 + _WORDS * (1 + max((row for row, _ in rows), default=0))) / box.height
    height = 1 - top - (34 + (26 * lines + 24 if lines else 0)) / box.height
    _fix_plot(chart, top, height)
    upper, lower = box.top + box.height * top, box.top + box.height * (top + height)
    left = box.left + box.width * _PLOT_LEFT
    at = {share: row for (share, _), (row, _) in zip(words, rows, strict=True)}
    for position in dict.fromkeys(position for position, _ in native.breaks):
        x, end = left + width * position / count, upper - _WORDS * (at.get(position / count, -1) + 1)
        line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *map(emu, (x, end, x, lower)))
        line.name = "Rupture"
        line.line.color.rgb, line.line.width, line.line.dash_style = rgb(theme.FOOT), Pt(1.25), MSO_LINE.SQUARE_DOT
    for (share, text), (row, side) in zip(words, rows, strict=True):
        x, room = left + width * share, direct_labels.text_width(text) * _SMALL / theme.SMALL + 8
        start = x + 4 if side == "left" else x - room - 4
        shape = slide.shapes.add_textbox(*map(emu, (start, upper - _WORDS * (row + 1), room, _WORDS)))
        shape.name = f"Rupture : {text}"
        clear_margins(shape.text_frame)
        shape.text_frame.word_wrap = False
        _set_text(shape.text_frame, text, _SMALL)
        shape.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT if side == "left" else PP_ALIGN.RIGHT


def _fix_plot(chart: Any, top: float, height: float) -> None:
    area = chart._chartSpace.chart.plotArea
    for layout in area.findall(qn("c:layout")):
        area.remove(layout)
    sides = zip("xywh", (_PLOT_LEFT, top, _PLOT_WIDTH, height), strict=True)
    values = "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in sides)
    layout = (
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
        f'<c:yMode val="edge"/>{values}</c:manualLayout></c:layout>'
    )
    area.insert(0, parse_xml(layout))
