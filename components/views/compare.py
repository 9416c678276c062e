"""Comparer: two editions, their totals, and by name every project that makes the difference."""

from dataclasses import replace
from typing import Any

import pandas as pd

from components.addresses import ids
from components.addresses.links import project_href
from components.addresses.view_state import COMMON_ONLY, Listing, ViewState, filters_query, to_query
from components.files.exports import FileTable, table_of
from components.filters.controls import check_box, select
from components.html.elements import bullets, card, plain_table, scroll_region
from components.markup import Component, html
from components.views import blocks, changes
from components.views.opening import OPENING, Contents
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.model.filters import edition_name
from data.model.selection import Selection
from data.questions.comparison import ORDERS, Comparison, compare, pair, sorted_movements
from data.questions.key_figures import KeyFigure, when
from data.questions.parts.editions import records

PATH = "/comparer"
LINES = 25
"""Projects on a page of the table."""
USUAL = "mouvement"
_ANCHOR = "mouvements"
_TEXTS = ("projet", "mouvement")
FIELDS = ("ministries", "phases", "functional_areas", "is_interministerial", "cost_bands", "text")
"""The filters of the view: its range of editions is that of the two selects."""


def body(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Component]:
    """The two editions, the filters, the waterfall, the totals, the table of projects."""
    if pair(dataset, state.selection, None, None) is None:
        return [html.P("Il faut les tableaux de deux éditions pour les comparer.", className="avis")]
    common_only = check_box("communs", COMMON_ONLY, "Projets communs seulement", is_checked=state.selection.common_only)
    before = edition_controls(state.selection, dataset)
    return [
        blocks.part(view, OPENING, state, dataset, chart_of),
        *blocks.filters(view, state, dataset, before=before, after={"communs": common_only}),
        blocks.cards(view, state, dataset, chart_of),
        blocks.part(view, "comparaison", state, dataset, chart_of),
        blocks.part(view, "comparaison-listes", state, dataset, chart_of),
    ]


def edition_controls(selection: Selection, dataset: Dataset) -> dict[str, Component]:
    """The two selects of the editions compared; none where fewer than two have a table."""
    editions = pair(dataset, selection, selection.before, selection.after) or ()
    options = {
        str(edition): edition_name(edition, dataset.reference_date(edition)) for edition in dataset.editions_with_table
    }
    controls = zip((("de", "De l'édition"), ("a", "À l'édition")), editions, strict=False)
    return {name: select(name, label, options, str(edition)) for (name, label), edition in controls}


def _comparison(state: ViewState, dataset: Dataset) -> Comparison | None:
    selection = state.selection
    editions = pair(dataset, selection, selection.before, selection.after)
    return None if editions is None else compare(dataset, selection, *editions, selection.common_only)


def count(selection: Selection, dataset: Dataset) -> int:
    """Number of projects of a selection in either of the editions compared."""
    editions = pair(dataset, selection, selection.before, selection.after)
    return len(compare(dataset, selection, *editions, selection.common_only).frame) if editions else 0


def opening_contents(state: ViewState, dataset: Dataset) -> Contents:
    """What the view opens with: the difference of the totals and what makes most of it, who came and who went."""
    comparison = _comparison(state, dataset)
    if comparison is None:
        return Contents("Il faut les tableaux de deux éditions pour les comparer.", "", [])
    edition, month = comparison.after, when(dataset, comparison.after)

    def figure(name: str, label: str, value: float, text: str) -> KeyFigure:
        number = None if french.is_missing(value) else float(value)
        return KeyFigure(name, label, number, text, edition, "", "calcul", month)

    def moves(name: str, label: str, kind: str) -> KeyFigure:
        rows, amount = comparison.of(kind), comparison.amount(kind)
        worth = f", {french.meur(amount, signed=True)}" if abs(amount) >= 0.05 else ""
        return figure(name, f"{label}{worth}", len(rows), str(len(rows)))

    total = comparison.total_after_meur
    return Contents(
        f"Ce qui change {_dates(comparison, dataset)} : entrées, sorties et réévaluations, projet par projet.",
        changes.verdict(comparison, dataset),
        [
            figure("cout-total", "Somme des coûts publiés", total, french.total_meur(total)),
            moves("entrants", "Entrants", "entrant"),
            moves("sortants", "Sortants", "leaver"),
        ],
    )


