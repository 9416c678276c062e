"""Waterfall: positions, texts, addresses."""

import numpy as np
import pandas as pd

from components.charts.catalogue import CHARTS
from components.charts.chart import Context, compute
from components.charts.passage import figure
from data.model.dataset import Dataset
from data.model.selection import Selection
from tests.components.charts.conftest import texts_of, words_of

STEPS = pd.DataFrame(
    {
        "step": ["total_before", "leaver", "entrant", "total_after"],
        "edition": [13.0, np.nan, np.nan, 14.0],
        "before": 13,
        "after": 14,
        "amount_meur": [100.0, -30.0, 50.0, 120.0],
        "start_meur": [0.0, 100.0, 70.0, 0.0],
        "end_meur": [100.0, 70.0, 120.0, 120.0],
        "projects": [np.nan, 2.0, 1.0, np.nan],
        "known": [3.0, 2.0, 1.0, 2.0],
        "named": [(), (("a", "A"), ("b", "B")), (("c", "C"),), ()],
    }
)


def test_the_waterfall_draws_each_step_from_where_the_last_one_ends(context: Context) -> None:
    drawn = figure(STEPS, context)
    bars = next(trace for trace in drawn["data"] if trace["type"] == "bar")
    assert bars["base"] == [0.0, 100.0, 70.0, 0.0]
    assert bars["x"] == [100.0, -30.0, 50.0, 120.0]
    assert bars["customdata"][1] == "/comparer?de=13&a=14#groupe-leaver"
    assert "Sortants : <b>−30\u00a0M€</b><span> · 2\u00a0projets</span>" in texts_of(drawn)
    assert "Somme du tableau, édition 14 : <b>120\u00a0M€</b>" in texts_of(drawn)


def test_a_step_without_any_published_cost_says_so_and_not_nought(context: Context) -> None:
    withheld = STEPS.assign(known=[3.0, 2.0, 0.0, 0.0], amount_meur=[100.0, -30.0, 0.0, 0.0])
    drawn = figure(withheld, context)
    assert "Entrants : <b>coût non publié</b>" in texts_of(drawn)
    assert "Somme, édition 14 : <b>coût non publié</b>" in texts_of(drawn)


def test_a_waterfall_without_data_says_so(context: Context) -> None:
    assert texts_of(figure(STEPS.iloc[:0], context))


def test_the_waterfall_names_entrants_and_leavers(dataset: Dataset) -> None:
    text = words_of(dataset, "passage", Selection(before=13, after=14))
    assert "1,88 Md€ publiés en juillet 2021, 2,51 Md€ en novembre 2021" in text
    assert (
        "4 sortants (OSHIMAE, ADAMANT, SCRIBE et FranceConnect phase II) : 71,8 M€ de moins (1 sans coût publié)"
        in text
    )
    assert "5 entrants (PPN, SIV, Intelligence emploi, Géoplateforme et France Sésame) : 307,6 M€ de plus" in text


def test_the_waterfall_says_which_tables_are_missing_in_between(dataset: Dataset) -> None:
    text = words_of(dataset, "passage", Selection(before=8, after=13))
    assert "Les tableaux des éditions 9 à 12 ne sont pas disponibles" in text


def test_an_entrant_whose_cost_is_withheld_has_no_amount(dataset: Dataset) -> None:
    text = words_of(dataset, "passage", Selection(text="sirhen", before=7, after=8))
    assert "1 entrant (SIRHEN) : coût non publié" in text
    assert "0 M€" not in text


def test_the_subtitle_has_the_unit_of_the_axis(dataset: Dataset) -> None:
    for ministries, unit in (((), "Md€"), (("justice",), "M€")):
        chart = compute(CHARTS["passage"], dataset, Selection(ministries=ministries))
        assert f"en {unit}, de chaque projet" in chart.narrative.subtitle
        assert chart.figure["layout"]["xaxis"]["ticktext"][-1].endswith(f"\u00a0{unit}")
