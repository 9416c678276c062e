"""The page of one project: its facts, the values printed at each edition, its trajectory, its neighbours."""

from dataclasses import replace

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.addresses.links import project_href
from components.addresses.view_state import ViewState, filters_query, to_query
from components.charts.parts.narrative import REESTIMATE, at_edition, moved_meur, moved_months, moved_pct
from components.charts.parts.tables import TableColumn, cell_text
from components.html.card import chart_card
from components.html.elements import bullets, card, plain_table, scroll_region
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.trajectoire import Presence, neighbours, presence, rows_of, spans, start_changes

PATH = "/projets/<projet>"
MOST_NEIGHBOURS = 12

_EDITION, *_VALUES = (
    TableColumn("edition", "Édition", "count"),
    TableColumn("reference_date", "Date", "month"),
    TableColumn("published_name", "Nom publié", "text"),
    TableColumn("published_ministry", "Ministère publié", "text"),
    TableColumn("phase_name", "Phase", "text"),
    TableColumn("start", "Début", "month"),
    TableColumn("planned_duration_years", "Durée prévue (ans)", "years"),
    TableColumn("end", "Fin prévue", "month"),
    TableColumn("cost_meur", "Coût complet estimé (M€)", "cost"),
    TableColumn("cost_change_pct", "Coût depuis la 1re édition connue (%)", "pct"),
    TableColumn("slip_months", "Fin depuis la 1re connue (mois)", "months"),
    TableColumn("functional_area_name", "Zone fonctionnelle", "text"),
    TableColumn("programmes", "Programmes", "text"),
)


def view_of(view: View, slug: str, dataset: Dataset) -> View | None:
    """The view of one project, None where no table has it."""
    name = dataset.vocabulary.projects.names.get(slug)
    if name is None or rows_of(dataset, slug).empty:
        return None
    description = f"{name} : coût complet estimé, fin prévue, phases et ministères à chaque édition du panorama."
    return replace(view, path=project_href(slug), title=name, description=french.typeset(description))


def body(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Component]:
    """Everything known of the project of the address."""
    slug = state.selection.project
    rows, where = rows_of(dataset, slug), presence(dataset, slug)
    query, chart_query = filters_query(state.selection), to_query(ViewState(Selection(project=slug)))
    sentences = [_cost_sentence(rows), _end_sentence(rows), *_start_sentences(rows), *_withheld_sentence(rows)]
    permanent = html.A(project_href(slug), href=project_href(slug))
    return [
        html.P(html.A("Tous les projets de la sélection", href=f"/projets{query}"), className="retour"),
        html.P(dataset.vocabulary.projects.details[slug], className="resume-projet"),
        *(html.P(french.typeset(notice), className="avis") for notice in _presence_notices(dataset, where)),
        _facts(dataset, rows.iloc[-1]),
        card("Ce qui a changé", bullets(map(french.typeset, sentences))),
        *(chart_card(chart_of(name), dataset, chart_query) for name in view.charts),
        _over_time(dataset, rows),
        card("Toutes les valeurs", scroll_region(_values(dataset, rows, where), "Toutes les valeurs")),
        _neighbours(dataset, slug, query, rows.iloc[-1]),
        html.P(["Adresse permanente de cette page", french.NBSP, ": ", permanent], className="source"),
    ]


def _presence_notices(dataset: Dataset, where: Presence) -> list[str]:
    notices = []
    if where.has_left:
        last, after = where.editions[-1], where.absent_from or 0
        text = f"Sorti du panorama après l'édition {last} ({french.month(dataset.reference_date(last))})"
        if after > last + 1:
            text += f", entre les éditions {last} et {after} : les tableaux intermédiaires ne sont pas disponibles"
        notices.append(f"{text}. Motif non publié. Voici le dernier état connu.")
    if where.gaps:
        notices.append(f"Absent {_at(where.gaps)}, puis revenu. Motif non publié.")
    return notices


def _facts(dataset: Dataset, last: pd.Series) -> html.Section:
    names = dataset.vocabulary.names
    edition = int(last["edition"])
    facts = (
        ("Ministère", str(last["ministry_name"])),
        ("Phase", names[str(last["phase"])]),
        ("Coût complet estimé", french.cost(last["cost_meur"])),
        ("Début", french.month(last["start"])),
        ("Durée prévue", french.years(last["planned_duration_years"])),
        ("Fin prévue", french.month(last["end"])),
        ("Interministériel", "oui" if last["is_interministerial"] else "non"),
        ("Zone fonctionnelle", names[str(last["functional_area"])]),
        ("Programmes", str(last["programmes"]) or french.NOT_PUBLISHED),
    )
    heading = html.H2(f"À l'édition {edition} ({french.month(dataset.reference_date(edition))})")
    return html.Section(
        [heading, html.Dl([html.Div([html.Dt(term), html.Dd(value)]) for term, value in facts], className="faits")]
    )


