"""Comparer: two editions, their totals, and by name every project that makes the difference."""

from collections.abc import Callable

import dash_bootstrap_components as dbc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.addresses import ids
from components.addresses.view_state import COMMON_ONLY, ViewState, filters_query
from components.charts.passage import STEPS
from components.filters.filters import select
from components.views import blocks, changes
from components.views.project_table import project_href
from components.views.view import Draw, View
from data.model import french
from data.model.dataset import Dataset
from data.model.filters import edition_name
from data.questions.comparison import Comparison, compare, pair

PATH = "/comparer"
MOST_LINKS = 20
"""Projects of a group listed line by line; beyond, they are named on one line, so that the page stays light."""
FIELDS = ("ministries", "phases", "functional_areas", "is_interministerial", "cost_bands", "text")
"""The filters of the view: its range of editions is that of the two selects."""


def body(view: View, state: ViewState, dataset: Dataset, draw: Draw) -> list[Component]:
    """The two editions, the filters, the totals, the waterfall, and the lists."""
    editions = pair(dataset, state.selection, state.selection.before, state.selection.after)
    if editions is None:
        return [html.P("Il faut les tableaux de deux éditions pour les comparer.", className="avis")]
    return [
        html.P(
            "Pourquoi le total a-t-il changé d'une édition à l'autre : les entrées, les sorties et les réévaluations, "
            "projet par projet.",
            className="chapeau",
        ),
        *blocks.filters(view, state, dataset, before=_choice(dataset, editions), after=[_common(state)]),
        blocks.part(view, "comparaison", state, dataset, draw),
        blocks.cards(view, state, dataset, draw),
        blocks.part(view, "comparaison-listes", state, dataset, draw),
    ]


def _choice(dataset: Dataset, editions: tuple[int, int]) -> list[Component]:
    options = [
        {"label": edition_name(edition, dataset.reference_date(edition)), "value": str(edition)}
        for edition in dataset.held_editions
    ]
    return [
        select("de", "De l'édition", options, str(editions[0])),
        select("a", "À l'édition", options, str(editions[1])),
    ]


def _common(state: ViewState) -> Component:
    return dbc.Checklist(
        id=ids.filter_control("communs"),
        name="communs",
        options=[{"label": "Projets communs seulement", "value": COMMON_ONLY}],
        value=[COMMON_ONLY] if state.selection.common_only else [],
        className="filtre-case",
    )


def compared(state: ViewState, dataset: Dataset) -> Comparison | None:
    """What the address compares, None where there are not two editions."""
    editions = pair(dataset, state.selection, state.selection.before, state.selection.after)
    return None if editions is None else compare(dataset, state.selection, *editions, state.selection.common_only)


def totals(state: ViewState, dataset: Dataset, _draw: Draw) -> list[Component]:
    """What changed in words, what is missing in between, and the totals."""
    comparison = compared(state, dataset)
    if comparison is None:
        return []
    if comparison.frame.empty:
        return blocks.nothing_selected(PATH, state)
    return [
        html.Section(
            [
                html.H2(f"Ce qui a changé entre les éditions {comparison.before} et {comparison.after}"),
                *_missing(state, comparison),
                html.Ul(
                    [html.Li(sentence) for sentence in changes.sentences(comparison, dataset)], className="changements"
                ),
                _totals_table(comparison),
            ],
            className="carte",
        )
    ]


def _missing(state: ViewState, comparison: Comparison) -> list[Component]:
    texts = []
    if state.selection.before is not None and state.selection.before == state.selection.after:
        texts.append(
            f"La même édition était demandée deux fois : la comparaison porte sur les éditions {comparison.before} et "
            f"{comparison.after}."
        )
    if comparison.missing:
        first, last = comparison.missing[0], comparison.missing[-1]
        editions = f"des éditions {first} à {last}" if first != last else f"de l'édition {first}"
        if len(comparison.missing) < last - first + 1:
            editions = f"des éditions {french.listing([str(edition) for edition in comparison.missing])}"
        verb = "ne sont pas détenus" if first != last else "n'est pas détenu"
        noun = "Les tableaux" if first != last else "Le tableau"
        texts.append(
            f"{noun} {editions} {verb} : tout ce qui suit s'est passé entre les éditions {comparison.before} et "
            f"{comparison.after}, sans plus de précision ; un projet entré puis sorti dans l'intervalle n'apparaît pas."
        )
    return [html.P(french.typeset(text), className="avis") for text in texts]


def _totals_table(comparison: Comparison) -> html.Div:
    frame = comparison.frame
    before = frame[frame["is_before"]]
    after = frame[frame["is_after"]]
    lines: list[tuple[str, float, float, Callable[..., str]]] = [
        ("Projets de la sélection", float(len(before)), float(len(after)), french.number),
        ("dont avec un coût publié", float(before["before_meur"].notna().sum()),
         float(after["after_meur"].notna().sum()), french.number),
        ("Somme des coûts publiés par projet (M€)", comparison.total_before_meur, comparison.total_after_meur, _tenths),
        ("Total imprimé par l'éditeur (M€)", comparison.published_before_meur, comparison.published_after_meur,
         _tenths),
    ]  # fmt: skip
    # The printed total is that of the whole panorama: with a filter on there is none to give.
    shown = [line for line in lines if not french.is_missing(line[1]) or not french.is_missing(line[2])]
    head = ["", f"Édition {comparison.before}", f"Édition {comparison.after}", "Différence"]
    return html.Div(
        html.Table(
            [
                html.Caption("Les totaux des deux éditions"),
                html.Thead(html.Tr([html.Td(), *(html.Th(text, scope="col") for text in head[1:])])),
                html.Tbody([_totals_line(*line) for line in shown]),
            ],
            className="tableau totaux",
        ),
        className="defile",
        tabIndex="0",
        role="region",
        **{"aria-label": "Totaux des deux éditions"},
    )


