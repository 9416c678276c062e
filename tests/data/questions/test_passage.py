"""The waterfall adds up exactly, whatever the editions and the selection, and names what is behind each step."""

from dataclasses import replace
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import store
from data.model.dataset import Dataset
from data.model.filters import COST_BANDS
from data.model.selection import Selection
from data.questions.comparison import KINDS
from data.questions.passage import GAPS, passage

DATASET = store.current()
HELD = DATASET.editions_with_table
FAMILIES = DATASET.vocabulary
selections = st.builds(
    Selection,
    ministries=st.lists(st.sampled_from(list(FAMILIES.ministries.names)), max_size=3).map(tuple),
    phases=st.lists(st.sampled_from(list(FAMILIES.phases.names)), max_size=2).map(tuple),
    functional_areas=st.lists(st.sampled_from(list(FAMILIES.functional_areas.names)), max_size=2).map(tuple),
    is_interministerial=st.none() | st.booleans(),
    cost_bands=st.lists(st.sampled_from(list(COST_BANDS)), max_size=2).map(tuple),
    text=st.sampled_from(["", "sirh", "système", "introuvable"]),
)


def adds_up(frame: pd.DataFrame) -> None:
    steps = frame.set_index("step").fillna({"amount_meur": 0.0})
    kinds = frame.loc[frame["step"].isin(KINDS), "amount_meur"].sum()
    assert steps.loc["total_before", "amount_meur"] + kinds == pytest.approx(steps.loc["total_after", "amount_meur"])
    moving = frame[~frame["step"].str.startswith(("published", "total"))]
    assert (moving["start_meur"] + moving["amount_meur"].fillna(0)).to_numpy() == pytest.approx(
        moving["end_meur"].to_numpy()
    )
    # Each bar starts where the one before ends, but for the totals, which start from nought.
    ends = frame["end_meur"].shift()
    chained = ~frame["step"].str.startswith(("published", "total")) & ends.notna()
    assert frame.loc[chained, "start_meur"].to_numpy() == pytest.approx(ends[chained].to_numpy())


@pytest.mark.parametrize(("before", "after"), list(combinations(HELD, 2)))
def test_steps_add_up_for_every_pair_of_editions(dataset: Dataset, before: int, after: int) -> None:
    adds_up(passage(dataset, Selection(before=before, after=after)))


@given(selections, st.sampled_from(list(combinations(HELD, 2))), st.booleans())
def test_steps_add_up_for_any_selection(selection: Selection, pair: tuple[int, int], common_only: bool) -> None:
    frame = passage(DATASET, replace(selection, before=pair[0], after=pair[1], common_only=common_only))
    if len(frame):
        adds_up(frame)


@pytest.mark.parametrize(("before", "after"), list(combinations(HELD, 2)))
def test_the_gap_to_the_published_total_closes_both_ends(dataset: Dataset, before: int, after: int) -> None:
    steps = passage(dataset, Selection(before=before, after=after)).set_index("step")["amount_meur"]
    printed = dataset.editions.set_index("edition")["total_cost_meur"]
    assert steps["published_before"] == printed[before]
    assert steps["published_before"] + steps["gap_before"] == pytest.approx(steps["total_before"])
    assert steps["total_after"] + steps["gap_after"] == pytest.approx(steps["published_after"])


def test_the_printed_total_does_not_stand_beside_a_selection(dataset: Dataset) -> None:
    frame = passage(dataset, Selection(ministries=("justice",)))
    assert not set(frame["step"]) & {*GAPS, "published_before", "published_after"}


def test_without_editions_asked_for_the_latest_two_are_compared(dataset: Dataset) -> None:
    frame = passage(dataset, Selection())
    assert set(zip(frame["before"], frame["after"], strict=True)) == {(13, 14)}


def test_entrants_and_leavers_between_13_and_14_stand_by_name(dataset: Dataset) -> None:
    named = passage(dataset, Selection(before=13, after=14)).set_index("step")["named"]
    names = {step: {name for _, name in named[step]} for step in ("entrant", "leaver")}
    assert names["entrant"] == {"France Sésame", "Géoplateforme", "Intelligence emploi", "PPN", "SIV"}
    assert names["leaver"] == {"ADAMANT", "FranceConnect phase II", "OSHIMAE", "SCRIBE"}


def test_a_cost_that_is_withheld_is_counted_as_unknown_not_as_nought(dataset: Dataset) -> None:
    alone = passage(dataset, Selection(text="sirhen", before=7, after=8)).set_index("step")
    assert (alone.loc["entrant", "projects"], alone.loc["entrant", "known"]) == (1, 0)
    assert alone.loc["total_after", "known"] == 0


def test_nothing_selected_gives_nothing(dataset: Dataset) -> None:
    assert passage(dataset, Selection(text="introuvable")).empty
