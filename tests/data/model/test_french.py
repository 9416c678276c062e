"""Numbers, dates and plurals as French readers expect them."""

import math
from decimal import ROUND_HALF_UP, Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import assume, given
from hypothesis import strategies as st

from data.model import french

NBSP, NNBSP, MINUS = "\u00a0", "\u202f", "\u2212"


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1234567.5, 1, f"1{NNBSP}234{NNBSP}567,5"),
        (12.0, 1, "12"),
        (0.05, 1, "0,1"),
        (2.5, 0, "3"),
        (-3.25, 1, f"{MINUS}3,3"),
        (-0.04, 1, "0"),
        (None, 1, "non publié"),
        (math.nan, 0, "non publié"),
    ],
)
def test_number_is_written_the_french_way(value: float | None, decimals: int, written: str) -> None:
    assert french.number(value, decimals) == written


@given(st.floats(-1e7, 1e7), st.integers(0, 2), st.booleans())
def test_numbers_are_those_of_unicode(value: float, decimals: int, fixed: bool) -> None:
    pattern = "#,##0" + ("." + ("0" if fixed else "#") * decimals if decimals else "")
    away_from_zero = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assume(abs(abs(Decimal(value) - away_from_zero) * 10**decimals - Decimal("0.5")) > Decimal("1e-6"))
    written = format_decimal(away_from_zero, pattern, locale="fr").replace("-", MINUS)
    assert french.number(value, decimals, fixed=fixed) == (written if away_from_zero else written.lstrip(MINUS))


def test_units_stand_after_a_no_break_space() -> None:
    assert french.meur(35.71) == f"35,7{NBSP}M€"
    assert french.total_meur(2620) == f"2,62{NBSP}Md€"
    assert french.total_meur(999.94) == f"999,9{NBSP}M€"
    assert french.pct(12.5) == f"+12,5{NBSP}%"
    assert french.pct(-1.25) == f"{MINUS}1,3{NBSP}%"
    assert french.months(6) == f"+6{NBSP}mois"
    assert french.years(1.9) == f"1,9{NBSP}an"
    assert french.years(6.2) == f"6,2{NBSP}ans"


def test_a_missing_amount_has_no_unit() -> None:
    assert french.meur(None) == "non publié"
    assert french.years(math.nan) == "non publié"


def test_dates_keep_the_precision_that_is_known() -> None:
    assert french.month("2021-11") == "novembre 2021"
    assert french.full_date("2017-03-01") == f"1er{NBSP}mars 2017"
    assert french.full_date("2016-11-18") == f"18{NBSP}novembre 2016"
    assert french.full_date("2024-11") == "novembre 2024"
    assert french.month("") == "non publié"


@pytest.mark.parametrize(("amount", "written"), [(0, "0 projet"), (1, "1 projet"), (1.5, "2 projet"), (2, "2 projets")])
def test_a_noun_is_plural_from_two(amount: float, written: str) -> None:
    assert french.count(amount, "projet") == written.replace(" ", NBSP)


def test_items_are_listed_with_et() -> None:
    assert french.listing([]) == ""
    assert french.listing(["a"]) == "a"
    assert french.listing(["a", "b", "c"]) == "a, b et c"


def test_french_typography_puts_no_break_spaces_before_double_signs() -> None:
    assert french.typeset("Total : « 12 » ; oui ?") == f"Total{NBSP}: «{NBSP}12{NBSP}»{NBSP}; oui{NBSP}?"


@pytest.mark.parametrize(
    ("numbers", "text"),
    [((), ""), ((8,), "8"), ((7, 8), "7 et 8"), ((1, 2, 3, 8), "1 à 3 et 8")],
)
def test_three_numbers_in_a_row_are_written_by_their_ends(numbers: tuple[int, ...], text: str) -> None:
    assert french.ranges(numbers) == text
