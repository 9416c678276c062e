"""What a view opens with: what it shows and of what date, the verdict, and at most three large figures."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import NamedTuple

from components.addresses.view_state import ViewState
from components.markup import Component, html
from components.views.blocks import nothing_selected
from components.views.view import Body, ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered
from data.questions.key_figures import (
    LARGE,
    LARGE_OF_SELECTION,
    KeyFigure,
    Verdict,
    key_figures,
    selection_figures,
    verdict,
    when,
)

OPENING = "ouverture"
"""Name of the part."""
_LARGE_OF_SCHEDULE = ("ecart-calendaire", "duree-moyenne", "projets")
_LARGE_OF_MOVES = ("projets", "entrants", "sortants")
_BUDGET, _SCHEDULE, _MOVES = "ecart-budgetaire", "ecart-calendaire", "entrants-sortants"
_DRIFTS = {_BUDGET: "budget", _SCHEDULE: "schedule"}
"""Chart whose verdict is that of a drift → the drift; of any other chart it is the first of its sentences."""
_LEAST_MEAN = 5.0
"""Mean change in percent from which a median near zero is worth saying."""
_NEARLY_NOTHING = 1.0


class Contents(NamedTuple):
    """What a view opens with: two sentences, at most three large figures, and the others."""

    lede: str
    verdict: str
    figures: list[KeyFigure]
    others: Sequence[KeyFigure] = ()


def opening(
    subject: str, contents: Callable[[ViewState, Dataset], Contents] | None = None, verdict_of: str = _BUDGET
) -> Body:
    """The part that opens a view: `[data-lede]`, `[data-verdict]` and at most three `[data-kpi]`.

    The lede says the `subject` and its dates, the verdict is that of a chart; `contents` computes both, and the
    figures, where they are those of something else. For a selection without a project one message stands instead.
    """
    return partial(_opening, subject, contents, verdict_of)


def _opening(
    subject: str,
    contents: Callable[[ViewState, Dataset], Contents] | None,
    verdict_of: str,
    view: View,
    state: ViewState,
    dataset: Dataset,
    chart_of: ChartOf,
) -> list[Component]:
    selection = replace(state.selection, project="")
    text = lede(subject, dataset, selection, has_series=view.has_series or _MOVES in view.charts)
    if view.is_empty(state.selection, dataset):
        return [_lede(text), nothing_selected(view, state, dataset)]
    if contents:
        shown = contents(state, dataset)
    else:
        is_drift = verdict_of in _DRIFTS
        claims = verdict(dataset, selection, _DRIFTS[verdict_of]) if is_drift else None
        words = verdict_in_words(claims, dataset) if claims else chart_of(verdict_of).narrative.sentences[0]
        shown = Contents(text, words, *_figures(view, verdict_of, dataset, selection))
    figures = [_figure(figure) for figure in shown.figures]
    quiet = html.P(_quiet(shown.others), className="chiffres-autres")
    return [
        _lede(shown.lede),
        html.P(french.typeset(shown.verdict), className="verdict", **{"data-verdict": ""}),
        *([html.Ul(figures, className="chiffres", **{"aria-label": "Chiffres clés"})] if figures else []),
        *([quiet] if shown.others else []),
    ]


def _lede(text: str) -> html.P:
    return html.P(french.typeset(text), className="chapeau", **{"data-lede": ""})


def _figures(
    view: View, verdict_of: str, dataset: Dataset, selection: Selection
) -> tuple[list[KeyFigure], list[KeyFigure]]:
    """The large figures of a view, and the others: those of the projects alone where it has no published series."""
    is_of_moves = _MOVES in view.charts
    table = latest_edition_covered(dataset, selection)
    if table and not (view.has_series or is_of_moves):
        figures = {figure.name: figure for figure in selection_figures(dataset, selection, table)}
        return [figures[name] for name in LARGE_OF_SELECTION], []
    large = _LARGE_OF_SCHEDULE if verdict_of == _SCHEDULE else LARGE
    large = LARGE_OF_SELECTION if selection.filters_projects else large
    figures = {figure.name: figure for figure in key_figures(dataset, selection)}
    first = [figures.pop(name) for name in (_LARGE_OF_MOVES if is_of_moves else large)]
    return first, [figure for figure in figures.values() if figure.value is not None]


def lede(subject: str, dataset: Dataset, selection: Selection, *, has_series: bool = True) -> str:
    """What is shown, over which years where there are published series, and of what dates: two sentences."""
    subject, table = subject.rstrip("."), latest_edition_covered(dataset, selection)
    is_published = has_series and not selection.filters_projects
    last = dataset.latest_published if is_published else table or 0
    covered = [each for each in dataset.editions["edition"].tolist() if each <= last and selection.covers(each)]
    years = sorted(date[:4] for edition in covered if (date := dataset.reference_date(edition)))
    if has_series and years:
        subject += f", de {years[0]} à {years[-1]}" if years[0] < years[-1] else f", en {years[0]}"
    until = f"jusqu'{_in(dataset, table)}" if table else ""
    if selection.filters_projects:
        return f"{subject}. Projets de la sélection, {until or 'sans tableau de projets'}."
    details = f"détail par projet {until}" if table else "aucun détail par projet"
    figures = f"chiffres de {when(dataset, max(covered))} ; " if is_published and covered else ""
    return f"{subject}. {french.capitalised(figures + details)}."


class _Words(NamedTuple):
    """How a drift is said: its name, what a project did, what some do, and the value with its gender."""

    name: str
    did: str
    do: str
    noun: str
    the: str
    e: str
    written: Callable[[float], str]


_WORDS = {
    "budget": _Words("budgétaire", "coûtait", "coûtent", "coût", "le", "", french.meur),
    "schedule": _Words("calendaire", "devait durer", "doivent durer", "durée", "la", "e", french.years),
}


def verdict_in_words(claims: Verdict, dataset: Dataset) -> str:
    """One sentence or two, the best story that the claims hold, each claim under its month."""
    sentences = _published(claims, dataset) or _calculated(claims, dataset)
    return french.typeset(" ".join(f"{french.capitalised(text)}." for text in sentences))


def _published(claims: Verdict, dataset: Dataset) -> list[str]:
    """The published drift, then the calculated mean; « pourtant » where they move apart. Empty where it is unknown."""
    if not claims.published:
        return []
    edition, value = claims.published
    words = _WORDS[claims.drift]
    text = f"{_in(dataset, edition)}, l'écart {words.name} publié"
    if since := claims.lowest_since or claims.highest_since:
        end = "bas" if claims.lowest_since else "haut"
        text += f", {_pct(value)}, est le plus {end} des chiffres comparables depuis {when(dataset, since)}"
    elif claims.before:
        text += f" est de {_pct(value)}, contre {_pct(claims.before[1])} {_in(dataset, claims.before[0])}"
    else:
        text += f" est de {_pct(value)}"
    if claims.mean is None or claims.edition is None:
        return [text]
    date, mean = _in(dataset, claims.edition), _rounded(claims.mean)
    more = f"{_more(mean)} qu'" if mean else "autant qu'"
    date = "à cette date" if claims.edition == edition else date
    mean_text = f"{date}, un projet {words.did} en moyenne {more}à sa première publication"
    if not claims.mean_before or _rounded(claims.mean_before[1]) == mean:
        return [text, mean_text]
    before, former = claims.mean_before[0], _rounded(claims.mean_before[1])
    was = _pct(abs(former)) if mean * former > 0 else _more(former) if former else "autant"
    lead = "pourtant, " if claims.is_apart else ""
    return [text, f"{lead}{mean_text}, contre {was} {_in(dataset, before, claims.edition)}"]


def _calculated(claims: Verdict, dataset: Dataset) -> list[str]:
    if claims.edition is None:
        return ["aucun tableau de projets n'est disponible pour ces éditions"]
    date, words = _in(dataset, claims.edition), _WORDS[claims.drift]
    noun, the, e = words.noun, words.the, words.e
    if not claims.projects:
        seen = [f"le dernier à y répondre est de {when(dataset, claims.last_seen)}"] if claims.last_seen else []
        return [f"{date}, aucun projet ne répond à cette sélection", *seen]
    if claims.total is None or claims.first_total is None:
        if claims.projects == 1:
            return [f"{date}, {the} {noun} du seul projet affiché n'est pas publié{e}"]
        return [f"{date}, aucun des {claims.projects} projets affichés n'a de {noun} publié{e}"]
    if claims.mean is None or claims.median is None or claims.weighted is None:
        return [f"{date}, {_of_few(claims, words)}"]
    mean, weighted, median = map(_rounded, (claims.mean, claims.weighted, claims.median))
    more = f"{_more(mean)} que" if mean else "autant que"
    first = "la première durée publiée" if e else "leur premier coût publié"
    among = f" sur {claims.projects}" if claims.known < claims.projects else ""
    text = f"{date}, {claims.known} projets{among} {words.do} en moyenne {more} {first}"
    if mean * weighted < 0 and not e:
        return [text, f"mais, ensemble, ils {words.do} {_more(weighted)}"]
    if mean >= _LEAST_MEAN and 0 <= median <= _NEARLY_NOTHING:
        half = f"{the} dépassent de {_pct(median)} au plus" if median else f"ne {the} dépassent pas, ou à peine"
        return [text, f"mais la moitié d'entre eux {half}"]
    return [text]


def _of_few(claims: Verdict, words: _Words) -> str:
    """What is said of too few projects for a mean: their sum for costs, for durations how many grew."""
    total, first = claims.total or 0.0, claims.first_total or 0.0
    size = abs(total - first)
    against = "autant que la première fois"
    if size >= 0.05:
        against = f"soit {words.written(size)} de {'plus' if total > first else 'moins'} que la première fois"
    if claims.projects == 1:
        value = french.total_meur(total) if not words.e else words.written(total)
        return f"{words.the} {words.noun} publié{words.e} du seul projet affiché est de {value}, {against}"
    among = f" sur {claims.projects}" if claims.known < claims.projects else ""
    known = french.count(claims.known, f"projet{among} a", f"projets{among} ont")
    if words.e:
        more = f"{claims.more or 'aucun'} {'ne ' * (not claims.more)}{'doit' if claims.more < 2 else 'doivent'} durer"
        return f"{known} une durée publiée ; {more} plus que la première fois"
    return f"{known} un coût publié, {french.total_meur(total)}, {against}"


def _more(change: float) -> str:
    return f"{_pct(abs(change))} de {'plus' if change > 0 else 'moins'}"


def _rounded(change: float) -> float:
    """A change as it is written: what a sentence says of it must hold for the figure beside it."""
    return round(change, 1) + 0.0


def _pct(value: float) -> str:
    return french.pct(value, signed=False)


def _in(dataset: Dataset, edition: int, beside: int = 0) -> str:
    """« en juillet 2021 », « en juillet » beside another edition of that year."""
    date = dataset.reference_date(edition)
    text = french.in_month(edition, date)
    is_same_year = beside and date and date[:4] == dataset.reference_date(beside)[:4]
    return text.removesuffix(f" {date[:4]}") if is_same_year else text


def _figure(figure: KeyFigure) -> html.Li:
    detail = ", ".join(filter(None, (figure.month, figure.origin)))
    content = [
        html.Strong(figure.text, className="chiffre-valeur"),
        html.Span(figure.label, className="chiffre-nom"),
        html.Span(french.typeset(detail), className="chiffre-detail"),
    ]
    value = "" if figure.value is None else f"{figure.value:.10g}"
    attributes = {"data-kpi": figure.name, "data-value": value, "data-edition": str(figure.edition)}
    return html.Li(content, className="chiffre", **attributes, **{"data-source": figure.source})


def _quiet(figures: Sequence[KeyFigure]) -> list[Component]:
    """The other figures in one line, those of one date together; those of the whole State marked."""
    groups = groupby(sorted(figures, key=_origin), key=_origin)
    return [_group(list(group)) for _, group in groups]


def _origin(figure: KeyFigure) -> tuple[bool, int, str]:
    return figure.is_state_wide, -figure.edition, figure.origin


def _group(figures: list[KeyFigure]) -> html.Span:
    first = figures[0]
    state = "Ensemble de l'État, " if first.is_state_wide else ""
    source = f" ({first.origin})" if first.source == "presse" else ""
    values = ", ".join(f"{figure.label.lower()} {figure.text}" for figure in figures)
    return html.Span(
        french.typeset(french.capitalised(f"{state}{first.month}{source} : {values}.")),
        className="ensemble-etat" if first.is_state_wide else None,
    )
