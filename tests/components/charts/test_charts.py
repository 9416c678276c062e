"""Every chart of the catalogue, under several selections: drawn, told, written in tables, leading to projects."""

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from components.charts.catalogue import CHARTS
from components.charts.chart import ComputedChart, compute
from components.charts.parts import theme
from components.charts.parts.tables import FORMATS, cell_text
from components.files.exports import chart_csv
from components.html.card import card_tables, chart_card
from components.html.render import to_html
from components.markup import Component
from data.model.dataset import Dataset
from data.model.selection import Selection
from tests.components.charts.conftest import words_of

SELECTIONS = {
    "all": Selection(),
    "one ministry": Selection(ministries=("interieur",)),
    "few projects": Selection(ministries=("agriculture",)),
    "one phase": Selection(phases=("deploiement",)),
    "no cost": Selection(phases=("cadrage",)),
    "early": Selection(until=3),
    "not held": Selection(since=15),
    "nothing": Selection(text="introuvable"),
}
Draw = Callable[[str, str], ComputedChart]
CATALOGUE = (
    *("cout-total", "ecart-calendaire", "ecart-budgetaire", "phases-par-ministere", "couts-par-ministere"),
    *(
        "tranches-de-cout",
        "zones-fonctionnelles",
        "passage",
        "contributions",
        "reevaluations",
        "dispersion",
        "carte",
        "cout-delai",
    ),
    *("entrants-sortants", "concentration", "cohortes", "trajectoire", "classe-de-reference"),
)


@pytest.fixture(scope="module")
def drawn(dataset: Dataset) -> Draw:
    """Each chart under each selection, computed once."""
    return functools.cache(
        lambda name, selection: compute(CHARTS[name], dataset, replace(SELECTIONS[selection], project="si-samu"))
    )


def texts(component: Any) -> Iterator[str]:
    if isinstance(component, Component):
        yield from texts(component.children)
    elif isinstance(component, list | tuple):
        for child in component:
            yield from texts(child)
    elif component is not None:
        yield str(component)


def test_the_catalogue_is_complete() -> None:
    assert set(CHARTS) == set(CATALOGUE)


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("name", CHARTS)
class TestEveryChart:
    def test_it_says_something_and_nothing_untold(self, drawn: Draw, name: str, selection: str) -> None:
        account = drawn(name, selection).narrative
        assert account.heading
        assert account.subtitle
        assert account.sentences
        for text in (account.heading, account.subtitle, *account.sentences, *account.notes):
            assert text.strip()
            assert not re.search(r"\bnan\b|None|\bNaT\b|inf\b", text), text
            assert not re.search(r"\d\.\d", text.replace("Open Licence 2.0", "")), text

    def test_only_the_trace_types_of_the_bundle_are_drawn(self, drawn: Draw, name: str, selection: str) -> None:
        figure = drawn(name, selection).figure
        assert {trace["type"] for trace in figure["data"]} <= set(theme.TRACE_TYPES)
        assert "title" not in figure["layout"]
        assert figure["layout"]["height"] > 0

    def test_its_figure_is_one_that_plotly_accepts(self, drawn: Draw, name: str, selection: str) -> None:
        # The server sends figures as they are: an attribute or a value that plotly.js would ignore is found here.
        assert go.Figure(drawn(name, selection).figure)

    def test_at_most_four_coloured_series_are_named(self, drawn: Draw, name: str, selection: str) -> None:
        legend = drawn(name, selection).legend
        greys = {theme.BY_SLUG["autres"], theme.MUTED, theme.BY_SLUG["cadrage"], theme.BY_SLUG["non-publie"]}
        assert len({entry.colour for entry in legend} - greys) <= 4

    def test_marks_open_addresses_of_the_site_alone(self, drawn: Draw, name: str, selection: str) -> None:
        for trace in drawn(name, selection).figure["data"]:
            opened = trace.get("customdata") or []
            flat = [address for line in opened for address in (line if isinstance(line, list) else [line])]
            assert all(address is None or re.match(r"/(projets|comparer)\b", address) for address in flat)

    def test_tables_hold_the_values_of_the_frame(self, drawn: Draw, name: str, selection: str) -> None:
        chart = drawn(name, selection)
        for table, component in zip(chart.tables, card_tables(chart), strict=True):
            rows = chart.frame if table.rows is None else table.rows
            rows = rows[rows[table.keep].notna()] if table.keep else rows
            caption, head, body = component.children
            assert caption.children
            assert [cell.children for cell in head.children.children] == [column.header for column in table.columns]
            assert all(cell.attributes["scope"] == "col" for cell in head.children.children)
            assert len(body.children) == len(rows)
            for line, values in zip(body.children, rows.to_dict("records"), strict=True):
                assert line.children[0].attributes["scope"] == "row"
                for cell, column in zip(line.children, table.columns, strict=True):
                    if column.kind != "projects":
                        assert "".join(texts(cell)) == cell_text(values[column.key], column.kind)

    def test_its_file_has_a_line_for_each_row_and_headers_of_its_own(
        self, drawn: Draw, name: str, selection: str
    ) -> None:
        chart = drawn(name, selection)
        header, *lines = chart_csv(chart).splitlines()[-len(chart.frame) - 1 :]
        assert len(lines) == len(chart.frame)
        names = header.split(";")
        assert len(set(names)) == len(names)
        assert all(column.kind in FORMATS for column in chart.columns)

    def test_its_card_is_written_as_html(self, dataset: Dataset, drawn: Draw, name: str, selection: str) -> None:
        chart = drawn(name, selection)
        whole = to_html(chart_card(chart, dataset, ""))
        assert f'data-resume="{name}"' in whole
        assert whole.count("<table") == len(chart.tables)
        assert '<div class="dessin"' in whole


