"""French spellings of numbers, months, durations and phases; ambiguity raises, nothing becomes 0 or today."""

import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.normalise import (
    MONTHS,
    AmbiguousTextError,
    parse_meur,
    parse_month,
    parse_number,
    parse_programmes,
    parse_years,
    parse_yes_no,
)
from data.model.wording import NOT_GIVEN_PHASE, WITHHELD_PHASE, clean, is_not_given, phase_label
from tests.fuzz import TIMES

EXAMPLES = settings(max_examples=1_000 * TIMES, deadline=None)
SPACES = (" ", "\u00a0", "\u202f", "\u2009")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("53,02", 53.02),
        ("6,8027397260274", 6.8027397260274),
        ("3.75068493150685", 3.75068493150685),
        ("1 234,5", 1234.5),
        ("1\u202f234\u202f567,5", 1234567.5),
        ("1.234.567", 1234567.0),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1'234,5", 1234.5),
        ("-12,5", -12.5),
        ("\u221212,5", -12.5),
        ("+3", 3.0),
        ("0,5", 0.5),
        ("0.123", 0.123),
        ("1234.567", 1234.567),
        (" 7 ", 7.0),
        ("1.5e2", 150.0),
    ],
)
def test_numbers_are_read_in_their_usual_spellings(text: str, number: float) -> None:
    assert parse_number(text, decimal_point=False) == number


@pytest.mark.parametrize("text", ["1.234", "36.633", "999.000"])
def test_a_point_before_three_digits_is_ambiguous_until_the_column_says_more(text: str) -> None:
    with pytest.raises(AmbiguousTextError):
        parse_number(text, decimal_point=False)
    assert parse_number(text) == float(text)


@pytest.mark.parametrize(
    "text",
    [
        "12,5,3",
        "1 23",
        "12 3456",
        "abc",
        "12 abc",
        "≈ 12",
        "9 à 20",
        "> 9",
        "1..2",
        ",",
        ".",
        "-",
        "e5",
        "inf",
        "0x10",
        "1_000",
    ],
)
def test_what_is_not_a_number_raises(text: str) -> None:
    with pytest.raises(ValueError, match="illisible"):
        parse_number(text, decimal_point=False)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("53,02", 53.02),
        ("1 234,5 M€", 1234.5),
        ("1\u202f234,5\u00a0M€", 1234.5),
        ("12,5M€", 12.5),
        ("12,5 MEUR", 12.5),
        ("12,5 millions d'euros", 12.5),
        ("12,5 millions d’euros", 12.5),
        ("1,2 Md€", 1200.0),
        ("1,2 milliard d'euros", 1200.0),
        ("500 k€", 0.5),
        ("12 000 000 €", 12.0),
    ],
)
def test_amounts_are_read_with_their_unit(text: str, amount: float) -> None:
    assert parse_meur(text, decimal_point=False) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NA",
        "n.c.",
        "-",
        "–",
        "En cadrage",
        "en cadrage ",
        "Non communiqué",
        "non\u00a0publié",
        "Révision de trajectoire",
        "Les montants ne sont pas publiés : appel d’offres en cours.",
    ],
)
def test_a_withheld_value_is_missing_and_not_zero(text: str) -> None:
    assert is_not_given(text)
    assert parse_meur(text) is None
    assert parse_years(text) is None
    assert parse_month(text) is None


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("6,2", 6.2),
        ("6,2 ans", 6.2),
        ("1 an", 1.0),
        ("6 ans et 3 mois", 6.25),
        ("6 ans 3 mois", 6.25),
        ("75 mois", 6.25),
        ("2 années", 2.0),
    ],
)
def test_durations_are_read_in_years(text: str, years: float) -> None:
    assert parse_years(text, decimal_point=False) == years


@pytest.mark.parametrize("text", ["longue", "6,2 semaines", "2015-01", "deux ans"])
def test_what_is_not_a_duration_raises(text: str) -> None:
    with pytest.raises(ValueError, match="illisible"):
        parse_years(text)


