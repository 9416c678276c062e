"""CHARTS: every chart is one name of this list; cards, tables, files and tests follow from it."""

from components.catalogue import comparison, editions, history, portfolio

_BY_NAME = {chart.name: chart for topic in (editions, comparison, portfolio, history) for chart in topic.CHARTS}

CHARTS = {
    chart.name: chart
    for chart in (
        _BY_NAME["cout-total"],
        _BY_NAME["ecart-calendaire"],
        _BY_NAME["ecart-budgetaire"],
        _BY_NAME["passage"],
        _BY_NAME["reevaluations"],
        _BY_NAME["classe-de-reference"],
        _BY_NAME["couts-par-ministere"],
        _BY_NAME["phases-par-ministere"],
        _BY_NAME["tranches-de-cout"],
        _BY_NAME["zones-fonctionnelles"],
        _BY_NAME["entrants-sortants"],
        _BY_NAME["cout-delai"],
        _BY_NAME["dispersion"],
        _BY_NAME["concentration"],
        _BY_NAME["cohortes"],
        _BY_NAME["carte"],
        _BY_NAME["trajectoire"],
    )
}
"""Every chart by name."""
