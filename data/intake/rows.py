"""The table of a published file → the rows of an edition, in the project's own columns, with what cannot be read."""

import contextlib
import re
from dataclasses import dataclass

from data.intake.conventions import Conventions, read_conventions
from data.intake.findings import QUARANTINE, REJECTION, WARNING, Findings
from data.intake.layout import GARBLED_REMEDY, LABELS, Table
from data.model import normalise, wording
from data.model.french import count, listing, ranges
from data.model.schema import FIRST_YEAR, MAX_MEUR, MAX_YEARS, YEARS_AHEAD
from data.readers.published import Cell

MIN_ROWS, MAX_ROWS = 10, 500
UNUSUAL_MEUR = 1_000.0
_DAYS_TO_1904 = 1_462
MAX_LABEL = 600
_NAMES = ("published_name", "published_ministry")
_TOTAL = re.compile(r"(sous-?)?total(aux)?\b.*|moyennes?\b.*|nombre de projets\b.*|ensemble")
_ZERO = re.compile(r"0(?:[.,]0*)?\s*(?:[kM]?€|ans?|mois)?")
_FORMULA = re.compile(r"[=+@\t\r]|-\S")
_AS_MISSING = "la valeur reste manquante ; corrigez la cellule"
_CONVERTED = "(le tableur a sans doute converti la saisie)"
_WITHOUT_VALUE = "formule en erreur ou sans valeur enregistrée"
_RECALCULATE = "recalculez le classeur dans un tableur et enregistrez-le"
_NOT_NUMBERS = {
    "date": f"date à la place d'un nombre {_CONVERTED}",
    "error": _WITHOUT_VALUE,
    **dict.fromkeys(("yes_no", "duration"), "ce n'est pas un nombre"),
}
_IN_MEUR = f"{_AS_MISSING} (en millions d'euros, ou avec son unité : « 12,5 M€ »)"
_PLAUSIBLE = {
    "planned_duration_years": (MAX_YEARS, "durée peu plausible (attendue entre 0 et 50 ans)", _AS_MISSING),
    "cost_meur": (MAX_MEUR, "coût peu plausible (attendu entre 0 et 5 000 M€)", _IN_MEUR),
}


@dataclass(frozen=True)
class Row:
    """One project of the file: its row there, and column of `EDITION_FILE` → text as the edition's file has it."""

    number: int
    values: dict[str, str]


def import_rows(table: Table, findings: Findings, *, reference: str, is_forced: bool = False) -> list[Row]:
    """The projects of a table, in its order; an unusual number of them is a rejection unless forced."""
    last_year = int(reference[:4]) + YEARS_AHEAD
    conventions = read_conventions(table, findings, last_year=last_year, is_forced=is_forced)
    template = [number for number in table.rows if _is_template(table, number)]
    if template:
        numbers = f"{count(len(template), 'ligne ignorée', 'lignes ignorées')} ({ranges(template)})"
        reason = f"{numbers} : ni projet ni valeur"
        findings.add(WARNING, reason, "", **table.where(template[0], "published_name", ""))
    others = [number for number in table.rows if number not in set(template)]
    read = [_RowReader(table, number, findings, conventions).row() for number in others]
    rows = _without_repeats([row for row in read if row is not None], table, findings)
    if not MIN_ROWS <= len(rows) <= MAX_ROWS:
        reason = f"{count(len(rows), 'projet lu', 'projets lus')}, entre {MIN_ROWS} et {MAX_ROWS} attendus"
        level = WARNING if is_forced and rows else REJECTION
        findings.add(level, reason, "vérifiez le fichier ; --force s'il est bien complet", sheet=table.sheet)
    return rows


def _is_template(table: Table, number: int) -> bool:
    """True for a row of the publisher's template that nobody filled in: no project, ministry nor value."""
    cells = {name: cell for name in LABELS if (cell := table.cell(number, name)).text.strip() or cell.kind == "error"}
    chosen = ("is_interministerial", "published_phase")  # from a list, whose first line may stand

    def is_empty(name: str, cell: Cell) -> bool:
        if name in chosen or (cell.kind == "error" and name not in _NAMES):  # a formula on a blank row
            return True
        return cell.kind != "error" and (wording.is_not_given(cell.text) or bool(_ZERO.fullmatch(cell.text.strip())))

    has_more = any(name in cells for name in (*chosen, "cost_meur", "planned_duration_years"))
    return has_more and all(is_empty(name, cell) for name, cell in cells.items())


