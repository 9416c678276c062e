"""The slides of charts: a picture, the words of its chart or words generated from the figures shown; the limits."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from components.charts import contributions, reevaluations
from components.charts.chart import ComputedChart
from components.charts.parts.series_breaks import breaks_of
from components.charts.parts.theme import Figure
from components.deck.blocks import CONTENT, Block, Box, Grid, Legend, Picture, Slide, cell, words
from data.model import french, measures
from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered
from data.questions import comparison
from data.questions.parts.editions import latest_rows, records
from data.questions.trajectoire import rows_of

MOST_NAMES = 6
"""Names in a table of a slide; the presenter's note has them all."""
_CHART = Box(CONTENT.left, CONTENT.top, 800, CONTENT.height)
_BESIDE = Box(CONTENT.left + 832, CONTENT.top, 352, CONTENT.height)
_MEASURES = (("cost_meur", "Coût connu"), ("planned_duration_years", "Durée connue"),
             ("slip_months", "Décalage de fin connu"))  # fmt: skip
_MARKS = (("published_pct", "known"), ("published_meur", "total_meur"), ("amount_meur",))
"""Columns of a chart across editions, or from one to another, that have marks."""
_LIMITS = (
    "Un coût est une prévision, jamais une dépense.",
    "Première édition connue n'est pas estimation initiale : l'historique commence en novembre 2016.",
    "Ni la cause des réévaluations ni le motif des sorties ne sont publiés.",
    "Euros courants ou constants : non publié.",
    "Coûts et durées des projets en cadrage ou en révision de trajectoire ne sont pas publiés.",
)
_FILTER_LIMIT = "Les écarts publiés restent ceux de l'ensemble du panorama : aucun filtre ne s'y applique."


def chart_slide(chart: ComputedChart) -> Slide | None:
    """A chart and its sentences beside it; None where it has no mark."""
    frame = chart.frame
    shown = next((list(columns) for columns in _MARKS if set(columns) <= set(frame)), list(frame))
    if frame[shown].isna().all(axis=None):
        return None
    return _beside(chart, chart.narrative.sentences)


def reestimates(chart: ComputedChart) -> Slide | None:
    """The largest cost changes on the left, the largest changes of planned end on the right."""
    figures = reevaluations.slide_figures(chart.frame, chart.context)
    return _side_by_side(chart, figures, chart.narrative.sentences[:1]) if figures else None


def who_explains(chart: ComputedChart) -> Slide | None:
    """The contributions to the drift of costs on the left, to that of durations on the right."""
    figures = contributions.slide_figures(chart.frame, chart.context)
    return _side_by_side(chart, figures, chart.narrative.sentences[: len(figures)]) if figures else None


def _side_by_side(chart: ComputedChart, panels: Sequence[Figure], sentences: Sequence[str]) -> Slide:
    width = (CONTENT.width - 24 * (len(panels) - 1)) // len(panels)
    legend = Legend(Box(CONTENT.left, CONTENT.top, CONTENT.width, 28), chart.legend)
    blocks: list[Block] = [legend] if chart.legend else []
    for position, panel in enumerate(panels):
        box = Box(CONTENT.left + (width + 24) * position, CONTENT.top + 30, width, 400)
        native_chart = chart.native[position : position + 1]
        blocks.append(replace(picture(chart, box), figure=_one_panel(panel), legend=(), native=native_chart))
    blocks.append(words(Box(CONTENT.left, CONTENT.top + 436, CONTENT.width, 64), sentences))
    return _slide(chart, blocks)


def _one_panel(figure: Figure) -> Figure:
    """A figure whose other panel is empty, stretched over the whole height."""
    layout = figure["layout"]
    axes = {name: {**axis, "domain": [0, 1]} for name, axis in layout.items() if name.startswith("yaxis")}
    notes = [{**note, "y": 1} if note["yref"] == "paper" else note for note in layout["annotations"]]
    return {"data": figure["data"], "layout": {**layout, **axes, "annotations": notes}}


