"""One cell of a published table → the text of the project's own edition file, or a finding that says why not."""

from dataclasses import dataclass
from datetime import date

from data.intake.findings import QUARANTINE, REJECTION, WARNING, Findings
from data.intake.readers import Cell
from data.model.normalise import (
    AmbiguousTextError,
    is_serial,
    parse_meur,
    parse_month,
    parse_number,
    parse_programmes,
    parse_years,
    parse_yes_no,
)
from data.model.wording import NOT_GIVEN_PHASE, clean, has_markup, is_garbled, is_not_given, phase_label

MAX_YEARS, MAX_MEUR, UNUSUAL_MEUR = 50.0, 5_000.0, 1_000.0
FIRST_YEAR = 1990
MAX_LABEL = 600
NAMES = ("published_name", "published_ministry")
"""Columns without which a row cannot be taken in."""
_FORMULA_MARKS = ("=", "+", "@", "\t", "\r")
GARBLED_REMEDY = "repartez du fichier d'origine et enregistrez-le en ODS, ou en CSV encodé en UTF-8"
_AS_MISSING = "la valeur reste manquante ; corrigez la cellule"


@dataclass(frozen=True)
class CellReader:
    """Reads the cells of one table.

    Attributes:
        findings: Where what is wrong is noted.
        sheet: Name of the sheet, for the findings.
        headers: Column → header as printed, for the findings.
        decimal_points: Columns whose texts write decimals with a point, seen from the whole column.
        last_year: A start after this year is not plausible.
    """

    findings: Findings
    sheet: str
    headers: dict[str, str]
    decimal_points: frozenset[str]
    last_year: int

    def note(self, level: str, row: int, column: str, cell: Cell, reason: str, remedy: str = _AS_MISSING) -> None:
        """Note a finding about a cell."""
        place = {"sheet": self.sheet, "row": row, "column": self.headers.get(column, column), "value": cell.text}
        self.findings.add(level, reason, remedy, **place)

    def label(self, row: int, column: str, cell: Cell) -> str:
        """The text of a cell on one line, without markup; empty where it is none or not safe."""
        if cell.kind == "error":
            self.note(
                WARNING,
                row,
                column,
                cell,
                "formule en erreur ou sans valeur enregistrée",
                "recalculez le classeur et enregistrez-le",
            )
            return ""
        if cell.kind in ("date", "duration", "yes_no"):
            self.note(WARNING, row, column, cell, "ce n'est pas du texte (le tableur a sans doute converti la saisie)")
            return ""
        text = clean(cell.text)
        if column != "programmes" and has_markup(cell.text):
            self.note(
                WARNING,
                row,
                column,
                cell,
                "balises ou caractères invisibles retirés",
                f"vérifiez le texte gardé : « {text} »",
            )
        if fault := _unsafe(text, column):
            aside = "ligne mise de côté" if column in NAMES else "valeur mise de côté"
            self.note(QUARANTINE, row, column, cell, f"{fault} : {aside}", "écrivez le texte seul")
            return ""
        if is_garbled(cell.text):
            self.note(REJECTION, row, column, cell, "accents abîmés", GARBLED_REMEDY)
        return text

    def yes_no(self, row: int, column: str, cell: Cell) -> str:
        """« oui », « non », or empty where it is neither."""
        try:
            return "oui" if parse_yes_no(cell.text) else "non"
        except ValueError:
            return ""

    def month(self, row: int, column: str, cell: Cell) -> str:
        """`2015-01`, or empty."""
        if cell.kind in ("yes_no", "duration", "error"):
            self.note(WARNING, row, column, cell, "ce n'est pas une date")
            return ""
        try:
            value = parse_month(cell.text)
        except ValueError as error:
            self._unreadable(
                row, column, cell, error, "écrivez le mois et l'année, par exemple 2015-01 ou janvier 2015"
            )
            return ""
        if value is None:
            return ""
        if not FIRST_YEAR <= value.year <= self.last_year:
            self.note(QUARANTINE, row, column, cell, f"début peu plausible ({value.year})")
            return ""
        if cell.kind in ("number", "text") and is_serial(cell.text):
            self.note(
                WARNING, row, column, cell, f"numéro de jour d'un tableur, lu {_month(value)}", "vérifiez le mois"
            )
        return _month(value)

    def years(self, row: int, column: str, cell: Cell) -> str:
        """A duration in years, or empty."""
        value = self._number(row, column, cell)
        if value is not None and not 0 < value <= MAX_YEARS:
            self.note(QUARANTINE, row, column, cell, "durée peu plausible (attendue entre 0 et 50 ans)")
            return ""
        return number_text(value)

    def meur(self, row: int, column: str, cell: Cell) -> str:
        """An amount in millions of euros, or empty."""
        value = self._number(row, column, cell)
        if value is not None and not 0 < value <= MAX_MEUR:
            remedy = f"{_AS_MISSING} (en millions d'euros, ou avec son unité : « 12,5 M€ »)"
            self.note(QUARANTINE, row, column, cell, "coût peu plausible (attendu entre 0 et 5 000 M€)", remedy)
            return ""
        if value is not None and value > UNUSUAL_MEUR:
            self.note(WARNING, row, column, cell, "coût inhabituel, au-dessus de 1 000 M€", "vérifiez l'unité")
        return number_text(value)

    def phase(self, row: int, column: str, cell: Cell) -> str:
        """The phase as the project writes it; « NA » where none is printed."""
        label = phase_label(self.label(row, column, cell))
        if label == NOT_GIVEN_PHASE and not cell.text.strip():
            self.note(
                WARNING, row, column, cell, "phase vide, gardée comme non publiée", "complétez-la si elle est connue"
            )
        return label

    def programmes(self, row: int, column: str, cell: Cell) -> str:
        """Codes of programmes and funds: `P129 P302`."""
        text = self.label(row, column, cell)
        codes = parse_programmes(text)
        if not codes and not is_not_given(text):
            self.note(
                WARNING,
                row,
                column,
                cell,
                "aucun programme reconnu",
                "écrivez le numéro à trois chiffres, par exemple P129",
            )
        return codes

    def _number(self, row: int, column: str, cell: Cell) -> float | None:
        if cell.kind == "date":
            self.note(
                WARNING, row, column, cell, "date à la place d'un nombre (le tableur a sans doute converti la saisie)"
            )
            return None
        if cell.kind in ("yes_no", "duration", "error"):
            reason = (
                "formule en erreur ou sans valeur enregistrée" if cell.kind == "error" else "ce n'est pas un nombre"
            )
            self.note(WARNING, row, column, cell, reason)
            return None
        if cell.kind == "number":
            return parse_number(cell.text) if not is_not_given(cell.text) else None
        parse = parse_meur if column == "cost_meur" else parse_years
        try:
            return parse(cell.text, decimal_point=column in self.decimal_points)
        except (ValueError, ArithmeticError) as error:
            self._unreadable(row, column, cell, error, "écrivez un nombre seul, par exemple 12,5")
            return None

    def _unreadable(self, row: int, column: str, cell: Cell, error: Exception, remedy: str) -> None:
        is_ambiguous = isinstance(error, AmbiguousTextError)
        reason = str(error).removeprefix(f"« {cell.text} » ") if is_ambiguous else "valeur illisible"
        self.note(WARNING, row, column, cell, reason, f"la valeur reste manquante ; {remedy}")


def _unsafe(text: str, column: str) -> str:
    """Why a text cannot be a label, in French; empty where it can."""
    is_formula = text.startswith(_FORMULA_MARKS) or (text.startswith("-") and len(text) > 1 and not text[1].isspace())
    if is_formula or "<" in text:
        return "texte qui commence comme une formule ou contient du code"
    if len(text) > MAX_LABEL and column != "programmes":
        return f"texte de plus de {MAX_LABEL} caractères"
    return ""


def number_text(value: float | None) -> str:
    """A number as the project's files write it: `7` for 7.0, `52.4`; empty for None."""
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


def _month(value: date) -> str:
    return f"{value:%Y-%m}"
