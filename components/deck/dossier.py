"""What a committee receives of one project (a page) and of one ministry (two): slides for the PDF of the deck."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas as pd

from components.charts.chart import ComputedChart
from components.charts.parts.tables import Table, TableColumn, cell_text, lines_of
from components.deck import contents, summaries
from components.deck.blocks import CONTENT, Block, Box, Grid, Slide, cell, words
from data.model import french
from data.questions.comparison import has_moved
from data.questions.key_figures import LARGE_OF_SELECTION, key_figures, when
from data.questions.parts.editions import latest_rows
from data.questions.trajectoire import neighbours, rows_of

MOST_ROWS, MOST_MOVES = 7, 3
"""Lines of the table of a project, and of each table of a ministry."""
MOST_NEIGHBOURS = 10
_RIGHT = CONTENT.left + 664
_HISTORY = (
    TableColumn("edition", "Édition", "count"),
    TableColumn("date", "Date", "month"),
    TableColumn("cost_meur", "Coût (M€)", "meur"),
    TableColumn("change", "Réévaluation (M€)", "text"),
    TableColumn("end", "Fin prévue", "month"),
)


def project_page(trajectory: ComputedChart, slug: str, verdict: str, ranks: Sequence[str]) -> Slide:
    """The page of a project: its trajectory, its rank in sentences, its re-estimates, its neighbours.

    The first claim of `verdict` is the title; the others stand as text.
    """
    dataset = trajectory.context.dataset
    claim, _, rest = verdict.rstrip(".").partition(" ; ")
    rows = rows_of(dataset, slug)
    last = rows.iloc[-1]
    phase, month = dataset.vocabulary.names[str(last["phase"])].lower(), when(dataset, int(last["edition"]))
    near = neighbours(dataset, slug)["name"].tolist()
    others = french.count(len(near) - MOST_NEIGHBOURS, "autre") if len(near) > MOST_NEIGHBOURS else ""
    named = french.listing([*near[:MOST_NEIGHBOURS], *([others] if others else [])])
    facts = [dataset.vocabulary.projects.details[slug], f"{french.capitalised(rest)}." if rest else ""]
    among = french.capitalised(" ; ".join(text[:1].lower() + text[1:] for text in ranks[1:]))
    rank = [*ranks[:1], f"{among.rstrip('.')}."]
    rank = rank if ranks else ["Trop peu de projets comparables, ou coût non publié : aucun rang."]
    grid = Table("Réévaluations dans le temps", _HISTORY, rows=_history(rows, dataset.reference_date))
    blocks: tuple[Block, ...] = (
        contents.picture(trajectory, Box(CONTENT.left, CONTENT.top, 632, 344)),
        words(Box(CONTENT.left, 504, 632, 148), rank, heading="Parmi les projets comparables", is_listed=True),
        words(Box(_RIGHT, CONTENT.top, 520, 88), facts),
        table_grid(grid, Box(_RIGHT, 252, 520, 272), (0.13, 0.21, 0.18, 0.27, 0.21), MOST_ROWS),
        words(Box(_RIGHT, 532, 520, 120), [f"{named or 'Aucun autre projet'}."], heading="Dans le même ministère"),
    )  # fmt: skip
    return Slide(f"projet-{slug}", claim, f"{last['ministry_name']}, {phase}, en {month}", blocks, [verdict, *ranks])


def _history(rows: pd.DataFrame, date_of: Callable[[int], str]) -> pd.DataFrame:
    """The editions where a cost or a planned end differs from the one known before; the first of each among them."""
    before = rows["cost_meur"].ffill().shift()
    change = rows["cost_meur"] - before
    is_first = rows["cost_meur"].notna() & before.isna()
    is_new_end = rows["end"].notna() & (rows["end"] != rows["end"].ffill().shift())
    signed = pd.Series([french.number(value, 1, signed=True) for value in change], rows.index)
    texts = signed.where(has_moved(change), "inchangé")
    texts = texts.mask(is_first, "premier coût").mask(rows["cost_meur"].isna(), french.NOT_PUBLISHED)
    shown = rows.assign(change=texts, date=rows["edition"].map(date_of))
    return shown[is_first | has_moved(change) | is_new_end]


def ministry_pages(cost: ComputedChart, moved: ComputedChart, verdict: str, changes: Sequence[str]) -> list[Slide]:
    """The two pages of a ministry: figures, cost and what changed; then re-estimates, delays and limits.

    The first claim of `verdict` is the title; the others follow it in the subtitle.
    """
    dataset, selection = cost.context.dataset, cost.context.selection
    if selection.apply(dataset).empty:
        return [summaries.no_project(dataset, selection)]
    claim, _, rest = verdict.rstrip(".").partition(". ")
    shown = {figure.name: figure for figure in key_figures(dataset, selection)}
    lead = f"{french.capitalised(rest)}. " if rest else ""
    scope = french.typeset(f"{lead}Note. {selection.in_words(dataset)}")
    first = Slide("note-1", claim, scope, (
        *summaries.tiles([shown[name] for name in LARGE_OF_SELECTION], Box(CONTENT.left, CONTENT.top, 384, 156), 3),
        contents.picture(cost, Box(CONTENT.left, 324, 632, 328)),
        words(Box(_RIGHT, 324, 520, 328), changes, heading="Ce qui a changé", is_listed=True),
    ), [verdict, *changes, *cost.narrative.sentences])  # fmt: skip
    covered = [*contents.known_values(latest_rows(dataset, selection)), *contents.gap(cost.frame)]
    covered = covered or ["Aucun projet de la sélection au dernier tableau disponible."]
    limits = contents.limits(selection)
    costs, ends = moved.tables
    second = Slide("note-2", moved.narrative.heading, moved.narrative.subtitle, (
        _moves(costs, "Réévaluations du coût", Box(CONTENT.left, CONTENT.top, 576, 212),
               ("name", "first_cost_meur", "cost_meur", "change_meur"), (0.4, 0.2, 0.18, 0.22)),
        _moves(ends, "Décalages de la fin", Box(CONTENT.left + 608, CONTENT.top, 576, 212),
               ("name", "first_end", "end", "slip_months"), (0.4, 0.2, 0.2, 0.2)),
        words(Box(CONTENT.left, 372, 384, 280), covered, heading="Ce qui est couvert", is_listed=True),
        words(Box(CONTENT.left + 416, 372, 768, 280), limits, heading="Limites", is_listed=True),
    ), [*moved.narrative.sentences, *covered, *limits])  # fmt: skip
    return [first, second]


def _moves(table: Table, name: str, box: Box, keys: tuple[str, ...], shares: tuple[float, ...]) -> Grid:
    """The largest moves of a table of re-estimates."""
    columns = tuple(column for column in table.columns if column.key in keys)
    return table_grid(replace(table, caption=name, columns=columns), box, shares, MOST_MOVES)


def table_grid(table: Table, box: Box, shares: tuple[float, ...], most: int) -> Grid:
    """A table of a chart as a block, its first rows; says how many it leaves out, and « Aucun » without any."""
    lines = lines_of(table, pd.DataFrame())
    texts = tuple(
        tuple(
            cell(cell_text(line[column.key], column.kind), share * box.width)
            for column, share in zip(table.columns, shares, strict=True)
        )
        for line in lines[:most]
    )
    more = f"et {french.count(len(lines) - most, 'autre')}" if len(lines) > most else "" if texts else "Aucun."
    headers = tuple(column.header for column in table.columns)
    return Grid(box, table.caption, headers, texts, shares, tuple(range(1, len(headers))), more)