def movements(chart: ComputedChart, waterfall: ComputedChart) -> Slide | None:
    """Entrants and leavers of every edition as a chart, those between the two editions compared by name."""
    selection, dataset = chart.context.selection, chart.context.dataset
    pair = comparison.pair(dataset, selection, selection.before, selection.after)
    if pair is None or waterfall.frame.empty or chart.frame.empty:
        return None
    compared = comparison.compare(dataset, selection, *pair)
    entrants, leavers = compared.of("entrant"), compared.of("leaver")
    between = f"Entre les éditions {pair[0]} et {pair[1]}"
    entered = french.count(len(entrants), "entrant") if len(entrants) else "Aucun entrant"
    left = french.count(len(leavers), "sortant") if len(leavers) else "Aucun sortant"
    whose = " de la sélection" if selection.filters_projects else ""
    names = dataset.vocabulary.names
    blocks = (
        picture(chart, Box(CONTENT.left, CONTENT.top, 544, CONTENT.height)),
        _names(0, f"{entered}{whose}, {between.lower()}", "Phase",
               [(line["name"], names[line["phase"]], line["after_meur"]) for line in entrants]),
        _names(1, f"{left}{whose} (dernier état, motif non publié)", "Dernière phase",
               [(line["name"], names[line["phase"]], line["before_meur"]) for line in leavers]),
    )  # fmt: skip
    listed = [
        f"{between}, {kind} : {french.listing([line['name'] for line in lines]) or 'aucun'}."
        for kind, lines in (("entrants", entrants), ("sortants", leavers))
    ]
    slide = _slide(chart, blocks)
    title = f"{between}, {_in_and_out(len(entrants), len(leavers), whose)}"
    subtitle = f"{slide.subtitle} ; noms : {between.lower()}"
    return replace(slide, title=title, subtitle=subtitle, notes=(*listed, *slide.notes))


def _in_and_out(entrants: int, leavers: int, whose: str) -> str:
    entered = f"aucun projet{whose} n'entre"
    if entrants:
        entered = f"{french.count(entrants, 'projet')}{whose} {'entre' if entrants < 2 else 'entrent'}"
    left = french.count(leavers, "en sort", "en sortent") if leavers else "aucun n'en sort"
    return f"{entered} au panorama{',' if bool(entrants) != bool(leavers) else ' et'} {left}"


def _names(position: int, caption: str, header: str, projects: Sequence[tuple[str, str, float]]) -> Grid:
    """The table of the names, a text and the cost of projects: the upper (0) or the lower (1) one."""
    height, width, shares = (CONTENT.height - 20) // 2, 616, (0.42, 0.4, 0.18)
    box = Box(CONTENT.left + 568, CONTENT.top + (height + 20) * position, width, height)
    rows = [(name, text, french.meur(cost)) for name, text, cost in projects]
    shown = rows[:MOST_NAMES] if len(rows) <= MOST_NAMES else rows[: MOST_NAMES - 1]
    texts = tuple(tuple(cell(text, share * width) for text, share in zip(row, shares, strict=True)) for row in shown)
    left_out = len(rows) - len(shown)
    more = f"et {french.count(left_out, 'autre')}, nommés dans la note" if left_out else "" if rows else "Aucun."
    return Grid(box, french.typeset(caption), ("Projet", header, "Coût"), texts, shares, numbers=(2,), more=more)


def project(chart: ComputedChart, slug: str) -> Slide:
    """One project: its trajectory and its last known state."""
    dataset = chart.context.dataset
    last = rows_of(dataset, slug).iloc[-1]
    edition = int(last["edition"])
    facts = [
        f"À l'édition {edition} ({french.month(dataset.reference_date(edition))}) :",
        f"{last['ministry_name']}, {dataset.vocabulary.names[str(last['phase'])].lower()}.",
        f"Coût complet estimé : {french.meur(last['cost_meur'])}. Fin prévue : {french.month(last['end'])}.",
        *chart.narrative.sentences,
    ]
    summary = dataset.vocabulary.projects.details[slug]
    notes = [summary, *facts, *chart.narrative.notes]
    return replace(_beside(chart, [*facts, summary]), key=f"projet-{slug}", notes=notes)


def _beside(chart: ComputedChart, texts: Sequence[str]) -> Slide:
    """A chart, and texts beside it."""
    return _slide(chart, (picture(chart, _CHART), words(_BESIDE, texts)))


def _slide(chart: ComputedChart, blocks: Sequence[Block]) -> Slide:
    """A slide with the words and the tables of a chart."""
    narrative = chart.narrative
    tables = tuple((chart.frame, table) for table in chart.tables)
    notes = (*narrative.sentences, *narrative.notes)
    return Slide(chart.chart.name, narrative.heading, narrative.subtitle, tuple(blocks), notes, tables)