JANUARY, JULY = date(2015, 1, 1), date(2011, 7, 1)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2011-07-01", JULY), ("2011-07", JULY), ("2011/07/01", JULY), ("2011-7-1", JULY),
        ("2011-07-31T00:00:00", JULY),
        ("2011-07-01 00:00:00", JULY), ("2011-07-01T00:00:00Z", JULY), ("01/07/2011", JULY), ("1/7/2011", JULY),
        ("31/07/2011", JULY), ("01-07-2011", JULY), ("01.07.2011", JULY), ("01/07/2011 00:00", JULY), ("07/2011", JULY),
        ("07-2011", JULY), ("7/2011", JULY), ("juillet 2011", JULY), ("Juillet 2011", JULY), ("JUILLET 2011", JULY),
        ("juillet\u00a02011", JULY), ("juillet\n2011", JULY), ("  juillet   2011 ", JULY),
        ("juil. 11", JULY), ("juil 11", JULY),
        ("juil.-11", JULY), ("juil-11", JULY), ("juil. 2011", JULY), ("juillet 11", JULY), ("juillet-2011", JULY),
        ("juillet '11", JULY), ("juillet ’11", JULY), ("1er juillet 2011", JULY), ("14 juillet 2011", JULY),
        ("le 1er juillet 2011", JULY), ("01 juillet 2011", JULY), ("janvier 15", JANUARY), ("Janvier 15", JANUARY),
        ("janv. 15", JANUARY), ("janv-15", JANUARY), ("jan 2015", JANUARY),
        ("01/2015", JANUARY), ("2015-01-31", JANUARY),
        ("42005", JANUARY), ("42005.0", JANUARY), ("42035,5", JANUARY), ("février 2016", date(2016, 2, 1)),
        ("fevrier 2016", date(2016, 2, 1)), ("fév. 16", date(2016, 2, 1)), ("févr. 2016", date(2016, 2, 1)),
        ("29/02/2016", date(2016, 2, 1)), ("mars 2016", date(2016, 3, 1)), ("avr. 14", date(2014, 4, 1)),
        ("mai 2011", date(2011, 5, 1)), ("juin 15", date(2015, 6, 1)), ("août 2013", date(2013, 8, 1)),
        ("aout 13", date(2013, 8, 1)), ("sept. 14", date(2014, 9, 1)), ("septembre 2014", date(2014, 9, 1)),
        ("oct. 13", date(2013, 10, 1)), ("nov. 16", date(2016, 11, 1)), ("déc. 10", date(2010, 12, 1)),
        ("decembre 2015", date(2015, 12, 1)), ("janvier 98", date(1998, 1, 1)), ("01/07/98", date(1998, 7, 1)),
        ("25/07/49", date(2049, 7, 1)),
    ],
)  # fmt: skip
def test_months_are_read_in_their_usual_spellings(text: str, month: date) -> None:
    assert parse_month(text) == month


@pytest.mark.parametrize(
    "text", ["15/01/26", "01/07/11", "2016", "T3 2016", "S1 2017", "3e trimestre 2016", "fin 2016", "mi-2016"]
)
def test_a_date_with_two_readings_or_without_month_is_ambiguous(text: str) -> None:
    with pytest.raises(AmbiguousTextError):
        parse_month(text)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2016",
        "2016-13",
        "00/2016",
        "13/2016",
        "janvier",
        "15 janvier",
        "brumaire 2011",
        "Jul 2011",
        "99999",
        "12",
        "0",
        "1e5",
        "2011-07-32",
        "32/07/2011",
        "demain",
        "01/07/11 ou 12",
        "2011-2012",
    ],
)
def test_what_is_not_a_month_raises_and_never_becomes_1970_or_today(text: str) -> None:
    with pytest.raises(ValueError, match=r"illisible|deux façons"):
        parse_month(text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Déploiement", "Déploiement"),
        ("Conception /\nRéalisation", "Conception / Réalisation"),
        ("En cadrage", "Cadrage"),
        ("Phase de cadrage", "Cadrage"),
        ("", NOT_GIVEN_PHASE),
        ("NA", NOT_GIVEN_PHASE),
        ("non communiqué", NOT_GIVEN_PHASE),
        ("Chiffres retenus : projet en cours d’appel d’offres.", WITHHELD_PHASE),
        ("La trajectoire du projet est en cours de révision", WITHHELD_PHASE),
        ("Révision de trajectoire", WITHHELD_PHASE),
        (WITHHELD_PHASE, WITHHELD_PHASE),
    ],
)
def test_phases_are_kept_and_notices_replaced_by_the_projects_own_words(text: str, label: str) -> None:
    assert phase_label(text) == label


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Soutien (P212)", "P212"),
        ("Police nationale (P176) à 80% / Administration (P307) à 16,8 %", "P176 P307"),
        ("P176 à 100 %", "P176"),
        ("129", "P129"),
        ("P 129 / P129", "P129"),
        ('<a href="http://exemple.invalid/2017/PGM156.pdf#page=32">Gestion (P156)</a>', "P156"),
        ("FAMI / P303", "FAMI P303"),
        ("en 2017", ""),
        ("", ""),
    ],
)
def test_programmes_are_found_among_words_shares_and_links(text: str, codes: str) -> None:
    assert parse_programmes(text) == codes


