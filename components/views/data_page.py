"""Données: what can be downloaded, and how it compares with what was published."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from components.addresses.links import project_href
from components.addresses.site import LICENCE, LICENCE_ADDRESS
from components.addresses.view_state import ViewState, filters_query
from components.charts.parts.tables import Table, TableColumn
from components.html.elements import plain_table
from components.html.table import html_table
from components.markup import Component, html
from components.views import blocks
from components.views.text_pages import BLOCKS, link, text_page
from components.views.view import View
from data.model import french
from data.model.dataset import Dataset
from data.model.schema import PROJECTS
from data.questions.parts.editions import latest_printed, reconciliation, records

PATH = "/donnees"
ROWS_PER_PAGE = 20
"""Of the match table, and of the corrections."""


@dataclass(frozen=True)
class Standing:
    """What only the server knows of the files that it serves.

    Attributes:
        is_degraded: True while the source files are refused; the log says why.
        weights: `projets.csv` → bytes, of the files of the whole panorama.
        corrections: Lines of the log of corrections, oldest first.
        has_schema: True where the schema of the projects can be downloaded.
    """

    is_degraded: bool = False
    weights: Mapping[str, int] = field(default_factory=dict)
    corrections: Sequence[Mapping[str, str]] = ()
    has_schema: bool = False


_NONE = Standing()


def with_standing(view: View, standing: Standing) -> View:
    """The view of the data with the state of its files."""
    return replace(view, body=functools.partial(body, standing=standing))


def body(
    _view: object, state: ViewState, dataset: Dataset, _chart_of: object, standing: Standing = _NONE
) -> list[Component]:
    """The page, by default without what only the server knows."""
    query = filters_query(state.selection)
    matches, pages = _matches(state, dataset)
    return text_page(
        PATH,
        {
            "freshness": (blocks.freshness(dataset), "text"),
            "notices": ([*_problem(standing), *blocks.notices(state)], "block"),
            "selection": (state.selection.in_words(dataset), "text"),
            "is_filtered": (bool(query), "note"),
            "note": (blocks.ministry_note(state), "block"),
            "project_files": ([_files("projets", "Projets", query, standing)], "block"),
            "edition_files": ([_files("editions", "Éditions", query, standing)], "block"),
            "machine_files": (_machine_files(standing), "list"),
            "reconciliation": ((_reconciliation(dataset), "Rapprochement"), "table"),
            "coverage": ((_coverage(dataset), "Couverture"), "table"),
            "missing_tables": (_missing_tables(dataset), "block"),
            "matches": ((matches, "Table de correspondance"), "table"),
            "pager": (blocks.pager(PATH, state, pages, "correspondances"), "block"),
            "corrections": (_corrections(standing), "block"),
            "licence": ((LICENCE, LICENCE_ADDRESS), "link"),
            "updated": (dataset.reference_date(latest_printed(dataset)), "month"),
            "dataset": (dataset.id, "text"),
        },
    )


def _problem(standing: Standing) -> list[Component]:
    if not standing.is_degraded:
        return []
    text = (
        "Les derniers fichiers déposés n'ont pas pu être lus ; les données affichées sont celles de la dernière "
        "lecture réussie. Le motif est dans le journal du service."
    )
    title = html.P("Données non à jour", className="vide-titre")
    return [html.Div([title, html.P(french.typeset(text))], className="avis", role="alert")]


def _files(name: str, noun: str, query: str, standing: Standing) -> html.Ul:
    items = []
    for extension, label in blocks.FORMATS:
        file = f"{name}.{extension}"
        size = standing.weights.get(file)
        weight = f" – {french.number(max(1, round(size / 1000)))}{french.NBSP}ko" if size else ""
        text = french.typeset(f"{noun}, {label}{weight}")
        items.append(html.Li(html.A(text, href=f"/export/{file}{query}", target="_self", download="")))
    return html.Ul(items, className="fichiers")


def _machine_files(standing: Standing) -> list[Component]:
    schema = link("Schéma de la table des projets (Table Schema, JSON)", "/export/schema.json")
    return [*([schema] if standing.has_schema else []), link("Flux des éditions (Atom)", "/editions.atom")]


_RECONCILED = (
    ("projects", "Projets", "count", "months"),
    ("total_cost_meur", "Coût total (M€)", "meur", "pct"),
    ("mean_duration_years", "Durée (ans)", "years", "pct"),
)
"""Figure, its header, the kind of its values and that of its signed differences."""


def _reconciliation(dataset: Dataset) -> html.Table:
    lines = reconciliation(dataset).set_index("edition")
    lines = lines.assign(difference=lines["difference"].where(~lines["agrees"], 0.0))
    parts = ["published", "recomputed", "difference"]
    frame = pd.concat([group[parts].add_prefix(f"{figure}_") for figure, group in lines.groupby("figure")], axis=1)
    reasons = lines.groupby("edition")["reason"].agg(lambda reasons: " ".join(filter(None, reasons.unique())))
    columns = [TableColumn("edition", "Édition", "count")]
    for figure, label, kind, signed_kind in _RECONCILED:
        columns += [
            TableColumn(f"{figure}_published", f"{label} : annoncé", kind),
            TableColumn(f"{figure}_recomputed", "recalculé", kind),
            TableColumn(f"{figure}_difference", "écart", signed_kind),
        ]
    columns.append(TableColumn("reason", "Motif connu", "text"))
    caption = "Chiffres annoncés et chiffres recalculés à partir des tableaux de projets"
    frame = frame.assign(reason=reasons.replace("", "Aucun écart.")).reset_index()
    return html_table(records(frame), Table(caption, tuple(columns)))


_COVERED = ["start", "planned_duration_years", "cost_meur", "functional_area", "programmes"]


def _coverage(dataset: Dataset) -> html.Table:
    values = dataset.projects[_COVERED].astype(object)
    known = values.notna() & ~values.isin(["", "non-publie", "non-publiee"])
    by_edition = known.groupby(dataset.projects["edition"])
    sizes = by_edition.size()
    frame = by_edition.sum().astype(str).add(" sur " + sizes.astype(str), axis=0).assign(projects=sizes)
    labels = {column.name: column.label for column in PROJECTS}
    columns = [TableColumn("edition", "Édition", "count"), TableColumn("projects", "Projets", "count")]
    columns += [TableColumn(name, labels[name], "text") for name in _COVERED]
    return html_table(records(frame.reset_index()), Table("Valeurs publiées par édition", tuple(columns)))


def _missing_tables(dataset: Dataset) -> list[Component]:
    missing = [str(edition) for edition in dataset.editions["edition"] if edition not in dataset.editions_with_table]
    text = f"Tableaux de projets non disponibles : éditions {french.listing(missing)}."
    return [html.P(french.typeset(text))] if missing else []


def _matches(state: ViewState, dataset: Dataset) -> tuple[html.Table, int]:
    """One page of the names as printed, each with its project, and the number of pages."""
    family = dataset.vocabulary.projects
    ordered = sorted(family.labels, key=lambda line: (family.names[line[1][0]].casefold(), line[0].casefold()))
    pages = -(-len(ordered) // ROWS_PER_PAGE)
    page = min(state.listing.page, pages)
    heads = [html.Th(text, scope="col") for text in ("Nom publié", "Projet", "Motif")]
    rows = []
    for label, (slug, *_), reason in ordered[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]:
        project = html.A(family.names[slug], href=project_href(slug))
        why = french.typeset(reason or "même nom")
        rows.append(html.Tr([html.Th(label, scope="row"), html.Td(project), html.Td(why)]))
    caption = f"Noms publiés et projets suivis, {french.count(len(ordered), 'nom')}, page {page} sur {pages}"
    return plain_table(caption, heads, rows, "tableau donnees"), pages


def _corrections(standing: Standing) -> list[Component]:
    if not standing.corrections:
        return [html.P("Aucune correction à ce jour.")]
    names = ("date", "edition", "project", "column", "before", "after")
    headers = ("Date", "Édition", "Projet", "Colonne", "Avant", "Après")
    columns = tuple(TableColumn(name, header, "text") for name, header in zip(names, headers, strict=True))
    latest = [dict(line) for line in standing.corrections][::-1][:ROWS_PER_PAGE]
    table = html_table(latest, Table("Corrections, de la plus récente à la plus ancienne", columns))
    return BLOCKS["table"]((table, "Corrections"))
