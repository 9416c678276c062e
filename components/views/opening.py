"""What a view opens with: what it shows and of what date, the verdict, and at most three large figures."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import NamedTuple

from components.addresses.view_state import ViewState
from components.markup import Component, html
from components.views.blocks import nothing_selected
from components.views.view import Part, View
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection, latest_edition_covered
from data.questions.key_figures import KeyFigure, Verdict, key_figures, verdict, when

OPENING = "ouverture"
"""Name of the part."""
_LARGE = ("cout-total", "ecart-budgetaire", "ecart-calendaire")
_LARGE_OF_SELECTION = ("projets", "cout-total", "duree-moyenne")
_LEAST_MEAN = 5.0
"""Mean change in percent from which a median near zero is worth saying."""
_NEARLY_NOTHING = 1.0


class Contents(NamedTuple):
    """What a view opens with: two sentences, at most three large figures, and the others."""

    lede: str
    verdict: str
    figures: list[KeyFigure]
    others: Sequence[KeyFigure] = ()


def opening(description: str, contents: Callable[[ViewState, Dataset], Contents] | None = None) -> Part:
    """The part that opens a view with this description: `[data-lede]`, `[data-verdict]` and at most three `[data-kpi]`.

    `contents` computes them where they are not those of the costs of the selection. For a selection without a project
    one message stands instead.
    """
    return partial(_opening, description, contents)


def _opening(
    description: str,
    contents: Callable[[ViewState, Dataset], Contents] | None,
    view: View,
    state: ViewState,
    dataset: Dataset,
) -> list[Component]:
    selection = replace(state.selection, project="")
    if view.is_empty(state.selection, dataset):
        return [_lede(lede(description, dataset, selection)), nothing_selected(view, state, dataset)]
    shown = contents(state, dataset) if contents else _of_selection(description, selection, dataset)
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


def _of_selection(description: str, selection: Selection, dataset: Dataset) -> Contents:
    figures = {figure.name: figure for figure in key_figures(dataset, selection)}
    large = [figures.pop(name) for name in (_LARGE_OF_SELECTION if selection.filters_projects else _LARGE)]
    text = verdict_in_words(verdict(dataset, selection), dataset)
    others = [figure for figure in figures.values() if figure.value is not None]
    return Contents(lede(description, dataset, selection), text, large, others)


def lede(description: str, dataset: Dataset, selection: Selection) -> str:
    """One sentence: what is shown, and of what date."""
    subject = description.rstrip(".")
    mark = "," if ":" in subject else " :"
    table = latest_edition_covered(dataset, selection)
    projects = f"détail par projet de {when(dataset, table)}" if table else "aucun détail par projet"
    if selection.filters_projects:
        date = f"en {when(dataset, table)}" if table else "sans tableau de projets"
        return f"{subject}{mark} projets de la sélection, {date}."
    editions = dataset.editions.loc[dataset.editions["edition"] <= dataset.latest_published, "edition"]
    published = max(filter(selection.covers, editions), default=None)
    figures = f"chiffres de {when(dataset, published)}, " if published else ""
    return f"{subject}{mark} {figures}{projects}."


def verdict_in_words(claims: Verdict, dataset: Dataset) -> str:
    """One sentence, the best story that the claims hold, each claim under its month."""
    text = _published(claims, dataset) or _calculated(claims, dataset)
    return french.typeset(f"{french.capitalised(text)}.")


def _published(claims: Verdict, dataset: Dataset) -> str:
    """The published drift beside the calculated mean; « mais » where they move apart. Empty where it is not known."""
    if not claims.published:
        return ""
    edition, value = claims.published
    text = f"{_in(dataset, edition)}, l'écart budgétaire publié"
    if since := claims.lowest_since or claims.highest_since:
        end = "bas" if claims.lowest_since else "haut"
        text += f", {_pct(value)}, est au plus {end} depuis {when(dataset, since)}"
    elif claims.before:
        text += f" est de {_pct(value)}, contre {_pct(claims.before[1])} {_in(dataset, claims.before[0])}"
    else:
        text += f" est de {_pct(value)}"
    if claims.mean is None or claims.edition is None:
        return text
    date, mean = _in(dataset, claims.edition), _rounded(claims.mean)
    if not claims.mean_before or _rounded(claims.mean_before[1]) == mean:
        return f"{text} ; {date}, l'évolution moyenne calculée est {_of(mean)}"
    before, former = claims.mean_before[0], _rounded(claims.mean_before[1])
    is_apart = claims.before and (value < claims.before[1]) == (mean > former)
    return (
        f"{text} ; {'mais' if is_apart else 'et'} l'évolution moyenne calculée passe {_of(former)} "
        f"{_in(dataset, before)} à {_change(mean)} {date}"
    )


def _calculated(claims: Verdict, dataset: Dataset) -> str:
    if claims.edition is None:
        return "aucun tableau de projets n'est disponible pour ces éditions"
    date = _in(dataset, claims.edition)
    if not claims.projects:
        seen = f" ; le dernier à y répondre est de {when(dataset, claims.last_seen)}" if claims.last_seen else ""
        return f"{date}, aucun projet ne répond à cette sélection{seen}"
    if claims.total is None or claims.first_total is None:
        if claims.projects == 1:
            return f"{date}, le coût du seul projet affiché n'est pas publié"
        return f"{date}, aucun des {claims.projects} projets affichés n'a de coût publié"
    if claims.mean is None or claims.median is None or claims.weighted is None:
        amount = f"{french.total_meur(claims.total)}, {_against(claims.total, claims.first_total)}"
        if claims.projects == 1:
            return f"{date}, le coût publié du seul projet affiché est de {amount}"
        among = f" sur {claims.projects}" if claims.known < claims.projects else ""
        have = "projet{} a un coût publié" if claims.known == 1 else "projets{} ont un coût publié"
        return f"{date}, {claims.known} {have.format(among)}, {amount}"
    mean, weighted, median = map(_rounded, (claims.mean, claims.weighted, claims.median))
    more = f"{_more(mean)} que" if mean else "autant que"
    text = f"{date}, {claims.known} projets coûtent en moyenne {more} leur premier coût publié"
    if mean * weighted < 0:
        return f"{text} ; mais, ensemble, ils coûtent {_more(weighted)}"
    if mean >= _LEAST_MEAN and 0 <= median <= _NEARLY_NOTHING:
        half = f"le dépassent de {_pct(median)} au plus" if median else "ne le dépassent pas, ou à peine"
        return f"{text} ; mais la moitié d'entre eux {half}"
    return text


def _against(total: float, first: float) -> str:
    difference = total - first
    if abs(difference) < 0.05:
        return "autant que la première fois"
    return f"soit {french.meur(abs(difference))} de {'plus' if difference > 0 else 'moins'} que la première fois"


def _more(change: float) -> str:
    return f"{_pct(abs(change))} de {'plus' if change > 0 else 'moins'}"


def _change(change: float) -> str:
    return _pct(change) if change >= 0 else f"une baisse de {_pct(-change)}"


def _of(change: float) -> str:
    return f"de {_pct(change)}" if change >= 0 else f"d'une baisse de {_pct(-change)}"


def _rounded(change: float) -> float:
    """A change as it is written: what a sentence says of it must hold for the figure beside it."""
    return round(change, 1) + 0.0


def _pct(value: float) -> str:
    return french.pct(value, signed=False)


def _in(dataset: Dataset, edition: int) -> str:
    return french.in_month(edition, dataset.reference_date(edition))


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
    source = f", {first.origin}" if first.source == "presse" else ""
    values = ", ".join(f"{figure.label.lower()} {figure.text}" for figure in figures)
    return html.Span(
        french.typeset(french.capitalised(f"{state}{first.month}{source} : {values}.")),
        className="ensemble-etat" if first.is_state_wide else None,
    )
