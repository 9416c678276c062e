"""What a page holds for who runs no script: a simple table of the latest edition held."""

from dash import html

from components.charts.parts.tables import Table, TableColumn
from components.html.table import html_table
from data.model import french
from data.model.dataset import Dataset
from data.model.selection import Selection


def latest_projects(dataset: Dataset, selection: Selection) -> html.Section:
    """The selected projects of the latest table held, by name."""
    edition = dataset.latest_table
    names = dataset.vocabulary.names
    rows = selection.apply(dataset)
    rows = rows[rows["edition"] == edition]
    frame = rows[["cost_meur", "planned_duration_years"]].assign(
        project=[dataset.vocabulary.projects.names[slug] for slug in rows["project"]],
        ministry=[" et ".join(names[slug] for slug in slugs.split("|")) for slugs in rows["ministries"].astype(str)],
        phase=[names.get(slug, slug) for slug in rows["phase"].astype(str)],
    )
    caption = f"Projets de l'édition {edition} ({french.month(dataset.reference_date(edition))})"
    table = Table(
        caption,
        (
            TableColumn("project", "Projet", "text"),
            TableColumn("ministry", "Ministère", "text"),
            TableColumn("phase", "Phase", "text"),
            TableColumn("cost_meur", "Coût estimé (M€)", "meur"),
            TableColumn("planned_duration_years", "Durée prévue (ans)", "years"),
        ),
    )
    return html.Section(
        [html.H2(caption), html.Div(html_table(frame.sort_values("project"), table), className="defile")],
        className="carte projets-sans-script",
        **{"data-projets-table": str(len(frame))},
    )
