"""« Ce qui a changé » between two editions: two or three sentences, generated from the comparison alone."""

from collections.abc import Mapping

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.addresses.links import Links
from components.addresses.view_state import ViewState
from components.html.elements import bullets, card
from data.model import french
from data.model.dataset import Dataset
from data.questions.comparison import Comparison, compare, pair

MOST_NAMES = 3
"""Names listed of a group; the others are counted."""


def summary(state: ViewState, dataset: Dataset) -> list[Component]:
    """The card of the latest change, with a link to all of it; nothing where there is nothing to compare."""
    editions = pair(dataset, state.selection, None, None)
    comparison = compare(dataset, state.selection, *editions) if editions else None
    if comparison is None or comparison.frame.empty:
        return []
    href = Links(state.selection, ()).comparison(comparison.before, comparison.after)
    link = html.A("Comparer ces deux éditions, projet par projet", href=href)
    changes = bullets(sentences(comparison, dataset), className="changements")
    before, after = (french.month(dataset.reference_date(edition)) for edition in editions or ())
    title = f"Ce qui a changé entre {before} et {after}"
    return [card(title, changes, html.P(link), className="carte changements-carte")]


def heading(comparison: Comparison) -> str:
    """The heading of the changes between two editions."""
    return f"Ce qui a changé entre les éditions {comparison.before} et {comparison.after}"


def sentences(comparison: Comparison, dataset: Dataset) -> list[str]:
    """Two or three sentences, true of the comparison: the totals, who came and went, whose cost moved."""
    texts = [_totals(comparison, dataset)]
    texts += [] if comparison.common_only else [_movements(comparison)]
    both = comparison.frame[["before_meur", "after_meur"]].notna().all(axis=1).any()
    none = "Aucun coût n'est réévalué." if both else "Aucun projet n'a de coût publié aux deux éditions."
    texts += [_groups(comparison, _REVISIONS) or none]
    return [french.typeset(french.capitalised(text)) for text in texts]


def _totals(comparison: Comparison, dataset: Dataset) -> str:
    before, after = comparison.total_before_meur, comparison.total_after_meur
    who = "des projets communs aux deux éditions" if comparison.common_only else "publiés par projet"
    change = after - before
    move = f"reste de {french.total_meur(after)}"
    if french.is_missing(change):
        editions = zip((comparison.before, comparison.after), (before, after), strict=True)
        unknown = french.listing([str(edition) for edition, total in editions if french.is_missing(total)])
        move = f"n'est pas comparable : coût non publié à l'édition {unknown}"
    elif abs(change) >= 0.05:
        amounts = f"de {french.total_meur(before)} à {french.total_meur(after)}"
        move = f"passe {amounts} ({french.meur(change, signed=True)})"
    between = f"de {_dated(comparison.before, dataset)} à {_dated(comparison.after, dataset)}"
    text = f"{between}, la somme des coûts {who} {move}"
    printed = comparison.published_before_meur, comparison.published_after_meur
    if not any(french.is_missing(value) for value in printed):
        text += f" ; le total imprimé, de {french.total_meur(printed[0])} à {french.total_meur(printed[1])}"
    return f"{text}."


def _dated(edition: int, dataset: Dataset) -> str:
    return f"l'édition {edition} ({french.month(dataset.reference_date(edition))})"


_MOVEMENTS = {
    "entrant": ("entre", "entrent"),
    "leaver": ("sort", "sortent"),
    "joined_selection": ("rejoint la sélection", "rejoignent la sélection"),
    "left_selection": ("quitte la sélection", "quittent la sélection"),
}
_REVISIONS = {
    "up": ("est réévalué à la hausse", "sont réévalués à la hausse"),
    "down": ("est réévalué à la baisse", "sont réévalués à la baisse"),
    "newly_published": ("voit son coût publié", "voient leur coût publié"),
    "withheld": ("n'a plus de coût publié", "n'ont plus de coût publié"),
}
"""Kind of a change → its verb, singular and plural."""


def _movements(comparison: Comparison) -> str:
    # A printed total is that of all projects: without any, there is a selection.
    whose = " de la sélection" if french.is_missing(comparison.published_after_meur) else ""
    reason = " Le motif des sorties n'est pas publié." if not comparison.of("leaver").empty else ""
    return (_groups(comparison, _MOVEMENTS) or f"Aucun projet{whose} n'entre ni ne sort.") + reason


def _groups(comparison: Comparison, verbs: Mapping[str, tuple[str, str]]) -> str:
    groups = [_group(comparison.of(kind), *forms) for kind, forms in verbs.items() if not comparison.of(kind).empty]
    return f"{french.listing(groups)}." if groups else ""


def _group(rows: pd.DataFrame, singular: str, plural: str) -> str:
    names = rows["name"].head(MOST_NAMES).astype(str).tolist()
    others = len(rows) - len(names)
    if others:
        names.append(french.count(others, "autre"))
    amount = rows["amount_meur"].sum()
    worth = f"{french.meur(amount, signed=True)}, " if abs(amount) >= 0.05 else ""
    verb = singular if len(rows) == 1 else plural
    return f"{french.count(len(rows), 'projet')} {verb} ({worth}{french.listing(names)})"
