"""Comparer: two editions, their totals, and by name every project that makes the difference."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.addresses import ids
from components.addresses.links import project_href
from components.addresses.view_state import COMMON_ONLY, ViewState, filters_query
from components.charts.passage import STEPS
from components.filters.controls import check_box, select
from components.html.elements import bullets, card, plain_table, scroll_region
from components.views import blocks, changes
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.model.filters import edition_name
from data.model.selection import Selection
from data.questions.comparison import Comparison, compare, pair

PATH = "/comparer"
MOST_LINKS = 20
"""Projects of a group listed line by line; beyond, they are named on one line, so that the page stays light."""
FIELDS = ("ministries", "phases", "functional_areas", "is_interministerial", "cost_bands", "text")
"""The filters of the view: its range of editions is that of the two selects."""


def body(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Component]:
    """The two editions, the filters, the totals, the waterfall, and the lists."""
    if pair(dataset, state.selection, None, None) is None:
        return [html.P("Il faut les tableaux de deux éditions pour les comparer.", className="avis")]
    common_only = check_box("communs", COMMON_ONLY, "Projets communs seulement", is_checked=state.selection.common_only)
    before = edition_controls(state.selection, dataset)
    return [
        html.P(
            "Pourquoi le total a-t-il changé d'une édition à l'autre : les entrées, les sorties et les réévaluations, "
            "projet par projet.",
            className="chapeau",
        ),
        *blocks.filters(view, state, dataset, before=before, after={"communs": common_only}),
        blocks.part(view, "comparaison", state, dataset),
        blocks.cards(view, state, dataset, chart_of),
        blocks.part(view, "comparaison-listes", state, dataset),
    ]


def edition_controls(selection: Selection, dataset: Dataset) -> dict[str, Component]:
    """The two selects of the editions compared; none where fewer than two have a table."""
    editions = pair(dataset, selection, selection.before, selection.after) or ()
    options = {
        str(edition): edition_name(edition, dataset.reference_date(edition)) for edition in dataset.editions_with_table
    }
    controls = zip((("de", "De l'édition"), ("a", "À l'édition")), editions, strict=False)
    return {name: select(name, label, options, str(edition)) for (name, label), edition in controls}


def compared(selection: Selection, dataset: Dataset) -> Selection:
    """The selection with the two editions that the view compares, whether or not its address names them."""
    before, after = pair(dataset, selection, selection.before, selection.after) or (None, None)
    return replace(selection, before=before, after=after)


def _comparison(state: ViewState, dataset: Dataset) -> Comparison | None:
    selection = state.selection
    editions = pair(dataset, selection, selection.before, selection.after)
    return None if editions is None else compare(dataset, selection, *editions, selection.common_only)


def totals(state: ViewState, dataset: Dataset) -> list[Component]:
    """The changes in words, the editions without a table in between, and the totals."""
    comparison = _comparison(state, dataset)
    if comparison is None:
        return []
    if comparison.frame.empty:
        return blocks.nothing_selected(PATH, state)
    return [
        card(
            changes.heading(comparison),
            *(html.P(french.typeset(text), className="avis") for text in _warnings(state, comparison)),
            bullets(changes.sentences(comparison, dataset), className="changements"),
            scroll_region(_totals_table(comparison), "Totaux des deux éditions"),
        )
    ]


def _warnings(state: ViewState, comparison: Comparison) -> list[str]:
    texts = []
    if state.selection.before is not None and state.selection.before == state.selection.after:
        texts.append(
            f"La même édition était demandée deux fois : la comparaison porte sur les éditions {comparison.before} et "
            f"{comparison.after}."
        )
    if missing := comparison.missing:
        first, last = missing[0], missing[-1]
        subject, verb = f"Le tableau de l'édition {first}", "n'est pas détenu"
        if first != last:
            is_run = len(missing) == last - first + 1
            editions = f"{first} à {last}" if is_run else french.listing([str(edition) for edition in missing])
            subject, verb = f"Les tableaux des éditions {editions}", "ne sont pas détenus"
        texts.append(
            f"{subject} {verb} : tout ce qui suit s'est passé entre les éditions {comparison.before} et "
            f"{comparison.after}, sans plus de précision ; un projet entré puis sorti dans l'intervalle n'apparaît pas."
        )
    return texts


def _totals_table(comparison: Comparison) -> html.Table:
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
        rows.append(_totals_row("Total imprimé par l'éditeur (M€)", *printed, decimals=1))
    texts = (f"Édition {comparison.before}", f"Édition {comparison.after}", "Différence")
    heads = [html.Td(), *(html.Th(text, scope="col") for text in texts)]
    return plain_table("Les totaux des deux éditions", heads, rows, "tableau totaux")


def _totals_row(label: str, before: float, after: float, decimals: int = 0) -> html.Tr:
    amounts = [french.number(value, decimals, fixed=decimals > 0) for value in (before, after)]
    difference = french.number(after - before, decimals, signed=True, fixed=decimals > 0)
    return html.Tr([html.Th(label, scope="row"), *map(html.Td, [*amounts, difference])])


@dataclass(frozen=True)
class _Group:
    """A group of projects; `words` is the text beside a name, a usual one stands on the page even when empty."""

    title: str
    note: str
    rows: pd.DataFrame
    words: Callable[[dict], str]
    is_usual: bool = True
    has_amount: bool = True


def lists(state: ViewState, dataset: Dataset) -> list[Component]:
    """Every project that makes the difference, by name and amount, in groups."""
    comparison = _comparison(state, dataset)
    if comparison is None or comparison.frame.empty:
        return []
    query = filters_query(state.selection)
    groups = [group for group in _groups(comparison, dataset) if group.is_usual or not group.rows.empty]
    return [html.Div([_group_card(group, query) for group in groups], className="groupes"), *_unchanged(comparison)]


def _groups(comparison: Comparison, dataset: Dataset) -> list[_Group]:
    earlier = dataset.projects[dataset.projects["edition"] < comparison.before]
    last_seen = earlier.groupby("project", observed=True)["edition"].max()
    names = dataset.vocabulary.names

    def entrant(line: dict) -> str:
        edition = last_seen.get(line["project"])
        return _cost(line["after_meur"]) + (f", de retour (déjà à l'édition {edition})" if edition else "")

    def leaver(line: dict) -> str:
        phase = "" if line["phase"] == "non-publie" else f", {names[line['phase']].lower()}"
        return f"{_cost(line['before_meur'])}{phase}"

    moves = not comparison.common_only
    of = comparison.of
    known = "Au panorama aux deux éditions."
    return [
        _Group("Entrants", "Absents de l'édition de départ.", of("entrant"), entrant, moves),
        _Group("Sortants", "Dernier coût et dernière phase connus. Motif non publié.", of("leaver"), leaver, moves),
        _Group("Réévalués à la hausse", "", of("up"), _revision),
        _Group("Réévalués à la baisse", "", of("down"), _revision),
        _Group("Fin prévue déplacée", _slip_note(comparison), comparison.slipped, _slip, has_amount=False),
        _Group("Coût nouvellement publié", "Le projet était là, sans coût.", of("newly_published"), _new_cost),
        _Group("Coût qui n'est plus publié", "Le projet est toujours là.", of("withheld"), _former_cost),
        _Group("Entrés dans la sélection", known, of("joined_selection"), entrant, is_usual=False),
        _Group("Sortis de la sélection", known, of("left_selection"), leaver, is_usual=False),
    ]


_STEP_OF = {name: step for step, name in STEPS.items()}


def _group_card(group: _Group, query: str) -> html.Section:
    amount = group.rows["amount_meur"].sum()
    worth = f", {french.meur(amount, signed=True)}" if group.has_amount and abs(amount) >= 0.05 else ""
    lines = group.rows.to_dict("records")
    items: list[object] = [
        [html.A(line["name"], href=project_href(line["project"], query)), french.typeset(f" : {group.words(line)}")]
        for line in lines[:MOST_LINKS]
    ]
    others = french.listing([f"{line['name']} ({group.words(line)})" for line in lines[MOST_LINKS:]])
    items += [french.typeset(f"et {others}.")] if others else []
    return card(
        f"{group.title} ({len(lines)}{worth})",
        html.P(french.typeset(group.note), className="sous-titre") if group.note and items else None,
        bullets(items) if items else html.P("Aucun."),
        className="carte groupe",
        # Where the bar of the waterfall leads; the planned ends that moved have no bar.
        **({"id": ids.group(_STEP_OF[group.title])} if group.title in _STEP_OF else {}),
    )


def _cost(value: float) -> str:
    return "coût non publié" if french.is_missing(value) else french.meur(value)


def _new_cost(line: dict) -> str:
    return french.meur(line["after_meur"])


def _former_cost(line: dict) -> str:
    return f"{french.meur(line['before_meur'])} auparavant"


def _revision(line: dict) -> str:
    change = french.meur(line["amount_meur"], signed=True)
    return f"{french.number(line['before_meur'], 1)} → {french.meur(line['after_meur'])} ({change})"


def _slip_note(comparison: Comparison) -> str:
    unit = " Un mois d'écart, qui peut tenir au passage des jours aux mois à l'édition 8, n'est pas compté."
    return "Un début déplacé la déplace aussi." + (unit if comparison.slip_rounding_months else "")


def _slip(line: dict) -> str:
    slip, start, duration = (line[f"{part}_months"] for part in ("slip", "start_change", "duration_change"))
    return french.months(slip) + (f" (début {french.months(start)}, durée {french.months(duration)})" if start else "")


def _unchanged(comparison: Comparison) -> list[Component]:
    unchanged, never = comparison.of("unchanged"), comparison.of("never_published")
    texts = []
    if not unchanged.empty:
        verb = "garde son coût" if len(unchanged) == 1 else "gardent leur coût"
        texts.append(f"{french.count(len(unchanged), 'projet')} {verb}, à 0,05 M€ près.")
    if not never.empty:
        verb = "n'a" if len(never) == 1 else "n'ont"
        names = french.listing(never["name"].astype(str).tolist())
        texts.append(f"{french.count(len(never), 'projet')} {verb} de coût publié à aucune des deux ({names}).")
    return [html.P(french.typeset(" ".join(texts)), className="source")] if texts else []
