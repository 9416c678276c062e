"""The card of a chart: heading, « Graphique | Tableau » switch, « … » menu, plot, sentences, tables, source.

The drawing is complete as it comes; plotly.js draws over it for whoever points at it (`assets/12-live.js`).
"""

from components.addresses.links import CHART_PATH, FOLLOWS
from components.addresses.site import LICENCE
from components.charts.chart import ComputedChart, LegendEntry
from components.charts.parts import theme
from components.charts.parts.tables import lines_of
from components.html.elements import bullets, scroll_region
from components.html.figure_legend import swatch
from components.html.table import html_table
from components.markup import Component, Graph, html
from data.model import french
from data.model.dataset import Dataset

_FILES = (
    ("csv", "", "Données du graphique (CSV)"),
    ("png", "", "Image PNG"),
    ("svg", "", "Image SVG"),
    ("png", "usage=diapositive", "Image pour diapositive"),
)
"""Extension, parameter and label of each file of a chart."""
_USES = (("", "Lien vers ce graphique seul"), ("#citer", "Citer ce graphique"), ("#integrer", "Code d'intégration"))
"""Anchor on the page of one chart, and label."""


def chart_card(chart: ComputedChart, dataset: Dataset, query: str) -> html.Section:
    """The card of a chart, its name as anchor; the links of its menu carry the query, `?ministere=…`."""
    name = chart.chart.name
    switch = [
        html.Button("Graphique", type="button", **{"data-affiche": "graphique", "aria-pressed": "true"}),
        html.Button("Tableau", type="button", **{"data-affiche": "tableau", "aria-pressed": "false"}),
    ]
    named = {"aria-labelledby": f"titre-{name}", "aria-describedby": f"resume-{name}"}
    # The tables are text until a script shows them, or there is none.
    tables = html.Noscript(card_tables(chart))
    content = [
        html.Div(card_head(chart), className="carte-tete"),
        html.Div(
            [html.Div(switch, className="bascule", role="group", **{"aria-label": "Affichage"}), _menu(chart, query)],
            className="outils",
        ),
        html.Div(
            [
                html.Div(role="img", className="hors-ecran", **named),
                Graph(id=name, figure=chart.figure, config=theme.CONFIG, style={"height": f"{chart.height}px"}),
            ],
            className="carte-graphique",
        ),
        scroll_region(tables, f"Tableaux : {chart.narrative.subtitle}", "carte-tableaux"),
        html.Div(card_body(chart, dataset), className="carte-corps"),
    ]
    attributes = {"data-chart": name, "data-affichage": "graphique", "aria-labelledby": f"titre-{name}"}
    return html.Section(content, className="carte", id=name, **attributes)


def _menu(chart: ComputedChart, query: str) -> html.Details:
    """« … »: the files of a chart, its own address, its citation and the code of its frame."""
    name = chart.chart.name
    links = [
        html.A(
            label,
            href=f"/export/graphique/{name}.{form}{query}{option and ('&' if query else '?') + option}",
            target="_self",
            **{"data-suit": option},  # as `FOLLOWS`, with the link's own parameter
        )
        for form, option, label in _FILES
    ]
    links += [html.A(label, href=f"{CHART_PATH}{name}{query}{anchor}", **FOLLOWS) for anchor, label in _USES]
    label = f"Télécharger, citer, intégrer : {chart.chart.subject}"
    summary = html.Summary("…", title="Télécharger, citer, intégrer", **{"aria-label": french.typeset(label)})
    return html.Details([summary, html.Div(bullets(links), className="volet")], className="menu-carte")


def card_head(chart: ComputedChart) -> list[Component]:
    """Heading, subtitle and legend of a card."""
    legend = html.Ul([_legend_item(entry) for entry in chart.legend], className="legende", **{"aria-hidden": "true"})
    heading = html.H2(chart.narrative.heading, id=f"titre-{chart.chart.name}")
    subtitle = html.P(chart.narrative.subtitle, className="sous-titre")
    return [heading, subtitle, *([legend] if chart.legend else [])]


def _legend_item(entry: LegendEntry) -> html.Li:
    # Hidden from assistive technology with the drawing that it explains; the tables carry the same names.
    return html.Li([swatch(entry, entry.colour), entry.name])


def card_tables(chart: ComputedChart) -> list[Component]:
    """The tables of a card; their lines lead to the projects behind them."""
    return [html_table(lines_of(table, chart.frame), table, chart.context.links) for table in chart.tables]


def card_body(chart: ComputedChart, dataset: Dataset) -> list[Component]:
    """Sentences, notes and source line of a card."""
    name, words = chart.chart.name, chart.narrative
    sentences = [html.P(sentence) for sentence in words.sentences]
    return [
        html.Div(sentences, id=f"resume-{name}", className="resume", **{"data-resume": name}),
        html.Details([html.Summary("Lire ce graphique"), bullets(words.notes)], className="notes"),
        html.P(source_line(dataset), className="source"),
    ]


def source_line(dataset: Dataset) -> str:
    """Where the figures come from, with both latest editions and their dates."""
    published, table = dataset.latest_published, dataset.latest_table
    return french.typeset(
        "Source : DINUM, Panorama des grands projets numériques de l'État. Chiffres publiés jusqu'à l'édition "
        f"{published} ({french.month(dataset.reference_date(published))}) ; projets jusqu'à l'édition {table} "
        f"({french.month(dataset.reference_date(table))}). {LICENCE}."
    )
