"""The page of one project: what it is, what was printed of it at each edition, its trajectory, its neighbours."""

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.addresses.view_state import ViewState, filters_query, to_query
from components.charts.parts.tables import Table, TableColumn, cell_text
from components.html.chart_card import chart_card
from components.views import blocks
from components.views.project_table import project_href
from components.views.view import Draw, Subject, View
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions.trajectoire import Presence, neighbours, presence, rows_of, spans, start_changes

PATH = "/projets/<projet>"
MOST_NEIGHBOURS = 12

_TABLE = Table(
    "Toutes les valeurs publiées, édition par édition",
    (
        TableColumn("edition", "Édition", "count"),
        TableColumn("reference_date", "Date", "month"),
        TableColumn("published_name", "Nom publié", "text"),
        TableColumn("published_ministry", "Ministère publié", "text"),
        TableColumn("phase_name", "Phase", "text"),
        TableColumn("start", "Début", "month"),
        TableColumn("planned_duration_years", "Durée prévue (ans)", "years"),
        TableColumn("end", "Fin prévue", "month"),
        TableColumn("cost_meur", "Coût complet estimé (M€)", "meur"),
        TableColumn("cost_change_pct", "Coût depuis la 1re édition connue (%)", "pct"),
        TableColumn("slip_months", "Fin depuis la 1re connue (mois)", "months"),
        TableColumn("functional_area_name", "Zone fonctionnelle", "text"),
        TableColumn("programmes", "Programmes", "text"),
    ),
)
_WORDS = ("published_name", "published_ministry", "phase_name", "functional_area_name", "programmes")


def subject(state: ViewState, dataset: Dataset) -> Subject | None:
    """The project of the address, None where no table has it."""
    family = dataset.vocabulary.projects
    if state.selection.project not in family.names or rows_of(dataset, state.selection.project).empty:
        return None
    name = family.names[state.selection.project]
    description = f"{name} : coût complet estimé, fin prévue, phases et ministères à chaque édition du panorama."
    return Subject(project_href(state.selection.project), name, french.typeset(description))


def body(view: View, state: ViewState, dataset: Dataset, draw: Draw) -> list[Component]:
    """Everything known of the project of the address."""
    rows = rows_of(dataset, state.selection.project)
    where = presence(dataset, state.selection.project)
    query = filters_query(state.selection)
    return [
        html.P(html.A("Tous les projets de la sélection", href=f"/projets{query}"), className="retour"),
        html.P(dataset.vocabulary.projects.details[state.selection.project], className="resume-projet"),
        *_presence_notice(dataset, where),
        _facts(dataset, rows.iloc[-1]),
        html.Section([html.H2("Ce qui a changé"), html.Ul(_changes(rows))], className="carte"),
        *_trajectory(view, state, dataset, draw),
        blocks.live(view, state),
        _over_time(dataset, rows),
        _values(dataset, rows, where),
        _neighbours(dataset, state.selection.project, query, rows.iloc[-1]),
        html.P(
            ["Adresse permanente de cette page", french.NBSP, ": ",
             html.A(project_href(state.selection.project), href=project_href(state.selection.project))],
            className="source",
        ),
    ]  # fmt: skip


def _presence_notice(dataset: Dataset, where: Presence) -> list[Component]:
    sentences = []
    if where.has_left:
        last, after = where.editions[-1], where.absent_from or 0
        text = f"Sorti du panorama après l'édition {last} ({french.month(dataset.reference_date(last))})"
        if after > last + 1:
            text += f", entre les éditions {last} et {after} : les tableaux intermédiaires ne sont pas détenus"
        sentences.append(f"{text}. Motif non publié. Voici le dernier état connu.")
    if where.gaps:
        sentences.append(f"Absent {_at(where.gaps)}, puis revenu. Motif non publié.")
    return [html.P(french.typeset(sentence), className="avis") for sentence in sentences]


