"""Charts of two moments compared: the waterfall, re-estimates, the reference class."""

from collections.abc import Mapping

import pandas as pd

from components.accounts import comparison as account
from components.charts.chart import Chart, Context
from components.charts.parts.theme import Figure
from components.figures import comparison as figure
from data.questions import history, passage


def _passage(frame: pd.DataFrame, context: Context) -> Figure:
    links = context.links

    def address(line: Mapping) -> str | None:
        if pd.notna(line["edition"]):
            return links.edition(line["edition"])
        if len(line["named"]) == 1:
            return links.project(line["named"][0][0])
        if not line["named"]:
            return None
        common_only = context.selection.common_only
        return links.comparison(line["before"], line["after"], line["step"], common_only=common_only)

    return figure.passage(frame, names=account.STEPS, address=address)


def _reestimates(frame: pd.DataFrame, context: Context) -> Figure:
    return figure.reestimates(
        account.cost_moves(frame).head(account.MOST_DRAWN),
        account.end_moves(frame).head(account.MOST_DRAWN),
        address=context.links.project,
        unchanged="" if frame.empty else "Aucun coût ni aucune fin prévue n'ont bougé",
    )


CHARTS = (
    Chart(
        name="passage",
        subject="D'un total à l'autre",
        query=passage.passage,
        figure=_passage,
        narrative=account.passage_account,
        columns=account.passage_columns,
        tables=account.passage_tables,
        height=544,
    ),
    Chart(
        name="reevaluations",
        subject="Plus fortes réévaluations",
        query=lambda dataset, selection: history.reestimates(dataset, selection),
        figure=_reestimates,
        narrative=account.reestimates_account,
        columns=account.reestimates_columns,
        tables=account.reestimates_tables,
        height=990,
    ),
)
