"""CHARTS: every chart is one name of this list; cards, tables, files and tests follow from it."""

from components.catalogue import comparison, editions, portfolio
from components.charts import (
    carte,
    classe_de_reference,
    cohortes,
    concentration,
    cout_delai,
    dispersion,
    entrants_sortants,
    trajectoire,
)

_BY_NAME = {chart.name: chart for topic in (editions, comparison, portfolio) for chart in topic.CHARTS}

CHARTS = {
    chart.name: chart
    for chart in (
        _BY_NAME["cout-total"],
        _BY_NAME["ecart-calendaire"],
        _BY_NAME["ecart-budgetaire"],
        _BY_NAME["passage"],
        _BY_NAME["reevaluations"],
        classe_de_reference.CHART,
        _BY_NAME["couts-par-ministere"],
        _BY_NAME["phases-par-ministere"],
        _BY_NAME["tranches-de-cout"],
        _BY_NAME["zones-fonctionnelles"],
        entrants_sortants.CHART,
        cout_delai.CHART,
        dispersion.CHART,
        concentration.CHART,
        cohortes.CHART,
        carte.CHART,
        trajectoire.CHART,
    )
}
"""Every chart by name."""