def _dates(comparison: Comparison, dataset: Dataset) -> str:
    return f"entre {when(dataset, comparison.before)} et {when(dataset, comparison.after)}"


def totals(_view: View, state: ViewState, dataset: Dataset, _chart_of: ChartOf) -> list[Component]:
    """The changes in words, the editions without a table in between, and the totals."""
    comparison = _comparison(state, dataset)
    if comparison is None or comparison.frame.empty:
        return []
    return [
        card(
            changes.heading(comparison, dataset),
            *(html.P(french.typeset(text), className="avis") for text in _warnings(state, comparison)),
            bullets(changes.sentences(comparison, dataset), className="changements"),
            scroll_region(changes.totals_table(comparison), "Totaux des deux éditions"),
        )
    ]


def _warnings(state: ViewState, comparison: Comparison) -> list[str]:
    texts = []
    if not all(map(state.selection.covers, (comparison.before, comparison.after))):
        texts.append(
            "La plage d'éditions de la sélection ne s'applique pas ici : ce sont les deux éditions choisies qui sont "
            "comparées."
        )
    if state.selection.before is not None and state.selection.before == state.selection.after:
        texts.append(
            f"La même édition était demandée deux fois : la comparaison porte sur les éditions {comparison.before} et "
            f"{comparison.after}."
        )
    if missing := comparison.missing:
        first, last = missing[0], missing[-1]
        subject, verb = f"Le tableau de l'édition {first}", "n'est pas disponible"
        if first != last:
            is_run = len(missing) == last - first + 1
            editions = f"{first} à {last}" if is_run else french.listing([str(edition) for edition in missing])
            subject, verb = f"Les tableaux des éditions {editions}", "ne sont pas disponibles"
        texts.append(
            f"{subject} {verb} : tout ce qui suit s'est passé entre les éditions {comparison.before} et "
            f"{comparison.after}, sans plus de précision ; un projet entré puis sorti dans l'intervalle n'apparaît pas."
        )
    return texts


