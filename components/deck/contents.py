"""What each slide says and shows: the words are those of its chart, or generated from the very figures shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from components.charts import reevaluations
from components.charts.chart import ComputedChart
from components.charts.parts.native import NativeChart
from components.charts.parts.tables import Table
from components.charts.parts.theme import Figure
from components.deck.blocks import CONTENT, MARGIN, Block, Box, Grid, Legend, Picture, Tile, cell, words
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions import comparison
from data.questions.key_figures import key_figures
from data.questions.trajectoire import rows_of

SERVICE = "Panorama des grands projets numériques de l'État"
MOST_NAMES = 6
"""Names in a table of a slide; the presenter's note has them all."""
_CHART = Box(CONTENT.left, CONTENT.top, 800, CONTENT.height)
_BESIDE = Box(CONTENT.left + 832, CONTENT.top, 352, CONTENT.height)


@dataclass(frozen=True)
class Content:
    """What a slide holds; see `slides.Slide`."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    tables: tuple[tuple[pd.DataFrame, Table], ...] = ()


def cover(dataset: Dataset, selection: Selection, today: date | None) -> Content:
    """The service, the selection, the dates."""
    published, table = dataset.latest_published, dataset.latest_table
    lines = [
        f"Sélection : {selection.in_words(dataset)}.",
        f"Derniers chiffres publiés : édition {published} ({french.month(dataset.reference_date(published))}). "
        f"Dernier tableau de projets détenu : édition {table} ({french.month(dataset.reference_date(table))}).",
        f"Présentation établie le {french.full_date(today)}." if today else "",
    ]
    box = Box(MARGIN, 380, 1184, 220)
    return Content(
        SERVICE,
        "",
        (words(box, lines, sizes=(26, 24, 22, 20, 18)),),
        tuple(french.typeset(line) for line in lines if line),
    )


def nothing(dataset: Dataset, selection: Selection) -> Content:
    """A selection without a project."""
    said = [
        f"Sélection demandée : {selection.in_words(dataset)}.",
        "Aucun projet des tableaux détenus n'y répond, à aucune édition : il n'y a ni chiffre ni graphique à montrer.",
        "Retirez un filtre, élargissez la plage d'éditions ou cherchez un autre nom.",
    ]
    text = words(CONTENT, said, sizes=(24, 22, 20, 18))
    return Content("Aucun projet dans cette sélection", "", (text,), tuple(map(french.typeset, said)))


def figures(cost_drawn: ComputedChart) -> Content:
    """The key figures, each with its date and what it was; the message is that of the total cost."""
    dataset, selection = cost_drawn.context.dataset, cost_drawn.context.selection
    found = {figure.name: figure for figure in key_figures(dataset, selection)}
    width, height, gap = 284, 238, 16
    tiles = tuple(
        Tile(
            Box(MARGIN + (width + gap) * (position % 4), CONTENT.top + (height + gap) * (position // 4), width, height),
            figure.name,
            figure.label,
            figure.text,
            french.typeset(figure.detail),
            figure.value is not None,
        )
        for position, figure in enumerate(found.values())
    )
    scope = f"Sélection : {selection.in_words(dataset)}" if selection.filters_projects else "Ensemble du panorama"
    note = (
        "Les deux écarts publiés n'existent que pour l'ensemble du panorama : aucun filtre ne s'y applique."
        if selection.filters_projects
        else "Le coût total est une prévision imprimée par l'éditeur, jamais une dépense."
    )
    told = [f"{figure.label} : {figure.text}. {figure.detail}." for figure in found.values()]
    return Content(
        cost_drawn.narrative.heading,
        french.typeset(f"Chiffres clés. {scope}"),
        tiles,
        tuple(map(french.typeset, [*told, note])),
    )


def cost(drawn: ComputedChart) -> Content | None:
    """The complete estimated cost, edition by edition."""
    return _beside(drawn, drawn.native, more=_lettered(drawn)) if len(drawn.frame) else None


def drift(drawn: ComputedChart) -> Content | None:
    """The published mean and the calculated measures, with their breaks in words."""
    frame = drawn.frame
    if not frame[["published_pct", "known"]].notna().any(axis=None):
        return None
    return _beside(drawn, drawn.native, more=_lettered(drawn))


def _lettered(drawn: ComputedChart) -> list[str]:
    """The breaks that the figure draws, under their letters."""
    if "published_meur" in drawn.frame and drawn.frame["published_meur"].isna().all():
        return []
    return [
        f"{mark['letter']}. {span(mark)} : {mark['name'].lower()}." for mark in drawn.context.breaks.to_dict("records")
    ]


def span(mark: dict) -> str:
    """The editions of a break: « Édition 3 », « Éditions 6 à 8 »."""
    return f"Éditions {mark['first']} à {mark['last']}" if mark["last"] > mark["first"] else f"Édition {mark['first']}"


def passage(drawn: ComputedChart) -> Content | None:
    """The waterfall between two editions, and its three sentences."""
    return _beside(drawn, drawn.native) if len(drawn.frame) else None


def cost_and_slip(drawn: ComputedChart) -> Content | None:
    """The quadrant."""
    return _beside(drawn, drawn.native) if len(drawn.frame) else None


def reestimates(drawn: ComputedChart) -> Content | None:
    """The largest changes of cost on the left, of planned end on the right."""
    frame = drawn.frame
    if frame.empty:
        return None
    account, links = drawn.narrative, drawn.context.links
    panels = [
        (_alone(reevaluations.dumbbells(*panel, address=links.project)), chart)
        for panel, chart in zip(reevaluations.slide_panels(frame), drawn.native, strict=True)
    ]
    width = (CONTENT.width - 24 * (len(panels) - 1)) // max(1, len(panels))
    blocks: list[Block] = [Legend(Box(MARGIN, CONTENT.top, CONTENT.width, 28), drawn.legend)] if panels else []
    blocks += [
        Picture(
            Box(MARGIN + (width + 24) * position, CONTENT.top + 30, width, 400),
            drawn.chart.name,
            _alternative(drawn),
            figure,
            (),
            lambda chart=chart: (chart,),  # type: ignore[misc]
        )
        for position, (figure, chart) in enumerate(panels)
    ]
    blocks.append(words(Box(MARGIN, CONTENT.top + 436, CONTENT.width, 64), [account.sentences[0]]))
    return Content(account.heading, account.subtitle, tuple(blocks), _notes(drawn), _tables(drawn))


def _alone(figure: Figure) -> Figure:
    """A figure whose other panel is empty, stretched over the whole height."""
    layout = {
        name: {**axis, "domain": [0, 1]} if name.startswith("yaxis") else axis
        for name, axis in figure["layout"].items()
    }
    notes = [{**note, "y": 1} if note["yref"] == "paper" else note for note in layout["annotations"]]
    return {"data": figure["data"], "layout": {**layout, "annotations": notes}}


def movements(drawn: ComputedChart, passage_drawn: ComputedChart) -> Content | None:
    """Entrants and leavers of every edition as a chart, of the two editions compared by name."""
    selection, dataset = drawn.context.selection, drawn.context.dataset
    pair = comparison.pair(dataset, selection, selection.before, selection.after)
    if pair is None or passage_drawn.frame.empty:
        return None
    compared = comparison.compare(dataset, selection, *pair)
    came, left = compared.of("entrant"), compared.of("leaver")
    names = dataset.vocabulary.names
    between = f"Entre les éditions {pair[0]} et {pair[1]}"
    height = (CONTENT.height - 20) // 2
    grids = (
        _names(
            Box(MARGIN + 664, CONTENT.top, 520, height),
            f"{french.count(len(came), 'entrant') if len(came) else 'Aucun entrant'}, {between.lower()}",
            ("Projet", "Ministère", "Coût"),
            [(line["name"], line["ministry_name"], french.meur(line["after_meur"])) for line in _lines(came)],
        ),
        _names(
            Box(MARGIN + 664, CONTENT.top + height + 20, 520, height),
            f"{french.count(len(left), 'sortant') if len(left) else 'Aucun sortant'} (dernier état, motif non publié)",
            ("Projet", "Dernière phase", "Coût"),
            [(line["name"], names[line["phase"]], french.meur(line["before_meur"])) for line in _lines(left)],
        ),
    )
    picture = _picture(drawn, Box(MARGIN, CONTENT.top, 640, CONTENT.height), drawn.native)
    told = [
        f"{between}, entrants : {_listed(came)}.",
        f"{between}, sortants : {_listed(left)}.",
        *drawn.narrative.sentences,
    ]
    return Content(
        f"{between}, {_moved(len(came), len(left))}",
        f"{drawn.narrative.subtitle} ; noms : {between.lower()}",
        (picture, *grids),
        tuple(map(french.typeset, [*told, *drawn.narrative.notes])),
        _tables(drawn),
    )


def _moved(came: int, left: int) -> str:
    entered = french.count(came, "projet entre", "projets entrent") if came else "aucun projet n'entre"
    gone = french.count(left, "en sort", "en sortent") if left else "aucun n'en sort"
    return f"{entered} au panorama, {gone}" if bool(came) != bool(left) else f"{entered} au panorama et {gone}"


def _lines(frame: pd.DataFrame) -> list[dict]:
    return frame.to_dict("records")


def _listed(frame: pd.DataFrame) -> str:
    return french.listing(frame["name"].astype(str).tolist()) or "aucun"


def _names(box: Box, caption: str, headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> Grid:
    shares = (0.4, 0.38, 0.22)
    shown = rows[:MOST_NAMES] if len(rows) <= MOST_NAMES else rows[: MOST_NAMES - 1]
    texts = tuple(
        tuple(cell(text, share * box.width) for text, share in zip(row, shares, strict=True)) for row in shown
    )
    left_out = len(rows) - len(shown)
    more = f"et {french.count(left_out, 'autre')}, nommés dans la note" if left_out else ""
    return Grid(box, french.typeset(caption), headers, texts, shares, numbers=(2,), more=more)


def project(drawn: ComputedChart, dataset: Dataset, slug: str) -> Content:
    """One project: its trajectory and its last known state."""
    rows = rows_of(dataset, slug)
    last, names = rows.iloc[-1], dataset.vocabulary.names
    edition = int(last["edition"])
    facts = [
        f"À l'édition {edition} ({french.month(dataset.reference_date(edition))}) :",
        f"{last['ministry_name']}, {names[str(last['phase'])].lower()}.",
        f"Coût complet estimé : {french.meur(last['cost_meur'])}. Fin prévue : {french.month(last['end'])}.",
        *drawn.narrative.sentences,
    ]
    summary = dataset.vocabulary.projects.details[slug]
    made = _beside(drawn, drawn.native)
    beside = words(_BESIDE, [*facts, summary])
    return Content(
        made.title,
        made.subtitle,
        (made.blocks[0], beside),
        tuple(map(french.typeset, [summary, *facts, *drawn.narrative.notes])),
        made.tables,
    )


def _beside(drawn: ComputedChart, charts: tuple[NativeChart, ...], more: Iterable[str] = ()) -> Content:
    """A chart, and its sentences beside it."""
    account = drawn.narrative
    text = words(_BESIDE, [*account.sentences, *more])
    picture = _picture(drawn, _CHART, charts)
    return Content(account.heading, account.subtitle, (picture, text), _notes(drawn), _tables(drawn))


def _picture(drawn: ComputedChart, box: Box, charts: tuple[NativeChart, ...]) -> Picture:
    return Picture(box, drawn.chart.name, _alternative(drawn), drawn.figure, drawn.legend, lambda: charts)


def _alternative(drawn: ComputedChart) -> str:
    account = drawn.narrative
    return f"{account.subtitle}. {' '.join(account.sentences)}"


def _notes(drawn: ComputedChart) -> tuple[str, ...]:
    return (*drawn.narrative.sentences, *drawn.narrative.notes)


def _tables(drawn: ComputedChart) -> tuple[tuple[pd.DataFrame, Table], ...]:
    return tuple((drawn.frame, table) for table in drawn.tables)
