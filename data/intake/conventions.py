"""What a whole column says of its cells: unit, decimal mark, order of day and month; refused where it does not say."""

import contextlib
import re
from dataclasses import dataclass
from datetime import date
from statistics import median

from data.intake.findings import REJECTION, WARNING, Findings
from data.intake.layout import LABELS, Table, header_unit
from data.model.french import number
from data.model.normalise import parse_month, parse_number
from data.model.schema import FIRST_YEAR
from data.model.wording import SPACES
from data.readers.published import Cell

DIVISORS = {  # column → unit of its header → what its numbers are divided by; the first unit is the usual one
    "cost_meur": {"M€": 1.0, "k€": 1e3, "€": 1e6, "Md€": 1e-3},
    "planned_duration_years": {"années": 1.0, "mois": 12.0, "jours": 365.0},
}
_USUAL_MEDIANS = {"cost_meur": (0.5, 1_000.0), "planned_duration_years": (0.7, 20.0)}
_MANY = 5  # values from which a column is judged as a whole
_FEW = 3  # dates below which nothing is deduced from their column
_DAY_MONTH_YEAR = "jour/mois/année"
_ORDERS = {_DAY_MONTH_YEAR: (2, 1, 0), "mois/jour/année": (2, 0, 1), "année/mois/jour": (0, 1, 2)}
_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[tT ].*)?")
_PLAIN = re.compile(r"[-+\d.,'’ ]+")
# A mark that cannot separate thousands: not followed by exactly three digits.
_SURE = r"(?:\d+{0}(?:\d{{1,2}}|\d{{4,}})|0{0}\d+|\d{{4,}}{0}\d+|[\d ]+{1}\d{{3}}{0}\d+)(?!\d)"
_SURE_POINT, _SURE_COMMA = (re.compile(_SURE.format(*marks)) for marks in ((r"\.", ","), (",", r"\.")))
_COMMA_AND_THREE = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}(?![\d,.])")


@dataclass(frozen=True)
class Conventions:
    """How the cells of a table are written, column by column."""

    divisors: dict[str, float]
    points: frozenset[str]  # columns with a decimal point somewhere
    commas: frozenset[str]  # columns with a decimal comma somewhere
    doubtful: frozenset[str]  # columns where « 1,234 » may be a thousand
    order: str | None  # of day, month and year in starts; empty: each one alone says; None: the column is ambiguous
    last_year: int

    def has_only_points(self, column: str) -> bool:
        """True where decimals follow a point."""
        return column in self.points - self.commas

    def is_ambiguous(self, column: str, text: str) -> bool:
        """True for « 1,234 » in a column that has decimal points, or where nothing shows a decimal comma."""
        return column in self.doubtful and bool(_COMMA_AND_THREE.match(text.strip()))

    def divided(self, column: str, value: float, text: str) -> float:
        """A number in the project's unit; one with its own unit (« 500 k€ ») is already so."""
        return value / self.divisors[column] if _is_plain(text) else value

    def month(self, text: str) -> date | None:
        """The month of a start, as `parse_month` gives it; None also where its column is ambiguous."""
        parts = _DATE.fullmatch(text.strip())
        if parts and self.order != "" and any(_read(parts.groups(), order, self.last_year) for order in _ORDERS):
            day = self.order and _read(parts.groups(), self.order, self.last_year)
            return day.replace(day=1) if day else None
        return parse_month(text)


def read_conventions(table: Table, findings: Findings, *, last_year: int, is_forced: bool) -> Conventions:
    """The conventions of a table; an unusual unit or order is pointed out, a doubtful one is a rejection."""
    points, commas, doubtful = set(), set(), set()
    for column in DIVISORS:
        texts = [cell.text.strip() for cell in _cells(table, column) if cell.kind == "text"]
        points |= {column} if any(map(_SURE_POINT.match, texts)) else set()
        commas |= {column} if any(map(_SURE_COMMA.match, texts)) else set()
        filled = [cell for cell in _cells(table, column) if cell.text.strip()]
        with_three = sum(bool(_COMMA_AND_THREE.match(text)) for text in texts)
        is_alone = column not in commas and with_three < len(filled) / 2
        doubtful |= {column} if column in points or is_alone else set()
    divisors = {column: _divisor(table, column, findings, column in points - commas) for column in DIVISORS}
    order = _order(table, findings, last_year=last_year, is_forced=is_forced)
    return Conventions(divisors, frozenset(points), frozenset(commas), frozenset(doubtful), order, last_year)