def number_text(value: float | None) -> str:
    """A number as the project's files write it: `7` for 7.0, `52.4`; empty for None."""
    return "" if value is None else str(int(value)) if value.is_integer() else repr(value)


def _without_repeats(rows: list[Row], table: Table, findings: Findings) -> list[Row]:
    """The rows where one repeated in the same words counts once; one repeated with other values is a rejection."""
    by_name: dict[str, Row] = {}
    for row in rows:
        name = row.values["published_name"]
        first = by_name.setdefault(wording.label_key(name), row)
        if first is row:
            continue
        where = table.where(row.number, "published_name", name)
        pairs = {column: map(wording.label_key, (value, first.values[column])) for column, value in row.values.items()}
        if different := [LABELS[column] for column, (value, other) in pairs.items() if value != other]:
            reason = f"projet déjà ligne {first.number}, avec d'autres valeurs : {listing(different)}"
            findings.add(REJECTION, reason, "gardez la bonne ligne", **where)
        else:
            findings.add(WARNING, f"même ligne que la ligne {first.number}, comptée une fois", "", **where)
    return list(by_name.values())


@dataclass(frozen=True)
class _RowReader:
    """Reads one row; a cell that cannot be read gives an empty text and a finding."""

    table: Table
    number: int
    findings: Findings
    conventions: Conventions

    def cell(self, column: str) -> Cell:
        return self.table.cell(self.number, column)

    def note(self, level: str, column: str, reason: str, remedy: str = _AS_MISSING) -> str:
        """Add a finding; returns the text of a missing value."""
        self.findings.add(level, reason, remedy, **self.table.where(self.number, column, self.cell(column).text))
        return ""

    def row(self) -> Row | None:
        """The project of the row; None for a row that is blank, a total, a note, or set aside."""
        filled = [name for name in LABELS if (cell := self.cell(name)).text.strip() or cell.kind == "error"]
        if not filled:
            return None
        is_total = _TOTAL.fullmatch(wording.unaccented(self.cell("published_name").text))
        if is_total and not self.cell("published_ministry").text.strip():
            self.note(WARNING, "published_name", "ligne de total, ignorée", "")
            return None
        if len(filled) == 1 and sum(bool(cell.text.strip()) for cell in self.table.rows[self.number]) == 1:
            self.note(WARNING, filled[0], "ligne d'une seule cellule (note ou titre), ignorée", "")
            return None
        values = {name: self.label(name) for name in _NAMES} | {"is_interministerial": ""}
        with contextlib.suppress(ValueError):
            is_interministerial = normalise.parse_yes_no(self.cell("is_interministerial").text)
            values["is_interministerial"] = "oui" if is_interministerial else "non"
        missing = [column for column, text in values.items() if wording.is_blank(text)]
        for column in missing:
            cell = self.cell(column)
            if column in _NAMES and cell.kind == "text" and not wording.is_blank(cell.text):
                continue  # `label` has given the reason
            reason = f"ligne mise de côté : « {LABELS[column]} » manque ou est illisible"
            if column == "is_interministerial" and cell.text.strip():
                reason = "ligne mise de côté : ni oui ni non"
            self.note(QUARANTINE, column, reason, "complétez la cellule")
        if missing:
            return None
        values |= {
            "start": self.start(),
            "planned_duration_years": self.amount("planned_duration_years"),
            "published_phase": self.phase(),
            "cost_meur": self.amount("cost_meur"),
            "published_functional_area": self.label("published_functional_area"),
            "programmes": self.programmes(),
        }
        if wording.is_blank(values["published_functional_area"]):
            values["published_functional_area"] = ""
        has_no_reason = values["published_phase"] not in ("Cadrage", wording.WITHHELD_PHASE, wording.NOT_GIVEN_PHASE)
        if self.cell("cost_meur").kind == "blank" and has_no_reason:
            self.note(WARNING, "cost_meur", "coût absent, gardé comme non publié", "complétez-le s'il est publié")
        return Row(self.number, values)

    def label(self, column: str) -> str:
        """The text of a cell on one line, without markup; empty where it is none or not safe."""
        cell = self.cell(column)
        if cell.kind == "error":
            return self.note(WARNING, column, _WITHOUT_VALUE, _RECALCULATE)
        if cell.kind in ("date", "duration", "yes_no"):
            return self.note(WARNING, column, f"ce n'est pas du texte {_CONVERTED}")
        text = wording.clean(cell.text)
        if column != "programmes" and wording.has_markup(cell.text):
            remedy = f"vérifiez le texte gardé : « {text} »"
            self.note(WARNING, column, "balises ou caractères invisibles retirés", remedy)
        fault = f"texte de plus de {MAX_LABEL} caractères" if len(text) > MAX_LABEL and column != "programmes" else ""
        if _FORMULA.match(text) or "<" in text:
            fault = "texte qui commence comme une formule ou contient du code"
        if fault:
            aside = "ligne mise de côté" if column in _NAMES else "valeur mise de côté"
            return self.note(QUARANTINE, column, f"{fault} : {aside}", "écrivez le texte seul")
        if wording.is_garbled(cell.text):
            self.note(REJECTION, column, "accents abîmés", GARBLED_REMEDY)
        return text

    def start(self) -> str:
        cell = self.cell("start")
        if cell.kind in ("yes_no", "duration", "error"):
            return self.note(WARNING, "start", "ce n'est pas une date")
        try:
            is_serial = cell.kind != "date" and normalise.is_serial(cell.text)
            shift = _DAYS_TO_1904 if is_serial and self.table.is_1904 else 0
            value = self.conventions.month(str(int(float(cell.text)) + shift) if shift else cell.text)
        except ValueError as error:
            remedy = "écrivez le mois et l'année, par exemple 2015-01 ou janvier 2015"
            return self.note_unreadable("start", error, remedy)
        if value is None:
            return ""
        if not FIRST_YEAR <= value.year <= self.conventions.last_year:
            return self.note(QUARANTINE, "start", f"début peu plausible ({value.year})")
        if is_serial:
            self.note(WARNING, "start", f"numéro de jour d'un tableur, lu {value:%Y-%m}", "vérifiez le mois")
        return f"{value:%Y-%m}"

    def phase(self) -> str:
        label = wording.phase_label(self.label("published_phase"))
        if label == wording.NOT_GIVEN_PHASE and not self.cell("published_phase").text.strip():
            reason = "phase vide, gardée comme non publiée"
            self.note(WARNING, "published_phase", reason, "complétez-la si elle est connue")
        return label

    def programmes(self) -> str:
        text = self.label("programmes")
        codes = normalise.parse_programmes(text)
        if not codes and not wording.is_not_given(text):
            remedy = "écrivez le numéro à trois chiffres, par exemple P129"
            self.note(WARNING, "programmes", "aucun programme reconnu", remedy)
        return codes

    def amount(self, column: str) -> str:
        cell = self.cell(column)
        if cell.kind in _NOT_NUMBERS:
            return self.note(
                WARNING, column, _NOT_NUMBERS[cell.kind], _RECALCULATE if cell.kind == "error" else _AS_MISSING
            )
        parse = normalise.parse_meur if column == "cost_meur" else normalise.parse_years
        try:
            if cell.kind == "number":
                value = None if wording.is_not_given(cell.text) else normalise.parse_number(cell.text)
            elif self.conventions.is_ambiguous(column, cell.text):
                raise normalise.AmbiguousTextError("se lit de deux façons (séparateur de milliers ou de décimales)")
            else:
                value = parse(cell.text, decimal_point=self.conventions.has_only_points(column))
        except (ValueError, ArithmeticError) as error:
            return self.note_unreadable(column, error, "écrivez un nombre seul, par exemple 12,5")
        value = value and self.conventions.divided(column, value, cell.text)
        most, implausible, remedy = _PLAUSIBLE[column]
        if value is not None and not 0 < value <= most:
            return self.note(QUARANTINE, column, implausible, remedy)
        if column == "cost_meur" and value and value > UNUSUAL_MEUR:
            self.note(WARNING, column, "coût inhabituel, au-dessus de 1 000 M€", "vérifiez l'unité")
        return number_text(value)

    def note_unreadable(self, column: str, error: Exception, remedy: str) -> str:
        is_ambiguous = isinstance(error, normalise.AmbiguousTextError)
        reason = str(error).removeprefix(f"« {self.cell(column).text} » ") if is_ambiguous else "valeur illisible"
        return self.note(WARNING, column, reason, f"la valeur reste manquante ; {remedy}")