@pytest.mark.parametrize(
    ("text", "answer"), [("Oui", True), ("NON ", False), ("vrai", True), ("0", False), ("o", True)]
)
def test_yes_and_no_have_usual_equivalents(text: str, answer: bool) -> None:
    assert parse_yes_no(text) is answer


@pytest.mark.parametrize("text", ["", "peut-être", "2", "oui et non"])
def test_what_is_neither_yes_nor_no_raises(text: str) -> None:
    with pytest.raises(ValueError, match="ni oui ni non"):
        parse_yes_no(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>ASTREA</b>", "ASTREA"),
        ("<script>alert(1)</script>ASTREA", "ASTREA"),
        ("ASTREA<script>alert(1)", "ASTREA"),
        ("AS\u202eTREA\u0007", "ASTREA"),
        ("Pilotage &amp; Contrôle &gt; Mission", "Pilotage & Contrôle > Mission"),
        ("R&D", "R&D"),
        ("a < b et c > d", "a < b et c > d"),
        ("e\u0301tat\u00a0 civil", "état civil"),
    ],
)
def test_text_is_cleaned_of_markup_and_of_invisible_characters(text: str, shown: str) -> None:
    assert clean(text) == shown


def french(number: float, decimals: int, space: str, minus: str = "-") -> str:
    """A number as a French office writes it."""
    whole, _, fraction = f"{abs(number):.{decimals}f}".partition(".")
    groups = []
    while whole:
        whole, group = whole[:-3], whole[-3:]
        groups.insert(0, group)
    return (minus if number < 0 else "") + space.join(groups) + ("," + fraction if fraction else "")


@EXAMPLES
@given(
    number=st.floats(-1e9, 1e9),
    decimals=st.integers(0, 6),
    space=st.sampled_from(("", *SPACES)),
    minus=st.sampled_from(("-", "\u2212")),
    edge=st.sampled_from(("", " ", "\u00a0", "\n")),
)
def test_any_number_comes_back_from_its_french_spellings(
    number: float, decimals: int, space: str, minus: str, edge: str
) -> None:
    value = round(number, decimals)
    assert parse_number(edge + french(value, decimals, space, minus) + edge, decimal_point=False) == value


@EXAMPLES
@given(
    tenths=st.integers(1, 50_000),
    space=st.sampled_from(SPACES),
    unit=st.sampled_from((("M€", 1), ("MEUR", 1), ("", 1), ("millions d'euros", 1), ("Md€", 1000), ("k€", 0.001))),
)
def test_any_amount_comes_back_with_its_unit(tenths: int, space: str, unit: tuple[str, float]) -> None:
    written, factor = unit
    assert parse_meur(f"{french(tenths / 10, 1, space)}{space}{written}", decimal_point=False) == pytest.approx(
        tenths / 10 * factor
    )


@EXAMPLES
@given(number=st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=1e6))
def test_any_number_comes_back_from_the_projects_own_spelling(number: float) -> None:
    assert parse_number(repr(number)) == number


SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


@EXAMPLES
@given(day=st.dates(date(1990, 1, 1), date(2049, 12, 31)), upper=st.booleans(), space=st.sampled_from(SPACES))
def test_any_date_comes_back_as_its_month_from_its_french_spellings(day: date, upper: bool, space: str) -> None:
    month, short = MONTHS[day.month - 1], SHORT[day.month - 1]
    spellings = [
        day.isoformat(), f"{day:%Y-%m}", f"{day:%d/%m/%Y}", f"{day:%m/%Y}", f"{day.isoformat()}T00:00:00",
        f"{month}{space}{day.year}", f"{month}{space}{day:%y}", f"{short}{space}{day.year}", f"{short}{space}{day:%y}",
        f"{short}-{day:%y}", f"{day.day}{space}{month}{space}{day.year}", str((day - date(1899, 12, 30)).days),
    ]  # fmt: skip
    for text in spellings:
        assert parse_month(text.upper() if upper else text) == day.replace(day=1), text


@EXAMPLES
@given(day=st.dates(date(1990, 1, 1), date(2049, 12, 31)))
def test_a_short_numeric_date_is_right_or_ambiguous(day: date) -> None:
    with contextlib.suppress(AmbiguousTextError):
        assert parse_month(f"{day:%d/%m/%y}") == day.replace(day=1)


@EXAMPLES
@given(text=st.text(max_size=40))
def test_any_text_is_a_value_or_a_value_error(text: str) -> None:
    for parse in (parse_number, parse_meur, parse_years, parse_month, parse_yes_no):
        try:
            value = parse(text)
        except ValueError:
            continue
        assert value is None or isinstance(value, (bool, float, date))


@EXAMPLES
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_clean_text_is_stable_and_on_one_line(text: str) -> None:
    shown = clean(text)
    assert "\n" not in shown
    assert shown == shown.strip()
