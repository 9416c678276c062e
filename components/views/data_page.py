"""Données: what can be downloaded, and how it stands to what was published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.addresses.links import project_href
from components.addresses.view_state import ViewState, filters_query
from components.charts.parts.tables import Table, TableColumn
from components.files.exports import LICENCE, LICENCE_ADDRESS
from components.html.table import html_table
from components.views import blocks
from components.views.prose import link, section
from components.views.view import ChartOf, View
from data.model import french, measures
from data.model.dataset import Dataset
from data.model.schema import PROJECTS
from data.questions.reconcile import reconciliation

PATH = "/donnees"
MATCHES = 20
"""Lines of the match table on a page."""

_NOUNS = {"projets": "Projets", "editions": "Éditions"}
_FILES = (
    ("projets", "Projets, une ligne par projet et par édition"),
    ("editions", "Éditions, chiffres publiés et recalculés"),
)
_COVERED = ("start", "planned_duration_years", "cost_meur", "functional_area", "programmes")


@dataclass(frozen=True)
class Standing:
    """What only the server knows of the files that it serves.

    Attributes:
        problem: Why the source files are refused, empty when they are not.
        weights: `projets.csv` → bytes, of the files of the whole panorama.
        corrections: Lines of the log of corrections, oldest first.
        has_schema: True where the schema of the projects can be downloaded.
    """

    problem: str = ""
    weights: Mapping[str, int] = field(default_factory=dict)
    corrections: Sequence[Mapping[str, str]] = ()
    has_schema: bool = False


def with_standing(view: View, standing: Standing) -> View:
    """The view of the data, told how its files stand."""
    return replace(view, body=lambda view, state, dataset, _draw: _body(view, state, dataset, standing))


def body(view: View, state: ViewState, dataset: Dataset, _chart_of: ChartOf) -> list[Component]:
    """The page without what only the server knows."""
    return _body(view, state, dataset, Standing())


def _body(view: View, state: ViewState, dataset: Dataset, standing: Standing) -> list[Component]:
    return [
        html.P(blocks.freshness(dataset), className="chapeau"),
        *_problem(standing),
        *blocks.notices(state),
        _downloads(state, dataset, standing),
        _wide(_reconciliation(dataset)),
        _wide(_coverage(dataset)),
        _wide(_matches(state, dataset)),
        _corrections(standing),
        section(
            "Licence et attribution",
            [
                "Les données sont publiées par la Direction interministérielle du numérique (DINUM) sous ",
                link(LICENCE, LICENCE_ADDRESS),
                " : vous pouvez les reprendre en citant la source et la date.",
            ],
            f"Mention proposée : « DINUM, Panorama des grands projets numériques de l'État, mise à jour de "
            f"{french.month(dataset.reference_date(dataset.latest_published))}, jeu de données {dataset.id} ».",
        ),
    ]


def _wide(a_section: html.Section) -> html.Section:
    """The section at the whole width of the page, for its table."""
    a_section.className = "prose prose-large"
    return a_section


def _problem(standing: Standing) -> list[Component]:
    if not standing.problem:
        return []
    return [
        html.Div(
            [
                html.P("Données non à jour", className="vide-titre"),
                html.P(
                    "Les derniers fichiers déposés n'ont pas pu être lus ; les données affichées sont celles de la "
                    "dernière lecture réussie. Motif :"
                ),
                html.Ul([html.Li(line) for line in standing.problem.splitlines()]),
            ],
            className="avis",
            role="alert",
        )
    ]


def _downloads(state: ViewState, dataset: Dataset, standing: Standing) -> html.Section:
    query = filters_query(state.selection)
    words = state.selection.in_words(dataset)
    groups: list[Component] = []
    for name, title in _FILES:
        items = [html.Li(_file_link(name, form, label, query, standing)) for form, label in blocks.FORMATS]
        groups += [html.H3(title), html.Ul(items, className="fichiers")]
    other = [link("Flux des éditions (Atom)", "/editions.atom")]
    schema = [html.Li(link("Schéma de la table des projets (Table Schema, JSON)", "/export/schema.json"))]
    weight = " Les poids sont ceux des fichiers de tout le panorama." if query else ""
    return section(
        "Télécharger",
        f"Sélection : {words}.{weight}",
        *groups,
        html.H3("Pour les programmes"),
        html.Ul([*(schema if standing.has_schema else []), html.Li(other)], className="liste"),
    )


def _file_link(name: str, form: str, label: str, query: str, standing: Standing) -> html.A:
    size = standing.weights.get(f"{name}.{form}")
    weight = f" – {_weight(size)}" if size else ""
    return html.A(
        french.typeset(f"{_NOUNS[name]}, {label}{weight}"),
        href=f"/export/{name}.{form}{query}",
        target="_self",
        download="",
    )


def _weight(size: int) -> str:
    return f"{french.number(max(1, round(size / 1000)))}{french.NBSP}ko"


_RECONCILED = (
    ("projects", "Projets", "count"),
    ("total_cost_meur", "Coût total (M€)", "meur"),
    ("mean_duration_years", "Durée (ans)", "years"),
)


def _reconciliation(dataset: Dataset) -> html.Section:
    lines = reconciliation(dataset)
    records = []
    for edition, group in lines.groupby("edition", sort=True):
        record: dict[str, object] = {"edition": edition}
        for line in group.to_dict("records"):
            record |= {f"{line['figure']}_{part}": line[part] for part in ("published", "recomputed")}
            record[f"{line['figure']}_difference"] = 0.0 if line["agrees"] else line["difference"]
        record["reason"] = " ".join(dict.fromkeys(group.loc[~group["agrees"], "reason"])) or "Aucun écart."
        records.append(record)
    columns = [TableColumn("edition", "Édition", "count")]
    for figure, label, kind in _RECONCILED:
        signed = "months" if kind == "count" else "pct"
        columns += [
            TableColumn(f"{figure}_published", f"{label} : imprimé", kind),
            TableColumn(f"{figure}_recomputed", "recalculé", kind),
            TableColumn(f"{figure}_difference", "écart", signed),
        ]
    columns.append(TableColumn("reason", "Motif connu", "text"))
    table = Table("Chiffres imprimés et chiffres recalculés à partir des tableaux de projets", tuple(columns))
    return section(
        "Rapprochement avec les chiffres publiés",
        "Les tableaux détenus permettent de recalculer trois des chiffres imprimés. Un écart est montré avec son motif "
        "quand il est connu ; il n'est jamais corrigé. Écart : imprimé moins recalculé, 0 quand les deux sont égaux à "
        "la précision imprimée.",
        _region(html_table(pd.DataFrame.from_records(records), table), "Rapprochement"),
    )


def _coverage(dataset: Dataset) -> html.Section:
    labels = {column.name: column.label for column in PROJECTS}
    projects = dataset.projects
    records = []
    for edition, rows in projects.groupby("edition"):
        record: dict[str, object] = {"edition": edition, "projects": len(rows)}
        for name in _COVERED:
            known = rows[name].astype(object).where(~rows[name].astype(str).isin(["", "non-publie", "non-publiee"]))
            count, total = measures.coverage(known)
            record[name] = f"{count} sur {total}"
        records.append(record)
    columns = (
        TableColumn("edition", "Édition", "count"),
        TableColumn("projects", "Projets", "count"),
        *(TableColumn(name, labels[name], "text") for name in _COVERED),
    )
    missing = [int(edition) for edition in dataset.editions["edition"] if edition not in dataset.held_editions]
    text = f"Tableaux de projets non détenus : éditions {french.listing([str(edition) for edition in missing])}."
    return section(
        "Couverture",
        "Nombre de projets qui ont une valeur, colonne par colonne. Une valeur absente est « non publiée », jamais "
        "zéro.",
        _region(html_table(pd.DataFrame.from_records(records), Table("Valeurs publiées par édition", columns)),
                "Couverture"),
        *([text] if missing else []),
    )  # fmt: skip


def _matches(state: ViewState, dataset: Dataset) -> html.Section:
    family = dataset.vocabulary.projects
    ordered = sorted(family.labels, key=lambda line: (family.names[line[1][0]].casefold(), line[0].casefold()))
    pages = -(-len(ordered) // MATCHES)
    page = min(state.listing.page, pages)
    shown = ordered[(page - 1) * MATCHES : page * MATCHES]
    heads = html.Thead(html.Tr([html.Th(text, scope="col") for text in ("Nom imprimé", "Projet", "Motif")]))
    rows = [
        html.Tr(
            [
                html.Th(label, scope="row"),
                html.Td(html.A(family.names[slugs[0]], href=project_href(slugs[0]))),
                html.Td(french.typeset(reason or "même nom")),
            ]
        )
        for label, slugs, reason in shown
    ]
    caption = f"Noms imprimés et projets suivis, {french.count(len(ordered), 'nom')}, page {page} sur {pages}"
    table = html.Table([html.Caption(caption), heads, html.Tbody(rows)], className="tableau donnees")
    return section(
        "Table de correspondance des noms",
        [
            "Un projet change souvent de nom d'une édition à l'autre, et rien ne l'identifie dans les tableaux "
            "publiés. Chaque rapprochement est une ligne relue ; quand c'est un jugement, son motif est donné. Une "
            "erreur ? ",
            link("Signalez-la", "/mentions-legales"),
            ".",
        ],
        _region(table, "Table de correspondance"),
        *blocks.pager(PATH, state, pages, "correspondances"),
        anchor="correspondances",
    )


def _corrections(standing: Standing) -> html.Section:
    if not standing.corrections:
        content: Component = html.P("Aucune correction à ce jour.")
    else:
        columns = (
            ("date", "Date"), ("edition", "Édition"), ("project", "Projet"), ("column", "Colonne"),
            ("before", "Avant"), ("after", "Après"),
        )  # fmt: skip
        table = Table("Corrections, de la plus récente à la plus ancienne",
                      tuple(TableColumn(key, header, "text") for key, header in columns))  # fmt: skip
        latest = pd.DataFrame(list(standing.corrections)[::-1][:MATCHES])
        content = _region(html_table(latest, table), "Corrections")
    return section(
        "Journal des corrections",
        "Quand un fichier déjà repris est publié de nouveau avec d'autres valeurs, la valeur d'avant est gardée ici.",
        content,
    )


def _region(table: html.Table, label: str) -> html.Div:
    return html.Div(table, className="defile", tabIndex="0", role="region", **{"aria-label": label})
