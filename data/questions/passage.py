"""From one total to another: the steps of the waterfall between two editions."""

import pandas as pd

from data.model.dataset import Dataset
from data.model.selection import Selection
from data.questions import comparison

TOTALS = ("published_before", "total_before", "total_after", "published_after")
GAPS = ("gap_before", "gap_after")
"""What separates the printed total from the sum of the costs that the table publishes."""


def passage(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """The steps from the total of one edition to that of another, in M€; they add up exactly.

    Returns:
        `step` (one of `TOTALS`, `GAPS` or `comparison.KINDS`), `edition` (totals only), `before` and `after` (the
        two editions, on each line), `amount_meur` (a total, or what is added), `start_meur` and `end_meur` (from
        where to where its bar goes), `projects` (how many are behind it, missing for totals and gaps), `known` (how
        many of them have a cost: without any, an amount of nought says nothing) and `named` (their slugs and names,
        largest amount first). The printed totals and the gaps stand only where they are known and apply; kinds
        without a project, or that add nothing by nature, are left out. Empty where two tables are not held or
        nothing is selected.
    """
    pair = comparison.pair(dataset, selection, selection.before, selection.after)
    steps: list[dict[str, object]] = []
    if pair:
        before, after = pair
        compared = comparison.compare(dataset, selection, before, after, selection.common_only)
        if len(compared.frame):
            steps = _steps(compared)
    columns = ["step", "edition", "before", "after", "amount_meur", "start_meur", "end_meur", "projects", "known"]
    return pd.DataFrame(steps, columns=[*columns, "named"])


def _steps(compared: comparison.Comparison) -> list[dict[str, object]]:
    steps: list[dict[str, object]] = []

    def add(step: str, amount: float, start: float, **more: object) -> float:
        nothing = float("nan")
        line = {"step": step, "edition": nothing, "projects": nothing, "known": nothing, "named": ()}
        bounds = {"amount_meur": amount, "start_meur": start, "end_meur": start + amount}
        steps.append({**line, "before": compared.before, "after": compared.after, **bounds, **more})
        return start + amount

    costs = compared.frame[["before_meur", "after_meur"]]
    published, total = compared.published_before_meur, compared.total_before_meur
    if pd.notna(published):
        add("published_before", published, 0.0, edition=float(compared.before))
        add("gap_before", total - published, published)
    known = float(costs["before_meur"].notna().sum())
    reached = add("total_before", total, 0.0, edition=float(compared.before), known=known)
    for line in compared.steps.to_dict("records"):
        amount, projects = float(line["amount_meur"]), int(line["projects"])
        if projects and (line["kind"] not in ("unchanged", "never_published") or abs(amount) > 1e-9):
            behind = compared.of(line["kind"])
            named = tuple(zip(behind["project"], behind["name"], strict=True))
            known = float(behind[["before_meur", "after_meur"]].notna().any(axis=1).sum())
            reached = add(line["kind"], amount, reached, projects=float(projects), known=known, named=named)
    published, total = compared.published_after_meur, compared.total_after_meur
    known = float(costs["after_meur"].notna().sum())
    add("total_after", total, 0.0, edition=float(compared.after), known=known)
    if pd.notna(published):
        add("gap_after", published - total, total)
        add("published_after", published, 0.0, edition=float(compared.after))
    return steps