def _cells(table: Table, column: str) -> list[Cell]:
    return [table.cell(row, column) for row in table.rows]


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(SPACES.sub(" ", text)) or re.fullmatch(r"[-+\d.]+e[-+]?\d+", text))


def _divisor(table: Table, column: str, findings: Findings, has_points: bool) -> float:
    """What the numbers of a column are divided by, from the unit of its header, checked on its values."""
    divisors, usual = DIVISORS[column], next(iter(DIVISORS[column]))
    unit = header_unit(table.columns[column][1]) or usual
    where = table.where(None, column, "")
    if unit not in divisors:
        findings.add(REJECTION, f"unité inattendue : {unit}", f"unités lues : {', '.join(divisors)}", **where)
        return 1.0
    values = []
    for cell in _cells(table, column):
        with contextlib.suppress(ValueError, ArithmeticError):
            has_point = has_points or cell.kind != "text"
            value = parse_number(cell.text, decimal_point=has_point) if _is_plain(cell.text) else None
            values += [value] if value else []
    low, high = _USUAL_MEDIANS[column]
    middle = median(values) if len(values) >= _MANY else 0.0
    if middle and not low <= middle / divisors[unit] <= high:
        likely = next((other for other, divisor in divisors.items() if low <= middle / divisor <= high), unit)
        reason = f"valeurs peu plausibles en {unit} (médiane : {number(middle, 2)} {unit})"
        remedy = f"écrivez la bonne unité dans l'en-tête, sans doute « {LABELS[column]} (en {likely}) »"
        findings.add(REJECTION, reason, remedy, **where)
        return divisors[likely]  # so that the rest of the report is of use
    if unit != usual:
        findings.add(WARNING, f"valeurs en {unit}, converties en {usual}", "vérifiez une ligne", **where)
    return divisors[unit]


def _order(table: Table, findings: Findings, *, last_year: int, is_forced: bool) -> str | None:
    texts = [cell.text.strip() for cell in _cells(table, "start")]
    dates = [(text, match.groups()) for text in texts if (match := _DATE.fullmatch(text))]
    readable = [(text, parts) for text, parts in dates if any(_read(parts, order, last_year) for order in _ORDERS)]
    if not readable:
        return _DAY_MONTH_YEAR
    order = _settled([parts for _, parts in readable], last_year)
    where = table.where(None, "start", ", ".join(text for text, _ in readable[:3]))
    if not order and len(readable) < _FEW:
        return ""
    if not order:
        level = WARNING if is_forced else REJECTION
        reason = "l'ordre du jour, du mois et de l'année ne se déduit pas de la colonne : ces débuts restent manquants"
        remedy = "écrivez l'année d'abord (2015-01), ou le mois en lettres ; --force pour s'en passer"
        findings.add(level, reason, remedy, **where)
        return None
    if order != _DAY_MONTH_YEAR or any(len(parts[2]) == 2 for _, parts in readable):
        reason = f"dates écrites {order}, lues ainsi d'après toute la colonne"
        findings.add(WARNING, reason, "vérifiez un mois", **where)
    return order


def _settled(dates: list[tuple[str, ...]], last_year: int) -> str:
    """The only order that reads every date, or the only one that makes each the first of a month; empty for none."""
    readings = {order: [_read(parts, order, last_year) for parts in dates] for order in _ORDERS}
    days = {order: [day for day in read if day] for order, read in readings.items() if all(read)}
    months = {tuple(day.replace(day=1) for day in read) for read in days.values()}
    if len(months) == 1:
        return next(iter(days)) if len(days) > 1 or len(dates) >= _FEW else ""
    first_days = [order for order, read in days.items() if all(day.day == 1 for day in read)]
    return first_days[0] if len(dates) >= _FEW and len(first_days) == 1 else ""


def _read(parts: tuple[str, ...], order: str, last_year: int) -> date | None:
    year, month, day = (parts[index] for index in _ORDERS[order])
    if len(year) == 1 or len(day) > 2:
        return None
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    with contextlib.suppress(ValueError):
        return date(full, int(month), int(day)) if FIRST_YEAR <= full <= last_year else None
    return None
