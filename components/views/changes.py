"""« Ce qui a changé » between two editions: two or three sentences, generated from the comparison alone."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components.addresses.links import Links
from components.addresses.view_state import ViewState
from components.charts.parts.narrative import between, more_or_less
from components.html.elements import bullets, card, plain_table
from components.markup import Component, html
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.model.schema import Column, Kind
from data.questions.comparison import Comparison, compare, pair
from data.questions.key_figures import when
from data.questions.parts.editions import Line, breaks_between, with_value

MOST_NAMES = 3
"""Names listed of a group; the others are counted."""


def summary(_view: View, state: ViewState, dataset: Dataset, _chart_of: ChartOf) -> list[Component]:
    """The card of the latest change, with a link to all of it; nothing where there is nothing to compare."""
    editions = pair(dataset, state.selection, None, None)
    comparison = compare(dataset, state.selection, *editions) if editions else None
    if comparison is None or comparison.frame.empty:
        return []
    href = Links(state.selection, ()).comparison(comparison.before, comparison.after)
    link = html.A("Comparer ces deux éditions, projet par projet", href=href)
    changes = bullets(sentences(comparison, dataset), className="changements")
    return [card(heading(comparison, dataset), changes, html.P(link))]


def heading(comparison: Comparison, dataset: Dataset) -> str:
    """The heading of the changes between two editions."""
    return f"Ce qui a changé {between(dataset, comparison.before, comparison.after)}"


def verdict(comparison: Comparison, dataset: Dataset) -> str:
    """The change of the total between two editions and the group of projects that makes most of it, in one sentence."""
    change = comparison.total_after_meur - comparison.total_before_meur
    dates = between(dataset, comparison.before, comparison.after)
    subject = f"{french.capitalised(dates)}, la somme des coûts publiés"
    if french.is_missing(change):
        return f"{subject} n'est pas comparable : coût non publié à l'une des deux éditions."
    total = french.total_meur(comparison.total_after_meur)
    if abs(change) < 0.05:
        return f"{subject} reste de {total}."
    text = f"{subject} {'augmente' if change > 0 else 'baisse'} de {french.meur(abs(change))}, à {total}"
    amounts = {kind: comparison.amount(kind) for kind in _CAUSES}
    kind, amount = max(amounts.items(), key=lambda item: item[1] * change)
    number = len(comparison.of(kind))
    cause = _CAUSES[kind][number > 1]
    return f"{text}, d'abord par {cause if number == 1 else f'{number} {cause}'} ({french.meur(abs(amount))})."


_CAUSES = {
    "entrant": ("une entrée", "entrées"),
    "leaver": ("une sortie", "sorties"),
    "joined_selection": ("une entrée dans la sélection", "entrées dans la sélection"),
    "left_selection": ("une sortie de la sélection", "sorties de la sélection"),
    "up": ("une estimation relevée", "estimations relevées"),
    "down": ("une estimation réduite", "estimations réduites"),
    "newly_published": ("un coût publié pour la première fois", "coûts publiés pour la première fois"),
    "withheld": ("un coût qui n'est plus publié", "coûts qui ne sont plus publiés"),
}
"""Kind of a change → what makes the total move, singular and plural."""


def sentences(comparison: Comparison, dataset: Dataset) -> list[str]:
    """A few sentences, true of the comparison: the totals, who came and went, whose cost moved."""
    texts = [_totals(comparison, dataset), *_printed(comparison, dataset)]
    texts += [] if comparison.common_only else _movements(comparison)
    both = (comparison.frame["before_meur"].notna() & comparison.frame["after_meur"].notna()).any()
    none = "Aucun coût n'est réévalué." if both else "Aucun projet n'a de coût publié aux deux éditions."
    groups = _groups(comparison, _REVISIONS)
    texts += groups or [none]
    return [french.typeset(french.capitalised(text)) for text in texts]


def _totals(comparison: Comparison, dataset: Dataset) -> str:
    before, after = comparison.total_before_meur, comparison.total_after_meur
    who = "des projets communs aux deux éditions" if comparison.common_only else "publiés par projet"
    change = after - before
    move = f"reste de {french.total_meur(after)}"
    dates = {edition: dataset.reference_date(edition) for edition in (comparison.before, comparison.after)}
    if french.is_missing(change):
        editions = zip(dates.items(), (before, after), strict=True)
        unknown = [french.in_month(*date) for date, total in editions if french.is_missing(total)]
        move = f"n'est pas comparable : coût non publié {french.listing(unknown)}"
    elif abs(change) >= 0.05:
        amounts = f"de {french.total_meur(before)} à {french.total_meur(after)}"
        move = f"passe {amounts}, {more_or_less(change)}"
    return f"{between(dataset, *dates)}, la somme des coûts {who} {move}."


def _printed(comparison: Comparison, dataset: Dataset) -> list[str]:
    """The two printed totals, where they are known, and the break between them."""
    before, after = comparison.published_before_meur, comparison.published_after_meur
    if french.is_missing(before) or french.is_missing(after):
        return []
    names = breaks_between(dataset, "total_cost_meur", comparison.before, comparison.after)
    is_broken = f", avec une rupture de série entre les deux ({french.listing(names).lower()})" if names else ""
    return [f"Total annoncé : {french.total_meur(before)}, puis {french.total_meur(after)}{is_broken}."]


_MOVEMENTS = {
    "entrant": ("entre", "entrent"),
    "leaver": ("sort", "sortent"),
    "joined_selection": ("rejoint la sélection", "rejoignent la sélection"),
    "left_selection": ("quitte la sélection", "quittent la sélection"),
}
_REVISIONS = {
    "up": ("est réévalué à la hausse", "sont réévalués à la hausse"),
    "down": ("est réévalué à la baisse", "sont réévalués à la baisse"),
    "newly_published": ("publie un coût qui manquait", "publient un coût qui manquait"),
    "withheld": ("n'a plus de coût publié", "n'ont plus de coût publié"),
}
"""Kind of a change → its verb, singular and plural."""


def _movements(comparison: Comparison) -> list[str]:
    # A printed total is that of all projects: without any, there is a selection.
    whose = " de la sélection" if french.is_missing(comparison.published_after_meur) else ""
    texts = _groups(comparison, _MOVEMENTS) or [f"Aucun projet{whose} n'entre ni ne sort."]
    if "leaver" in comparison.by_kind:
        texts[-1] += " Le motif des sorties n'est pas publié."
    return texts


def _groups(comparison: Comparison, verbs: Mapping[str, tuple[str, str]]) -> list[str]:
    groups = comparison.by_kind
    return [f"{_group(groups[kind], *forms)}." for kind, forms in verbs.items() if kind in groups]


def _group(lines: list[Line], singular: str, plural: str) -> str:
    names = [line["name"] for line in lines[:MOST_NAMES]]
    others = len(lines) - len(names)
    if others:
        names.append(french.count(others, "autre"))
    amounts = [line["amount_meur"] for line in with_value(lines, "amount_meur")]
    worth = more_or_less(sum(amounts)) if amounts else "coût non publié"
    verb = singular if len(lines) == 1 else plural
    return f"{french.count(len(lines), 'projet')} {verb} ({french.listing(names)}) : {worth}"


def totals_table(comparison: Comparison) -> html.Table:
    """The totals of two editions, their difference first: it is what a narrow screen must show."""
    frame = comparison.frame
    before, after = frame[frame["is_before"]], frame[frame["is_after"]]
    known = before["before_meur"].notna().sum(), after["after_meur"].notna().sum()
    total = comparison.total_before_meur, comparison.total_after_meur
    rows = [
        _totals_row("Projets de la sélection", len(before), len(after)),
        _totals_row("dont avec un coût publié", *known),
        _totals_row("Somme des coûts publiés par projet (M€)", *total, decimals=1),
    ]
    # The printed total is that of the whole panorama: with a filter on there is none to give.
    printed = comparison.published_before_meur, comparison.published_after_meur
    if not all(french.is_missing(value) for value in printed):
        rows.append(_totals_row("Total annoncé par l'éditeur (M€)", *printed, decimals=1))
    texts = ("Différence", f"Édition {comparison.before}", f"Édition {comparison.after}")
    heads = [html.Td(), *(html.Th(text, scope="col") for text in texts)]
    return plain_table("Les totaux des deux éditions", heads, rows, "tableau totaux")


def _totals_row(label: str, before: float, after: float, decimals: int = 0) -> html.Tr:
    amounts = [french.number(value, decimals, fixed=decimals > 0) for value in (before, after)]
    difference = french.number(after - before, decimals, signed=True, fixed=decimals > 0)
    return html.Tr([html.Th(label, scope="row"), *map(html.Td, [difference, *amounts])])


KINDS = {
    "entrant": ("Entrants", "Entrant"),
    "leaver": ("Sortants", "Sortant"),
    "up": ("Réévalués à la hausse", "Réévalué à la hausse"),
    "down": ("Réévalués à la baisse", "Réévalué à la baisse"),
    "newly_published": ("Coût nouvellement publié", "Coût nouvellement publié"),
    "withheld": ("Coût qui n'est plus publié", "Coût qui n'est plus publié"),
    "joined_selection": ("Entrés dans la sélection", "Entré dans la sélection"),
    "left_selection": ("Sortis de la sélection", "Sorti de la sélection"),
    "unchanged": ("Fin prévue seule déplacée", "Coût inchangé"),
    "never_published": ("Coût jamais publié", "Coût non publié"),
}
"""Kind of a project → its group and its own name, in the order of the table; the last two where the end moved."""


def heads(comparison: Comparison, dataset: Dataset) -> dict[str, str]:
    """Column of the table of projects that make the difference, as in addresses → its header."""
    before, after = (when(dataset, edition) for edition in (comparison.before, comparison.after))
    return {
        "projet": "Projet",
        "difference": "Différence (M€)",
        "mouvement": "Mouvement",
        "avant": f"Coût en {before} (M€)",
        "apres": f"Coût en {after} (M€)",
        "decalage": "Fin prévue (mois)",
    }


def kind_in_words(line: dict[Any, Any], comparison: Comparison, dataset: Dataset) -> str:
    """What a project does between the two editions."""
    text, project = KINDS[line["kind"]][1], line["project"]
    if line["kind"] == "leaver" and line["phase"] != "non-publie":
        return f"{text} ({dataset.vocabulary.names[line['phase']].lower()})"
    if line["kind"] == "entrant":
        earlier = [each for each in dataset.tables if each < comparison.before and project in dataset.tables[each]]
        return f"{text}, de retour (déjà à l'édition {max(earlier)})" if earlier else text
    return text


def movements_in_file(
    rows: pd.DataFrame, comparison: Comparison, dataset: Dataset
) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """The rows with the columns and the order of the table on screen, as typed values."""
    names = {"projet": "name", "difference": "amount_meur", "mouvement": "movement", "avant": "before_meur",
             "apres": "after_meur", "decalage": "slip_months"}  # fmt: skip
    kinds: dict[str, Kind] = {"projet": "text", "mouvement": "text", "decalage": "integer"}
    columns = tuple(
        Column(names[slug], header, kinds.get(slug, "number"), "", header, "")
        for slug, header in heads(comparison, dataset).items()
    )
    texts = [kind_in_words(line, comparison, dataset) for line in rows.to_dict("records")]
    return rows.assign(movement=texts)[[column.name for column in columns]], columns


def slips(comparison: Comparison) -> str:
    """The planned ends that moved, in one sentence; empty where none did."""
    moved = comparison.slipped
    parts = []
    for rows, way in ((moved[moved["slip_months"] > 0], "recule"), (moved[moved["slip_months"] < 0], "avance")):
        if rows.empty:
            continue
        names = [
            f"{name}, {french.months(abs(months), signed=False)}"
            for name, months in zip(rows["name"], rows["slip_months"], strict=True)
        ]
        others = len(names) - MOST_NAMES
        words = names[:MOST_NAMES] + ([french.count(others, "autre")] if others > 0 else [])
        parts.append(f"{way} pour {french.count(len(rows), 'projet')} ({' ; '.join(words)})")
    return french.typeset(f"La fin prévue {french.listing(parts)}.") if parts else ""
