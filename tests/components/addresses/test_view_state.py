"""Addresses: a state comes back from its address, unknown values are dropped and reported, nothing breaks."""

from datetime import date
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.addresses.view_state import LONGEST_COMMITTEE, Listing, ViewState, parse_query, to_query
from data.model import folders
from data.model.dataset import Dataset, build_dataset
from data.model.selection import Selection
from data.questions.claims import Claim
from data.questions.parts.project_list import COLUMNS

SLIDES = ("titre", "passage", "attention")


def parsed(query: str, dataset: Dataset) -> ViewState:
    return parse_query(parse_qs(query.removeprefix("?"), keep_blank_values=True), dataset, ("cout-total",), SLIDES)


@pytest.mark.parametrize(
    "state",
    [
        ViewState(),
        ViewState(selection=Selection(ministries=("interieur", "justice"), cost_bands=("20-100",), text="si samu")),
        ViewState(selection=Selection(is_interministerial=False, since=4, until=8, functional_areas=("sante",))),
        ViewState(Selection(before=8, after=14, common_only=True)),
        ViewState(listing=Listing("cout", is_descending=True, page=2, columns=("cout", "zone"))),
        ViewState(Selection(phases=("deploiement",)), claim=Claim("ecart-calendaire", "hausse", 13, 2)),
        ViewState(claim=Claim("projets", "plus-bas")),
        ViewState(Selection(project="si-samu"), projects=("si-samu",), is_embedded=True),
        ViewState(slides=("passage", "titre"), committee="Comité « A & B »", meeting=date(2027, 6, 3)),
    ],
)
def test_an_address_gives_back_the_state_that_wrote_it(dataset: Dataset, state: ViewState) -> None:
    assert parsed(to_query(state), dataset) == state


def test_the_chart_of_an_old_address_is_read_and_not_written_again(dataset: Dataset) -> None:
    state = parsed("?graphique=cout-total&cadre=integration", dataset)
    assert (state.chart, to_query(state)) == ("cout-total", "?cadre=integration")


def test_a_form_sent_without_a_choice_asks_nothing(dataset: Dataset) -> None:
    assert parsed("?q=&depuis=tous&jusqua=tous&interministeriel=tous&communs=", dataset) == ViewState()


@pytest.mark.parametrize(
    "query",
    [
        "?date=2027-02-30",
        "?date=20270203",
        "?date=0001-01-01",
        "?diapos=plugh",
        "?tri=xyzzy",
        "?ordre=x",
        "?page=0",
        "?page=99999999",
        "?page=²",
        "?colonnes=x",
        "?communs=1",
        "?projet=x",
    ],
)
def test_an_unknown_value_is_dropped_and_its_parameter_named(dataset: Dataset, query: str) -> None:
    state = parsed(query, dataset)
    assert state.ignored == (query[1:].split("=")[0],)
    assert to_query(state) == ""


@pytest.mark.parametrize(
    ("positions", "order"),
    [
        ((1, 2, 3), ("titre", "passage", "attention")),
        ((3, 2, 3), ("passage", "attention", "titre")),
        ((1, 2, 1), ("attention", "titre", "passage")),
        ((1, 9, 3), ("titre", "attention", "passage")),
        ((1, "²", 1), ("attention", "titre", "passage")),
    ],
)
def test_a_form_without_script_orders_slides_by_number(
    dataset: Dataset, positions: tuple[object, ...], order: tuple[str, ...]
) -> None:
    fields = [f"diapos={name}&rang-{name}={at}" for name, at in zip(SLIDES, positions, strict=True)]
    state = parsed("&".join(fields), dataset)
    assert (state.slides, state.ignored) == (order, ())


def test_a_committee_is_one_short_line(dataset: Dataset) -> None:
    state = parsed("?comite=%20Un%0A%0Acomit%C3%A9%E2%80%AE%00" + "x" * 500, dataset)
    assert state.committee.startswith("Un comité")
    assert len(state.committee) == LONGEST_COMMITTEE
    assert state.committee.isprintable()


REAL = build_dataset(folders.DATA_DIR)
NAMES = [
    "ministere",
    "phase",
    "zone",
    "tranche",
    "depuis",
    "jusqua",
    "q",
    "de",
    "a",
    "tri",
    "page",
    "colonnes",
    "projet",
    "comite",
    "date",
]


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.text(max_size=20), max_size=3)))
def test_no_address_breaks_and_reading_what_was_written_changes_nothing(parameters: dict[str, list[str]]) -> None:
    state = parse_query(parameters, REAL, (), ())
    again = parsed(to_query(state), REAL)
    assert to_query(again) == to_query(state)


@pytest.mark.parametrize("column", COLUMNS)
def test_the_table_is_sorted_by_any_column_of_the_list(dataset: Dataset, column: str) -> None:
    state = parsed(f"?tri={column}&colonnes={column}", dataset)
    assert (state.listing, state.ignored) == (Listing(column, columns=(column,)), ())