def _tenths(value: float, *, signed: bool = False) -> str:
    return french.number(value, 1, signed=signed, fixed=True)


def _totals_line(label: str, before: float, after: float, written: Callable[..., str]) -> html.Tr:
    difference = written(after - before, signed=True)
    return html.Tr([html.Th(label, scope="row"), *(html.Td(text) for text in (written(before), written(after))),
                    html.Td(difference)])  # fmt: skip


def lists(state: ViewState, dataset: Dataset, _draw: Draw) -> list[Component]:
    """Every project that makes the difference, by name and amount, in groups."""
    comparison = compared(state, dataset)
    if comparison is None or comparison.frame.empty:
        return []
    back = _seen_before(dataset, comparison.before)
    query = filters_query(state.selection)

    def entrant(line: dict) -> str:
        seen = back.get(line["project"])
        return _cost(line["after_meur"]) + (f", de retour (déjà à l'édition {seen})" if seen else "")

    def left(line: dict) -> str:
        phase = "" if line["phase"] == "non-publie" else f", {names[line['phase']].lower()}"
        return f"{_cost(line['before_meur'])}{phase}"

    names = dataset.vocabulary.names
    groups: list[tuple[str, str, pd.DataFrame, Callable[[dict], str]]] = [
        ("Entrants", "Absents de l'édition de départ.", comparison.of("entrant"), entrant),
        ("Sortants", "Dernier coût et dernière phase connus. Motif non publié.", comparison.of("leaver"), left),
        ("Réévalués à la hausse", "", comparison.of("up"), _revision),
        ("Réévalués à la baisse", "", comparison.of("down"), _revision),
        ("Fin prévue déplacée", _slip_note(comparison), comparison.slipped, _slip),
        ("Coût nouvellement publié", "Le projet était là, sans coût.", comparison.of("newly_published"),
         lambda line: french.meur(line["after_meur"])),
        ("Coût qui n'est plus publié", "Le projet est toujours là.", comparison.of("withheld"),
         lambda line: f"{french.meur(line['before_meur'])} auparavant"),
        ("Entrés dans la sélection", "Au panorama aux deux éditions.", comparison.of("joined_selection"), entrant),
        ("Sortis de la sélection", "Au panorama aux deux éditions.", comparison.of("left_selection"), left),
    ]  # fmt: skip
    usual = 7
    return [
        html.Div(
            [
                _group(*group, query)
                for position, group in enumerate(groups)
                if not group[2].empty or (position < usual and not (comparison.common_only and position < 2))
            ],
            className="groupes",
        ),
        *_quiet(comparison),
    ]


def _seen_before(dataset: Dataset, edition: int) -> dict[str, int]:
    earlier = dataset.projects[dataset.projects["edition"] < edition]
    return {str(name): int(last) for name, last in earlier.groupby("project", observed=True)["edition"].max().items()}


_STEP_OF = {name: step for step, name in STEPS.items()}


def _group(title: str, text: str, rows: pd.DataFrame, said: Callable[[dict], str], query: str) -> html.Section:
    amount = rows["amount_meur"].sum()
    worth = f", {french.meur(amount, signed=True)}" if said is not _slip and abs(amount) >= 0.05 else ""
    lines = rows.to_dict("records")
    items = [
        html.Li([html.A(line["name"], href=project_href(line["project"], query)), french.typeset(f" : {said(line)}")])
        for line in lines[:MOST_LINKS]
    ]
    if others := [f"{line['name']} ({said(line)})" for line in lines[MOST_LINKS:]]:
        items.append(html.Li(french.typeset(f"et {french.listing(others)}.")))
    return html.Section(
        [
            html.H2(f"{title} ({len(rows)}{worth})"),
            html.P(french.typeset(text), className="sous-titre") if text and items else None,
            html.Ul(items) if items else html.P("Aucun."),
        ],
        className="carte groupe",
        # Where the bar of the waterfall leads; the planned ends that moved have no bar.
        **({"id": ids.group(_STEP_OF[title])} if title in _STEP_OF else {}),
    )


def _cost(value: float) -> str:
    return "coût non publié" if french.is_missing(value) else french.meur(value)


def _revision(line: dict) -> str:
    return (
        f"{french.number(line['before_meur'], 1)} → {french.meur(line['after_meur'])} "
        f"({french.meur(line['amount_meur'], signed=True)})"
    )


def _slip_note(comparison: Comparison) -> str:
    unit = " Un mois d'écart, qui peut tenir au passage des jours aux mois à l'édition 8, n'est pas compté."
    return "Un début déplacé la déplace aussi." + (unit if comparison.slip_rounding_months else "")


def _slip(line: dict) -> str:
    text = french.months(line["slip_months"])
    if line["start_change_months"]:
        text += (
            f" (début {french.months(line['start_change_months'])}, "
            f"durée {french.months(line['duration_change_months'])})"
        )
    return text


def _quiet(comparison: Comparison) -> list[Component]:
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