def movements(_view: View, state: ViewState, dataset: Dataset, _chart_of: ChartOf) -> list[Component]:
    """Every project that makes the difference, in one sortable table cut into pages."""
    comparison = _comparison(state, dataset)
    if comparison is None or comparison.frame.empty:
        return []
    rows, sort = _sorted(state, comparison), _sort(state)
    if rows.empty:
        return _unchanged(comparison)
    pages = -(-len(rows) // LINES)
    page = min(state.listing.page, pages)
    shown = rows.iloc[(page - 1) * LINES : page * LINES]
    # Where the bars of the waterfall lead: the first line of a group, its name where another page has it.
    firsts = {} if sort != USUAL else {line["kind"]: line["project"] for line in records(shown)[::-1]}
    table = plain_table(
        french.typeset(f"{french.count(len(rows), 'projet')} qui font la différence, {_dates(comparison, dataset)}"),
        [
            blocks.sortable_head(
                PATH, state, _ANCHOR, slug, header, is_number=slug not in _TEXTS, current=sort, usual=USUAL
            )
            for slug, header in changes.heads(comparison, dataset).items()
        ],
        [_line(line, comparison, dataset, firsts, filters_query(state.selection)) for line in records(shown)],
        "tableau projets mouvements",
    )
    notes = _slip_note(comparison) if comparison.slipped["start_change_months"].any() else ""
    return [
        html.H2("Les projets qui font la différence"),
        _groups(comparison, rows, state, firsts),
        scroll_region(table, "Projets qui font la différence", id=_ANCHOR),
        *blocks.pager(PATH, state, pages, _ANCHOR),
        blocks.table_files(PATH, state),
        html.P(french.typeset(f"Le motif des sorties n'est pas publié. {notes}"), className="source"),
        *_unchanged(comparison),
    ]


def _sorted(state: ViewState, comparison: Comparison) -> pd.DataFrame:
    order = list(changes.KINDS)
    return sorted_movements(comparison.decisive, _sort(state), order, is_descending=state.listing.is_descending)


def table_file(state: ViewState, dataset: Dataset) -> FileTable | None:
    """The table on screen, all its pages; None where there are no two editions to compare."""
    comparison = _comparison(state, dataset)
    if comparison is None:
        return None
    title = f"Projets qui font la différence {_dates(comparison, dataset)}"
    frame, columns = changes.movements_in_file(_sorted(state, comparison), comparison, dataset)
    return table_of("tableau", title, frame, columns, dataset, state.selection)


def _sort(state: ViewState) -> str:
    return state.listing.sort if state.listing.sort in ORDERS else USUAL


def _groups(comparison: Comparison, rows: pd.DataFrame, state: ViewState, firsts: dict[str, str]) -> html.Ul:
    """The groups, their number of projects and their amount, each a link to its first line."""
    items = []
    kinds = rows["kind"].tolist() if _sort(state) == USUAL else sorted(rows["kind"], key=list(changes.KINDS).index)
    for kind, (title, _) in changes.KINDS.items():
        if kind not in kinds:
            continue
        amount = comparison.amount(kind)
        worth = f", {french.meur(amount, signed=True)}" if abs(amount) >= 0.05 else ""
        text = french.typeset(f"{title} ({kinds.count(kind)}{worth})")
        listing = Listing(page=kinds.index(kind) // LINES + 1)
        query = to_query(replace(state, selection=replace(state.selection, project=""), listing=listing))
        link = html.A(text, href=f"{PATH}{query}#{ids.group(kind)}", target="_self")
        items.append(html.Li(link, **({} if kind in firsts else {"id": ids.group(kind)})))
    return html.Ul(items, className="noms")


def _line(
    line: dict[Any, Any], comparison: Comparison, dataset: Dataset, firsts: dict[str, str], query: str
) -> html.Tr:
    kind = line["kind"]
    anchor = {"id": ids.group(kind)} if firsts.get(kind) == line["project"] else {}
    cells = [
        html.Td(_amount(line["amount_meur"], signed=True), className="nombre"),
        html.Td(french.typeset(changes.kind_in_words(line, comparison, dataset))),
        *(
            html.Td(_amount(line[f"{side}_meur"]) if line[f"is_{side}"] else "", className="nombre")
            for side in ("before", "after")
        ),
        html.Td(_slip(line), className="nombre"),
    ]
    head = html.Th(html.A(line["name"], href=project_href(line["project"], query)), scope="row")
    return html.Tr([head, *cells], **anchor)


def _amount(value: float, *, signed: bool = False) -> str:
    return french.number(value, 1, signed=signed, fixed=True)


def _slip_note(comparison: Comparison) -> str:
    unit = " Un mois d'écart, qui peut tenir au passage des jours aux mois à l'édition 8, n'est pas compté."
    return "Un début déplacé déplace aussi la fin prévue." + (unit if comparison.slip_rounding_months else "")


def _slip(line: dict[Any, Any]) -> str:
    if not (line["is_before"] and line["is_after"]):
        return ""
    slip, start, duration = (line[f"{part}_months"] for part in ("slip", "start_change", "duration_change"))
    text = french.number(slip, signed=True)
    both = f" (début {french.number(start, signed=True)}, durée {french.number(duration, signed=True)})"
    return text + (both if start and slip and not french.is_missing(slip) else "")


def _unchanged(comparison: Comparison) -> list[Component]:
    unchanged, never = comparison.of("unchanged"), comparison.of("never_published")
    texts = []
    if unchanged:
        verb = "garde son coût" if len(unchanged) == 1 else "gardent leur coût"
        texts.append(f"{french.count(len(unchanged), 'projet')} {verb}, à 0,05 M€ près.")
    if never:
        verb = "n'a" if len(never) == 1 else "n'ont"
        names = french.listing([line["name"] for line in never])
        texts.append(f"{french.count(len(never), 'projet')} {verb} de coût publié à aucune des deux ({names}).")
    return [html.P(french.typeset(" ".join(texts)), className="source")] if texts else []
