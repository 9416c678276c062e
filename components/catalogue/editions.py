"""Charts across editions: totals and drifts."""

from functools import partial

from components.accounts import cost as cost_account
from components.accounts import drift as drift_account
from components.charts.chart import Chart
from components.figures import cost, drift
from data.model import french
from data.questions import queries


def _drift(name: str, kind: str, words: drift_account.DriftWords) -> Chart:
    return Chart(
        name=name,
        subject=french.capitalised(words.name),
        query=lambda dataset, selection: queries.drift_by_edition(dataset, selection, drift=kind),
        figure=lambda frame, context: drift.drift_by_edition(
            frame, breaks=context.breaks, address=context.links.edition
        ),
        narrative=partial(drift_account.narrative, words),
        columns=drift_account.columns,
        tables=partial(drift_account.tables, words),
        height=520,
        breaks=(queries.DRIFTS[kind][0],),
    )


CHARTS = (
    Chart(
        name="cout-total",
        subject="Coût total",
        query=lambda dataset, selection: queries.cost_by_edition(dataset, selection),
        figure=lambda frame, context: cost.cost_by_edition(
            frame,
            names=context.dataset.vocabulary.names,
            breaks=context.breaks,
            address=context.links.edition,
        ),
        narrative=cost_account.narrative,
        columns=cost_account.columns,
        tables=cost_account.tables,
        height=400,
        breaks=("total_cost_meur",),
    ),
    _drift("ecart-calendaire", "schedule", drift_account.SCHEDULE),
    _drift("ecart-budgetaire", "budget", drift_account.BUDGET),
)
