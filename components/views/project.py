"""The page of one project: its facts, the values printed at each edition, its trajectory, its neighbours."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from components.addresses.links import project_href
from components.addresses.view_state import ViewState, filters_query, to_query
from components.charts.parts.tables import TableColumn, cell_text
from components.deck.blocks import Slide
from components.deck.dossier import project_page
from components.html.card import chart_card
from components.html.elements import bullets, card, plain_table, scroll_region
from components.markup import Component, html
from components.views import blocks
from components.views.opening import OPENING, Contents
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.model.filters import COST_BANDS
from data.model.selection import Selection
from data.questions.key_figures import KeyFigure, when
from data.questions.trajectoire import Presence, Rank, neighbours, presence, rank, rows_of, spans, start_changes

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
    TableColumn("cost_change_pct", "Coût depuis la 1ʳᵉ édition connue (%)", "pct"),
    TableColumn("slip_months", "Fin depuis la 1ʳᵉ connue (mois)", "months"),
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


def opening_contents(state: ViewState, dataset: Dataset) -> Contents:
    """What the page of a project opens with: its cost, its end, and how far both moved since they were first known."""
    slug, vocabulary = state.selection.project, dataset.vocabulary
    rows = rows_of(dataset, slug)
    if rows.empty:
        return Contents("Aucun tableau ne contient ce projet.", "", [])
    last, known = rows.iloc[-1], rows[rows["cost_meur"].notna()]
    month = when(dataset, int(last["edition"]))
    where = f"{last['ministry_name']}, phase : {vocabulary.names[str(last['phase'])].lower()}, en {month}"
    summary = vocabulary.projects.details[slug].rstrip(".")
    # The latest known: a cost may be withheld again.
    priced = last if known.empty else known.iloc[-1]
    return Contents(
        f"{summary} ({where})." if summary else f"{where}.",
        f"{vocabulary.projects.names[slug]} : {_cost_in_words(known, dataset)} ; {_end_in_words(last)}.",
        [
            _figure("cout-total", "Coût complet estimé", priced, "cost_meur", french.cost, dataset),
            _figure("evolution-cout", "Évolution calculée du coût", priced, "cost_change_pct", french.pct, dataset),
            _figure("decalage", "Décalage de la fin prévue", last, "slip_months", french.months, dataset),
        ],
    )


def _cost_in_words(known: pd.DataFrame, dataset: Dataset) -> str:
    if known.empty:
        return "coût non publié"
    (first, cost), editions = known["cost_meur"].iloc[[0, -1]], known["edition"].iloc[[0, -1]]
    then, now = (when(dataset, int(edition)) for edition in editions)
    text, change = f"{french.cost(cost)} estimés en {now}", cost - first
    if abs(change) >= 0.05:
        return f"{text}, {french.meur(abs(change))} de {'plus' if change > 0 else 'moins'} qu'en {then}"
    return f"{text}, autant qu'en {then}" if len(known) > 1 else text


def _end_in_words(last: pd.Series) -> str:
    if french.is_missing(last["end"]):
        return "date de fin non publiée"
    slip, end = last["slip_months"], french.month(last["end"])
    if french.is_missing(slip) or slip == 0:
        return f"fin prévue en {end}"
    return f"fin {'repoussée' if slip > 0 else 'avancée'} de {french.months(abs(slip), signed=False)}, à {end}"


def _figure(
    name: str, label: str, line: pd.Series, column: str, written: Callable[[float], str], dataset: Dataset
) -> KeyFigure:
    value, edition = line[column], int(line["edition"])
    number, text = (None, french.NOT_PUBLISHED) if french.is_missing(value) else (float(value), written(value))
    source = "editeur" if column == "cost_meur" else "calcul"
    return KeyFigure(name, label, number, text, edition, "", source, when(dataset, edition))


def body(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Component]:
    """Everything known of the project of the address."""
    slug = state.selection.project
    rows, where = rows_of(dataset, slug), presence(dataset, slug)
    query, chart_query = filters_query(state.selection), to_query(ViewState(Selection(project=slug)))
    where_now = html.Div([_sheet(dataset, rows.iloc[-1]), *_rank(dataset, slug), *_notes(rows)], className="fiche")
    charts = [chart_card(chart_of(name), dataset, chart_query) for name in view.charts]
    permanent = html.A(project_href(slug), href=project_href(slug))
    return [
        html.P(
            [
                html.A("Tous les projets de la sélection", href=f"/projets{query}"),
                " ",
                html.A("Une page pour un comité (PDF)", href=f"/export/projet/{slug}.pdf", download=""),
            ],
            className="retour",
        ),
        blocks.part(view, OPENING, state, dataset, chart_of),
        *(html.P(french.typeset(notice), className="avis") for notice in _presence_notices(dataset, where)),
        html.Div([*charts, where_now], className="projet-et-fiche"),
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


def _sheet(dataset: Dataset, last: pd.Series) -> html.Section:
    """The facts of the latest edition that has the project."""
    names, edition = dataset.vocabulary.names, int(last["edition"])
    facts = (
        ("Ministère", str(last["ministry_name"])),
        ("Phase", names[str(last["phase"])]),
        ("Début", french.month(last["start"])),
        ("Fin prévue", french.month(last["end"])),
        ("Durée prévue", french.years(last["planned_duration_years"])),
        ("Interministériel", "oui" if last["is_interministerial"] else "non"),
        ("Zone fonctionnelle", names[str(last["functional_area"])]),
        ("Programmes", str(last["programmes"]) or french.NOT_PUBLISHED),
    )
    terms = [html.Div([html.Dt(term), html.Dd(value)]) for term, value in facts]
    return card(f"Fiche, en {when(dataset, edition)}", html.Dl(terms, className="faits"))


def page_slide(dataset: Dataset, slug: str, chart_of: ChartOf) -> Slide:
    """The page of a project for a committee, in the words of its view."""
    opening = opening_contents(ViewState(Selection(project=slug)), dataset)
    found = rank(dataset, slug)
    ranks = [f"{_peers(found, dataset)}.", *(words for _, words in _ranks(found))] if found else []
    return project_page(chart_of("trajectoire"), slug, opening.verdict, ranks)


def _rank(dataset: Dataset, slug: str) -> list[Component]:
    """The place of the project among comparable ones; nothing where there are too few."""
    found = rank(dataset, slug)
    if found is None:
        return []
    selection = Selection(phases=(found.phase,), cost_bands=(found.cost_band,) if found.cost_band else ())
    address = f"/projets{filters_query(replace(selection, since=found.edition, until=found.edition))}"
    date = html.P([html.A(_peers(found, dataset), href=address), "."])
    # The style sheet draws each place among the others.
    places = [html.Li(words, style={"--rang": str(at), "--sur": str(found.projects)}) for at, words in _ranks(found)]
    return [card("Parmi les projets comparables", html.Ul(places), date, className="carte rang")]


def _peers(found: Rank, dataset: Dataset) -> str:
    band = f", {COST_BANDS[found.cost_band][0]}" if found.cost_band else ""
    phase = dataset.vocabulary.names[found.phase].lower()
    return f"Les {found.projects} projets de la phase « {phase} »{band} en {when(dataset, found.edition)}"


def _ranks(found: Rank) -> list[tuple[int, str]]:
    """Each position that is known, and its words."""
    return [
        (position, french.typeset(_ranked(position, found.projects, *words)))
        for position, words in zip((found.cost, found.cost_change, found.slip), _RANKS, strict=True)
        if position
    ]


_RANKS = (
    ("le plus coûteux", "plus coûteux"),
    ("la plus forte hausse du coût", "plus forte hausse du coût"),
    ("la fin la plus repoussée", "plus long report de la fin"),
)


def _ranked(position: int, projects: int, first: str, other: str) -> str:
    text = first if position == 1 else f"{position}ᵉ {other}"
    return french.capitalised(f"{text} sur {projects}")


def _notes(rows: pd.DataFrame) -> list[Component]:
    sentences = [*_start_sentences(rows), *_withheld_sentence(rows)]
    return [bullets(map(french.typeset, sentences), className="source")] if sentences else []


def _start_sentences(rows: pd.DataFrame) -> list[str]:
    return [
        f"Début changé entre les éditions {change['previous_edition']} et {change['edition']}, de "
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
        f"Tous ceux de {when(dataset, edition)} : {dataset.vocabulary.names[ministry]}",
        href=f"/projets{filters_query(Selection(ministries=(ministry,), since=edition, until=edition))}",
    )
    text = html.P(f"{number} {french.in_month(edition, dataset.reference_date(edition))}.")
    return card("Même ministère", text, bullets(links, className="noms"), html.P(every))