@pytest.mark.parametrize("name", [name for name, chart in CHARTS.items() if chart.compact_height])
def test_a_compact_chart_is_lower_and_shows_the_same(dataset: Dataset, drawn: Draw, name: str) -> None:
    chart = drawn(name, "all")
    compact = compute(CHARTS[name], dataset, Selection(project="si-samu"), is_compact=True)
    assert compact.height < chart.height
    assert compact.figure["data"] == chart.figure["data"]


@pytest.mark.parametrize("name", [name for name in CHARTS if name not in ("trajectoire", "entrants-sortants")])
def test_an_empty_selection_says_so(drawn: Draw, name: str) -> None:
    said = " ".join(drawn(name, "nothing").narrative.sentences)
    assert re.search(r"Aucun|Moins de 5 projets", said)


def test_lines_lead_to_projects_with_the_current_selection(dataset: Dataset) -> None:
    chart = compute(CHARTS["reevaluations"], dataset, Selection(ministries=("justice",)))
    assert 'href="/projets/ned?ministere=justice"' in to_html(card_tables(chart))
    ministries = compute(CHARTS["couts-par-ministere"], dataset, Selection(phases=("deploiement",)))
    assert 'href="/projets?ministere=interieur&amp;phase=deploiement"' in to_html(card_tables(ministries))
    editions = compute(CHARTS["cout-total"], dataset, Selection())
    written = to_html(card_tables(editions))
    assert 'href="/projets?depuis=14&amp;jusqua=14"' in written
    # The table of edition 20 is not held: nothing stands behind its line.
    assert "depuis=20" not in written


def test_a_figure_never_changes_its_frame(drawn: Draw) -> None:
    for name in CHARTS:
        chart = drawn(name, "all")
        before = chart.frame.copy(deep=True)
        assert chart.figure
        assert chart.tables is not None
        pd.testing.assert_frame_equal(chart.frame, before)


def test_the_same_amounts_stand_in_sentence_table_and_figure_of_the_waterfall(dataset: Dataset) -> None:
    chart = compute(CHARTS["passage"], dataset, Selection(before=13, after=14))
    leavers = chart.frame.set_index("step").loc["leaver"]
    assert any(
        "4\u00a0sortants" in sentence and "71,8\u00a0M€ de moins" in sentence for sentence in chart.narrative.sentences
    )
    written = " ".join(texts(card_tables(chart)))
    assert "−71,8" in written
    bars = next(trace for trace in chart.figure["data"] if trace["type"] == "bar")
    assert leavers["amount_meur"] in bars["x"]


def test_words_stay_neutral(dataset: Dataset) -> None:
    for name in CHARTS:
        text = words_of(dataset, name, Selection(project="ned")).lower()
        for word in ("dérive", "dérap", "échec", "succès", "surcoût", "retard", "économie réalisée"):
            assert word not in text, (name, word)
