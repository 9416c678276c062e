"""Charts as an office suite draws them: categories and series of numbers, editable, taken from a chart's own frame."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import pandas as pd

from components.accounts.comparison import STEPS
from components.charts.chart import ComputedChart
from components.charts.parts import theme
from components.charts.parts.tables import escape_formula
from components.deck.projection import projected
from components.deck.texts import printable, shortened
from components.figures.shares import labelled
from data.model import french
from data.questions.passage import GAPS, TOTALS
from data.questions.queries import OTHERS, PART

Form = Literal["columns", "facing", "bars", "clusters", "lines", "bubbles"]
Number = float | None

FRENCH = "[$-40C]"
"""Before a format: its numbers are written in French, whatever the language of the suite that honours it."""
PLAIN_MEUR = f'{FRENCH}#,##0" M€"'
PCT = f'{FRENCH}#,##0" %"'
SIGNED_PCT = f'{FRENCH}+#,##0" %";{FRENCH}\u2212#,##0" %";0" %"'
COUNT = f"{FRENCH}#,##0;{FRENCH}#,##0"
MONTHS = "+0;\u22120;0"
TENTHS = f"{FRENCH}#,##0.0"


@dataclass(frozen=True)
class Series:
    """A series of a chart.

    Attributes:
        name: As the legend names it.
        points: One for each category, None where nothing is known.
        colour: `#rrggbb`; empty for a series that only holds others up.
        label: Format of the numbers written beside its marks, empty for none.
        is_line: A line over the bars.
        is_thin: A line of the background.
        has_marks: Its values have marks.
        in_legend: The legend names it.
    """

    name: str
    points: tuple[Number, ...]
    colour: str
    label: str = ""
    is_line: bool = False
    is_thin: bool = False
    has_marks: bool = True
    in_legend: bool = True


@dataclass(frozen=True)
class Bubble:
    """A project of a bubble chart; its name is written where it has one."""

    x: float
    y: float
    size: float
    name: str
    is_named: bool


@dataclass(frozen=True)
class NativeChart:
    """A chart for an office suite.

    Attributes:
        form: Stacked columns, columns up and down, stacked bars, side by side bars, lines or bubbles.
        title: What it measures; empty where the slide says it.
        categories: Names along the axis; none for bubbles.
        series: What is drawn.
        axis: Format of the numbers of the axis.
        bubbles: The projects of a bubble chart.
        axis_titles: Of the horizontal and vertical axis of a bubble chart.
        breaks: Position among the categories → letter of a break: between two categories, from 0.
        lowest: Where the axis starts, None for the suite's choice.
        share: Its share of the height of the block.
        has_legend: The series are named.
    """

    form: Form
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str
    title: str = ""
    bubbles: tuple[Bubble, ...] = ()
    axis_titles: tuple[str, str] = ("", "")
    breaks: tuple[tuple[float, str], ...] = ()
    lowest: float | None = None
    share: float = 1.0
    has_legend: bool = True


def drift(drawn: ComputedChart) -> tuple[NativeChart, ...]:
    """The published mean above, cut at breaks; the calculated measures below."""
    frame = drawn.frame
    colour = projected(theme.PUBLISHED)
    published = tuple(
        Series(name, values, colour, label=TENTHS) for name, values in _runs(drawn, "published_pct", "Moyenne publiée")
    )
    calculated = (
        Series("Médiane", numbers(frame["median_pct"]), projected(theme.MEDIAN)),
        Series("Moyenne", numbers(frame["mean_pct"]), projected(theme.MEAN)),
        Series("Pondéré", numbers(frame["weighted_pct"]), projected(theme.WEIGHTED)),
        Series("P25", numbers(frame["p25_pct"]), projected(theme.MEDIAN), is_thin=True, has_marks=False),
        Series("P75", numbers(frame["p75_pct"]), projected(theme.MEDIAN), is_thin=True, has_marks=False),
    )
    names = _edition_names(frame)
    return (
        NativeChart("lines", names, published, PCT, title="Publié, ensemble du panorama", breaks=_breaks(drawn),
                    lowest=0, share=0.46, has_legend=False),
        NativeChart("lines", names, calculated, PCT, title="Calculé depuis la première édition connue", share=0.54),
    )  # fmt: skip


def cost(drawn: ComputedChart) -> tuple[NativeChart, ...]:
    """The parts of the recomputed total, stacked, and the published total over them."""
    frame, names = drawn.frame, drawn.context.dataset.vocabulary.names
    parts = [column for column in frame.columns if column.startswith(PART)]
    slugs = [column.removeprefix(PART) for column in parts]
    series = [
        Series("Autres" if slug == OTHERS else names[slug], numbers(frame[part]), projected(theme.BY_SLUG[slug]))
        for slug, part in zip(slugs, parts, strict=True)
    ]
    if frame["published_meur"].notna().any():
        colour = projected(theme.PUBLISHED)
        for position, (name, points) in enumerate(_runs(drawn, "published_meur", "Total publié")):
            shown = name if position else "Total publié"
            series.append(Series(shown, points, colour, is_line=True, in_legend=position == 0))
    # The breaks are those of the published total: without it they mean nothing.
    breaks = _breaks(drawn) if frame["published_meur"].notna().any() else ()
    return (NativeChart("columns", _edition_names(frame), tuple(series), PLAIN_MEUR, breaks=breaks, lowest=0),)


def passage(drawn: ComputedChart) -> tuple[NativeChart, ...]:
    """The waterfall: what each bar rests on is a series without colour."""
    lines = drawn.frame.to_dict("records")
    kinds = [_kind(str(line["step"])) for line in lines]
    amounts = [float(line["amount_meur"]) for line in lines]

    def only(wanted: str, *, sign: int = 0) -> tuple[Number, ...]:
        return tuple(
            abs(amount) if kind == wanted and (not sign or amount * sign > 0) else None
            for kind, amount in zip(kinds, amounts, strict=True)
        )

    rests = tuple(
        None if kind in ("printed", "total") else min(float(line["start_meur"]), float(line["end_meur"]))
        for kind, line in zip(kinds, lines, strict=True)
    )
    series = (
        Series("Appui", rests, ""),
        Series("Total publié", only("printed"), projected(theme.PUBLISHED)),
        Series("Somme du tableau", only("total"), projected(theme.QUANTITY)),
        Series("Ajoute", only("", sign=1), projected(theme.PLUS)),
        Series("Retire", only("", sign=-1), projected(theme.MINUS)),
        Series("Écart, en plus", only("gap", sign=1), projected(theme.UNEXPLAINED)),
        Series("Écart, en moins", only("gap", sign=-1), projected(theme.UNEXPLAINED)),
    )
    drawn_series = tuple(one for one in series if any(value is not None for value in one.points))
    return (NativeChart("bars", tuple(map(_step, lines)), drawn_series, PLAIN_MEUR, lowest=0, has_legend=False),)


def _kind(step: str) -> str:
    if step in TOTALS:
        return "printed" if step.startswith("published") else "total"
    return "gap" if step in GAPS else ""


def _step(line: dict) -> str:
    if line["step"] in TOTALS:
        return f"{STEPS[line['step']]}, éd. {line['edition']:.0f} : {french.total_meur(line['amount_meur'])}"
    count = "" if line["step"] in GAPS else f" ({french.count(int(line['projects']), 'projet')})"
    return f"{STEPS[line['step']]}{count} : {french.meur(line['amount_meur'], signed=True)}"


def reestimated_costs(moved: pd.DataFrame) -> tuple[NativeChart, ...]:
    """First known cost and current one, side by side."""
    series = (
        Series("Premier coût connu", numbers(moved["first_cost_meur"]), projected(theme.UNEXPLAINED), label=TENTHS),
        Series("Coût actuel", numbers(moved["cost_meur"]), projected(theme.PLUS), label=TENTHS),
    )
    return (NativeChart("clusters", names_of(moved), series, PLAIN_MEUR, title="Coût complet estimé, en M€", lowest=0),)


def moved_ends(moved: pd.DataFrame) -> tuple[NativeChart, ...]:
    """Slip of the planned end, in months."""
    series = (
        Series("Décalage de la fin prévue (mois)", numbers(moved["slip_months"]), projected(theme.PLUS),
               label=MONTHS),
    )  # fmt: skip
    return (NativeChart("clusters", names_of(moved), series, MONTHS, title="Décalage de la fin prévue, en mois"),)


def cost_and_slip(drawn: ComputedChart) -> tuple[NativeChart, ...]:
    """Change of cost by slip, one bubble a project."""
    frame = drawn.frame
    named = set(labelled(frame)["project"]) if len(frame) else set()
    bubbles = tuple(
        Bubble(float(line["slip_months"]), float(line["cost_change_pct"]), float(line["cost_meur"]),
               _name(line["name"]), line["project"] in named)
        for line in frame.to_dict("records")
    )  # fmt: skip
    titles = ("Décalage de la fin prévue, en mois", "Évolution du coût, en %")
    return (NativeChart("bubbles", (), (), SIGNED_PCT, bubbles=bubbles, axis_titles=titles, has_legend=False),)


def movements(drawn: ComputedChart) -> tuple[NativeChart, ...]:
    """Entrants above, leavers below, and the number of projects as a line."""
    frame = drawn.frame
    series = (
        Series("Entrants", numbers(frame["entrants"]), projected(theme.PLUS), label=COUNT),
        Series("Sortants", numbers(-frame["leavers"]), projected(theme.MINUS), label=COUNT),
        Series("Projets", numbers(frame["stock"]), projected(theme.QUANTITY), is_line=True),
    )
    return (NativeChart("facing", _edition_names(frame), series, COUNT),)


def trajectory(drawn: ComputedChart) -> tuple[NativeChart, ...]:
    """Cost above, planned end below, as a date."""
    frame = drawn.frame
    names = _edition_names(frame)
    ends = [None if pd.isna(end) else float((end - _EPOCH).days) for end in frame["end"]]
    known = [end for end in ends if end is not None]
    colour = projected(theme.QUANTITY)
    costs = (Series("Coût complet estimé", numbers(frame["cost_meur"]), colour, label=TENTHS),)
    dates = (Series("Fin prévue", tuple(ends), colour, label="mm/yy"),)
    return (
        NativeChart("lines", names, costs, PLAIN_MEUR, title="Coût complet estimé, en M€", lowest=0, share=0.5,
                    has_legend=False),
        NativeChart("lines", names, dates, "yyyy", title="Fin prévue", share=0.5, has_legend=False,
                    lowest=min(known) - 365 if known else None),
    )  # fmt: skip


_EPOCH = pd.Timestamp("1899-12-30")
"""Day nought of the dates of spreadsheets."""


def numbers(values: Iterable[float]) -> tuple[Number, ...]:
    """Numbers as files hold them, None where missing."""
    return tuple(None if pd.isna(value) else float(value) for value in values)


def names_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """The names of projects, harmless in the workbook behind a chart."""
    return tuple(_name(name) for name in frame["name"])


def _name(name: object) -> str:
    return escape_formula(shortened(printable(name), 42))


def _edition_names(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(str(edition) for edition in frame["edition"])


def _runs(drawn: ComputedChart, value: str, name: str) -> list[tuple[str, tuple[Number, ...]]]:
    """The series cut at its breaks, each piece a series of its own: no line then joins two of them."""
    frame = drawn.frame
    broken_at = sorted({edition for numbers in drawn.context.breaks["editions"] for edition in numbers})
    editions = frame["edition"].tolist()
    bounds = [editions[0], *(edition for edition in broken_at if edition > editions[0]), editions[-1] + 1]
    pieces = []
    for start, end in pairwise(bounds):
        values = tuple(
            float(number) if start <= edition < end and pd.notna(number) else None
            for edition, number in zip(editions, frame[value], strict=True)
        )
        if any(number is not None for number in values):
            written = f"édition {start}" if end - start == 1 else f"éditions {start} à {end - 1}"
            pieces.append((f"{name}, {written}", values))
    return pieces


def _breaks(drawn: ComputedChart) -> tuple[tuple[float, str], ...]:
    editions = drawn.frame["edition"].tolist()
    return tuple(
        # A break that spans several editions is marked at each; its letter stands at the middle one.
        (float(editions.index(edition)), mark["letter"] if position == (len(mark["editions"]) - 1) // 2 else "")
        for mark in drawn.context.breaks.to_dict("records")
        for position, edition in enumerate(mark["editions"])
        if edition in editions
    )
