"""The decisions of the operator on unknown labels: one by one in a terminal, or all in a file for a spreadsheet.

The file opens rightly by a double click in LibreOffice and in a French Excel: UTF-8 with its mark, semicolons, every
cell in quotes. The readers of published files read it back: CSV of any separator and encoding, ODS, XLSX, XLS.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from data.intake.matching import FAMILIES, NEW, Decision, Decisions, Unknown
from data.intake.resemblance import known_labels
from data.intake.writing import write_errors
from data.model.errors import SourceError
from data.model.files import write_whole
from data.model.labels import Family, Vocabulary
from data.model.wording import clean, label_key, unaccented
from data.readers.published import read_published

DECISIONS_FILE = "decisions.csv"
COLUMNS = ("nature", "libellé", "où", "lignes", "proche 1", "proche 2", "proche 3", "décision", "motif")
_NATURES = dict(zip(FAMILIES, ("ministère", "phase", "zone fonctionnelle", "projet"), strict=True))
_NEEDED = ("nature", "libelle", "decision")
_NEW_WORDS = re.compile(r"n|nouvelle|nouveau(?: projet| ministere)?")
_SLUG = re.compile(r".*\[([a-z0-9|-]+)\].*", re.DOTALL)
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NOT_A_FORMULA = re.compile(r"'(?=[=+\-@\t\r])")

Line = dict[str, str]


def decide(
    unknown: list[Unknown], vocabulary: Vocabulary, answer: Callable[[str], str], say: Callable[[str], None]
) -> Decisions:
    """The decisions that the operator types, one question (`answer`) per label; one without an answer stays open."""
    decisions: dict[tuple[str, str], Decision] = {}
    for label in unknown:
        noun = getattr(vocabulary, label.family).noun
        say(f"\n{noun} : « {label.label} » (ligne {', '.join(map(str, label.rows[:5]))})")
        for number, one in enumerate(label.nearest, start=1):
            say(f"  {number}. {one.name} [{one.slug}] — ressemblance {one.printed_score}{one.why and f' : {one.why}'}")
        choices = f"numéro, identifiant{', n = nouveau' if label.may_be_new else ''}, Entrée = ne pas décider"
        while reply := answer(f"  Rattacher à ({choices}) : ").strip():
            if found := resolved(reply, label, vocabulary):
                reason = "" if found == NEW else answer("  Motif (gardé avec le rattachement) : ").strip()
                typed = "" if found == NEW else f"rattaché à la main, édition {label.edition}"
                decisions[label.family, label_key(label.label)] = Decision(found, reason or typed)
                break
            say(f"  « {reply} » n'est ni un numéro de la liste ni un identifiant connu.")
    return decisions


def resolved(reply: str, label: Unknown, vocabulary: Vocabulary) -> str:
    """The slugs joined by |, or `NEW`, that an answer means: a number, a slug, a name, a label; empty for none."""
    if reply.isdecimal() and 0 < int(reply) <= len(label.nearest):
        return label.nearest[int(reply) - 1].slug
    return _resolved(reply, label.family, vocabulary)


def _resolved(reply: str, name: str, vocabulary: Vocabulary) -> str:
    family: Family = getattr(vocabulary, name)
    if all(one in family.names for one in reply.split("|")):
        return reply
    by_name = {label_key(known): slug for slug, names in known_labels(family).items() for known in names}
    if slug := by_name.get(label_key(reply)):
        return slug
    may_be_new = name in ("projects", "ministries")
    return NEW if may_be_new and _NEW_WORDS.fullmatch(unaccented(reply)) else ""


def read_decisions(path: Path, vocabulary: Vocabulary) -> Decisions:
    """The decisions of a file, lines without one left out; SourceError with every line that cannot be followed."""
    decisions: dict[tuple[str, str], Decision] = {}
    problems: list[str] = []
    for number, line in _read_lines(path).items():
        key = _key(line)
        where = f"{path.name}, ligne {number} : « {line['libellé']} »"
        if not key:
            problems.append(f"{where} : nature « {line['nature']} » → une de : {', '.join(_NATURES.values())}")
            continue
        if not line["décision"]:
            continue
        chosen = line.get(f"proche {line['décision']}") or line["décision"]
        answer = _resolved(_SLUG.sub(r"\1", chosen), key[0], vocabulary)
        if not answer:
            known = "l'identifiant entre crochets d'un des proches" + (f", ou « {NEW} »" if key[0] != "phases" else "")
            problems.append(f"{where} : décision inconnue « {line['décision']} » → écrivez {known}")
        elif (other := decisions.get(key)) and other.answer != answer:
            problems.append(f"{where} : deux décisions, « {other.answer} » et « {answer} » → gardez-en une")
        else:
            decisions[key] = Decision(answer, line["motif"])
    if problems:
        raise SourceError(problems)
    return decisions


def write_decisions(path: Path, unknown: Iterable[Unknown], vocabulary: Vocabulary) -> Path:
    """Write the labels to decide to a file or, where that is a workbook, to the CSV beside it; returns the file.

    Lines already there stay until the vocabulary has their label. SourceError where the file is another one, or cannot
    be written.
    """
    lines = {}
    for line in _read_lines(path).values() if path.is_file() else ():
        if (key := _key(line)) and key[1] not in getattr(vocabulary, key[0]).slugs:
            lines[key] = line
    for label in unknown:
        lines.setdefault((label.family, label_key(label.label)), _line(label))
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines.values():
        # Excel saves in Windows-1252, which has no narrow no-break space.
        cells = [" ".join(line[column].split()) for column in COLUMNS]
        writer.writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells])
    path = path.with_suffix(".csv")
    with write_errors(path):
        write_whole(path, f"\ufeff{output.getvalue()}")
    return path


def _line(label: Unknown) -> Line:
    nearest = [one.in_words() for one in label.nearest[:3]]
    values = (
        _NATURES[label.family], label.label, f"édition {label.edition}, {label.where}", ", ".join(map(str, label.rows)),
        *nearest, *[""] * (3 - len(nearest)), label.proposal.answer, label.proposal.reason,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _read_lines(path: Path) -> dict[int, Line]:
    """Row → its cells under `COLUMNS`, as text; SourceError where the file is not one of decisions."""
    for sheet in read_published(path):
        positions: dict[str, int] = {}
        lines: dict[int, Line] = {}
        for number, cells in sheet.rows.items():
            if not positions:
                headers = {unaccented(cell.text).strip(): at for at, cell in enumerate(cells)}
                positions = headers if set(_NEEDED) <= headers.keys() else {}
                continue
            texts = {column: positions.get(unaccented(column), len(cells)) for column in COLUMNS}
            line = {column: clean(cells[at].text) if at < len(cells) else "" for column, at in texts.items()}
            lines[number] = {column: _NOT_A_FORMULA.sub("", text, count=1) for column, text in line.items()}
        if positions:
            return {number: line for number, line in lines.items() if line["libellé"]}
    raise SourceError(f"{path.name} : ce n'est pas un fichier de décisions → colonnes attendues : {', '.join(COLUMNS)}")


def _key(line: Line) -> tuple[str, str] | None:
    natures = {unaccented(nature): family for family, nature in _NATURES.items()}
    family = natures.get(unaccented(line["nature"]))
    return (family, label_key(line["libellé"])) if family else None
