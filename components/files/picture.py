"""A chart as a picture for a report: title, subtitle, legend, selection, source and licence inside it.

Same texts and positions as `assets/45-images.js`, which makes the picture in the browser.
"""

import base64
import binascii
import re
import textwrap
from collections.abc import Callable, Mapping
from html import escape
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from components.charts.chart import ComputedChart
from components.charts.parts import theme
from components.charts.parts.tables import printable
from components.files.engine import DUMPED, EngineError, in_script, never_cancelled, run
from components.html.card import source_line
from data.model import french

WIDTH = 1169
"""Pixels of an A4 page held sideways, at 100 to the inch."""
SCALE = 2
"""Dots of a PNG for each of them."""
_HEAD, _UNDER, _FOOT = (22, 78), (14, 150), (11, 170)
"""Size of title, subtitle and foot, and the letters that a line of them holds."""
_LEGEND_ROOM, _AXIS_ROOM = 40, 70
_TAG = re.compile(r"<(?!/?(?:b|br|i|sub|sup)>)")
"""What opens any other tag than those of the figures."""
_RESULT = re.compile(rb'<pre id="image">(data:image/[^<]+)</pre>')
_UNSEEN = ("customdata", "hovertext", "hovertemplate")
_SVG = "{http://www.w3.org/2000/svg}"


def chart_png(chart: ComputedChart, plotly_code: bytes, is_cancelled: Callable[[], bool] = never_cancelled) -> bytes:
    """The picture as PNG; the other arguments are those of `engine.run`.

    Raises:
        EngineError: There is no engine, or it failed.
        CancelledError: `is_cancelled` answered True.
    """
    try:
        content = base64.b64decode(
            _data_address(chart, "png", plotly_code, is_cancelled).partition(",")[2], validate=True
        )
    except binascii.Error as error:
        raise EngineError("the picture cannot be read") from error
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise EngineError("the picture is not a PNG")
    return content


def chart_svg(chart: ComputedChart, plotly_code: bytes, is_cancelled: Callable[[], bool] = never_cancelled) -> bytes:
    """The picture as SVG, whose texts stay texts; arguments and errors are those of `chart_png`."""
    content = unquote(_data_address(chart, "svg", plotly_code, is_cancelled).partition(",")[2]).encode()
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise EngineError("the picture is not well-formed XML") from error
    if root.tag != f"{_SVG}svg" or root.find(f".//{_SVG}script") is not None:
        raise EngineError("the picture is not a plain SVG")
    return content


def picture_document(chart: ComputedChart, form: str) -> str:
    """The page that makes the picture and leaves it in `#image`, as a `data:` address."""
    figure = picture_figure(chart)
    size = {"width": WIDTH, "height": figure["layout"]["height"], "scale": SCALE if form == "png" else 1}
    plot = {**figure, "config": {**theme.CONFIG, "staticPlot": True, "responsive": False}}
    return (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">'
        f"<title>{escape(printable(chart.narrative.heading), quote=False)}</title></head>"
        '<body><pre id="image"></pre><script src="plotly.js"></script><script>'
        f"Plotly.toImage({in_script(plot)}, {in_script({'format': form, **size})}).then(function (made) "
        "{ document.getElementById('image').textContent = made; });</script></body></html>"
    )


def picture_figure(chart: ComputedChart) -> dict[str, Any]:
    """The figure of a chart with all that its card says around it."""
    account, dataset = chart.narrative, chart.context.dataset
    selection = french.typeset(f"Sélection : {chart.context.selection.in_words(dataset)}.")
    foot = _wrapped(f"{selection} {source_line(dataset)} Jeu de données {dataset.id}.", _FOOT)
    head, under = _wrapped(account.heading, _HEAD), _wrapped(account.subtitle, _UNDER)
    figure = _plain(chart.figure)
    layout = figure["layout"]
    margin = {"l": 0, "r": 0, "t": 0, **layout.get("margin", {})}
    # Over the plot, upwards: what the figure writes there, the legend, the subtitle, the title.
    head_height = len(head) * _HEAD[0] * 1.3
    top = 16 + head_height + len(under) * _UNDER[0] * 1.3 + _LEGEND_ROOM + margin["t"]
    bottom = _AXIS_ROOM + len(foot) * _FOOT[0] * 1.36
    return {"data": figure["data"], "layout": layout | {
        "width": WIDTH,
        "height": round(chart.height + top + bottom),
        "margin": {"l": max(margin["l"], 24), "r": max(margin["r"], 24), "t": top, "b": bottom},
        "paper_bgcolor": theme.PAPER,
        "plot_bgcolor": theme.PAPER,
        "showlegend": bool(chart.legend),
        "legend": {"orientation": "h", "traceorder": "normal", "x": 0, "xanchor": "left", "yref": "paper",
                   "y": 1 + margin["t"] / chart.height, "yanchor": "bottom"},
        "annotations": [
            *layout.get("annotations", []),
            _note([f"<b>{'<br>'.join(head)}</b>"], _HEAD, y=1, yanchor="top", yshift=top - 12),
            _note(under, _UNDER, y=1, yanchor="top", yshift=top - 14 - head_height),
            _note(foot, _FOOT, y=0, yanchor="bottom", yshift=14 - bottom),
        ],
    }}  # fmt: skip


def _data_address(chart: ComputedChart, form: str, plotly_code: bytes, is_cancelled: Callable[[], bool]) -> str:
    page = run(picture_document(chart, form), plotly_code, DUMPED, ("--dump-dom",), is_cancelled)
    found = _RESULT.search(page)
    if not found:
        raise EngineError("plotly.js made no picture")
    return found[1].decode()


def _wrapped(text: str, kind: tuple[int, int]) -> list[str]:
    lines = textwrap.wrap(printable(text), kind[1], break_on_hyphens=False)
    # Plotly reads a little HTML in its texts.
    return [line.replace("&", "&amp;").replace("<", "&lt;") for line in lines]


def _note(lines: list[str], kind: tuple[int, int], **position: Any) -> dict[str, Any]:
    font = {"size": kind[0], "color": theme.FOOT if kind is _FOOT else theme.INK}
    return {"text": "<br>".join(lines), "showarrow": False, "align": "left", "xref": "paper", "yref": "paper", "x": 0,
            "xanchor": "left", "font": font, **position}  # fmt: skip


def _plain(value: Any) -> Any:
    """The figure without what a picture does not show, and in whose texts a name is never markup."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items() if name not in _UNSEEN}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return _TAG.sub("&lt;", printable(value)) if isinstance(value, str) else value
