"""Any selection of ministries, phases and editions, of the project's dataset."""

from dataclasses import replace

from hypothesis import strategies as st

from data.model.dataset import build_dataset
from data.model.folders import DATA_DIR
from data.model.selection import Selection

DATASET = build_dataset(DATA_DIR)
HELD = [1, 2, 3, 4, 5, 6, 7, 8, 13, 14]
selections = st.builds(
    Selection,
    ministries=st.lists(st.sampled_from([*DATASET.vocabulary.ministries.names]), max_size=3).map(tuple),
    phases=st.lists(st.sampled_from([*DATASET.vocabulary.phases.names]), max_size=3).map(tuple),
    is_interministerial=st.sampled_from([None, None, True, False]),
    since=st.none() | st.integers(1, 20),
    until=st.none() | st.integers(1, 20),
)
searched = st.builds(lambda selection, text: replace(selection, text=text), selections, st.sampled_from(["", "", "si"]))
"""The same, some of them by a text."""
