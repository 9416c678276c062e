"""Classe de référence: few past projects, and an indication only."""

import numpy as np
import pandas as pd

from components.charts.chart import Context
from components.charts.classe_de_reference import figure
from data.model.dataset import Dataset
from data.model.selection import Selection
from tests.components.charts.conftest import texts_of, words_of


def test_a_class_of_too_few_past_projects_says_only_how_many(context: Context) -> None:
    frame = pd.DataFrame(
        {
            "phase": ["deploiement"],
            "phase_name": ["Déploiement"],
            "age": ["4-plus"],
            "age_name": ["4 éditions et plus"],
            **{f"cost_{name}": [value] for name, value in (("n", 24), ("p25", 0.0), ("median", 1.5), ("p75", 9.0))},
            **{
                f"slip_{name}": [value]
                for name, value in (("n", 7), ("p25", np.nan), ("median", np.nan), ("p75", np.nan))
            },
        }
    )
    drawn = figure(frame, context)
    assert "Déploiement, ≥ 4 éd. : <b>+1,5\u00a0%</b> · N = 24" in texts_of(drawn)
    assert "7\u00a0projets passés, trop peu" in texts_of(drawn)


def test_the_reference_class_is_an_indication_with_its_number(dataset: Dataset) -> None:
    text = words_of(dataset, "classe-de-reference", Selection())
    assert "À titre indicatif" in text
    assert "Sur 40 projets passés" in text
    assert "9 projets sont dans des situations que moins de 10 projets passés ont connues" in text
