"""ENTRIES: every slide is one entry here; the deck, its files, its address and its tests follow from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from components.addresses.site import LICENCE, SERVICE
from components.addresses.view_state import ViewState
from components.charts.catalogue import CHARTS
from components.charts.chart import ComputedChart, compute
from components.charts.parts.tables import printable
from components.deck import contents, summaries
from components.deck.blocks import Slide
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.comparison import pair


@dataclass(frozen=True)
class DeckRequest:
    """A request for a deck.

    Attributes:
        chart: Name of a chart → the chart computed for the selection of the address.
        verdict: The sentence that says what is true of the selection, as pages say it.
        changes: What changed between the two editions compared, in sentences.
        today: The date on the cover; None on pages, which are cached from one day to the next.
    """

    state: ViewState
    dataset: Dataset
    chart: Callable[[str], ComputedChart]
    verdict: str
    changes: Sequence[str]
    today: date | None = None


class Entry(NamedTuple):
    """A name in `diapos`, its label in a form, and its slides for a request, None where there is nothing to show."""

    name: str
    label: str
    slides: Callable[[DeckRequest], Sequence[Slide | None]]


def _entry(name: str, label: str, slide: Callable[..., Slide | None] = contents.chart_slide, *charts: str) -> Entry:
    """The entry of a slide made from charts, by default the one of the same name."""
    return Entry(name, label, lambda request: [slide(*map(request.chart, charts or (name,)))])


def _cover(request: DeckRequest) -> list[Slide]:
    state = request.state
    day = f"le {french.full_date(state.meeting)}" if state.meeting else ""
    meeting = french.capitalised(", ".join(filter(None, (printable(state.committee), day))))
    return [summaries.cover(request.dataset, state.selection, meeting, request.today)]


def _verdict(request: DeckRequest) -> list[Slide]:
    return [summaries.verdict(request.dataset, request.state.selection, request.verdict, request.changes)]


def _figures(request: DeckRequest) -> list[Slide]:
    return [summaries.figures(request.dataset, request.state.selection)]


def _contributions(request: DeckRequest) -> list[Slide | None]:
    """Between the editions of the cover, that the form of the page sends: without them a file would differ from it."""
    dataset, selection = request.dataset, replace(request.state.selection, project="")
    before, after = pair(dataset, selection, selection.before, selection.after) or (None, None)
    compared = replace(selection, before=before, after=after)
    is_same = compared == selection
    chart = request.chart("contributions") if is_same else compute(CHARTS["contributions"], dataset, compared)
    return [contents.who_explains(chart)]


def _projects(request: DeckRequest) -> list[Slide]:
    return [
        contents.project(compute(CHARTS["trajectoire"], request.dataset, Selection(project=slug)), slug)
        for slug in request.state.projects
    ]


ENTRIES = {
    entry.name: entry
    for entry in (
        Entry("titre", "Titre", _cover),
        Entry("verdict", "En bref", _verdict),
        Entry("chiffres", "Chiffres clés", _figures),
        _entry("cout-total", "Coût total"),
        _entry("ecart-calendaire", "Écart calendaire"),
        _entry("ecart-budgetaire", "Écart budgétaire"),
        _entry("passage", "Pourquoi le total change"),
        Entry("contributions", "Qui explique l'évolution", _contributions),
        _entry("reevaluations", "Plus fortes réévaluations", contents.reestimates),
        _entry("cout-delai", "Coût et délai"),
        _entry("entrants-sortants", "Entrants et sortants", contents.movements, "entrants-sortants", "passage"),
        _entry("attention", "Points d'attention", contents.caveats, "cout-total"),
        Entry("projets", "Projets choisis", _projects),
    )
}
"""Every slide by name, in the order of a whole deck."""

USUAL = ("titre", "verdict", "cout-total", "passage", "contributions", "ecart-calendaire", "attention", "projets")
"""The slides of a deck whose address does not choose, « modèle comité »: behind the cover what is true, the cost, why
it changed, who explains it, the delays, the limits; then the projects chosen, if any."""


def deck(request: DeckRequest) -> tuple[Slide, ...]:
    """The slides of an address, in its order; those without anything to show are left out.

    A selection without a project gives a deck that says so, instead of charts without marks.
    """
    selection, dataset = request.state.selection, request.dataset
    if selection.filters_projects and selection.apply(dataset).empty:
        return (*_cover(request), summaries.no_project(dataset, selection), *_projects(request))
    names = request.state.slides or USUAL
    slides = [slide for name in names for slide in ENTRIES[name].slides(request) if slide]
    return _distinct(slides or _cover(request))


def _distinct(slides: Sequence[Slide]) -> tuple[Slide, ...]:
    """The slides; one whose title another has before it says what it is about first."""
    titles: set[str] = set()
    distinct = []
    for slide in slides:
        is_repeated = slide.title in titles and slide.key in ENTRIES
        titles.add(slide.title)
        distinct.append(replace(slide, title=f"{ENTRIES[slide.key].label} : {slide.title}") if is_repeated else slide)
    return tuple(distinct)


def source(dataset: Dataset) -> str:
    """The line at the foot of every slide: source of the figures, their editions, their licence."""
    editions = [
        f"{edition} ({french.short_month(dataset.reference_date(edition))})"
        for edition in dict.fromkeys((dataset.latest_published, dataset.latest_table))
    ]
    return french.typeset(
        f"Source : DINUM, Panorama des grands projets numériques, éd. {french.listing(editions)}. {LICENCE}."
    )


def file_title(request: DeckRequest) -> str:
    """The title of a file: the service, and the selection."""
    return printable(f"{SERVICE} – {request.state.selection.in_words(request.dataset)}")