def picture(chart: ComputedChart, box: Box) -> Picture:
    """The drawing of a chart in a box, its sentences as text alternative."""
    narrative = chart.narrative
    alternative = f"{narrative.subtitle}. {' '.join(narrative.sentences)}"
    return Picture(box, chart.chart.name, alternative, chart.slide_figure, chart.legend, chart.native)


def caveats(cost: ComputedChart) -> Slide:
    """What is covered, where series break, what the figures do not say."""
    dataset, selection = cost.context.dataset, cost.context.selection
    rows = latest_rows(dataset, selection)
    covered = [*_coverage(dataset, rows), *gap(cost.frame)]
    breaks = breaks_of([line for line in records(dataset.breaks) if selection.covers(line["edition"])])
    listed = limits(selection)
    columns = (
        ("Ce qui est couvert", covered),
        (
            "Où les séries s'interrompent",
            [f"{mark.span} : {mark.name.lower()}." for mark in breaks] or ["Aucune rupture entre ces éditions."],
        ),
        ("Ce que les chiffres ne disent pas", listed),
    )
    boxes = [Box(CONTENT.left + 403 * position, CONTENT.top, 378, CONTENT.height) for position in range(len(columns))]
    blocks = tuple(words(box, texts, heading=heading, is_listed=True)
                   for box, (heading, texts) in zip(boxes, columns, strict=True))  # fmt: skip
    notes = [*covered, *(f"{mark.name} : {mark.explanation}" for mark in breaks), *listed]
    subtitle = "Points d'attention : couverture, ruptures, limites"
    return Slide("attention", _coverage_title(dataset, selection, rows), subtitle, blocks, notes)


def _coverage_title(dataset: Dataset, selection: Selection, rows: pd.DataFrame) -> str:
    if latest_edition_covered(dataset, selection) is None:
        return "Aucun tableau de projets n'est disponible pour ces éditions : seuls les chiffres publiés sont connus"
    if rows.empty:
        return "Aucun projet de la sélection au dernier tableau disponible : rien ne peut en être calculé"
    known, total = measures.coverage(rows["cost_meur"])
    edition = int(rows["edition"].iloc[0])
    when = f"à l'édition {edition} ({french.month(dataset.reference_date(edition))})"
    if not known:
        who = "Le seul projet n'a pas" if total == 1 else f"Aucun des {french.number(total)} projets n'a"
        return f"{who} de coût publié {when}"
    verb = "a un coût publié" if known < 2 else "ont un coût publié"
    return f"{french.count(known, 'projet')} sur {french.number(total)} {verb} {when}"


def _coverage(dataset: Dataset, rows: pd.DataFrame) -> list[str]:
    with_table = dataset.editions_with_table
    missing = [int(edition) for edition in dataset.editions["edition"] if edition not in with_table]
    texts = [f"Tableaux de projets disponibles : éditions {french.ranges(with_table)}."]
    if missing:
        texts.append(f"Tableaux non retrouvés : éditions {french.ranges(missing)}.")
    return [*texts, *known_values(rows)]


def known_values(rows: pd.DataFrame) -> list[str]:
    """For how many of these projects each measure is known; nothing without a project."""
    covered = {name: measures.coverage(rows[column]) for column, name in _MEASURES} if len(rows) else {}
    return [
        f"{name} pour {french.count(known, 'projet') if known else 'aucun projet'} sur {french.number(total)}."
        for name, (known, total) in covered.items()
    ]


def limits(selection: Selection) -> list[str]:
    """What the figures of a selection do not say."""
    return [*([_FILTER_LIMIT] if selection.filters_projects else []), *_LIMITS]


def gap(costs: pd.DataFrame) -> list[str]:
    """The latest published total, the sum of its table and the gap between them."""
    return [
        f"Édition {line['edition']} : total publié {french.total_meur(line['published_meur'])}, somme du tableau "
        f"{french.total_meur(line['total_meur'])}, écart "
        f"{french.meur(line['published_meur'] - line['total_meur'], signed=True)}."
        for line in costs.dropna(subset=["published_meur", "total_meur"]).tail(1).to_dict("records")
    ]
