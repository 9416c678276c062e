"""Slides without a chart: the cover, the verdict, the key figures, and the slide of an empty selection."""

from collections.abc import Sequence
from datetime import date

from components.addresses.site import SERVICE
from components.deck.blocks import CONTENT, COVER_TEXT, SIZES, Block, Box, Slide, Tile, words
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import FILTERS, Selection
from data.questions import comparison
from data.questions.key_figures import LARGE, LARGE_OF_SELECTION, KeyFigure, key_figures

MOST_ON_COVER = 2
"""Ministries named in the title of a deck."""


def cover(dataset: Dataset, selection: Selection, meeting: str, today: date | None) -> Slide:
    """The subject and its ministries, the committee and its day, the selection, the editions compared, the dates."""
    published, table = dataset.latest_published, dataset.latest_table
    names = FILTERS["ministries"].options(dataset)
    ministries = [names[slug] for slug in selection.ministries]
    whose = french.listing(ministries) if len(ministries) <= MOST_ON_COVER else f"{len(ministries)} ministères"
    compared = comparison.pair(dataset, selection, selection.before, selection.after)
    editions = [f"{edition} ({french.month(dataset.reference_date(edition))})" for edition in compared or ()]
    lines = [
        *([f"{meeting}."] if meeting else []),
        f"{selection.in_words(dataset)}.",
        *([f"Éditions comparées : {french.listing(editions)}."] if editions else []),
        f"Derniers chiffres publiés : édition {published} ({french.month(dataset.reference_date(published))}). "
        f"Dernier tableau de projets disponible : édition {table} ({french.month(dataset.reference_date(table))}).",
        *([f"Présentation établie le {french.full_date(today)}."] if today else []),
    ]
    title = f"Grands projets numériques : {whose}" if ministries else SERVICE
    return Slide("titre", title, "", (words(COVER_TEXT, lines, sizes=(26, 24, 22, 20, 18)),), lines, is_cover=True)


def no_project(dataset: Dataset, selection: Selection) -> Slide:
    """The slide of a selection without a project."""
    lines = [
        f"Sélection demandée : {selection.in_words(dataset)}.",
        "Aucun projet des tableaux disponibles n'y répond, à aucune édition : ni chiffre ni graphique à montrer.",
        "Retirez un filtre, élargissez la plage d'éditions ou cherchez un autre nom.",
    ]
    text = words(CONTENT, lines, sizes=(24, 22, 20, 18))
    return Slide("vide", "Aucun projet dans cette sélection", "", (text,), lines)


def verdict(dataset: Dataset, selection: Selection, sentence: str, changes: Sequence[str]) -> Slide:
    """The verdict of the pages, of which what follows its first claim stands as text; three figures; what changed."""
    claim, _, rest = sentence.rstrip(".").partition(". ")
    large = LARGE_OF_SELECTION if selection.filters_projects else LARGE
    shown = {figure.name: figure for figure in key_figures(dataset, selection)}
    top = CONTENT.top + (72 if rest else 0)
    shown_tiles = tiles([shown[name] for name in large], Box(CONTENT.left, top, 384, 154), 3)
    below = Box(CONTENT.left, top + 170, CONTENT.width, CONTENT.height - 170 - top + CONTENT.top)
    blocks: list[Block] = [
        *([words(Box(CONTENT.left, CONTENT.top, CONTENT.width, 64),
                 [f"{french.capitalised(rest)}."], sizes=(24, 22, *SIZES))] if rest else []),
        *shown_tiles,
        *([words(below, changes, heading="Ce qui a changé", is_listed=True)] if changes else []),
    ]  # fmt: skip
    scope = selection.in_words(dataset)
    return Slide("verdict", claim, french.typeset(f"En bref. {scope}"), tuple(blocks), [sentence, *changes])


def tiles(shown: Sequence[KeyFigure], first: Box, across: int) -> list[Tile]:
    """The figures as tiles, from the box of the first on; those of the whole State beside a selection are grey."""
    found = []
    for position, figure in enumerate(shown):
        y, x = divmod(position, across)
        box = first._replace(left=first.left + (first.width + 16) * x, top=first.top + (first.height + 16) * y)
        is_known = figure.value is not None and not figure.is_state_wide
        texts = (figure.name, figure.label, figure.text, french.typeset(figure.detail))
        found.append(Tile(box, *texts, is_known=is_known))
    return found


def figures(dataset: Dataset, selection: Selection) -> Slide:
    """The eight key figures, each with its date and its previous value."""
    known = key_figures(dataset, selection)
    shown_tiles = tiles(known, Box(CONTENT.left, CONTENT.top, 284, 238), 4)
    scope, note = "Ensemble du panorama", "Le coût total est une prévision imprimée par l'éditeur, jamais une dépense."
    if selection.filters_projects:
        scope = f"Sélection : {selection.in_words(dataset)}"
        note = "Les deux écarts publiés n'existent que pour l'ensemble du panorama : aucun filtre ne s'y applique."
    notes = [*(f"{figure.label} : {figure.text}. {figure.detail}." for figure in known), note]
    projects = known[0]
    title = f"{projects.label} : {projects.text} ({projects.month})"
    return Slide("chiffres", title, french.typeset(f"Chiffres clés. {scope}"), tuple(shown_tiles), notes)
