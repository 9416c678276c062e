"""Charts of projects followed from edition to edition, and of one edition project by project."""

from components.accounts import history as account
from components.accounts import shares as shares_account
from components.accounts import trajectory as trajectory_account
from components.charts.chart import Chart
from components.figures import history as figure
from components.figures import shares as shares_figure
from components.figures import trajectory as trajectory_figure
from data.questions import history, portfolio, trajectory

CHARTS = (
    Chart(
        name="entrants-sortants",
        subject="Entrants et sortants",
        query=lambda dataset, selection: history.comings_and_goings(dataset, selection),
        figure=lambda frame, context: figure.comings_and_goings(
            frame, comparison=context.links.comparison, address=context.links.edition
        ),
        narrative=account.movements_account,
        columns=account.movements_columns,
        tables=account.movements_tables,
        height=420,
    ),
    Chart(
        name="cout-delai",
        subject="Coût et délai",
        query=lambda dataset, selection: portfolio.cost_and_slip(dataset, selection),
        figure=lambda frame, context: shares_figure.cost_and_slip(
            frame, address=context.links.project, medians=shares_account.medians(frame)
        ),
        narrative=shares_account.both_account,
        columns=shares_account.both_columns,
        tables=shares_account.both_tables,
        height=480,
    ),
    Chart(
        name="dispersion",
        subject="Dispersion des évolutions de coût",
        query=lambda dataset, selection: history.dispersion(dataset, selection),
        figure=lambda frame, context: figure.dispersion(frame, address=context.links.project),
        narrative=account.dispersion_account,
        columns=account.dispersion_columns,
        tables=account.dispersion_tables,
        height=420,
    ),
    Chart(
        name="concentration",
        subject="Concentration des coûts",
        query=lambda dataset, selection: portfolio.concentration(dataset, selection),
        figure=lambda frame, context: shares_figure.concentration(frame, address=context.links.project),
        narrative=shares_account.concentration_account,
        columns=shares_account.concentration_columns,
        tables=shares_account.concentration_tables,
        height=380,
    ),
    Chart(
        name="cohortes",
        subject="Évolution selon l'âge au panorama",
        query=lambda dataset, selection: history.change_by_age(dataset, selection),
        figure=lambda frame, context: figure.change_by_age(frame),
        narrative=account.ages_account,
        columns=account.ages_columns,
        tables=account.ages_tables,
        height=380,
    ),
    Chart(
        name="carte",
        subject="Carte des évolutions",
        query=lambda dataset, selection: history.changes_by_cell(dataset, selection),
        figure=lambda frame, context: figure.changes_by_cell(frame, address=context.links.project),
        narrative=account.grid_account,
        columns=account.grid_columns,
        tables=account.grid_tables,
        height=2100,
    ),
    Chart(
        name="trajectoire",
        subject="Trajectoire du projet",
        query=trajectory.trajectory,
        figure=lambda frame, context: trajectory_figure.trajectory(frame),
        narrative=trajectory_account.narrative,
        columns=trajectory_account.columns,
        tables=trajectory_account.tables,
        height=460,
    ),
)
