"""ENTRIES: every slide is one entry here; the deck, its files, its address and its tests follow from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from components.addresses.view_state import ViewState
from components.charts.chart import ComputedChart
from components.charts.parts.tables import Table, printable
from components.deck import contents, limits
from components.deck.blocks import Block
from data.model import french
from data.model.dataset import Dataset

Draw = Callable[[str], ComputedChart]
"""Name of a chart → the chart computed for what the address asks."""


@dataclass(frozen=True)
class Setting:
    """What slides are made from.

    Attributes:
        state: What the address asks.
        dataset: The panorama.
        draw: Charts of what the address asks.
        draw_project: Slug of a project → its trajectory.
        today: The day written on the first slide, None on pages: they are kept from one day to the next.
    """

    state: ViewState
    dataset: Dataset
    draw: Draw
    draw_project: Draw
    today: date | None


@dataclass(frozen=True)
class Slide:
    """A slide.

    Attributes:
        key: Names it in the deck: the name of its entry, and the project's where there is one for each.
        title: Its one message.
        subtitle: Measure, unit, editions.
        blocks: What stands on it.
        notes: What the presenter may say.
        tables: The frames and tables behind it.
        is_cover: The first slide has a layout of its own.
    """

    key: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    tables: tuple[tuple[pd.DataFrame, Table], ...] = ()
    is_cover: bool = False


@dataclass(frozen=True)
class Entry:
    """A slide of the registry.

    Attributes:
        name: Its name in `diapos`.
        label: What it is called where a deck is composed.
        make: The slides that it gives for a setting: one, none where there is nothing to show, or one a project.
        is_usual: In the deck where the address does not choose.
    """

    name: str
    label: str
    make: Callable[[Setting], Sequence[Slide]]
    is_usual: bool = True


def _cover(setting: Setting) -> list[Slide]:
    made = contents.cover(setting.dataset, setting.state.selection, setting.today)
    return [Slide("titre", contents.SERVICE, "", made.blocks, made.notes, is_cover=True)]


def _of(name: str, build: Callable[[Setting], contents.Content | None]) -> Callable[[Setting], list[Slide]]:
    def make(setting: Setting) -> list[Slide]:
        made = build(setting)
        if made is None:
            return []
        return [Slide(name, made.title, made.subtitle, made.blocks, made.notes, made.tables)]

    return make


def _projects(setting: Setting) -> list[Slide]:
    slides = []
    for slug in setting.state.projects:
        made = contents.project(setting.draw_project(slug), setting.dataset, slug)
        slides.append(Slide(f"projet-{slug}", made.title, made.subtitle, made.blocks, made.notes, made.tables))
    return slides


def _entry(
    name: str, label: str, build: Callable[[Setting], contents.Content | None], *, is_usual: bool = True
) -> Entry:
    return Entry(name, label, _of(name, build), is_usual)


ENTRIES = {
    entry.name: entry
    for entry in (
        Entry("titre", "Titre", _cover),
        _entry("chiffres", "Chiffres clés", lambda s: contents.figures(s.draw("cout-total"))),
        _entry("cout-total", "Coût total", lambda s: contents.cost(s.draw("cout-total")), is_usual=False),
        _entry("ecart-calendaire", "Écart calendaire", lambda s: contents.drift(s.draw("ecart-calendaire"))),
        _entry("ecart-budgetaire", "Écart budgétaire", lambda s: contents.drift(s.draw("ecart-budgetaire"))),
        _entry("passage", "Pourquoi le total change", lambda s: contents.passage(s.draw("passage"))),
        _entry("reevaluations", "Plus fortes réévaluations", lambda s: contents.reestimates(s.draw("reevaluations"))),
        _entry("cout-delai", "Coût et délai", lambda s: contents.cost_and_slip(s.draw("cout-delai"))),
        _entry("entrants-sortants", "Entrants et sortants",
               lambda s: contents.movements(s.draw("entrants-sortants"), s.draw("passage"))),
        _entry("attention", "Points d'attention", lambda s: limits.attention(s.draw("cout-total"))),
        Entry("projets", "Projets choisis", _projects),
    )
}  # fmt: skip
"""Every slide by name, in the order of a usual deck."""

USUAL = tuple(entry.name for entry in ENTRIES.values() if entry.is_usual)


def deck(setting: Setting) -> tuple[Slide, ...]:
    """The slides of what an address asks, in its order; those without anything to show are left out.

    A selection without a project gives a deck that says so, instead of charts without marks.
    """
    names = setting.state.slides or USUAL
    selection = setting.state.selection
    if selection.filters_projects and selection.apply(setting.dataset).empty:
        nothing = contents.nothing(setting.dataset, selection)
        slides = [*_cover(setting), Slide("vide", nothing.title, nothing.subtitle, nothing.blocks, nothing.notes)]
        return (*slides, *ENTRIES["attention"].make(setting), *_projects(setting))
    made = tuple(slide for name in names for slide in ENTRIES[name].make(setting))
    return made or tuple(_cover(setting))


def source(dataset: Dataset) -> str:
    """The line at the foot of every slide: where figures come from, with their editions, and their licence."""
    published, table = dataset.latest_published, dataset.latest_table
    editions = [
        f"{edition} ({french.short_month(dataset.reference_date(edition))})"
        for edition in dict.fromkeys((published, table))
    ]
    return french.typeset(
        f"Source : DINUM, Panorama des grands projets numériques, éd. {french.listing(editions)}. Licence Ouverte 2.0."
    )


def file_title(setting: Setting) -> str:
    """The title of a file: the service, and the selection."""
    return printable(f"{contents.SERVICE} – {setting.state.selection.in_words(setting.dataset)}")
