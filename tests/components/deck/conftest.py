"""Decks of the project's dataset for an address, as pages and files make them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs

import pytest

from components.addresses.view_state import parse_query
from components.charts.catalogue import CHARTS
from components.charts.chart import compute
from components.deck.blocks import Slide
from components.deck.slides import ENTRIES, DeckRequest, deck
from components.views.presentation import deck_request
from data.model.dataset import Dataset

DAY = date(2026, 11, 22)
WHOLE = f"diapos={','.join(ENTRIES)}"
"""Every slide there is."""
HOSTILE = "=cmd|' /C calc'!A0\x00\x0b<script>alert(1)</script> \u202e﷽ " + "Très long nom " * 20

DeckOf = Callable[..., tuple[Slide, ...]]


def setting_of(dataset: Dataset, query: str) -> DeckRequest:
    state = parse_query(parse_qs(query), dataset, tuple(CHARTS), ENTRIES)
    return deck_request(state, dataset, lambda name: compute(CHARTS[name], dataset, state.selection), DAY)


@pytest.fixture(scope="session")
def deck_of(dataset: Dataset) -> DeckOf:
    return lambda query="", of=dataset: deck(setting_of(of, query))


@pytest.fixture(scope="session")
def hostile_dataset(dataset: Dataset) -> Dataset:
    """The dataset, in which SI SAMU has a name that nobody would wish for."""
    family = dataset.vocabulary.projects
    names = dataset.projects["name"].cat.rename_categories({family.names["si-samu"]: HOSTILE})
    vocabulary = replace(dataset.vocabulary, projects=replace(family, names={**family.names, "si-samu": HOSTILE}))
    return replace(dataset, projects=dataset.projects.assign(name=names), vocabulary=vocabulary)
