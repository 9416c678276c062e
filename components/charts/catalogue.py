"""CHARTS: every chart is one name of this list; cards, tables, files and tests follow from it."""

from components.charts import (
    carte,
    classe_de_reference,
    cohortes,
    concentration,
    contributions,
    cout_delai,
    cout_total,
    dispersion,
    ecarts,
    entrants_sortants,
    passage,
    reevaluations,
    repartitions,
    trajectoire,
)

CHARTS = {
    chart.name: chart
    for chart in (
        cout_total.CHART,
        *ecarts.CHARTS,
        passage.CHART,
        contributions.CHART,
        reevaluations.CHART,
        classe_de_reference.CHART,
        *repartitions.CHARTS,
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
