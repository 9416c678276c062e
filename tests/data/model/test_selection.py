"""The question asked: which rows answer it, how it reads, and the one form of all selections that ask the same."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import store
from data.model.dataset import Dataset
from data.model.filters import COST_BANDS, LONGEST_TEXT, MOST_VALUES, cost_band
from data.model.selection import Selection

DATASET = store.current()
VOCABULARY = DATASET.vocabulary
texts = st.text(max_size=300)
anything = st.builds(
    Selection,
    ministries=st.lists(st.sampled_from([*VOCABULARY.ministries.names]) | texts).map(tuple),
    phases=st.lists(st.sampled_from([*VOCABULARY.phases.names]) | texts).map(tuple),
    functional_areas=st.lists(st.sampled_from([*VOCABULARY.functional_areas.names]) | texts).map(tuple),
    is_interministerial=st.none() | st.booleans(),
    cost_bands=st.lists(st.sampled_from([*COST_BANDS]) | texts).map(tuple),
    since=st.none() | st.integers(),
    until=st.none() | st.integers(),
    text=texts,
    least_slip=st.none() | st.integers(),
    least_increase=st.none() | st.integers(),
    is_cost_published=st.none() | st.booleans(),
)
known = st.builds(
    Selection,
    ministries=st.lists(st.sampled_from([*VOCABULARY.ministries.names])).map(tuple),
    phases=st.lists(st.sampled_from([*VOCABULARY.phases.names])).map(tuple),
    functional_areas=st.lists(st.sampled_from([*VOCABULARY.functional_areas.names])).map(tuple),
    is_interministerial=st.none() | st.booleans(),
    cost_bands=st.lists(st.sampled_from([*COST_BANDS])).map(tuple),
    since=st.none() | st.integers(1, 20),
    until=st.none() | st.integers(1, 20),
    least_slip=st.none() | st.integers(1, 120),
    least_increase=st.none() | st.integers(1, 300),
    is_cost_published=st.none() | st.booleans(),
    text=st.sampled_from(["", "paie", "Système d'INFORMATION", "ASTREA  casier", "introuvable"]),
)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return DATASET


def editions_and_projects(rows: pd.DataFrame) -> set[tuple[int, str]]:
    return set(zip(rows["edition"], rows["project"], strict=True))


class TestRows:
    def test_nothing_asked_selects_every_row(self, dataset: Dataset) -> None:
        assert len(Selection().apply(dataset)) == 558
        assert Selection().apply(dataset)["project"].nunique() == 108

    def test_several_values_of_one_field_add_up_and_several_fields_narrow(self, dataset: Dataset) -> None:
        interior, justice = (Selection(ministries=(slug,)).apply(dataset) for slug in ("interieur", "justice"))
        both = Selection(ministries=("interieur", "justice")).apply(dataset)
        assert editions_and_projects(both) == editions_and_projects(interior) | editions_and_projects(justice)
        built = Selection(ministries=("interieur",), phases=("deploiement",)).apply(dataset)
        deployed = Selection(phases=("deploiement",)).apply(dataset)
        assert editions_and_projects(built) == editions_and_projects(interior) & editions_and_projects(deployed)

    def test_a_label_that_covers_two_ministries_belongs_to_both(self, dataset: Dataset) -> None:
        rows = dataset.projects
        joint = next(slugs for slugs in rows["ministries"].cat.categories if "|" in slugs)
        wanted = editions_and_projects(rows[rows["ministries"] == joint])
        assert wanted
        for slug in joint.split("|"):
            assert wanted <= editions_and_projects(Selection(ministries=(slug,)).apply(dataset))

    def test_a_phase_is_that_of_each_edition_not_the_latest(self, dataset: Dataset) -> None:
        rows = Selection(phases=("experimentation",)).apply(dataset)
        assert set(rows["phase"]) == {"experimentation"}
        astrea = dataset.projects[dataset.projects["project"] == rows["project"].iloc[0]]
        assert len(astrea) > len(rows[rows["project"] == rows["project"].iloc[0]])

    def test_editions_are_bounded_on_both_sides_included(self, dataset: Dataset) -> None:
        assert set(Selection(since=8, until=13).apply(dataset)["edition"]) == {8, 13}
        assert Selection(since=9, until=12).apply(dataset).empty

    def test_words_are_found_without_case_accents_or_order(self, dataset: Dataset) -> None:
        names = set(Selection(text="VISAS france").apply(dataset)["project"])
        assert "france-visas" in names
        assert names == set(Selection(text="Francé   vISas").apply(dataset)["project"])

    def test_former_names_are_found(self, dataset: Dataset) -> None:
        assert "inpt" in set(Selection(text="modernisation de l'inpt").apply(dataset)["project"])

    @pytest.mark.parametrize(
        ("cost", "band"),
        [
            (0.1, "moins-de-5"),
            (4.99, "moins-de-5"),
            (5.0, "5-9"),
            (9.0, "9-20"),
            (20.0, "20-100"),
            (100.0, "plus-de-100"),
            (float("nan"), "non-publie"),
        ],
    )
    def test_a_cost_is_in_the_band_whose_lower_bound_it_reaches(self, cost: float, band: str) -> None:
        assert list(cost_band(pd.Series([cost]))) == [band]

    def test_bands_share_out_every_row(self, dataset: Dataset) -> None:
        assert sum(len(Selection(cost_bands=(band,)).apply(dataset)) for band in COST_BANDS) == len(dataset.projects)


class TestWords:
    def test_nothing_asked_is_said(self, dataset: Dataset) -> None:
        assert Selection().in_words(dataset) == "Tous les projets"

    def test_choices_are_joined_with_or(self, dataset: Dataset) -> None:
        words = Selection(ministries=("interieur", "justice"), since=8).in_words(dataset)
        assert words.startswith("Ministère")
        assert " ou " in words
        assert words.endswith("; à partir de l'édition 8")


class TestCanonical:
    def test_order_repeats_and_unknown_values_make_no_difference(self, dataset: Dataset) -> None:
        messy = Selection(ministries=("justice", "interieur", "justice", "<script>", "x" * 500), phases=("?",))
        assert messy.canonical(dataset) == Selection(ministries=("interieur", "justice"))

    def test_a_text_becomes_its_words(self, dataset: Dataset) -> None:
        asked = Selection(text="  Système\u00a0de PAIE systeme ")
        assert asked.canonical(dataset) == Selection(text="de paie systeme")
        assert Selection(text="℡ ＜b＞Ａ").canonical(dataset) == Selection(text="a tel")

    @pytest.mark.parametrize(
        ("since", "until", "expected"),
        [
            (1, 20, (None, None)),
            (0, 10**30, (None, None)),
            (-5, None, (None, None)),
            (8, 13, (8, 13)),
            (99, None, (None, None)),
            (13, 8, (13, 8)),
        ],
    )
    def test_bounds_that_keep_every_edition_or_none_are_dropped(
        self, dataset: Dataset, since: int, until: int, expected: tuple[int | None, int | None]
    ) -> None:
        canonical = Selection(since=since, until=until).canonical(dataset)
        assert (canonical.since, canonical.until) == expected

    def test_a_key_is_readable_and_fit_for_a_header(self) -> None:
        assert Selection().key == ""
        key = Selection(ministries=("interieur", "justice"), is_interministerial=False, text="à & b").key
        assert key == "ministries=interieur%7Cjustice&is_interministerial=False&text=%C3%A0+%26+b"

    @given(anything)
    def test_whatever_is_asked_the_canonical_form_is_bounded_known_and_final(self, asked: Selection) -> None:
        canonical = asked.canonical(DATASET)
        assert canonical.canonical(DATASET) == canonical
        assert all(slug in VOCABULARY.names for slug in (*canonical.ministries, *canonical.phases))
        assert len(canonical.text) <= LONGEST_TEXT
        assert len(canonical.text.split()) <= MOST_VALUES
        assert canonical.key.isascii()
        assert canonical.key.isprintable()

    @given(known)
    def test_the_canonical_form_selects_the_same_rows_where_all_is_known(self, asked: Selection) -> None:
        canonical = asked.canonical(DATASET)
        pd.testing.assert_frame_equal(canonical.apply(DATASET), asked.apply(DATASET))
        assert canonical.filters_projects == asked.filters_projects

    @given(known, known)
    def test_two_canonical_selections_have_one_key_only_when_they_are_one(self, one: Selection, two: Selection) -> None:
        first, second = one.canonical(DATASET), two.canonical(DATASET)
        assert (first.key == second.key) == (first == second)
