"""The calculated measures, each on an example worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model import measures
from data.model.dataset import Dataset, slugs_by_edition

NAN = float("nan")


def history(**values: list[float]) -> pd.DataFrame:
    """Projects by name, with a value in editions 1, 2, 3…; None where the project is not in the edition."""
    rows = [
        (project, edition, value)
        for project, series in values.items()
        for edition, value in enumerate(series, start=1)
        if value is not None
    ]
    return pd.DataFrame(rows, columns=["project", "edition", "cost_meur"])


def month(text: str) -> pd.Timestamp:
    return pd.Timestamp(f"{text}-01").as_unit("s")


class TestChange:
    def test_a_change_is_in_percent_of_the_reference(self) -> None:
        changes = measures.change_pct(pd.Series([12.0, 5.0, 10.0]), pd.Series([10.0, 10.0, 10.0]))
        assert changes.tolist() == pytest.approx([20.0, -50.0, 0.0])

    def test_a_change_with_a_missing_side_is_missing(self) -> None:
        assert measures.change_pct(pd.Series([12.0, NAN]), pd.Series([NAN, 10.0])).isna().all()

    def test_the_reference_is_the_first_value_known_not_the_first_edition(self) -> None:
        rows = history(a=[NAN, 10.0, 12.0], b=[5.0, NAN, 6.0])
        first = measures.first_known(rows, "cost_meur")
        assert first.tolist() == pytest.approx([NAN, 10.0, 10.0, 5.0, 5.0, 5.0], nan_ok=True)

    def test_the_order_of_rows_makes_no_difference_to_the_reference(self) -> None:
        rows = history(a=[NAN, 10.0, 12.0], b=[5.0, NAN, 6.0])
        shuffled = rows.sample(frac=1, random_state=7)
        pd.testing.assert_series_equal(
            measures.first_known(shuffled, "cost_meur").sort_index(), measures.first_known(rows, "cost_meur")
        )

    def test_the_previous_value_is_that_of_the_edition_held_just_before(self) -> None:
        rows = history(a=[10.0, 11.0, 12.0], b=[5.0, None, 6.0], c=[None, NAN, 7.0])
        before = measures.previous_known(rows, "cost_meur", (1, 2, 3))
        assert dict(zip(zip(rows["project"], rows["edition"], strict=True), before, strict=True)) == pytest.approx(
            {("a", 1): NAN, ("a", 2): 10.0, ("a", 3): 11.0, ("b", 1): NAN, ("b", 3): NAN, ("c", 2): NAN, ("c", 3): NAN},
            nan_ok=True,
        )

    def test_editions_that_are_not_held_are_stepped_over(self) -> None:
        rows = history(a=[10.0, None, 12.0])
        assert measures.previous_known(rows, "cost_meur", (1, 3)).tolist() == pytest.approx([NAN, 10.0], nan_ok=True)

    def test_the_weighted_change_is_that_of_the_sums_over_the_same_projects(self) -> None:
        value = pd.Series([110.0, 10.0, 10.0, 10.0, 20.0, 1000.0, 9.0])
        reference = pd.Series([100.0, 10.0, 10.0, 10.0, 10.0, NAN, 1.0])
        weighted = measures.weighted_change_pct(value, reference, pd.Series([1, 1, 1, 1, 1, 1, 2]))
        assert weighted.to_dict() == pytest.approx({1: (160 / 140 - 1) * 100, 2: NAN}, nan_ok=True)


class TestDates:
    @pytest.mark.parametrize(
        ("start", "years", "end"),
        [("2015-01", 2.0, "2017-01"), ("2015-01", 0.5, "2015-07"), ("2015-12", 1 / 12, "2016-01"),
         ("2014-10", 8.83333333333333, "2023-08"), ("2016-02", 400 / 365, "2017-03")],
    )  # fmt: skip
    def test_the_end_is_the_start_plus_whole_months(self, start: str, years: float, end: str) -> None:
        assert measures.end_date(pd.Series([month(start)]), pd.Series([years])).tolist() == [month(end)]

    def test_an_end_without_a_start_or_a_duration_is_missing(self) -> None:
        start = pd.Series([month("2015-01"), pd.NaT]).astype("datetime64[s]")
        assert measures.end_date(start, pd.Series([NAN, 2.0])).isna().all()

    def test_a_slip_counts_months_and_is_positive_when_later(self) -> None:
        end, reference = pd.Series([month("2021-03"), month("2019-11")]), pd.Series([month("2020-12")] * 2)
        assert measures.slip_months(end, reference).tolist() == [3, -13]

    @given(
        st.dates(min_value=pd.Timestamp("1990-01-01").date(), max_value=pd.Timestamp("2060-01-01").date()),
        st.integers(0, 600),
    )
    def test_a_duration_of_whole_months_slips_by_as_many(self, day: object, months: int) -> None:
        start = pd.Series([pd.Timestamp(str(day)).replace(day=1).as_unit("s")])
        end = measures.end_date(start, pd.Series([months / 12]))
        assert measures.slip_months(end, start).tolist() == [months]


class TestDistribution:
    def test_five_known_values_give_mean_median_and_quartiles(self) -> None:
        spread = measures.distribution(pd.Series([0.0, 10.0, 20.0, 30.0, 90.0, NAN]))
        assert spread == pytest.approx((5, 30.0, 20.0, 10.0, 30.0))

    def test_fewer_than_five_give_their_number_and_nothing_else(self) -> None:
        spread = measures.distribution(pd.Series([1.0, 2.0, 3.0, 4.0, NAN, NAN]))
        assert spread.n == 4
        assert np.isnan(spread[1:]).all()

    @given(st.lists(st.tuples(st.integers(1, 3), st.none() | st.floats(-100, 1000)), max_size=40))
    def test_all_groups_at_once_are_what_each_is_alone(self, lines: list[tuple[int, float | None]]) -> None:
        rows = pd.DataFrame(lines, columns=["edition", "change"]).astype({"edition": int, "change": float})
        together = measures.distributions(rows["change"], rows["edition"])
        for edition, group in rows.groupby("edition"):
            alone = measures.distribution(group["change"])
            assert together.loc[edition].to_dict() == pytest.approx(alone._asdict(), nan_ok=True)

    def test_coverage_counts_what_is_known(self) -> None:
        assert measures.coverage(pd.Series([1.0, NAN, 0.0])) == (2, 3)


class TestMovements:
    def test_each_edition_has_the_projects_of_its_rows(self) -> None:
        assert slugs_by_edition(history(a=[1.0, 1.0], b=[1.0, None], c=[None, 1.0])) == {1: {"a", "b"}, 2: {"a", "c"}}

    def test_five_came_and_four_went_between_editions_13_and_14(self, dataset: Dataset) -> None:
        before, after = dataset.tables[13], dataset.tables[14]
        assert sorted(after - before) == ["france-sesame", "geoplateforme", "intelligence-emploi", "ppn", "siv"]
        assert sorted(before - after) == ["adamant", "france-connect-phase-ii", "oshimae", "scribe"]


class TestKnownAnswers:
    @pytest.mark.parametrize(
        ("project", "first", "last"),
        [("si-samu", 59, 204.1), ("france-visas", 32.8, 101.8), ("astrea", 20, 70.5), ("inpt", 352, 205.2),
         ("ned", 25, 5.6)],
    )  # fmt: skip
    def test_the_largest_changes_of_cost_are_those_that_were_published(
        self, dataset: Dataset, project: str, first: float, last: float
    ) -> None:
        rows = dataset.projects
        (row,) = rows[(rows["project"] == project) & (rows["edition"] == 14)].to_dict("records")
        assert (row["first_cost_meur"], row["cost_meur"]) == (first, pytest.approx(last, abs=0.05))
        assert row["cost_change_pct"] == pytest.approx((row["cost_meur"] / first - 1) * 100)

    def test_missing_is_never_zero(self, dataset: Dataset) -> None:
        rows = dataset.projects
        for value, change in (("cost_meur", "cost_change_pct"), ("planned_duration_years", "duration_change_pct")):
            assert not (rows[value] == 0).any()
            assert rows.loc[rows[value].isna(), change].isna().all()
            assert (rows[change].notna() == rows[value].notna()).all()
        assert rows.loc[rows["end"].isna(), "slip_months"].isna().all()
