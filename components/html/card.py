"""The card of a chart: heading, plot, « Graphique | Tableau » switch, sentences, tables, source, downloads."""

from dash import dcc, html
from dash.development.base_component import Component

from components.addresses.links import FOLLOWS
from components.addresses.site import LICENCE
from components.charts.chart import ComputedChart, LegendEntry
from components.charts.parts import theme
from components.html.elements import bullets, scroll_region
from components.html.table import html_table
from data.model import french
from data.model.dataset import Dataset

SHAPES = {
    "bar": "■",
    "band": "▮",
    "line": "━",
    "circle": "●",
    "circle-open": "○",
    "diamond": "◆",
    "square": "■",
    "triangle-up": "▲",
    "triangle-left": "◀",
    "triangle-right": "▶",
}
"""Shape of a `LegendEntry` → its mark in a legend."""
_PICTURES = (("png", "Image PNG"), ("svg", "Image SVG"), ("diapositive", "Image pour diapositive"))


def chart_card(chart: ComputedChart, dataset: Dataset, query: str) -> html.Section:
    """The card of a chart; the downloads carry the query, `?ministere=…`."""
    name = chart.chart.name
    attributes = {"data-chart": name, "data-affichage": "graphique", "aria-labelledby": f"titre-{name}"}
    return html.Section(card_content(chart, dataset, query), className="carte", **attributes)


def card_content(chart: ComputedChart, dataset: Dataset, query: str) -> list[Component]:
    """The content of the card of a chart; the arguments are those of `chart_card`."""
    name = chart.chart.name
    switch = [
        html.Button("Graphique", type="button", **{"data-affiche": "graphique", "aria-pressed": "true"}),
        html.Button("Tableau", type="button", **{"data-affiche": "tableau", "aria-pressed": "false"}),
    ]
    return [
        html.Div(card_head(chart), className="carte-tete"),
        html.Div(switch, className="bascule", role="group", **{"aria-label": "Affichage"}),
        html.Div(
            dcc.Graph(figure=chart.figure, config=theme.CONFIG, style={"height": f"{chart.height}px"}),
            className="carte-graphique",
            role="img",
            **{"aria-labelledby": f"titre-{name}", "aria-describedby": f"resume-{name}"},
        ),
        scroll_region(html.Noscript(card_tables(chart)), f"Tableaux : {chart.narrative.subtitle}", "carte-tableaux"),
        html.Div(card_body(chart, dataset), className="carte-corps"),
        _files(name, dataset, query),
    ]


def _files(name: str, dataset: Dataset, query: str) -> html.P:
    csv = f"/export/graphique/{name}.csv{query}"
    # The browser makes the pictures (`assets/45-images.js`): not every server has an engine to draw with.
    pictures = [
        html.Button(label, type="button", className="image-du-graphique avec-js", **{"data-image": form})
        for form, label in _PICTURES
    ]
    data = html.A("Données du graphique (CSV)", href=csv, target="_self", **FOLLOWS)
    return html.P([data, *pictures], className="telechargements", **{"data-jeu": dataset.id})


def card_head(chart: ComputedChart) -> list[Component]:
    """Heading, subtitle and legend of a card."""
    legend = html.Ul([_legend_item(entry) for entry in chart.legend], className="legende", **{"aria-hidden": "true"})
    return [*_titles(chart), *([legend] if chart.legend else [])]


def _titles(chart: ComputedChart) -> list[Component]:
    heading = html.H2(chart.narrative.heading, id=f"titre-{chart.chart.name}")
    return [heading, html.P(chart.narrative.subtitle, className="sous-titre")]


def _legend_item(entry: LegendEntry) -> html.Li:
    # Hidden from assistive technology with the drawing that it explains; the tables carry the same names.
    mark = {"--marque": f'"{SHAPES[entry.shape]}"', "--couleur": entry.colour}
    return html.Li(entry.name, className="legende-bande" if entry.shape == "band" else None, style=mark)


def card_tables(chart: ComputedChart) -> list[Component]:
    """The tables of a card; their lines lead to the projects behind them."""
    return [html_table(chart.frame, table, chart.context.links) for table in chart.tables]


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
