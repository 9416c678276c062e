"""Native charts of a PowerPoint file, from their description."""

from typing import Any

from pptx.chart.data import BubbleChartData, CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from components.charts.parts import theme
from components.charts.parts.native import NativeChart, Series
from components.deck.blocks import Box
from components.deck.master import EMU_PER_PIXEL, FONT, points

_TYPES = {
    "columns": XL_CHART_TYPE.COLUMN_STACKED,
    "facing": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "bars": XL_CHART_TYPE.BAR_STACKED,
    "clusters": XL_CHART_TYPE.BAR_CLUSTERED,
    "lines": XL_CHART_TYPE.LINE_MARKERS,
    "bubbles": XL_CHART_TYPE.BUBBLE,
}
_TEXT = 16
_INSIDE = (0.085, 0.9)
"""Left and width of the plot in a chart with breaks, as shares: the lines of the breaks are placed by them."""
_MARKERS = (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.DIAMOND, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.TRIANGLE)


def add_chart(slide: Any, box: Box, native: NativeChart, name: str, alternative: str) -> None:
    """Draw a chart in a box of a slide.

    Args:
        slide: A slide of python-pptx.
        box: Where.
        native: What.
        name: Name of the shape.
        alternative: Its text for who does not see it.
    """
    frame = slide.shapes.add_chart(
        _TYPES[native.form], *(Emu(side * EMU_PER_PIXEL) for side in (box.left, box.top, box.width, box.height)),
        _data(native),
    )  # fmt: skip
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alternative)
    chart = frame.chart
    chart.font.size, chart.font.name = points(_TEXT), FONT
    chart.font.color.rgb = rgb(theme.INK)
    _set_title(chart, native)
    if native.form == "bubbles":
        _finish_bubbles(chart, native)
        return
    _finish_series(chart, native)
    _finish_axes(chart, native)
    chart.has_legend = native.has_legend and len(native.series) > 1
    if chart.has_legend:
        # Above the plot stand the letters of the breaks.
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM if native.breaks else XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        _leave_out_of_legend(chart, native)
    if native.breaks:
        _add_breaks(slide, chart, box, native)


def rgb(colour: str) -> RGBColor:
    """A colour `#rrggbb` for python-pptx."""
    return RGBColor.from_string(colour.lstrip("#").upper())


def _data(native: NativeChart) -> Any:
    if native.form == "bubbles":
        bubbles = BubbleChartData(number_format="General")
        series = bubbles.add_series("Projets")
        for bubble in native.bubbles:
            series.add_data_point(bubble.x, bubble.y, bubble.size)
        return bubbles
    data = CategoryChartData(number_format="General")
    data.categories = native.categories
    for one in native.series:
        data.add_series(one.name, one.points)
    return data


def _set_title(chart: Any, native: NativeChart) -> None:
    chart.has_title = bool(native.title)
    if native.title:
        frame = chart.chart_title.text_frame
        frame.text = native.title
        font = frame.paragraphs[0].runs[0].font
        font.size, font.bold = points(_TEXT), True
        chart.chart_title.include_in_layout = False


def _finish_series(chart: Any, native: NativeChart) -> None:
    plot = chart.plots[0]
    if native.form in ("columns", "facing", "bars"):
        plot.gap_width, plot.overlap = (30 if native.form == "bars" else 45), 100
    elif native.form == "clusters":
        plot.gap_width, plot.overlap = 60, -5
    drawn = list(plot.series)
    for position, (series, one) in enumerate(zip(drawn, native.series, strict=True)):
        if native.form == "lines":
            _draw_line(series, one, position)
        elif not one.is_line:
            _fill(series, one)
            if one.label:
                _label(series, one.label, XL_LABEL_POSITION.OUTSIDE_END)
    _move_lines(chart, [series for series, one in zip(drawn, native.series, strict=True) if one.is_line])
    if len(chart.plots) > 1:
        lines = [one for one in native.series if one.is_line]
        for series, one in zip(chart.plots[1].series, lines, strict=True):
            _draw_line(series, one, 0)


def _leave_out_of_legend(chart: Any, native: NativeChart) -> None:
    place = chart.legend._element.find(qn("c:legendPos"))
    for position, one in reversed(list(enumerate(native.series))):
        if not one.in_legend:
            place.addnext(
                parse_xml(f'<c:legendEntry {nsdecls("c")}><c:idx val="{position}"/><c:delete val="1"/></c:legendEntry>')
            )


def _fill(series: Any, one: Series) -> None:
    if one.colour:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(one.colour)
        series.format.line.color.rgb, series.format.line.width = rgb(theme.PAPER), Pt(0.75)
    else:
        series.format.fill.background()
        series.format.line.fill.background()
    series.invert_if_negative = False


def _draw_line(series: Any, one: Series, position: int) -> None:
    line = series.format.line
    line.color.rgb, line.width = rgb(one.colour), Pt(1 if one.is_thin else 2.5)
    if one.is_thin:
        line.dash_style = MSO_LINE.SQUARE_DOT
    series.smooth = False
    marker = series.marker
    if one.has_marks:
        marker.style, marker.size = _MARKERS[0 if one.label else position % len(_MARKERS)], 8
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = rgb(one.colour)
        marker.format.line.color.rgb = rgb(one.colour)
    else:
        marker.style = XL_MARKER_STYLE.NONE
    if one.label:
        _label(series, one.label, XL_LABEL_POSITION.ABOVE)


