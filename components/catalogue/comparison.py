"""The reference class."""

from components.accounts import reference_class as class_account
from components.charts.chart import Chart
from components.figures import reference_class as class_figure
from data.questions import reference_class

CHARTS = (
    Chart(
        name="classe-de-reference",
        subject="Ce qu'ont connu des projets passés comparables",
        query=lambda dataset, selection: reference_class.reference_class(dataset, selection),
        figure=lambda frame, context: class_figure.reference_class(
            frame, address=lambda phase: context.links.projects(phases=(phase,))
        ),
        narrative=class_account.narrative,
        columns=class_account.columns,
        tables=class_account.tables,
        height=600,
    ),
)