def _facts(dataset: Dataset, last: pd.Series) -> html.Section:
    names = dataset.vocabulary.names
    edition = int(last["edition"])
    facts = (
        ("Ministère", str(last["ministry_name"])),
        ("Phase", names[str(last["phase"])]),
        ("Coût complet estimé", french.meur(last["cost_meur"])),
        ("Début", french.month(last["start"])),
        ("Durée prévue", french.years(last["planned_duration_years"])),
        ("Fin prévue", french.month(last["end"])),
        ("Interministériel", "oui" if last["is_interministerial"] else "non"),
        ("Zone fonctionnelle", names[str(last["functional_area"])]),
        ("Programmes", str(last["programmes"]) or french.NOT_PUBLISHED),
    )
    return html.Section(
        [
            html.H2(f"À l'édition {edition} ({french.month(dataset.reference_date(edition))})"),
            html.Dl([html.Div([html.Dt(term), html.Dd(value)]) for term, value in facts], className="faits"),
        ]
    )


def _changes(rows: pd.DataFrame) -> list[html.Li]:
    sentences = [_cost_sentence(rows), _end_sentence(rows), *_start_sentences(rows), *_withheld_sentence(rows)]
    return [html.Li(french.typeset(sentence)) for sentence in sentences]


def _cost_sentence(rows: pd.DataFrame) -> str:
    known = rows[rows["cost_meur"].notna()]
    if known.empty:
        return "Coût : non publié, à aucune édition détenue."
    first, last = known.iloc[0], known.iloc[-1]
    if len(known) == 1:
        return f"Coût : {french.meur(first['cost_meur'])}, publié à la seule édition {first['edition']}."
    change = last["cost_meur"] - first["cost_meur"]
    verb = "inchangé" if abs(change) < 0.05 else f"réévalué de {french.meur(change, signed=True)}"
    rate = "" if abs(change) < 0.05 else f" ({french.pct(last['cost_change_pct'])})"
    return (
        f"Coût : {french.meur(first['cost_meur'])} à l'édition {first['edition']}, la première où il est publié, "
        f"{french.meur(last['cost_meur'])} à l'édition {last['edition']} : {verb}{rate}."
    )


def _end_sentence(rows: pd.DataFrame) -> str:
    known = rows[rows["end"].notna()]
    if known.empty:
        return "Fin prévue : non publiée, à aucune édition détenue."
    first, last = known.iloc[0], known.iloc[-1]
    slip = last["slip_months"]
    if len(known) == 1:
        return f"Fin prévue : {french.month(first['end'])}, connue à la seule édition {first['edition']}."
    verb = "inchangée" if slip == 0 else f"décalée de {french.months(slip)}"
    return (
        f"Fin prévue : {french.month(first['end'])} à l'édition {first['edition']}, {french.month(last['end'])} à "
        f"l'édition {last['edition']} : {verb}."
    )


def _start_sentences(rows: pd.DataFrame) -> list[str]:
    return [
        f"Début déplacé entre les éditions {change['previous_edition']} et {change['edition']} : de "
        f"{french.month(change['before'])} à {french.month(change['after'])} ({french.months(change['months'])}), ce "
        "qui déplace aussi la fin."
        for change in start_changes(rows).to_dict("records")
    ]


def _withheld_sentence(rows: pd.DataFrame) -> list[str]:
    withheld = tuple(int(edition) for edition in rows.loc[rows["cost_meur"].isna(), "edition"])
    return [f"Coût non publié {_at(withheld)}."] if withheld and rows["cost_meur"].notna().any() else []


def _trajectory(view: View, state: ViewState, dataset: Dataset, draw: Draw) -> list[Component]:
    query = to_query(ViewState(Selection(project=state.selection.project)))
    return [chart_card(draw(name), dataset, query) for name in view.charts]