def _label(series: Any, number_format: str, position: Any) -> None:
    labels = series.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, number_format, False
    labels.font.size = points(15)
    labels.position = position


def _move_lines(chart: Any, series: list[Any]) -> None:
    """Series of a bar chart → a line chart over the same axes, which python-pptx does not make by itself."""
    if not series:
        return
    bars = chart.plots[0]._element
    lines = parse_xml(
        f'<c:lineChart {nsdecls("c")}><c:grouping val="standard"/><c:varyColors val="0"/><c:marker val="1"/>'
        + "".join(f'<c:axId val="{axis.get("val")}"/>' for axis in bars.findall(qn("c:axId")))
        + "</c:lineChart>"
    )
    bars.addnext(lines)
    for one in series:
        element = one._element
        for only_of_bars in element.findall(qn("c:invertIfNegative")):
            element.remove(only_of_bars)
        lines.insert(len(lines.findall(qn("c:ser"))) + 2, element)


def _finish_axes(chart: Any, native: NativeChart) -> None:
    names, values = chart.category_axis, chart.value_axis
    names.has_major_gridlines = False
    names.format.line.color.rgb = rgb(theme.INK)
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.tick_labels.font.size = points(_TEXT)
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = rgb(theme.GRID)
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = native.axis, False
    values.tick_labels.font.size = points(15)
    if native.lowest is not None:
        values.minimum_scale = native.lowest
    if native.form in ("bars", "clusters"):
        # The first one on top, the amounts still underneath.
        names.reverse_order = True
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH


def _finish_bubbles(chart: Any, native: NativeChart) -> None:
    chart.has_legend = False
    plot = chart.plots[0]
    plot.bubble_scale = 35
    series = plot.series[0]
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = rgb(theme.QUANTITY)
    colour = series._element.spPr.find(f".//{qn('a:srgbClr')}")
    colour.append(parse_xml(f'<a:alpha {nsdecls("a")} val="70000"/>'))
    series.format.line.color.rgb = rgb(theme.PAPER)
    furthest = max((bubble.x for bubble in native.bubbles), default=0)
    for position, bubble in enumerate(native.bubbles):
        if bubble.is_named:
            label = series.points[position].data_label
            label.text_frame.text = bubble.name
            label.text_frame.paragraphs[0].runs[0].font.size = points(15)
            label.position = XL_LABEL_POSITION.LEFT if bubble.x > furthest * 0.6 else XL_LABEL_POSITION.RIGHT
    for axis, title in zip((chart.category_axis, chart.value_axis), native.axis_titles, strict=True):
        axis.has_title = True
        axis.axis_title.text_frame.text = title
        font = axis.axis_title.text_frame.paragraphs[0].runs[0].font
        font.size, font.bold = points(_TEXT), False
        axis.has_major_gridlines = True
        axis.major_gridlines.format.line.color.rgb = rgb(theme.GRID)
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        axis.tick_labels.font.size = points(15)
    chart.value_axis.tick_labels.number_format = native.axis
    chart.value_axis.tick_labels.number_format_is_linked = False


def _add_breaks(slide: Any, chart: Any, box: Box, native: NativeChart) -> None:
    """Dotted lines between two categories, each under its letter; the plot is fixed so that they stand right."""
    left, width = _INSIDE
    named = sum(len(one.name) + 6 for one in native.series if one.in_legend) if chart.has_legend else 0
    lines = -(-named * 11 // box.width)
    top = (56 if native.title else 30) / box.height
    height = 1 - top - (34 + (26 * lines + 24 if lines else 0)) / box.height
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    sides = "".join(
        f'<c:{name} val="{value:.4f}"/>' for name, value in zip("xywh", (left, top, width, height), strict=True)
    )
    area.insert(
        0,
        parse_xml(
            f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
            f'<c:yMode val="edge"/>{sides}</c:manualLayout></c:layout>'
        ),
    )
    letters: dict[float, list[str]] = {}
    for position, letter in native.breaks:
        letters.setdefault(position, []).extend([letter] if letter else [])
    for position, marks in letters.items():
        x = box.left + box.width * (left + width * position / len(native.categories))
        upper, lower = box.top + box.height * top, box.top + box.height * (top + height)
        ends = (Emu(round(side * EMU_PER_PIXEL)) for side in (x, upper, x, lower))
        line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
        line.name = f"Rupture {', '.join(marks)}".strip()
        line.line.color.rgb, line.line.width, line.line.dash_style = rgb(theme.FOOT), Pt(1.25), MSO_LINE.SQUARE_DOT
        if not marks:
            continue
        text = slide.shapes.add_textbox(*(Emu(round(side * EMU_PER_PIXEL)) for side in (x - 30, upper - 24, 60, 24)))
        text.name = f"Lettre {', '.join(marks)}"
        frame = text.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.text = ", ".join(marks)
        frame.paragraphs[0].alignment = PP_ALIGN.CENTER
        frame.paragraphs[0].runs[0].font.size = points(15)