def _cost_sentence(rows: pd.DataFrame) -> str:
    known = rows[rows["cost_meur"].notna()]
    if known.empty:
        return "Coût : non publié, dans aucun tableau disponible."
    first, last = known.iloc[0], known.iloc[-1]
    if len(known) == 1:
        return f"Coût : {french.cost(first['cost_meur'])}, publié une seule fois, {at_edition(first)}."
    change = last["cost_meur"] - first["cost_meur"]
    moved = f"estimation {moved_meur(change, words=REESTIMATE)} ({moved_pct(last['cost_change_pct'])})"
    return (
        f"Coût : {french.cost(first['cost_meur'])} {at_edition(first)}, la première où il est publié, puis "
        f"{french.cost(last['cost_meur'])} {at_edition(last)} : {'inchangé' if abs(change) < 0.05 else moved}."
    )


def _end_sentence(rows: pd.DataFrame) -> str:
    known = rows[rows["end"].notna()]
    if known.empty:
        return "Fin prévue : non publiée, dans aucun tableau disponible."
    first, last = known.iloc[0], known.iloc[-1]
    if len(known) == 1:
        return f"Fin prévue : {french.month(first['end'])}, connue une seule fois, {at_edition(first)}."
    return (
        f"Fin prévue : {french.month(first['end'])} d'après l'édition de {french.month(first['reference_date'])}, "
        f"{french.month(last['end'])} d'après celle de {french.month(last['reference_date'])} : fin "
        f"{moved_months(last['slip_months'])}."
    )


def _start_sentences(rows: pd.DataFrame) -> list[str]:
    return [
        f"Début déplacé entre les éditions {change['previous_edition']} et {change['edition']} : de "
        f"{french.month(change['before'])} à {french.month(change['after'])}, {_months(change['months'])}, ce qui "
        "déplace aussi la fin."
        for change in start_changes(rows).to_dict("records")
    ]


def _months(change: float) -> str:
    return f"{french.months(abs(change), signed=False)} plus {'tard' if change > 0 else 'tôt'}"


def _withheld_sentence(rows: pd.DataFrame) -> list[str]:
    withheld = tuple(int(edition) for edition in rows.loc[rows["cost_meur"].isna(), "edition"])
    return [f"Coût non publié {_at(withheld)}."] if withheld and rows["cost_meur"].notna().any() else []


def _over_time(dataset: Dataset, rows: pd.DataFrame) -> html.Section:
    names = dataset.vocabulary.names
    columns = (
        ("Noms publiés", spans(rows, "published_name")),
        ("Ministères publiés", spans(rows, "published_ministry")),
        ("Phases", [(names[slug], editions) for slug, editions in spans(rows, "phase")]),
    )
    content = [
        html.Div([html.H3(title), bullets(f"{value}, {_at(editions)}" for value, editions in values)])
        for title, values in columns
    ]
    return card("Noms, ministères et phases", html.Div(content, className="colonnes"))


def _at(editions: tuple[int, ...]) -> str:
    """« à l'édition 8 », « aux éditions 1 à 6 et 8 »."""
    return ("aux éditions " if len(editions) > 1 else "à l'édition ") + french.ranges(editions)


def _values(dataset: Dataset, rows: pd.DataFrame, where: Presence) -> html.Table:
    names = dataset.vocabulary.names
    lines = rows.assign(
        phase_name=[names[slug] for slug in rows["phase"].astype(str)],
        functional_area_name=[names[slug] for slug in rows["functional_area"].astype(str)],
    ).to_dict("records")
    by_edition = {line["edition"]: line for line in lines}
    last = where.absent_from or where.editions[-1]
    editions = [edition for edition in dataset.editions_with_table if where.editions[0] <= edition <= last]
    heads = [html.Th(column.header, scope="col", className=_cell_class(column)) for column in (_EDITION, *_VALUES)]
    return plain_table(
        "Toutes les valeurs publiées, édition par édition",
        heads,
        [_row(edition, by_edition.get(edition)) for edition in editions],
    )


def _cell_class(column: TableColumn) -> str | None:
    return "mots" if column.kind == "text" else None


def _row(edition: int, line: dict | None) -> html.Tr:
    cells = [html.Td("Absent du panorama", colSpan=len(_VALUES), className="mots")]
    if line is not None:
        cells = [html.Td(_text(line[column.key], column.kind), className=_cell_class(column)) for column in _VALUES]
    return html.Tr([html.Th(str(edition), scope="row"), *cells])


def _text(value: object, kind: str) -> str:
    # Here a value that is missing was left out by the publisher: the edition has a table.
    return french.NOT_PUBLISHED if french.is_missing(value) or value == "" else cell_text(value, kind)


def _neighbours(dataset: Dataset, project: str, query: str, last: pd.Series) -> html.Section:
    others = neighbours(dataset, project)
    edition, ministry = int(last["edition"]), str(last["ministries"]).split("|")[0]
    number = french.count(len(others), "autre projet", "autres projets")
    links = [
        html.A(line["name"], href=project_href(line["project"], query))
        for line in others.head(MOST_NEIGHBOURS).to_dict("records")
    ]
    every = html.A(
        f"Tous ceux de l'édition {edition} : {dataset.vocabulary.names[ministry]}",
        href=f"/projets{filters_query(Selection(ministries=(ministry,), since=edition, until=edition))}",
    )
    text = html.P(f"{number} du même portefeuille à l'édition {edition}.")
    return card("Même ministère", text, bullets(links, className="noms"), html.P(every))
