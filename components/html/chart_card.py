"""The card of a chart: heading, plot, « Graphique | Tableau » switch, sentences, tables, source, downloads.

A page holds many charts and a phone draws few: the cards far down hold their words only until they come near
(`waiting_card`, `assets/20-page.js`), and tables are sent when a reader asks for them. Who runs no script has them
all from the start.
"""

from dash import dcc, html
from dash.development.base_component import Component

from components.addresses.links import FOLLOWS
from components.addresses.view_state import ViewState, to_query
from components.charts.chart import ComputedChart, LegendEntry
from components.charts.parts import theme
from components.html.table import html_table
from data.model import french
from data.model.dataset import Dataset


def chart_card(drawn: ComputedChart, dataset: Dataset, query: str) -> html.Section:
    """The card of a chart.

    Args:
        drawn: The chart, computed.
        dataset: Named in the source line.
        query: The selection as `?ministere=…`, carried by the downloads.
    """
    return _section(drawn, card_content(drawn, dataset, query))


def waiting_card(drawn: ComputedChart) -> html.Section:
    """The card of a chart that is not drawn yet: its words, and the room that it will take."""
    name = drawn.chart.name
    # As few elements as can be: a page has a dozen of these. Without scripts the link opens the chart on a page alone.
    call = html.A(
        "Afficher le graphique et son tableau",
        href=to_query(ViewState(selection=drawn.context.selection, chart=name)),
        className="carte-attente",
        target="_self",
        style={"minHeight": f"{drawn.chart.height}px"},
    )
    words = html.Div(" ".join(drawn.narrative.sentences), className="resume", **{"data-resume": name})
    # Its message is not known for another selection before it is drawn: its subject stands in for it.
    head = [_heading(drawn.narrative.heading, name), _subtitle(drawn)]
    return _section(drawn, [*head, call, words], **{"data-sujet": drawn.chart.subject})


def _section(drawn: ComputedChart, content: list[Component], **told: str) -> html.Section:
    name = drawn.chart.name
    return html.Section(
        content,
        className="carte",
        **{"data-chart": name, "data-affichage": "graphique", "aria-labelledby": f"titre-{name}", **told},
    )


def card_content(drawn: ComputedChart, dataset: Dataset, query: str) -> list[Component]:
    """What stands in the card of a chart that is drawn; the arguments are those of `chart_card`."""
    name = drawn.chart.name
    return [
        html.Div(card_head(drawn), className="carte-tete"),
        _switch(),
        html.Div(
            dcc.Graph(figure=drawn.figure, config=theme.CONFIG, style={"height": f"{drawn.height}px"}),
            className="carte-graphique",
            role="img",
            **{"aria-labelledby": f"titre-{name}", "aria-describedby": f"resume-{name}"},
        ),
        _tables(drawn),
        html.Div(card_body(drawn, dataset), className="carte-corps"),
        _files(name, dataset, query),
    ]


def _files(name: str, dataset: Dataset, query: str) -> html.P:
    path = f"/export/graphique/{name}.csv"
    # The browser makes the pictures (`assets/45-images.js`): not every server has an engine to draw with.
    pictures = [
        html.Button(label, type="button", className="image-du-graphique avec-js", **{"data-image": form})
        for label, form in (("Image PNG", "png"), ("Image SVG", "svg"), ("Image pour diapositive", "diapositive"))
    ]
    data = html.A("Données du graphique (CSV)", href=f"{path}{query}", target="_self", **FOLLOWS)
    return html.P([data, *pictures], className="telechargements", **{"data-jeu": dataset.id})


def _tables(drawn: ComputedChart) -> html.Div:
    return html.Div(
        html.Noscript(card_tables(drawn)),
        className="carte-tableaux",
        tabIndex="0",
        role="region",
        **{"aria-label": f"Tableaux : {drawn.narrative.subtitle}"},
    )


def _switch() -> html.Div:
    return html.Div(
        [
            html.Button("Graphique", type="button", **{"data-affiche": "graphique", "aria-pressed": "true"}),
            html.Button("Tableau", type="button", **{"data-affiche": "tableau", "aria-pressed": "false"}),
        ],
        className="bascule",
        role="group",
        **{"aria-label": "Affichage"},
    )


def card_head(drawn: ComputedChart) -> list[Component]:
    """Heading, subtitle and legend of a card."""
    legend = html.Ul([_legend_item(entry) for entry in drawn.legend], className="legende", **{"aria-hidden": "true"})
    head = [_heading(drawn.narrative.heading, drawn.chart.name), _subtitle(drawn)]
    return [*head, legend] if drawn.legend else head


def _heading(text: str, name: str) -> html.H2:
    return html.H2(text, id=f"titre-{name}")


def _subtitle(drawn: ComputedChart) -> html.P:
    return html.P(drawn.narrative.subtitle, className="sous-titre")


_SHAPES = {
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


def _legend_item(entry: LegendEntry) -> html.Li:
    # Hidden from assistive technology with the drawing that it explains; the tables carry the same names.
    mark = {"--marque": f'"{_SHAPES[entry.shape]}"', "--couleur": entry.colour}
    return html.Li(entry.name, className="legende-bande" if entry.shape == "band" else None, style=mark)


def card_tables(drawn: ComputedChart) -> list[Component]:
    """The tables of a card; their lines lead to the projects behind them."""
    return [html_table(drawn.frame, table, drawn.context.links) for table in drawn.tables]


def card_body(drawn: ComputedChart, dataset: Dataset) -> list[Component]:
    """Sentences, notes and source line of a card."""
    notes = html.Ul([html.Li(note) for note in drawn.narrative.notes])
    return [
        _sentences(drawn),
        html.Details([html.Summary("Lire ce graphique"), notes], className="notes"),
        html.P(source_line(dataset), className="source"),
    ]


def _sentences(drawn: ComputedChart) -> html.Div:
    return html.Div(
        [html.P(sentence) for sentence in drawn.narrative.sentences],
        id=f"resume-{drawn.chart.name}",
        className="resume",
        **{"data-resume": drawn.chart.name},
    )


def source_line(dataset: Dataset) -> str:
    """Where the figures come from, with both latest editions and their dates."""
    published, table = dataset.latest_published, dataset.latest_table
    return french.typeset(
        "Source : DINUM, Panorama des grands projets numériques de l'État. Chiffres publiés jusqu'à l'édition "
        f"{published} ({french.month(dataset.reference_date(published))}) ; projets jusqu'à l'édition {table} "
        f"({french.month(dataset.reference_date(table))}). Licence Ouverte 2.0."
    )
