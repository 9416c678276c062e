"""An edition being taken in, beside the one held before it: who comes, who leaves, what is estimated anew."""

from collections.abc import Mapping
from pathlib import Path

from data.intake.findings import REJECTION, WARNING, Findings
from data.model import french
from data.model.edition_files import edition_of
from data.model.labels import Vocabulary
from data.model.normalise import label_key, parse_month, parse_number
from data.model.schema import EDITION_FILE
from data.model.tables import read_rows

TOLERATED = 0.30
"""Share of the projects that may vanish from one edition to the next."""
UNUSUAL_FACTOR = 5.0
_COLUMNS = tuple(column.name for column in EDITION_FILE)


def edition_files(folder: Path) -> dict[int, Path]:
    """Number of each edition held → its file."""
    return {edition_of(path)[0]: path for path in sorted((folder / "editions").glob("*.csv"))}


def read_projects(path: Path, vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """The projects of an edition's file: slug → its line, as text."""
    return {slug_of(line, vocabulary): line for _, line in read_rows(path, _COLUMNS)}


def slug_of(line: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """The project of a line, its name in capitals where the vocabulary does not know it."""
    try:
        return vocabulary.projects.resolve(line["published_name"])[0]
    except KeyError:
        return label_key(line["published_name"]).upper()


def compare(
    new: dict[str, dict[str, str]], old: dict[str, dict[str, str]], findings: Findings, *,
    edition: int, previous: int, names: Mapping[str, str], is_forced: bool,
) -> list[str]:  # fmt: skip
    """The comparison in French, one line each; too many projects gone is a rejection unless forced.

    Args:
        new: The edition checked, slug → line.
        old: The edition held before it.
        findings: Where vanished projects and unusual changes are noted.
        edition: Number of the edition checked.
        previous: Number of the edition held before it.
        names: Slug → name.
        is_forced: The operator has checked that the projects really left.
    """
    named = {**{slug: line["published_name"] for slug, line in new.items()}, **names}
    entrants = sorted(named[slug] for slug in new.keys() - old.keys())
    leavers = sorted(named[slug] for slug in old.keys() - new.keys())
    _check_gone(leavers, len(old), findings, edition=edition, previous=previous, is_forced=is_forced)
    lines = [f"Comparaison avec l'édition {previous} :"]
    lines.append(f"  entrants ({len(entrants)}) : {french.listing(entrants) or 'aucun'}")
    lines.append(f"  sortants ({len(leavers)}) : {french.listing(leavers) or 'aucun'}")
    for slug in sorted(new.keys() & old.keys(), key=lambda slug: named[slug]):
        lines += _changes(named[slug], old[slug], new[slug], findings)
    return lines


def _check_gone(
    leavers: list[str], held: int, findings: Findings, *, edition: int, previous: int, is_forced: bool
) -> None:
    # Over several editions that are not held, as many may leave as if each step lost the tolerated share.
    tolerated = 1 - (1 - TOLERATED) ** max(1, edition - previous)
    gone = len(leavers) / held if held else 0.0
    if gone > tolerated:
        shares = ", au plus ".join(french.pct(100 * share, signed=False, decimals=0) for share in (gone, tolerated))
        findings.add(
            WARNING if is_forced else REJECTION,
            f"{french.count(len(leavers), 'projet')} sur {held} de l'édition {previous} ont disparu ({shares})",
            "vérifiez que le fichier est complet ; --force s'il l'est",
            value=", ".join(leavers[:5]),
        )


def _changes(name: str, old: dict[str, str], new: dict[str, str], findings: Findings) -> list[str]:
    pieces = []
    before, after = (parse_number(line["cost_meur"]) for line in (old, new))
    if before and after and abs(after - before) >= 0.05:
        pieces.append(
            f"réévalué de {french.meur(after - before, signed=True)} ({french.meur(before)} → {french.meur(after)})"
        )
        if not 1 / UNUSUAL_FACTOR < after / before < UNUSUAL_FACTOR:
            findings.add(
                WARNING, f"coût multiplié par {french.number(after / before, 2)} depuis l'édition précédente",
                "vérifiez l'unité (millions d'euros)", column="cost_meur", value=name,
            )  # fmt: skip
    elif before and after is None:
        pieces.append(f"coût retiré ({french.meur(before)})")
    elif after and before is None:
        pieces.append(f"coût publié ({french.meur(after)})")
    before, after = (parse_number(line["planned_duration_years"]) for line in (old, new))
    if before and after and abs(after - before) >= 0.05:
        pieces.append(f"durée {french.years(before)} → {french.years(after)}")
    starts = [parse_month(line["start"]) for line in (old, new)]
    if starts[0] and starts[1] and starts[0] != starts[1]:
        pieces.append(f"début {french.month(starts[0])} → {french.month(starts[1])}")
    if label_key(old["published_phase"]) != label_key(new["published_phase"]):
        pieces.append(f"phase {old['published_phase']} → {new['published_phase']}")
    return [f"  {name} : {' ; '.join(pieces)}"] if pieces else []
