"""The card of a chart: message, plot, « Graphique | Tableau » switch, sentences, tables, source, downloads."""

from dash import dcc, html

from components import ids
from components.charts import DrawnChart, LegendEntry
from components.figures import theme
from components.tables import html_table
from data import french
from data.dataset import Dataset


def chart_card(drawn: DrawnChart, dataset: Dataset, query: str) -> html.Section:
    """The card of a chart.

    Args:
        drawn: The chart, computed.
        dataset: Named in the source line.
        query: The selection as `?ministere=…`, carried by the downloads.
    """
    name = drawn.chart.name
    return html.Section(
        [
            html.Div(card_head(drawn), id=ids.chart_part(ids.CHART_HEAD, name), className="carte-tete"),
            html.Div(
                [
                    html.Button("Graphique", type="button", **{"data-affiche": "graphique", "aria-pressed": "true"}),
                    html.Button("Tableau", type="button", **{"data-affiche": "tableau", "aria-pressed": "false"}),
                ],
                className="bascule",
                role="group",
                **{"aria-label": "Affichage"},
            ),
            html.Div(
                dcc.Graph(
                    id=ids.chart_part(ids.CHART_FIGURE, name),
                    figure=drawn.figure,
                    config=theme.CONFIG,
                    style={"height": f"{drawn.chart.height}px"},
                ),
                className="carte-graphique",
                role="img",
                **{"aria-labelledby": f"titre-{name}", "aria-describedby": f"resume-{name}"},
            ),
            html.Div(card_body(drawn, dataset), id=ids.chart_part(ids.CHART_BODY, name), className="carte-corps"),
            html.P(
                html.A(
                    "Données du graphique (CSV)",
                    id=ids.link(f"/export/graphique/{name}.csv"),
                    href=f"/export/graphique/{name}.csv{query}",
                ),
                className="telechargements",
            ),
        ],
        className="carte",
        **{"data-chart": name, "data-affichage": "graphique", "aria-labelledby": f"titre-{name}"},
    )


def card_head(drawn: DrawnChart) -> list:
    """Heading, subtitle and legend of a card."""
    return [
        html.H2(drawn.account.heading, id=f"titre-{drawn.chart.name}"),
        html.P(drawn.account.subtitle, className="sous-titre"),
        html.Ul([_legend_item(entry) for entry in drawn.legend], className="legende", **{"aria-hidden": "true"}),
    ]


_SHAPES = {"bar": "■", "band": "▮", "circle": "●", "diamond": "◆", "square": "■"}


def _legend_item(entry: LegendEntry) -> html.Li:
    # Hidden from assistive technology with the drawing that it explains; the tables carry the same names.
    mark = html.Span(
        _SHAPES[entry.shape], style={"color": entry.colour, "opacity": 0.5 if entry.shape == "band" else 1}
    )
    return html.Li([mark, f" {entry.name}"])


def card_body(drawn: DrawnChart, dataset: Dataset) -> list:
    """Tables, sentences, notes and source line of a card."""
    account = drawn.account
    return [
        html.Div(
            [html_table(drawn.frame, table) for table in drawn.tables],
            className="carte-tableaux",
            tabIndex="0",
            role="region",
            **{"aria-label": f"Tableaux : {account.subtitle}"},
        ),
        html.Div(
            [html.P(sentence) for sentence in account.sentences],
            id=f"resume-{drawn.chart.name}",
            className="resume",
            **{"data-resume": drawn.chart.name},
        ),
        html.Details(
            [html.Summary("Lire ce graphique"), html.Ul([html.Li(note) for note in account.notes])], className="notes"
        ),
        html.P(source_line(dataset), className="source"),
    ]


def source_line(dataset: Dataset) -> str:
    """Where the figures come from, with both latest editions and their dates."""
    published, table = dataset.latest_published, dataset.latest_table
    return french.typeset(
        "Source : DINUM, Panorama des grands projets numériques de l'État. Chiffres publiés jusqu'à l'édition "
        f"{published} ({french.month(dataset.reference_date(published))}) ; projets jusqu'à l'édition {table} "
        f"({french.month(dataset.reference_date(table))}). Licence Ouverte 2.0."
    )