def _over_time(dataset: Dataset, rows: pd.DataFrame) -> html.Section:
    names = dataset.vocabulary.names
    blocks = (
        ("Noms publiés", spans(rows, "published_name")),
        ("Ministères publiés", spans(rows, "published_ministry")),
        ("Phases", [(names[slug], editions) for slug, editions in spans(rows, "phase")]),
    )
    return html.Section(
        [
            html.H2("Noms, ministères et phases"),
            html.Div(
                [
                    html.Div(
                        [html.H3(title), html.Ul([html.Li(f"{value}, {_at(editions)}") for value, editions in found])]
                    )
                    for title, found in blocks
                ],
                className="colonnes",
            ),
        ],
        className="carte",
    )


def _at(editions: tuple[int, ...]) -> str:
    """« à l'édition 8 », « aux éditions 1 à 6 et 8 »."""
    if len(editions) == 1:
        return f"à l'édition {editions[0]}"
    runs: list[list[int]] = []
    for edition in editions:
        if runs and edition == runs[-1][-1] + 1:
            runs[-1].append(edition)
        else:
            runs.append([edition])
    parts = [
        part
        for run in runs
        for part in ([f"{run[0]} à {run[-1]}"] if len(run) > 2 else [str(edition) for edition in run])
    ]
    return f"aux éditions {french.listing(parts)}"


def _values(dataset: Dataset, rows: pd.DataFrame, where: Presence) -> html.Section:
    names = dataset.vocabulary.names
    lines = rows.assign(
        phase_name=[names[slug] for slug in rows["phase"].astype(str)],
        functional_area_name=[names[slug] for slug in rows["functional_area"].astype(str)],
    ).to_dict("records")
    by_edition = {line["edition"]: line for line in lines}
    last = where.absent_from or where.editions[-1]
    shown = [edition for edition in dataset.held_editions if where.editions[0] <= edition <= last]
    return html.Section(
        [
            html.H2("Toutes les valeurs"),
            html.Div(
                html.Table(
                    [
                        html.Caption(_TABLE.caption),
                        html.Thead(html.Tr([_head(column) for column in _TABLE.columns])),
                        html.Tbody([_line(edition, by_edition.get(edition)) for edition in shown]),
                    ],
                    className="tableau",
                ),
                className="defile",
                tabIndex="0",
                role="region",
                **{"aria-label": "Toutes les valeurs"},
            ),
        ],
        className="carte",
    )


def _head(column: TableColumn) -> html.Th:
    return html.Th(column.header, scope="col", className="mots" if column.key in _WORDS else None)


def _line(edition: int, line: dict | None) -> html.Tr:
    _, *others = _TABLE.columns
    if line is None:
        return html.Tr(
            [html.Th(str(edition), scope="row"), html.Td("Absent du panorama", colSpan=len(others), className="mots")]
        )
    cells = [
        html.Td(_published(line[column.key], column.kind), className="mots" if column.key in _WORDS else None)
        for column in others
    ]
    return html.Tr([html.Th(str(edition), scope="row"), *cells])


def _published(value: object, kind: str) -> str:
    # Here a value that is missing was left out by the publisher: the edition's table is held.
    return french.NOT_PUBLISHED if french.is_missing(value) or value == "" else cell_text(value, kind)


def _neighbours(dataset: Dataset, project: str, query: str, last: pd.Series) -> html.Section:
    found = neighbours(dataset, project)
    shown = found.head(MOST_NEIGHBOURS).to_dict("records")
    edition = int(last["edition"])
    items = [html.Li(html.A(line["name"], href=project_href(line["project"], query))) for line in shown]
    slug = str(last["ministries"]).split("|")[0]
    more = html.P(
        html.A(f"Tous ceux de l'édition {edition} : {dataset.vocabulary.names[slug]}",
               href=f"/projets?ministere={slug}&depuis={edition}&jusqua={edition}")
    )  # fmt: skip
    text = f"{french.count(len(found), 'autre projet', 'autres projets')} du même portefeuille à l'édition {edition}."
    return html.Section(
        [html.H2("Même ministère"), html.P(text), html.Ul(items, className="noms"), more], className="carte"
    )
