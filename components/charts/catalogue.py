"""CHARTS: every chart is one name of this list; cards, tables, files and tests follow from it."""

from components.catalogue import comparison, history
from components.charts import cout_total, ecarts, passage, phases_par_ministere, reevaluations, repartitions

_BY_NAME = {chart.name: chart for topic in (comparison, history) for chart in topic.CHARTS}

CHARTS = {
    chart.name: chart
    for chart in (
        cout_total.CHART,
        *ecarts.CHARTS,
        passage.CHART,
        reevaluations.CHART,
        _BY_NAME["classe-de-reference"],
        *repartitions.CHARTS,
        phases_par_ministere.CHART,
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
