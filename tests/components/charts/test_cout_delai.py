"""Coût et délai: who is named."""

import pandas as pd

from components.charts.chart import Context
from components.charts.cout_delai import MOST_LABELS, figure


def test_at_most_eight_projects_are_named_and_none_that_did_not_move(context: Context) -> None:
    count = 12
    frame = pd.DataFrame(
        {
            "project": [str(n) for n in range(count)],
            "name": [f"Projet {n}" for n in range(count)],
            "cost_change_pct": [0.0, 0.0, *[10.0 * n for n in range(2, count)]],
            "slip_months": [0.0, 0.0, *[float(n) for n in range(2, count)]],
            "first_cost_meur": 10.0,
            "cost_meur": [10.0, 10.0, *[10.0 + n for n in range(2, count)]],
        }
    )
    drawn = figure(frame, context)
    labels = next(trace for trace in drawn["data"] if trace.get("mode") == "text")
    # One of the eight has no room on the narrowest phone.
    assert len(labels["text"]) == MOST_LABELS - 1
    assert "Projet 0" not in " ".join(labels["text"])
