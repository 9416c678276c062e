"""The charts of an office suite behind the slides."""

import pandas as pd

from components.accounts.comparison import STEPS
from components.charts.chart import ComputedChart
from components.charts.parts import theme
from components.charts.parts.native import (
    MONTHS,
    PCT,
    PLAIN_MEUR,
    TENTHS,
    NativeChart,
    Number,
    Series,
    break_positions,
    edition_names,
    numbers,
    project_name,
    runs,
)
from components.charts.parts.tokens import projected
from data.model import french
from data.questions.editions import PART
from data.questions.passage import GAPS, TOTALS
from data.questions.queries import OTHERS


def drift(drawn: ComputedChart) -> tuple[NativeChart, ...]:
    """The published mean above, cut at breaks; the calculated measures below."""
    frame, breaks = drawn.frame, drawn.context.breaks
    colour = projected(theme.PUBLISHED)
    published = tuple(
        Series(name, values, colour, label=TENTHS)
        for name, values in runs(frame, breaks, "published_pct", "Moyenne publiée")
    )
    calculated = (
        Series("Médiane", numbers(frame["median_pct"]), projected(theme.MEDIAN)),
        Series("Moyenne", numbers(frame["mean_pct"]), projected(theme.MEAN)),
        Series("Pondéré", numbers(frame["weighted_pct"]), projected(theme.WEIGHTED)),
        Series("P25", numbers(frame["p25_pct"]), projected(theme.MEDIAN), is_thin=True, has_marks=False),
        Series("P75", numbers(frame["p75_pct"]), projected(theme.MEDIAN), is_thin=True, has_marks=False),
    )
    names = edition_names(frame)
    return (
        NativeChart("lines", names, published, PCT, title="Publié, ensemble du panorama", breaks=break_positions(frame, breaks),
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
        for position, (name, points) in enumerate(runs(frame, drawn.context.breaks, "published_meur", "Total publié")):
            shown = name if position else "Total publié"
            series.append(Series(shown, points, colour, is_line=True, in_legend=position == 0))
    # The breaks are those of the published total: without it they mean nothing.
    breaks = break_positions(frame, drawn.context.breaks) if frame["published_meur"].notna().any() else ()
    return (NativeChart("columns", edition_names(frame), tuple(series), PLAIN_MEUR, breaks=breaks, lowest=0),)


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


def names_of(frame: pd.DataFrame) -> tuple[str, ...]:
    """The names of projects, harmless in the workbook behind a chart."""
    return tuple(project_name(name) for name in frame["name"])
